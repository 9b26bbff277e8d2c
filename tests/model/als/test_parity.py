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
from tests.model.als.plain_als import distance

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


def test_going_on_from_spark_s_factors_keeps_the_lists(
    native_engine: NativeEngine, sampling: Adjacency, by_spark: Factors
) -> None:
    further = native_engine.fit_from(by_spark, sampling, replace(PARAMETERS, iterations=1))
    before, after = (_lists(native_engine, sampling, one) for one in (by_spark, further))
    preference = {song: dict(zip(*further_best, strict=True)) for song, further_best in after.items()}
    kept = listed = 0
    for song, (others, _) in before.items():
        least = min(preference[song].values())
        for other in others:
            # a tie with the last of the list is no loss, whichever of the two stands there
            as_good = float(further.preferences([song], [other])[0]) >= least - 1e-4
            kept += other in preference[song] or as_good
            listed += 1
    assert listed > 5_000
    assert kept / listed >= 0.99


def _lists(engine: NativeEngine, adjacency: Adjacency, factors: Factors) -> dict[int, tuple[list[int], list[float]]]:
    lists: dict[int, tuple[list[int], list[float]]] = {}
    table = pa.concat_tables(engine.top_k(adjacency, factors, 20))
    for song, other, score in zip(*(table[name].to_pylist() for name in ("song", "other", "score")), strict=True):
        others, scores = lists.setdefault(song, ([], []))
        others.append(other)
        scores.append(score)
    return lists
