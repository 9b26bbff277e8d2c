"""How many songs a second the short walk ranks all others for, and how that and the memory grow with the graph.

    python -m benchmarks.walk [--songs 100000] [--k 50] [--threads 1 2] [--json FILE]

The graph is a generated one (benchmarks/generate.py), built as an export would hand it over. Give `--songs` several times for
the growth. Of large graphs the first 32,768 songs are ranked. Beside it, on the first 512 songs: the same by SciPy's sparse
products, a block of songs at a time.
"""

import argparse
import os
import sys
import time
from itertools import islice

import numpy as np
import psutil
import scipy.sparse as sp

from benchmarks.generate import generate
from benchmarks.results import Bar, Result, add_option, report
from model.walk.graph import WalkGraph
from model.walk.short_walk import ShortWalk

_TABLES = 2  # of 16,384 songs
_BLOCK, _BLOCKS = 128, 4


def generated(songs: int) -> WalkGraph:
    """The walk's graph of a generated sampling graph."""
    graph = generate(songs)
    ids, artists = np.array(graph.song_ids.to_pylist(), object), np.array(graph.artist_ids.to_pylist(), object)
    return WalkGraph.build(
        ids.tolist(),
        [title.lower().split() for title in graph.titles.to_pylist()],
        zip(ids[graph.sampler], ids[graph.sampled], strict=True),
        zip(artists[graph.credit_artist], ids[graph.credit_song], ["main"] * len(graph.credit_song), strict=True),
    )


def by_products(graph: WalkGraph, damping: float = 0.45) -> float:
    """Songs a second by sparse products, of the scores alone."""
    degrees = np.asarray(graph.matrix.sum(axis=1))
    damped = np.divide(1, degrees**damping, where=degrees > 0, out=np.zeros_like(degrees))
    moves = sp.csr_array(graph.matrix @ sp.diags_array(damped))
    started, songs = time.perf_counter(), 0
    for start in range(0, min(graph.songs, _BLOCK * _BLOCKS), _BLOCK):
        seeds = np.arange(start, min(start + _BLOCK, graph.songs))
        y = sp.csc_array((np.ones(len(seeds)), (seeds, np.arange(len(seeds)))), shape=(moves.shape[0], len(seeds)))
        steps = [y := moves @ y for _ in range(5)]
        _ = (4 * steps[1] + steps[2] + steps[4])[: graph.songs]
        songs += len(seeds)
    return songs / (time.perf_counter() - started)


def main() -> int:
    """Walk on graphs of every size with every number of threads, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, action="append")
    parser.add_argument("--k", type=int, default=50)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    add_option(parser)
    options = parser.parse_args()
    list(ShortWalk(generated(1_000)).top_k(options.k))  # compiled
    process = psutil.Process(os.getpid())
    results = []
    for songs in options.songs or [100_000]:
        started = time.perf_counter()
        graph = generated(songs)
        walk = ShortWalk(graph)
        print(f"{songs:,} songs, {graph.matrix.shape[0]:,} nodes, {graph.matrix.nnz // 2:,} edges", end="")
        print(f", generated and built in {time.perf_counter() - started:.1f} s")
        plain = by_products(graph)
        print(f"  sparse products   {plain:10,.0f} songs/s")
        for threads in options.threads:
            before, started = process.memory_info().rss, time.perf_counter()
            tables = islice(walk.top_k(options.k, threads=threads), _TABLES)
            ranked = sum(int(np.sum(table["rank"].to_numpy() == 1)) for table in tables)
            seconds = time.perf_counter() - started
            rate = min(songs, _TABLES * 16_384) / seconds
            grown = (process.memory_info().rss - before) / 2**20
            print(f"  {threads} thread(s)       {rate:10,.0f} songs/s, {ranked:,} with answers, {grown:+,.0f} MiB")
            bar = Bar(at_least=200, of="value") if songs <= 100_000 and threads == 2 else None
            name = f"walk, {songs:,} songs, {threads} thread{'s' * (threads > 1)}"
            results.append(Result(name, rate, "songs/s", rate / plain, "SciPy's sparse products", bar))
    return 0 if report(results, options.json) else 1


if __name__ == "__main__":
    sys.exit(main())
