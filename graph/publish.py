"""A model's answers into the graph, as RECOMMENDED_WITH relationships: whole lists, some hundred songs a transaction."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from graph.connection import Database, Work
from graph.errors import OutOfStep
from graph.schema_setup import check_ready
from model import tempo
from model.key import Key
from model.mix_score import mix_score

LISTS_PER_TRANSACTION = 200
LEAST_PREFERENCE = (
    1e-3  # a list whose best is below it was not learned from anything: noise, which would be shown as certain
)
DIGITS = 4  # of scores: what is beyond differs between machines and helps nobody


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """What the graph keeps of a model (parameters and metrics as JSON), and the songs it knows."""

    model_id: str
    engine: str
    parameters: str
    metrics: str
    adjacency_digest: str
    created_at: str
    songs: Sequence[str]


@dataclass(slots=True)
class PublishCount:
    """What a publish did; `kept` lists were there from before it was interrupted."""

    lists: int = 0
    recommendations: int = 0
    kept: int = 0
    removed: int = 0


def publish(
    database: Database,
    model: PublishedModel,
    lists: Iterable[tuple[str, list[tuple[str, float]]]],
    advance: Callable[[int], None] = lambda _: None,
) -> PublishCount:
    """Replace the lists in the graph by those of a model: (song, its (song, preference) pairs, best first).

    Old and new list of a song change places in one transaction, so a reader never sees both or none; what an interrupted
    publish wrote is kept when it goes on. Lists of songs that the model says nothing of, and older models, go last.
    """
    check_ready(database)
    missing = database.read("publish_missing", ids=list(model.songs))[0]
    if missing["songs"]:
        raise OutOfStep(
            f"{missing['songs']:,} songs of {model.model_id} are not in the graph, such as {missing['example']}",
            "the graph has changed since the export: run `mixgraph train`",
        )
    features = {
        row["song_id"]: (row["bpm"], Key.parse(row["key"]) if row["key"] else None)
        for row in database.stream("publish_features")
    }
    run = uuid4().hex
    same = database.write(
        "publish_begin",
        model_id=model.model_id,
        engine=model.engine,
        parameters=model.parameters,
        metrics=model.metrics,
        digest=model.adjacency_digest,
        features=_features_digest(features),
        created_at=model.created_at,
        run=run,
    ).rows[0]["same"]
    count = PublishCount()
    # lists that were ranked by another bpm or key are written anew
    done = {row["song_id"] for row in database.stream("publish_done", model_id=model.model_id)} if same else set()
    for batch in _batches(lists):
        learned = [(song, others) for song, others in batch if others and others[0][1] >= LEAST_PREFERENCE]
        fresh = [(song, others) for song, others in learned if song not in done]
        count.kept += len(learned) - len(fresh)
        rows = [{"song": song, "others": _ranked(song, others, features)} for song, others in fresh]
        if rows:
            count.recommendations += database.transact(partial(_replace, run=run, model_id=model.model_id, rows=rows))
        count.lists += len(rows)
        advance(len(batch))
    while outdated := database.read("publish_outdated", model_id=model.model_id, limit=LISTS_PER_TRANSACTION):
        count.removed += database.transact(partial(_remove, run=run, ids=[row["song_id"] for row in outdated]))
    database.transact(partial(_finish, run=run, model_id=model.model_id))
    return count


def _fence(work: Work, run: str) -> None:
    work.run("lock_graph")
    if not work.run("publish_ours", run=run).rows[0]["ours"]:
        raise OutOfStep(
            "another publish took over", "let it finish; run this one again if its model is the one you want"
        )


def _replace(work: Work, run: str, model_id: str, rows: list[dict[str, Any]]) -> int:
    _fence(work, run)
    work.run("publish_remove_lists", ids=[row["song"] for row in rows])
    return work.run("publish_lists", model_id=model_id, rows=rows).relationships_created


def _remove(work: Work, run: str, ids: list[str]) -> int:
    _fence(work, run)
    return work.run("publish_remove_lists", ids=ids).relationships_deleted


def _finish(work: Work, run: str, model_id: str) -> None:
    _fence(work, run)
    work.run("publish_end", model_id=model_id)


def _features_digest(features: dict[str, tuple[float | None, Key | None]]) -> str:
    told = "\n".join(f"{song} {bpm} {key}" for song, (bpm, key) in sorted(features.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def _batches(
    lists: Iterable[tuple[str, list[tuple[str, float]]]],
) -> Iterator[list[tuple[str, list[tuple[str, float]]]]]:
    batch = []
    for each in lists:
        batch.append(each)
        if len(batch) == LISTS_PER_TRANSACTION:
            yield batch
            batch = []
    if batch:
        yield batch


def _ranked(
    song: str, others: list[tuple[str, float]], features: dict[str, tuple[float | None, Key | None]]
) -> list[dict[str, Any]]:
    """The list in the order of its final score; `learned` is the share of the best preference in the list."""
    bpm, key = features.get(song, (None, None))
    best = others[0][1] if others else 1.0
    rows: list[dict[str, Any]] = []
    for other, preference in others:
        other_bpm, other_key = features.get(other, (None, None))
        learned = preference / best
        near = tempo.score(bpm, other_bpm)
        fit = key.score(other_key) if key is not None and other_key is not None else None
        rows.append(
            {
                "song": other,
                "score": round(mix_score(learned, near, fit), DIGITS),
                "learned": round(learned, DIGITS),
                "tempo": near if near is None else round(near, DIGITS),
                "key": fit,
            }
        )
    rows.sort(key=lambda row: (-row["score"], row["song"]))
    return [{**row, "rank": rank} for rank, row in enumerate(rows, start=1)]
