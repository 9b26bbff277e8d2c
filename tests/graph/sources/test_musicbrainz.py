import io
import itertools
import json
import lzma
import random
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputUnusable
from graph.identity import artist_id, credited_artists
from graph.records import AnyRecord, Reject, RelationRecord, SourceRecord
from graph.schema import Kind, Relation
from graph.sources import musicbrainz, musicbrainz_recording, registry
from graph.sources.format import ReadOptions, Tells
from graph.sources.stream import open_stream
from tests.graph.sources.musicbrainz_dump import (
    COMPRESSIONS,
    MASHES_UP,
    NOTICES,
    REMIX,
    SAMPLES,
    Json,
    archive,
    artist,
    dump,
    lines,
    mbid,
    recording,
    relate,
    release,
)


def rows(path: Path, options: ReadOptions | None = None) -> Iterator[tuple[int, AnyRecord | Reject]]:
    with open_stream(path) as stream:
        yield from musicbrainz.read(stream, options or ReadOptions())


def relations(path: Path) -> list[RelationRecord]:
    told = [record for _, record in rows(path)]
    assert all(isinstance(record, RelationRecord) for record in told), told
    return [record for record in told if isinstance(record, RelationRecord)]


def rejects(path: Path) -> list[Reject]:
    return [record for _, record in rows(path) if isinstance(record, Reject)]


@pytest.fixture
def pair() -> tuple[Json, Json]:
    """A recording that samples another."""
    sampler = recording(
        1,
        "Night Bus",
        "MC Quillon",
        length=181_499,
        first_release_date="1995-03-02",
        isrcs=["GBAAA9500001", "gb-aaa-95-00002", "nothing"],
        genres=[{"name": "boom bap", "count": 1}, {"name": "hip hop", "count": 4}, {"name": "polka", "count": 0}],
    )
    sampled = recording(2, "Paper Lantern", "Nova Kestrel", first_release_date="1974")
    relate(sampler, sampled, attributes=["additional", "drums (drum set)"])
    return sampler, sampled


