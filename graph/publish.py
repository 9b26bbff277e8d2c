"""A model's answers into the graph, as RECOMMENDED_WITH relationships: whole lists, some hundred songs a transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.connection import Database, Work
from graph.errors import OutOfStep
from graph.schema_setup import check_version
from model import tempo
from model.key import Key
from model.mix_score import mix_score

LISTS_PER_TRANSACTION = 200
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
    check_version(database)
    missing = database.read("publish_missing", ids=list(model.songs))[0]
    if missing["songs"]:
        raise OutOfStep(
            f"{missing['songs']:,} songs of {model.model_id} are not in the graph, such as {missing['example']}",
            "the graph has changed since the export: run `mixgraph train`",
        )
    database.write(
        "publish_begin",
        model_id=model.model_id,
        engine=model.engine,
        parameters=model.parameters,
        metrics=model.metrics,
        digest=model.adjacency_digest,
        created_at=model.created_at,
    )
    count = PublishCount()
    done = {row["song_id"] for row in database.stream("publish_done", model_id=model.model_id)}
    features = {
        row["song_id"]: (row["bpm"], Key.parse(row["key"]) if row["key"] else None)
        for row in database.stream("publish_features")
    }
    for batch in _batches(lists):
        fresh = [(song, others) for song, others in batch if song not in done]
        count.kept += len(batch) - len(fresh)
        rows = [{"song": song, "others": _ranked(song, others, features)} for song, others in fresh]
        if rows:
            count.recommendations += database.transact(partial(_replace, model_id=model.model_id, rows=rows))
        count.lists += len(rows)
        advance(len(batch))
    while outdated := database.read("publish_outdated", model_id=model.model_id, limit=LISTS_PER_TRANSACTION):
        count.removed += database.write(
            "publish_remove_lists", ids=[row["song_id"] for row in outdated]
        ).relationships_deleted
    database.write("publish_end", model_id=model.model_id)
    return count


def _replace(work: Work, model_id: str, rows: list[dict[str, Any]]) -> int:
    work.run("publish_remove_lists", ids=[row["song"] for row in rows])
    return work.run("publish_lists", model_id=model_id, rows=rows).relationships_created


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
