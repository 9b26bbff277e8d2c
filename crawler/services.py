"""What can be crawled: a site or a web service, with the parser of its pages and what people may begin with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from crawler import site, starts
from crawler.crawl import Parse
from crawler.manners.origin import Origin
from crawler.musicbrainz import answers
from crawler.musicbrainz import starts as musicbrainz_starts
from crawler.musicbrainz.service import MUSICBRAINZ
from crawler.pages.page import Link
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED, Site
from graph.errors import InputUnusable


@dataclass(frozen=True, slots=True)
class Service:
    """One of them: `site` is the one on the web, `copy` makes the one at an address of this machine.

    `start` and `song` find the page that people mean, `song` one to go outwards from; both raise InputUnusable.
    """

    site: Site
    copy: Callable[[str], Site]
    parse: Parse
    start: Callable[[str, Site], Link]
    song: Callable[[str, Site], Link]

    def at(self, address: str | None) -> Site:
        """The site at an address of this machine, None for the one on the web; raises InputUnusable for any other."""
        if not address:
            return self.site
        base = address.rstrip("/")
        if not Origin.of_site(base).is_replica:
            raise InputUnusable(f"{base} is not on this machine", "`mixgraph replica` serves a site here")
        return self.copy(base)


SERVICES: Final[dict[str, Service]] = {
    "whosampled": Service(WHOSAMPLED, site.replica, parse, starts.start, starts.song),
    "musicbrainz": Service(
        MUSICBRAINZ,
        lambda base: replace(MUSICBRAINZ, base=base),
        lambda text, url, _: answers.parse(text, url),
        musicbrainz_starts.start,
        musicbrainz_starts.recording,
    ),
}


def crawled(url: str) -> tuple[Service, Site]:
    """Whose page the one at this address is, of those that a crawl fetched."""
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    service = SERVICES["musicbrainz" if parts.path.startswith("/ws/2/") else "whosampled"]
    return service, service.site if base == service.site.base else service.copy(base)
