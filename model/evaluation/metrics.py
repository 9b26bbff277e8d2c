"""How good a ranking is, from the ranks that the relevant songs reached.

Conventions: recall, average precision and the ideal gain divide by what was possible, min(k, |relevant|); ties are
broken by song id; every metric is one value a seed, to be averaged over seeds (macro); seeds with nothing relevant are
left out and counted; a k above the catalogue is the whole catalogue.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

Values: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RelevantRanks:
    """Where each seed's relevant songs ended up: `seed` (0 … seeds − 1) beside `rank` (from 1; 0: not ranked).

    Every seed has one entry at least; `left_out` counts the seeds that had nothing relevant.
    """

    seed: npt.NDArray[np.int64]
    rank: npt.NDArray[np.int64]
    left_out: int = 0
    relevant: npt.NDArray[np.int64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        order = np.lexsort((self.rank, self.seed))
        object.__setattr__(self, "seed", np.asarray(self.seed, np.int64)[order])
        object.__setattr__(self, "rank", np.asarray(self.rank, np.int64)[order])
        object.__setattr__(self, "relevant", np.bincount(self.seed))
        if (self.relevant == 0).any():
            raise ValueError("a seed without relevant songs cannot be judged: leave it out")

    @classmethod
    def from_lists(cls, rankings: Sequence[Sequence[object]], truths: Sequence[Iterable[object]]) -> Self:
        """Look up each seed's relevant songs in its ranking, best first; what is not in it counts as not ranked."""
        seeds: list[int] = []
        ranks: list[int] = []
        judged = 0
        for ranking, truth in zip(rankings, truths, strict=True):
            relevant = set(truth)
            if not relevant:
                continue
            rank_of = {song: rank for rank, song in enumerate(ranking, start=1)}
            ranks.extend(rank_of.get(song, 0) for song in relevant)
            seeds.extend([judged] * len(relevant))
            judged += 1
        return cls(np.array(seeds, np.int64), np.array(ranks, np.int64), left_out=len(rankings) - judged)

    def __len__(self) -> int:
        return len(self.relevant)

    def _sums(self, k: int | None, gain: Callable[[Values], Values]) -> Values:
        """Sum the gain of every relevant song within the first k ranks, per seed."""
        found = self.rank > 0
        if k is not None:
            _at_least_one(k)
            found &= self.rank <= k
        gains = np.zeros(len(self.rank))
        gains[found] = gain(self.rank[found].astype(np.float64))
        return _sum_by(self.seed, gains)

    def _possible(self, k: int) -> npt.NDArray[np.int64]:
        return np.minimum(self.relevant, k)


def recall(ranks: RelevantRanks, k: int) -> Values:
    """The share of what is relevant that stands in the first k, of min(k, |relevant|)."""
    return ranks._sums(k, np.ones_like) / ranks._possible(k)


def hit_rate(ranks: RelevantRanks, k: int) -> Values:
    """1 where one relevant song at least stands in the first k."""
    return (ranks._sums(k, np.ones_like) > 0).astype(np.float64)


def ndcg(ranks: RelevantRanks, k: int) -> Values:
    """Discounted gain 1 / log₂(rank + 1) of the first k over the best possible (Järvelin & Kekäläinen 2002, binary)."""
    ideal = np.cumsum(1 / np.log2(np.arange(2, _at_least_one(k) + 2)))
    return ranks._sums(k, lambda rank: 1 / np.log2(rank + 1)) / ideal[ranks._possible(k) - 1]


def average_precision(ranks: RelevantRanks, k: int) -> Values:
    """The mean of the precisions at each relevant song in the first k, over min(k, |relevant|); its mean is MAP@k."""
    # sorted by rank within a seed, unranked first: the how-maniest found song of its seed each one is
    first = np.concatenate(([0], np.cumsum(ranks.relevant)[:-1]))
    unranked = _sum_by(ranks.seed, (ranks.rank == 0).astype(np.float64)).astype(np.int64)
    place = np.arange(len(ranks.rank)) - (first + unranked)[ranks.seed] + 1
    found = (ranks.rank > 0) & (ranks.rank <= _at_least_one(k))
    precision = np.where(found, place / np.maximum(ranks.rank, 1), 0.0)
    return _sum_by(ranks.seed, precision) / ranks._possible(k)


def reciprocal_rank(ranks: RelevantRanks, k: int | None = None) -> Values:
    """One over the rank of the first relevant song, 0 when none was ranked (within k); its mean is MRR."""
    best = np.full(len(ranks), np.inf)
    found = ranks.rank > 0
    if k is not None:
        found &= ranks.rank <= _at_least_one(k)
    np.minimum.at(best, ranks.seed[found], ranks.rank[found])
    return 1 / best


def _sum_by(seed: npt.NDArray[np.int64], values: Values) -> Values:
    sums: Values = np.bincount(seed, values).astype(np.float64)
    return sums


def _at_least_one(k: int) -> int:
    if k < 1:
        raise ValueError(f"k counts from 1, not {k}")
    return k
