"""Vectors for a node that came after the fit: one half-step of ALS against factors that stay as they are.

NumPy alone: it runs while somebody waits for an answer.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from model.als.gram import Float64s, Matrix
from model.als.parameters import AlsParameters

Positions: TypeAlias = npt.NDArray[np.int64]


def half_step(gram: Float64s, neighbours: Matrix, weights: Matrix, parameters: AlsParameters) -> Matrix:
    """The vector of one node, float32 of shape (rank,), that ALS would give it with everything else as it is.

    `gram` is that of all factors of the other side, `neighbours` (n, rank) those of the nodes it is connected with, by edges
    of `weights` (n,), above 0. Solves (YᵀY + Σ α w y yᵀ + λ n I) x = Σ (1 + α w) y: confidence 1 + α w, λ times the number
    of edges, as Spark has it. Hu, Koren & Volinsky (ICDM 2008), equation 4. Without neighbours it is zeros.
    """
    near = neighbours.astype(np.float64)
    extra = parameters.alpha * weights.astype(np.float64)
    left = gram + (near.T * extra) @ near
    left[np.diag_indices_from(left)] += parameters.regularisation * len(near)
    right = (1 + extra) @ near
    try:
        found = np.linalg.solve(left, right)
    except np.linalg.LinAlgError:  # without λ, and fewer nodes than the rank: of many solutions the shortest
        found = np.linalg.lstsq(left, right)[0]
    return found.astype(np.float32)


def fold_in(
    factors: Matrix, grams: Float64s, positions: Positions, weights: Matrix, parameters: AlsParameters
) -> tuple[Matrix, Matrix]:
    """Row and column factors, each (rank,), of a new node with edges of `weights` to the nodes at `positions`.

    `factors` (2, nodes, rank) are row factors, then column factors; `grams` (2, rank, rank) those of either. A row is solved
    against the columns, a column against the rows.
    """
    rows, columns = factors
    row = half_step(grams[1], columns[positions], weights, parameters)
    column = half_step(grams[0], rows[positions], weights, parameters)
    return row, column
