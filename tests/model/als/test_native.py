from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.folders import cache_folder
from model.adjacency import Adjacency
from model.als import native_memory
from model.als.factors import Factors
from model.als.native import NativeEngine
from model.als.parameters import AlsParameters
from model.errors import AdjacencyUnusable, EngineFailed
from tests.plain_als import distance, plain_half_step

PARAMETERS = AlsParameters(rank=8, alpha=10, regularisation=0.1, iterations=8, seed=3, top_k=5)
KERNELS = cache_folder() / "kernels"


def of_matrix(dense: np.ndarray) -> Adjacency:
    """An adjacency of songs alone, with these weights."""
    matrix = sp.csr_array(np.asarray(dense, np.float32))
    return Adjacency("context", {}, [f"s{at}" for at in range(len(dense))], len(dense), 0, 0, matrix)


def random_weights(generator: np.random.Generator, nodes: int, density: float) -> np.ndarray:
    upper = np.triu((generator.random((nodes, nodes)) < density) * generator.integers(1, 4, (nodes, nodes)))
    return (upper + np.triu(upper, 1).T).astype(np.float32)


@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("rank", [3, 8, 24])  # rows longer and shorter than the rank, mostly longer and mostly shorter
def test_a_half_step_is_the_plain_one(sampling: Adjacency, rank: int, scaled: bool) -> None:
    parameters = replace(PARAMETERS, rank=rank, alpha=30)
    fixed = np.random.default_rng(5).standard_normal((len(sampling), rank), np.float32)
    lengths = np.diff(sampling.matrix.indptr)
    assert (lengths > rank).any()
    assert (lengths <= rank).any()
    found = NativeEngine(2, kernels=KERNELS, scaled=scaled).half_step(sampling, fixed, parameters)
    expected = plain_half_step(sampling.matrix.toarray(), fixed, parameters, scaled=scaled)
    assert found.dtype == np.float32
    assert distance(found, expected) < 1e-6
    for row in np.flatnonzero(lengths):
        assert distance(found[row], expected[row]) < 1e-5


@pytest.mark.parametrize("scaled", [True, False])
def test_a_whole_fit_is_the_plain_one(sampling: Adjacency, scaled: bool) -> None:
    weights = sampling.matrix.toarray()
    rows = np.random.default_rng(5).standard_normal((len(sampling), 8), np.float32)
    found = NativeEngine(2, kernels=KERNELS, scaled=scaled).fit_from(
        Factors(rows, np.zeros_like(rows)), sampling, PARAMETERS
    )
    expected = rows * (weights.any(axis=1))[:, None]
    for _ in range(PARAMETERS.iterations):
        columns = plain_half_step(weights, expected, PARAMETERS, scaled=scaled)
        expected = plain_half_step(weights, columns, PARAMETERS, scaled=scaled)
    assert distance(found.rows, expected) < 1e-5
    assert distance(found.columns, columns) < 1e-5


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    nodes=st.integers(1, 24),
    density=st.floats(0.05, 1),
    rank=st.integers(1, 30),
    alpha=st.floats(0.01, 100),
    regularisation=st.floats(0.01, 10),
    scaled=st.booleans(),
)
def test_any_small_matrix_is_solved_as_plainly(
    seed: int, nodes: int, density: float, rank: int, alpha: float, regularisation: float, scaled: bool
) -> None:
    generator = np.random.default_rng(seed)
    weights = random_weights(generator, nodes, density)
    if not weights.any():
        weights[0, 0] = 1
    fixed = generator.standard_normal((nodes, rank), np.float32)
    parameters = AlsParameters(rank=rank, alpha=alpha, regularisation=regularisation)
    adjacency = of_matrix(weights)
    backwards = np.concatenate([np.arange(stop - 1, start - 1, -1) for start, stop in _lines(adjacency)])
    matrix = adjacency.matrix
    # entries of a row in any order
    shuffled = sp.csr_array((matrix.data[backwards], matrix.indices[backwards], matrix.indptr), shape=matrix.shape)
    engine = NativeEngine(1, kernels=KERNELS, scaled=scaled)
    found = engine.half_step(replace(adjacency, matrix=shuffled), fixed, parameters)
    assert distance(found, plain_half_step(weights, fixed, parameters, scaled=scaled)) < 1e-5


