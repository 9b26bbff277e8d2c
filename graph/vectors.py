"""A model's vectors in the graph: a property of songs, and Neo4j's index over it. They are of one model, all or none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from graph.connection import Database, Work
from graph.errors import InputUnusable

LONGEST = 4_096  # what Neo4j's index takes
SONGS_PER_TRANSACTION = 1_000
INDEX_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of songs, (song, its vector of length `dimensions`), as `model.als.vectors` makes them."""

    dimensions: int
    rows: Callable[[], Iterable[tuple[str, list[float]]]]

    def __post_init__(self) -> None:
        if self.dimensions > LONGEST:
            raise InputUnusable(
                f"vectors of {self.dimensions:,} numbers are more than the {LONGEST:,} that an index of Neo4j takes",
                f"publish without --vectors, or fit with --rank {(LONGEST - 1) // 2} or less",
            )


def remove_vectors(database: Database, fence: Callable[[Work], None]) -> int:
    """Take all vectors out of the graph, and their index; gives how many songs had one. `fence` opens each transaction."""
    database.write("schema/drop_song_vectors")
    removed = 0
    songs = (row["song_id"] for row in database.stream("songs_with_vectors"))
    for ids in _batches(songs):
        database.transact(partial(_remove, fence=fence, ids=ids))
        removed += len(ids)
    return removed


def write_vectors(
    database: Database,
    model_id: str,
    vectors: Vectors,
    fence: Callable[[Work], None],
    advance: Callable[[int], None] = lambda _: None,
) -> int:
    """Replace all vectors by those of a model, and build the index for their length anew; gives how many songs have one.

    Until all are there no index stands, so that nobody meets vectors of two models. Songs that are not in the graph are left
    out, and so are those without factors, to which nothing is near.
    """
    database.transact(partial(_mark, fence=fence, model_id=model_id, songs=None))
    remove_vectors(database, fence)
    written = 0
    for batch in _batches(iter(vectors.rows())):
        rows = [{"song": song, "vector": vector} for song, vector in batch if any(vector)]
        written += database.transact(partial(_write, fence=fence, rows=rows))
        advance(len(batch))
    database.write("schema/index_song_vectors", dimensions=vectors.dimensions)
    database.read("schema/await_indexes", seconds=INDEX_SECONDS)
    database.transact(partial(_mark, fence=fence, model_id=model_id, songs=written))
    return written


def have_vectors(database: Database, model_id: str) -> bool:
    """Whether the vectors in the graph are those of this model, all of them."""
    return any(row["model_id"] == model_id and row["vectors"] is not None for row in database.read("model"))


def _mark(work: Work, fence: Callable[[Work], None], model_id: str, songs: int | None) -> None:
    fence(work)
    work.run("publish_vectors_mark", model_id=model_id, songs=songs)


def _remove(work: Work, fence: Callable[[Work], None], ids: list[str]) -> None:
    fence(work)
    work.run("publish_remove_vectors", ids=ids)


def _write(work: Work, fence: Callable[[Work], None], rows: list[dict[str, Any]]) -> int:
    fence(work)
    written: int = work.run("publish_vectors", rows=rows).rows[0]["songs"]
    return written


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, SONGS_PER_TRANSACTION)):
        yield batch
