"""A genre's page: its most influential and most popular artists.

UNVERIFIED: no saved page was found. The two headings, and names in links inside `li` in what follows each, are from code of
2018; classes are not relied on.
"""

from crawler.address import kind_of
from crawler.pages.document import Document, Element, text_of
from crawler.pages.page import Page, PageKind
from graph.sources.values import clean

HEADINGS = ("most influential artists", "most popular artists")


def read(document: Document) -> Page:
    """Links to the artists, the influential first; their number by heading. No songs stand here."""
    page = document.page()
    headings = [element for element in document.root.iter() if _heading(element)]
    if not headings:
        raise document.unreadable(f"no heading {' or '.join(map(repr, HEADINGS))}")
    for heading in headings:
        links = _links_after(heading, document)
        if not links:
            raise document.unreadable(f"{_heading(heading)!r} and no artist that can be read")
        page.listed[_heading(heading)] = len({url for url, _ in links})
        for url, name in links:
            document.follow(url, name)
    return document.complete(page)


def _heading(element: Element) -> str:
    """Which of the two headings an element's own text begins, "" for another element."""
    if not isinstance(element.tag, str) or not element.text:
        return ""
    text = clean(element.text).lower()
    return next((heading for heading in HEADINGS if text.startswith(heading)), "")


def _links_after(heading: Element, document: Document) -> list[tuple[str, str]]:
    """Address and name of the artists in what follows the heading, or what it stands in, up to the other heading."""
    outer = heading
    while outer is not None:
        found: list[tuple[str, str]] = []
        for sibling in outer.itersiblings():
            if any(_heading(inner) for inner in sibling.iter()):
                return found
            found += _artists(sibling, document)
        if found:
            return found
        outer = outer.getparent()
    return []


def _artists(part: Element, document: Document) -> list[tuple[str, str]]:
    found = []
    for entry in [part] if part.tag == "li" else part.iter("li"):
        for link in entry.iter("a"):
            url = document.address(link.get("href"))
            if kind_of(url) is PageKind.ARTIST and "?" not in url:
                picture = next(link.iter("img"), None)
                name = text_of(link) or (clean(picture.get("alt") or "") if picture is not None else "")
                found.append((url, name))
    return found
