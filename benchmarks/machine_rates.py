"""How fast this machine multiplies matrices and moves memory, on one thread and on all its cores at once."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

LINES, COLUMNS = 512, 4_096  # a tile of a ranking
DEPTH = 128
SECONDS = 0.7  # each rate is the best of some turns in about this time
COPIED = 1 << 26  # bytes, more than caches hold
LARGEST_TABLE = 1 << 30  # bytes; of a larger table, lines are as far away as of this


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Rates:
    """Floating-point operations a second in products of single and double precision, and bytes a second copied."""

    threads: int
    single: float
    double: float
    copied: float

    @classmethod
    def measure(cls, threads: int) -> "Rates":
        """Measure so many threads at once, the algebra library held to one each."""
        single, double = (gemm(kind, threads) for kind in (np.float32, np.float64))
        return cls(threads, single, double, copy(threads))


def gemm(kind: Any, threads: int) -> float:
    """Operations a second in products of (512, 128) by (128, 4,096), of all threads together."""

    def turn_of(draw: np.random.Generator) -> Callable[[], object]:
        one = draw.standard_normal((LINES, DEPTH)).astype(kind)
        other = draw.standard_normal((COLUMNS, DEPTH)).astype(kind).T
        found = np.empty((LINES, COLUMNS), kind)
        return lambda: np.matmul(one, other, out=found)

    return 2.0 * LINES * COLUMNS * DEPTH * _turns_a_second(turn_of, threads)


def copy(threads: int) -> float:
    """Bytes a second read and written, of all threads together."""

    def turn_of(draw: np.random.Generator) -> Callable[[], object]:
        source = draw.integers(0, 99, COPIED // 8)
        target = np.zeros_like(source)
        return lambda: np.copyto(target, source)

    return 2.0 * COPIED * _turns_a_second(turn_of, threads)


def gather(lines: int, rank: int, threads: int) -> float:
    """Bytes a second of lines of `rank` float32 numbers read here and there in one table of so many lines."""
    lines = min(lines, LARGEST_TABLE // (4 * rank))
    table = np.ones((lines, rank), np.float32)
    wanted = min(100_000, max(1_000, lines))

    def turn_of(draw: np.random.Generator) -> Callable[[], object]:
        at = draw.integers(0, lines, wanted)
        found = np.empty((wanted, rank), np.float32)
        return lambda: table.take(at, axis=0, out=found, mode="clip")

    return 4.0 * rank * wanted * _turns_a_second(turn_of, threads)


def _turns_a_second(turn_of: Callable[[np.random.Generator], Callable[[], object]], threads: int) -> float:
    from threadpoolctl import threadpool_limits

    turns = [turn_of(np.random.default_rng(at)) for at in range(threads)]

    def several(turn: Callable[[], object], number: int) -> None:
        for _ in range(number):
            turn()

    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:

        def seconds(number: int) -> float:
            started = time.perf_counter()
            list(pool.map(lambda turn: several(turn, number), turns))
            return time.perf_counter() - started

        seconds(1)
        number = max(1, round(SECONDS / 5 / seconds(1)))
        return threads * number / min(seconds(number) for _ in range(5))
