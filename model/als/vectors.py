"""Factors as vectors for an index that knows cosines alone: its nearest songs are those of highest preference.

A preference is a product, (x_s · y_j + y_s · x_j) / 2, in which long factors count more, and the vector of the song that asks
has its halves the other way round. So a song that answers has [y, x] divided by the longest such vector of all, and one number
more that makes its length 1; a song that asks has [x, y, 0]. The cosine of both is their preference times a constant of the
asking song. Bachrach et al., "Speeding Up the Xbox Recommender System Using a Euclidean Transformation for Inner-Product
Spaces" (RecSys 2014). An index that compares all finds exactly the preferred songs so, while a tenth of the nearest songs
by normalised factors are preferred; what Neo4j's finds, which is approximate, is measured in benchmarks/vectors.py.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

_BLOCK = 1_000


def dimensions(rank: int) -> int:
    """The length of a vector made of factors of length `rank`."""
    return 2 * rank + 1


def vectors(factors: Matrix) -> Iterator[tuple[int, Matrix]]:
    """The vectors of answering songs, in blocks: the position of the first, and float32 of shape (block, 2 · rank + 1).

    `factors` (2, songs, rank) are row factors, then column factors. A song without factors has zeros.
    """
    rows, columns = factors
    starts = range(0, len(rows), _BLOCK)
    longest = max(float(_lengths(rows[at : at + _BLOCK], columns[at : at + _BLOCK]).max()) for at in starts)
    for start in starts:
        row, column = rows[start : start + _BLOCK], columns[start : start + _BLOCK]
        lengths = _lengths(row, column)
        shares = lengths / (longest or 1.0)
        rest = np.where(lengths > 0, np.sqrt(np.maximum(0, 1 - shares**2)), 0)
        yield start, np.hstack([column / (longest or 1.0), row / (longest or 1.0), rest[:, None]]).astype(np.float32)


def question(vector: Matrix) -> Matrix:
    """The vector that a song asks with, from the one that it answers with: as the named query nearest-songs turns it."""
    rank = len(vector) // 2
    return np.concatenate([vector[rank : 2 * rank], vector[:rank], np.zeros(1, np.float32)])


def _lengths(row: Matrix, column: Matrix) -> npt.NDArray[np.float64]:
    both = np.hstack([row, column]).astype(np.float64)
    found: npt.NDArray[np.float64] = np.linalg.norm(both, axis=1)
    return found
