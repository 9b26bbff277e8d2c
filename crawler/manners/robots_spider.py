"""Asks for robots.txt alone, for a look at a plan."""

from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.manners.refusals import ROBOTS_REQUEST
from crawler.manners.robots import Verdict, verdict
from crawler.site import Site


class RobotsSpider(scrapy.Spider):
    """Puts the verdict of each address into `found`; stands in no list of spiders, since `name` is none of a site."""

    name = "robots"

    def __init__(self, site: Site, urls: list[str], found: dict[str, Verdict], **named: Any) -> None:
        super().__init__(**named)
        self._site, self._urls, self._found = site, urls, found

    async def start(self) -> AsyncIterator[Any]:
        """The one request."""
        yield scrapy.Request(
            f"{self._site.base}/robots.txt", self.parse, meta={ROBOTS_REQUEST: True}, errback=self.failed
        )

    def parse(self, response: Response, **_: Any) -> None:
        """Note what it says of each address."""
        self._say(response.body.decode("utf-8-sig", errors="replace"))

    def failed(self, failure: Failure) -> None:
        """No robots.txt allows everything, one that cannot be read nothing (RFC 9309, 2.3.1)."""
        error = failure.value
        status = error.response.status if isinstance(error, HttpError) else 0
        if 400 <= status < 500 and status != 429:
            self._say("")
            return
        why = f"robots.txt cannot be read ({f'status {status}' if status else error})"
        self._found.update({url: Verdict(allowed=False, delay=0.0, reason=why, refuses_all=True) for url in self._urls})

    def _say(self, robots: str) -> None:
        agent = self.settings["USER_AGENT"]
        self._found.update({url: verdict(robots, agent, url) for url in self._urls})
