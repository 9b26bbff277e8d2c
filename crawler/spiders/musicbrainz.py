"""The spider of MusicBrainz's web service."""

from typing import ClassVar

from crawler.spiders.page_spider import PageSpider


class MusicBrainzSpider(PageSpider):
    """Reads recordings and who samples whom, one request a second."""

    name = "musicbrainz"
    headers: ClassVar = {"Accept": "application/json"}
    encoding = "utf-8"  # JSON is (RFC 8259, 8.1); nothing in a title may make it another one
