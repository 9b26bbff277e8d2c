"""The best songs for every song, on Spark's workers: candidates are broadcast, each task takes a range of songs.

An Arrow UDF, since it is the one Arrow interface of pyspark (from 4.1 on) that does without pandas; Spark's own
`recommendForAllUsers` reaches a twentieth of the speed.
"""

from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from model.adjacency import Adjacency
from model.als import top_k as top_k_module
from model.als.engine import TOP_K_SCHEMA, Progress
from model.als.factors import Factors
from model.als.spark_connection import SparkConnection
from model.als.top_k import BLOCK, top_k

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import SparkSession

# Of 50 answers each a job returns 40 MB, far below what Spark lets a driver collect.
_SONGS_A_JOB = 65_536
_BEST_TYPE = "struct<other:array<int>,score:array<float>>"


def spark_top_k(
    connection: SparkConnection, adjacency: Adjacency, factors: Factors, k: int, progress: Progress
) -> Iterator[pa.Table]:
    """Rank the best k of every song but itself and its neighbours; tables of TOP_K_SCHEMA, sorted by song and rank."""
    songs = adjacency.songs
    known = adjacency.neighbours
    # a song's query is its candidate with the halves changed over, so the workers need one matrix only
    shared = (factors.candidates[:songs], known.indptr.astype(np.int64), known.indices.astype(np.int32), factors.rank)
    broadcast = connection.run(lambda session: session.sparkContext.broadcast(shared))
    try:
        for start in range(0, songs, _SONGS_A_JOB):
            progress("top-k", start, songs)
            stop = min(songs, start + _SONGS_A_JOB)
            yield connection.run(partial(_rank, broadcast=broadcast, start=start, stop=stop, k=k))
        progress("top-k", songs, songs)
    finally:
        if connection.running:  # else it went with the session
            connection.run(lambda _: broadcast.destroy())


def _rank(session: "SparkSession", *, broadcast: "Broadcast[Any]", start: int, stop: int, k: int) -> pa.Table:
    tasks = max(1, min(session.sparkContext.defaultParallelism, (stop - start) // BLOCK))
    songs = session.range(start, stop, numPartitions=tasks)
    found = songs.select("id", _best_songs(broadcast, k)("id").alias("best")).toArrow()
    best = found["best"].combine_chunks()
    others, scores = best.field("other"), best.field("score")
    lengths = np.diff(others.offsets.to_numpy())
    ranks = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    columns = [np.repeat(found["id"].to_numpy(), lengths), others.flatten(), ranks, scores.flatten()]
    table = pa.table(dict(zip(TOP_K_SCHEMA.names, columns, strict=True)))
    return table.cast(TOP_K_SCHEMA)


def _best_songs(broadcast: "Broadcast[Any]", k: int) -> Any:
    from pyspark import cloudpickle
    from pyspark.sql.functions import arrow_udf  # type: ignore[attr-defined]  # exported, but not in __all__

    # workers of a cluster have numpy and pyarrow, not this project: the code goes with the task
    by_value: Callable[[ModuleType], None] = cloudpickle.register_pickle_by_value
    by_value(top_k_module)

    def best_songs(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        candidates, indptr, indices, rank = broadcast.value
        for batch in batches:
            songs = batch.to_numpy()
            parts = []
            for at in range(0, len(songs), BLOCK):
                block = songs[at : at + BLOCK]
                lengths = indptr[block + 1] - indptr[block]
                lines = np.arange(len(block))
                excluded_query = np.concatenate([lines, np.repeat(lines, lengths)])
                known = [indices[indptr[song] : indptr[song + 1]] for song in block]
                queries = 2 * np.hstack([candidates[block, rank:], candidates[block, :rank]])
                best = top_k(queries, candidates, k, excluded_query, np.concatenate([block, *known]))
                ends = np.cumsum(np.bincount(best.query, minlength=len(block)), dtype=np.int32)
                offsets = np.concatenate([np.zeros(1, np.int32), ends])
                other = pa.ListArray.from_arrays(offsets, pa.array(best.candidate, pa.int32()))
                score = pa.ListArray.from_arrays(offsets, pa.array(best.score, pa.float32()))
                parts.append(pa.StructArray.from_arrays([other, score], ["other", "score"]))
            yield pa.concat_arrays(parts)

    return arrow_udf(best_songs, _BEST_TYPE)
