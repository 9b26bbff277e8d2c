"""An artist's page and the lists below it: an index of songs, each with a few of its connections."""

import re

from crawler.address import kind_of
from crawler.pages.credits import Artist, Credited, artist_page, credit_text
from crawler.pages.document import Document, text_of
from crawler.pages.page import Page, PageKind
from crawler.pages.track_items import read_items

_SOME = re.compile(r"\b[1-9][0-9,]* (?:samples?|covers?|remix(?:es)?)\b", re.IGNORECASE)


def read(document: Document) -> Page:
    """The songs, their listed connections, and links to songs, artists and connections."""
    page = document.page()
    name = next((text_of(element) for element in document.with_class("artistName")), "")
    own = Artist(name, artist_page(document.url, document))
    items = read_items(document, page, Credited(credit_text([own]), (own,)) if name else Credited(""))
    if items and not page.songs:
        raise document.unreadable(f"{items} songs and none that can be read")
    if not items:
        stats = next((text_of(element) for element in document.with_class("section-header-title")), "")
        if not name:
            raise document.unreadable("no artist and no songs")
        if _SOME.search(stats):
            raise document.unreadable(f"{stats!r} and no song that can be read")
    _follow_role(document)
    return document.complete(page)


def _follow_role(document: Document) -> None:
    """Where the page shows what the artist produced, its own songs are behind a link."""
    for menu in document.with_class("artist-role"):
        for link in menu.iter("a"):
            url = document.address(link.get("href"))
            if text_of(link).lower() == "as an artist" and kind_of(url) is PageKind.ARTIST:
                document.follow(url)