def _lines(adjacency: Adjacency) -> list[tuple[int, int]]:
    return list(zip(adjacency.matrix.indptr[:-1], adjacency.matrix.indptr[1:], strict=True))


def test_threads_do_not_change_the_last_bit() -> None:
    generator = np.random.default_rng(1)
    nodes = 40_000  # several parts of every sum
    low, high = generator.integers(0, nodes, (2, 60_000)) ** 2 // nodes
    cells = sp.coo_array((np.ones(120_000, np.float32), (np.r_[low, high], np.r_[high, low])), shape=(nodes, nodes))
    ids = [str(at) for at in range(nodes)]
    adjacency = Adjacency("context", {}, ids, nodes, 0, 0, cells.tocsr())
    parameters = AlsParameters(rank=8, iterations=2)
    first, *others = (NativeEngine(threads, kernels=KERNELS).fit(adjacency, parameters) for threads in (1, 2, 3))
    for other in others:
        assert np.array_equal(first.rows, other.rows)
        assert np.array_equal(first.columns, other.columns)
        assert first.objective == other.objective


def test_the_objective_falls_to_the_end(native_engine: NativeEngine, sampling: Adjacency) -> None:
    course = native_engine.fit(sampling, PARAMETERS).objective
    assert len(course) == PARAMETERS.iterations
    assert all(later <= earlier for earlier, later in pairwise(course))


@pytest.mark.parametrize("weights", [np.ones((6, 6)), np.kron(np.eye(3), np.ones((2, 2))), [[2]]])
@pytest.mark.parametrize("rank", [1, 3, 20])
def test_without_regularisation_and_with_dependent_factors(weights: np.ndarray, rank: int) -> None:
    """Nothing to divide by where the other side spans nothing: the shortest of the best solutions."""
    parameters = AlsParameters(rank=rank, alpha=4, regularisation=0, iterations=6)
    adjacency = of_matrix(np.asarray(weights))
    fixed = np.random.default_rng(2).standard_normal((len(weights), rank)).astype(np.float32)
    fixed[-1] = fixed[0]
    found = NativeEngine(1, kernels=KERNELS).half_step(adjacency, fixed, parameters)
    expected = plain_half_step(adjacency.matrix.toarray(), fixed, parameters)
    assert fixed @ found.T == pytest.approx(fixed @ expected.T, abs=1e-4)
    assert np.abs(found).max() < 10 * np.abs(expected).max()
    fitted = NativeEngine(1, kernels=KERNELS).fit(adjacency, parameters)
    assert np.isfinite(fitted.objective).all()


def test_more_factors_than_nodes(native_engine: NativeEngine) -> None:
    adjacency = of_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    factors = native_engine.fit(adjacency, AlsParameters(rank=50, regularisation=0.01))
    assert factors.preferences([0, 1], [1, 2]) == pytest.approx([1, 1], abs=0.1)
    assert factors.preferences([0], [2]) == pytest.approx([0], abs=0.1)


def test_one_node_connected_with_itself(native_engine: NativeEngine) -> None:
    factors = native_engine.fit(of_matrix([[1]]), PARAMETERS)
    assert factors.preferences([0], [0]) == pytest.approx([1], abs=0.1)
    assert len(pa.concat_tables(native_engine.top_k(of_matrix([[1]]), factors, 5))) == 0


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (np.zeros((0, 0)), "no edges"),
        (np.zeros((1, 1)), "no edges"),
        (np.zeros((5, 5)), "no edges"),
        ([[0, -1], [-1, 0]], "such as -1.0 between s0 and s1"),
        ([[0, np.nan], [1, 0]], "such as nan between s0 and s1"),
        ([[1, 0], [np.inf, 0]], "such as inf between s1 and s0"),
    ],
)
def test_weights_without_sense_are_told(native_engine: NativeEngine, weights: np.ndarray, told: str) -> None:
    with pytest.raises(AdjacencyUnusable, match=told):
        native_engine.fit(of_matrix(np.asarray(weights, np.float32)), PARAMETERS)


