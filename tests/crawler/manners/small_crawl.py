"""A crawl of some addresses, in a process of its own since a reactor runs once.

Run as a module with one JSON object; prints what became of each page, and how the crawl ended, as another.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass
class Crawled:
    pages: dict[str, str]  # by path: the status, or the name of the error
    refusal: str | None
    finished: str
    error: str
    settings: dict[str, Any]
    log: str = ""


def crawl(
    base: str, paths: list[str], dns: dict[str, str] | None = None, *, all_public: bool = False, **settings: Any
) -> Crawled:
    """Crawl these paths in order; `dns` are the names' addresses that a name server has told already.

    `all_public`: this machine counts as one of the public internet, so that a site here can stand for one out there.
    """
    given = json.dumps({"base": base, "paths": paths, "dns": dns or {}, "all_public": all_public, "settings": settings})
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.manners.small_crawl", given], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return Crawled(**json.loads(done.stdout.splitlines()[-1]), log=done.stderr)


def main(given: dict[str, Any]) -> None:
    from collections.abc import AsyncIterator

    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.resolver import dnscache
    from scrapy.settings import Settings

    from crawler.manners import private_addresses
    from crawler.manners.refusals import refusal

    if given["all_public"]:
        private_addresses.is_public = lambda _: True
    pages: dict[str, str] = {}
    ended: dict[str, str] = {}

    class Small(scrapy.Spider):
        name = "small"

        async def start(self) -> AsyncIterator[scrapy.Request]:
            for path in given["paths"]:
                url = given["base"] + path if path.startswith("/") else path
                yield scrapy.Request(url, self.parse, errback=self.failed, meta={"path": path}, dont_filter=True)

        def parse(self, response: scrapy.http.Response) -> None:
            pages[response.meta["path"]] = str(response.status)

        def failed(self, failure: Any) -> None:
            status = getattr(getattr(failure.value, "response", None), "status", None)
            pages[failure.request.meta["path"]] = str(status or type(failure.value).__name__)

        def closed(self, reason: str) -> None:
            ended["reason"] = reason

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    # pages of its own choice: neither a frontier nor a graph
    mine = {"SPIDER_MODULES": [], "ITEM_PIPELINES": {}, "SCHEDULER": "scrapy.core.scheduler.Scheduler"}
    settings.setdict(mine, priority="cmdline")
    settings.set("MIXGRAPH_SITE", given["base"], priority="cmdline")
    settings.update(given["settings"], priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Small)
    errors: list[str] = []

    for name, address in given["dns"].items():
        dnscache[name] = address
    task = process.crawl(crawler)
    task.add_done_callback(lambda done: errors.extend([repr(done.exception())] if done.exception() else []))
    process.start()
    told = {name: crawler.settings[name] for name in crawler.settings if isinstance(crawler.settings[name], str | int)}
    sys.stdout.write(
        json.dumps(
            {
                "pages": pages,
                "refusal": refusal(crawler) if crawler._stats else None,
                "finished": ended.get("reason", ""),
                "error": "".join(errors),
                "settings": told,
            }
        )
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
