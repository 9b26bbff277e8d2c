"""The table of docs/performance.md, made from docs/performance.json; the words around it are people's.

python -m benchmarks.table
"""

import json
import sys
from pathlib import Path
from typing import Any

from model.atomic_write import atomic_file

DOCS = Path(__file__).parent.parent / "docs"
RESULTS_FILE, PAGE = DOCS / "performance.json", DOCS / "performance.md"
BEGIN, END = "<!-- begin: made by benchmarks.table -->", "<!-- end: made by benchmarks.table -->"
HEADS = ("benchmark", "measured", "value", "ratio", "to", "bar", "holds")


def table(runs: list[dict[str, Any]]) -> str:
    """Markdown of all runs: the machine in words, and a line for each result; what did not end is said."""
    lines = [f"Measured on {machine}." for machine in dict.fromkeys(_machine(run["machine"]) for run in runs)]
    lines += ["", f"| {' | '.join(HEADS)} |", "|---|---|--:|--:|---|---|---|"]
    for run in runs:
        name = f"`{' '.join([run['benchmark'], *run['arguments']])}`"
        if run["failed"]:
            lines.append(f"| {name} | {run['failed']} | | | | | no |")
        for result in run["results"]:
            ratio = "" if result["ratio"] is None else f"{figure(result['ratio'])} ×"
            holds = {True: "yes", False: "**no**", None: ""}[result["holds"]]
            value = f"{figure(result['value'])} {result['unit']}".strip()
            cells = (name, result["name"], value, ratio, result["ratio_to"], result["bar"] or "", holds)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    dates = sorted({f"{run['machine']['date'][:10]}, commit {run['machine']['commit'] or 'unknown'}" for run in runs})
    lines += ["", f"Made on {'; '.join(dates)}; the figures with all versions are in `{RESULTS_FILE.name}`."]
    return "\n".join(lines)


def figure(value: float) -> str:
    """Three figures that count: 1,234,567, 52.3, 0.0123."""
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    if size >= 0.001:
        places = 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 4
        return f"{value:.{places}f}"
    return f"{value:.2g}"


def write(runs: list[dict[str, Any]], page: Path = PAGE) -> None:
    """Put the table between the marks of a page; a page that is not there is made; ValueError where marks are missing."""
    text = page.read_text(encoding="utf-8") if page.exists() else f"# Performance\n\n{BEGIN}\n{END}\n"
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} has no lines {BEGIN} and {END}")
    with atomic_file(page) as file:
        file.write(f"{before}{BEGIN}\n\n{table(runs)}\n\n{END}{after}")


def _machine(facts: dict[str, Any]) -> str:
    memory = facts["memory"] / 2**30
    return f"{facts['cpu']}, {facts['cores']} cores, {memory:.0f} GiB, {facts['system']}, Python {facts['python']}"


def main() -> None:
    """Make the table again."""
    write(json.loads(RESULTS_FILE.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
