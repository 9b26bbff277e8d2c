"""A model's answers into the graph, as RECOMMENDED_WITH relationships: whole lists, some hundred songs a transaction."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any, TypeAlias
from uuid import uuid4

from graph.connection import Database, Work
from graph.errors import OutOfStep
from graph.schema_setup import check_ready
from graph.vectors import Vectors, have_vectors, remove_vectors, write_vectors
from model import tempo
from model.key import Key
from model.mix_score import mix_score

List: TypeAlias = tuple[str, list[tuple[str, float]]]
Features: TypeAlias = dict[str, tuple[float | None, Key | None]]

LISTS_PER_TRANSACTION = 200
SONGS_A_CHECK = 20_000
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
    vectors: int = 0


def publish(
    database: Database,
    model: PublishedModel,
    lists: Iterable[List],
    advance: Callable[[int], None] = lambda _: None,
    vectors: Vectors | None = None,
) -> PublishCount:
    """Replace the lists in the graph by those of a model: (song, its (song, preference) pairs, best first).

    Old and new list of a song change places in one transaction, so a reader never sees both (a scan of all songs that
    meets a list in the very moment of its commit may read a part of it: Neo4j locks nothing for readers). What an interrupted
    publish wrote is kept when it goes on. Lists of songs that the model says nothing of go after that, then `vectors` are
    written – without them those of another model are taken out, and the model's own stay – and older models go last.

    Lists are read as they are written: what stays in memory are names, tempos and keys of songs. An error of `lists` comes
    out after what was read before it was written.
    """
    check_ready(database)
    _check_songs(database, model)
    features: Features = {
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
    # lists that were ranked by another bpm or key are written anew
    done = {row["song_id"] for row in database.stream("publish_done", model_id=model.model_id)} if same else set()
    reading = _Reading(iter(lists), done, features)
    count = PublishCount()
    while part := reading.next():
        if part.rows:
            replace = partial(_replace, run=run, model_id=model.model_id, rows=part.rows)
            count.recommendations += database.transact(replace, reading.read_on)
        count.lists += len(part.rows)
        count.kept += part.kept
        advance(part.songs)
    outdated = (row["song_id"] for row in database.stream("publish_outdated", model_id=model.model_id))
    while ids := list(islice(outdated, LISTS_PER_TRANSACTION)):
        count.removed += database.transact(partial(_remove, run=run, ids=ids))
    if not have_vectors(database, model.model_id):
        fence = partial(_fence, run=run)
        if vectors is None:
            remove_vectors(database, fence)
        else:
            count.vectors = write_vectors(database, model.model_id, vectors, fence, advance)
    database.transact(partial(_finish, run=run, model_id=model.model_id))
    return count


def _check_songs(database: Database, model: PublishedModel) -> None:
    """Refuse a model of songs that are not in the graph, which would have holes in its lists."""
    songs, example = 0, ""
    for start in range(0, len(model.songs), SONGS_A_CHECK):
        missing = database.read("publish_missing", ids=list(model.songs[start : start + SONGS_A_CHECK]))[0]
        songs, example = songs + missing["songs"], example or missing["example"]
    if songs:
        raise OutOfStep(
            f"{songs:,} songs of {model.model_id} are not in the graph, such as {example}",
            "the graph has changed since the export: run `mixgraph train`",
        )


@dataclass(slots=True)
class _Part:
    """The lists of one transaction: how many songs were read for it, rows for those to write, how many stood already."""

    songs: int
    rows: list[dict[str, Any]]
    kept: int


class _Reading:
    """Lists on their way: the next transaction's are read and ranked while the database writes the ones before."""

    def __init__(self, lists: Iterator[List], done: Set[str], features: Features) -> None:
        self._lists = lists
        self._done = done
        self._features = features
        self._part: _Part | None = None
        self._error: Exception | None = None

    def next(self) -> _Part | None:
        """The lists of the next transaction, None after the last; raises what went wrong with reading those."""
        self.read_on()
        part, self._part = self._part, None
        if self._error is not None:
            raise self._error
        return part

    def read_on(self) -> None:
        """Read and rank the next lists, unless they are waiting already."""
        if self._part is None and self._error is None:
            try:
                self._part = self._read()
            except Exception as error:  # said when what came before is written
                self._error = error

    def _read(self) -> _Part | None:
        batch = list(islice(self._lists, LISTS_PER_TRANSACTION))
        learned = [(song, others) for song, others in batch if others and others[0][1] >= LEAST_PREFERENCE]
        fresh = [(song, others) for song, others in learned if song not in self._done]
        rows = [_ranked(song, others, self._features) for song, others in fresh]
        return _Part(len(batch), rows, len(learned) - len(fresh)) if batch else None


def _fence(work: Work, run: str) -> None:
    work.run("lock_graph")
    if not work.run("publish_ours", run=run).rows[0]["ours"]:
        raise OutOfStep(
            "another publish took over", "let it finish; run this one again if its model is the one you want"
        )


def _replace(work: Work, run: str, model_id: str, rows: list[dict[str, Any]]) -> int:
    _fence(work, run)
    work.run("publish_remove_lists", ids=[row["song"] for row in rows])
    return work.send("publish_lists", model_id=model_id, rows=rows)().relationships_created


def _remove(work: Work, run: str, ids: list[str]) -> int:
    _fence(work, run)
    return work.run("publish_remove_lists", ids=ids).relationships_deleted


def _finish(work: Work, run: str, model_id: str) -> None:
    _fence(work, run)
    work.run("publish_end", model_id=model_id)


def _features_digest(features: Features) -> str:
    told = hashlib.sha256()
    for song in sorted(features):
        bpm, key = features[song]
        told.update(f"{song} {bpm} {key}\n".encode())
    return told.hexdigest()


def _ranked(song: str, others: list[tuple[str, float]], features: Features) -> dict[str, Any]:
    """The list in the order of its final score, as columns; `learned` is the share of the best preference in the list."""
    bpm, key = features.get(song, (None, None))
    best = others[0][1]
    ranked = []
    for other, preference in others:
        other_bpm, other_key = features.get(other, (None, None))
        learned = preference / best
        near = tempo.score(bpm, other_bpm)
        fit = key.score(other_key) if key is not None and other_key is not None else None
        score = round(mix_score(learned, near, fit), DIGITS)
        ranked.append((-score, other, round(learned, DIGITS), near if near is None else round(near, DIGITS), fit))
    ranked.sort(key=itemgetter(0, 1))
    minus_scores, songs, shares, tempos, keys = zip(*ranked, strict=True)
    scores = [-score for score in minus_scores]
    return {"song": song, "others": songs, "scores": scores, "learned": shares, "tempos": tempos, "keys": keys}
