"""Half an alternation of exact implicit ALS: one side's vectors from the other's, on threads of our own.

What does not depend on the row, YᵀY + λ, is turned into its eigenbasis once, where it is diagonal for every λ: so a row of
n entries costs a system of n, not of the rank, also where λ is scaled by n. Both sides stay in that basis until the fit
ends; preferences do not depend on it.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy.sparse as sp

from model.als.gram import BLOCK, PART, Float64s, Matrix, gram
from model.errors import EngineFailed

Weights: TypeAlias = "sp.csr_array[np.float32, tuple[int, int]]"

_ROWS = 1_024
# float32 cannot tell a direction whose singular value is 10⁻⁶ of the largest from none
_SPANNED = 1e-12


@dataclass(frozen=True)
class HalfStep:
    """What every half-step of a fit shares: ALS's settings, and threads (the algebra library is held to one of its own)."""

    alpha: float
    regularisation: float
    scaled: bool
    threads: ThreadPoolExecutor

    def solve(self, weights: Weights, fixed: Matrix, solved: Matrix) -> tuple[Float64s, Float64s]:
        """Turn `fixed` into the eigenbasis of its Gram, in place, and write each row's least squares there into `solved`.

        `weights` is CSR of shape (rows, nodes), stored numbers above 0, order within a row free; `fixed` (nodes, rank),
        `solved` (rows, rank). Gives the basis (rank, rank), whose columns are the new directions in the old ones, and the
        Gram's eigenvalues (rank,); where `fixed` spans nothing, eigenvalues and numbers are 0. Raises EngineFailed when
        the Gram is not finite.
        """
        from model.als.native_rows import solve_rows

        products = gram(fixed, self.threads.map)
        if not np.isfinite(products).all():
            raise EngineFailed("the fit diverged", hint="raise the regularisation or lower alpha")
        spectrum, basis = np.linalg.eigh(products)
        spectrum[spectrum <= _SPANNED * spectrum[-1]] = 0
        self.turn(fixed, np.where(spectrum > 0, basis, 0))
        roots = self._roots(spectrum)
        told = (float(self.alpha), float(self.regularisation), self.scaled)
        indptr, count = weights.indptr, len(solved)

        def part(start: int) -> None:
            stop = min(start + _ROWS, count)
            solve_rows(start, stop, indptr, weights.indices, weights.data, fixed, spectrum, roots, *told, solved)

        # the parts with most entries first: no thread is left alone with one at the end
        starts = sorted(range(0, count, _ROWS), key=lambda at: int(indptr[at] - indptr[min(at + _ROWS, count)]))
        list(self.threads.map(part, starts))
        return basis, spectrum

    def turn(self, factors: Matrix, basis: Float64s) -> None:
        """Multiply every line by a square matrix, in place."""

        def part(start: int) -> None:
            with np.errstate(over="ignore", invalid="ignore"):  # numbers that are not finite are found and told later
                for at in range(start, min(start + PART, len(factors)), BLOCK):
                    block = factors[at : at + BLOCK]
                    block[:] = block.astype(np.float64) @ basis

        list(self.threads.map(part, range(0, len(factors), PART)))

    def _roots(self, spectrum: Float64s) -> Float64s:
        """(spectrum + λ's share)^-½ for a row of 0, 1, … rank entries; 0 where that is infinite."""
        counts = np.arange(len(spectrum) + 1)[:, None] if self.scaled else np.ones((len(spectrum) + 1, 1))
        penalised = spectrum + self.regularisation * counts
        return np.divide(1, np.sqrt(penalised), out=np.zeros_like(penalised), where=penalised > 0)