def test_stored_zeros_are_no_edges(native_engine: NativeEngine, planted: Adjacency) -> None:
    """They would count for λ."""
    matrix = planted.matrix.tocoo()
    zeros = sp.coo_array(
        (np.r_[matrix.data, [0, 0]], (np.r_[matrix.row, [0, 30]], np.r_[matrix.col, [30, 0]])), shape=matrix.shape
    ).tocsr()
    assert zeros.nnz == planted.matrix.nnz + 2
    kept = replace(planted, matrix=zeros.astype(np.float32))
    assert np.array_equal(native_engine.fit(kept, PARAMETERS).rows, native_engine.fit(planted, PARAMETERS).rows)
    assert kept.matrix.nnz == zeros.nnz
    zeros.data[:] = 0
    with pytest.raises(AdjacencyUnusable, match="all weights"):
        native_engine.fit(replace(planted, matrix=zeros.astype(np.float32)), PARAMETERS)


def test_positions_outside_are_told(native_engine: NativeEngine) -> None:
    adjacency = of_matrix(np.eye(3))
    adjacency.matrix.indices[1] = 7
    with pytest.raises(AdjacencyUnusable, match="damaged"):
        native_engine.fit(adjacency, PARAMETERS)


def test_too_little_memory_is_told_before_the_fit(
    native_engine: NativeEngine, planted: Adjacency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_memory, "free_memory", lambda: 100_000_000)
    heard: list[int] = []
    with pytest.raises(
        EngineFailed, match=r"72 nodes of rank 8 need 0\.2 GB of memory, and 0\.1 GB are free"
    ) as raised:
        native_engine.fit(planted, PARAMETERS, lambda *_: heard.append(1))
    assert "--rank" in raised.value.hint
    assert not heard


def test_a_control_group_s_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_memory, "CONTROL_GROUP", tmp_path)
    machine = native_memory.free_memory()
    (tmp_path / "memory.max").write_text("max\n")
    assert native_memory.free_memory() == pytest.approx(machine, rel=0.5)
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.current").write_text("3000\n")
    (tmp_path / "memory.stat").write_text("anon 2000\nfile 1000\n")
    assert native_memory.free_memory() == 3000


def test_numbers_out_of_float32_are_a_fit_that_diverged(native_engine: NativeEngine) -> None:
    dense = np.zeros((12, 12), np.float32)
    dense[0, 1:] = dense[1:, 0] = 3e38  # longer than the rank: sums of it are infinite
    tiny = replace(PARAMETERS, rank=2, alpha=1e300, regularisation=0)
    with pytest.raises(EngineFailed, match="diverged"):
        native_engine.fit(of_matrix(dense), tiny)


def continued(change: Callable[[np.ndarray], None], engine: NativeEngine, adjacency: Adjacency) -> Factors:
    before = engine.fit(adjacency, replace(PARAMETERS, iterations=30))
    rows, columns = before.rows.copy(), before.columns.copy()
    change(rows)
    change(columns)
    return engine.fit_from(Factors(rows, columns), adjacency, replace(PARAMETERS, iterations=1))


def test_going_on_begins_where_the_fit_ended(native_engine: NativeEngine, sampling: Adjacency) -> None:
    whole = native_engine.fit(sampling, PARAMETERS)
    half = native_engine.fit(sampling, replace(PARAMETERS, iterations=4))
    rest = native_engine.fit_from(half, sampling, replace(PARAMETERS, iterations=4))
    assert rest.objective == pytest.approx(whole.objective[4:], rel=1e-5)
    assert distance(rest.rows, whole.rows) < 1e-3


def test_new_nodes_are_folded_in_and_unknown_ones_drawn(native_engine: NativeEngine, planted: Adjacency) -> None:
    def forget(factors: np.ndarray) -> None:
        factors[3] = 0  # a song among songs that are known
        factors[12:24] = 0  # a block of which nothing is known

    cold = native_engine.fit(planted, replace(PARAMETERS, iterations=1))
    warm = continued(forget, native_engine, planted)
    assert warm.objective[0] < cold.objective[0]
    block = np.arange(12)
    assert warm.preferences(np.full(12, 3), block)[block != 3].min() > 0.7
    assert warm.preferences(np.full(12, 13), block + 12)[block != 1].mean() > 0.5


def test_factors_to_go_on_from_must_fit(native_engine: NativeEngine, planted: Adjacency) -> None:
    with pytest.raises(ValueError, match="72 nodes and rank 8"):
        native_engine.fit_from(Factors(np.ones((72, 4), np.float32), np.ones((72, 4), np.float32)), planted, PARAMETERS)


def test_plain_lambda_has_a_name_of_its_own() -> None:
    assert (NativeEngine().name, NativeEngine(scaled=False).name) == ("native", "native-plain")
