import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.musicbrainz import addresses
from crawler.musicbrainz.addresses import Address
from crawler.musicbrainz.answers import VARIOUS_ARTISTS, parse
from crawler.pages.page import Page, PageKind, PageUnreadable
from graph.records import RelationRecord
from graph.schema import Relation
from graph.sources import musicbrainz
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from tests.crawler.musicbrainz.stand_in import catalogue, told
from tests.graph.sources.musicbrainz_dump import (
    MASHES_UP,
    REMIX,
    SAMPLES,
    Json,
    artist,
    dump,
    mbid,
    recording,
    relate,
    short,
)

EVERYTHING = set(addresses.TOLD.replace("&", "+").split("+"))


def lookup(document: Json, base: str = "https://musicbrainz.org") -> Page:
    return parse(json.dumps(told(document, EVERYTHING)), addresses.from_recording(document["id"], base).url)


def browse(documents: list[Json], of: str, offset: int = 0, count: int | None = None) -> Page:
    answer = {
        "recording-count": len(documents) if count is None else count,
        "recording-offset": offset,
        "recordings": [told(each, EVERYTHING) for each in documents],
    }
    return parse(json.dumps(answer), Address(PageKind.RECORDINGS, of, offset=offset).url)


def unreadable(text: str, url: str) -> str:
    with pytest.raises(PageUnreadable) as raised:
        parse(text, url)
    assert raised.value.kind is addresses.read(url).kind
    return raised.value.problem


@pytest.fixture
def pair() -> tuple[Json, Json]:
    """A recording that samples another."""
    sampler = recording(
        1,
        "Night Bus",
        artist("MC Quillon", " feat. "),
        artist("Ola Brandt"),
        length=181_499,
        first_release_date="1995-03-02",
        isrcs=["GBAAA9500001"],
        genres=[{"name": "boom bap", "count": 1}],
    )
    sampled = recording(2, "Paper Lantern", "Nova Kestrel", first_release_date="1974")
    relate(sampler, sampled, attributes=["additional", "drums (drum set)"])
    return sampler, sampled


def own(document: Json) -> list[str]:
    return [f"mbid:{part['artist']['id']}" for part in document["artist-credit"]]


def test_a_recording_tells_itself_and_what_it_samples(pair: tuple[Json, Json]) -> None:
    page = lookup(pair[0])
    assert (page.kind, page.url, page.next_url) == (
        PageKind.RECORDING,
        addresses.from_recording(mbid(1)).url,
        "",
    )
    [claim] = page.songs
    [relation] = page.relations
    assert claim.source == relation.source == "MusicBrainz"
    assert claim.song == relation.sampler
    song = claim.song
    assert (song.artist_credit, song.title, song.year, song.duration) == (
        "MC Quillon feat. Ola Brandt",
        "Night Bus",
        1995,
        181,
    )
    assert (song.own_ids, song.genres) == ((f"mbid:{mbid(1)}", "isrc:GBAAA9500001"), ("boom bap",))
    assert list(song.artist_ids) == own(pair[0])
    assert (relation.type, relation.part) == (Relation.SAMPLES, "drums (drum set)")
    assert relation.source_url == f"https://musicbrainz.org/recording/{mbid(1)}"
    assert (relation.sampled.title, relation.sampled.own_ids) == ("Paper Lantern", (f"mbid:{mbid(2)}",))
    assert page.announced == page.listed == {"SAMPLES": 1}


def test_direction_says_who_samples_whom(pair: tuple[Json, Json]) -> None:
    """`forward` is from the sampler, so that the sampled recording tells the same relation `backward`."""
    directions = [document["relations"][0]["direction"] for document in pair]
    assert directions == ["forward", "backward"]
    for document in pair:
        [relation] = lookup(document).relations
        assert (relation.sampler.title, relation.sampled.title) == ("Night Bus", "Paper Lantern")
        assert relation.source_url.endswith(mbid(1))


def test_a_remix_is_of_what_it_remixes_and_other_types_are_not_read(pair: tuple[Json, Json]) -> None:
    song = pair[0]
    remix = recording(4, "Night Bus (Halyard remix)", "MC Quillon")
    mash_up = recording(5, "Bus Lantern", "DJ Halyard")
    relate(remix, song, REMIX)
    relate(mash_up, song, MASHES_UP)
    page = lookup(song)
    [_, relation] = page.relations
    assert (relation.type, relation.sampler.title) == (Relation.REMIXES, "Night Bus (Halyard remix)")
    assert page.announced == {"SAMPLES": 1, "REMIXES": 1}
    assert addresses.from_recording(mbid(5)).url not in {link.url for link in page.links}


