"""A page as a tree with its address: what every parser reads, parsed once."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, TypeAlias

from lxml import etree

from crawler.address import kind_of, normal_form
from crawler.pages.page import Link, Page, PageKind, PageUnreadable
from crawler.site import Site
from graph.sources.values import clean

Element: TypeAlias = Any  # of lxml, which ships no types
Properties: TypeAlias = defaultdict[str, list[Element]]

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
# one look at all elements, in C, and no union: sorting its two halves costs twice the parsing
_MARKED = etree.XPath("descendant-or-self::*[@class or self::tr]")
_STATING = etree.XPath("descendant::*[@itemprop]")


class Document:
    """A page of a site that is being read: its tree, its address in normal form, and the links found so far."""

    def __init__(self, text: str, url: str, kind: PageKind, site: Site) -> None:
        self.url = url
        self.kind = kind
        self.site = site
        self.root: Element = _tree(text, kind)
        self._addresses: dict[str, str] = {}
        self._links: dict[str, Link] = {}

    @cached_property
    def _marked(self) -> list[tuple[Element, str]]:
        """The elements that have classes, and all rows of tables, each with the text of its classes."""
        return [(element, element.get("class") or "") for element in _MARKED(self.root)]

    @cached_property
    def _class_texts(self) -> set[str]:
        """The few texts that the many elements have for classes."""
        return {text for _, text in self._marked}

    def with_class(self, *names: str, or_row: bool = False) -> list[Element]:
        """The elements that have one of the classes, or are a row of a table, in the order of the page."""
        texts = {text for text in self._class_texts if not set(names).isdisjoint(text.split())}
        return [element for element, text in self._marked if text in texts or (or_row and element.tag == "tr")]

    def address(self, href: str | None) -> str:
        """The normal form of a link's target, "" for what is no page of the site."""
        if not href:
            return ""
        found = self._addresses.get(href)
        if found is None:
            found = self._addresses[href] = normal_form(href, self.url)
        return found

    def follow(self, url: str, name: str = "") -> None:
        """Note an address in normal form to go on with, once; `name` is the artist's for an artist's page."""
        known = self._links.get(url)
        if known is None:
            kind = kind_of(url)
            if kind is not None and url != self.url:
                self._links[url] = Link(url, kind, name if kind is PageKind.ARTIST else "")
        elif name and not known.name and known.kind is PageKind.ARTIST:
            self._links[url] = Link(url, known.kind, name)

    def complete(self, page: Page) -> Page:
        """The page with the links that were found, in their order, and the page that follows it."""
        page.links = list(self._links.values())
        for pager in self.with_class("pagination"):
            for link in (link for span in with_class(pager, "next") for link in span.iter("a")):
                following = self.address(link.get("href"))
                if following != self.url and kind_of(following) is self.kind:
                    page.next_url = page.next_url or following
        return page

    def page(self) -> Page:
        """An empty page at this address."""
        return Page(self.url, self.kind)

    def unreadable(self, problem: str) -> PageUnreadable:
        """What to raise for a page of another layout."""
        return PageUnreadable(self.kind, problem)


def _tree(text: str, kind: PageKind) -> Element:
    # a NUL ends a text for libxml2, and half a surrogate is no UTF-8
    letters = text.replace("\0", "").encode("utf-8", "replace")
    try:
        tree = etree.fromstring(letters, _PARSER) if letters else None
    except etree.ParseError:
        tree = None
    if tree is None:
        raise PageUnreadable(kind, "there is no HTML in it")
    for behind in list(tree.itersiblings()):  # what stands behind </html> belongs to the page for browsers
        tree.append(behind)
    return tree


def text_of(element: Element) -> str:
    """The text of an element and all in it, as one line."""
    return clean("".join(element.itertext()) if len(element) else element.text or "")


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def with_class(element: Element, *names: str) -> Iterator[Element]:
    """The elements inside that have one of the classes, in the order of the page."""
    for inner in element.iterdescendants():
        of_element = inner.get("class")
        if of_element and any(name in of_element.split() for name in names):
            yield inner


def properties(part: Element) -> Properties:
    """The elements inside that state properties (microdata) by the property's name, in the order of the page."""
    found: Properties = defaultdict(list)
    for element in _STATING(part):
        found[element.get("itemprop")].append(element)
    return found


def stated(element: Element) -> str:
    """What an element states: the `content` of a meta element, the text of another."""
    return clean(element.get("content") or "") or text_of(element)
