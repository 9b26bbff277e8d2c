"""What the answers of MusicBrainz's web service tell: one parser for each kind of address.

A recording's answer and a browse of an artist's recordings tell relations as the dumps do (`musicbrainz_recording`), so that a
crawl and an import say the same. From a recording a crawl goes on to the recordings it is related to and to the artists of
both; a search gives recordings, or the artist who has the name that was asked for: no songs, and no further pages, since what
stands there fits ever less.
"""

import json
from collections.abc import Callable
from typing import Any

from crawler.musicbrainz import addresses
from crawler.musicbrainz.addresses import Address
from crawler.pages.page import Link, Page, PageKind, PageUnreadable
from graph.identity import artist_id, credited_artists
from graph.records import SongClaim, SongRecord
from graph.sources.musicbrainz_recording import (
    SOURCE,
    Json,
    OtherLayout,
    list_of,
    record,
    recording_id,
    related,
    relations,
    song,
    text_of,
)
from graph.sources.own_ids import mbid
from graph.sources.values import clean

VARIOUS_ARTISTS = "mbid:89ad4ac3-39f7-470e-963a-56509c546377"  # stands for whoever is on a compilation


def parse(text: str, url: str) -> Page:
    """The page of one answer; raises PageUnreadable, and nothing else, for any other text or address."""
    try:
        address = addresses.read(url)
    except ValueError as error:
        raise PageUnreadable(PageKind.RECORDING, str(error)) from None
    try:
        return _PARSERS[address.kind](_answer(text), address)
    except OtherLayout as error:
        raise PageUnreadable(address.kind, str(error)) from None


def _answer(text: str) -> Json:
    try:
        answer = json.loads(text)
    except RecursionError:
        raise OtherLayout("not JSON: nested too deeply") from None
    except ValueError as error:
        raise OtherLayout(f"not JSON: {error}"[:200]) from None
    if not isinstance(answer, dict):
        raise OtherLayout("not an object")
    if "error" in answer:
        raise OtherLayout(f"the service says: {text_of(answer['error'])[:200]!r}")
    return answer


def _recording(answer: Json, address: Address) -> Page:
    page = Page(address.url, PageKind.RECORDING)
    links = _Links(address)
    if told := _tell(answer, page, links):
        page.songs.append(SongClaim(told, SOURCE))
    page.links = links.all()
    return page


def _recordings(answer: Json, address: Address) -> Page:
    page = Page(address.url, PageKind.RECORDINGS)
    links = _Links(address)
    recordings, announced = _listed(answer, "recordings", "recording-count", "recording-offset", address)
    page.announced["recordings"], page.listed["recordings"] = announced, len(recordings)
    for recording in recordings:
        told = _tell(recording, page, links)
        if told and any(relations(recording)):
            page.songs.append(SongClaim(told, SOURCE))
    page.links = links.all()
    following = address.offset + len(recordings)
    if recordings and following < announced:
        page.next_url = Address(address.kind, address.of, offset=following, base=address.base).url
    return page


def _search(answer: Json, address: Address) -> Page:
    page = Page(address.url, PageKind.SEARCH)
    links = _Links(address)
    matches, announced = _listed(answer, f"{address.entity}s", "count", "offset", address)
    page.announced[f"{address.entity}s"], page.listed[f"{address.entity}s"] = announced, len(matches)
    if address.entity == "recording":
        for recording in matches:
            links.recording(recording)
    else:
        artists = [_artist(match) for match in matches]
        wanted = artist_id(address.name) if address.name else ""
        # the best match comes first; whoever means a namesake gives the MBID
        fitting = (each for each in artists if not wanted or wanted in {artist_id(name) for name in each[1]})
        if found := next(fitting, None):
            links.artist(*found[0])
    page.links = links.all()
    return page


