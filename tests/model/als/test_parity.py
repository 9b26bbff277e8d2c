"""Spark and the native engine minimise one objective: they get there, and rank the same."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.native import NativeEngine
from model.als.objective import objective
from model.als.parameters import AlsParameters
from model.als.spark import SparkEngine
from tests.plain_als import distance

PARAMETERS = AlsParameters(rank=12, alpha=30, regularisation=0.5, iterations=15, seed=3, top_k=20)


@pytest.fixture(scope="module")
def by_spark(spark_engine: SparkEngine, sampling: Adjacency) -> Factors:
    return spark_engine.fit(sampling, PARAMETERS)


def test_a_half_step_on_spark_s_item_factors_gives_its_user_factors(
    native_engine: NativeEngine, sampling: Adjacency, by_spark: Factors
) -> None:
    lengths = np.diff(sampling.matrix.indptr)
    assert (lengths > PARAMETERS.rank).any()
    assert (lengths <= PARAMETERS.rank).any()
    found = native_engine.half_step(sampling, by_spark.columns, PARAMETERS)
    assert distance(found, by_spark.rows) < 1e-4
    for row in np.flatnonzero(lengths):
        assert distance(found[row], by_spark.rows[row]) < 1e-4


def test_converged_objectives_agree(native_engine: NativeEngine, sampling: Adjacency, by_spark: Factors) -> None:
    ours = native_engine.fit(sampling, PARAMETERS)
    assert ours.objective[-1] == pytest.approx(objective(sampling, ours, PARAMETERS), rel=1e-5)
    assert ours.objective[-1] == pytest.approx(objective(sampling, by_spark, PARAMETERS), rel=0.005)


def test_going_on_from_spark_s_factors_gives_the_lists_that_spark_goes_on_to(
    spark_engine: SparkEngine, native_engine: NativeEngine, sampling: Adjacency, by_spark: Factors
) -> None:
    """Spark's tenth iteration and five of ours are its fifteenth; ties with the last of a list may change places."""
    early = spark_engine.fit(sampling, replace(PARAMETERS, iterations=10))
    ours = native_engine.fit_from(early, sampling, replace(PARAMETERS, iterations=PARAMETERS.iterations - 10))
    assert distance(ours.rows, by_spark.rows) < 1e-3
    before, after = (_lists(native_engine, sampling, one) for one in (by_spark, ours))
    kept = listed = 0
    for song, others in before.items():
        least = min(after[song].values())
        near = ours.preferences([song] * len(others), list(others))
        kept += sum(other in after[song] or one >= least - 1e-4 for other, one in zip(others, near, strict=True))
        listed += len(others)
    assert listed > 5_000
    assert kept / listed >= 0.99


def _lists(engine: NativeEngine, adjacency: Adjacency, factors: Factors) -> dict[int, dict[int, float]]:
    lists: dict[int, dict[int, float]] = {}
    table = pa.concat_tables(engine.top_k(adjacency, factors, 20))
    for song, other, score in zip(*(table[name].to_pylist() for name in ("song", "other", "score")), strict=True):
        lists.setdefault(song, {})[other] = score
    return lists
