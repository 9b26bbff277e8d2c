"""A crawl asks one site, and nothing on the networks of this machine: whatever a page, a redirect or a name server says."""

import logging
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver

from crawler.manners.origin import Origin, is_public

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

logger = logging.getLogger(__name__)


class AddressRefused(IgnoreRequest):
    """Raised for an address that is not of the site, or that lies on a private network."""


def _may_connect(origin: Origin, name: str, address: str) -> bool:
    """Whether a host of this name may be asked at this IP address."""
    if origin.is_replica:
        return name == origin.host and Origin("http", address, 80).is_replica
    return is_public(address)


class PublicResolver(CachingThreadedResolver):
    """Names that lead to private addresses lead nowhere.

    The connection goes to the very address that is given here, so a name server cannot show one address and mean another
    (DNS rebinding).
    """

    def __init__(self, reactor: "ReactorBase", cache_size: int, timeout: float, origin: Origin) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._origin = origin

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: "ReactorBase") -> Self:
        """As Scrapy makes it."""
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        origin = Origin.of_site(settings["MIXGRAPH_SITE"])
        return cls(reactor, cache_size, settings.getfloat("DNS_TIMEOUT"), origin)

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 - Twisted's name
        """The IP address of a host; fails with AddressRefused."""
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if not _may_connect(self._origin, name.lower(), address):
            # Twisted tells the request only that the name was not found
            logger.warning("%s is at %s, which is no public address", name, address)
            raise AddressRefused(f"{name} is at {address}, which is no public address")
        return address


class OneSite:
    """Lets requests of the site's own origin pass, and answers that came from a public address."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it; names are looked up for this crawl's site from now on.

        Scrapy has made a resolver before, from settings that neither a spider nor the binding had a say in.
        """
        from twisted.internet import reactor

        PublicResolver.from_crawler(crawler, cast("ReactorBase", reactor)).install_on_reactor()
        return cls(Origin.of_site(crawler.settings["MIXGRAPH_SITE"]))

    def process_request(self, request: Request) -> None:
        """Scrapy asks this of every request, those that follow redirects among them."""
        try:
            asked = Origin.of(request.url)
        except ValueError as error:
            raise AddressRefused(str(error)) from error
        if asked != self._origin:
            led = " (a redirect)" if request.meta.get("redirect_urls") else ""
            raise AddressRefused(f"{request.url}{led} is not of {self._origin.scheme}://{self._origin.host}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Scrapy gives this every answer with the address that it came from."""
        if response.ip_address and not _may_connect(self._origin, self._origin.host, str(response.ip_address)):
            raise AddressRefused(f"{request.url} was answered from {response.ip_address}, which is no public address")
        return response
