"""How fast a site is asked: Scrapy's AutoThrottle above a floor, and the waits that the site asks for."""

import datetime
import math
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.utils.asyncio import CallLaterResult, call_later

from crawler.manners.origin import Origin
from crawler.manners.refusals import TOO_MANY, stop

LONGEST_WAIT = 900.0  # seconds that a crawl waits when asked to; for longer it stops, and can be given again later
WAIT_UNSAID = 60.0  # seconds after an answer 429 that names no time
LONGEST_PAUSE = 60.0  # seconds after one 503 of many
_UNAVAILABLE = 503


class Pace(AutoThrottle):
    """AutoThrottle, with a floor that robots.txt may raise; towards a replica the floor alone."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._replica = Origin.of_site(crawler.settings["MIXGRAPH_SITE"]).is_replica
        self.mindelay = self._min_delay()
        self.maxdelay = self._max_delay()

    def at_least(self, delay: float) -> None:
        """From now on so many seconds between two requests, if that is more than now."""
        self.mindelay = max(self.mindelay, delay)
        self.maxdelay = max(self.maxdelay, self.mindelay)
        engine = self.crawler.engine
        # of slots to come, as AutoThrottle does it
        engine.downloader._delay = max(engine.downloader._delay, self.mindelay)
        for slot in engine.downloader.slots.values():
            slot.delay = max(slot.delay, self.mindelay)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        if not self._replica:
            super()._adjust_delay(slot, latency, response)


def seconds_to_wait(retry_after: str, now: float) -> float | None:
    """What Retry-After says (RFC 9110, 10.2.3: seconds or a date); None when that is neither. `now` in seconds since 1970."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 12 else math.inf
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, date.timestamp() - now)


def pause(busy: int, retry_after: float = 0.0) -> float:
    """Seconds to the next request when the site was busy the last so many times: at least `retry_after`, and ever longer.

    MusicBrainz, for one, says 0 when it is busy (musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting).
    """
    return max(retry_after, min(2.0 ** min(busy, 10), LONGEST_PAUSE))


class RetryAfter:
    """Lets the whole crawl wait as long as an answer 429 or 503 asks for; the page itself waits in the frontier.

    A site that is busy again and again is given ever longer, but for a replica, which knows what it asks for.
    """

    def __init__(self, crawler: Crawler, clock: Callable[[], float] = time.time) -> None:
        self._crawler = crawler
        self._clock = clock
        self._timer: CallLaterResult | None = None
        self._until = 0.0
        self._busy = 0  # answers 503 one after another
        self._replica = Origin.of_site(crawler.settings["MIXGRAPH_SITE"]).is_replica
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - given by name
        """Scrapy gives this every answer."""
        if response.status in (TOO_MANY, _UNAVAILABLE):
            said = response.headers.get("Retry-After")
            wait = seconds_to_wait(said.decode("latin-1"), self._clock()) if said else None
            if wait is None and response.status == TOO_MANY:
                wait = WAIT_UNSAID
            if wait is not None and wait > LONGEST_WAIT:
                when = "very long" if math.isinf(wait) else f"{wait / 60:,.0f} minutes"
                stop(self._crawler, f"the site asks to wait ({when}): give the same command again after that")
                return response
            if response.status == _UNAVAILABLE and not self._replica:
                self._busy += 1
                wait = pause(self._busy, wait or 0.0)
            if wait:
                self._wait(wait)
        else:
            self._busy = 0
        return response

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        if until <= self._until:
            return  # an earlier answer asked for more
        self._until = until
        if self._timer:
            self._timer.cancel()
        # no page is taken from the frontier; a request that slept instead would keep the crawl from ending
        self._crawler.engine.pause()
        self._timer = call_later(seconds, self._go_on)

    def _go_on(self) -> None:
        self._timer = None
        self._crawler.engine.unpause()

    def _closed(self, spider: Spider) -> None:  # noqa: ARG002 - Scrapy gives it by name
        if self._timer:
            self._timer.cancel()
            self._go_on()
