"""What ALS learns: two vectors a node, and the preference of one node for another that they give."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from model.errors import EngineFailed

Matrix: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Factors:
    """Row factors x (a node that asks) and column factors y (a node that answers), float32 of shape (nodes, rank) each.

    The adjacency is symmetric, a fit that ended in the middle of an alternation is not; so the preference of s for j is
    the mean of both readings, (x_s · y_j + y_s · x_j) / 2, which ranks better than x_s · y_j (benchmarks/quality.py).
    Nodes without edges have zeros. `objective` is what the fit minimised, after each iteration, where the engine tells.
    Raises EngineFailed for numbers that are not finite.
    """

    rows: Matrix
    columns: Matrix
    objective: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.rows.ndim != 2 or self.rows.shape != self.columns.shape:
            raise ValueError(f"factors of shapes {self.rows.shape} and {self.columns.shape} do not belong together")
        if not (np.isfinite(self.rows).all() and np.isfinite(self.columns).all()):
            raise EngineFailed(
                "the fit diverged: some factors are not finite numbers", hint="raise the regularisation or lower alpha"
            )

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rank(self) -> int:
        """The length of a vector."""
        return int(self.rows.shape[1])

    @cached_property
    def candidates(self) -> Matrix:
        """What a query is multiplied with, shape (nodes, 2 · rank): column factors beside row factors, halved."""
        return np.hstack([self.columns, self.rows]) * np.float32(0.5)

    def queries(self, nodes: npt.ArrayLike) -> Matrix:
        """One line of 2 · rank numbers a node: row factors beside column factors; times `candidates` the preference."""
        at = np.asarray(nodes, np.int64)
        return np.hstack([self.rows[at], self.columns[at]])

    def preferences(self, nodes: npt.ArrayLike, others: npt.ArrayLike) -> Matrix:
        """The preference of each pair of two equally long lists of nodes."""
        at = np.asarray(others, np.int64)
        return np.asarray(np.einsum("ij,ij->i", self.queries(nodes), self.candidates[at]), np.float32)
