from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import scipy.sparse as sp

from model.adjacency import Adjacency
from model.als import spark_top_k
from model.als.engine import TOP_K_SCHEMA
from model.als.objective import objective
from model.als.parameters import AlsParameters
from model.als.spark import SparkEngine
from model.errors import AdjacencyUnusable, EngineFailed

PARAMETERS = AlsParameters(rank=8, alpha=10, regularisation=0.1, iterations=8, seed=3, top_k=5)


@pytest.fixture(scope="module")
def lists(spark_engine: SparkEngine, planted: Adjacency) -> pa.Table:
    factors = spark_engine.fit(planted, PARAMETERS)
    return pa.concat_tables(spark_engine.top_k(planted, factors, PARAMETERS.top_k))


def test_lists_hold_neither_the_song_nor_its_neighbours(planted: Adjacency, lists: pa.Table) -> None:
    assert lists.schema == TOP_K_SCHEMA
    pairs = list(zip(lists["song"].to_pylist(), lists["other"].to_pylist(), strict=True))
    assert all(song != other and not planted.matrix[song, other] for song, other in pairs)
    assert pairs == sorted(pairs, key=lambda pair: pair[0])
    assert len(pairs) == len(set(pairs))


def test_the_last_half_step_solves_the_documented_objective(spark_engine: SparkEngine) -> None:
    """Confidence 1 + αr, λ times the row's count: x_u = (YᵀY + Σ αr·y yᵀ + λ n_u I)⁻¹ Σ (1 + αr)·y."""
    songs = [f"song-{at:02}" for at in range(30)]
    relations = [(songs[at], songs[(at * 7 + step) % 30]) for at in range(30) for step in (1, 4)]
    bpms = [90.0 + at % 9 for at in range(30)]
    adjacency = Adjacency.build_seed(songs, bpms, relations)
    parameters = AlsParameters(rank=6, alpha=4, regularisation=0.3, iterations=3)
    factors = spark_engine.fit(adjacency, parameters)

    columns = factors.columns.astype(np.float64)
    gram = columns.T @ columns
    for song in range(len(adjacency)):
        cells = slice(adjacency.matrix.indptr[song], adjacency.matrix.indptr[song + 1])
        others, weights = columns[adjacency.matrix.indices[cells]], adjacency.matrix.data[cells]
        confidence = parameters.alpha * weights[:, None]
        system = gram + (confidence * others).T @ others + parameters.regularisation * len(others) * np.eye(6)
        expected = np.linalg.solve(system, ((1 + confidence) * others).sum(axis=0))
        assert factors.rows[song] == pytest.approx(expected, rel=1e-3, abs=1e-4)


def test_what_spark_refuses_is_an_engine_failure_and_the_session_lives_on(
    spark_engine: SparkEngine, planted: Adjacency
) -> None:
    with pytest.raises(EngineFailed, match="Spark failed: "):
        spark_engine._spark.run(lambda session: session.sql("SELECT nonsense FROM nowhere").collect())
    with pytest.raises(ZeroDivisionError):
        spark_engine._spark.run(lambda _: 1 / 0)
    assert len(spark_engine.fit(planted, AlsParameters(rank=2, iterations=1))) == len(planted)


def test_candidates_may_be_broadcast_in_blocks(
    spark_engine: SparkEngine, planted: Adjacency, lists: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_top_k, "_BROADCAST_BYTES", 17 * 4 * 2 * PARAMETERS.rank)  # 17 songs: 5 blocks
    factors = spark_engine.fit(planted, PARAMETERS)
    assert pa.concat_tables(spark_engine.top_k(planted, factors, PARAMETERS.top_k)).equals(lists)


def test_the_objective_of_the_last_iteration_is_told(spark_engine: SparkEngine, planted: Adjacency) -> None:
    factors = spark_engine.fit(planted, PARAMETERS)
    more = spark_engine.fit(planted, replace(PARAMETERS, iterations=2 * PARAMETERS.iterations))
    assert factors.objective == (pytest.approx(objective(planted, factors, PARAMETERS)),)
    assert 0 < more.objective[-1] < factors.objective[-1]


@pytest.mark.parametrize(
    ("weights", "what"),
    [
        ([], "no edges"),
        ([1.0, np.nan], "no finite numbers"),
        ([1.0, -1.0], "negative"),
        ([0.0, 0.0], "nothing to learn"),
    ],
)
def test_an_adjacency_of_no_use_is_refused_before_spark_is_asked(weights: list[float], what: str) -> None:
    pairs = ([0, 1], [1, 0]) if weights else ([], [])
    matrix = sp.csr_array((np.array(weights, np.float32), pairs), shape=(2, 2))
    with pytest.raises(AdjacencyUnusable, match=what):
        SparkEngine().fit(Adjacency("seed", {}, ["a/a", "b/b"], 2, 0, 0, matrix), PARAMETERS)


def test_one_node_alone(spark_engine: SparkEngine) -> None:
    alone = Adjacency("seed", {}, ["a/a"], 1, 0, 0, sp.csr_array(np.ones((1, 1), np.float32)))
    factors = spark_engine.fit(alone, PARAMETERS)
    assert factors.rows.any()
    assert pa.concat_tables(spark_engine.top_k(alone, factors, 5)).num_rows == 0


def test_a_rank_above_the_number_of_nodes(spark_engine: SparkEngine) -> None:
    songs = ["a/a", "b/b", "c/c"]
    adjacency = Adjacency.build_seed(songs, [None] * 3, [("a/a", "b/b"), ("b/b", "c/c")])
    factors = spark_engine.fit(adjacency, AlsParameters(rank=12, iterations=2))
    assert np.isfinite(factors.rows).all()
    assert pa.concat_tables(spark_engine.top_k(adjacency, factors, 5))["song"].to_pylist() == [0, 2]


def test_a_full_disk_is_explained(spark_engine: SparkEngine) -> None:
    def write(session: Any) -> None:
        session._jvm.java.io.FileOutputStream("/dev/full").write(65)

    with pytest.raises(EngineFailed, match="No space left on device") as raised:
        spark_engine._spark.run(write)
    assert "free some space" in raised.value.hint


def test_what_a_worker_raises_is_named(spark_engine: SparkEngine) -> None:
    with pytest.raises(EngineFailed, match=r"ZeroDivisionError: division by zero \(in a Python worker\)"):
        spark_engine._spark.run(lambda session: session.sparkContext.parallelize([0]).map(lambda at: 1 / at).collect())


def test_an_adjacency_is_fetched_from_where_spark_finds_it(
    spark_engine: SparkEngine, planted: Adjacency, tmp_path: Path
) -> None:
    planted.save(tmp_path / "shared")
    assert Adjacency.load(spark_engine.fetch((tmp_path / "shared").as_uri())).digest == planted.digest
    with pytest.raises(AdjacencyUnusable, match="there is no adjacency at file:"):
        spark_engine.fetch((tmp_path / "none").as_uri())
    (tmp_path / "shared" / "manifest.json").write_text("[]")
    with pytest.raises(AdjacencyUnusable, match="cannot be read"):
        spark_engine.fetch((tmp_path / "shared").as_uri())


def test_versions_name_what_did_the_work(spark_engine: SparkEngine) -> None:
    assert set(spark_engine.versions()) == {"pyspark", "numpy", "python"}
