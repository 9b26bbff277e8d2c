"""The parser of each kind of page, and how a page comes to it."""

from collections.abc import Callable
from typing import Final

from crawler.address import kind_of, normal_form
from crawler.pages import artist, connection, genre, listing, see_all, track
from crawler.pages.challenge import is_challenge
from crawler.pages.document import Document
from crawler.pages.not_found import is_not_found
from crawler.pages.page import Page, PageKind, PageNotFound, PageRefused, PageUnreadable
from crawler.site import Site

PARSERS: Final[dict[PageKind, Callable[[Document], Page]]] = {
    PageKind.GENRE: genre.read,
    PageKind.ARTIST: artist.read,
    PageKind.TRACK: track.read,
    PageKind.SEE_ALL: see_all.read,
    PageKind.CONNECTION: connection.read,
    PageKind.LISTING: listing.read,
}


def parse(text: str, url: str, site: Site) -> Page:
    """What the page at an address of the site tells; links are in normal form, each once.

    Raises PageRefused for a bot challenge, PageNotFound for one that says that it is none, PageUnreadable for another layout or
    address, and nothing else: a parser that stumbles must not stop a crawl, so its fault is a page that cannot be read too.
    """
    address = normal_form(url, site.base)
    kind = kind_of(address)
    if kind is None:
        raise PageUnreadable(None, "no address that a crawl reads")
    try:
        return PARSERS[kind](Document(text, address, kind, site))
    except PageUnreadable as unreadable:
        if is_challenge(text):
            raise PageRefused(f"{kind} page: the site asks whether a person reads it") from unreadable
        if is_not_found(text):
            raise PageNotFound(kind, "it says that there is no such page") from unreadable
        raise
    except Exception as error:
        raise PageUnreadable(kind, f"{type(error).__name__}: {error}") from error
