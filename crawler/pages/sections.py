"""The sections of a page with connected songs: their headings, their rows, and where all of them stand."""

from dataclasses import dataclass, field

from crawler.address import kind_of
from crawler.pages.document import Document, Element, classes, text_of, with_class
from crawler.pages.page import PageKind
from crawler.pages.rows import is_row

_CLASSES = ("sectionHeader", "section-header-title", "sampleEntry", "moreButton", "btn")


@dataclass(slots=True)
class Section:
    """A heading with its rows; `see_all` is the address of all of them, "" where it links to none."""

    heading: str = ""
    rows: list[Element] = field(default_factory=list)
    see_all: str = ""


def sections(document: Document) -> list[Section]:
    """The sections in the order of the page; rows before any heading are in a first one without a heading."""
    found = [Section()]
    head: Element = None  # whose title is read already
    for mark in document.with_class(*_CLASSES, or_row=True):
        named = classes(mark)
        if is_row(mark, named):
            found[-1].rows.append(mark)
        elif "sectionHeader" in named:
            head = mark
            title = next(with_class(mark, "section-header-title"), mark)
            found.append(Section(text_of(title)))
        elif "section-header-title" in named:
            if head is None or head not in mark.iterancestors():
                found.append(Section(text_of(mark)))
        elif ("moreButton" in named or "btn" in named) and mark.get("href"):
            url = document.address(mark.get("href"))
            if not found[-1].see_all and kind_of(url) is PageKind.SEE_ALL:
                found[-1].see_all = url
    return found
