"""The native top-k of all songs beside the speed of the matrix product alone, implicit's top-k and NumPy's argpartition.

    python -m benchmarks.top_k [--songs 100000] [--rank 64] [--k 20] [--rounds 3] [--json FILE]

Rates are useful GFLOP/s: 2 · songs² · 2 · rank over the seconds, since a preference is a product of 2 · rank numbers. The
native engine makes half of the products, as preference is symmetric, so it can pass the product's own rate. Two threads are
measured beside two processes that multiply at the same time, each on one thread. What is slower is measured on a part of the
songs. A round measures everything once, so that what else the machine does meets all alike; the medians count.
"""

import argparse
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier

import numpy as np
import psutil
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from benchmarks.results import Bar, Result, add_option, report
from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.native_top_k import memory_needed, native_top_k
from model.als.top_k import BLOCK, top_k

_PRODUCT, _SECONDS = 2_048, 3.0


def product_rate(ready: Barrier | None = None, found: "multiprocessing.Queue[float] | None" = None) -> float:
    """GFLOP/s of sgemm on one thread, over some seconds; told to `found` too, begun when all are `ready`."""
    with threadpool_limits(1, "blas"):
        one, other = np.random.default_rng(1).standard_normal((2, _PRODUCT, _PRODUCT)).astype(np.float32)
        out = one @ other
        if ready:
            ready.wait()
        products, started = 0, time.perf_counter()
        while (seconds := time.perf_counter() - started) < _SECONDS:
            np.matmul(one, other, out=out)
            products += 1
    rate = 2 * _PRODUCT**3 * products / seconds / 1e9
    if found:
        found.put(rate)
    return rate


def rate_of_two_processes() -> float:
    """GFLOP/s of two processes that multiply at the same time, together."""
    processes = multiprocessing.get_context("spawn")
    ready, found = processes.Barrier(2), processes.Queue()
    both = [processes.Process(target=product_rate, args=(ready, found)) for _ in range(2)]
    for one in both:
        one.start()
    total = sum(found.get(timeout=60) for _ in both)
    for one in both:
        one.join()
    return float(total)


def drawn(songs: int, rank: int) -> tuple[Adjacency, Factors]:
    """Vectors in all directions, with lengths as uneven as a fit's on generated songs; three relations a song."""
    generator = np.random.default_rng(1)
    lengths = np.exp(generator.normal(0, 0.6, (songs, 1))).astype(np.float32)
    rows, columns = (lengths * generator.standard_normal((songs, rank), np.float32) for _ in range(2))
    low, high = generator.integers(0, songs, (2, 3 * songs))
    pairs = np.unique(np.minimum(low, high) * songs + np.maximum(low, high))
    low, high = pairs // songs, pairs % songs
    cells = np.concatenate([low, high]), np.concatenate([high, low])
    matrix = sp.coo_array((np.ones(len(cells[0]), np.float32), cells), shape=(songs, songs)).tocsr()
    return Adjacency("context", {}, [str(at) for at in range(songs)], songs, 0, 0, matrix), Factors(rows, columns)


def by_argpartition(queries: np.ndarray, candidates: np.ndarray, k: int) -> None:
    """The k best of each query with plain NumPy, without leaving anybody out."""
    for start in range(0, len(queries), BLOCK):
        scores = queries[start : start + BLOCK] @ candidates.T
        best = np.argpartition(-scores, k, axis=1)[:, :k]
        found = np.take_along_axis(scores, best, axis=1)
        np.take_along_axis(best, np.argsort(-found, axis=1), axis=1)


def by_implicit(queries: np.ndarray, candidates: np.ndarray, k: int, threads: int) -> None:
    """The k best of each query with implicit's compiled top-k, without leaving anybody out."""
    from implicit.cpu.topk import topk

    topk(candidates, queries, k, num_threads=threads)


def by_tiles(queries: np.ndarray, candidates: np.ndarray, k: int) -> None:
    """The NumPy top-k of ours that Spark's workers run."""
    for start in range(0, len(queries), BLOCK):
        block = queries[start : start + BLOCK]
        own = np.arange(len(block))
        top_k(block, candidates, k, own, own + start)


def main() -> int:
    """Measure all, round after round, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, default=100_000)
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--k", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    add_option(parser)
    options = parser.parse_args()
    songs, k = options.songs, options.k
    adjacency, factors = drawn(songs, options.rank)
    candidates = factors.candidates
    part = factors.queries(np.arange(min(songs, 4_096)))
    few = part[: 4 * BLOCK]
    list(native_top_k(*drawn(1_000, options.rank), k))  # compiled, and the cache of neighbours filled
    assert adjacency.neighbours.nnz

    process = psutil.Process()
    before = most = process.memory_info().rss

    def watch(*_: object) -> None:
        nonlocal most
        most = max(most, process.memory_info().rss)

    for _ in native_top_k(adjacency, factors, k, watch, threads=1):
        watch()
    needed = memory_needed(songs, options.rank, k, adjacency.neighbours.nnz, 1)
    print(f"memory        {(most - before) / 2**20:8.1f} MiB, {(most - before) / needed:.0%} of the formula's")

    def rate(lines: int, work: Callable[[], object]) -> float:
        started = time.perf_counter()
        with threadpool_limits(1, "blas"):
            work()
        return 4.0 * lines * songs * options.rank / (time.perf_counter() - started) / 1e9

    measured: dict[str, Callable[[], float]] = {
        "sgemm": product_rate,
        "native": lambda: rate(songs, lambda: list(native_top_k(adjacency, factors, k, threads=1))),
        "implicit": lambda: rate(len(part), lambda: by_implicit(part, candidates, k, 1)),
        "NumPy tiles": lambda: rate(len(few), lambda: by_tiles(few, candidates, k)),
        "argpartition": lambda: rate(len(few), lambda: by_argpartition(few, candidates, k)),
        "sgemm, two": rate_of_two_processes,
        "native, two": lambda: rate(songs, lambda: list(native_top_k(adjacency, factors, k, threads=2))),
        "implicit, two": lambda: rate(len(part), lambda: by_implicit(part, candidates, k, 2)),
    }
    rates: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(options.rounds):
        for name, measure in measured.items():
            rates[name].append(measure())
    memory = Result("memory", (most - before) / 2**20, "MiB", (most - before) / needed, "the formula", Bar(at_most=1.1))
    results = [memory]
    for name, values in rates.items():
        beside = "sgemm, two" if name.endswith(", two") else "sgemm"
        value = statistics.median(values)
        if name == beside:
            print(f"{name:14}{value:8.1f} GFLOP/s")
            results.append(Result(name, value, "GFLOP/s"))
            continue
        ratio = value / statistics.median(rates[beside])
        bars = {"native": Bar(at_least=0.5), "native, two": Bar(at_least=0.85)}
        print(f"{name:14}{value:8.1f} GFLOP/s {ratio:7.0%} of {beside}")
        results.append(Result(name, value, "GFLOP/s", ratio, beside, bars.get(name)))
    return 0 if report(results, options.json) else 1


if __name__ == "__main__":
    sys.exit(main())
