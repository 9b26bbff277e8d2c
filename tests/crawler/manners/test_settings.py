import configparser
import importlib
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.conf import build_component_list

from crawler import settings as ours
from crawler.manners.binding import Binding
from crawler.manners.identity import user_agent
from graph.errors import InputUnusable
from tests.crawler.manners.small_crawl import crawl
from tests.crawler.manners.small_site import Answer, small_site

SITE = {"MIXGRAPH_SITE": "https://site.example", "MIXGRAPH_CONTACT": "dj@site.example"}
REPLICA = {"MIXGRAPH_SITE": "http://127.0.0.1:8000"}

# what Scrapy does unless told otherwise, and what a crawl does
RISKS = {
    "TELNETCONSOLE_ENABLED": (1, False),
    "REMOTE_CONTROL_ENABLED": (True, False),
    "DOWNLOAD_VERIFY_CERTIFICATES": (False, True),
    "DOWNLOAD_MAXSIZE": (2**30, 8 * 2**20),
    "DOWNLOAD_TIMEOUT": (180, 30.0),
    "DOWNLOAD_DELAY": (0, 1.0),
    "DOWNLOAD_DELAY_JITTER": (0.5, 0.0),
    "AUTOTHROTTLE_ENABLED": (False, True),
    "CONCURRENT_REQUESTS": (16, 1),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (8, 1),
    "ROBOTSTXT_OBEY": (False, True),
    "REDIRECT_MAX_TIMES": (20, 5),
    "RETRY_ENABLED": (True, False),
    "COOKIES_ENABLED": (True, False),
    "HTTPPROXY_ENABLED": (True, False),
    "METAREFRESH_ENABLED": (True, False),
    "HTTPCACHE_ENABLED": (False, False),
    "JOBDIR": (None, None),
    "TWISTED_DNS_RESOLVER": (
        "scrapy.resolver.CachingThreadedResolver",
        "crawler.manners.private_addresses.PublicResolver",
    ),
}


def bound(given: dict[str, Any] | None = None, site: dict[str, str] = SITE) -> Settings:
    """What a crawl has, when a command line gives these."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.update({**site, **(given or {})}, priority="cmdline")
    Binding().update_settings(settings)
    return settings


@pytest.mark.parametrize("name", RISKS)
def test_scrapys_risks_are_off(name: str) -> None:
    by_default, with_manners = RISKS[name]
    assert getattr(default_settings, name) == by_default, "Scrapy's default has changed: look at it again"
    assert getattr(ours, name) == with_manners
    assert bound()[name] == with_manners


def test_only_the_web_is_asked() -> None:
    settings = bound({"DOWNLOAD_HANDLERS": {"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}})
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


@pytest.mark.parametrize("name", [name for name in RISKS if RISKS[name][0] != RISKS[name][1]])
def test_a_command_line_does_not_loosen_manners(name: str) -> None:
    assert bound({name: RISKS[name][0]})[name] == RISKS[name][1]


def test_a_command_line_may_be_slower_and_ask_for_less() -> None:
    settings = bound({"DOWNLOAD_DELAY": 5, "DOWNLOAD_TIMEOUT": 3, "DOWNLOAD_MAXSIZE": 1000})
    assert settings.getfloat("DOWNLOAD_DELAY") == 5
    assert settings.getfloat("DOWNLOAD_TIMEOUT") == 3
    assert settings.getint("DOWNLOAD_MAXSIZE") == 1000
    assert bound({"DOWNLOAD_MAXSIZE": 0, "DOWNLOAD_TIMEOUT": -1})["DOWNLOAD_MAXSIZE"] == 8 * 2**20


def test_components_can_be_added_but_not_taken_out() -> None:
    theirs = "scrapy.downloadermiddlewares.stats.DownloaderStats"
    refusals = "crawler.manners.refusals.Refusals"
    settings = bound({"DOWNLOADER_MIDDLEWARES": {refusals: None, theirs: 1}})
    middlewares = build_component_list(settings.getwithbase("DOWNLOADER_MIDDLEWARES"))
    assert theirs in middlewares
    assert {name for name in ours.DOWNLOADER_MIDDLEWARES if name.startswith("crawler.")} <= set(middlewares)
    assert "crawler.manners.pace.Pace" in build_component_list(settings.getwithbase("EXTENSIONS"))


@pytest.mark.parametrize(
    "name", [*ours.DOWNLOADER_MIDDLEWARES, *ours.EXTENSIONS, *ours.ADDONS, ours.TWISTED_DNS_RESOLVER]
)
def test_what_the_settings_name_is_there(name: str) -> None:
    module, _, what = name.rpartition(".")
    assert hasattr(importlib.import_module(module), what)


def test_a_replica_may_be_crawled_at_full_speed_and_a_site_not() -> None:
    replica = bound({"MIXGRAPH_CONCURRENCY": 4}, REPLICA)
    assert (replica["DOWNLOAD_DELAY"], replica["CONCURRENT_REQUESTS"]) == (0.0, 4)
    site = bound({"MIXGRAPH_CONCURRENCY": 4})
    assert (site["DOWNLOAD_DELAY"], site["CONCURRENT_REQUESTS"]) == (1.0, 1)
    with pytest.raises(InputUnusable, match="are none"):
        bound({"MIXGRAPH_CONCURRENCY": 0}, REPLICA)


@pytest.mark.parametrize("contact", ["dj@site.example", "mailto:dj@site.example", "https://site.example/about"])
def test_a_contact_is_told(contact: str) -> None:
    assert bound({"MIXGRAPH_CONTACT": contact})["USER_AGENT"] == user_agent(contact)
    assert user_agent(contact).endswith(f" (+{contact})")


@pytest.mark.parametrize(
    "contact", ["", "me", "dj@", "a@b.c\r\nX: y", "dj @site.example", "é@site.example", "http://x"]
)
def test_there_is_no_crawl_without_a_contact(contact: str) -> None:
    with pytest.raises(InputUnusable) as told:
        bound({"MIXGRAPH_CONTACT": contact})
    assert "crawl.contact" in told.value.hint
    if contact:
        with pytest.raises(InputUnusable):
            bound({"MIXGRAPH_CONTACT": contact}, REPLICA)


def test_a_crawl_without_a_contact_does_not_begin() -> None:
    crawled = crawl("https://site.example", ["/a/"])
    assert "a crawl needs a contact" in crawled.error
    assert crawled.pages == {}


def test_large_bodies_are_given_up() -> None:
    with small_site({"/large/": Answer(b"x" * 9 * 2**20)}) as site:
        crawled = crawl(site.base, ["/large/", "/a/"])
        assert crawled.pages == {"/large/": "DownloadCancelledError", "/a/": "200"}


def test_bodies_that_unpack_to_something_large_are_given_up() -> None:
    import gzip

    bomb = Answer(gzip.compress(b"\0" * 50 * 2**20), headers={"Content-Encoding": "gzip"})
    with small_site({"/bomb/": bomb}) as site:
        crawled = crawl(site.base, ["/bomb/", "/a/"])
        assert crawled.pages["/bomb/"] != "200"
        assert crawled.pages["/a/"] == "200"


def test_scrapys_own_command_finds_the_settings() -> None:
    parser = configparser.ConfigParser()
    parser.read(Path(ours.__file__).parents[1] / "scrapy.cfg")
    assert parser["settings"]["default"] == "crawler.settings"
