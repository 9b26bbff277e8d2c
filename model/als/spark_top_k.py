"""The best songs for every song, on Spark's workers: candidates are broadcast in blocks, each task takes a range of songs.

An Arrow UDF, since it is the one Arrow interface of pyspark (from 4.1 on) that does without pandas: `mapInArrow` imports
it, and workers have numpy and pyarrow alone. Spark's own `recommendForAllUsers` reaches a twentieth of the speed.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa

from model.adjacency import Adjacency
from model.als import top_k as top_k_module
from model.als.engine import TOP_K_SCHEMA, Progress
from model.als.factors import Factors
from model.als.spark_connection import SparkConnection
from model.als.top_k import BLOCK, NOTHING, TopK, top_k

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import SparkSession

# A broadcast is pickled, sent and held by each Python worker as a whole: 260,000 songs at rank 64.
_BROADCAST_BYTES = 128 << 20
# Of 50 answers each a job returns 40 MB, far below what Spark lets a driver collect.
_SONGS_A_JOB = 65_536
_BEST_TYPE = "struct<other:array<int>,score:array<float>>"


# The songs from the first to before the last: their candidates, and the CSR of whom they are connected with. A plain tuple,
# since workers do not have this module.
_Block: TypeAlias = "tuple[int, int, Broadcast[Any]]"


def spark_top_k(
    connection: SparkConnection,
    adjacency: Adjacency,
    factors: Factors,
    k: int,
    progress: Progress,
    written: str | None = None,
) -> Iterator[pa.Table]:
    """Rank the best k of every song but itself and its neighbours; tables of TOP_K_SCHEMA, sorted by song and rank.

    With `written` the workers write the lists to that folder as Parquet (id, best), one part a range of songs, and the
    driver reads them from there. Memory of a Python worker: one block of 128 MB, and some MB for the songs at hand.
    """
    songs = adjacency.songs
    shared = partial(_broadcast, adjacency=adjacency, candidates=factors.candidates[:songs])
    blocks: list[_Block] = connection.run(shared)
    try:
        for start in range(0, songs, _SONGS_A_JOB):
            progress("top-k", start, songs)
            stop = min(songs, start + _SONGS_A_JOB)
            path = None if written is None else f"{written}/first={start}"
            yield connection.run(partial(_rank, blocks=blocks, start=start, stop=stop, k=k, path=path))
        progress("top-k", songs, songs)
    finally:
        if connection.running:  # else they went with the session
            connection.run(partial(_destroy, blocks=blocks))


def _broadcast(session: "SparkSession", adjacency: Adjacency, candidates: Any) -> list[_Block]:
    """Broadcast the candidates and, as CSR, whom each is connected with.

    A song's query is its candidate with the halves changed over, so the workers need one matrix only.
    """
    known = adjacency.neighbours
    size = max(1, _BROADCAST_BYTES // max(1, candidates.strides[0]))
    blocks = []
    for first in range(0, adjacency.songs, size):
        last = min(adjacency.songs, first + size)
        indptr = known.indptr[first : last + 1].astype(np.int64)
        indices = known.indices[indptr[0] : indptr[-1]].astype(np.int32)
        content = (candidates[first:last], indptr - indptr[0], indices)
        blocks.append((first, last, session.sparkContext.broadcast(content)))
    return blocks


def _destroy(_: "SparkSession", blocks: Sequence[_Block]) -> None:
    for block in blocks:
        block[2].destroy()


def _rank(
    session: "SparkSession", *, blocks: Sequence[_Block], start: int, stop: int, k: int, path: str | None
) -> pa.Table:
    tasks = max(1, min(session.sparkContext.defaultParallelism, (stop - start) // BLOCK))
    songs = session.range(start, stop, numPartitions=tasks)
    best = songs.select("id", _best_songs(blocks, k)("id").alias("best"))
    if path is not None:
        best.write.mode("overwrite").parquet(path)
        best = session.read.parquet(path)
    found = best.toArrow().sort_by("id")
    lists = found["best"].combine_chunks()
    others, scores = lists.field("other"), lists.field("score")
    lengths = np.diff(others.offsets.to_numpy())
    ranks = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    columns = [np.repeat(found["id"].to_numpy(), lengths), others.flatten(), ranks, scores.flatten()]
    table = pa.table(dict(zip(TOP_K_SCHEMA.names, columns, strict=True)))
    return table.cast(TOP_K_SCHEMA)


def _best_songs(blocks: Sequence[_Block], k: int) -> Any:
    from pyspark import cloudpickle
    from pyspark.sql.functions import arrow_udf  # type: ignore[attr-defined]  # exported, but not in __all__

    # workers of a cluster have numpy and pyarrow, not this project: the code goes with the task
    by_value: Callable[[ModuleType], None] = cloudpickle.register_pickle_by_value
    by_value(top_k_module)

    def best_songs(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        for batch in batches:
            songs = batch.to_numpy()
            parts = [songs[at : at + BLOCK] for at in range(0, len(songs), BLOCK)]
            asked = queries(songs)
            best: list[TopK] = [NOTHING] * len(parts)
            for first, (candidates, _, _) in of(blocks):
                for at, part in enumerate(parts):
                    lines, known = asked[0][at * BLOCK : at * BLOCK + len(part)], asked[1][at]
                    best[at] = top_k(lines, candidates, k, *known, first=first, found=best[at])
            yield pa.concat_arrays([as_lists(found, len(part)) for found, part in zip(best, parts, strict=True)])

    def queries(songs: Any) -> tuple[Any, list[tuple[Any, Any]]]:
        """The query of each song, and for each part of BLOCK songs the pairs to leave out: (line, song)."""
        lines = None
        known = [songs[line : line + 1] for line in range(len(songs))]
        asking = [block for block in blocks if ((songs >= block[0]) & (songs < block[1])).any()]
        for first, (candidates, indptr, indices) in of(asking):
            at = np.flatnonzero((songs >= first) & (songs < first + len(candidates)))
            own = candidates[songs[at] - first]
            if lines is None:
                lines = np.zeros((len(songs), own.shape[1]), np.float32)
            half = own.shape[1] // 2
            lines[at] = 2 * np.hstack([own[:, half:], own[:, :half]])
            for line, song in zip(at, songs[at] - first, strict=True):
                known[line] = np.append(indices[indptr[song] : indptr[song + 1]], songs[line])
        pairs = []
        for start in range(0, len(songs), BLOCK):
            of_part = known[start : start + BLOCK]
            pairs.append((np.repeat(np.arange(len(of_part)), list(map(len, of_part))), np.concatenate(of_part)))
        return lines, pairs

    def of(some: Sequence[_Block]) -> Iterator[tuple[int, tuple[Any, Any, Any]]]:
        """What the blocks hold, one by one; of several a worker has one at a time."""
        for first, _, content in some:
            yield first, content.value
            if len(blocks) > 1:
                vars(content).pop("_value", None)  # pyspark keeps it for good, and reads it anew from its file

    def as_lists(found: TopK, count: int) -> pa.Array:
        ends = np.cumsum(np.bincount(found.query, minlength=count), dtype=np.int32)
        offsets = np.concatenate([np.zeros(1, np.int32), ends])
        other = pa.ListArray.from_arrays(offsets, pa.array(found.candidate, pa.int32()))
        score = pa.ListArray.from_arrays(offsets, pa.array(found.score, pa.float32()))
        return pa.StructArray.from_arrays([other, score], ["other", "score"])

    return arrow_udf(best_songs, _BEST_TYPE)
