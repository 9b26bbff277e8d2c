"""Where a crawl goes on from a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.pages.page import Link, Page, PageKind


@dataclass(frozen=True, slots=True)
class Following:
    """Which links of a page are followed, and how far from the start they are.

    By artists, as the seed did: genres and lists lead to artists, an artist to all songs, a song to all its connections, and
    every artist met is added, one step further out. `outwards`: from a song through its connections to the songs at their
    other ends, each one step further out, and to no artist. Pages of single connections are read with `details`; outwards they
    are always, since rows name the other song but do not link to it.
    """

    outwards: bool = False
    details: bool = False

    def links(self, page: Page, depth: int) -> Iterator[tuple[Link, int]]:
        """The links to follow from a page that is `depth` steps from the start, with their own depth."""
        for link in page.links:
            further = self._further(page.kind, link.kind)
            if further is not None:
                yield link, depth + further

    def _further(self, on: PageKind, to: PageKind) -> int | None:
        if to is PageKind.SEE_ALL:
            return 0
        if to is PageKind.CONNECTION:
            if self.outwards:  # with details also those at the rim, which lead nowhere but tell more
                return 0 if self.details else 1
            return 0 if self.details or on is PageKind.LISTING else None
        if to is PageKind.TRACK:
            if self.outwards and on is PageKind.CONNECTION:
                return 1 if self.details else 0
            return 0 if on in (PageKind.ARTIST, PageKind.LISTING) and not self.outwards else None
        if to is PageKind.ARTIST and not self.outwards:
            return 0 if on in (PageKind.GENRE, PageKind.LISTING) else 1
        if to is PageKind.RECORDING:
            if self.outwards:
                return 1 if on is PageKind.RECORDING else 0
            return (
                0 if on is PageKind.SEARCH else None
            )  # lists of an artist's recordings tell as much as their own pages
        if to is PageKind.RECORDINGS and not self.outwards:
            return 0 if on is PageKind.SEARCH else 1
        return None
