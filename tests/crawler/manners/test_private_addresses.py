import ipaddress

import hypothesis.strategies as st
import pytest
from hypothesis import given

from crawler.manners.origin import Origin, is_public
from graph.errors import InputUnusable
from tests.crawler.manners.small_crawl import crawl
from tests.crawler.manners.small_site import Answer, small_site

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_in_another_spelling_is_no_more_public(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") is is_public(str(address))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://site.example/a", "https://SITE.example:443/b?c#d", True),
        ("https://site.example/", "https://site.example./", True),
        ("https://site.example/", "http://site.example/", False),
        ("https://site.example/", "https://site.example:8443/", False),
        ("https://site.example/", "https://www.site.example/", False),
        ("https://site.example/", "https://site.example@evil.example/", False),
        ("https://site.example/", "https://site.example.evil.example/", False),
    ],
)
def test_origins(first: str, second: str, same: bool) -> None:
    assert (Origin.of(first) == Origin.of(second)) is same


@pytest.mark.parametrize(
    "base", ["file:///etc/passwd", "ftp://site.example", "site.example", "", "http://", "http://10.0.0.1"]
)
def test_what_is_no_site(base: str) -> None:
    with pytest.raises(InputUnusable):
        Origin.of_site(base)


@pytest.mark.parametrize(
    ("base", "replica"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:8000", True),
        ("http://localhost:80", True),
        ("https://localhost.example", False),
        ("https://127.0.0.1.example", False),
        ("https://site.example", False),
    ],
)
def test_replicas(base: str, replica: bool) -> None:
    assert Origin.of_site(base).is_replica is replica


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/x/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "https://127.0.0.1/",
        "http://site.example/",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://127.0.0.1/x",
    ],
)
def test_redirects_lead_nowhere_else(target: str) -> None:
    with small_site({"/a/": Answer(status=302, headers={"Location": target})}) as site:
        crawled = crawl(site.base, ["/a/", "/b/"])
        # Scrapy itself follows no redirect to another scheme than the web's, and gives it to the spider as it is
        assert crawled.pages["/a/"] in ("AddressRefused", "302")
        assert crawled.pages["/b/"] == "200"
        assert set(site.paths) == {"/robots.txt", "/a/", "/b/"}


def test_redirects_within_the_site_are_followed_but_not_for_ever() -> None:
    answers = {
        "/a/": Answer(status=301, headers={"Location": "BASE/b/"}),
        "/loop/": Answer(status=302, headers={"Location": "/loop/"}),
    }
    with small_site(answers) as site:
        crawled = crawl(site.base, ["/a/", "/loop/"])
        assert crawled.pages == {"/a/": "200", "/loop/": "IgnoreRequest"}
        assert site.paths.count("/loop/") == 6


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "data:text/html,x", "http://127.0.0.1:1/", "http://site.example/"]
)
def test_pages_of_other_places_are_not_asked_for(url: str) -> None:
    with small_site({}) as site:
        assert crawl(site.base, [url]).pages == {url: "AddressRefused"}
        assert site.paths == []


@pytest.mark.parametrize("name", ["site.example", "localhost.example"])
def test_a_name_that_leads_to_this_machine_leads_nowhere(name: str) -> None:
    """What a name server told is in the cache already, so that nothing outside is asked."""
    with small_site({}) as site:
        port = Origin.of(site.base).port
        crawled = crawl(f"http://{name}:{port}", ["/a/"], dns={name: "127.0.0.1"}, MIXGRAPH_CONTACT="dj@site.example")
        assert crawled.pages == {"/a/": "CrawlStopped"}
        assert f"{name} is at 127.0.0.1, which is no public address" in crawled.log
        assert site.paths == []


def test_localhost_is_a_replica() -> None:
    with small_site({}) as site:
        port = Origin.of(site.base).port
        base = f"http://localhost:{port}"
        assert crawl(base, ["/a/"], dns={"localhost": "127.0.0.1"}).pages == {"/a/": "200"}
        assert crawl(base, ["/a/"], dns={"localhost": "10.0.0.1"}).pages == {"/a/": "CrawlStopped"}
