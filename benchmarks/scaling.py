"""How time and memory of fit and ranking grow with the number of songs, and what a model of the costs says of larger ones.

    python -m benchmarks.scaling [--engine native] [--songs 10000 100000 1000000] [--json FILE]
    python -m benchmarks.scaling --engine native --engine spark [--spark-songs 10000 30000 100000]

Graphs are generated (benchmarks/generate.py), 3 relations a song unless `--relations` says otherwise. Each size is fitted and
ranked in a process of its own that has loaded the adjacency and met the engine before with a small graph, so that neither
compiling nor starting Java is counted. `peak` is the largest resident set of that process, or of it and all it started
together, as seen five times a second (what processes share counts in each). Spark has sizes of its own.

The cost model (benchmarks/cost_model.py) takes this machine's rates, measured in the same run: times are a multiple of what
those allow for, and a start. For the figures beside the measured ones it is fitted to all sizes but the largest: there,
predicted / measured is a test. For larger sizes it is fitted to all. A cluster's workers are thought to be machines like this.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil

from benchmarks.cost_model import Limit, Line, Rows, exponent, half_step, ranking, shuffled
from benchmarks.generate import generate
from benchmarks.machine_rates import Rates, cores, gather
from benchmarks.results import Bar, Result, add_option, report
from graph.folders import cache_folder
from model.adjacency import Adjacency
from model.als.engine import Engine
from model.als.parameters import AlsParameters

WARM = 1_000
ASKED = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
WORKERS = (1, 4, 16, 64)
NODES_A_BLOCK = 25_000
HOUR, LARGE, LARGEST_PEAK = 3_600, 1_000_000, 8e9


@dataclass(frozen=True)
class Point:
    """What was measured at one size: seconds by the clock, seconds of CPU of all processes, bytes.

    `rest` is what the engine takes before anything is loaded, `loaded` is with the adjacency (without Java), `peak` the most.
    """

    songs: int
    nodes: int
    cells: int
    fit: float
    rank: float
    cpu: float
    rest: int
    loaded: int
    peak: int
    listed: int


def engine_named(name: str, stack: ExitStack) -> Engine:
    """The engine, ended with the stack."""
    if name == "spark":
        from model.als.spark import SparkEngine

        return stack.enter_context(SparkEngine())
    from model.als.native import NativeEngine

    return NativeEngine(kernels=cache_folder() / "kernels")


class Memory:
    """The largest resident set of this process and all it started, while the block runs."""

    def __enter__(self) -> "Memory":
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        with suppress(OSError):  # no such file but on Linux
            own = Path("/proc/self/status").read_text(encoding="utf-8").split("VmHWM:")[1].split()[0]
            self.most = max(self.most, int(own) * 1024)

    def _watch(self) -> None:
        process = psutil.Process()
        while not self._over.wait(0.2):
            with suppress(psutil.Error):
                family = [process, *process.children(recursive=True)]
                self.most = max(self.most, sum(each.memory_info().rss for each in family))


def measure(folder: Path, name: str, parameters: AlsParameters) -> Point:
    """Fit and rank the adjacency of a folder."""
    with ExitStack() as stack:
        engine = engine_named(name, stack)
        small = generate(WARM).adjacency()
        for _ in engine.top_k(small, engine.fit(small, parameters), parameters.top_k):
            pass
        process = psutil.Process()

        def spent() -> float:
            family = [process, *process.children(recursive=True)]
            return sum(times.user + times.system for times in (each.cpu_times() for each in family))

        del small
        rest = sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))
        adjacency = Adjacency.load(folder)
        loaded = process.memory_info().rss
        with Memory() as memory:
            cpu, started = spent(), time.perf_counter()
            factors = engine.fit(adjacency, parameters)
            fitted = time.perf_counter()
            listed = sum(len(table) for table in engine.top_k(adjacency, factors, parameters.top_k))
            ranked, cpu = time.perf_counter(), spent() - cpu
        nodes, cells = len(adjacency), adjacency.matrix.nnz
    assert np.isfinite(factors.rows).all()
    return Point(
        adjacency.songs, nodes, cells, fitted - started, ranked - fitted, cpu, rest, loaded, memory.most, listed
    )


def measured_elsewhere(folder: Path, engine: str, parameters: AlsParameters) -> Point:
    """The same in a process of its own."""
    told = json.dumps([str(folder), engine, parameters.as_dict()])
    command = [sys.executable, "-m", "benchmarks.scaling", "--measure", told]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Point(**json.loads(ran.stdout.splitlines()[-1]))


@dataclass(frozen=True)
class Model:
    """What one engine is thought to need, by its lines over the limits of this machine."""

    engine: str
    fit: Line
    rank: Line
    peak: Line

    @classmethod
    def fitted(cls, engine: str, points: Sequence[Point], limits: dict[int, tuple[float, float]]) -> "Model":
        """Fit to these points."""
        fit = Line.through([limits[point.songs][0] for point in points], [point.fit for point in points])
        rank = Line.through([limits[point.songs][1] for point in points], [point.rank for point in points])
        at_rest = float(np.mean([point.rest for point in points]))
        peak = Line.above(at_rest, [point.nodes for point in points], [float(point.peak) for point in points])
        return cls(engine, fit, rank, peak)


def results_of(
    engine: str, points: Sequence[Point], model: Model, limits: dict[int, tuple[float, float]]
) -> list[Result]:
    """Times, memory and growth, each beside what the model says; the bars are those of a million songs on one machine."""
    found = []
    for point in points:
        name, large = f"{engine}, {point.songs:,} songs", engine == "native" and point.songs == LARGE
        beside = "predicted to measured"
        for what, seconds, line, limit in (
            ("fit", point.fit, model.fit, limits[point.songs][0]),
            ("ranking", point.rank, model.rank, limits[point.songs][1]),
        ):
            found.append(Result(f"{name}: {what}", seconds, "s", line.at(limit) / seconds, beside))
        whole = Bar(at_most=HOUR, of="value") if large else None
        found.append(Result(f"{name}: fit and ranking", point.fit + point.rank, "s", bar=whole))
        little = Bar(at_most=LARGEST_PEAK / 1e6, of="value") if large else None
        predicted = model.peak.at(point.nodes) / point.peak
        found.append(Result(f"{name}: peak memory", point.peak / 1e6, "MB", predicted, beside, little))
    sizes = [float(point.songs) for point in points]
    for what, times in (("fit", [point.fit for point in points]), ("ranking", [point.rank for point in points])):
        for at, power in enumerate(exponent(sizes, times)):
            name = f"{engine}, growth of the {what}, {points[at].songs:,} to {points[at + 1].songs:,} songs"
            found.append(Result(name, power, "as power of the size"))
    return found


def main() -> int:
    """Measure, print, predict; 1 unless the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", action="append", choices=("native", "spark"))
    parser.add_argument("--songs", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--spark-songs", nargs="+", type=int, default=[10_000, 30_000, 100_000])
    parser.add_argument("--relations", type=float, default=3.0, help="relations a song")
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--iterations", type=int, default=15)
    parser.add_argument("--top-k", type=int, default=20)
    parser.add_argument("--gigabits", type=float, default=10.0, help="of a cluster's network, for each machine")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    add_option(parser)
    options = parser.parse_args()
    if options.measure:
        folder, engine, settings = json.loads(options.measure)
        print(json.dumps(asdict(measure(Path(folder), engine, AlsParameters(**settings)))))
        return 0
    parameters = AlsParameters(rank=options.rank, iterations=options.iterations, top_k=options.top_k)
    rates = Rates.measure(cores())
    one = Rates.measure(1) if rates.threads > 1 else rates
    for each in (one, rates):
        print(
            f"{each.threads} threads: {each.single / 1e9:.0f} GFLOP/s sgemm, {each.double / 1e9:.0f} dgemm, "
            f"{each.copied / 1e9:.1f} GB/s copied"
        )

    sizes = {each: options.spark_songs if each == "spark" else options.songs for each in options.engine or ["native"]}
    points: dict[str, list[Point]] = {engine: [] for engine in sizes}
    rows: dict[int, Rows] = {}
    limits: dict[str, dict[int, tuple[float, float]]] = {engine: {} for engine in points}
    for songs in sorted({songs for asked in sizes.values() for songs in asked}):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "adjacency"
            _generated(folder, songs, options.relations)
            adjacency = Adjacency.load(folder)
            rows[songs] = Rows.of(np.diff(adjacency.matrix.indptr), songs)
            limit = Limit(rates, gather(len(adjacency), parameters.rank, rates.threads))
            print(f"{songs:,} songs, {rows[songs].nodes:,.0f} nodes, {rows[songs].cells:,.0f} entries; ", end="")
            print(f"lines of factors are read at {limit.gathered / 1e9:.1f} GB/s", flush=True)
            del adjacency
            for engine, measured in points.items():
                if songs not in sizes[engine]:
                    continue
                bounds = limit.fit(rows[songs], parameters.rank, parameters.iterations, engine)
                limits[engine][songs] = bounds, limit.rank(songs, parameters.rank)
                point = measured_elsewhere(folder, engine, parameters)
                measured.append(point)
                reached = ranking(songs, parameters.rank) / point.rank / one.single
                print(
                    f"  {engine}: fit {point.fit:.1f} s (the rates allow {bounds:.1f}), ranking {point.rank:.1f} s "
                    f"(the full product at {reached:.0%} of sgemm on one thread), {point.cpu:.0f} s of CPU, "
                    f"{point.rest / 1e6:.0f} MB at rest, {point.loaded / 1e6:.0f} MB loaded, "
                    f"{point.peak / 1e6:.0f} MB peak, {point.listed:,} listed",
                    flush=True,
                )
    results, models = [], {}
    for engine, measured in points.items():
        if measured:
            without_largest = Model.fitted(engine, measured[:-1] or measured, limits[engine])
            results += results_of(engine, measured, without_largest, limits[engine])
            models[engine] = Model.fitted(engine, measured, limits[engine])
    for result in results:
        beside = "" if result.ratio is None else f"   predicted / measured {result.ratio:.2f}"
        print(f"{result.name:64}{result.value:12,.2f} {result.unit}{beside}")
    _print_predictions(models, limit, rows[max(rows)], parameters, options.gigabits * 1e9 / 8)
    return 0 if report(results, options.json) else 1


def _generated(folder: Path, songs: int, relations: float) -> None:
    """Write the adjacency from a process of its own: what it takes to make one is not this process's memory."""
    program = (
        "import sys; from pathlib import Path; from benchmarks.generate import generate\n"
        "generate(int(sys.argv[1]), float(sys.argv[2])).adjacency().save(Path(sys.argv[3]))"
    )
    subprocess.run([sys.executable, "-c", program, str(songs), str(relations), str(folder)], check=True)


def _print_predictions(
    models: dict[str, Model], limit: Limit, shape: Rows, parameters: AlsParameters, network: float
) -> None:
    """A Markdown table: each engine at each size, with rows as long as those of the largest graph measured."""
    heads = (
        "songs",
        "engine",
        "half-step: GFLOP",
        "GB moved",
        "GB over the network",
        "fit",
        "top-k",
        "memory a machine",
    )
    print(f"\nPredicted for rank {parameters.rank}, {parameters.iterations} iterations:\n\n| {' | '.join(heads)} |")
    print("|--:|---|--:|--:|--:|--:|--:|--:|")
    for songs in ASKED:
        rows = shape.scaled_to(songs)
        for engine, model in models.items():
            work = half_step(rows, parameters.rank, engine)
            told = f"{work.operations / 1e9:,.1f} | {(work.anywhere + work.streamed) / 1e9:,.2f}"
            fit = limit.fit(rows, parameters.rank, parameters.iterations, engine) * model.fit.slope
            rank = limit.rank(songs, parameters.rank) * model.rank.slope
            for workers in WORKERS if engine == "spark" else (1,):
                blocks = max(2, int(rows.nodes) // NODES_A_BLOCK)
                sent = shuffled(rows, parameters.rank, blocks) * (1 - 1 / workers) if engine == "spark" else 0.0
                # each machine takes in a share of what is sent while the others do
                waiting = 2 * parameters.iterations * sent / workers / network
                # whoever ranks holds all candidates, and gets them once
                shipped = 8.0 * parameters.rank * songs
                fitted = model.fit.base + fit / workers + waiting
                ranked = model.rank.base + rank / workers + (shipped / network if workers > 1 else 0)
                peak = model.peak.base + model.peak.slope * rows.nodes / workers + (shipped if workers > 1 else 0)
                name = engine if engine == "native" else f"spark, {workers} worker{'s' * (workers > 1)}"
                cells = (f"{songs:,}", name, told, f"{sent / 1e9:,.2f}", _time(fitted), _time(ranked), _size(peak))
                print(f"| {' | '.join(cells)} |")


def _time(seconds: float) -> str:
    for bound, unit, name in ((120, 1, "s"), (7_200, 60, "min"), (172_800, 3_600, "h")):
        if seconds < bound:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds / 86_400:,.1f} days"


def _size(size: float) -> str:
    return f"{size / 1e9:,.1f} GB"


if __name__ == "__main__":
    sys.exit(main())
