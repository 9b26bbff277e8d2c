from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.als import top_k as module
from model.als.top_k import top_k

NONE = np.zeros(0, np.int64)


def by_sorting(
    queries: np.ndarray, candidates: np.ndarray, k: int, excluded: set[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """The same, the slow and plain way: (query, candidate, rank)."""
    found = []
    scores = queries @ candidates.T
    for query, line in enumerate(scores):
        order = sorted(range(len(line)), key=lambda at: (-line[at], at))
        best = [at for at in order if line[at] > 0 and (query, at) not in excluded][:k]
        found += [(query, at, rank) for rank, at in enumerate(best, start=1)]
    return found


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    width=st.integers(1, 90),
    k=st.integers(1, 12),
    excluded=st.sets(st.tuples(st.integers(0, 4), st.integers(0, 89)), max_size=60),
    tiles=st.sampled_from([(1, 1), (4, 8), (16, 32), (1_024, 4_096)]),
)
def test_agreement_with_sorting(
    seed: int, width: int, k: int, excluded: set[tuple[int, int]], tiles: tuple[int, int]
) -> None:
    generator = np.random.default_rng(seed)
    # small whole numbers: many ties, and products without rounding
    queries = generator.integers(-2, 3, (5, 3)).astype(np.float32)
    candidates = generator.integers(-2, 3, (width, 3)).astype(np.float32)
    excluded = {(query, candidate) for query, candidate in excluded if candidate < width}
    pairs = np.array(sorted(excluded), np.int64).reshape(-1, 2)
    before = module._FIRST_TILE, module._TILE
    module._FIRST_TILE, module._TILE = tiles
    try:
        found = top_k(queries, candidates, k, pairs[:, 0], pairs[:, 1])
    finally:
        module._FIRST_TILE, module._TILE = before
    assert list(zip(found.query, found.candidate, found.rank, strict=True)) == by_sorting(
        queries, candidates, k, excluded
    )
    assert found.score.tolist() == (queries @ candidates.T)[found.query, found.candidate].tolist()


def _columns(found: module.TopK) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return found.query, found.candidate, found.rank


def test_many_candidates_in_several_tiles() -> None:
    generator = np.random.default_rng(3)
    queries = generator.standard_normal((3, 8)).astype(np.float32)
    candidates = generator.standard_normal((20_000, 8)).astype(np.float32)
    found = top_k(queries, candidates, 25, np.array([0, 0, 2]), np.array([5, 19_999, 1_024]))
    expected = by_sorting(queries, candidates, 25, {(0, 5), (0, 19_999), (2, 1_024)})
    assert list(zip(*_columns(found), strict=True)) == expected


def test_a_query_without_numbers_gets_nothing() -> None:
    found = top_k(np.zeros((2, 4), np.float32), np.ones((5, 4), np.float32), 3, NONE, NONE)
    assert len(found.query) == 0


def test_k_counts_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        top_k(np.ones((1, 1), np.float32), np.ones((1, 1), np.float32), 0, NONE, NONE)


@given(
    width=st.integers(1, 30),
    cuts=st.sets(st.integers(1, 29)),
    k=st.integers(1, 8),
    excluded=st.sets(st.tuples(st.integers(0, 4), st.integers(0, 29))),
    seed=st.integers(0, 1000),
)
def test_candidates_in_blocks_give_what_they_give_together(
    width: int, cuts: set[int], k: int, excluded: set[tuple[int, int]], seed: int
) -> None:
    generator = np.random.default_rng(seed)
    queries = generator.integers(-2, 3, (5, 3)).astype(np.float32)
    candidates = generator.integers(-2, 3, (width, 3)).astype(np.float32)
    pairs = np.array(sorted(excluded), np.int64).reshape(-1, 2)
    whole = top_k(queries, candidates, k, *pairs[pairs[:, 1] < width].T)
    found = module.NOTHING
    ends = sorted({cut for cut in cuts if cut < width} | {0, width})
    for first, last in pairwise(ends):
        found = top_k(queries, candidates[first:last], k, *pairs.T, first=first, found=found)
    for one, other in zip(_columns(whole), _columns(found), strict=True):
        assert one.tolist() == other.tolist()
    assert whole.score.tolist() == found.score.tolist()
