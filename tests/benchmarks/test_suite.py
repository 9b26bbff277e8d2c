import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import suite, table
from benchmarks.suite import DATA, SUITE, Run


def run_of(run: Run, **values: Any) -> dict[str, Any]:
    facts = {"cpu": "Some CPU", "cores": 2, "memory": 16 * 2**30, "system": "Linux 6", "python": "3.11.2"}
    machine = facts | {"commit": "abc", "date": "2026-11-23T08:00:00+00:00"}
    found = {"benchmark": run.benchmark, "arguments": run.told, "machine": machine, "failed": None, "results": []}
    return found | values


def result(**values: Any) -> dict[str, Any]:
    return {"name": "n", "value": 1.0, "unit": "s", "ratio": None, "ratio_to": "", "bar": None, "holds": None} | values


def test_every_benchmark_of_the_suite_is_there_once() -> None:
    assert len({suite.key(run.benchmark, run.told) for run in SUITE}) == len(SUITE)
    for run in SUITE:
        found = importlib.util.find_spec(f"benchmarks.{run.benchmark}")
        assert found is not None
        assert found.origin is not None
        assert "add_option(" in Path(found.origin).read_text(), "the suite asks every benchmark for --json"
    assert sum(run.minutes for run in SUITE) <= 90


def test_a_newer_run_takes_the_place_of_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, gone = Run("load", ("1",)), Run("load", ("2",)), Run("load", ("3",))
    monkeypatch.setattr(suite, "SUITE", (one, other))
    before = [run_of(gone), run_of(other, seconds=1), run_of(one, seconds=2)]

    merged = suite.merge(before, [run_of(other, seconds=9)])

    assert [(run["arguments"], run["seconds"]) for run in merged] == [(["1"], 2), (["2"], 9)]


def test_a_benchmark_is_run_and_what_it_reports_is_kept() -> None:
    found = suite.measure(Run("frontier", ("1000",)), None)

    assert found["failed"] is None
    assert found["arguments"] == ["1000"]
    assert {"memory", "slowest operation"} <= {each["name"] for each in found["results"]}
    assert found["machine"]["cores"] >= 1


def test_failures_and_missing_data_are_said() -> None:
    assert suite.measure(Run("frontier", ("letters",)), None)["failed"] == "failed with exit code 2"
    assert "no folder of real relations" in suite.measure(Run("identity", (DATA,)), None)["failed"]


def test_figures_that_were_there_stay_when_the_data_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run("identity", (DATA,))
    monkeypatch.setattr(suite, "SUITE", (run,))
    monkeypatch.setattr(table, "RESULTS_FILE", tmp_path / "performance.json")
    monkeypatch.setattr(sys, "argv", ["suite"])
    before = [run_of(run, results=[result()])]
    table.RESULTS_FILE.write_text(json.dumps(before))

    assert suite.main() == 1
    assert json.loads(table.RESULTS_FILE.read_text()) == before


def test_the_table_stands_between_the_marks_and_the_words_stay(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Words\n\n{table.BEGIN}\nstale\n{table.END}\n\nMore words.\n")
    held = result(name="a|b", value=1234.5, unit="rows/s", ratio=0.8123, ratio_to="the driver")
    runs = [
        run_of(Run("load", ("50",)), results=[held | {"bar": "ratio ≥ 0.7", "holds": True}, result(holds=False)]),
        run_of(Run("crawl"), failed="failed with exit code 4"),
    ]

    table.write(runs, page)
    once = page.read_text()
    table.write(runs, page)

    assert page.read_text() == once
    assert once.startswith("# Words\n")
    assert once.endswith("\n\nMore words.\n")
    assert "stale" not in once
    assert "| `load 50` | a\\|b | 1,234 rows/s | 0.812 × | the driver | ratio ≥ 0.7 | yes |" in once
    assert "| **no** |" in once
    assert "| `crawl` | failed with exit code 4 |" in once
    assert "Some CPU, 2 cores, 16 GiB" in once


def test_a_page_without_marks_is_left_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# Words\n")

    with pytest.raises(ValueError, match="has no lines"):
        table.write([], page)

    assert page.read_text() == "# Words\n"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        *(
            (1234567.8, "1,234,568"),
            (52.34, "52.3"),
            (2.0, "2"),
            (1.234, "1.23"),
            (0.1234, "0.123"),
            (0.0123, "0.0123"),
        ),
        *((0.00001234, "1.2e-05"), (-3.14159, "-3.14"), (0, "0")),
    ],
)
def test_figures(value: float, told: str) -> None:
    assert table.figure(value) == told