def test_it_goes_on_to_the_other_recordings_then_to_the_artists(pair: tuple[Json, Json]) -> None:
    relate(pair[0], recording(3, "Tin Whistle", "Ola Brandt"))
    relate(pair[0], pair[1])  # another sample of the same recording
    page = lookup(pair[0], "http://127.0.0.1:5000")
    to = [(link.kind, addresses.read(link.url).of, link.name) for link in page.links]
    quillon, brandt = own(pair[0])
    assert to == [
        (PageKind.RECORDING, mbid(2), ""),
        (PageKind.RECORDING, mbid(3), ""),
        (PageKind.RECORDINGS, quillon.removeprefix("mbid:"), "MC Quillon"),
        (PageKind.RECORDINGS, brandt.removeprefix("mbid:"), "Ola Brandt"),
        (PageKind.RECORDINGS, own(pair[1])[0].removeprefix("mbid:"), "Nova Kestrel"),
    ]
    assert all(link.url.startswith("http://127.0.0.1:5000/ws/2/") for link in page.links)
    assert all(addresses.read(link.url).url == link.url for link in page.links)


def test_a_recording_without_relations_tells_itself() -> None:
    page = lookup(recording(9, "Alone", "Nova Kestrel"))
    assert [claim.song.title for claim in page.songs] == ["Alone"]
    assert (page.relations, page.announced) == ([], {})
    assert [link.name for link in page.links] == ["Nova Kestrel"]


def test_what_is_no_song_is_announced_and_not_listed(pair: tuple[Json, Json]) -> None:
    """By nobody known, or with a title beyond all measure: the page is read, and its other relations are told."""
    relate(pair[0], recording(6, "Street Noise", "[unknown]"))
    relate(pair[0], recording(7, "x" * 3000, "Nova Kestrel"))
    page = lookup(pair[0])
    assert (page.announced, page.listed) == ({"SAMPLES": 3}, {"SAMPLES": 1})
    assert addresses.from_recording(mbid(6)).url in {link.url for link in page.links}
    street = recording(6, "Street Noise", "[unknown]")
    relate(pair[0], street)
    page = lookup(street)
    assert (page.songs, page.relations, page.announced) == ([], [], {"SAMPLES": 1})
    assert addresses.from_recording(mbid(1)).url in {link.url for link in page.links}


def test_the_artist_of_compilations_is_not_gone_on_to(pair: tuple[Json, Json]) -> None:
    pair[1]["artist-credit"][0]["artist"]["id"] = VARIOUS_ARTISTS.removeprefix("mbid:")
    assert [link.kind for link in lookup(pair[1]).links].count(PageKind.RECORDINGS) == 2


def test_an_answer_under_another_id_is_that_recording(pair: tuple[Json, Json]) -> None:
    """Recordings that were merged are answered under the id that was kept."""
    page = parse(json.dumps(told(pair[0], EVERYTHING)), addresses.from_recording(mbid(77)).url)
    assert page.url == addresses.from_recording(mbid(77)).url
    assert page.songs[0].song.own_ids[0] == f"mbid:{mbid(1)}"


def test_a_browse_tells_the_relations_of_many_recordings(pair: tuple[Json, Json]) -> None:
    alone = recording(9, "Alone", "Nova Kestrel")
    artist_of = own(pair[1])[0].removeprefix("mbid:")
    page = browse([pair[1], alone], artist_of)
    assert [claim.song.title for claim in page.songs] == ["Paper Lantern"]  # as in the dumps: only what is related
    assert [relation.sampler.title for relation in page.relations] == ["Night Bus"]
    assert page.announced == page.listed == {"recordings": 2, "SAMPLES": 1}
    assert [(link.kind, link.name) for link in page.links] == [
        (PageKind.RECORDING, ""),
        (PageKind.RECORDINGS, "MC Quillon"),
        (PageKind.RECORDINGS, "Ola Brandt"),
    ]
    assert page.next_url == ""


@pytest.mark.parametrize(
    ("offset", "rows", "count", "following"),
    [(0, 100, 230, 100), (100, 100, 230, 200), (200, 30, 230, None), (0, 40, 230, 40), (230, 0, 230, None)],
)
def test_the_next_page_begins_after_what_was_given(offset: int, rows: int, count: int, following: int | None) -> None:
    page = browse([recording(number, "x", "y") for number in range(1, rows + 1)], mbid(0xA), offset, count)
    expected = Address(PageKind.RECORDINGS, mbid(0xA), offset=following).url if following else ""
    assert page.next_url == expected
    assert (page.announced["recordings"], page.listed["recordings"]) == (count, rows)


