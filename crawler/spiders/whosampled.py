"""The spider of WhoSampled's URL scheme."""

from crawler.spiders.page_spider import PageSpider


class WhoSampledSpider(PageSpider):
    """Reads a site with the pages of WhoSampled: the replica, above all."""

    name = "whosampled"
