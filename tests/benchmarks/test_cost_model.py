import subprocess
import sys
import time

import numpy as np
import psutil
import pytest

from benchmarks import machine_rates
from benchmarks.cost_model import ENVELOPE, Limit, Line, Rows, exponent, half_step, ranking, shuffled
from benchmarks.generate import generate
from benchmarks.machine_rates import Rates
from benchmarks.scaling import Memory, Model, Point, results_of

RATES = Rates(threads=2, single=100e9, double=50e9, copied=10e9)


def test_the_operations_of_a_half_step_by_hand() -> None:
    rows = Rows.of(np.array([2, 2, 2, 70]), songs=4)

    native, spark = (half_step(rows, 64, engine) for engine in ("native", "spark"))

    short, long = 4 * 64 + 8 / 3 + 12 * 64, 2 * 70 * 64**2 + 64**3 / 3
    assert native.operations == pytest.approx(2 * 2 * 4 * 64**2 + 3 * short + long)
    assert spark.operations == pytest.approx(2 * 4 * 64**2 + 76 * 64**2 + 4 * 64**3 / 3)
    assert native.anywhere == spark.anywhere == 76 * 64 * 4


def test_the_work_grows_with_the_songs() -> None:
    rows = Rows.of(np.diff(generate(1_000).adjacency().matrix.indptr), songs=1_000)
    tenfold = rows.scaled_to(10_000)

    assert tenfold.nodes == pytest.approx(10 * rows.nodes)
    assert tenfold.cells == pytest.approx(10 * rows.cells)
    for engine in ("native", "spark"):
        assert half_step(tenfold, 64, engine).operations == pytest.approx(10 * half_step(rows, 64, engine).operations)
    assert ranking(10_000, 64) == 100 * ranking(1_000, 64)


def test_factors_are_sent_once_to_each_block_that_needs_them() -> None:
    draw = np.random.default_rng(1)
    lengths = np.array([1, 3, 40, 1_000])
    needed = [np.mean([len(set(draw.integers(0, 20, n))) for _ in range(300)]) for n in lengths]

    assert shuffled(Rows.of(lengths, 4), 64, 20) == pytest.approx(sum(needed) * (4 * 64 + ENVELOPE), rel=0.02)
    assert shuffled(Rows.of(lengths, 4), 64, 1) == 4 * (4 * 64 + ENVELOPE)


def test_a_line_through_points() -> None:
    line = Line.through([1, 10, 100], [3 + 2, 3 + 20, 3 + 200])

    assert (line.base, line.slope) == pytest.approx((3, 2))
    assert line.at(1_000) == pytest.approx(2_003)
    assert Line.through([4], [2]) == Line(0, 0.5)
    above = Line.above(3, [1, 10], [5, 23])
    assert (above.base, above.slope) == pytest.approx((3, 2))
    falling = Line.through([1, 10], [5, 4])
    assert falling.base == 0
    assert falling.slope > 0


def test_the_power_of_growth() -> None:
    assert exponent([10, 100, 1_000], [5, 50, 5_000]) == pytest.approx([1, 2])


def test_a_model_fitted_without_the_largest_size_predicts_it() -> None:
    rows = Rows.of(np.diff(generate(1_000).adjacency().matrix.indptr), songs=1_000)
    limit = Limit(RATES, 5e9)
    limits, points = {}, []
    for songs in (10_000, 100_000, 1_000_000):
        sized = rows.scaled_to(songs)
        fit, rank = limit.fit(sized, 64, 15, "native"), limit.rank(songs, 64)
        limits[songs] = fit, rank
        nodes, peak = int(sized.nodes), int(300e6 + 1_000 * sized.nodes)
        points.append(Point(songs, nodes, int(sized.cells), 1 + 3 * fit, 0.5 + 2 * rank, 9, 300_000_000, 9, peak, 9))

    results = {
        each.name: each for each in results_of("native", points, Model.fitted("native", points[:-1], limits), limits)
    }

    for what in ("fit", "ranking", "peak memory"):
        assert results[f"native, 1,000,000 songs: {what}"].ratio == pytest.approx(1, abs=0.01)
    assert results["native, growth of the ranking, 100,000 to 1,000,000 songs"].value == pytest.approx(2, abs=0.01)
    assert results["native, 1,000,000 songs: fit and ranking"].bar is not None
    assert results["native, 100,000 songs: fit and ranking"].bar is None


def test_rates_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_rates, "SECONDS", 0.01)
    rates = Rates.measure(2)

    assert rates.threads == 2
    assert min(rates.single, rates.double, rates.copied, machine_rates.gather(1_000, 16, 2)) > 0


def test_what_a_process_below_holds_is_counted() -> None:
    own, held = psutil.Process().memory_info().rss, 300_000_000
    program = f"import sys; held = b'x' * {held}; print(len(held), flush=True); sys.stdin.read()"
    with (
        Memory() as memory,
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child,
    ):
        assert child.stdout
        assert int(child.stdout.readline()) == held
        until = time.monotonic() + 30
        while memory.most < own + held and time.monotonic() < until:
            time.sleep(0.02)
        child.communicate()
    assert memory.most >= own + held
