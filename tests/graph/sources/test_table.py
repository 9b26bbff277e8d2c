"""Tables of relations and features: rows become records, bad rows rejects, and nothing is lost without a word."""

import encodings.aliases
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputUnusable
from graph.records import FeatureRecord, Reject, RelationRecord, SongRecord
from graph.schema import Kind, Relation
from graph.sources import relation_table
from graph.sources.format import ReadOptions, Tells
from graph.sources.relation_table import COLUMNS
from graph.sources.stream import open_stream
from tests.graph.sources.conftest import read

Write = Callable[..., Path]

HEADER = "relation\tartist\ttitle\tyear\tsource_artist\tsource_title\tsource_year\tpart\torigin\n"
GOOD = "samples\tA\tB\t\tC\tD\t\t\t\n"


def relation(path: Path, **options: object) -> RelationRecord:
    """The one record of the file."""
    [(_, record)] = read(path, options=ReadOptions(**options))  # type: ignore[arg-type]
    assert isinstance(record, RelationRecord)
    return record


def test_a_row_becomes_a_claim(write: Write) -> None:
    path = write(HEADER + "samples\tNas\tThe Message\t1996\tSting\tShape of My Heart\t1993\tGuitar\tlist\n")
    [(line, record)] = read(path)
    assert isinstance(record, RelationRecord)
    assert line == 2
    assert (record.type, record.kind, record.part, record.source) == (Relation.SAMPLES, Kind.UNKNOWN, "guitar", "list")
    assert (record.sampler.song_id, record.sampler.year) == ("nas/message", 1996)
    assert (record.sampled.song_id, record.sampled.year) == ("sting/shape-of-my-heart", 1993)


