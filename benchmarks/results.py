"""What a benchmark found, as JSON: `report` writes it, `benchmarks.suite` gathers it, `benchmarks.table` shows it.

A benchmark prints its lines for people, calls `add_option(parser)` before it reads its arguments, and at the end
`report([Result(…), …], options.json)`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.machine import facts
from model.atomic_write import atomic_file


@dataclass(frozen=True)
class Bar:
    """What a value (or its ratio) has to reach: a least, a most, or both."""

    at_least: float | None = None
    at_most: float | None = None
    of: Literal["value", "ratio"] = "ratio"

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a bar has a least or a most")

    def __str__(self) -> str:
        words = [
            f"{sign} {bound:,g}" for sign, bound in (("≥", self.at_least), ("≤", self.at_most)) if bound is not None
        ]
        return f"{self.of} {' and '.join(words)}"

    def holds(self, measured: float) -> bool:
        """Whether the measured number lies between the bounds; NaN does not."""
        low = measured >= self.at_least if self.at_least is not None else measured == measured
        high = measured <= self.at_most if self.at_most is not None else True
        return low and high


@dataclass(frozen=True)
class Result:
    """One figure: a `value` in `unit`, its `ratio` to what was measured in the same run (`ratio_to`), and the bar.

    A ratio above 1 is said so that larger is what the value is (rates to rates, seconds to seconds). ValueError for a ratio
    without what it is to, and for a bar of a ratio that is not there.
    """

    name: str
    value: float
    unit: str
    ratio: float | None = None
    ratio_to: str = ""
    bar: Bar | None = None

    def __post_init__(self) -> None:
        if (self.ratio is None) != (not self.ratio_to):
            raise ValueError(f"{self.name}: a ratio is to something")
        if self.bar and self.bar.of == "ratio" and self.ratio is None:
            raise ValueError(f"{self.name}: a bar of a ratio needs one")

    @property
    def holds(self) -> bool | None:
        """Whether the bar holds; None without one."""
        if self.bar is None:
            return None
        measured = self.value if self.bar.of == "value" else self.ratio
        return measured is not None and self.bar.holds(measured)

    def as_dict(self) -> dict[str, Any]:
        """Names and values for JSON; the bar as words."""
        return asdict(self) | {"bar": str(self.bar) if self.bar else None, "holds": self.holds}


def add_option(parser: argparse.ArgumentParser) -> None:
    """Give a benchmark's parser the option that all have."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too, with machine facts")


def report(results: Sequence[Result], file: Path | None) -> bool:
    """Write the results and the facts of the machine to a file (None: nowhere); whether all bars hold.

    Bars that do not hold are said on stderr. ValueError when two results have one name.
    """
    names = [result.name for result in results]
    if len(set(names)) != len(names):
        raise ValueError(f"two results have one name: {names}")
    for result in results:
        if result.holds is False:
            print(f"the bar does not hold: {result.name}: {result.bar}", file=sys.stderr)
    if file:
        found = {"machine": facts(), "results": [result.as_dict() for result in results]}
        with atomic_file(file) as opened:
            json.dump(found, opened, indent=1, ensure_ascii=False, allow_nan=False)
            opened.write("\n")
    return all(result.holds is not False for result in results)
