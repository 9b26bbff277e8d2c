"""What ALS costs at a size: operations, bytes and network of each half-step and of the ranking, and the least time they need.

A half-step solves one side's rows from the other's factors. With m nodes, rank r and rows of n entries:

- both engines need the Gram matrix of the factors, 2 m r² operations; the native one turns them to its eigenbasis, 2 m r² more,
- native: a row of up to r entries goes by a system of its own length, n² r + n³/3 + 6 n r operations; a longer one, as every
  row of Spark's, by the normal equations, n r² + r³/3 (half of a symmetric product; the native engine forms all, 2 n r²),
- every entry reads a line of 4 r bytes from anywhere in the factors, and both sides are read and written from end to end,
- Spark sends each factor, 4 r bytes and 16 about it, once to each block that needs it. With B blocks a row of n entries is
  needed in B (1 − (1 − 1/B)ⁿ) of them; of w workers, 1 − 1/w lie elsewhere.

The ranking multiplies all songs with all songs, 2 r numbers each: 4 r s² operations, of which an engine that uses the symmetry
does half.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from benchmarks.machine_rates import Rates

Floats = npt.NDArray[np.float64]
ENVELOPE = 16  # bytes that go with each factor over the network


@dataclass(frozen=True)
class Rows:
    """How many rows have how many entries; both float64, of equal length."""

    entries: Floats
    count: Floats
    songs: float

    @classmethod
    def of(cls, lengths: npt.NDArray[np.int64], songs: int) -> Self:
        """Count the rows of a matrix by their entries."""
        entries, count = np.unique(lengths, return_counts=True)
        return cls(entries.astype(np.float64), count.astype(np.float64), float(songs))

    def scaled_to(self, songs: float) -> Self:
        """As many songs, with rows of the same lengths in the same shares."""
        return type(self)(self.entries, self.count * songs / self.songs, songs)

    @property
    def nodes(self) -> float:
        """How many rows there are."""
        return float(self.count.sum())

    @property
    def cells(self) -> float:
        """How many entries there are."""
        return float(self.entries @ self.count)


@dataclass(frozen=True)
class Work:
    """Operations and bytes; `anywhere` are bytes of lines that lie apart, `streamed` those read or written in order."""

    operations: float
    anywhere: float
    streamed: float


def half_step(rows: Rows, rank: int, engine: str) -> Work:
    """What half an alternation takes."""
    n, dense = rows.entries, 2 * rows.nodes * rank**2
    anywhere = 4.0 * rank * rows.cells
    if engine == "spark":
        of_row = n * rank**2 + rank**3 / 3
        return Work(dense + float(of_row @ rows.count), anywhere, 2 * anywhere + 8 * rank * rows.nodes)
    own, normal = n**2 * rank + n**3 / 3 + 6 * n * rank, 2 * n * rank**2 + rank**3 / 3
    of_row = np.where(n <= rank, own, normal)
    return Work(2 * dense + float(of_row @ rows.count), anywhere, 20 * rank * rows.nodes + 8 * rows.cells)


def shuffled(rows: Rows, rank: int, blocks: int) -> float:
    """Bytes that Spark's blocks send each other in a half-step, wherever they are."""
    needed = blocks * (1 - (1 - 1 / blocks) ** rows.entries)
    return float(needed @ rows.count) * (4 * rank + ENVELOPE)


def ranking(songs: float, rank: int) -> float:
    """Operations of the full product of all songs with all songs."""
    return 4.0 * rank * songs**2


@dataclass(frozen=True)
class Limit:
    """Seconds that the machine's rates allow for: what an engine needs is a multiple, and a time to start."""

    rates: Rates
    gathered: float

    def fit(self, rows: Rows, rank: int, iterations: int, engine: str) -> float:
        """Of all half-steps."""
        work = half_step(rows, rank, engine)
        moved = work.anywhere / self.gathered + work.streamed / self.rates.copied
        return 2 * iterations * (work.operations / self.rates.double + moved)

    def rank(self, songs: float, rank: int) -> float:
        """Of the ranking of all songs."""
        return ranking(songs, rank) / self.rates.single


@dataclass(frozen=True)
class Line:
    """`base + slope · x`: how many times slower than the limit an engine is, and how long it takes to start."""

    base: float
    slope: float

    @classmethod
    def through(cls, x: Sequence[float], measured: Sequence[float]) -> Self:
        """Fit base and slope, neither negative, to the least relative errors.

        One point alone, and points that do not rise with x, give a slope without a base.
        """
        share = 1 / np.asarray(measured, np.float64)
        base, slope = nnls(np.stack([share, share * np.asarray(x, np.float64)], axis=1), np.ones(len(share)))[0]
        return cls.above(0.0, x, measured) if len(x) == 1 or slope == 0 else cls(float(base), float(slope))

    @classmethod
    def above(cls, base: float, x: Sequence[float], measured: Sequence[float]) -> Self:
        """Fit the slope alone, to the least relative errors, above a base that is known."""
        share = 1 / np.asarray(measured, np.float64)
        of_slope = share * np.asarray(x, np.float64)
        slope = of_slope @ (1 - base * share) / (of_slope @ of_slope)
        return cls(base, max(0.0, float(slope)))

    def at(self, x: float) -> float:
        """What the line says there."""
        return self.base + self.slope * x


def exponent(sizes: Sequence[float], times: Sequence[float]) -> list[float]:
    """Between each two sizes that follow each other, the power of the size with which the time grows."""
    return [float(each) for each in np.diff(np.log(times)) / np.diff(np.log(sizes))]
