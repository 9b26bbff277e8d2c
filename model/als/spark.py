"""ALS by Spark, on this machine or a cluster: `pyspark.ml.recommendation.ALS` for the factors, our own top-k."""

import itertools
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from model.adjacency import EDGES_FILE, MANIFEST_FILE, NODES_FILE, Adjacency
from model.als import spark_files
from model.als.engine import Progress, silent
from model.als.factors import Factors, Matrix
from model.als.objective import objective, sample_rows
from model.als.parameters import AlsParameters
from model.als.spark_connection import SparkConnection
from model.als.spark_options import SparkOptions
from model.als.spark_top_k import spark_top_k
from model.als.usable_weights import usable_weights
from model.errors import AdjacencyUnusable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Spark splits rows and columns into blocks, and draws the first factors block by block: their number follows from the
# size alone, so that every machine draws the same. Fewer blocks are faster; more use more cores, and memory in turns.
_NODES_A_BLOCK = 25_000
_FEWEST_BLOCKS = 2
_CHECKPOINT_EVERY = 10
_ROW_GROUP = 1 << 20


class SparkEngine:
    """One Spark session as an engine: `with SparkEngine(SparkOptions(master=…)) as engine`; starts when first used."""

    name = "spark"

    def __init__(self, options: SparkOptions | None = None) -> None:
        self._spark = SparkConnection(options)
        self._fits = itertools.count(1)
        self._edges_at: dict[str, str] = {}  # digest of an adjacency: where its edges lie for driver and workers
        self._kept: dict[str, str] = {}  # name in the shared folder: where the workers have written it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the session and its Java process."""
        self._spark.stop()

    def fetch(self, folder: str) -> Path:
        """Copy an exported adjacency from any path that Spark knows to this machine; gives the copy's folder.

        The workers go on reading the original. Raises AdjacencyUnusable when there is none.
        """
        source = folder.rstrip("/")
        target = self._spark.folder / "adjacency"

        def copy(session: "SparkSession") -> None:
            if not spark_files.exists(session, f"{source}/{MANIFEST_FILE}"):
                raise AdjacencyUnusable(f"there is no adjacency at {folder}")
            target.mkdir(exist_ok=True)
            for name in (NODES_FILE, EDGES_FILE, MANIFEST_FILE):
                spark_files.fetch(session, f"{source}/{name}", target / name)

        self._spark.run(copy)
        try:
            digest = json.loads((target / MANIFEST_FILE).read_text(encoding="utf-8"))["digest"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise AdjacencyUnusable(f"the adjacency at {folder} cannot be read: {error}") from error
        self._edges_at[digest] = f"{source}/{EDGES_FILE}"
        return target

    def keep(self, model: Path) -> str | None:
        """Put the last fit and its lists beside a model's manifest into the shared folder; gives where, None without one.

        There: `rows.parquet` and `columns.parquet` (id, features), `recommendations.parquet` (id, best: others and scores,
        in parts), all written by the workers, `nodes.parquet`, and `manifest.json`, which is written last.
        """
        place = self._spark.options.shared(f"models/{model.name}")
        if place is None or not self._kept:
            return None
        kept, self._kept = self._kept, {}

        def put(session: "SparkSession") -> None:
            spark_files.make_folder(session, place)
            for name, written in kept.items():
                spark_files.move(session, written, f"{place}/{name}")
            for name in (NODES_FILE, MANIFEST_FILE):
                spark_files.send(session, model / name, f"{place}/{name}")

        self._spark.run(put)
        return place

    def fit(self, adjacency: Adjacency, parameters: AlsParameters, progress: Progress = silent) -> Factors:
        """Factorise the adjacency; see `Engine.fit`. Raises AdjacencyUnusable where nothing can be learned.

        Below 75,000 nodes a repeated fit is equal to the last bit; above, sums come in the order in which Spark's blocks
        finish, and factors differ by rounding.
        """
        # as counted on Spark 4.3: one for each half-step, one for each checkpoint, eight that read, split and collect
        jobs = 2 * parameters.iterations + parameters.iterations // _CHECKPOINT_EVERY + 8
        if (weights := usable_weights(adjacency)) is not adjacency.matrix:
            adjacency = replace(adjacency, matrix=weights)

        def work(session: "SparkSession") -> tuple[Matrix, Matrix]:
            return self._fit(session, adjacency, parameters)

        progress("fit", 0, jobs)
        rows, columns = self._spark.run(work, watch=lambda done: progress("fit", min(done, jobs), jobs))
        progress("fit", jobs, jobs)
        factors = Factors(rows, columns)
        # Spark tells no factors between iterations: the last one's objective is all there is
        return replace(factors, objective=(objective(adjacency, factors, parameters, rows=sample_rows(adjacency)),))

    def _fit(self, session: "SparkSession", adjacency: Adjacency, parameters: AlsParameters) -> tuple[Matrix, Matrix]:
        from pyspark.ml.recommendation import ALS

        als = ALS(**als_settings(len(adjacency), parameters))
        model = als.fit(self._edges(session, adjacency))
        fit = next(self._fits)
        return (
            _factor_matrix(self._written(model.userFactors, "rows", fit), len(adjacency), parameters.rank),
            _factor_matrix(self._written(model.itemFactors, "columns", fit), len(adjacency), parameters.rank),
        )

    def _written(self, factors: "DataFrame", name: str, fit: int) -> "DataFrame":
        """The factors as the workers wrote them into the shared folder, if there is one."""
        if self._spark.options.shared_folder is None:
            return factors
        path = self._kept[f"{name}.parquet"] = f"{self._spark.scratch}/fit-{fit}/{name}.parquet"
        factors.write.mode("overwrite").parquet(path)
        return factors.sparkSession.read.parquet(path)

    def _edges(self, session: "SparkSession", adjacency: Adjacency) -> "DataFrame":
        """The edges as a DataFrame whose rows come in the same order when a part is read again: ALS relies on that."""
        path = self._edges_at.get(adjacency.digest)
        if path is None:
            if self._spark.scratch is None:
                return session.createDataFrame(adjacency.edges())
            file = self._spark.folder / EDGES_FILE
            pq.write_table(adjacency.edges(), file, row_group_size=_ROW_GROUP)
            path = f"{self._spark.scratch}/{EDGES_FILE}"
            if path != file.as_uri():
                spark_files.send(session, file, path)
        return session.read.parquet(path)

    def top_k(self, adjacency: Adjacency, factors: Factors, k: int, progress: Progress = silent) -> Iterator[pa.Table]:
        """Rank every song's best k on the workers; see `Engine.top_k`."""
        written = None
        if self._spark.options.shared_folder is not None:
            self._spark.run(lambda _: None)  # so that it runs, and knows its folder
            written = self._kept["recommendations.parquet"] = f"{self._spark.scratch}/lists-{next(self._fits)}.parquet"
        return spark_top_k(self._spark, adjacency, factors, k, progress, written)

    def versions(self) -> Mapping[str, str]:
        """Versions of Spark, numpy and Python."""
        import pyspark

        return {"pyspark": pyspark.__version__, "numpy": np.__version__, "python": platform.python_version()}


def als_settings(nodes: int, parameters: AlsParameters) -> dict[str, Any]:
    """What pyspark's ALS is told, for an adjacency of so many nodes with columns `row`, `column` and `weight`."""
    blocks = max(_FEWEST_BLOCKS, nodes // _NODES_A_BLOCK)
    return {
        "rank": parameters.rank,
        "maxIter": parameters.iterations,
        "regParam": parameters.regularisation,
        "alpha": parameters.alpha,
        "seed": parameters.seed,
        "implicitPrefs": True,
        "numUserBlocks": blocks,
        "numItemBlocks": blocks,
        "userCol": "row",
        "itemCol": "column",
        "ratingCol": "weight",
        "checkpointInterval": _CHECKPOINT_EVERY,
    }


def _factor_matrix(factors: "DataFrame", nodes: int, rank: int) -> Matrix:
    """Collect (id, features) into shape (nodes, rank); nodes without edges have no row there, and zeros here."""
    table = factors.toArrow()
    matrix = np.zeros((nodes, rank), np.float32)
    features = table["features"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    matrix[table["id"].to_numpy()] = features.reshape(-1, rank)
    return matrix
