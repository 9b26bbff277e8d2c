"""Scrapy's scheduler, with the durable frontier behind it: nothing of a crawl is in memory but what is being fetched."""

from collections import deque
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from crawler.spiders.page_spider import PageSpider


class FrontierScheduler(BaseScheduler):
    """Gives Scrapy the next page of the spider's crawl whenever it can take one more."""

    def __init__(self) -> None:
        self._again: deque[Request] = deque()  # what middlewares ask for: the target of a redirect
        self._spider: PageSpider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - Scrapy calls it so
        """One for a crawler, as Scrapy makes it."""
        return cls()

    def open(self, spider: "PageSpider") -> None:  # type: ignore[override]  # the only spiders there are
        """Take pages from this spider's crawl."""
        self._spider = spider

    def has_pending_requests(self) -> bool:
        """Whether a page could be fetched now."""
        return bool(self._again) or (self._spider is not None and self._spider.crawl.goes_on() == 0)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that belongs to a page which is being fetched already."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request, None when there is none now."""
        if self._again:
            return self._again.popleft()
        if self._spider is None or (leased := self._spider.crawl.next()) is None:
            return None
        return self._spider.request(leased)
