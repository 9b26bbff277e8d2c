"""An import that is stopped, killed, left by its database, joined by another one, or out of space; each a whole program.

The data folder and its server are of this file's own, since the server is killed, too.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import Database, connect
from graph.loader import BATCH
from graph.schema_setup import check_ready, prepare
from graph.server import local

ROWS = 12_000  # more than two transactions, so that there is a midst
HEADER = "relation\tartist\ttitle\tsource_artist\tsource_title\tyear\n"
SECONDS = 120  # no fault waits that long
LARGEST = 64 << 10  # bytes that a program may write into one file where the disk is full

COUNTS = """
MATCH (song:Song) WITH count(song) AS songs, count(song.title) AS titles, count(song.artist_credit) AS credits
OPTIONAL MATCH (nobody:Song) WHERE NOT (:Artist)-[:PERFORMED]->(nobody) WITH songs, titles, credits, count(nobody) AS nobodys
OPTIONAL MATCH (:Song)-[relation:SAMPLES]->(:Song)
RETURN songs, titles, credits, nobodys, count(relation) AS relations, count(relation.sources) AS claimed
"""
# a server may still be at the last transaction of a program that was killed
OTHERS = "SHOW TRANSACTIONS YIELD currentQuery WHERE NOT currentQuery STARTS WITH 'SHOW' RETURN count(*) AS others"


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of this file."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("faults")
        patch.setenv("MIXGRAPH_HOME", str(folder))
        yield folder
        local.stop()


def rows(first: int, last: int) -> str:
    """Samplers that are there once, and 300 songs that are sampled often."""
    return HEADER + "".join(
        f"samples\tSampler {number % 1500}\tNew {number}\tElder {number % 30}\tOld {number % 10}\t{1990 + number % 30}\n"
        for number in range(first, last)
    )


@pytest.fixture(scope="module")
def table(home: Path) -> Path:
    path = home / "list.tsv"
    path.write_text(rows(0, ROWS))
    return path


@pytest.fixture
def graph() -> Iterator[Database]:
    """The empty graph of this file."""
    with connect(stay=True) as database:
        empty(database)
        yield database


def empty(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (node) CALL (node) { DETACH DELETE node } IN TRANSACTIONS OF 5000 ROWS").consume()
    prepare(database, lambda _: False)


def counts(database: Database) -> dict[str, int]:
    [record] = database.driver.execute_query(COUNTS, database_=database.address.database).records
    return dict(record)


def begin(*arguments: str | Path, program: str = "from cli.main import main; main()") -> subprocess.Popen[str]:
    """The program, on its way."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*arguments: str | Path, code: int = 0) -> str:
    """What a program that ends with that code says on stdout."""
    with begin(*arguments) as program:
        out, err = program.communicate(timeout=SECONDS)
    assert program.returncode == code, err
    return out


def digest() -> str:
    return run("status", "--digest").strip()


@pytest.fixture(scope="module")
def whole(table: Path) -> str:
    """The digest of an import that nothing disturbs."""
    with connect(stay=True) as database:
        empty(database)
        run("import", table, "--source", "me")
        assert counts(database)["relations"] == ROWS
        return digest()


def in_the_midst(database: Database, importing: subprocess.Popen[str]) -> None:
    """Wait until some rows are in the graph, but not all."""
    ends = time.monotonic() + SECONDS
    while not counts(database)["relations"]:
        assert importing.poll() is None
        assert time.monotonic() < ends
        time.sleep(0.02)


