"""Dumps as CSV: a folder or a zip archive, whole, with parts missing, and of others."""

import csv
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.dump import csv_files
from graph.dump.shape import BY_NAME
from graph.errors import InputUnusable
from graph.records import AnyRecord, Reject, SongClaim
from graph.sources import graph_csv
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from tests.graph.sources.test_graphml import TITLE, elements


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "dump"
    path.mkdir()
    csv_files.write(elements(), BY_NAME.values(), lambda name: (path / name).open("wb"))
    return path


def read(path: Path) -> list[tuple[int, AnyRecord | Reject]]:
    with open_stream(path) as stream:
        assert graph_csv.FORMAT.recognises(stream)
        records = graph_csv.read(stream, ReadOptions())
        found = list(records)
        told = records.model()
        assert told is not None
        assert list(told[1]) == [("a/t", [("c/t", 1.0), ("b/t", 0.5)])]
        return found


def zipped(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", folder))


def test_folder_and_archive_tell_the_same(folder: Path) -> None:
    found = read(folder)
    assert [type(each).__name__ for _, each in found] == ["SourceRecord", *["SongClaim"] * 3, *["RelationRecord"] * 2]
    first = found[1][1]
    assert isinstance(first, SongClaim)
    assert (first.song.title, first.song.genres) == (TITLE, ("R&B",))
    assert read(zipped(folder)) == found


def test_a_folder_has_a_size_and_a_position(folder: Path) -> None:
    with open_stream(folder) as stream:
        list(graph_csv.read(stream, ReadOptions()))
        assert stream.size == stream.position() == sum(path.stat().st_size for path in folder.iterdir())


def test_people_read_plain_columns(folder: Path) -> None:
    with (folder / "Song.csv").open(encoding="utf-8", newline="") as file:
        header, first, _ = csv.reader(file)
    assert header[:4] == ["song_id:ID(Song)", "title", "artist_credit", "year:int"]
    assert first[:4] == ["a/t", TITLE, "A", "1972"]
    with (folder / "SAMPLES.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:5] == ["sampler:START_ID(Song)", "sampled:END_ID(Song)", "kind", "part", "weight:double"]
    assert rows[1][:5] == ["a/t", "b/t", "direct", "drums", "2.0"]
    assert json.loads((folder / "mixgraph.json").read_text())["rows"]["SAMPLES.csv"] == 1


def test_texts_that_are_formulas_are_guarded(folder: Path) -> None:
    from graph.dump.shape import GENRES, Element

    csv_files.write(
        [Element(GENRES, {"name": "=1+1"}), Element(GENRES, {"name": "'=1"})],
        [GENRES],
        lambda name: (folder / name).open("wb"),
    )
    assert (folder / "Genre.csv").read_text() == "name:ID(Genre)\n'=1+1\n''=1\n"
    files = graph_csv._Files(open_stream(folder))
    assert [values["name"] for _, _, values in files.elements()] == ["=1+1", "'=1"]


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda folder: (folder / "SAMPLES.csv").unlink(), r"SAMPLES\.csv is not there"),
        (lambda folder: (folder / "Song.csv").write_text("song_id\n"), r"Song\.csv has no column .*claims"),
        (lambda folder: (folder / "SAMPLES.csv").write_bytes(b""), r"SAMPLES\.csv has no column"),
        (
            lambda folder: (folder / "RECOMMENDED_WITH.csv").write_text(
                ",".join(csv_files.header(BY_NAME["RECOMMENDED_WITH"])) + "\n"
            ),
            r"RECOMMENDED_WITH\.csv has 0 whole rows, not 2",
        ),
        (lambda folder: (folder / "mixgraph.json").write_text("[]"), "is not that of a dump"),
        (lambda folder: (folder / "mixgraph.json").write_text("[" * 10_000), "is not that of a dump"),
        (
            lambda folder: (folder / "mixgraph.json").write_text('{"format": "x", "version": 1, "rows": {}}'),
            "not that of",
        ),
        (
            lambda folder: (folder / "mixgraph.json").write_text(
                '{"format": "mixgraph graph", "version": 3, "rows": {"Song.csv": 2}}'
            ),
            "a dump of version 3, not 2",
        ),
    ],
)
def test_what_is_missing_is_said(folder: Path, harm: Callable[[Path], object], reason: str) -> None:
    harm(folder)
    with pytest.raises(InputUnusable, match=reason):
        read(folder)
    with pytest.raises(InputUnusable, match=reason):
        read(zipped(folder))


def test_a_file_cut_off_gives_what_stands_before_and_says_so(folder: Path) -> None:
    whole = read(folder)
    text = (folder / "Song.csv").read_bytes()
    for length in range(text.index(b"\nb/t"), len(text) - 2):  # up to the last quote, without which nothing is lost
        (folder / "Song.csv").write_bytes(text[:length])
        found: list[tuple[int, AnyRecord | Reject]] = []
        said = ""
        try:
            with open_stream(folder) as stream:
                for each in graph_csv.read(stream, ReadOptions()):
                    found.append(each)  # noqa: PERF402 - what came before the error
        except InputUnusable as error:
            said = str(error)
        assert found[:2] == whole[:2]
        assert "Song.csv has 1 whole rows, not 2" in said or isinstance(found[2][1], Reject)


def test_bytes_that_are_no_text_are_rejects(folder: Path) -> None:
    text = (folder / "Song.csv").read_bytes()
    (folder / "Song.csv").write_bytes(text.replace(b'""title"":""T""', b'""title"":""\xff""', 1))
    rejects = [each for _, each in read(folder) if isinstance(each, Reject)]
    assert [each.reason for each in rejects] == ["Song: title is not Unicode"]


def test_a_line_without_end_is_not_held(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_csv, "LONGEST_LINE", 1 << 20)
    (folder / "Genre.csv").write_text("x" * (1 << 21))
    with pytest.raises(InputUnusable, match="a line of over 1 MiB"):
        read(folder)


def test_an_archive_of_other_tables_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.csv", "relation,artist\n")
    with open_stream(tmp_path / "x.zip") as stream:
        assert not graph_csv.FORMAT.recognises(stream)
