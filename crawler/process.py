"""A crawl in this process: Scrapy, its reactor, and what comes out when it is stopped."""

from collections.abc import Callable

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.crawl import Crawl
from crawler.errors import SiteRefused
from crawler.manners.refusals import refusal
from crawler.spiders.page_spider import PageSpider

AT_ONCE = 4  # requests, of a replica on this machine


def run(
    spider: type[PageSpider],
    crawl: Crawl,
    contact: str,
    progress: Callable[[], None] = lambda: None,
) -> None:
    """Crawl until everything is read, a limit is reached, or somebody interrupts; only once in a process.

    Raises what stopped it (SiteRefused, DatabaseError, StoreUnusable …), InputUnusable without a contact, and
    KeyboardInterrupt, after what was read was loaded.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(
        {"MIXGRAPH_SITE": crawl.site.base, "MIXGRAPH_CONTACT": contact, "MIXGRAPH_CONCURRENCY": AT_ONCE}, "cmdline"
    )
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    task = process.crawl(crawler, crawl=crawl, progress=progress)
    process.start()
    if crawl.error is not None:
        raise crawl.error
    if (why := refusal(crawler)) is not None:
        raise SiteRefused(f"{crawl.site.base}: {why}")
    if task.done() and not task.cancelled() and (error := task.exception()) is not None:
        raise error
    if crawler.stats.get_value("finish_reason") == "shutdown":
        raise KeyboardInterrupt
