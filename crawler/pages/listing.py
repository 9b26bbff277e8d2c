"""Lists of songs, artists or connections that are nobody's: tags, years, charts.

Years and tags list songs as an artist's page does; charts are read for their links alone, since a line such as
"A's T sample of B's S" does not say where a name ends. UNVERIFIED: the layout of `/most-sampled-…/` today.
"""

from lxml import etree

from crawler.address import kind_of
from crawler.pages.credits import Credited
from crawler.pages.document import Document, text_of
from crawler.pages.page import Page, PageKind
from crawler.pages.track_items import read_items

_ENTRIES = etree.XPath(
    "//li[ancestor::*[contains(@class, 'bordered-list')]] | //tr[ancestor::*[contains(@class, 'tdata')]]"
    " | //*[contains(@class, 'listEntry')]"
)
_KINDS = (PageKind.ARTIST, PageKind.TRACK, PageKind.CONNECTION)


def read(document: Document) -> Page:
    """The songs with their connections, or the links of a chart."""
    page = document.page()
    items = read_items(document, page, Credited(""))
    if items and not page.songs:
        raise document.unreadable(f"{items} songs and none that can be read")
    if not items:
        page.listed["entries"] = _follow_entries(document)
        if not page.listed["entries"]:
            raise document.unreadable("no songs and no entries of a chart")
    return document.complete(page)


def _follow_entries(document: Document) -> int:
    entries = 0
    for entry in _ENTRIES(document.root):
        urls = [(document.address(link.get("href")), text_of(link)) for link in entry.iter("a")]
        wanted = [(url, name) for url, name in urls if kind_of(url) in _KINDS]
        entries += bool(wanted)
        for url, name in wanted:
            document.follow(url, name)
    return entries
