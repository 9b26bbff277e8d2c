"""The spider of MusicBrainz's web service."""

from crawler.spiders.page_spider import PageSpider


class MusicBrainzSpider(PageSpider):
    """Reads recordings and who samples whom, one request a second."""

    name = "musicbrainz"
