"""robots.txt (RFC 9309), its delays, and the content signals by which a site refuses to be learned from."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.manners.pace import Pace
from crawler.manners.refusals import ROBOTS_REQUEST, CrawlStopped, stop

FRESH = 24 * 3600.0  # seconds that a robots.txt holds, at most (RFC 9309, 2.4)

# contentsignals.org: `ai-train=no`, `ai-input=no`; the IETF's draft of AI preferences: `Content-Usage: train-ai=n`
_SIGNAL = re.compile(r"\s*content-(?:signal|usage)\s*:(?P<values>[^#]*)", re.IGNORECASE)
_REFUSING = re.compile(r"\b(ai-train|ai-input|train-ai)\s*=\s*(?:no|n)\b", re.IGNORECASE)
_AGENT = re.compile(r"\s*user[ -]?agent\b", re.IGNORECASE)
_RULE = re.compile(r"\s*[a-z][a-z -]*:", re.IGNORECASE)
_OF_ALL = re.compile(r"\s*(?:sitemap|host)\s*:", re.IGNORECASE)


class RobotsForbid(IgnoreRequest):
    """Raised for one page that robots.txt keeps this program from; others may be asked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What robots.txt says of one page: `delay` in seconds between requests, `reason` when it is not allowed.

    `refuses_all`: a content signal refuses what mixgraph does, on whatever page.
    """

    allowed: bool
    delay: float
    reason: str = ""
    refuses_all: bool = False


def refused_signal(values: str) -> str:
    """The first of some content signals that refuses, as `ai-train=no`; "" when none does."""
    found = _REFUSING.search(values)
    return f"{found[1].lower()}=no" if found else ""


class Robots:
    """One robots.txt, for one user agent; any text is one."""

    def __init__(self, text: str, user_agent: str) -> None:
        self._rules = Protego.parse(text)
        self._agent = user_agent
        self._signal = _signal_for(text, user_agent)
        rate = self._rules.request_rate(user_agent)
        self.delay = max(self._rules.crawl_delay(user_agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def verdict(self, url: str) -> Verdict:
        """What it says of one page."""
        if self._signal:
            reason = f"robots.txt says {self._signal}: its pages are not to be learned from"
            return Verdict(allowed=False, delay=self.delay, reason=reason, refuses_all=True)
        if not self._rules.can_fetch(url, self._agent):
            return Verdict(allowed=False, delay=self.delay, reason="robots.txt forbids this page")
        return Verdict(allowed=True, delay=self.delay)


def verdict(robots_text: str, user_agent: str, url: str) -> Verdict:
    """What a robots.txt says of a page to this user agent (the whole header, or `mixgraph`)."""
    return Robots(robots_text, user_agent).verdict(url)


def _signal_for(text: str, user_agent: str) -> str:
    """The signal of the group that is meant for this user agent, else of `*`; signals before any group are meant for all.

    Protego knows no signals, but which group is meant: so each refusal is shown to it as a rule that forbids a page of its own.
    """
    lines, refused, in_group = [], "", False
    for line in text.splitlines():
        if _AGENT.match(line):
            in_group = True
            lines.append(line)
        elif signal := _SIGNAL.match(line):
            said = refused_signal(signal["values"])
            if said and not in_group:
                return said
            refused = refused or said
            lines.append("Disallow: /" if said else "Crawl-delay: 1")
        elif _RULE.match(line) and not _OF_ALL.match(line):
            lines.append("Crawl-delay: 1")  # ends the names of a group, and says nothing here
    if not refused:
        return ""
    return "" if Protego.parse("\n".join(lines)).can_fetch("http://site.example/", user_agent) else refused


class RobotsMiddleware:
    """Reads a site's robots.txt before its first page, and again each day, and keeps to it.

    What cannot be read for other reasons than that it is not there (4xx) forbids everything: the crawl stops.
    """

    def __init__(self, crawler: Crawler, clock: Callable[[], float] = time.monotonic) -> None:
        self._crawler = crawler
        self._clock = clock
        self._agent: str = crawler.settings["USER_AGENT"]
        self._robots: Robots | None = None
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Scrapy asks this of every request."""
        if request.meta.get(ROBOTS_REQUEST):
            return
        async with self._reading:
            if self._robots is None or self._clock() - self._read_at > FRESH:
                self._robots = await self._read(request)
                self._read_at = self._clock()
        said = self._robots.verdict(request.url)
        if said.refuses_all:
            self._stop(request, said.reason)
        if not said.allowed:
            raise RobotsForbid(said.reason)

    def process_response(self, request: Request, response: Response) -> Response:
        """Scrapy gives this every answer: a site may send its content signals with each page, too."""
        for name in ("Content-Signal", "Content-Usage"):
            for value in response.headers.getlist(name):
                if said := refused_signal(value.decode("latin-1")):
                    self._stop(request, f"the site says {said} with its pages: they are not to be learned from")
        return response

    async def _read(self, request: Request) -> Robots:
        if (pace := self._crawler.get_extension(Pace)) is None:
            raise RuntimeError("a crawl runs at a pace")
        parts = urlsplit(request.url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        asked = Request(address, callback=NO_CALLBACK, meta={ROBOTS_REQUEST: True})
        try:
            answer = await self._crawler.engine.download_async(asked)
        except CrawlStopped:
            raise
        except Exception as error:  # whatever kept it from coming, RFC 9309 (2.3.1.4) knows one answer
            self._stop(request, f"{address} cannot be read ({error or type(error).__name__}): try again later")
        if 400 <= answer.status < 500 and answer.status != 429:
            return Robots("", self._agent)
        if answer.status != 200:
            self._stop(request, f"{address} cannot be read (status {answer.status}): try again later")
        robots = Robots(answer.body.decode("utf-8-sig", errors="replace"), self._agent)
        pace.at_least(robots.delay)
        return robots

    def _stop(self, request: Request, reason: str) -> None:
        stop(self._crawler, reason)
        raise CrawlStopped(f"{request.url}: {reason}")
