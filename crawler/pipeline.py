"""Scrapy's pipeline into the graph: loads what was read in a thread beside the crawl, again and again."""

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

from graph.errors import DatabaseError

if TYPE_CHECKING:
    from crawler.spiders.page_spider import PageSpider

INTERVAL = 1.0  # seconds between two loads: so much may have to be read again after a crash
LONGEST_PAUSE = 30.0  # seconds between two tries to reach a database that is gone


class GraphPipeline:
    """Loads while pages are fetched; a database that is gone for a while is waited for, then the crawl stops with its error."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience = crawler.settings.getfloat("MIXGRAPH_PATIENCE")
        self._task: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GraphPipeline":
        """One for a crawler, as Scrapy makes it."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Begin to load."""
        self._task = asyncio.create_task(self._load())

    async def close_spider(self) -> None:
        """Load the rest."""
        self._ending.set()
        if self._task is not None:
            await self._task

    async def _load(self) -> None:
        spider = cast("PageSpider", self._crawler.spider)
        crawl, gone_since, pause = spider.crawl, None, INTERVAL
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), pause)
            ending, began = self._ending.is_set(), time.monotonic()
            try:
                await asyncio.to_thread(crawl.writer.flush)
            except DatabaseError as error:
                gone_since = gone_since or began  # the driver has tried for a while already
                pause = min(2 * pause, LONGEST_PAUSE)
                if crawl.error is not None or time.monotonic() - gone_since > self._patience:
                    crawl.stop(error)
                    return
                if ending:
                    await asyncio.sleep(pause)
                continue
            except Exception as error:
                crawl.stop(error)
                return
            gone_since, pause = None, INTERVAL
            if not ending:
                spider.loaded()
            elif not crawl.writer.waiting:
                return
