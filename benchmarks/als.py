"""The native fit beside `implicit`'s: seconds an iteration, seconds to one objective, agreement, memory.

    python -m benchmarks.als [--songs 100000] [--rank 64] [--iterations 15] [--threads 2] [--repeat 3] [--json FILE]

The graph is generated (benchmarks/generate.py). `implicit` (conjugate gradient, 3 steps, as it comes) takes α · weight as
confidence and λ plain; so it is handed 1 + α · weight with α = 1, and the native fit runs with λ plain. Whole fits of both
change places, `--repeat` times, on as many threads; the objective is that of the same drawn rows. Seconds are medians.
Needs the extra `bench`.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from benchmarks.generate import generate
from benchmarks.results import Bar, Result, add_option, report
from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.native import NativeEngine
from model.als.objective import objective, sample_rows
from model.als.parameters import AlsParameters

CHECKED_ROWS = 2_000
RANKED = 20


class Course:
    """Seconds and objective after each iteration of one fit."""

    def __init__(self, seconds: Sequence[float], objectives: Sequence[float]) -> None:
        self.seconds, self.objectives = np.cumsum(seconds), np.array(objectives)

    @property
    def an_iteration(self) -> float:
        """Mean seconds of an iteration."""
        return float(self.seconds[-1] / len(self.seconds))

    def until(self, aim: float) -> float:
        """Seconds after which the objective was down at `aim`; NaN if it never was."""
        there = np.flatnonzero(self.objectives <= aim)
        return float(self.seconds[there[0]]) if len(there) else float("nan")


def native_course(engine: NativeEngine, adjacency: Adjacency, parameters: AlsParameters) -> tuple[Course, Factors]:
    """One native fit; the time of an iteration holds everything: first factors, objective, the turn back at the end."""
    started = time.perf_counter()
    factors = engine.fit(adjacency, parameters)
    seconds = time.perf_counter() - started
    return Course([seconds / parameters.iterations] * parameters.iterations, factors.objective), factors


def implicit_course(
    adjacency: Adjacency, confidence: "sp.csr_matrix[np.float32]", parameters: AlsParameters, threads: int
) -> tuple[Course, Factors]:
    """One fit by implicit; only its half-steps count."""
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    rows = sample_rows(adjacency)
    seconds, objectives = [], []

    def after(_: int, took: float, __: float | None) -> None:
        seconds.append(took)
        found = Factors(np.asarray(model.user_factors), np.asarray(model.item_factors))
        objectives.append(objective(adjacency, found, parameters, scaled=False, rows=rows))

    model = AlternatingLeastSquares(
        parameters.rank,
        alpha=1,
        regularization=parameters.regularisation,
        iterations=parameters.iterations,
        num_threads=threads,
        random_state=parameters.seed,
    )
    with threadpool_limits(1):  # as implicit itself advises
        model.fit(confidence, show_progress=False, callback=after)
    return Course(seconds, objectives), Factors(np.asarray(model.user_factors), np.asarray(model.item_factors))


def disagreement(
    engine: NativeEngine,
    adjacency: Adjacency,
    confidence: "sp.csr_matrix[np.float32]",
    columns: np.ndarray,
    parameters: AlsParameters,
) -> float:
    """How far a native half-step is from implicit's exact one on drawn rows, as a share of its length."""
    from implicit.cpu.als import AlternatingLeastSquares

    drawn = np.random.default_rng(1).choice(len(adjacency), min(CHECKED_ROWS, len(adjacency)), replace=False)
    exact = AlternatingLeastSquares(parameters.rank, alpha=1, regularization=parameters.regularisation, use_cg=False)
    exact.item_factors = columns
    theirs = np.asarray(exact.recalculate_user(drawn, confidence[drawn]))
    ours = engine.half_step(adjacency, columns, parameters)[drawn]
    return float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs))


def peak(adjacency: Adjacency, parameters: AlsParameters, threads: int) -> int:
    """Bytes that fit and ranking take at most beside the adjacency, in a process of their own."""
    with tempfile.TemporaryDirectory() as folder:
        adjacency.save(Path(folder) / "adjacency")
        told = [str(Path(folder) / "adjacency"), str(parameters.rank), str(threads)]
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.als", "--peak-of", *told], check=True, stdout=subprocess.PIPE, text=True
        )
    return int(run.stdout)