def test_the_source_is_what_was_said_else_the_origin_else_the_file(write: Write) -> None:
    with_origin = write(HEADER + "covers\tA\tB\t\tC\tD\t\t\tlist\n")
    without = write(HEADER + "covers\tA\tB\t\tC\tD\t\t\t\n", "my list.tsv.gz")
    assert relation(with_origin, source="me").source == "me"
    assert relation(with_origin).source == "list"
    assert relation(without).source == "my list"
    [(_, reject)] = read(write(HEADER + f"covers\tA\tB\t\tC\tD\t\t\t{'x' * 201}\n"))
    assert isinstance(reject, Reject)
    assert reject.reason == "an origin of over 200 letters"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("steals\tA\tB\t\tC\tD\t\t\t", "relation 'steals' is none of samples, covers, remixes"),
        ("\tA\tB\t\tC\tD\t\t\t", "relation '' is none of samples, covers, remixes"),
        ("samples\t\tB\t\tC\tD\t\t\t", "artist or title is blank"),
        ("samples\tfeat. (\tB\t\tC\tD\t\t\t", "artist or title is blank"),
        ("samples\tA\tB\t\tC\t\u200b\t\t\t", "source_artist or source_title is blank"),
        ("samples\tA\tB", "3 fields instead of 9"),
        ("samples\tA\tB\t\tC\tD\t\t\t\tmore", "10 fields instead of 9"),
        (f"samples\tA\t{'B' * 3000}\t\tC\tD\t\t\t", "a value of over 2000 letters"),
        ("samples\tA\tB\0\t\tC\tD\t\t\t", "NUL bytes in it"),
        (f"samples\tA\t{'B' * 2_000_000}\t\tC\tD\t\t\t", "a line of over 1 MiB"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_read(write: Write, row: str, reason: str) -> None:
    (line, bad), *good = read(write(f"{HEADER}{row}\n{GOOD * 9}"))
    assert isinstance(bad, Reject)
    assert (line, bad.line, bad.reason) == (2, 2, reason)
    assert all(isinstance(record, RelationRecord) for _, record in good)
    assert len(good) == 9


@pytest.mark.parametrize("year", ["0", "9999", "1849", "2101", "9" * 30, "abc", "199", "-1988", "1e3", "১৯৮৮"])
def test_a_row_with_a_year_that_is_none_is_loaded_without_it_and_that_is_said(write: Write, year: str) -> None:
    options = ReadOptions()
    path = write(f"{HEADER}samples\tA\tB\t{year}\tC\tD\t1970\t\t\n")
    [(_, record)] = read(path, options=options)
    assert isinstance(record, RelationRecord)
    expected = 1988 if year == "-1988" else None
    assert (record.sampler.year, record.sampled.year) == (expected, 1970)
    said = [f"1 years that are none (1850 to 2100) left out (first: {year!r} in line 2)"]
    assert options.left_out.said() == ([] if expected else said)


def test_ids_durations_and_genres_are_those_of_their_song(write: Write) -> None:
    header = (
        "relation,artist,title,id,mbid,isrc,duration,genre,source_artist,source_title,source_id,source_whosampled\n"
    )
    row = (
        "samples,A,B,7,B10BBBFC-cf9e-42e0-be17-e2c3e1d2600d,US-RC1-76-07839,3:35,Hip-Hop|Rap,C,D,"
        "123456789012345678901234567890,https://www.whosampled.com/C/D/\n"
    )
    options = ReadOptions(source="my list")
    [(_, record)] = read(write(header + row), options=options)
    assert isinstance(record, RelationRecord)
    assert record.sampler == SongRecord(
        *("A", "B", None, 215, ("Hip-Hop", "Rap")),
        own_ids=("mbid:b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d", "isrc:USRC17607839", "my%20list:7"),
    )
    assert record.sampled.own_ids == ("whosampled:/C/D/", "my%20list:123456789012345678901234567890")
    assert options.left_out.said() == []


def test_producers_and_remixers_of_both_songs_are_read(write: Write) -> None:
    header = "relation,artist,title,Produced By,source_artist,source_title,source_producer,source_remixers\n"
    record = relation(write(f"{header}samples,A,B,Pat Rook; Dee,C,D,,E | F\n"))
    assert (record.sampler.producers, record.sampler.remixers) == (("Pat Rook", "Dee"), ())
    assert (record.sampled.producers, record.sampled.remixers) == ((), ("E", "F"))


def test_an_id_that_is_none_is_left_out_and_said(write: Write) -> None:
    options = ReadOptions()
    path = write("relation,artist,title,mbid,isrc,source_artist,source_title,duration\ncovers,A,B,12,none,C,D,-3\n")
    [(_, record)] = read(path, options=options)
    assert isinstance(record, RelationRecord)
    assert (record.sampler.own_ids, record.sampler.duration) == ((), None)
    assert len(options.left_out.said()) == 3


def test_an_id_of_one_song_alone_is_a_row_number_unless_it_is_mapped(write: Write) -> None:
    path = write("id,relation,artist,title,source_artist,source_title\n1,covers,A,B,C,D\n", "x.csv")
    assert relation(path).sampler.own_ids == ()
    assert relation(path, columns={"id": "id"}).sampler.own_ids == ("x:1",)


def test_the_relation_may_be_said_for_rows_that_name_none(write: Write) -> None:
    plain = write("artist,title,source_artist,source_title\nA,B,C,D\n")
    with pytest.raises(InputUnusable, match="no column relation") as refused:
        read(plain)
    assert "--relation samples" in refused.value.hint
    assert relation(plain, relation=Relation.REMIXES).type is Relation.REMIXES
    mixed = write(HEADER + "cover\tA\tB\t\tC\tD\t\t\t\n\tA\tB\t\tC\tD\t\t\t\n")
    found = [record for _, record in read(mixed, options=ReadOptions(relation=Relation.SAMPLES))]
    assert [record.type for record in found if isinstance(record, RelationRecord)] == [
        *(Relation.COVERS, Relation.SAMPLES)
    ]


@pytest.mark.parametrize(("kind", "expected"), [("Direct sample", "direct"), ("interpolation", "interpolation")])
def test_a_kind_may_be_written_in_more_ways_than_one(write: Write, kind: str, expected: str) -> None:
    header = "relation,artist,title,source_artist,source_title,kind\n"
    assert relation(write(f"{header}samples,A,B,C,D,{kind}\n")).kind == expected
    options = ReadOptions()
    [(_, record)] = read(write(f"{header}samples,A,B,C,D,stolen\n"), options=options)
    assert isinstance(record, RelationRecord)
    assert record.kind is Kind.UNKNOWN
    assert "'stolen' in line 2" in options.left_out.said()[0]


def test_commas_quotes_and_a_byte_order_mark_are_read(write: Write) -> None:
    text = '\ufeffartist,title,bpm,key\n"Nas, Jr.", "Jam (12"" Version)",104.1,8A\n\n'
    [(line, record)] = read(write(text, "crate.csv"), Tells.FEATURES)
    assert line == 2
    assert record == FeatureRecord("Nas, Jr.", 'Jam (12" Version)', "crate", 104.1, "Am")


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
def test_the_delimiter_is_guessed_and_shown(write: Write, delimiter: str) -> None:
    said: list[str] = []
    text = f"{HEADER}{GOOD}".replace("\t", delimiter)
    assert relation(write(text), note=said.append).sampler.title == "B"
    assert said[0].split(": ")[1].startswith("columns parted by ")
    assert relation(write(text.replace(delimiter, "~")), delimiter="~").sampled.title == "D"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("abc\t", "bpm 'abc' is not a number"),
        ("120-124\t", "bpm '120-124' is not a number"),
        ("0\t", "neither a known bpm (20 to 400) nor a key"),
        ("nan\t", "neither a known bpm (20 to 400) nor a key"),
        ("1e999\t", "neither a known bpm (20 to 400) nor a key"),
        ("\to", "neither a known bpm (20 to 400) nor a key"),
    ],
)
def test_a_bpm_that_is_none_is_rejected(write: Write, values: str, reason: str) -> None:
    [(_, record)] = read(write(f"artist\ttitle\tbpm\tkey\nA\tB\t{values}\n"), Tells.FEATURES)
    assert isinstance(record, Reject)
    assert record.reason == reason


