from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputUnusable
from graph.records import FeatureRecord, Reject, RelationRecord
from graph.schema import Kind, Relation
from graph.sources import feature_table, relation_table
from graph.sources.table import Table

HEADER = "relation\tartist\ttitle\tyear\tsource_artist\tsource_title\tsource_year\tpart\torigin\n"


def write(folder: Path, text: str | bytes, name: str = "table.tsv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_row_becomes_a_claim(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "samples\tNas\tThe Message\t1996\tSting\tShape of My Heart\t1993\tGuitar\tlist\n")
    [(line, record)] = relation_table.read(path)
    assert isinstance(record, RelationRecord)
    assert line == 2
    assert (record.type, record.kind, record.part, record.source) == (Relation.SAMPLES, Kind.UNKNOWN, "guitar", "list")
    assert (record.sampler.song_id, record.sampler.year) == ("nas/message", 1996)
    assert (record.sampled.song_id, record.sampled.year) == ("sting/shape-of-my-heart", 1993)


def test_the_source_is_what_was_said_else_the_origin_else_the_file(tmp_path: Path) -> None:
    with_origin = write(tmp_path, HEADER + "covers\tA\tB\t\tC\tD\t\t\tlist\n")
    without = write(tmp_path, HEADER + "covers\tA\tB\t\tC\tD\t\t\t\n", "my list.tsv")
    for path, source, expected in ((with_origin, "me", "me"), (with_origin, None, "list"), (without, None, "my list")):
        [(_, record)] = relation_table.read(path, source)
        assert isinstance(record, RelationRecord)
        assert record.source == expected


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("steals\tA\tB\t\tC\tD\t\t\t", "relation 'steals' is none of samples, covers, remixes"),
        ("samples\t\tB\t\tC\tD\t\t\t", "artist or title is blank"),
        ("samples\tA\tB\t\tC\t\u200b\t\t\t", "source_artist or source_title is blank"),
        ("samples\tA\tB\tlong ago\tC\tD\t\t\t", "year 'long ago' is not a year"),
        ("samples\tA\tB\t\tC\tD\t19\t\t", "source_year '19' is not a year"),
        ("samples\tA\tB", "3 fields instead of 9"),
        (f"samples\tA\t{'B' * 3000}\t\tC\tD\t\t\t", "a field of over 2000 letters: is a quote not closed?"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_read(tmp_path: Path, row: str, reason: str) -> None:
    path = write(tmp_path, f"{HEADER}{row}\nsamples\tA\tB\t\tC\tD\t\t\t\n")
    (line, bad), (_, good) = relation_table.read(path)
    assert isinstance(bad, Reject)
    assert (line, bad.line, bad.reason) == (2, 2, reason)
    assert isinstance(good, RelationRecord)


def test_commas_quotes_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    text = '\ufeffartist,title,bpm,key\n"Nas, Jr.","Jam (12"" Version)",104.1,8A\n\n'
    [(line, record)] = feature_table.read(write(tmp_path, text, "crate.csv"))
    assert line == 2
    assert record == FeatureRecord("Nas, Jr.", 'Jam (12" Version)', "crate", 104.1, "Am")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("abc\t", "bpm 'abc' is not a number"),
        ("120-124\t", "bpm '120-124' is not a number"),
        ("0\t", "neither a known bpm (20 to 400) nor a key"),
        ("nan\t", "neither a known bpm (20 to 400) nor a key"),
        ("\to", "neither a known bpm (20 to 400) nor a key"),
    ],
)
def test_a_bpm_that_is_none_is_rejected(tmp_path: Path, values: str, reason: str) -> None:
    [(_, record)] = feature_table.read(write(tmp_path, f"artist\ttitle\tbpm\tkey\nA\tB\t{values}\n"))
    assert isinstance(record, Reject)
    assert record.reason == reason


def test_a_key_alone_is_enough(tmp_path: Path) -> None:
    [(_, record)] = feature_table.read(write(tmp_path, "artist\ttitle\tbpm\tkey\nA\tB\t0\tF#m\n"))
    assert record == FeatureRecord("A", "B", "table", None, "F#m")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not a text file"),
        (HEADER.encode() + b"samples\tBj\xf6rk\tB\t\tC\tD\t\t\t\n", "line 2: not UTF-8"),
        (b"artist,name\nA,B\n", "no column relation, title, source_artist, source_title (there are: artist, name)"),
    ],
)
def test_an_unusable_file_is_refused_before_anything_is_read(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputUnusable) as refused:
        relation_table.read(write(tmp_path, content))
    assert message in str(refused.value)
    assert refused.value.hint


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match="there is no file"):
        relation_table.read(tmp_path / "none.tsv")
    with pytest.raises(InputUnusable, match="is a folder"):
        relation_table.read(tmp_path)


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_are_rows_rejects_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    path = write(tmp_path_factory.mktemp("fuzz"), b"\n".join([HEADER.encode().strip(), *lines]))
    try:
        read = list(relation_table.read(path))
    except InputUnusable:
        return
    assert all(isinstance(record, RelationRecord | Reject) for _, record in read)
    assert Table(path, ()).columns == HEADER.split()


def test_an_unclosed_quote_is_said_with_the_lines_it_swallows(tmp_path: Path) -> None:
    good = "samples\tA\tB\t\tC\tD\t\t\t\n"
    path = write(tmp_path, f'{HEADER}{good}samples\tA\t"B unclosed\t\tC\tD\t\t\t\n{good}')
    (_, record), (line, reject) = relation_table.read(path)
    assert isinstance(record, RelationRecord)
    assert isinstance(reject, Reject)
    assert (line, reject.reason) == (3, "a line break inside quotes, to line 4: is a quote not closed?")


def test_old_mac_line_ends_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match="old Mac"):
        relation_table.read(write(tmp_path, HEADER.replace("\n", "\r") + "samples\tA\tB\t\tC\tD\t\t\t\r"))