def print_peak(folder: Path, rank: int, threads: int) -> None:
    """Fit and rank what lies in a folder and print the growth of the largest resident set."""
    adjacency = Adjacency.load(folder)
    engine = NativeEngine(threads)
    Path("/proc/self/clear_refs").write_text("5")  # the largest resident set is counted from here
    before = _memory("VmRSS")
    factors = engine.fit(adjacency, AlsParameters(rank=rank, iterations=2))
    for _ in engine.top_k(adjacency, factors, RANKED):
        pass
    print(_memory("VmHWM") - before)


def _memory(name: str) -> int:
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[name].split()[0]) * 1_024


def measure(options: argparse.Namespace) -> list[Result]:
    """Fit with both, in turns, and compare."""
    adjacency = generate(options.songs).adjacency()
    parameters = AlsParameters(rank=options.rank, iterations=options.iterations, regularisation=options.regularisation)
    confidence = sp.csr_matrix(adjacency.matrix)
    confidence.data = 1 + np.float32(parameters.alpha) * confidence.data
    engine = NativeEngine(options.threads, scaled=False)
    print(
        f"{options.songs:,} songs, {len(adjacency):,} nodes, {adjacency.matrix.nnz:,} entries, rank {parameters.rank}"
    )
    engine.fit(adjacency, AlsParameters(rank=parameters.rank, iterations=1))  # compiles
    iterations: list[tuple[float, float]] = []
    equal: list[tuple[float, float]] = []
    for _ in range(options.repeat):
        ours, factors = native_course(engine, adjacency, parameters)
        theirs, _factors = implicit_course(adjacency, confidence, parameters, options.threads)
        iterations.append((ours.an_iteration, theirs.an_iteration))
        # who ends higher says what both can reach
        aim = max(ours.objectives[-1], theirs.objectives[-1])
        equal.append((ours.until(aim), theirs.until(aim)))
    for number, (one, other) in enumerate(zip(ours.objectives, theirs.objectives, strict=True), start=1):
        print(f"iteration {number:3}: objective native {one:14.6g}   implicit {other:14.6g}")
    seconds = [statistics.median(one for one, _ in iterations), statistics.median(one for one, _ in equal)]
    ratios = [statistics.median(one / other for one, other in pairs) for pairs in (iterations, equal)]
    apart = disagreement(engine, adjacency, confidence, factors.columns, parameters)
    used = peak(adjacency, parameters, options.threads)
    told = engine.memory_needed(adjacency, replace(parameters, top_k=RANKED))
    size = f"{options.songs:,} songs, rank {parameters.rank}, {options.threads} threads"
    to = "implicit"
    return [
        Result(f"native fit, an iteration, {size}", seconds[0], "s", ratios[0], to),
        Result(
            f"native fit to an equal objective, {size}",
            seconds[1],
            "s",
            ratios[1],
            to,
            Bar(at_most=0.5),
        ),
        Result(
            f"objective after {parameters.iterations} iterations, {size}",
            float(ours.objectives[-1]),
            "",
            float(ours.objectives[-1] / theirs.objectives[-1]),
            to,
            Bar(at_most=1.005),
        ),
        Result(f"half-step, distance from implicit's exact one, {size}", apart, "", bar=Bar(at_most=1e-4, of="value")),
        Result(f"memory of fit and ranking, {size}", used / 1e6, "MB", used / told, "the formula", Bar(at_most=1)),
    ]


def main() -> int:
    """Measure, print, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int, default=100_000)
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--iterations", type=int, default=15)
    parser.add_argument("--regularisation", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peak-of", nargs=3, metavar=("FOLDER", "RANK", "THREADS"), help=argparse.SUPPRESS)
    add_option(parser)
    options = parser.parse_args()
    if options.peak_of:
        folder, rank, threads = options.peak_of
        print_peak(Path(folder), int(rank), int(threads))
        return 0
    results = measure(options)
    for result in results:
        beside = f"   {result.ratio:.3f} × ({result.ratio_to})" if result.ratio is not None else ""
        print(f"{result.name:70}{result.value:12.5g} {result.unit:3}{beside}")
    return 0 if report(results, options.json) else 1


if __name__ == "__main__":
    sys.exit(main())
