import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputUnusable
from graph.records import AnyRecord, Reject, RelationRecord, SourceRecord
from graph.schema import Kind, Relation
from graph.sources import registry, whosampled_json
from graph.sources.format import ReadOptions, Tells
from graph.sources.stream import open_stream

Json = dict[str, Any]


def relation(number: int = 900_001, **fields: Any) -> Json:
    """An invented record in the layout of the data set."""
    return {
        "url": f"https://www.whosampled.com/sample/{number}/MC-Quillon-Night-Bus-Nova-Kestrel-Paper-Lantern/",
        "dst_song": "Night Bus",
        "dst_artist": ["MC Quillon", "Ida Marlowe"],
        "dst_audio_id": "AAAAAAAAAAA",
        "src_song": "Paper Lantern",
        "src_artist": ["Nova Kestrel"],
        "src_audio_id": "BBBBBBBBBBB",
        "dst_timings": {"start_times": "4,78", "throughout": True},
        "src_timings": {"start_times": "12", "throughout": False},
        "part_sampled": "Hook / Riff",
        "edge_id": str(number),
        "component_type": "isolated_pair",
        "component_idx": 7,
    } | fields


def write(folder: Path, records: Json | bytes, name: str = "train.json", indent: int | None = None) -> Path:
    path = folder / name
    path.write_bytes(records if isinstance(records, bytes) else json.dumps(records, indent=indent).encode())
    return path


def rows(path: Path, options: ReadOptions | None = None) -> Iterator[tuple[int, AnyRecord | Reject]]:
    with open_stream(path) as stream:
        yield from whosampled_json.read(stream, options or ReadOptions())


def test_a_record_becomes_a_claim(tmp_path: Path) -> None:
    [(line, record)] = rows(write(tmp_path, {"900001": relation()}))
    assert isinstance(record, RelationRecord)
    assert (line, record.type, record.kind, record.part) == (1, Relation.SAMPLES, Kind.UNKNOWN, "hook / riff")
    assert (record.source, record.source_url) == ("WhoSampled-130k", relation()["url"])
    assert record.times == "0:04, 1:18, throughout < 0:12"
    assert (record.sampler.artist_credit, record.sampler.title) == ("MC Quillon; Ida Marlowe", "Night Bus")
    assert (record.sampled.song_id, record.sampled.year, record.sampled.own_ids) == (
        "nova-kestrel/paper-lantern",
        None,
        (),
    )


@pytest.mark.parametrize(
    ("said", "kind", "part"),
    [
        ("Direct Sample", Kind.DIRECT, ""),
        ("Interpolation (Replayed Sample)", Kind.INTERPOLATION, ""),
        ("Multiple Elements", Kind.UNKNOWN, "multiple elements"),
        ("Vocals / Lyrics", Kind.UNKNOWN, "vocals / lyrics"),
        (None, Kind.UNKNOWN, ""),
        (7, Kind.UNKNOWN, ""),
    ],
)
def test_the_kind_stands_among_the_parts(tmp_path: Path, said: object, kind: Kind, part: str) -> None:
    [(_, record)] = rows(write(tmp_path, {"1": relation(part_sampled=said)}))
    assert isinstance(record, RelationRecord)
    assert (record.kind, record.part) == (kind, part)


@pytest.mark.parametrize(
    ("dst", "src", "times"),
    [
        ({"start_times": "13", "throughout": False}, {"start_times": "6"}, "0:13 < 0:06"),
        ({"start_times": "", "throughout": True}, {}, "throughout"),
        ({}, {"start_times": "3601"}, " < 60:01"),
        ({"start_times": "intro, 5"}, None, "intro, 0:05"),
        ({"start_times": 13, "throughout": "true"}, [], ""),
        (None, None, ""),
    ],
)
def test_times_are_minutes_and_seconds(tmp_path: Path, dst: object, src: object, times: str) -> None:
    [(_, record)] = rows(write(tmp_path, {"1": relation(dst_timings=dst, src_timings=src)}))
    assert isinstance(record, RelationRecord)
    assert record.times == times


def test_names_are_clean_and_stay_whole(tmp_path: Path) -> None:
    [(_, record)] = rows(write(tmp_path, {"1": relation(dst_artist="A;\u0000 B\ud800", dst_song=" C\n\u202eD ")}))
    assert isinstance(record, RelationRecord)
    assert (record.sampler.artist_credit, record.sampler.title) == ("A, B", "C D")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://example.org/sample/1/", "", None, 5])
