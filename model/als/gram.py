"""The Gram matrix of factors, summed so that neither threads nor float32 change it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = npt.NDArray[np.float32]
Float64s: TypeAlias = npt.NDArray[np.float64]
Map: TypeAlias = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]

# Sums over nodes are made in these parts, in order, whoever computes a part.
PART = 16_384
BLOCK = 1_024  # lines that the algebra library gets at once: they stay in the cache of their core


def gram(factors: Matrix, run: Map = map) -> Float64s:
    """Multiply every two columns of (nodes, rank): float64 of shape (rank, rank).

    `run` does what `map` does, on threads if it likes. Memory: a matrix of the result's size for every 16,384 nodes.
    """

    def part(start: int) -> Float64s:
        total = np.zeros((factors.shape[1], factors.shape[1]))
        for at in range(start, min(start + PART, len(factors)), BLOCK):
            block = factors[at : at + BLOCK].astype(np.float64)
            total += block.T @ block
        return total

    total = np.zeros((factors.shape[1], factors.shape[1]))
    for one in run(part, range(0, len(factors), PART)):
        total += one
    return total