def test_a_search_goes_on_to_each_recording_it_found() -> None:
    asked = addresses.from_search("lantern")
    found = [{**short(recording(number, "Lantern", "x")), "score": 100 - number} for number in (3, 1, 2)]
    page = parse(json.dumps({"count": 5000, "offset": 0, "recordings": found}), asked.url)
    assert [link.url for link in page.links] == [addresses.from_recording(mbid(number)).url for number in (3, 1, 2)]
    assert (page.songs, page.relations, page.next_url) == ([], [], "")
    assert (page.announced, page.listed) == ({"recordings": 5000}, {"recordings": 3})


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("nova kestrel", 2), ("The Nova Kestrel", 2), ("Kestrel", 4), ("Ola Brandt", None), ("Nova", 1)],
)
def test_a_name_goes_on_to_the_artist_who_has_it(name: str, chosen: int | None) -> None:
    found = [
        {"id": mbid(1), "name": "Nova", "score": 100},
        {"id": mbid(2), "name": "Nova Kestrel", "score": 99},
        {"id": mbid(3), "name": "Nova Kestrel", "score": 99, "disambiguation": "another one"},
        {"id": mbid(4), "name": "K.", "aliases": [{"name": "Kestrel", "sort-name": "Kestrel"}], "score": 7},
    ]
    page = parse(json.dumps({"count": 4, "offset": 0, "artists": found}), addresses.from_artist(name).url)
    expected = [Address(PageKind.RECORDINGS, mbid(chosen)).url] if chosen else []
    assert [link.url for link in page.links] == expected


def test_any_other_query_for_artists_goes_on_to_the_first() -> None:
    asked = Address(PageKind.SEARCH, "tag:funk", "artist")
    found = [{"id": mbid(1), "name": "Nova"}, {"id": mbid(2), "name": "Funk"}]
    page = parse(json.dumps({"count": 2, "offset": 0, "artists": found}), asked.url)
    assert [(link.url, link.name) for link in page.links] == [(Address(PageKind.RECORDINGS, mbid(1)).url, "Nova")]


def test_nothing_found_is_a_page(pair: tuple[Json, Json]) -> None:
    for field, asked in (("recordings", addresses.from_search("x")), ("artists", addresses.from_artist("x"))):
        assert parse(json.dumps({"count": 0, "offset": 0, field: []}), asked.url).links == []


def test_answers_and_dumps_tell_the_same(tmp_path: Path) -> None:
    with open_stream(dump(tmp_path, catalogue())) as stream:
        read = [record for _, record in musicbrainz.read(stream, ReadOptions()) if isinstance(record, RelationRecord)]
    looked_up = {relation for document in catalogue() for relation in lookup(document).relations}
    browsed = set(browse(catalogue(), mbid(0xA)).relations)
    assert len(read) == 10  # five relations, each told by both recordings
    assert set(read) == looked_up == browsed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON: Expecting value"),
        ("<html>Service Unavailable</html>", "not JSON: Expecting value"),
        ('{"id": "', "not JSON: Unterminated string"),
        ("[" * 200_000, "not JSON: nested too deeply"),
        ('{"length": ' + "9" * 5000 + "}", "not JSON: Exceeds the limit"),
        ("[]", "not an object"),
        ('{"error": "Not Found"}', "the service says: 'Not Found'"),
        ('{"error": {}}', "the service says: ''"),
        ("{}", "a recording without `relations`"),
        ('{"relations": []}', "a recording whose `id` is no MBID"),
    ],
)
def test_another_answer_than_a_recording_is_unreadable(text: str, problem: str) -> None:
    assert unreadable(text, addresses.from_recording(mbid(1)).url).startswith(problem)