def test_both_recordings_tell_the_same_claim(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    one, other = relations(dump(tmp_path, pair))
    for record in (one, other):
        assert (record.type, record.kind, record.part, record.times) == (
            Relation.SAMPLES,
            Kind.UNKNOWN,
            "drums (drum set)",
            "",
        )
        assert (record.source, record.source_url) == ("MusicBrainz", f"https://musicbrainz.org/recording/{mbid(1)}")
        assert (record.sampler.song_id, record.sampled.song_id) == (
            "mc-quillon/night-bus",
            "nova-kestrel/paper-lantern",
        )
        assert record.sampler.own_ids[0] == f"mbid:{mbid(1)}"
        assert record.sampled.own_ids == (f"mbid:{mbid(2)}",)
    # each line knows all of its own recording, and the short form of the other
    assert (one.sampler.year, one.sampler.duration, one.sampler.genres) == (1995, 181, ("hip hop", "boom bap"))
    assert one.sampler.own_ids[1:] == ("isrc:GBAAA9500001", "isrc:GBAAA9500002")
    assert (one.sampled.year, other.sampled.year, other.sampler.year) == (None, 1974, None)


@pytest.mark.parametrize("suffix", [*COMPRESSIONS, ".zst"])
def test_every_compression_tells_the_same(tmp_path: Path, pair: tuple[Json, Json], suffix: str) -> None:
    compress = COMPRESSIONS.get(suffix, lambda data: pyarrow.Codec("zstd").compress(data, asbytes=True))
    plain = tmp_path / "recording"
    plain.write_bytes(lines(pair))
    assert relations(dump(tmp_path, pair, f"x.tar{suffix}", compress=compress)) == relations(plain)


def test_stdin_is_read(tmp_path: Path, pair: tuple[Json, Json], monkeypatch: pytest.MonkeyPatch) -> None:
    path = dump(tmp_path, pair)
    with path.open("rb") as file:
        monkeypatch.setattr(sys, "stdin", file)
        piped = relations(Path("-"))
    assert piped == relations(path)


def test_the_recordings_of_a_release_are_read_wherever_they_stand(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    third = recording(3, "Tin Whistle", "Ola Brandt")
    relate(pair[0], third)
    path = dump(tmp_path, [release(pair[0], pregap=pair[1], data=third)], "release.tar.xz", "mbdump/release")
    assert Counter(record.sampled.title for record in relations(path)) == {"Paper Lantern": 2, "Tin Whistle": 2}


def test_a_track_s_credit_serves_where_the_recording_has_none(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    album = release(pair[0])
    album["media"][0]["tracks"][0]["artist-credit"] = pair[0].pop("artist-credit")
    [record] = relations(dump(tmp_path, [album], "release.tar.xz", "mbdump/release"))
    assert record.sampler.song_id == "mc-quillon/night-bus"


def test_remixes_are_read_and_other_relations_are_not(tmp_path: Path) -> None:
    song = recording(1, "Night Bus", "MC Quillon")
    remix = recording(2, "Night Bus (Halyard remix)", "MC Quillon")
    relate(remix, song, REMIX)
    relate(recording(3, "Bus Lantern", "DJ Halyard"), song, MASHES_UP)
    song["relations"] += [
        {
            "type": "performance",
            "target-type": "work",
            "type-id": mbid(7),
            "direction": "forward",
            "work": {"title": "x"},
        },
        {
            "type": "samples material",
            "target-type": "release",
            "type-id": mbid(8),
            "direction": "forward",
            "release": {},
        },
    ]
    [one, other] = relations(dump(tmp_path, [song, remix]))
    assert (one.type, one.sampler.title, one.sampled.title) == (Relation.REMIXES, remix["title"], "Night Bus")
    assert one == other


@pytest.mark.parametrize(
    ("remark", "title"),
    [
        ("live, 1999-05-04: Tin Roof Club", "Night Bus (live, 1999-05-04: Tin Roof Club)"),
        ("1999 remix", "Night Bus (1999 remix)"),
        ("album version", "Night Bus"),
        ("as on the first pressing", "Night Bus"),
        ("", "Night Bus"),
        (None, "Night Bus"),
    ],
)
def test_a_disambiguation_that_names_another_recording_joins_the_title(
    tmp_path: Path, pair: tuple[Json, Json], remark: str | None, title: str
) -> None:
    pair[0]["disambiguation"] = remark
    assert relations(dump(tmp_path, pair[:1]))[0].sampler.title == title


@pytest.mark.parametrize(
    ("names", "credit", "roles"),
    [
        ([artist("A")], "A", "m"),
        ([artist("A", " & "), artist("B")], "A; B", "mm"),
        ([artist("A", " feat. "), artist("B", " & "), artist("C")], "A feat. B; C", "mff"),
        ([artist("A", ", "), artist("B", " Featuring "), artist("C")], "A; B feat. C", "mmf"),
        ([artist("A", " (ft "), artist("B", ")")], "A feat. B", "mf"),
        ([artist("A; B", " x "), artist("C")], "A, B; C", "mm"),
        ([artist("Little Feat", " feat. "), artist("B")], "Little Feat; feat. B", "mf"),
        ([artist("[unknown]", " feat. "), artist("B")], "B", "m"),
        ([artist("A", " + "), artist("[Dialogue]")], "A", "m"),
        ([artist("The A", " vs. "), artist("a"), artist("B")], "The A; a; B", "mm"),
    ],
)
def test_an_artist_credit_keeps_names_roles_and_ids(
    tmp_path: Path, pair: tuple[Json, Json], names: list[Json], credit: str, roles: str
) -> None:
    pair[0]["artist-credit"] = names
    song = relations(dump(tmp_path, pair[:1]))[0].sampler
    artists = credited_artists(song.artist_credit)
    assert (song.artist_credit, "".join(each.role[0] for each in artists)) == (credit, roles)
    by_name = {each["name"].replace(";", ","): f"mbid:{each['artist']['id']}" for each in names}
    assert song.artist_ids == tuple(by_name[each.name] for each in artists)


@given(
    parts=st.lists(
        st.tuples(
            st.text(st.sampled_from("abZ é;.()[]&日"), max_size=8)
            | st.sampled_from(["Feat Nine", "ft. x", "The Feat"]),
            st.sampled_from([" & ", ", ", " feat. ", " ft. ", " featuring ", "", " x "]),
            st.integers(0xA000, 0xAFFF),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda part: part[2],
    )
)
def test_every_artist_id_is_beside_its_artist(parts: list[tuple[str, str, int]]) -> None:
    names = [artist(name, join, number) for name, join, number in parts]
    try:
        credit, ids = musicbrainz_recording.artist_credit(names)
    except ValueError:
        return
    artists = credited_artists(credit)
    assert len(ids) == len(artists)
    told = {f"mbid:{mbid(number)}": name for name, _, number in parts}
    for each, own_id in zip(artists, ids, strict=True):
        assert not own_id or artist_id(told[own_id].replace(";", ",")) == each.artist_id


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_relation_waits_for_the_other_recording_s_credit(tmp_path: Path, order: tuple[int, int]) -> None:
    both = [
        recording(1, "Night Bus", "MC Quillon"),
        recording(2, "Paper Lantern", "Nova Kestrel", first_release_date="1974"),
    ]
    relate(both[0], both[1], credit=False)
    [record] = relations(dump(tmp_path, [both[at] for at in order]))
    assert (record.sampler.song_id, record.sampled.song_id, record.sampled.year) == (
        "mc-quillon/night-bus",
        "nova-kestrel/paper-lantern",
        1974,
    )
    assert record.sampler.artist_ids == (f"mbid:{both[0]['artist-credit'][0]['artist']['id']}",)


def test_a_relation_whose_other_recording_never_comes_is_told(tmp_path: Path) -> None:
    both = [recording(1, "Night Bus", "MC Quillon"), recording(2, "Paper Lantern", "Nova Kestrel")]
    relate(both[0], both[1], credit=False)
    [reject] = rejects(dump(tmp_path, [recording(9, "x", "y"), both[0]]))
    assert (reject.line, reject.reason) == (2, "the artist credit of one of the two recordings is nowhere in the file")
    assert reject.row == {"relation": "SAMPLES", "sampler": f"mbid:{mbid(1)}", "sampled": f"mbid:{mbid(2)}"}


def test_lines_told_twice_tell_the_same_twice(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    assert len(set(relations(dump(tmp_path, [*pair, *pair])))) == 2


@pytest.mark.parametrize("digits", [19, 400])
def test_numbers_and_dates_that_are_none_are_left_out(tmp_path: Path, pair: tuple[Json, Json], digits: int) -> None:
    pair[0].update({"length": 10**digits, "first-release-date": "9999-01-01"})
    options = ReadOptions()
    [(_, record)] = rows(dump(tmp_path, pair[:1]), options)
    assert isinstance(record, RelationRecord)
    assert (record.sampler.duration, record.sampler.year) == (None, None)
    assert [said.split(" left")[0] for said in options.left_out.said()] == [
        "1 dates that are none",
        "1 lengths that are none",
    ]


MARK = json.dumps({"type-id": SAMPLES}).encode()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"relations": [' + MARK + b"]", "not JSON: Expecting ',' delimiter"),
        (b"[" * 200_000 + MARK, "not JSON: nested too deeply"),
        (MARK + b"\xff", "not JSON: 'utf-8' codec can't decode"),
        (b'{"length": ' + b"9" * 5000 + b"," + MARK[1:], "not JSON: Exceeds the limit"),
        (b"[" + MARK + b"]", "a type of relation, but no relation of a recording"),
        (MARK, "a type of relation, but no relation of a recording"),
        (b'{"relations": [' + MARK + b"]}", "a relation without `recording`"),
        (b'{"relations": [{"recording": {}, ' + MARK[1:] + b"]}", "a relation without `direction`"),
        (
            b'{"relations": [{"recording": {}, "direction": "forward", ' + MARK[1:] + b"]}",
            "a recording whose `id` is no MBID",
        ),
    ],
)
def test_a_line_of_another_layout_says_what_was_expected(
    tmp_path: Path, pair: tuple[Json, Json], line: bytes, reason: str
) -> None:
    (number, bad), (_, good) = rows(dump(tmp_path, [line, pair[0]]))
    assert isinstance(bad, Reject)
    assert (number, bad.line, bad.reason[: len(reason)]) == (1, 1, reason)
    assert isinstance(good, RelationRecord)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, "a recording without `title`"),
        ({"title": "x" * 3000}, "a title or artist credit of over 2,000 letters"),
        ({"artist-credit": [artist("[unknown]")]}, "the artist is not known"),
        ({"artist-credit": "MC Quillon"}, "an `artist-credit` that is no list"),
        ({"artist-credit": [artist("()")]}, "artist or title is blank"),
        ({"id": "1"}, "a recording whose `id` is no MBID"),
    ],
)
def test_a_recording_that_is_no_song_is_rejected(
    tmp_path: Path, pair: tuple[Json, Json], change: Json, reason: str
) -> None:
    pair[0].update(change)
    [reject] = rejects(dump(tmp_path, pair[:1]))
    assert reject.reason.startswith(reason)
    assert reject.row["other"] == mbid(2)


def test_a_line_that_is_too_long_is_rejected_and_the_next_one_read(
    tmp_path: Path, pair: tuple[Json, Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(musicbrainz, "LONGEST_LINE", 1 << 20)
    path = dump(tmp_path, [pair[0], random.Random(1).randbytes(2 << 20).replace(b"\n", b"") + MARK, pair[1]])
    one, two, three = (record for _, record in rows(path))
    assert isinstance(two, Reject)
    assert (two.line, two.reason) == (2, "a line of over 1 MiB")
    assert isinstance(one, RelationRecord)
    assert isinstance(three, RelationRecord)


def test_no_relation_at_all_is_told(tmp_path: Path) -> None:
    [reject] = rejects(dump(tmp_path, [recording(1, "x", "y"), recording(2, "x", "y")]))
    assert reject.reason.startswith("no relation in all 2 lines: expected MusicBrainz's JSON")


def test_members_may_come_in_any_order(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    number = {"JSON_DUMPS_SCHEMA_NUMBER": b"1\n"}
    for members in (
        {"./mbdump/recording": lines(pair)} | NOTICES | number,
        number | {"mbdump/recording": lines(pair)} | NOTICES,
    ):
        path = tmp_path / "recording.tar"
        path.write_bytes(archive(members))
        assert len(relations(path)) == 2


def test_both_files_may_stand_in_one_archive_and_lines_count_on(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    path = tmp_path / "both.tar"
    path.write_bytes(archive({"mbdump/recording": lines([pair[0]]), "mbdump/release": lines([release(pair[1])])}))
    assert [line for line, _ in rows(path)] == [1, 2]


def test_another_schema_number_is_told(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    path = tmp_path / "recording.tar"
    path.write_bytes(archive({"JSON_DUMPS_SCHEMA_NUMBER": b"2\n", "mbdump/recording": lines(pair)}))
    assert [each.reason for each in rejects(path)] == ["JSON_DUMPS_SCHEMA_NUMBER is '2', it was read as if it were 1"]


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recording.tar.xz"
    path.write_bytes(lzma.compress(archive({})))
    with pytest.raises(InputUnusable, match="not a recording or release of MusicBrainz"):
        list(rows(path))


@pytest.mark.parametrize("members", [NOTICES, {"mbdump/artist": b"{}"}])
def test_an_archive_without_recordings_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    path = tmp_path / "recording.tar.xz"
    path.write_bytes(lzma.compress(archive(members)))
    with pytest.raises(InputUnusable, match="no mbdump/recording or mbdump/release in it"):
        list(rows(path))


@pytest.mark.parametrize(
    "text", [b"", b"artist\ttitle\n", b"[]", b"{}\n", b'{"id": "x", "name": "An Artist"}\n', b"{" * 9]
)
def test_what_is_no_dump_is_refused_at_once(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "recording"
    path.write_bytes(text)
    with open_stream(path) as stream, pytest.raises(InputUnusable):
        musicbrainz.read(stream, ReadOptions())


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_a_truncated_archive_gives_what_stands_before_the_cut(tmp_path: Path, suffix: str) -> None:
    documents = []
    for number in range(0, 4000, 2):
        noise = random.Random(number).randbytes(200).hex()
        both = [recording(number + at, f"Song {number + at}", "A", annotation=noise) for at in (0, 1)]
        relate(both[0], both[1])
        documents += both
    path = dump(tmp_path, documents, f"x.tar{suffix}", compress=COMPRESSIONS[suffix])
    whole = relations(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    reading = rows(path)
    told = [record for _, record in itertools.islice(reading, len(whole) // 4)]
    with pytest.raises(InputUnusable, match=r"line \d+"):
        told.extend(record for _, record in reading)
    assert len(told) > len(whole) // 4
    assert told == whole[: len(told)]


def test_it_is_recognised(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    plain = tmp_path / "recording"
    plain.write_bytes(lines(pair))
    table = tmp_path / "table.tsv"
    table.write_text("relation\tartist\n")
    for path, expected in ((dump(tmp_path, pair), True), (plain, True), (table, False)):
        with open_stream(path) as stream:
            assert musicbrainz.recognises(stream) == expected


def test_the_registry_knows_it_and_another_thread_may_read_it(tmp_path: Path, pair: tuple[Json, Json]) -> None:
    both = [recording(3, "Tin Whistle", "Ola Brandt"), recording(4, "Tin Roof", "DJ Halyard")]
    relate(both[1], both[0], credit=False)  # so that the journal is used, too
    plain = tmp_path / "recording"
    plain.write_bytes(lines([*pair, *both]))
    for path in (plain, dump(tmp_path, [*pair, *both])):
        with open_stream(path) as stream, ThreadPoolExecutor(1) as thread:
            form = registry.recognised(stream, Tells.RELATIONS)
            records = registry.read(stream, form, ReadOptions())
            (_, source), *rest = thread.submit(list, records.rows).result()
            assert records.position() == records.size == path.stat().st_size
        assert form is musicbrainz.FORMAT
        assert isinstance(source, SourceRecord)
        assert (source.name, source.licence, "Genres" in source.terms) == ("MusicBrainz", "CC0-1.0", True)
        assert len(rest) == 3


SONG_FIELDS = [
    "id",
    "title",
    "artist-credit",
    "name",
    "joinphrase",
    "artist",
    "length",
    "isrcs",
    "genres",
    "disambiguation",
]
FIELDS = [
    *SONG_FIELDS,
    "relations",
    "type-id",
    "direction",
    "recording",
    "media",
    "tracks",
    "first-release-date",
    "attributes",
]
JSONISH = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([SAMPLES, REMIX, mbid(1)]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=JSONISH, path=st.lists(st.sampled_from(["relations", "recording", "artist-credit", "media"]), max_size=2)
)
def test_nothing_but_rejects_and_songs_comes_from_any_json(tmp_path: Path, document: object, path: list[str]) -> None:
    """A sound document of which any part is replaced by anything."""
    sampler, sampled = recording(1, "Night Bus", "MC Quillon"), recording(2, "Paper Lantern", "Nova Kestrel")
    relate(sampler, sampled)
    place: Json = sampler
    for step in path[:-1]:
        inner = place.get(step)
        place = inner[0] if isinstance(inner, list) and inner else place
    place[path[-1] if path else "genres"] = document
    file = tmp_path / "recording.tar"
    file.write_bytes(archive({"mbdump/recording": lines([sampler])}))
    for _, record in rows(file):
        assert isinstance(record, Reject | RelationRecord)
        if isinstance(record, RelationRecord):
            assert record.sampler.song_id
            assert record.sampled.song_id
            assert len(record.sampler.artist_ids) == len(credited_artists(record.sampler.artist_credit))


def test_memory_stays_flat_and_lines_without_relations_are_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200,000 recordings, 1 in 50 with a relation whose other end comes far behind, credits missing: 210 MB of JSON."""
    path = tmp_path / "recording.tar.gz"
    buffer = io.BytesIO()
    for number in range(200_000):
        document = recording(number, f"Song {number}", f"Artist {number % 5000}", annotation="a word " * 80)
        if number % 100 in (0, 1):
            other = recording(number ^ 1, f"Song {number ^ 1}", "x")
            relate(*((document, other) if number % 2 else (other, document)), credit=False)
        buffer.write(lines([document]) + b"\n")
    path.write_bytes(COMPRESSIONS[".gz"](archive({"mbdump/recording": buffer.getvalue()})))
    del buffer
    parsed = 0
    loads = json.loads

    def counted(text: bytes) -> object:
        nonlocal parsed
        parsed += 1
        return loads(text)

    monkeypatch.setattr(musicbrainz.json, "loads", counted)
    tracemalloc.start()
    try:
        told = sum(isinstance(record, RelationRecord) for _, record in rows(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told == 2000
    assert parsed == 6000  # 4,000 lines, and 2,000 songs that another one waited for
    assert peak < 8_000_000
