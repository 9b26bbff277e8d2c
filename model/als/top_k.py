"""The k best candidates for a block of queries, exactly, at a fair part of the speed of the product itself.

The product is taken in tiles that stay in the cache; of each only what beats the k-th best so far is looked at. That
threshold is known from the first tile on, so nearly all scores are compared once and forgotten.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = npt.NDArray[np.float32]
Positions: TypeAlias = npt.NDArray[np.int64]

_FIRST_TILE, _TILE = 1_024, 4_096
BLOCK = 256


@dataclass(frozen=True)
class TopK:
    """The best of each query: its line, the candidate, the rank from 1, the score; sorted by query and rank."""

    query: Positions
    candidate: Positions
    rank: Positions
    score: Matrix


_NONE = np.zeros(0, np.int64)
NOTHING = TopK(_NONE, _NONE, _NONE, np.zeros(0, np.float32))


def top_k(
    queries: Matrix,
    candidates: Matrix,
    k: int,
    excluded_query: Positions,
    excluded_candidate: Positions,
    *,
    first: int = 0,
    found: TopK = NOTHING,
) -> TopK:
    """Find the k candidates of highest positive score for every query; ties go to the lower position.

    `queries` (n, d), `candidates` (m, d); the pairs `excluded_query`, `excluded_candidate` are left out. Where candidates
    come in blocks, `first` is the position of the block's first, and `found` the best of the blocks before. Memory:
    n × 4,096 scores beside the inputs; hand in some hundred queries at a time.
    """
    if k < 1:
        raise ValueError(f"k counts from 1, not {k}")
    lines, width = len(queries), first + len(candidates)
    of_block = (excluded_candidate >= first) & (excluded_candidate < width)
    excluded = np.unique(excluded_query[of_block] * width + excluded_candidate[of_block])
    most_excluded = int(np.bincount(excluded // width, minlength=1).max(initial=0)) if len(excluded) else 0
    waiting: list[TopK] = []
    threshold = np.zeros((lines, 1), np.float32)
    _raise(threshold, found, k)
    start, tile = first, max(_FIRST_TILE, k + most_excluded)
    while start < width:
        scores = queries @ candidates[start - first : start - first + tile].T
        if start == 0 and scores.shape[1] > k + most_excluded:
            # whatever is excluded, k of the best k + most_excluded count; just below: equals of the last stay in
            place = scores.shape[1] - (k + most_excluded)
            last = np.partition(scores, place, axis=1)[:, place : place + 1]
            threshold = np.maximum(np.nextafter(last, np.float32(-np.inf)), 0)
        hits = np.flatnonzero(scores > threshold)
        query, column = np.divmod(hits, scores.shape[1])
        waiting.append(TopK(query, column + start, query, scores.ravel()[hits]))
        start += scores.shape[1]
        tile = min(start, _TILE)
        if sum(len(some.query) for some in waiting) > k * lines:
            found = _best([found, *waiting], k, width, excluded)
            waiting.clear()
            _raise(threshold, found, k)
    return _best([found, *waiting], k, width, excluded)


def _raise(threshold: Matrix, found: TopK, k: int) -> None:
    """From now on only what beats the k-th best is of interest, where k were found."""
    full = found.rank == k
    threshold[found.query[full], 0] = found.score[full]


def _best(parts: list[TopK], k: int, width: int, excluded: Positions) -> TopK:
    """Merge what was found with what waits, without the excluded pairs; the best k a query remain."""
    query = np.concatenate([part.query for part in parts])
    candidate = np.concatenate([part.candidate for part in parts])
    score = np.concatenate([part.score for part in parts])
    if len(excluded):
        pairs = query * width + candidate
        at = np.minimum(np.searchsorted(excluded, pairs), len(excluded) - 1)
        kept = np.flatnonzero(excluded[at] != pairs)
        query, candidate, score = query[kept], candidate[kept], score[kept]
    order = np.lexsort((candidate, -score, query))
    query, candidate, score = query[order], candidate[order], score[order]
    starts = np.flatnonzero(np.diff(query, prepend=-1))
    rank = np.arange(len(query)) - np.repeat(starts, np.diff(starts, append=len(query))) + 1
    kept = np.flatnonzero(rank <= k)
    return TopK(query[kept], candidate[kept], rank[kept], score[kept])