def test_a_key_alone_is_enough_and_ids_are_kept(write: Write) -> None:
    path = write("artist,title,isrc,tempo,key\nA,B,USRC17607839,0,F#m\n", "table.csv")
    assert read(path, Tells.FEATURES) == [(2, FeatureRecord("A", "B", "table", None, "F#m", ("isrc:USRC17607839",)))]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not a text file"),
        (b"Bj\xf6rk\ttitle\n", "line 1: not UTF-8"),
        (b"x" * 2_000_000, "line 1: a line of over 1 MiB"),
        (b"artist,name\nA,B\n", "no column relation, source_artist, source_title (there are: artist, name)"),
        (b"<html>", "is of no format that is read here"),
        (b"[1, 2", "line 1: not an element of a JSON array"),
        (b"{}\n", "no column relation, artist, title, source_artist, source_title (there are: none)"),
    ],
)
def test_an_unusable_file_is_refused_before_anything_is_read(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(InputUnusable) as refused:
        read(write(content))
    assert message in str(refused.value)
    assert refused.value.hint


def test_a_quote_that_is_never_closed_swallows_no_other_line(write: Write) -> None:
    # in a table with tabs the line itself is read as it stands
    rows = read(write(f'{HEADER}{GOOD}samples\tA\t"B unclosed\t\tC\tD\t\t\t\n{GOOD * 60}'))
    assert [line for line, _ in rows] == list(range(2, 64))
    assert all(isinstance(record, RelationRecord) for _, record in rows)
    assert rows[1][1].sampler.title == '"B unclosed'  # type: ignore[union-attr]
    # in others it may not be: a delimiter could stand within the quotes
    header, good = HEADER.replace("\t", ","), GOOD.replace("\t", ",")
    rows = read(write(f'{header}{good}samples,A,"B unclosed,,C,D,,,\n{good * 60}'))
    assert rows[1] == (3, Reject(3, "a quote that is not closed"))
    assert len(rows) == 62
    assert sum(isinstance(record, Reject) for _, record in rows) == 1


def test_a_later_quote_does_not_close_it_where_both_lines_are_rows(write: Write) -> None:
    header, good = HEADER.replace("\t", ","), GOOD.replace("\t", ",")
    rows = read(write(f'{header}samples,A,"B,,C,D,,,\n{good}samples,A,Jam 12",,C,D,,,\n'))
    assert [(line, type(record)) for line, record in rows] == [(2, Reject), (3, RelationRecord), (4, RelationRecord)]


def test_a_quoted_value_may_go_over_lines(write: Write) -> None:
    header = "relation,artist,title,source_artist,source_title,url\n"
    rows = read(write(f'{header}samples,A,"B\n\nand, B",C,D,"one\ntwo"\nsamples,E,F,G,H,\n'))
    assert [line for line, _ in rows] == [2, 6]
    assert isinstance(rows[0][1], RelationRecord)
    assert (rows[0][1].sampler.title, rows[0][1].source_url) == ("B and, B", "one two")


def test_json_lines_are_rows_whatever_is_in_them(write: Write) -> None:
    row = {"relation": "samples", "artist": ["A", "Z"], "title": "B", "source_artist": "C", "source_title": "D"}
    lines = [
        json.dumps(row | {"year": 1988, "source_year": "c. 1970"}),
        '{"a":' * 100_000,
        "[" * 100_000,
        "[1, 2]",
        "3",
        '{"artist": ',
        json.dumps(row | {"year": "YEAR", "title": 4.5}).replace('"YEAR"', "9" * 30),
        "",
        json.dumps(row | {"year": None, "title": True, "part": {"x": [[{}]]}, "new": "\ud800"}),
    ]
    rows = read(write("\n".join(lines)))
    assert [line for line, _ in rows] == [1, 2, 3, 4, 5, 6, 7, 9]
    reasons = [record.reason for _, record in rows if isinstance(record, Reject)]
    assert reasons == ["JSON that is nested too deep"] * 2 + ["not a JSON object"] * 2 + ["not JSON"]
    songs = [record.sampler for _, record in rows if isinstance(record, RelationRecord)]
    assert [(song.artist_credit, song.title, song.year) for song in songs] == [
        *(("A; Z", "B", 1988), ("A; Z", "4.5", None), ("A; Z", "true", None))
    ]


def test_members_of_members_can_be_mapped_and_members_may_come_late(write: Write) -> None:
    one = {
        "relation": "covers",
        "song": {"artist": {"name": "A"}, "title": "B"},
        "source_artist": "C",
        "source_title": "D",
    }
    text = "\n".join([json.dumps(one)] * 60 + [json.dumps(one | {"year": 1999, "page": "late"})])
    mapped = {"artist": "song.artist.name", "title": "song.title", "url": "page"}
    rows = read(write(text, "x.jsonl"), options=ReadOptions(columns=mapped))
    last = rows[-1][1]
    assert isinstance(last, RelationRecord)
    assert (last.sampler, last.source_url) == (SongRecord("A", "B", 1999), "late")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_array_is_read_element_by_element(write: Write, indent: int | None, encoding: str) -> None:
    row = {"relation": "samples", "artist": "Björk, [A]", "title": 'B "}', "source_artist": "C", "source_title": "D"}
    text = json.dumps([row | {"year": 1900 + number % 100} for number in range(5000)] + [7], indent=indent)
    rows = read(write(text.encode(encoding), "x.json"))
    assert len(rows) == 5001
    assert rows[-1][1] == Reject(rows[-1][0], "not a JSON object")
    assert [r.sampler.year for _, r in rows if isinstance(r, RelationRecord)] == [1900 + n % 100 for n in range(5000)]
    assert rows[-1][0] == (text.count("\n") if indent else 1)


def test_an_array_that_breaks_off_gives_what_stands_before(write: Write) -> None:
    row = '{"relation": "samples", "artist": "A", "title": "B", "source_artist": "C", "source_title": "D"}'
    for end, message in (
        (",\n{", "line 4: not an element"),
        (",\nx]", "line 4: not an element"),
        ("", "line 3: not an element"),
        (",\n" + '{"a":' * 100_000, "line 4: JSON that is nested too deep"),
    ):
        given: list[object] = []
        with open_stream(write(f"[\n{row},\n{row}{end}")) as stream:
            records = relation_table.read(stream, ReadOptions())
            with pytest.raises(InputUnusable, match=message):
                given.extend(records)
        assert len(given) == 2


@pytest.mark.parametrize("encoding", sorted(set(encodings.aliases.aliases.values())))
def test_no_encoding_makes_more_than_rows_rejects_or_a_refusal(write: Write, encoding: str) -> None:
    for content in (HEADER + GOOD, "Bj\xf6rk\xff\xfe\x80" * 9, '{"artist": "\xff"}\n[', '[{"artist": "\xff"}'):
        try:
            rows = read(write(content.encode("latin-1")), options=ReadOptions(encoding=encoding))
        except InputUnusable:
            continue
        assert len(rows) == 1


CELL = st.text(st.sampled_from('ab" ,\t\r\x0b\u2028é\0'), max_size=5)


@given(st.lists(st.lists(CELL, min_size=1, max_size=10).map("\t".join) | st.binary(max_size=40), max_size=12))
def test_rows_and_rejects_are_the_lines(tmp_path_factory: pytest.TempPathFactory, lines: list[str | bytes]) -> None:
    """No line is lost: each is a row, a reject, blank, or part of a quoted value that goes over lines."""
    path = tmp_path_factory.mktemp("fuzz") / "table.tsv"
    content = HEADER.encode() + b"\n".join(each.encode() if isinstance(each, str) else each for each in lines)
    path.write_bytes(content)
    try:
        rows = read(path)
    except InputUnusable:
        return
    numbers = [line for line, _ in rows]
    assert numbers == sorted(set(numbers))
    physical = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    for number, line in enumerate(physical[1:], start=2):
        text = line.decode("utf-8", "replace")
        if number not in numbers and text.strip(' \t\x0b\u2028\r\n"\x1c\x1d\x1e\x1f\x85\u00a0'):
            before = [each for each in numbers if each < number]
            assert before
            assert b'"' in physical[before[-1] - 1]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda each: st.lists(each, max_size=3) | st.dictionaries(st.sampled_from([*COLUMNS.required, "x"]), each),
        max_leaves=12,
    )
)
def test_any_json_is_rows_and_rejects(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    first = dict.fromkeys(COLUMNS.required, "samples")
    (folder / "lines.jsonl").write_text(f"{json.dumps(first)}\n{json.dumps(value)}\n")
    assert len(read(folder / "lines.jsonl")) == 2
    (folder / "array.json").write_text(json.dumps([first, value, first]))
    assert len(read(folder / "array.json")) == 3
