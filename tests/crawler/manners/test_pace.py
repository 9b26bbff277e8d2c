import email.utils
import math

import pytest

from crawler.manners.origin import Origin
from crawler.manners.pace import LONGEST_WAIT, pause, seconds_to_wait
from tests.crawler.manners.small_crawl import crawl
from tests.crawler.manners.small_site import Answer, small_site

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        (email.utils.formatdate(NOW + 90, usegmt=True), 90),
        (email.utils.formatdate(NOW - 90, usegmt=True), 0),
        ("9" * 400, math.inf),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_seconds_to_wait(said: str, seconds: float | None) -> None:
    assert seconds_to_wait(said, NOW) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_the_whole_crawl_waits_as_long_as_it_is_asked_to(status: int) -> None:
    busy = Answer(status=status, headers={"Retry-After": "2"})
    with small_site({"/busy/": busy}) as site:
        crawled = crawl(site.base, ["/busy/", "/a/", "/b/"], MIXGRAPH_CONCURRENCY=1)
        assert crawled.pages == {"/busy/": str(status), "/a/": "200", "/b/": "200"}
        assert site.paths == ["/robots.txt", "/busy/", "/a/", "/b/"]
        assert site.pauses[1] >= 1.9
        assert crawled.refusal is None


@pytest.mark.parametrize(
    ("busy", "retry_after", "seconds"), [(0, 0, 1), (1, 0, 2), (3, 20, 20), (3, 5, 8), (99, 0, 60)]
)
def test_pauses_grow_and_are_no_shorter_than_what_is_asked_for(busy: int, retry_after: float, seconds: float) -> None:
    assert pause(busy, retry_after) == seconds


def test_a_busy_site_that_names_no_time_is_given_one() -> None:
    with small_site({"/busy/": Answer(status=503, headers={"Retry-After": "0"})}) as site:
        crawled = crawl(
            f"http://site.example:{Origin.of(site.base).port}",
            ["/busy/", "/a/"],
            dns={"site.example": "127.0.0.1"},
            all_public=True,
            MIXGRAPH_CONTACT="dj@site.example",
        )
        assert crawled.pages == {"/busy/": "503", "/a/": "200"}
        assert site.pauses[1] >= 1.9


def test_a_crawl_that_is_to_wait_for_long_stops() -> None:
    busy = Answer(status=503, headers={"Retry-After": str(int(LONGEST_WAIT) + 1)})
    with small_site({"/busy/": busy}) as site:
        crawled = crawl(site.base, ["/busy/", "/a/"], MIXGRAPH_CONCURRENCY=1)
        assert crawled.finished == "refused"
        assert "asks to wait (15 minutes)" in (crawled.refusal or "")
        assert site.paths == ["/robots.txt", "/busy/"]


def test_a_crawl_that_waits_can_be_ended() -> None:
    with small_site({"/busy/": Answer(status=429, headers={"Retry-After": "600"})}) as site:
        crawled = crawl(site.base, ["/busy/", "/a/"], MIXGRAPH_CONCURRENCY=1, CLOSESPIDER_TIMEOUT=1)
        assert crawled.finished == "closespider_timeout"
        assert crawled.refusal is None
        assert site.paths == ["/robots.txt", "/busy/"]


def test_a_site_is_asked_for_one_page_a_second_whatever_is_wanted() -> None:
    with small_site({"/a/": Answer(takes=0.2)}) as site:
        crawled = crawl(
            f"http://site.example:{Origin.of(site.base).port}",
            ["/a/", "/b/", "/c/"],
            dns={"site.example": "127.0.0.1"},
            all_public=True,
            MIXGRAPH_CONTACT="dj@site.example",
            MIXGRAPH_CONCURRENCY=8,
            CONCURRENT_REQUESTS=8,
            DOWNLOAD_DELAY=0,
        )
        assert set(crawled.pages.values()) == {"200"}
        assert len(site.asked) == 4
        assert min(site.pauses) > 0.9
        assert site.most_at_once == 1


def test_a_replica_may_be_asked_for_several_pages_at_once_and_no_more() -> None:
    paths = [f"/{at}/" for at in range(12)]
    with small_site(dict.fromkeys(paths, Answer(takes=0.2))) as site:
        crawled = crawl(site.base, paths, MIXGRAPH_CONCURRENCY=3)
        assert set(crawled.pages.values()) == {"200"}
        assert site.most_at_once == 3