def test_an_address_elsewhere_is_left_out(tmp_path: Path, url: object) -> None:
    [(_, record)] = rows(write(tmp_path, {"1": relation(url=url)}))
    assert isinstance(record, RelationRecord)
    assert record.source_url == ""


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (relation(src_artist=[]), "no src_artist: expected an object of relations"),
        (relation(dst_song=None, src_song=""), "no dst_song, src_song: expected"),
        ({"src_audio_id": "T002", "dst_audio_id": "T001"}, "no dst_song, dst_artist, src_song, src_artist: expected"),
        (7, "no dst_song, dst_artist, src_song, src_artist: expected"),
        ([relation()], "no dst_song, dst_artist, src_song, src_artist: expected"),
        (relation(dst_artist=[7]), "dst_artist or dst_song is blank or no text"),
        (relation(dst_song={"x": 1}), "dst_artist or dst_song is blank or no text"),
        (relation(src_song="x" * 3000), "src_artist or src_song of over 2,000 letters"),
    ],
)
def test_another_layout_says_what_was_expected(tmp_path: Path, record: object, reason: str) -> None:
    (line, bad), (_, good) = rows(write(tmp_path, {"S001": record, "2": relation()}, indent=1))
    assert isinstance(bad, Reject)
    assert (line, bad.line, bad.row) == (2, 2, {"edge_id": "S001"})
    assert bad.reason.startswith(reason)
    assert isinstance(good, RelationRecord)


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_each_record_has_its_line(tmp_path: Path, indent: int | None) -> None:
    records = {str(number): relation(number) for number in range(2000)}  # several blocks
    path = write(tmp_path, records, indent=indent)
    text = path.read_text().splitlines()
    for number, (line, record) in enumerate(rows(path)):
        assert isinstance(record, RelationRecord)
        assert f'"{number}": {{' in text[line - 1]
        assert f"/{number}/" in record.source_url


def test_an_object_of_nothing_tells_nothing(tmp_path: Path) -> None:
    assert list(rows(write(tmp_path, b"\xef\xbb\xbf {\n } \n"))) == []


WHOLE = json.dumps({str(number): relation(number) for number in range(3)}, indent=1).encode()


@pytest.mark.parametrize("cut", range(3, len(WHOLE) - 1, 7))
def test_what_stands_before_a_cut_is_read(tmp_path: Path, cut: int) -> None:
    told: list[AnyRecord | Reject] = []
    reading = rows(write(tmp_path, WHOLE[:cut]))
    with pytest.raises(InputUnusable, match=r"line \d+: "):
        told.extend(record for _, record in reading)
    assert told == [record for _, record in rows(write(tmp_path, WHOLE))][: len(told)]
    assert len(told) == WHOLE[:cut].count(b'component_idx": 7\n }')


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b'{"1": ' + b"[" * 200_000, "line 1: nested too deeply"),
        (b'{"1": ' + b"9" * 5000 + b"}", "line 1: Exceeds the limit"),
        (b'{"1":\n\n {"a" 1}}', "line 3: no JSON, or cut off: Expecting ':' delimiter"),
        (b'{"1": "' + b"x" * (2 << 20), "line 1: a record of over 1 Mi letters, or one that is no JSON"),
        (b'{"1": {"a": "\xff"}}', "line 1: not UTF-8 from here on"),
        (b'{"1": {}\n "2": {}}', "line 2: '}' was expected, not '\"'"),
        (b"{1: {}}", "line 1: a name in quotes was expected"),
        (b"{} {}", "line 1: something follows the object"),
        (b'{"1"', "line 1: it ends here, in the middle"),
    ],
)
def test_what_is_no_json_is_told_with_its_line(tmp_path: Path, text: bytes, problem: str) -> None:
    with pytest.raises(InputUnusable) as raised:
        list(rows(write(tmp_path, text)))
    assert problem in str(raised.value)


@pytest.mark.parametrize("text", [b"", b"[]", b"artist\ttitle\n", b"\x00" * 40])
def test_what_is_no_object_is_refused_at_once(tmp_path: Path, text: bytes) -> None:
    with open_stream(write(tmp_path, text)) as stream, pytest.raises(InputUnusable, match="is not of the data set"):
        whosampled_json.read(stream, ReadOptions())


def test_the_registry_knows_it_and_tells_its_terms(tmp_path: Path) -> None:
    path = tmp_path / "train.json.gz"
    path.write_bytes(gzip.compress(WHOLE))
    with open_stream(path) as stream:
        form = registry.recognised(stream, Tells.RELATIONS)
        (_, source), *rest = registry.read(stream, form, ReadOptions()).rows
    assert form is whosampled_json.FORMAT
    assert isinstance(source, SourceRecord)
    assert (source.name, "non-commercial" in source.terms, source.licence) == ("WhoSampled-130k", True, "")
    assert len(rest) == 3


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(
        st.dictionaries(
            st.sampled_from(sorted(relation())),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(),
                lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            ),
        ),
        max_size=5,
    ),
    indent=st.none() | st.integers(0, 3),
    ascii_only=st.booleans(),
)
def test_any_values_give_a_claim_or_a_reject_each(
    tmp_path: Path, changes: list[Json], indent: int | None, ascii_only: bool
) -> None:
    records = {str(number): relation(number, **change) for number, change in enumerate(changes)}
    text = json.dumps(records, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    told = list(rows(write(tmp_path, text)))
    assert len(told) == len(records)
    for _, record in told:
        assert isinstance(record, Reject | RelationRecord)
        if isinstance(record, RelationRecord):
            assert record.sampler.song_id
            assert record.sampled.song_id
            record.times.encode()


def test_memory_stays_flat(tmp_path: Path) -> None:
    """10,000 records on one line, 6 MB."""
    path = write(tmp_path, {str(number): relation(number) for number in range(10_000)})
    tracemalloc.start()
    try:
        told = sum(isinstance(record, RelationRecord) for _, record in rows(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told == 10_000
    assert peak < 2_500_000
