"""A connection's page: both songs with their own addresses, how one takes from the other, and when it is heard."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from crawler.address import is_film, kind_of, segments
from crawler.pages.credits import Credited, artist_page, credit_text, credited, follow_artists
from crawler.pages.document import Document, Element, properties, text_of, with_class
from crawler.pages.page import Page, PageKind
from crawler.pages.rows import FILM, part_name, skip
from crawler.pages.songs import duration_in, producers_in, song, unique, year_in
from graph.records import RelationRecord, SongClaim, SongRecord
from graph.schema import Kind, Relation
from graph.sources.timings import moments, times

_RELATIONS = {"sample": Relation.SAMPLES, "cover": Relation.COVERS, "remix": Relation.REMIXES}
# the last is what a site says that does not know how
_KINDS = {"direct sample": Kind.DIRECT, "interpolation": Kind.INTERPOLATION, "sample": Kind.UNKNOWN}
_HEADING = re.compile(r"(direct sample|interpolation|sample)\b(?:\s*\([^)]*\))?(?:\s+of\s+(.+))?", re.IGNORECASE)
_WITH_ID = etree.XPath("descendant-or-self::*[@id = $id]")
_TIMINGS = etree.XPath("descendant::*[@data-timings]")


@dataclass(slots=True)
class Box:
    """One of the two songs as the page shows it."""

    element: Element
    title: str
    url: str
    credited: Credited


def read(document: Document) -> Page:
    """Both songs, their relation, and links to both and their artists; of a film or series only the song beside it."""
    page = document.page()
    relation = _RELATIONS[segments(document.url)[0]]
    kind, part = _kind_and_part(document) if relation is Relation.SAMPLES else (Kind.UNKNOWN, "")
    boxes = _boxes(document)
    newer, source = (_box(element, document) for element in boxes)
    told: list[SongRecord] = []
    for box in (newer, source):
        if box.credited.film:
            skip(page, FILM)
            continue
        record = _song(box, document)
        if relation is Relation.REMIXES and box is newer:
            record = _with_remixers(record, newer, source, document)
        told.append(record)
        page.songs.append(SongClaim(record, document.site.source))
        document.follow(box.url)
        follow_artists(box.credited.artists, document)
    if len(told) == 2:
        sampler, sampled = told
        heard = times(*map(_moments, boxes))
        relation_record = RelationRecord(
            relation, sampler, sampled, document.site.source, document.url, kind, part, heard
        )
        page.relations.append(relation_record)
    return document.complete(page)


def _kind_and_part(document: Document) -> tuple[Kind, str]:
    heading = next((text_of(element) for element in document.with_class("section-header-title")), "")
    found = _HEADING.fullmatch(heading)
    if not found:
        raise document.unreadable(f"{heading!r} does not tell a kind of sample" if heading else "no heading")
    return _KINDS[found[1].lower()], part_name(found[2] or "")


def _boxes(document: Document) -> tuple[Element, Element]:
    """The boxes of the song that takes and of its source: by their ids, or else the first and the second."""
    boxes = document.with_class("sampleEntryBox")
    found = [next((box for box in boxes if _WITH_ID(box, id=f"sampleWrap_{end}")), None) for end in ("dest", "source")]
    if found[0] is None and found[1] is None:
        found = boxes
    if len(found) != 2 or None in found or found[0] is found[1]:
        raise document.unreadable("it does not show two songs")
    return found[0], found[1]


def _box(element: Element, document: Document) -> Box:
    title = url = ""
    for link in with_class(element, "trackName"):
        title, url = text_of(link), document.address(link.get("href"))
        if title:
            break
    line = next(with_class(element, "sampleTrackArtists"), None)
    artists = credited(line, document) if line is not None else Credited("")
    return Box(element, title, url, Credited("", (), film=True) if is_film(url) else artists)


def _song(box: Box, document: Document) -> SongRecord:
    told = properties(box.element)
    record = song(
        box.credited.text,
        box.title,
        year_in(box.element, told, document),
        document,
        url=box.url,
        duration=duration_in(told),
        producers=producers_in(told, document),
    )
    if record is None:
        raise document.unreadable("a song without title or artist")
    return record


def _with_remixers(record: SongRecord, remix: Box, source: Box, document: Document) -> SongRecord:
    """The remix as the graph has it: a page shows the remixers as artists, where the address is the original artist's."""
    of_address = artist_page(remix.url, document) if kind_of(remix.url) is PageKind.TRACK else ""
    if not of_address or any(artist.url == of_address for artist in remix.credited.artists):
        return record
    principal = [artist for artist in source.credited.artists[:1] if artist.url == of_address]
    return replace(
        record,
        artist_credit=credit_text(principal) or record.artist_credit,
        remixers=unique(artist.name for artist in remix.credited.artists),
    )


def _moments(box: Element) -> str:
    timed = _TIMINGS(box)
    starts = timed[0].get("data-timings") or "" if timed else ""
    wrapper = next(with_class(box, "timing-wrapper"), None)
    throughout = wrapper is not None and "throughout" in text_of(wrapper).lower()
    return moments(starts, throughout)
