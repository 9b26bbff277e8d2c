import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.als.fold_in import fold_in, half_step
from model.als.gram import gram
from model.als.parameters import AlsParameters
from tests.plain_als import plain_half_step


def test_a_half_step_by_hand() -> None:
    """Rank 1, factors 1, 2 and 3, an edge of weight 2 to the second: (14 + 3·2·4 + 5·1) x = (1 + 3·2) · 2."""
    factors = np.array([[1], [2], [3]], np.float32)
    parameters = AlsParameters(rank=1, alpha=3.0, regularisation=5.0)
    found = half_step(gram(factors), factors[[1]], np.array([2], np.float32), parameters)
    assert found.dtype == np.float32
    assert found.tolist() == pytest.approx([14 / 43])


@given(
    seed=st.integers(0, 1000),
    nodes=st.integers(2, 40),
    rank=st.integers(1, 12),
    alpha=st.floats(0.5, 50),
    regularisation=st.floats(0.05, 5),
)
def test_it_is_the_row_that_plain_als_gives(
    seed: int, nodes: int, rank: int, alpha: float, regularisation: float
) -> None:
    draw = np.random.default_rng(seed)
    factors = draw.normal(size=(2, nodes, rank)).astype(np.float32)
    weights = draw.choice([0.0, 1.0, 2.0, 3.5], nodes)
    parameters = AlsParameters(rank=rank, alpha=alpha, regularisation=regularisation)
    at = np.flatnonzero(weights)
    grams = np.stack([gram(side) for side in factors])
    row, column = fold_in(factors, grams, at, weights[at].astype(np.float32), parameters)
    rows, columns = factors.astype(np.float64)
    assert row == pytest.approx(plain_half_step([weights], columns, parameters)[0], rel=1e-4, abs=1e-5)
    assert column == pytest.approx(plain_half_step([weights], rows, parameters)[0], rel=1e-4, abs=1e-5)


def test_without_regularisation_and_with_few_nodes_there_still_is_an_answer() -> None:
    factors = np.array([[1, 0, 0]], np.float32)
    parameters = AlsParameters(rank=3, alpha=1.0, regularisation=0.0)
    found = half_step(gram(factors), factors, np.ones(1, np.float32), parameters)
    assert found.tolist() == pytest.approx([1, 0, 0])  # 2 x = 2


def test_without_neighbours_there_is_nothing() -> None:
    factors = np.eye(2, dtype=np.float32)
    none = half_step(gram(factors), factors[:0], np.zeros(0, np.float32), AlsParameters(rank=2))
    assert none.tolist() == [0, 0]
