"""Exact implicit ALS on this machine, without Java: the same objective as Spark's, several times as fast."""

import os
import platform
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from model.als.engine import Progress, silent
from model.als.factors import Factors, Matrix
from model.als.native_cache import keep_kernels
from model.als.native_memory import check_memory, memory_needed
from model.als.objective import objective, sample_rows
from model.als.parameters import AlsParameters
from model.als.usable_weights import Weights, usable_weights
from model.errors import EngineFailed

if TYPE_CHECKING:
    from model.adjacency import Adjacency
    from model.als.native_half_step import HalfStep

# The empty cells weigh little then in the first half-step, and the same number of iterations ends lower, in the objective
# as in the ranking of real songs, than from Spark's length of 1.
_FIRST_LENGTH = 0.01


class NativeEngine:
    """ALS in compiled code on `threads` threads (all cores unless given), kernels kept in `kernels`.

    The result does not depend on the number of threads. `scaled=False` takes λ plain instead of times each row's count.
    Memory, beside the adjacency (4 to 8 bytes a node, 8 an entry): 16 · nodes · rank bytes and what `memory_needed` tells.
    """

    def __init__(self, threads: int | None = None, *, kernels: Path | None = None, scaled: bool = True) -> None:
        self._threads = threads or len(os.sched_getaffinity(0))
        self._kernels = kernels
        self._scaled = scaled
        # another objective, another model: the name goes into its id
        self.name = "native" if scaled else "native-plain"

    def fit(self, adjacency: "Adjacency", parameters: AlsParameters, progress: Progress = silent) -> Factors:
        """Factorise the adjacency from factors that the seed draws; see `Engine.fit`."""
        return self._fit(adjacency, parameters, progress, None)

    def fit_from(
        self, start: Factors, adjacency: "Adjacency", parameters: AlsParameters, progress: Progress = silent
    ) -> Factors:
        """Go on from factors of the same rank, whose lines are the adjacency's nodes; zeros where a node is new.

        A new node gets its row by a half-step from its neighbours, and what has no neighbour that is known is drawn.
        """
        if (len(start), start.rank) != (len(adjacency), parameters.rank):
            raise ValueError(
                f"{len(start)} × {start.rank} factors for {len(adjacency)} nodes and rank {parameters.rank}"
            )
        return self._fit(adjacency, parameters, progress, start)

    def half_step(self, adjacency: "Adjacency", columns: Matrix, parameters: AlsParameters) -> Matrix:
        """Solve every row's least squares given the columns' factors; both have shape (nodes, rank)."""
        weights = usable_weights(adjacency)
        with self._ready(parameters) as step:
            fixed, solved = columns.astype(np.float32), np.zeros(columns.shape, np.float32)
            basis, _ = step.solve(weights, fixed, solved)
            step.turn(solved, basis.T)
        return solved

    def top_k(
        self, adjacency: "Adjacency", factors: Factors, k: int, progress: Progress = silent
    ) -> Iterator[pa.Table]:
        """Rank every song's best k on the threads; see `Engine.top_k`."""
        with self._kept():
            from model.als.native_top_k import native_top_k

            yield from native_top_k(adjacency, factors, k, progress, self._threads)

    def memory_needed(self, adjacency: "Adjacency", parameters: AlsParameters) -> int:
        """Bytes that a fit and its ranking take beside the adjacency."""
        from model.als import native_top_k

        known, rank = adjacency.neighbours.nnz, parameters.rank
        lists = native_top_k.memory_needed(adjacency.songs, rank, parameters.top_k, known, self._threads)
        return memory_needed(len(adjacency), rank, self._threads, lists)

    def versions(self) -> Mapping[str, str]:
        """Versions of numba, numpy, scipy and Python."""
        names = {name: version(name) for name in ("numba", "numpy", "scipy")}
        return {**names, "python": platform.python_version()}

    def _fit(
        self, adjacency: "Adjacency", parameters: AlsParameters, progress: Progress, start: Factors | None
    ) -> Factors:
        weights = usable_weights(adjacency)
        check_memory(len(adjacency), parameters.rank, self.memory_needed(adjacency, parameters))
        sampled = sample_rows(adjacency)
        total = 2 * parameters.iterations
        progress("fit", 0, total)
        with self._ready(parameters) as step:
            rows, columns = (
                _drawn(weights, parameters) if start is None else _continued(step, weights, parameters, start)
            )
            turned = np.eye(parameters.rank)
            course = []
            for iteration in range(parameters.iterations):
                basis, _ = step.solve(weights, rows, columns)
                turned = turned @ basis
                progress("fit", 2 * iteration + 1, total)
                basis, spectrum = step.solve(weights, columns, rows)
                turned = turned @ basis
                course.append(
                    objective(
                        adjacency,
                        Factors(rows, columns),
                        parameters,
                        scaled=self._scaled,
                        rows=sampled,
                        column_gram=np.diag(spectrum),
                    )
                )
                progress("fit", 2 * iteration + 2, total)
            step.turn(rows, turned.T)
            step.turn(columns, turned.T)
        return Factors(rows, columns, tuple(course))

    @contextmanager
    def _ready(self, parameters: AlsParameters) -> Iterator["HalfStep"]:
        """Threads, the algebra library held back, and the kernels."""
        with self._kept(), _one_thread_each(), ThreadPoolExecutor(self._threads) as threads:
            from model.als.native_half_step import HalfStep

            yield HalfStep(parameters.alpha, parameters.regularisation, self._scaled, threads)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Kernels from and into their folder; what goes wrong with those or with memory is an EngineFailed."""
        if self._kernels is not None:
            keep_kernels(self._kernels)
        try:
            yield
        except MemoryError as error:
            raise EngineFailed("there was too little memory", hint="lower --rank") from error
        except OSError as error:  # numba writes what it compiled
            raise EngineFailed(
                f"compiled code could not be kept: {error}", hint="free some space on the disk"
            ) from error


def _one_thread_each() -> AbstractContextManager[object]:
    """Hold the algebra library to one thread a call: its own pool and ours would fight for the cores."""
    import scipy.linalg  # noqa: F401  # the limit reaches what is loaded, and numba takes its algebra from scipy
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


def _drawn(weights: "Weights", parameters: AlsParameters) -> tuple[Matrix, Matrix]:
    """First row factors in directions that the seed draws, short ones, and room for the columns."""
    nodes = weights.shape[0]
    rows = np.random.default_rng(parameters.seed).standard_normal((nodes, parameters.rank), np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    rows *= np.float32(_FIRST_LENGTH) / np.maximum(lengths, np.finfo(np.float32).tiny)
    rows[np.diff(weights.indptr) == 0] = 0  # who has no edges takes no part
    return rows, np.zeros_like(rows)


def _continued(
    step: "HalfStep", weights: "Weights", parameters: AlsParameters, start: Factors
) -> tuple[Matrix, Matrix]:
    """Row factors to go on from: those given, a half-step for nodes that are new, drawn ones where that gives nothing."""
    rows, columns = start.rows.copy(), start.columns.copy()
    connected = np.diff(weights.indptr) > 0
    rows[~connected] = 0
    new = np.flatnonzero(connected & ~rows.any(axis=1))
    if len(new):
        solved = np.zeros((len(new), parameters.rank), np.float32)
        basis, _ = step.solve(weights[new], columns, solved)
        step.turn(solved, basis.T)
        unknown = ~solved.any(axis=1)
        solved[unknown] = _drawn(weights, parameters)[0][new[unknown]]
        rows[new] = solved
    return rows, columns
