import itertools
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph.errors import InputUnusable
from graph.records import AnyRecord, Reject, RelationRecord, SongRecord
from graph.sources import musicbrainz
from graph.sources.format import ReadOptions
from graph.sources.journal import Journal, Waiting, open_journal, remove_journals
from graph.sources.stream import open_stream
from tests.graph.sources.musicbrainz_dump import Json, archive, dump, lines, recording, relate

WAITING = Waiting("SAMPLES", "mbid:a", "mbid:b", "")


def place_after(path: Path, given: int, committed: int, rows_a_line: int = 1) -> int:
    """Where the next reading goes on when the first was stopped after so many rows, of which so many are in the graph."""
    journal = Journal(path, seconds_between_saves=0)
    rows = journal.follow((1 + at // rows_a_line, None) for at in range(100_000))
    for _ in itertools.islice(rows, given):
        pass
    journal.committed(committed)
    rows.close()  # type: ignore[attr-defined]  # a generator
    again = Journal(path)
    line = again.line
    again.close()
    return line


@pytest.mark.parametrize(
    ("given", "committed", "rows_a_line", "line"),
    [
        (1000, 0, 1, 0),
        (1000, 99, 1, 0),
        (1000, 100, 1, 100),
        (1000, 950, 1, 900),
        (1000, 1000, 1, 900),
        (1000, 1000, 7, 135),
    ],
)
def test_the_place_is_a_line_of_which_all_is_in_the_graph(
    tmp_path: Path, given: int, committed: int, rows_a_line: int, line: int
) -> None:
    assert place_after(tmp_path / "place.sqlite", given, committed, rows_a_line) == line
    assert line * rows_a_line <= committed


def test_what_was_read_to_its_end_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "place.sqlite")
    assert len(list(journal.follow((line, None) for line in range(1000)))) == 1000
    assert list(tmp_path.iterdir()) == []


def test_the_place_is_tied_to_the_file_and_to_the_graph(tmp_path: Path) -> None:
    table, other = tmp_path / "table.tsv", tmp_path / "other.tsv"
    table.write_text("a\tb\n")
    other.write_text("a\tc\n")
    folder = tmp_path / "journals"
    for path, graph in ((table, "one"), (other, "one"), (table, "two"), (table, "one")):
        with open_stream(path) as stream:
            journal = open_journal(stream, folder, graph)
            journal.wait(WAITING, 3)
            journal.close()
    assert len(list(folder.iterdir())) == 3
    table.write_text("a\td\n")
    with open_stream(table) as stream:
        assert not open_journal(stream, folder, "one").has_waiting
    remove_journals(folder)
    assert list(folder.iterdir()) == []


def test_a_pipe_has_no_place(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("a\tb\n")
    with open_stream(path) as stream:
        stream.repeatable = False
        open_journal(stream, tmp_path / "journals", "one").close()
    assert not (tmp_path / "journals").exists()


def test_a_broken_journal_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "place.sqlite"
    path.write_bytes(b"something else" * 100)
    assert Journal(path).line == 0


def test_two_readings_of_one_file_into_one_graph_are_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "place.sqlite")
    journal.wait(WAITING, 1)
    with pytest.raises(InputUnusable, match="database is locked"):
        Journal(tmp_path / "place.sqlite")
    journal.close()


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with Journal(tmp_path / "place.sqlite") as journal:
        journal._database.execute("PRAGMA max_page_count = 8")  # what SQLite then says is what it says of a full disk
        relations = (Waiting("SAMPLES", f"mbid:{number}", "mbid:b", "") for number in range(100_000))
        with pytest.raises(InputUnusable, match="disk is full"):
            deque((journal.wait(relation, 1) for relation in relations), maxlen=0)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputUnusable, match="cannot be used"):
        Journal(tmp_path / "file" / "place.sqlite")


