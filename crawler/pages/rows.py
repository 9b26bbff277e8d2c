"""Rows of connected songs on track and see-all pages: lists (2016 to early 2024) and tables (later).

UNVERIFIED: how tables show films, and see-all pages anything, after 2024; a link to a film is looked for in both.
"""

import re
from dataclasses import dataclass

from crawler.address import kind_of
from crawler.pages.credits import Credited, credited, follow_artists
from crawler.pages.directions import Direction
from crawler.pages.document import Document, Element, classes, text_of
from crawler.pages.genre_names import genre_name, is_genre
from crawler.pages.page import Page, PageKind
from crawler.pages.songs import song
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.sources.values import year

FILM = "film or TV"
NAMELESS = "no title or artist"

_YEAR_IN_BRACKETS = re.compile(r"\(([0-9]{4})\)")
_NOBODY = Credited("")


@dataclass(slots=True)
class Row:
    """What a row tells of the other song; `url` is the connection's page, `badges` its labels from the top."""

    url: str = ""
    title: str = ""
    credited: Credited = _NOBODY
    released: int | None = None
    badges: tuple[str, ...] = ()


def is_row(element: Element, named: list[str]) -> bool:
    """Whether an element is a row, by its own tag and classes; chart entries and heads of tables are none."""
    if element.tag == "tr":
        return any(cell.tag == "td" for cell in element)
    return "sampleEntry" in named and "chartsEntry" not in named


def read_row(element: Element, document: Document) -> Row:
    """A row of either layout, as far as it says something."""
    row = Row()
    for link in element.iter("a"):
        url = document.address(link.get("href"))
        if kind_of(url) is PageKind.CONNECTION and not (row.title and row.url):
            row.url = row.url or url
            row.title = text_of(link)  # "" of the picture
    if element.tag == "tr":
        _read_cells(element, document, row)
    else:
        _read_entry(element, document, row)
    return row


def _read_cells(element: Element, document: Document, row: Row) -> None:
    cells = [cell for cell in element if cell.tag == "td"]
    # the last three cells share a class; without it, they follow picture and title
    facts = [cell for cell in cells if "tdata__td3" in classes(cell)] or cells[2:]
    if facts:
        row.credited = credited(facts[0], document)
    for cell in facts[1:]:
        text = text_of(cell)
        if row.released is None and re.fullmatch(r"\(?[0-9]{4}\)?", text):
            row.released = year(text)
        elif text:
            row.badges = (*row.badges, text)


def _read_entry(element: Element, document: Document, row: Row) -> None:
    details = None
    badges: list[str] = []
    for part in element.iterdescendants("span", "div"):
        named = classes(part)
        if "trackArtist" in named:
            details = part
        elif "trackDetails" in named and details is None:
            details = part  # rows with films have only this; others have it around what is meant
        elif "topItem" in named or "bottomItem" in named:
            badges.append(text_of(part))
    row.badges = tuple(filter(None, badges))
    if details is not None:
        row.credited = credited(details, document)
        found = _YEAR_IN_BRACKETS.findall(text_of(details))
        row.released = year(found[-1]) if found else None


def relate(row: Row, direction: Direction, own: SongRecord, document: Document, page: Page) -> None:
    """Add a row to a page, as a relation with the page's own song in the direction of the section; note its links."""
    if row.credited.film:
        skip(page, FILM)
        return
    part, genre = _part_and_genre(row.badges, direction.relation)
    other = song(row.credited.text, row.title, row.released, document, genres=(genre,) if genre else ())
    if other is None:
        skip(page, NAMELESS)
        return
    if row.url:
        document.follow(row.url)
    follow_artists(row.credited.artists, document)
    page.relations.append(relation_record(direction, own, other, document, row.url, part))


def relation_record(
    direction: Direction, own: SongRecord, other: SongRecord, document: Document, url: str, part: str = ""
) -> RelationRecord:
    """The relation between a page's own song and another; `url` is the connection's page."""
    sampler, sampled = (own, other) if direction.own_takes else (other, own)
    return RelationRecord(direction.relation, sampler, sampled, document.site.source, url, part=part)


def skip(page: Page, reason: str) -> None:
    """Count a row that is no record."""
    page.skipped[reason] = page.skipped.get(reason, 0) + 1


def part_name(text: str) -> str:
    """A part as other sources write it; the name of a kind of sample is none."""
    part = text.lower()
    return "" if part in ("direct sample", "interpolation (replayed sample)", "interpolation") else part[:200]


def _part_and_genre(badges: tuple[str, ...], relation: Relation) -> tuple[str, str]:
    """Lists name part and genre of the other song on samples, tables the part alone; both the genre alone on the others."""
    genres = [badge for badge in badges if is_genre(badge)]
    if relation is not Relation.SAMPLES:
        return "", genre_name((genres or [*badges, ""])[0])
    others = [badge for badge in badges if not is_genre(badge)]
    genre = (genres or [*others[1:], ""])[0]
    return part_name((others or [""])[0]), genre_name(genre)
