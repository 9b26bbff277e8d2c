"""A crawl in this process: Scrapy, its reactor, and what comes out when it is stopped."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.crawl import Crawl
from crawler.errors import SiteRefused
from crawler.manners.refusals import refusal
from crawler.manners.robots import Verdict
from crawler.manners.robots_spider import RobotsSpider
from crawler.site import Site
from crawler.spiders.page_spider import PageSpider

AT_ONCE = 4  # requests, of a replica on this machine


def run(
    spider: type[PageSpider],
    crawl: Crawl,
    contact: str,
    progress: Callable[[], None] = lambda: None,
    patience: float | None = None,
) -> None:
    """Crawl until everything is read, a limit is reached, or somebody interrupts; only once in a process.

    The database may be gone for `patience` seconds. Raises what stopped it (SiteRefused, also when robots.txt forbids every
    page, DatabaseError, StoreUnusable …), InputUnusable without a contact, and KeyboardInterrupt, after what was read was
    loaded.
    """
    settings = {} if patience is None else {"MIXGRAPH_PATIENCE": patience}
    _run(spider, crawl.site, contact, settings, crawl=crawl, progress=progress)


def verdicts(site: Site, contact: str, urls: list[str]) -> dict[str, Verdict]:
    """What the site's robots.txt says of each address; only once in a process. Raises as `run` does."""
    found: dict[str, Verdict] = {}
    scheduler = "scrapy.core.scheduler.Scheduler"
    _run(RobotsSpider, site, contact, {"SCHEDULER": scheduler, "ITEM_PIPELINES": {}}, site=site, urls=urls, found=found)
    return found


def _run(
    spider: type[scrapy.Spider], site: Site, contact: str, settings: dict[str, Any] | None = None, /, **arguments: Any
) -> None:
    configuration = Settings()
    configuration.setmodule("crawler.settings", priority="project")
    ours = {
        "MIXGRAPH_SITE": site.base,
        "MIXGRAPH_CONTACT": contact,
        "MIXGRAPH_CONCURRENCY": AT_ONCE,
        "LOG_LEVEL": "WARNING",  # stderr belongs to the command's own talk
    }
    configuration.setdict({**ours, **(settings or {})}, priority="cmdline")
    process = AsyncCrawlerProcess(configuration)
    crawler = process.create_crawler(spider)
    task = process.crawl(crawler, **arguments)
    gc.freeze()  # modules and classes stay to the end: looking through them again and again takes a twentieth of a crawl
    process.start()
    concluded(crawler, task)


def concluded(crawler: Crawler, task: "asyncio.Task[None]") -> None:
    """Raise what stopped a crawl that has ended, if anything did; see `run`."""
    crawl: Crawl | None = getattr(crawler.spider, "crawl", None)
    if crawl is not None and crawl.error is not None:
        raise crawl.error
    if task.done() and not task.cancelled() and (error := task.exception()) is not None:
        raise error
    if (why := refusal(crawler)) is not None:
        raise SiteRefused(f"{crawler.settings['MIXGRAPH_SITE']}: {why}")
    # a second Ctrl-C waits neither for the task nor until the spider is closed
    if not task.done() or crawler.stats.get_value("finish_reason") in (None, "shutdown"):
        raise KeyboardInterrupt
    if crawl is not None:
        crawl.check_allowed()
