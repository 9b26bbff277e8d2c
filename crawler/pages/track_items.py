"""Songs in the lists of artists, years and tags: each with its facts and at most three connections in all.

An item is an `article` until 2023 and a `section` later, of the same class.
"""

import re

from crawler.address import kind_of
from crawler.pages.credits import Credited, credited, follow_artists
from crawler.pages.directions import Direction, of_action
from crawler.pages.document import Document, Element, classes, properties, text_of
from crawler.pages.page import Page, PageKind
from crawler.pages.rows import NAMELESS, Row, relate, skip
from crawler.pages.songs import song, unique
from graph.records import SongClaim, SongRecord
from graph.sources.values import clean, year

UNKNOWN_WORDS = "unknown words for a connection"

_YEAR_IN_BRACKETS = re.compile(r"\(([0-9]{4})\)")
# a line of its own until 2018, later an element whose class says so; sources disagree
_PRODUCED = re.compile(r"(?:producer credit:|\bproduced by)\s*(.+)", re.IGNORECASE)


def read_items(document: Document, page: Page, own_artist: Credited) -> int:
    """Add the songs of the page, their connections and links; returns how many items stand there.

    `own_artist` is whose page it is, the artist of songs and remixes that name none; without text where it is no one's.
    """
    items = document.with_class("trackItem")
    for item in items:
        _read_item(item, document, page, own_artist)
    return len(items)


def _read_item(item: Element, document: Document, page: Page, own_artist: Credited) -> None:
    name = years = by = None
    connections: dict[Element, tuple[Direction | None, Element]] = {}  # one of each entry
    direction: Direction | None = None
    producers: list[str] = []
    for part in item.iterdescendants():
        named = classes(part)
        if "trackName" in named and name is None:
            name = part
        elif "trackYear" in named:
            years = part
        elif "trackArtistName" in named:
            by = part
        elif "sampleAction" in named:
            direction = of_action(text_of(part))
        elif "connectionName" in named:
            connections.setdefault(next(part.iterancestors("li"), part.getparent()), (direction, part))
        elif any("producer" in each.lower() for each in named):
            producers += _producers(part, document)
    own = None
    if name is not None:
        title, url = _title_and_address(name, document)
        artists = credited(by, document) if by is not None else own_artist
        released = year(text_of(years)) if years is not None else None
        producers = producers or _producers(name, document)
        own = song(artists.text, title, released, document, url=url, producers=unique(producers))
    if own is None:
        skip(page, NAMELESS)
        return
    document.follow(url)
    follow_artists(artists.artists, document)
    page.songs.append(SongClaim(own, document.site.source))
    for entry, (direction, link) in connections.items():
        if direction is None:
            skip(page, UNKNOWN_WORDS)
        else:
            _read_connection(entry, link, direction, own, own_artist, document, page)


def _title_and_address(name: Element, document: Document) -> tuple[str, str]:
    for link in [name, *name.iter("a")]:
        url = document.address(link.get("href"))
        if kind_of(url) is PageKind.TRACK:
            told = properties(link)["name"]
            return text_of(told[0] if told else link), url
    return "", ""


def _producers(part: Element, document: Document) -> list[str]:
    """The producers of a line that names them, by links or as text."""
    if not (found := _PRODUCED.search(text_of(part))):
        return []
    linked = credited(part, document) if "trackName" not in classes(part) else Credited("")
    follow_artists(linked.artists, document)
    return [artist.name for artist in linked.artists] or [clean(found[1])[:200]]


def _read_connection(
    entry: Element,
    link: Element,
    direction: Direction,
    own: SongRecord,
    own_artist: Credited,
    document: Document,
    page: Page,
) -> None:
    title = text_of(link)
    behind = text_of(entry).partition(title)[2]
    artists = credited(entry, document)
    if not artists.artists and not artists.film:
        # without links, the whole entry was taken for a credit
        named = re.match(r"\s*by\s+(.*?)\s*(?:\([0-9]{4}\))?$", behind)
        artists = Credited(named[1]) if named else own_artist
    found = _YEAR_IN_BRACKETS.findall(behind)
    url = document.address(link.get("href"))
    row = Row(url if kind_of(url) is PageKind.CONNECTION else "", title, artists, year(found[-1]) if found else None)
    relate(row, direction, own, document, page)
