"""What makes manners binding: they outrank every other source of settings, the command line's and a spider's among them."""

from scrapy.settings import BaseSettings

from crawler import settings as fixed
from crawler.manners.identity import user_agent
from crawler.manners.origin import Origin
from graph.errors import InputUnusable

ABOVE_ALL = 1000  # Scrapy's own highest priority, the command line's, is 40
RETRY_PAUSE_OF_REPLICA = 0.2  # seconds, the first; it has nobody whom repeated requests could bother

# how much is told, and what a caller composes, stays open; it cannot loosen manners
_OPEN = frozenset(
    {
        *("MIXGRAPH_SITE", "MIXGRAPH_CONTACT", "MIXGRAPH_CONCURRENCY", "MIXGRAPH_PATIENCE"),
        *("SCHEDULER", "ITEM_PIPELINES", "SPIDER_MODULES", "COMMANDS_MODULE", "LOG_LEVEL", "LOG_VERSIONS"),
    }
)
# a caller may be slower, or ask for less
_LEAST = ("DOWNLOAD_DELAY", "AUTOTHROTTLE_START_DELAY", "MIXGRAPH_RETRY_PAUSE")
_MOST = ("DOWNLOAD_MAXSIZE", "DOWNLOAD_TIMEOUT", "REDIRECT_MAX_TIMES")
# a caller may add to these, entries of ours stay; not to DOWNLOAD_HANDLERS: another handler would go round everything
_COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS")


class Binding:
    """Scrapy's add-on that puts `crawler.settings` above all else, eased only towards a replica on this machine."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Scrapy calls this when all settings are known; raises InputUnusable without a contact."""
        origin = Origin.of_site(settings["MIXGRAPH_SITE"])
        final = {name: getattr(fixed, name) for name in dir(fixed) if name.isupper() and name not in _OPEN}
        for name in _COMPONENTS:
            final[name] = {**settings.getdict(name), **final[name]}
        for name in _LEAST:
            final[name] = max(settings.getfloat(name), final[name])
        for name in _MOST:
            given = settings.getfloat(name)
            final[name] = min(given, final[name]) if given > 0 else final[name]  # 0 would be no limit
        if origin.is_replica:
            number = settings.getint("MIXGRAPH_CONCURRENCY")
            if number < 1:
                raise InputUnusable(f"{number} requests at a time are none", "give at least 1")
            final["CONCURRENT_REQUESTS"] = final["CONCURRENT_REQUESTS_PER_DOMAIN"] = number
            final["DOWNLOAD_DELAY"] = final["AUTOTHROTTLE_START_DELAY"] = 0.0
            final["MIXGRAPH_RETRY_PAUSE"] = RETRY_PAUSE_OF_REPLICA
        final["USER_AGENT"] = user_agent(settings["MIXGRAPH_CONTACT"] or "", replica=origin.is_replica)
        for name, value in final.items():
            settings.set(name, value, priority=ABOVE_ALL)
