"""How much memory `mixgraph import` takes a node, at 100,000 and a million generated relations.

Run as `python -m benchmarks.load_memory [ROWS…] [--json FILE]`; a Neo4j of its own is started in a temporary folder. Measured
is the peak of the resident set of each import's process, above that of one that fills one batch and the caches of identity
(40,000 rows).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.reading import write
from benchmarks.results import Result, add_option, report
from graph.connection import connect
from graph.folders import cache_folder
from graph.schema_setup import prepare
from graph.server import local

BASE = 40_000


def peak(path: Path) -> int:
    """Bytes of the largest resident set of a process that imports the file."""
    program = (
        "import sys; from pathlib import Path; from cli.main import main\n"
        "try:\n    main(['-q', 'import', sys.argv[1]])\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True)
    return int(ran.stdout) * 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[100_000, 1_000_000])
    add_option(parser)
    options = parser.parse_args()
    results = []
    os.environ["MIXGRAPH_CACHE"] = str(cache_folder())
    base = nodes_of_base = 0
    for rows in (BASE, *options.rows):
        resident, nodes = _measured(rows)
        if not base:
            base, nodes_of_base = resident, nodes
        more = (
            f", {(resident - base) / (nodes - nodes_of_base):.0f} bytes a node above" if nodes > nodes_of_base else ""
        )
        print(f"{rows:>11,} rows, {nodes:>11,} nodes: {resident / 1e6:7.1f} MB{more}", flush=True)
        if nodes > nodes_of_base:
            a_node = (resident - base) / (nodes - nodes_of_base)
            results.append(Result(f"import of {rows:,} rows", a_node, "bytes a node above one batch"))
            peak_name = f"import of {rows:,} rows, peak"
            results.append(Result(peak_name, resident / 1e6, "MB", resident / base, f"the peak at {BASE:,} rows"))
    report(results, options.json)


def _measured(rows: int) -> tuple[int, int]:
    """Bytes of the import's process, and the nodes that it left."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MIXGRAPH_HOME"] = folder
        os.environ.pop("NEO4J_URI", None)
        write(path := Path(folder) / f"{rows}.csv", rows)
        with connect(stay=True, own_server=True) as database:
            prepare(database, lambda _: False)
            resident = peak(path)
            with database.driver.session(database=database.address.database) as session:
                nodes: int = session.run("MATCH (node) RETURN count(node)").single(strict=True).value()
        local.stop()
    return resident, nodes


if __name__ == "__main__":
    main()
