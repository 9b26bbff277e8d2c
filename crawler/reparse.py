"""Reads stored pages again, with no request: the graph of a site as today's parsers see it."""

from collections.abc import Callable

from crawler.crawl import Crawl
from crawler.frontier.page_row import Leased
from crawler.page_store import PageStore
from crawler.pages.page import PageRefused

PAGES = 200  # that are read before they are loaded


def reparse(crawl: Crawl, store: PageStore, advance: Callable[[int], None] = lambda _: None) -> int:
    """Read every stored page into the crawl, and load what it tells; gives how many pages were read.

    Links that earlier parsers did not see wait in the frontier afterwards, and pages that can be read now are done. A page
    that cannot be read fails, and is not asked for again.
    """
    number = 0
    for number, stored in enumerate(store, start=1):
        try:
            crawl.read(Leased(stored.url, stored.kind, "", crawl.frontier.depth(stored.url) or 0, 0), stored)
        except PageRefused:  # a challenge that was kept before the crawl stopped
            crawl.count.unreadable[stored.kind] += 1
        if number % PAGES == 0:
            crawl.writer.flush()
            advance(PAGES)
    crawl.writer.flush()
    advance(number % PAGES)
    return number
