"""ALS by Spark, on this machine or a cluster: `pyspark.ml.recommendation.ALS` for the factors, our own top-k."""

import platform
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from model.adjacency import Adjacency
from model.als.engine import Progress, silent
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.als.spark_connection import SparkConnection
from model.als.spark_options import SparkOptions
from model.als.spark_top_k import spark_top_k

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Spark splits rows and columns into blocks, and draws the first factors block by block: their number follows from the
# size alone, so that every machine draws the same. Fewer blocks are faster; more use more cores, and memory in turns.
_NODES_A_BLOCK = 25_000
_FEWEST_BLOCKS = 2
_CHECKPOINT_EVERY = 10


class SparkEngine:
    """One Spark session as an engine: `with SparkEngine(SparkOptions(master=…)) as engine`; starts when first used."""

    name = "spark"

    def __init__(self, options: SparkOptions | None = None) -> None:
        self._spark = SparkConnection(options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the session and its Java process."""
        self._spark.stop()

    def fit(self, adjacency: Adjacency, parameters: AlsParameters, progress: Progress = silent) -> Factors:
        """Factorise the adjacency; see `Engine.fit`.

        Below 75,000 nodes a repeated fit is equal to the last bit; above, sums come in the order in which Spark's blocks
        finish, and factors differ by rounding.
        """
        # as counted on Spark 4.3: one for each half-step, one for each checkpoint, eight that read, split and collect
        jobs = 2 * parameters.iterations + parameters.iterations // _CHECKPOINT_EVERY + 8

        def work(session: "SparkSession") -> Factors:
            return self._fit(session, adjacency, parameters)

        progress("fit", 0, jobs)
        factors = self._spark.run(work, watch=lambda done: progress("fit", min(done, jobs), jobs))
        progress("fit", jobs, jobs)
        return factors

    def _fit(self, session: "SparkSession", adjacency: Adjacency, parameters: AlsParameters) -> Factors:
        from pyspark.ml.recommendation import ALS

        blocks = max(_FEWEST_BLOCKS, len(adjacency) // _NODES_A_BLOCK)
        als = ALS(
            rank=parameters.rank,
            maxIter=parameters.iterations,
            regParam=parameters.regularisation,
            alpha=parameters.alpha,
            seed=parameters.seed,
            implicitPrefs=True,
            numUserBlocks=blocks,
            numItemBlocks=blocks,
            userCol="row",
            itemCol="column",
            ratingCol="weight",
            checkpointInterval=_CHECKPOINT_EVERY,
        )
        model = als.fit(self._edges(session, adjacency))
        return Factors(
            _factor_matrix(model.userFactors, len(adjacency), parameters.rank),
            _factor_matrix(model.itemFactors, len(adjacency), parameters.rank),
        )

    def _edges(self, session: "SparkSession", adjacency: Adjacency) -> "DataFrame":
        """The edges as a DataFrame whose rows come in the same order when a part is read again: ALS relies on that."""
        options = self._spark.options
        if options.is_local:
            path = self._spark.folder / "edges.parquet"
            pq.write_table(adjacency.edges(), path)
            return session.read.parquet(str(path))
        shipped = session.createDataFrame(adjacency.edges())
        shared = options.shared(f"edges-{adjacency.digest[:16]}.parquet")
        if shared is None:
            return shipped
        shipped.write.mode("overwrite").parquet(shared)
        return session.read.parquet(shared)

    def top_k(self, adjacency: Adjacency, factors: Factors, k: int, progress: Progress = silent) -> Iterator[pa.Table]:
        """Rank every song's best k on the workers; see `Engine.top_k`."""
        return spark_top_k(self._spark, adjacency, factors, k, progress)

    def versions(self) -> Mapping[str, str]:
        """Versions of Spark, numpy and Python."""
        import pyspark

        return {"pyspark": pyspark.__version__, "numpy": np.__version__, "python": platform.python_version()}


def _factor_matrix(factors: "DataFrame", nodes: int, rank: int) -> npt.NDArray[np.float32]:
    """Collect (id, features) into shape (nodes, rank); nodes without edges have no row there, and zeros here."""
    table = factors.toArrow()
    matrix = np.zeros((nodes, rank), np.float32)
    features = table["features"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    matrix[table["id"].to_numpy()] = features.reshape(-1, rank)
    return matrix
