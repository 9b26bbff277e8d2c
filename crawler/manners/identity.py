"""Who asks: the program's name and version, and whom a site's keepers can write to."""

import re
from importlib.metadata import PackageNotFoundError, version
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from graph.errors import InputUnusable

PRODUCT = "mixgraph"  # what robots.txt may name

# an e-mail address or a web page; no blanks and no brackets, since it stands in a header, in brackets
_CONTACT = re.compile(r"(?:mailto:)?[^\s@()<>,;]+@[^\s@()<>,;]+\.[^\s@()<>,;]+|https?://[^\s()<>]+\.[^\s()<>]+")


def user_agent(contact: str, *, replica: bool = False) -> str:
    """`mixgraph/VERSION (+contact)`; raises InputUnusable without a contact, except towards a replica on this machine."""
    try:
        number = version(PRODUCT)
    except PackageNotFoundError:
        number = "0"
    contact = contact.strip()
    if not contact and replica:
        return f"{PRODUCT}/{number} (replica)"
    if not (contact.isascii() and contact.isprintable() and _CONTACT.fullmatch(contact)):
        raise InputUnusable(
            f"{contact!r} is no e-mail address or web page" if contact else "a crawl needs a contact",
            "say whom the site's keepers can write to: `mixgraph config set crawl.contact YOU@EXAMPLE.ORG`",
        )
    return f"{PRODUCT}/{number} (+{contact})"


class Identity:
    """Puts the program's own name on every request, whatever a request brings along."""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler.settings["USER_AGENT"])

    def process_request(self, request: Request) -> None:
        """Scrapy asks this of every request."""
        request.headers["User-Agent"] = self._name
