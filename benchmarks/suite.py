"""All benchmarks one after another, each a process of its own; results go to docs/performance.json and docs/performance.md.

    python -m benchmarks.suite [--data FOLDER] [--only load] [--list]

The sizes are such that the whole ends within about an hour on two cores. Results of benchmarks that did not run this time
stay. `--data` is a folder with relations.tsv, features.tsv and splits/ of real relations: without it, what needs them is left
out, and said. Ends with 1 when a benchmark failed or a bar does not hold.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import table
from benchmarks.machine import facts
from model.atomic_write import atomic_file

DATA = "{data}"


@dataclass(frozen=True)
class Run:
    """One benchmark with the arguments it is run with; `minutes` is about what it takes on two cores."""

    benchmark: str
    arguments: tuple[str, ...] = ()
    minutes: float = 1

    @property
    def needs_data(self) -> bool:
        """Whether it measures real relations."""
        return DATA in self.arguments

    @property
    def told(self) -> list[str]:
        """The arguments without the folder of data, which is another on every machine."""
        return [argument for argument in self.arguments if argument != DATA]


SUITE = (
    Run("identity", (DATA, "--repeat", "5"), 2),
    Run("reading", ("--rows", "200000"), 1),
    Run("pages", ("--repeat", "10"), 1),
    Run("frontier", (), 1),
    Run("crawl", ("--pages", "1500"), 4),
    Run("load", ("50000",), 6),
    Run("load_memory", ("100000", "200000"), 4),
    Run("quality", (DATA, "--engine", "spark", "--engine", "implicit", "--engine", "walk"), 6),
    Run("als", ("--songs", "100000"), 4),
    Run("top_k", (), 4),
    Run("walk", ("--songs", "10000", "--songs", "100000"), 2),
    Run("spark", (), 12),
    Run("publish", (), 4),
    Run("vectors", (), 8),
    Run("fold_in", (), 1),
    Run("scaling", ("--engine", "native"), 25),
)


def measure(run: Run, data: Path | None) -> dict[str, Any]:
    """Run one benchmark; its results, or why there are none. Arguments are told as the suite has them."""
    found: dict[str, Any] = {
        "benchmark": run.benchmark,
        "arguments": run.told,
        "seconds": 0.0,
        "failed": None,
        "results": [],
    }
    if run.needs_data and data is None:
        return found | {"machine": facts(), "failed": "left out: there is no folder of real relations"}
    arguments = [str(data) if argument == DATA else argument for argument in run.arguments]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.json"
        command = [sys.executable, "-m", f"benchmarks.{run.benchmark}", *arguments, "--json", str(file)]
        ended = subprocess.run(command, check=False)
        found["seconds"] = round(time.monotonic() - started, 1)
        if not file.exists():
            return found | {"machine": facts(), "failed": f"failed with exit code {ended.returncode}"}
        return found | json.loads(file.read_text(encoding="utf-8"))


def key(benchmark: str, arguments: Sequence[str]) -> tuple[str, ...]:
    """What tells one run of the suite from another."""
    return benchmark, *arguments


def merge(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The runs of before and now in the suite's order, the newest of each; what the suite has no longer is dropped."""
    latest = {key(run["benchmark"], run["arguments"]): run for run in (*before, *now)}
    return [latest[each] for run in SUITE if (each := key(run.benchmark, run.told)) in latest]


def main() -> int:
    """Run what was asked for, keep the results after each, and make the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", action="append", choices=sorted({run.benchmark for run in SUITE}))
    parser.add_argument("--list", action="store_true", help="say what would run, with about how long it takes")
    options = parser.parse_args()
    data = options.data if options.data and (options.data / "relations.tsv").exists() else None
    chosen = [run for run in SUITE if not options.only or run.benchmark in options.only]
    if options.list:
        for run in chosen:
            print(f"{run.minutes:5g} min  {' '.join(['python -m benchmarks.' + run.benchmark, *run.arguments])}")
        return 0

    runs = json.loads(table.RESULTS_FILE.read_text(encoding="utf-8")) if table.RESULTS_FILE.exists() else []
    now = []
    for run in chosen:
        print(f"--- {' '.join([run.benchmark, *run.arguments])}", flush=True)
        now.append(measure(run, data))
        if now[-1]["failed"]:
            print(f"{run.benchmark}: {now[-1]['failed']}", file=sys.stderr)
            # an older figure is worth more than the news that there was no data
            there = {key(old["benchmark"], old["arguments"]) for old in runs if not old["failed"]}
            if run.needs_data and data is None and key(run.benchmark, run.told) in there:
                continue
        runs = merge(runs, now[-1:])
        with atomic_file(table.RESULTS_FILE) as file:
            json.dump(runs, file, indent=1, ensure_ascii=False, allow_nan=False)
            file.write("\n")
        table.write(runs)
    missed = [f"{run['benchmark']}: {each['name']}" for run in now for each in run["results"] if each["holds"] is False]
    print(f"{sum(len(run['results']) for run in now)} results; bars that do not hold: {'; '.join(missed) or 'none'}")
    return 1 if missed or any(run["failed"] for run in now) else 0


if __name__ == "__main__":
    sys.exit(main())
