"""The artists that a part of a page names, and their credit as the graph reads it back."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from crawler.address import is_film, kind_of, segments
from crawler.pages.document import Document, Element, text_of
from crawler.pages.page import PageKind
from graph.identity import artist_id, credited_artists
from graph.sources.values import clean

LONGEST_TEXT = 2000  # letters of a title, name or credit

_FEATURED = re.compile(r"\b(?:feat|ft|featuring)\b", re.IGNORECASE)
_BY = re.compile(r"^\s*by(?:\s+|$)", re.IGNORECASE)
_YEAR = re.compile(r"\s*\([0-9]{4}\)\s*$")
# signs that part names in a credit, by others that look and fold alike and part none
_SEMICOLON = str.maketrans({";": "；"})
_BETWEEN = str.maketrans({"/": "／", "×": "✕"})
_COMMA = str.maketrans({",": "，"})


class Artist(NamedTuple):
    """An artist as a page names one; `url` is the address of the artist's page, "" where there is no link."""

    name: str
    url: str = ""
    featured: bool = False


class Credited(NamedTuple):
    """The artists of a song, and the credit that says so; `film` where the link is to a film or series instead."""

    text: str
    artists: tuple[Artist, ...] = ()
    film: bool = False


@lru_cache(maxsize=2**14)
def _as_one(name: str) -> str:
    """The name so that a credit does not come apart in it; "" for what names nobody."""
    name = name.translate(_SEMICOLON)
    if not credited_artists(name):
        return ""
    identity = artist_id(name)
    for signs in ({}, _BETWEEN, _COMMA):  # no more signs than need be: a trailing `, The` is a rule of its own
        spelled = name.translate(signs)
        if [credit.artist_id for credit in credited_artists(spelled)] == [identity]:
            return spelled
    return name.translate(_BETWEEN | _COMMA)


def credit_text(artists: Iterable[Artist]) -> str:
    """`A; B feat. C; D`, which `graph.identity.credited_artists` reads as these artists in these roles."""
    main: list[str] = []
    featured: list[str] = []
    for artist in artists:
        name = _as_one(artist.name)
        if name:
            (featured if artist.featured else main).append(name)
    if not main:
        return "; ".join(featured)
    return " feat. ".join("; ".join(names) for names in (main, featured) if names)


def credited(part: Element, document: Document) -> Credited:
    """The artists that are linked in a part of a page, or stand there in bold (the page's own); its text where none is.

    The words between links tell the roles: all after `feat.` are featured. Bold is the artist of an artist's page.
    """
    artists: list[Artist] = []
    featured = False
    for link in part.iter("a", "strong"):
        own = link.tag == "strong"
        if own and (document.kind is not PageKind.ARTIST or len(link)):
            continue
        url = "" if own else document.address(link.get("href"))
        if url and is_film(url):
            return Credited("", (), film=True)
        if not own and kind_of(url) is not PageKind.ARTIST:
            continue
        featured = featured or bool(_FEATURED.search(_text_before(link, part)))
        name = text_of(link)
        if name and len(name) <= LONGEST_TEXT:
            artists.append(Artist(name, url or artist_page(document.url, document), featured))
    if artists:
        return Credited(credit_text(artists), tuple(artists))
    text = clean(_YEAR.sub("", _BY.sub("", text_of(part))))
    return Credited(text if len(text) <= LONGEST_TEXT and credited_artists(text) else "")


def _text_before(link: Element, part: Element) -> str:
    """The text between a link and the tag before it."""
    while True:
        before = link.getprevious()
        if before is not None:
            return before.tail or ""
        link = link.getparent()
        if link is None:
            return ""
        if link is part or (link.text or "").strip():
            return link.text or ""


def artist_page(url: str, document: Document) -> str:
    """The address of the artist whose song or list an address shows."""
    parts = segments(url)
    return document.address(f"/{parts[0]}/") if parts else ""


def follow_artists(artists: Iterable[Artist], document: Document) -> None:
    """Note the pages of artists to go on with."""
    for artist in artists:
        if artist.url:
            document.follow(artist.url, artist.name)
