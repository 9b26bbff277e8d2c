from dataclasses import replace

import numpy as np
import pytest

from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.gram import gram
from model.als.objective import objective, sample_rows
from model.als.parameters import AlsParameters
from tests.plain_als import plain_objective

PARAMETERS = AlsParameters(rank=5, alpha=12, regularisation=0.7)


@pytest.fixture(scope="module")
def factors(sampling: Adjacency) -> Factors:
    return Factors(*np.random.default_rng(4).standard_normal((2, len(sampling), 5), np.float32))


@pytest.mark.parametrize("scaled", [True, False])
def test_it_is_the_sum_over_all_cells(sampling: Adjacency, factors: Factors, scaled: bool) -> None:
    expected = plain_objective(sampling.matrix.toarray(), factors.rows, factors.columns, PARAMETERS, scaled=scaled)
    assert objective(sampling, factors, PARAMETERS, scaled=scaled) == pytest.approx(expected, rel=1e-6)
    every = np.arange(len(sampling))
    assert objective(sampling, factors, PARAMETERS, scaled=scaled, rows=every) == pytest.approx(expected, rel=1e-6)


def test_the_best_factors_have_the_least(sampling: Adjacency, factors: Factors) -> None:
    nothing = Factors(np.zeros_like(factors.rows), factors.columns)
    without = replace(PARAMETERS, regularisation=0)
    assert objective(sampling, nothing, without) == pytest.approx(np.sum(1 + 12 * sampling.matrix.data))


def test_a_sample_estimates_it(sampling: Adjacency, factors: Factors) -> None:
    rows = sample_rows(sampling, size=200)
    assert rows is not None
    assert len(np.unique(rows)) == len(rows) == 200
    assert np.array_equal(rows, sample_rows(sampling, size=200))
    assert not np.array_equal(rows, sample_rows(sampling, seed=2, size=200))
    assert sample_rows(sampling) is None
    whole = objective(sampling, factors, PARAMETERS)
    assert objective(sampling, factors, PARAMETERS, rows=rows) == pytest.approx(whole, rel=0.3)
    given = gram(factors.columns)
    assert objective(sampling, factors, PARAMETERS, column_gram=given) == whole


def test_the_gram_has_no_errors_of_float32() -> None:
    factors = np.random.default_rng(1).standard_normal((40_000, 3), np.float32)
    exact = factors.astype(np.float64)
    assert gram(factors) == pytest.approx(exact.T @ exact, rel=1e-12, abs=1e-7)
