"""A crawl in this process: Scrapy, its reactor, and what comes out when it is stopped."""

from collections.abc import Callable, Mapping
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawler.crawl import Crawl
from crawler.spiders.page_spider import PageSpider


def run(
    spider: type[PageSpider],
    crawl: Crawl,
    settings: Mapping[str, Any],
    progress: Callable[[], None] = lambda: None,
) -> None:
    """Crawl until everything is read, a limit is reached, or somebody interrupts; only once in a process.

    Raises what stopped it (SiteRefused, DatabaseError, StoreUnusable …) and KeyboardInterrupt, after what was read was loaded.
    """
    process = AsyncCrawlerProcess(dict(settings), install_root_handler=False)
    crawler = process.create_crawler(spider)
    task = process.crawl(crawler, crawl=crawl, progress=progress)
    process.start()
    if crawl.error is not None:
        raise crawl.error
    if task.done() and not task.cancelled() and (error := task.exception()) is not None:
        raise error
    reason = crawler.stats.get_value("finish_reason") if crawler.stats else None
    if reason == "shutdown":
        raise KeyboardInterrupt