@pytest.mark.parametrize(
    ("place", "change", "problem"),
    [
        ((), {"title": None}, "a recording without `title`"),
        ((), {"artist-credit": []}, "a recording without `artist-credit`"),
        ((), {"artist-credit": "MC Quillon"}, "an `artist-credit` that is no list"),
        ((), {"relations": {}}, "a recording without `relations`"),
        (("relations", 0), {"direction": "sideways"}, "a relation without `direction`"),
        (("relations", 0), {"recording": None}, "a relation without `recording`"),
        (("relations", 0, "recording"), {"id": "2"}, "a recording whose `id` is no MBID"),
        (("relations", 0, "recording"), {"artist-credit": None}, "a recording without `artist-credit`"),
    ],
)
def test_a_field_that_is_missing_makes_a_page_unreadable(
    pair: tuple[Json, Json], place: tuple[Any, ...], change: Json, problem: str
) -> None:
    answer: Any = told(pair[0], EVERYTHING)
    inner = answer
    for step in place:
        inner = inner[step]
    inner.update(change)
    assert unreadable(json.dumps(answer), addresses.from_recording(mbid(1)).url).startswith(problem)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"recordings": None}, "no list `recordings` of objects"),
        ({"recordings": ["x"]}, "no list `recordings` of objects"),
        ({"recordings": []}, "`recording-count` is 1, but `recordings` is empty"),
        ({"recordings": [{"id": mbid(1), "title": "x"}]}, "a recording without `relations`"),
        ({"recording-count": None}, "no number `recording-count`"),
        ({"recording-count": True}, "no number `recording-count`"),
        ({"recording-offset": "0"}, "no number `recording-offset`"),
        ({"recording-offset": 100}, "`recording-offset` is 100, 0 was asked for"),
    ],
)
def test_another_answer_than_a_list_is_unreadable(pair: tuple[Json, Json], change: Json, problem: str) -> None:
    answer = {"recording-count": 1, "recording-offset": 0, "recordings": [told(pair[0], EVERYTHING)]}
    url = Address(PageKind.RECORDINGS, mbid(0xA)).url
    assert parse(json.dumps(answer), url).relations
    assert unreadable(json.dumps(answer | change), url) == problem


@pytest.mark.parametrize("match", [{}, {"id": mbid(1)}, {"name": "Nova"}, {"id": "1", "name": "Nova"}])
def test_an_artist_without_id_or_name_is_unreadable(match: Json) -> None:
    text = json.dumps({"count": 1, "offset": 0, "artists": [match]})
    assert unreadable(text, addresses.from_artist("Nova").url) == "an artist without `id` or `name`"


def test_an_address_of_something_else_is_unreadable() -> None:
    for url in ("", "https://www.example.org/", "https://[", "https://musicbrainz.org/ws/2/release"):
        with pytest.raises(PageUnreadable):
            parse("{}", url)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.sampled_from([SAMPLES, REMIX, mbid(1), "\ud800", "artist:", "[unknown]", ";", "feat."]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
URLS = st.sampled_from(
    [
        addresses.from_recording(mbid(1)).url,
        Address(PageKind.RECORDINGS, mbid(0xA)).url,
        addresses.from_search("x").url,
        addresses.from_artist("Nova").url,
    ]
)


@settings(deadline=None)
@given(text=st.text(st.characters()) | ANYTHING.map(json.dumps), url=URLS | st.text(max_size=40))
def test_any_text_is_read_or_unreadable(text: str, url: str) -> None:
    with contextlib.suppress(PageUnreadable):
        assert isinstance(parse(text, url), Page)


@settings(deadline=None)
@given(value=ANYTHING, at=st.integers(0, 200), url=URLS)
def test_a_sound_answer_with_any_part_replaced_is_read_or_unreadable(value: object, at: int, url: str) -> None:
    one = recording(1, "Night Bus", "MC Quillon", isrcs=["GBAAA9500001"], genres=[{"name": "funk"}])
    other = recording(2, "Paper Lantern", artist("Nova Kestrel", " & "), artist("Ola Brandt"))
    relate(one, other, attributes=["drums"])
    answer: Any = told(one, EVERYTHING)
    kind = addresses.read(url).kind
    if kind is PageKind.RECORDINGS:
        answer = {"recording-count": 1, "recording-offset": 0, "recordings": [answer]}
    elif kind is PageKind.SEARCH:
        listed = {"recordings": [answer], "artists": [{"id": mbid(3), "name": "Nova", "aliases": [{"name": "N"}]}]}
        answer = {"count": 1, "offset": 0, **listed}
    places = list(_places(answer))
    holder, key = places[at % len(places)]
    holder[key] = value
    try:
        page = parse(json.dumps(answer), url)
    except PageUnreadable:
        return
    for relation in page.relations:
        assert relation.sampler.song_id
        assert relation.sampled.song_id
    for link in page.links:
        assert addresses.read(link.url).url == link.url
        link.name.encode()
    assert all(claim.song.song_id for claim in page.songs)


def _places(value: Any) -> Any:
    """Every (object or list, key) within it."""
    if isinstance(value, dict | list):
        for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from _places(inner)
