"""Spark's fit beside a bare pyspark ALS, and our top-k beside `recommendForAllUsers`, each in one session; then a cluster.

    python -m benchmarks.spark [--songs 30000] [--top-k-songs 100000] [--repeat 5] [--part fit --part top-k --part cluster]

Fit: the same parameters and blocks, in turns, the median of `--repeat`; ours also writes the edges, collects the factors and
takes the objective, the bare one only fits. Top-k: the best 20 for each song of a matrix of songs alone, where ours takes the
mean of both readings (twice the products) and leaves out known neighbours. Cluster: a standalone master with one, then two
workers of one core each on this machine. Graphs are generated.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from benchmarks.generate import generate
from benchmarks.results import Bar, Result, add_option, report
from model.adjacency import Adjacency
from model.als.parameters import AlsParameters
from model.als.spark import SparkEngine, als_settings
from model.als.spark_options import SparkOptions
from tests.spark_cluster import spark_cluster

PARTS = ("fit", "top-k", "cluster")
K = 20


def seconds(what: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def bare_fit(engine: SparkEngine, edges: Path, nodes: int, parameters: AlsParameters) -> Any:
    """What pyspark's own ALS makes of the edges."""

    def fit(session: Any) -> Any:
        from pyspark.ml.recommendation import ALS

        return ALS(**als_settings(nodes, parameters)).fit(session.read.parquet(edges.as_uri()))

    return engine._spark.run(fit)


def fits(engine: SparkEngine, adjacency: Adjacency, parameters: AlsParameters, repeat: int, edges: Path) -> Result:
    """Ours and the bare one in turns, after one of each that warms Java."""
    pq.write_table(adjacency.edges(), edges)
    ours, bare = [], []
    for turn in range(repeat + 1):
        took = (
            seconds(lambda: bare_fit(engine, edges, len(adjacency), parameters)),
            seconds(lambda: engine.fit(adjacency, parameters)),
        )
        print(
            f"fit of {len(adjacency):,} nodes: bare {took[0]:.1f} s, ours {took[1]:.1f} s{'' if turn else ' (warming)'}"
        )
        if turn:
            bare.append(took[0])
            ours.append(took[1])
    ratio = median(ours) / median(bare)
    print(f"ratio of the medians: {ratio:.2f}")
    return Result("Spark fit", median(ours), "s", ratio, "a bare pyspark ALS", Bar(at_most=1.15))


def rankings(engine: SparkEngine, adjacency: Adjacency, parameters: AlsParameters, edges: Path) -> Result:
    """The best songs for every song, by ours and by pyspark's own."""
    pq.write_table(adjacency.edges(), edges)
    factors = engine.fit(adjacency, parameters)
    model = bare_fit(engine, edges, len(adjacency), parameters)
    few = next(iter(engine.top_k(adjacency, factors, K)))  # warms Python workers; the first range of songs
    assert len(few)
    ours = seconds(lambda: sum(len(table) for table in engine.top_k(adjacency, factors, K)))
    print(f"top-{K} of {adjacency.songs:,} songs: ours {ours:.1f} s")
    bare = seconds(
        lambda: engine._spark.run(lambda _: model.recommendForAllUsers(K).write.format("noop").mode("overwrite").save())
    )
    print(f"recommendForAllUsers {bare:.1f} s: {bare / ours:.1f} times ours")
    return Result(
        "Spark top-k", adjacency.songs / ours, "songs/s", bare / ours, "recommendForAllUsers", Bar(at_least=5)
    )


def on_cluster(adjacency: Adjacency, parameters: AlsParameters, folder: Path, workers: int) -> float:
    """Seconds of fit and top-k with so many workers, after a short fit that starts them."""
    with spark_cluster(folder / str(workers), workers, memory="2g") as cluster:
        conf = {name: value for name, value in cluster.conf.items() if not name.endswith("extraJavaOptions")}
        with SparkEngine(SparkOptions(cluster.address, conf, str(folder / "shared"))) as engine:
            engine.fit(adjacency, AlsParameters(rank=2, iterations=1))

            def work() -> None:
                factors = engine.fit(adjacency, parameters)
                assert sum(len(table) for table in engine.top_k(adjacency, factors, K))

            return seconds(work)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--songs", type=int, default=30_000, help="of the fits, and of the cluster")
    parser.add_argument("--top-k-songs", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--iterations", type=int, default=10)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be repeated")
    add_option(parser)
    options = parser.parse_args()
    parts = options.part or PARTS
    parameters = AlsParameters(rank=options.rank, iterations=options.iterations, top_k=K)
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with SparkEngine() as engine:
            if "fit" in parts:
                adjacency = generate(options.songs).adjacency()
                results.append(fits(engine, adjacency, parameters, options.repeat, folder / "context.parquet"))
            if "top-k" in parts:
                short = AlsParameters(rank=options.rank, iterations=2, top_k=K)
                songs = generate(options.top_k_songs).adjacency("seed")
                results.append(rankings(engine, songs, short, folder / "seed.parquet"))
        if "cluster" in parts:
            adjacency = generate(options.songs).adjacency()
            one, two = (on_cluster(adjacency, parameters, folder, workers) for workers in (1, 2))
            print(f"fit and top-{K} of {options.songs:,} songs: 1 executor {one:.1f} s, 2 executors {two:.1f} s")
            results.append(Result("Spark, 2 executors", two, "s", two / one, "1 executor"))
    report(results, options.json)


if __name__ == "__main__":
    main()
