"""How fast tables are read, against Python's csv.reader alone in the same run, and how much memory that takes.

    python -m benchmarks.reading [--rows 1000000] [--json FILE]

The table is generated: as many different songs as rows, a quoted field in every tenth, years, a genre, an address. Memory is
the peak of a process of its own that reads the whole file, above one that reads ten rows.
"""

import argparse
import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.results import Result, add_option, report
from graph.records import Reject
from graph.sources import feature_table, relation_table
from graph.sources.format import Format, ReadOptions
from graph.sources.stream import open_stream

HEADER = ("relation", "artist", "title", "year", "source_artist", "source_title", "source_year", "genre", "url")


def values(row: int) -> tuple[str, ...]:
    """One row of the table."""
    title = f'Part {row}, or "the other"' if row % 10 == 0 else f"Song {row}"
    return (
        *("samples", f"Artist {row % 50_000}", title, str(1970 + row % 50)),
        *(f"Elder {row % 9_000}", f"Tune {row % 70_000}", str(1950 + row % 50)),
        *("Soul", f"https://example.org/{row}"),
    )


def write(path: Path, rows: int) -> None:
    """The table, in the format that the name says."""
    packed = path.suffix == ".gz"
    with gzip.open(path, "wt", 1, newline="") if packed else path.open("w", newline="") as file:
        if ".jsonl" in path.name:
            file.writelines(json.dumps(dict(zip(HEADER, values(row), strict=True))) + "\n" for row in range(rows))
        else:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(values(row) for row in range(rows))


def read(path: Path, form: Format) -> int:
    """The number of records; a reject would be a fault of this benchmark."""
    with open_stream(path) as stream:
        number = 0
        for line, record in form.read(stream, ReadOptions()):
            assert not isinstance(record, Reject), (line, record)
            number += 1
        return number


def read_bare(path: Path) -> int:
    """The rows as csv.reader gives them."""
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def read_bare_json(path: Path) -> int:
    """The objects as json.loads gives them."""
    with path.open() as file:
        return sum(1 for _ in map(json.loads, file))


def rate(what: Callable[[], int]) -> float:
    """Rows a second."""
    started = time.perf_counter()
    rows = what()
    return rows / (time.perf_counter() - started)


def peak(path: Path) -> int:
    """Bytes of the largest resident set of a process that reads the file."""
    command = [sys.executable, "-m", "benchmarks.reading", "--read", str(path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(ran.stdout)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    add_option(parser)
    said = parser.parse_args()
    if said.read:
        read(said.read, relation_table.FORMAT)
        status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's memory
        print(int(status.split("VmHWM:")[1].split()[0]) * 1024)
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / name for name in ("rows.csv", "rows.csv.gz", "rows.jsonl")}
        for path in paths.values():
            write(path, said.rows)
        bare = {
            "rows.csv": rate(lambda: read_bare(paths["rows.csv"])),
            "rows.csv.gz": rate(lambda: read_bare(paths["rows.csv.gz"])),
            "rows.jsonl": rate(lambda: read_bare_json(paths["rows.jsonl"])),
        }
        results = []
        for name, path in paths.items():
            ours = rate(lambda path=path: read(path, relation_table.FORMAT))  # type: ignore[misc]
            print(f"{name:12} {ours:11,.0f} relations/s   {bare[name]:11,.0f} rows/s with csv or json alone")
            alone = "json.loads alone" if ".jsonl" in name else "csv.reader alone"
            results.append(Result(name, ours, "relations/s", ours / bare[name], alone))
        features = Path(folder) / "features.csv"
        with features.open("w", newline="") as file:
            file.write("artist,title,bpm,key\n")
            file.writelines(f"Artist {row},Song {row},{90 + row % 50}.5,8A\n" for row in range(said.rows))
        ours, alone_rate = rate(lambda: read(features, feature_table.FORMAT)), rate(lambda: read_bare(features))
        print(f"features.csv {ours:11,.0f} features/s    {alone_rate:11,.0f} rows/s with csv alone")
        results.append(Result("features.csv", ours, "features/s", ours / alone_rate, "csv.reader alone"))
        base = 0
        for rows in (10, said.rows // 10, said.rows):
            write(sized := Path(folder) / f"{rows}.csv", rows)
            resident = peak(sized)
            base = base or resident
            print(f"{rows:>12,} rows: {(resident - base) / 1e6:6.1f} MB above ten rows ({resident / 1e6:.0f} MB)")
        results.append(Result(f"memory, {said.rows:,} rows", resident / 1e6, "MB", resident / base, "ten rows"))
        report(results, said.json)


if __name__ == "__main__":
    main()
