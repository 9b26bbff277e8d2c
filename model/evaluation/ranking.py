"""Where the songs that were hidden end up when the whole catalogue is ranked by a model's factors."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from model.adjacency import Adjacency
from model.als.factors import Factors
from model.evaluation.metrics import RelevantRanks

_BLOCK = 256


def rank_hidden(adjacency: Adjacency, factors: Factors, hidden: Mapping[int, Sequence[int]]) -> RelevantRanks:
    """Rank by preference every song except the seed and its neighbours, and find the ranks of the hidden ones.

    See `rank_by_scores`.
    """
    candidates = factors.candidates[: adjacency.songs]
    return rank_by_scores(adjacency, lambda seeds: factors.queries(seeds) @ candidates.T, hidden)


def rank_by_scores(
    adjacency: Adjacency,
    scores_of: Callable[[Sequence[int]], npt.NDArray[np.float32]],
    hidden: Mapping[int, Sequence[int]],
) -> RelevantRanks:
    """Rank every song except the seed and its neighbours in `adjacency`, and find the ranks of the hidden ones.

    `scores_of` gives a line of scores, one a song, for each seed of a list; the lines are written to.
    `hidden` maps a seed's position to the positions of its relevant songs; a hidden song that is a known neighbour is
    not ranked. Ties by position, which is the order of song ids. Memory: 256 × songs float32.
    """
    judged = sorted(seed for seed, songs in hidden.items() if songs)
    known = adjacency.neighbours
    of_seed: list[npt.NDArray[np.int64]] = []
    ranks: list[npt.NDArray[np.int64]] = []
    for start in range(0, len(judged), _BLOCK):
        seeds = judged[start : start + _BLOCK]
        scores = scores_of(seeds)
        for row, seed in enumerate(seeds):
            line = scores[row]
            line[known.indices[known.indptr[seed] : known.indptr[seed + 1]]] = -np.inf
            line[seed] = -np.inf
            songs = np.unique(np.asarray(hidden[seed], np.int64))
            of_seed.append(np.full(len(songs), start + row))
            ranks.append(np.array([_rank(line, song) for song in songs], np.int64))
    empty = np.zeros(0, np.int64)
    return RelevantRanks(
        np.concatenate([empty, *of_seed]), np.concatenate([empty, *ranks]), left_out=len(hidden) - len(judged)
    )


def _rank(scores: npt.NDArray[np.float32], song: int) -> int:
    """The place of one song, from 1; 0 when it is not a candidate."""
    own = scores[song]
    if own == -np.inf:
        return 0
    return int(np.count_nonzero(scores > own) + np.count_nonzero(scores[:song] == own)) + 1