def check_whole(database: Database) -> int:
    """That nothing half stands in the graph; how many relations do."""
    ends = time.monotonic() + SECONDS
    while database.driver.execute_query(OTHERS, database_=database.address.database).records[0]["others"]:
        assert time.monotonic() < ends
        time.sleep(0.05)
    check_ready(database)
    found = counts(database)
    assert found["titles"] == found["credits"] == found["songs"]
    assert found["nobodys"] == 0
    assert found["claimed"] == found["relations"]
    return found["relations"]


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_an_import_that_is_stopped_leaves_whole_rows_and_goes_on(
    whole: str, graph: Database, table: Path, sent: signal.Signals, code: int
) -> None:
    with begin("import", table, "--source", "me") as importing:
        in_the_midst(graph, importing)
        importing.send_signal(sent)
        _, err = importing.communicate(timeout=SECONDS)
    assert importing.returncode == code, err
    assert "Traceback" not in err
    stood = check_whole(graph)
    assert stood in range(BATCH, ROWS, BATCH)  # whole transactions
    if sent == signal.SIGINT:
        *_, how, what = filter(None, err.splitlines())
        assert what == "mixgraph: interrupted"
        known = re.fullmatch(
            r"list\.tsv: ([0-9,]+) rows are in the graph, each as a whole; the same command again .+", how
        )
        assert known, err
        assert int(known[1].replace(",", "")) in (stood, stood - BATCH)  # it may not have heard of the last ones
    run("import", table, "--source", "me")
    assert digest() == whole


def test_two_imports_at_once_make_the_graph_that_one_after_the_other_makes(graph: Database, home: Path) -> None:
    """Of files that share rows, from two sources: both write to the same songs, artists and relations."""
    files = {"one": home / "one.tsv", "two": home / "two.tsv"}
    files["one"].write_text(rows(0, 6000))
    files["two"].write_text(rows(3000, 9000))
    at_once = [begin("import", path, "--source", source) for source, path in files.items()]
    for importing in at_once:
        with importing:
            assert importing.wait(SECONDS) == 0, importing.stderr and importing.stderr.read()
    assert check_whole(graph) == 9000
    found = digest()
    empty(graph)
    for source, path in files.items():
        run("import", path, "--source", source)
    assert digest() == found


FULL_DISK = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({LARGEST}, {LARGEST}))
from cli.main import main
main()
"""


@pytest.mark.parametrize("command", ["export", "import"])
def test_a_full_disk_leaves_the_old_file(graph: Database, home: Path, tmp_path: Path, command: str) -> None:
    table, bad = home / "some.tsv", home / "bad.tsv"
    table.write_text(rows(0, 2000))
    bad.write_text(rows(0, 2000).replace("samples", "steals") + "samples\tA\tB\tC\tD\t1999\n")
    run("import", table, "--source", "me")
    arguments, old = {
        "export": (("export", "graph", tmp_path / "graph.graphml"), tmp_path / "graph.graphml"),
        "import": (("import", bad, "--rejects", tmp_path / "rejects.tsv"), tmp_path / "rejects.tsv"),
    }[command]
    old.write_text("file\tline\treason\trow\nwhat stood here\n")
    before = old.read_bytes()
    with begin(*arguments, program=FULL_DISK) as full:
        out, err = full.communicate(timeout=SECONDS)
    assert (full.returncode, out) == (1, ""), err
    assert [line for line in err.splitlines() if line.startswith("mixgraph:")] == [err.splitlines()[-1]]
    assert "File too large" in err.splitlines()[-1]
    assert "Traceback" not in err
    assert old.read_bytes() == before
    assert list(tmp_path.iterdir()) == [old]
    run(*arguments)
    assert old.read_bytes() != before


def test_a_database_that_is_killed_is_4_and_the_same_command_goes_on(whole: str, graph: Database, table: Path) -> None:
    state = local.status()
    assert state
    with begin("import", table, "--source", "me") as importing:
        in_the_midst(graph, importing)
        os.kill(state.java, signal.SIGKILL)
        _, err = importing.communicate(timeout=SECONDS)
    assert importing.returncode == 4, err
    assert "Traceback" not in err
    said = [line for line in err.splitlines() if line.startswith("mixgraph:")]
    assert len(said) == 1, err
    run("import", table, "--source", "me")
    with connect(stay=True) as database:
        assert check_whole(database) == ROWS
        assert digest() == whole
