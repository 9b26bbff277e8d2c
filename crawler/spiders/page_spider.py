"""What the spiders share: pages come from the frontier, and go to the crawl, which knows what becomes of them."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider, IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.asyncio import CallLaterResult, call_later
from twisted.python.failure import Failure

from crawler.crawl import Crawl
from crawler.errors import SiteRefused
from crawler.frontier.page_row import Leased
from crawler.manners.refusals import CrawlStopped
from crawler.manners.robots import RobotsForbid
from crawler.page_store import StoredPage
from crawler.pages.page import PageRefused
from crawler.scrapy_arguments import begun

GONE = (404, 410)


class PageSpider(scrapy.Spider):
    """Reads pages for one Crawl; `progress` is called now and then."""

    crawl: Crawl
    headers: ClassVar[Mapping[str, str]] = {}  # of every request
    encoding: ClassVar[str] = ""  # of every page, "" for what each says

    def __init__(
        self, *arguments: Any, crawl: Crawl, progress: Callable[[], None] = lambda: None, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.crawl = crawl
        self._progress = progress
        self._timer: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *arguments: Any, **named: Any) -> Self:
        """One for a crawler, as Scrapy makes it: `scrapy crawl` gives no crawl, but the arguments of one."""
        if "crawl" not in named:
            named = {"crawl": begun(crawler, cls.name, named)}
        spider = super().from_crawler(crawler, *arguments, **named)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the frontier has the starts."""
        nothing: tuple[Any, ...] = ()
        for each in nothing:
            yield each

    def request(self, leased: Leased) -> scrapy.Request:
        """The request of a page."""
        return scrapy.Request(
            leased.url,
            callback=self.parse,
            headers=dict(self.headers),
            errback=self.failed,
            dont_filter=True,
            meta={"leased": leased},
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Read a page."""
        leased: Leased = response.meta["leased"]
        stored = StoredPage(
            url=leased.url,
            kind=leased.kind,
            final_url=response.url,
            fetched_at=time.time(),
            status=response.status,
            encoding=self.encoding or (response.encoding if isinstance(response, TextResponse) else "utf-8"),
            body=response.body,
        )
        try:
            self.crawl.received(leased, stored)
        except PageRefused as error:
            self.crawl.frontier.release([leased.url])
            self.crawl.stop(SiteRefused(f"{self.crawl.site.base} asks for a proof that no program reads it: {error}"))
        except Exception as error:
            self.crawl.stop(error)
        return iter(())

    def failed(self, failure: Failure) -> None:
        """Note a page that could not be had."""
        try:
            self._note(failure)
        except Exception as error:
            self.crawl.stop(error)

    def loaded(self) -> None:
        """Some pages more are in the graph: there may be room for others again."""
        self._progress()
        if not self.crawler.engine.downloader.active:
            self._go_on()

    def idle(self) -> None:
        """Wait on while pages are to be fetched again later; else this run is at its end."""
        wait = self.crawl.goes_on()
        if wait is None:
            raise CloseSpider("limit" if self.crawl.ended else "finished")
        if self._timer is None:
            self._timer = call_later(wait, self._go_on)
        raise DontCloseSpider

    def ended(self) -> None:
        """Wait for nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on(self) -> None:
        """Fetch the next page now: by itself Scrapy looks for one every five seconds only, when it had none."""
        self._timer = None
        if (leased := self.crawl.next()) is not None:
            self.crawler.engine.crawl(self.request(leased))

    def _note(self, failure: Failure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        leased: Leased = request.meta["leased"]
        error = failure.value
        again_in = self.settings.getfloat("MIXGRAPH_RETRY_PAUSE") * 2**leased.attempts
        if isinstance(error, HttpError):
            status = error.response.status
            if status in GONE:
                self.crawl.not_there(leased, status)
            else:
                permanent = 400 <= status < 500 and status not in (408, 425, 429)
                self.crawl.failed(leased, f"status {status}", again_in=None if permanent else again_in, status=status)
        elif isinstance(error, CrawlStopped):
            self.crawl.frontier.release([leased.url])
        elif isinstance(error, RobotsForbid):
            self.crawl.forbidden(leased, str(error))
        elif isinstance(error, IgnoreRequest):  # redirects without end, or off the site
            self.crawl.failed(leased, str(error) or "not to be fetched", again_in=None)
        else:
            self.crawl.failed(leased, f"{type(error).__name__}: {error}".rstrip(": "), again_in=again_in)
