import json
import math
import sys
from pathlib import Path

import pytest

from benchmarks.results import Bar, Result, report


def test_what_is_reported_stands_in_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        Result("load", 20_000, "relations/s", 0.8, "the bare driver", Bar(at_least=0.7)),
        Result("memory", 300, "bytes a page", bar=Bar(at_most=200, of="value")),
        Result("pages", 12, "pages/s"),
    ]

    assert not report(results, tmp_path / "results.json")

    found = json.loads((tmp_path / "results.json").read_text())
    names = ("name", "value", "unit", "ratio", "ratio_to", "bar", "holds")
    assert [tuple(each[name] for name in names) for each in found["results"]] == [
        ("load", 20_000, "relations/s", 0.8, "the bare driver", "ratio ≥ 0.7", True),
        ("memory", 300, "bytes a page", None, "", "value ≤ 200", False),
        ("pages", 12, "pages/s", None, "", None, None),
    ]
    machine = found["machine"]
    assert machine["cpu"]
    assert machine["cores"] >= 1
    assert machine["memory"] > 1e8
    assert machine["python"] == sys.version.split()[0]
    assert machine["libraries"]["numpy"]
    assert "memory: value ≤ 200" in capsys.readouterr().err


def test_without_a_file_nothing_is_written_and_bars_count_all_the_same() -> None:
    assert report([Result("a", 1, "s", 2, "b", Bar(at_most=2))], None)
    assert not report([Result("a", 1, "s", 2.1, "b", Bar(at_most=2))], None)


@pytest.mark.parametrize(
    ("bar", "measured", "holds"),
    [
        (Bar(at_least=2), 2, True),
        (Bar(at_least=2), 1.99, False),
        (Bar(at_least=0.85, at_most=1.15), 1, True),
        (Bar(at_least=0.85, at_most=1.15), 1.2, False),
        (Bar(at_most=5), math.nan, False),
        (Bar(at_least=5), math.nan, False),
    ],
)
def test_bars(bar: Bar, measured: float, holds: bool) -> None:
    assert bar.holds(measured) is holds


def test_what_cannot_be_a_result() -> None:
    with pytest.raises(ValueError, match="a least or a most"):
        Bar()
    with pytest.raises(ValueError, match="a ratio is to something"):
        Result("a", 1, "s", 2)
    with pytest.raises(ValueError, match="a ratio is to something"):
        Result("a", 1, "s", ratio_to="b")
    with pytest.raises(ValueError, match="needs one"):
        Result("a", 1, "s", bar=Bar(at_least=1))
    with pytest.raises(ValueError, match="one name"):
        report([Result("a", 1, "s"), Result("a", 2, "s")], None)


def test_a_result_that_is_no_number_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        report([Result("a", math.nan, "s")], tmp_path / "results.json")

    assert list(tmp_path.iterdir()) == []
