"""What ALS minimises, computed without visiting the cells that are empty."""

import numpy as np
import numpy.typing as npt

from model.adjacency import Adjacency, Int64s
from model.als.factors import Factors
from model.als.gram import gram
from model.als.parameters import AlsParameters

SAMPLED_ROWS = 4_096
_ENTRIES = 1 << 16  # that are looked at together: 16 MB a side at rank 64


def objective(
    adjacency: Adjacency,
    factors: Factors,
    parameters: AlsParameters,
    *,
    scaled: bool = True,
    rows: Int64s | None = None,
    column_gram: npt.NDArray[np.float64] | None = None,
) -> float:
    """Add up Σ c·(p − x·y)² over all cells and λ·(Σ n·|x|² + Σ n·|y|²), with c = 1 + alpha · weight and n a row's count.

    `scaled=False` leaves n out. With `rows` (of `sample_rows`) the rows' share is an estimate from those, and the same
    rows make two fits comparable. The empty cells (c = 1, p = 0) cost what YᵀY costs, `column_gram` where the caller has
    it: xᵀYᵀY x, less what stands in the entries. Hu, Koren & Volinsky (2008), for nodes² cells in (entries + nodes) · rank.
    """
    matrix = adjacency.matrix if rows is None else adjacency.matrix[rows]
    asking = factors.rows if rows is None else factors.rows[rows]
    counts = np.diff(adjacency.matrix.indptr)
    of_rows, of_columns = (counts if rows is None else counts[rows], counts) if scaled else (np.ones(1), np.ones(1))
    products = gram(factors.columns) if column_gram is None else column_gram

    empty = float(np.sum(gram(asking) * products))
    stated = 0.0
    for start in range(0, matrix.nnz, _ENTRIES):
        entry = np.arange(start, min(start + _ENTRIES, matrix.nnz))
        row = np.searchsorted(matrix.indptr, entry, side="right") - 1
        column, weight = matrix.indices[entry], matrix.data[entry].astype(np.float64)
        predicted = np.einsum("ij,ij->i", asking[row], factors.columns[column]).astype(np.float64)
        stated += float(np.sum((1 + parameters.alpha * weight) * (1 - predicted) ** 2 - predicted**2))
    share = len(adjacency) / max(1, len(asking))
    penalty = share * _weighted_squares(asking, of_rows) + _weighted_squares(factors.columns, of_columns)
    return share * (empty + stated) + parameters.regularisation * penalty


def sample_rows(adjacency: Adjacency, seed: int = 1, size: int = SAMPLED_ROWS) -> Int64s | None:
    """Draw the rows on which fits are compared, the same for the same adjacency; None where all are few enough."""
    if len(adjacency) <= size:
        return None
    return np.sort(np.random.default_rng(seed).choice(len(adjacency), size, replace=False)).astype(np.int64)


def _weighted_squares(factors: npt.NDArray[np.float32], weights: npt.NDArray[np.generic]) -> float:
    squares = np.einsum("ij,ij->i", factors, factors).astype(np.float64)
    return float(np.sum(squares * weights))
