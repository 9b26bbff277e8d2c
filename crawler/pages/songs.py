"""Songs as pages tell them, in the graph's records."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.address import kind_of
from crawler.pages.credits import LONGEST_TEXT
from crawler.pages.document import Document, Element, Properties, stated, text_of
from crawler.pages.page import PageKind
from crawler.site import WHOSAMPLED
from graph.records import SongRecord
from graph.sources import own_ids
from graph.sources.values import LONGEST_DURATION, year

_DURATION = re.compile(r"PT(?:([0-9]{1,2})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})(?:\.[0-9]*)?S)?")


def own_id(url: str, document: Document) -> str:
    """`whosampled:/Artist/Title/` of the song whose page is at an address in normal form; "" for another page's.

    The ids of every site are spelled as WhoSampled's are.
    """
    if kind_of(url) is not PageKind.TRACK:
        return ""
    found = own_ids.whosampled(WHOSAMPLED.base + urlsplit(url).path)
    return found.replace(WHOSAMPLED.own_ids, document.site.own_ids, 1)


def song(
    credit: str,
    title: str,
    released: int | None,
    document: Document,
    url: str = "",
    duration: int | None = None,
    genres: tuple[str, ...] = (),
    producers: tuple[str, ...] = (),
    remixers: tuple[str, ...] = (),
) -> SongRecord | None:
    """The record of a song; None for one without a title or artist, or of over LONGEST_TEXT letters."""
    if max(len(credit), len(title)) > LONGEST_TEXT:
        return None
    known_as = own_id(url, document) if url else ""
    record = SongRecord(
        credit,
        title,
        released,
        duration,
        genres,
        (known_as,) if known_as else (),
        producers=producers,
        remixers=remixers,
    )
    return record if record.song_id else None


def seconds(text: str) -> int | None:
    """The duration in `PT0H4M2S` (ISO 8601); None for what is none, and for none at all."""
    found = _DURATION.fullmatch(text.strip())
    total = sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else 0
    return total if 0 < total <= LONGEST_DURATION else None


def duration_in(told: Properties) -> int | None:
    """The duration that a part of a page states."""
    return next(filter(None, (seconds(stated(each)) for each in told["duration"])), None)


def year_in(part: Element, told: Properties, document: Document) -> int | None:
    """The year of release that a part of a page states, or else links to."""
    for each in told["datePublished"]:
        if found := year(stated(each)):
            return found
    for link in part.iter("a"):
        if "/browse/year/" in document.address(link.get("href")) and (found := year(text_of(link))):
            return found
    return None


def producers_in(told: Properties, document: Document) -> tuple[str, ...]:
    """The names of the producers that a part of a page states, each once; their pages are noted."""
    names: list[str] = []
    for each in told["producer"]:
        links = list(each.iter("a"))
        for named in links or [each]:
            name = text_of(named)
            if name and len(name) <= LONGEST_TEXT:
                names.append(name)
                document.follow(document.address(named.get("href")), name)
    return unique(names)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in order."""
    return tuple(dict.fromkeys(names))
