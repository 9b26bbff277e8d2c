"""When a site does not want this program: the crawl stops, says so, and tries nothing else."""

import re
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

STREAK = 3  # answers 403 or 429 in a row
FORBIDDEN, TOO_MANY = 403, 429
REFUSED = "refused"  # the reason with which the spider is closed
ROBOTS_REQUEST = "robots_request"  # in the meta of a request for robots.txt

_STAT = "mixgraph/refused"
# how pages of bot checks can be told, each by what it needs to work; body marks count with an error status only, since a page
# of songs may name such things
_CHALLENGE_HEADERS = ("cf-mitigated", "x-datadome", "x-amzn-waf-action")
_CHALLENGE_STATUS = frozenset({401, 403, 405, 429, 503})
_CHALLENGE_BODY = re.compile(
    rb"/cdn-cgi/challenge-platform/|cf[-_]chl[-_]|_cf_chl_opt|challenges\.cloudflare\.com|captcha-delivery\.com|"
    rb"awsWafCookieDomainList|px-captcha|_Incapsula_Resource|g-recaptcha|h-captcha",
    re.IGNORECASE,
)
_LOOKED_AT = 100_000  # bytes of a body


class CrawlStopped(IgnoreRequest):
    """Raised for a page that is not fetched, or not used, because the crawl stops; the page keeps its place in the frontier."""


def stop(crawler: Crawler, reason: str) -> None:
    """Close the spider because the site refuses; the first reason is kept, one line, for `refusal`."""
    if refusal(crawler) is None:
        crawler.stats.set_value(_STAT, reason)
        # not awaited: the engine waits for the very request that is being looked at
        deferred_from_coro(crawler.engine.close_spider_async(reason=REFUSED))


def refusal(crawler: Crawler) -> str | None:
    """Why the crawl was stopped by the site; None when it was not."""
    reason: str | None = crawler.stats.get_value(_STAT)
    return reason


def is_challenge(response: Response) -> bool:
    """Whether an answer asks for proof of being human instead of giving a page."""
    if any(name in response.headers for name in _CHALLENGE_HEADERS):
        return True
    return response.status in _CHALLENGE_STATUS and bool(_CHALLENGE_BODY.search(response.body[:_LOOKED_AT]))


class Refusals:
    """Stops the crawl after some refusals in a row, or at a challenge; then lets no request out."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._streak = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Scrapy asks this of every request, before anything else."""
        if reason := refusal(self._crawler):
            raise CrawlStopped(f"{request.url}: {reason}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Scrapy gives this every answer, redirects followed and bodies unpacked."""
        if is_challenge(response):
            stop(self._crawler, f"the site asks for proof of being human ({response.status}) at {response.url}")
            raise CrawlStopped(f"{request.url}: a challenge")
        if request.meta.get(ROBOTS_REQUEST):
            return response  # what its status means, robots.py says
        self._streak = self._streak + 1 if response.status in (FORBIDDEN, TOO_MANY) else 0
        if self._streak >= STREAK:
            stop(
                self._crawler, f"the site refused {STREAK} pages in a row ({response.status}), the last {response.url}"
            )
        return response
