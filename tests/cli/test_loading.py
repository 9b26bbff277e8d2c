"""`mixgraph import` and `features`: what they read, what they say, and what bad files get."""

import errno
import gzip
import json
import os
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from cli.rejects import RejectList
from cli.talk import Talk
from graph.connection import Database
from graph.records import Reject
from tests.conftest import Ran

Mixgraph = Callable[..., Ran]

HEADER = "relation\tartist\ttitle\tsource_artist\tsource_title\n"
ROWS = "".join(f"samples\tSampler {number}\tNew {number}\tElder {number % 7}\tOld\n" for number in range(40))
ODD = (
    *("--delimiter", "~", "--relation", "samples"),
    *("--map", "title=x", "--map", "source_artist=a", "--map", "source_title=b"),
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "list.tsv"
    path.write_text(HEADER + ROWS)
    return path


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Let stdin be a pipe with that content."""
    with ExitStack() as stack:

        def give(content: bytes) -> None:
            reading, writing = os.pipe()

            def feed() -> None:
                with os.fdopen(writing, "wb") as pipe:
                    pipe.write(content)

            feeder = threading.Thread(target=feed)
            feeder.start()
            stack.callback(feeder.join)
            monkeypatch.setattr(sys, "stdin", stack.enter_context(os.fdopen(reading)))

        yield give


def test_a_table_of_bpm_and_key_is_for_another_command(database: Database, mixgraph: Mixgraph, tmp_path: Path) -> None:
    path = tmp_path / "features.tsv"
    for header in ("artist\ttitle\tbpm", "performer\tsong\tCamelot Key", "title\ttempo"):
        path.write_text(f"{header}\nA\tB\t100\n")
        ran = mixgraph("import", path)
        assert (ran.code, ran.out) == (2, "")
        assert "no column" in ran.err
        assert "`mixgraph features`" in ran.err
    # a relation table that has a bpm, too, is not taken for one
    path.write_text("artist\ttitle\tbpm\tsource_artist\nA\tB\t100\tC\n")
    ran = mixgraph("import", path, "--relation", "samples")
    assert (ran.code, "mixgraph features" in ran.err) == (2, False)
    assert "--map source_title=THEIRS" in ran.err


def test_any_way_to_give_the_rows_gives_the_same_graph(
    database: Database, mixgraph: Mixgraph, table: Path, tmp_path: Path, stdin: Callable[[bytes], None]
) -> None:
    assert mixgraph("import", table, "--source", "me").code == 0
    digest = mixgraph("status", "--digest").out
    packed = tmp_path / "list.csv.gz"
    packed.write_bytes(gzip.compress((HEADER + ROWS).replace("\t", ";").encode("utf-16")))
    lines = tmp_path / "list.jsonl"
    columns = HEADER.split()
    objects = [dict(zip(columns, row.split("\t"), strict=True)) for row in ROWS.splitlines()]
    lines.write_text("\n".join(map(json.dumps, objects)))
    odd = tmp_path / "odd.txt"
    odd.write_text("performer~x~a~b\n" + "\n".join("~".join(row.split("\t")[1:]) for row in ROWS.splitlines()))
    stdin((HEADER + ROWS).encode())
    for arguments in (
        (packed,),
        (lines,),
        (odd, *ODD),
        ("-",),
    ):
        ran = mixgraph("import", *arguments, "--source", "me")
        assert ran.code == 0, ran.err
        assert "created 0" in ran.err
    assert mixgraph("status", "--digest").out == digest
    assert "artist = performer" in mixgraph("import", odd, *ODD).err


def test_a_dry_run_says_what_would_be_loaded_and_touches_nothing(
    mixgraph: Mixgraph, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")  # nobody is there, and nobody is asked
    with table.open("a") as file:
        file.write("samples\tA\n")
    ran = mixgraph("import", table, "--dry-run")
    assert ran.code == 0
    assert "columns parted by tab" in ran.err
    assert "40 relations could be loaded (format relations); nothing was written" in ran.err
    assert "1 × 2 fields instead of 5" in ran.err
    assert not (tmp_path / "home").exists()
    features = tmp_path / "f.csv"
    features.write_text("artist,title,bpm\nA,B,120\n")
    assert "1 features could be loaded" in mixgraph("features", features, "--dry-run").err


def test_not_one_row_is_2_and_says_why(database: Database, mixgraph: Mixgraph, tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(HEADER + "steals\tA\tB\tC\tD\nsamples\tA\tB\tA\tB\n")
    ran = mixgraph("import", path, "--dry-run")
    assert ran.code == 0  # only the graph knows that a song would take from itself
    ran = mixgraph("import", path)
    assert ran.code == 2
    assert "not one of 2 rows could be loaded" in ran.err
    assert "relation 'steals' is none of samples, covers, remixes" in ran.err
    assert "listed in" in ran.err
    latin = tmp_path / "latin.tsv"
    latin.write_bytes(b"artist\ttitle\tbpm\n" + "Björk\tJóga\t90\n".encode("latin-1"))
    ran = mixgraph("features", latin, "--dry-run")
    assert ran.code == 2
    assert "--encoding cp1252" in ran.err
    assert mixgraph("features", latin, "--dry-run", "--encoding", "latin-1").code == 0
    empty = tmp_path / "empty.tsv"
    empty.write_text(HEADER)
    assert mixgraph("import", empty).code == 0  # nothing new is no failure


def test_a_file_that_breaks_off_is_loaded_up_to_there(database: Database, mixgraph: Mixgraph, tmp_path: Path) -> None:
    path = tmp_path / "list.tsv.gz"
    rows = "".join(f"samples\t{os.urandom(8).hex()}\tNew\tElder\tOld\n" for _ in range(5000))
    packed = gzip.compress((HEADER + "steals\tA\tB\tC\tD\n" + rows).encode())
    path.write_bytes(packed[: len(packed) // 2])
    rejects = tmp_path / "rejects.tsv"
    ran = mixgraph("import", path, "--rejects", rejects)
    assert ran.code == 2
    error = next(line for line in ran.err.splitlines() if line.startswith("mixgraph:"))
    assert f"{path}, line " in error
    number = int(error.split(", line ")[1].split(":")[0])
    assert 1000 < number < 5002
    assert "rows before it were loaded" in error
    relations = mixgraph("query", "MATCH (:Song)-[r:SAMPLES]->() RETURN count(r) AS n", "--format", "tsv").out
    assert int(relations.splitlines()[1]) == number - 3  # without header, reject, and the line that broke off
    assert "\tsteals" not in rejects.read_text()
    assert "relation 'steals' is none" in rejects.read_text()
    path.write_bytes(packed)
    assert mixgraph("import", path).code == 0
    relations = mixgraph("query", "MATCH (:Song)-[r:SAMPLES]->() RETURN count(r) AS n", "--format", "tsv").out
    assert int(relations.splitlines()[1]) == 5000


def test_values_that_are_left_out_are_counted(mixgraph: Mixgraph, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("relation,artist,title,year,source_artist,source_title\n" + "covers,A,B,9999,C,D\n" * 3)
    ran = mixgraph("import", path, "--dry-run")
    assert ran.code == 0
    assert "3 years that are none (1850 to 2100) left out (first: '9999' in line 2)" in ran.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--source", " "), "a source has a name of 1 to 200 letters"),
        (("--source", "x" * 201), "a source has a name of 1 to 200 letters"),
        (("--map", "artist"), "is not COLUMN=THEIRS"),
        (("--map", "artist="), "is not COLUMN=THEIRS"),
        (("--map", "artist=a", "--map", "Artist=b"), "artist is mapped twice"),
        (("--map", "singer=artist"), "there is no column 'singer' to map"),
        (("--map", "artist=nobody"), "no column 'nobody', which is to be artist"),
        (("--delimiter", "ab"), "give one character"),
        (("--delimiter", "a"), "give one character"),
        (("--encoding", "klingon"), "'klingon' is not a text encoding"),
        (("--format", "mp3"), "there is no format 'mp3'"),
        (("--relation", "steals"), "'steals' is not one of"),
        (("-", "-"), "stdin can be read once"),
    ],
)
def test_what_makes_no_sense_is_2(
    mixgraph: Mixgraph, table: Path, options: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    ran = mixgraph("import", table, *options)
    assert ran.code == 2
    assert message in ran.err.replace("\n", " ")


def test_the_formats_are_listed_without_a_file(mixgraph: Mixgraph) -> None:
    ran = mixgraph("import", "--list-formats")
    assert ran.code == 0
    assert "relations" in ran.out
    assert "features" in ran.out


def test_more_files_than_may_be_open_are_loaded_in_turn(
    mixgraph: Mixgraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.loading.MOST_OPEN", 2)
    paths = [tmp_path / f"{number}.tsv" for number in range(5)]
    for path in paths:
        path.write_text(HEADER + ROWS)
    ran = mixgraph("import", "--dry-run", *paths)
    assert ran.code == 0
    assert ran.err.count("40 relations could be loaded") == 5
    assert ran.err.count("columns parted by tab") == 5


def test_a_million_rejects_take_no_memory_and_an_old_list_stays_when_the_disk_is_full(tmp_path: Path) -> None:
    talk = Talk()
    talk.quiet = True
    path = tmp_path / "rejects.tsv"
    tracemalloc.start()
    try:
        with RejectList(talk, path, [tmp_path / "list.tsv"]) as rejects:
            for number in range(50_000):
                rejects.add("list\n.tsv", Reject(number, f"relation '{number}\t' is none", {"artist": "Björk\n\ud800"}))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    lines = path.read_text().split("\n")
    assert len(lines) == 50_002
    assert lines[0] == "file\tline\treason\trow"
    assert lines[2] == 'list .tsv\t1\trelation \'1 \' is none\t{"artist": "Björk\\n?"}'
    with suppress(OSError), RejectList(talk, path, [path]) as rejects:
        rejects.add("list.tsv", Reject(1, "bad"))
        raise OSError(errno.ENOSPC, "full")
    assert len(path.read_text().split("\n")) == 50_002
    assert [each.name for each in tmp_path.iterdir()] == ["rejects.tsv"]


def test_no_other_file_gives_way_to_a_list_without_rows(mixgraph: Mixgraph, table: Path, tmp_path: Path) -> None:
    ran = mixgraph("import", table, "--dry-run", "--rejects", table)
    assert ran.code == 2
    assert "--rejects names a file that is to be loaded" in ran.err
    other, old = tmp_path / "other.txt", tmp_path / "old.tsv"
    other.write_text("precious")
    old.write_text("file\tline\treason\trow\nx\t1\tbad\t\n")
    for path in (other, old):
        assert mixgraph("import", table, "--dry-run", "--rejects", path).code == 0
    assert other.read_text() == "precious"
    assert not old.exists()


def test_a_whole_program_reads_a_pipe_in_flat_memory(tmp_path: Path) -> None:
    """64 MB in one line and 200,000 rows, through a real pipe, in a process that is measured."""
    script = (
        "import resource, sys\n"
        "from cli.main import main\n"
        "try:\n    main(['import', '-', '--dry-run', '--source', 'x'])\n"
        "finally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )

    def peak(content: list[bytes]) -> tuple[int, str]:
        with subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdin
            reader = threading.Thread(target=lambda: [process.stdin.write(each) for each in content])  # type: ignore[union-attr]
            reader.start()
            reader.join()
            out, err = process.communicate()
        assert process.returncode == 0, err
        return int(out) * 1024, err.decode()

    small, _ = peak([HEADER.encode(), ROWS.encode()])
    rows = b"".join(b"samples\tSampler %d\tNew\tElder %d\tOld\n" % (number, number) for number in range(20_000))
    large, said = peak([HEADER.encode(), b"x" * 1_000_000, *[b"x" * (1 << 20)] * 64, b"\n", *[rows] * 10])
    assert "200,000 relations could be loaded" in said
    assert "1 × a line of over 1 MiB" in said
    assert large - small < 20_000_000
