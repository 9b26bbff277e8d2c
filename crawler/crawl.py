"""One crawl: what becomes of each page, how far it may go, and what came of it. Knows nothing of how pages are fetched."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.errors import SiteRefused, StoreUnusable
from crawler.following import Following
from crawler.frontier.frontier import Frontier
from crawler.frontier.page_row import Leased
from crawler.page_store import PageStore, StoredPage
from crawler.pages.page import Link, Page, PageKind, PageNotFound, PageUnreadable
from crawler.site import Site
from crawler.writer import Writer

SONGS = (PageKind.TRACK, PageKind.RECORDING)  # pages of songs
MOST_WAITING = 500  # pages that were read and are not in the graph yet; then none is fetched

LOST = "\ufffd"  # stands for what could not be decoded

Parse = Callable[[str, str, Site], Page]


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a run ends, None for nowhere; the next run goes on from there. `seconds` of monotonic time."""

    pages: int | None = None
    songs: int | None = None
    seconds: float | None = None


@dataclass(slots=True)
class CrawlCount:
    """What this run did. `unreadable` pages are of another layout than expected; `missing` counts rows that headings announced
    and that were not found; `skipped` rows that are no records, by why. robots.txt forbids `forbidden` pages."""

    read: Counter[PageKind] = field(default_factory=Counter)
    unreadable: Counter[PageKind] = field(default_factory=Counter)
    not_found: int = 0
    failed: int = 0
    forbidden: int = 0
    missing: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def pages(self) -> int:
        """Pages that were read."""
        return self.read.total()


class Crawl:
    """The pages of one site, from the frontier through a parser to the writer; `store` is None when pages are not kept.

    Where it stops before everything is read, `ended` says why.
    """

    def __init__(
        self,
        site: Site,
        parse: Parse,
        frontier: Frontier,
        store: PageStore | None,
        writer: Writer,
        following: Following,
        limits: Limits | None = None,
    ) -> None:
        self.site = site
        self.frontier = frontier
        self.writer = writer
        self.count = CrawlCount()
        self.ended = ""
        self.error: BaseException | None = None  # what stopped it, to be raised when everything is closed
        self._parse = parse
        self._store = store
        self._following = following
        self._limits = limits or Limits()
        self._began = time.monotonic()
        self._leased = self._songs = 0

    def next(self) -> Leased | None:
        """The next page to fetch; None when none is due, the database lags behind, or a limit is reached."""
        if self.error or self._at_limit() or self.writer.waiting >= MOST_WAITING:
            return None
        try:
            leased = self.frontier.lease(1)
        except StoreUnusable as error:  # Scrapy, which asks, would wait for ever
            self.stop(error)
            return None
        self._leased += len(leased)
        self._songs += sum(each.kind in SONGS for each in leased)
        return leased[0] if leased else None

    def goes_on(self) -> float | None:
        """Seconds until there may be a page to fetch; None when this run is at its end."""
        if self.error or self._at_limit():
            return None
        try:
            return self.frontier.next_due()
        except StoreUnusable as error:
            self.stop(error)
            return None

    def received(self, leased: Leased, stored: StoredPage) -> None:
        """Keep a page that was fetched, read it, and go on from there; raises PageRefused for a challenge."""
        if self._store is not None:
            self._store.put(stored)
        self.read(leased, stored)

    def read(self, leased: Leased, stored: StoredPage) -> None:
        """Read a page, and go on from there; raises PageRefused for a challenge."""
        try:
            text = stored.text
            page = self._parse(text, stored.final_url, self.site)
            if LOST in text and any(LOST in song.title + song.artist_credit for song in page.every_song()):
                raise PageUnreadable(page.kind, "names hold letters that are not of the charset it says it is in")
        except PageNotFound:
            self.not_there(leased, stored.status)
        except PageUnreadable as error:
            self.count.unreadable[error.kind or leased.kind] += 1
            self.frontier.failed(leased.url, str(error), retry_at=None, http_status=stored.status)
        else:
            self.take(page, leased.url, leased.depth)

    def take(self, page: Page, url: str, depth: int) -> None:
        """Go on from a page that the frontier knows as `url`, and hand over what it tells."""
        by_depth: dict[int, list[Link]] = {}
        for link, at in self._following.links(page, depth):
            by_depth.setdefault(at, []).append(link)
        for at, links in by_depth.items():
            self.frontier.add(links, at, below=url)
        if page.next_url:
            self.frontier.add_following(page.next_url, url)
        self.count.read[page.kind] += 1
        self.count.missing += sum(page.missing.values())
        self.count.skipped.update(page.skipped)
        page.url = url  # what is done is what was leased, wherever a redirect led
        self.writer.add(page)

    def not_there(self, leased: Leased, status: int) -> None:
        """The site says that there is no such page."""
        self.count.not_found += 1
        self.frontier.skip(leased.url, "no such page", http_status=status)

    def forbidden(self, leased: Leased, why: str) -> None:
        """robots.txt keeps this program from a page."""
        self.count.forbidden += 1
        self.frontier.skip(leased.url, why)

    def check_allowed(self) -> None:
        """Raises SiteRefused where robots.txt let this run have nothing of all that it asked for."""
        count = self.count
        if count.forbidden and not (count.pages or count.unreadable or count.not_found or count.failed):
            raise SiteRefused(
                f"{self.site.base}: robots.txt forbids every page that was asked for ({count.forbidden:,})"
            )

    def failed(self, leased: Leased, why: str, *, again_in: float | None, status: int | None = None) -> None:
        """A page could not be had: again in so many seconds, unless it failed too often; None: not again."""
        self.count.failed += 1
        retry_at = None if again_in is None else time.time() + again_in
        self.frontier.failed(leased.url, why, retry_at=retry_at, http_status=status)

    def summary(self) -> str:
        """One line that says what is new in the graph."""
        written = self.writer.written
        return (
            f"{self.site.source}: {written.pages:,} pages; new: {written.songs:,} songs, {written.artists:,} artists, "
            f"{written.relations:,} relations"
        )

    def stop(self, error: BaseException) -> None:
        """Fetch nothing more; what was read is still loaded."""
        self.error = self.error or error

    def _at_limit(self) -> bool:
        limits = self._limits
        for reached, told in (
            (limits.pages is not None and self._leased >= limits.pages, f"{limits.pages} pages"),
            (limits.songs is not None and self._songs >= limits.songs, f"{limits.songs} songs"),
            (
                limits.seconds is not None and time.monotonic() - self._began >= limits.seconds,
                f"{limits.seconds:g} seconds" if limits.seconds is not None else "",
            ),
        ):
            if reached:
                self.ended = told
                return True
        return False