def test_what_waits_is_kept_until_it_is_found(tmp_path: Path) -> None:
    path = tmp_path / "place.sqlite"
    song = SongRecord("A; B", "C", 1999, 200, ("x",), ("mbid:a", "isrc:y"), ("", "mbid:z"))
    journal = Journal(path)
    journal.keep("mbid:a", song)
    journal.wait(WAITING, 7)
    journal.close()
    journal = Journal(path)
    assert journal.song("mbid:a") == song
    assert journal.song("mbid:b") is None
    assert list(journal.still_waiting()) == [(7, WAITING)]
    journal.found(WAITING)
    assert list(journal.still_waiting()) == []
    journal.close()


def documents() -> list[Json]:
    """600 recordings that sample their neighbour and one far away, told with and without credits."""
    told = [recording(number, f"Song {number}", f"Artist {number}") for number in range(600)]
    for at in range(600):
        for step in (1, 301):
            relate(told[at], told[(at + step) % 600], credit=at % 3 == 0)
    return told


@pytest.fixture(scope="module")
def dumped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dump")
    (folder / "recording.tar").write_bytes(archive({"mbdump/recording": lines(documents())}))
    return folder / "recording.tar"


def read(path: Path, folder: Path, stop: int | None = None, behind: int = 0) -> Iterator[AnyRecord | Reject]:
    """What is committed of a reading that stops after so many rows, `behind` of which are not."""
    with open_stream(path) as stream, open_journal(stream, folder, "graph") as journal:
        rows = journal.follow(musicbrainz.read(stream, ReadOptions(journal=journal)).rows)
        waiting: list[AnyRecord | Reject] = []
        for _, record in itertools.islice(rows, stop):
            waiting.append(record)
            if len(waiting) > behind:
                yield waiting.pop(0)
                journal.committed(1)
        if stop is None:
            yield from waiting
        rows.close()  # type: ignore[attr-defined]  # a generator


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stops=st.lists(st.tuples(st.integers(0, 2500), st.integers(0, 400)), min_size=1, max_size=4))
@example(stops=[(929, 124), (916, 0)])  # a relation that was told, but not committed, when nothing waited any more
def test_a_stopped_reading_goes_on_and_tells_the_same(
    dumped: Path, tmp_path_factory: pytest.TempPathFactory, stops: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("journals")
    whole = set(read(dumped, tmp_path_factory.mktemp("none")))
    assert (
        len(
            {(record.sampler.song_id, record.sampled.song_id) for record in whole if isinstance(record, RelationRecord)}
        )
        == 1200
    )
    told: set[AnyRecord | Reject] = set()
    for stop, behind in stops:
        told |= set(read(dumped, folder, stop, behind))
    told |= set(read(dumped, folder))
    assert told == whole
    assert list(folder.iterdir()) == []


def test_lines_that_are_in_the_graph_are_not_looked_at_again(dumped: Path, tmp_path: Path) -> None:
    first = list(read(dumped, tmp_path, 1000))
    rest = list(read(dumped, tmp_path))
    assert len(rest) < 1800 - 700
    assert len(set(first) | set(rest)) == len(set(read(dumped, tmp_path)))


def test_a_relation_still_open_when_it_stopped_is_not_lost(tmp_path: Path) -> None:
    """Its first line lies before the place, its second behind it, both are short of the other's credit."""
    early, late = recording(0, "Early", "A"), recording(1, "Late", "B")
    relate(late, early, credit=False)
    between = [recording(10 + number, f"Song {number}", "C") for number in range(300)]
    for one, other in itertools.pairwise(between):
        relate(other, one)
    path = dump(tmp_path, [early, *between, late], "recording.tar", compress=bytes)
    list(read(path, tmp_path / "journals", 500))
    rest = [record for record in read(path, tmp_path / "journals") if isinstance(record, RelationRecord)]
    assert len(rest) < 300
    assert [record.sampled.title for record in rest if record.sampler.title == "Late"] == ["Early"]