def _tell(recording: Json, page: Page, links: "_Links") -> SongRecord | None:
    """Put what a recording tells onto the page; the recording as a song, None where it is none."""
    if not isinstance(recording.get("relations"), list):
        raise OtherLayout("a recording without `relations`")
    teller = _song(recording)
    links.artists(teller if any(relations(recording)) or page.kind is PageKind.RECORDING else None)
    for relation in relations(recording):
        read = related(relation)
        links.recording(read.other)
        other = _song(read.other)
        links.artists(other)
        page.announced[read.type] = page.announced.get(read.type, 0) + 1
        if teller and other:
            page.relations.append(record(read.type, *read.ends(teller, other), read.part))
            page.listed[read.type] = page.listed.get(read.type, 0) + 1
    return teller


def _song(recording: Json) -> SongRecord | None:
    """The recording as a song, None where it is none (by [unknown], of endless title); raises OtherLayout."""
    recording_id(recording)
    try:
        told = song(recording)
    except OtherLayout:
        raise
    except ValueError:
        return None
    if not told:
        raise OtherLayout("a recording without `artist-credit`")
    return told


def _artist(match: Json) -> tuple[tuple[str, str], list[str]]:
    """An artist's own id and name, and all names."""
    own_id, name = mbid(text_of(match.get("id"))), clean(text_of(match.get("name")))
    if not own_id or not name:
        raise OtherLayout("an artist without `id` or `name`")
    aliases = [text_of(alias.get("name")) for alias in list_of(match.get("aliases")) if isinstance(alias, dict)]
    return (own_id, name), [name, *aliases]


def _listed(answer: Json, field: str, count: str, offset: str, address: Address) -> tuple[list[Json], int]:
    """What a list holds from where it was asked for, and how many there are in all."""
    listed = answer.get(field)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise OtherLayout(f"no list `{field}` of objects")
    announced, begins = _number(answer, count), _number(answer, offset)
    if begins != address.offset:
        raise OtherLayout(f"`{offset}` is {begins}, {address.offset} was asked for")
    if not listed and announced > address.offset:
        raise OtherLayout(f"`{count}` is {announced}, but `{field}` is empty")
    return listed, announced


def _number(answer: Json, field: str) -> int:
    value: Any = answer.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise OtherLayout(f"no number `{field}`")
    return value


class _Links:
    """Where to go on from one page, recordings before artists, none twice and none back to the page."""

    def __init__(self, address: Address) -> None:
        self._page = address
        self._recordings: dict[str, Link] = {}
        self._artists: dict[str, Link] = {}

    def recording(self, recording: Json) -> None:
        """The recording's own page. Raises OtherLayout."""
        url = self._url(PageKind.RECORDING, recording_id(recording))
        self._recordings.setdefault(url, Link(url, PageKind.RECORDING))

    def artists(self, told: SongRecord | None) -> None:
        """The recordings of everybody who is credited."""
        if told:
            for artist, own_id in zip(credited_artists(told.artist_credit), told.artist_ids, strict=True):
                self.artist(own_id, artist.name)

    def artist(self, own_id: str, name: str) -> None:
        """The recordings of one artist, if there is an id."""
        if own_id and own_id != VARIOUS_ARTISTS:
            url = self._url(PageKind.RECORDINGS, own_id)
            self._artists.setdefault(url, Link(url, PageKind.RECORDINGS, name))

    def all(self) -> list[Link]:
        """All of them, in the order in which they were met."""
        own = Address(self._page.kind, self._page.of, self._page.entity, base=self._page.base).url
        return [link for url, link in (self._recordings | self._artists).items() if url != own]

    def _url(self, kind: PageKind, own_id: str) -> str:
        return Address(kind, own_id.removeprefix("mbid:"), base=self._page.base).url


_PARSERS: dict[PageKind, Callable[[Json, Address], Page]] = {
    PageKind.RECORDING: _recording,
    PageKind.RECORDINGS: _recordings,
    PageKind.SEARCH: _search,
}
