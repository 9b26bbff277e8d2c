"""Each fault, when it comes, and what it does to a client."""

import http.client
import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import pytest

from crawler.replica.faults import FAULTS, Fault, FaultySite
from crawler.replica.response import Response
from crawler.replica.server import running
from crawler.replica.site import Layout, replica_of_catalogue
from graph.errors import InputUnusable

TRACK = "/James-Brown/Funky-Drummer/"
SITES = {layout: replica_of_catalogue(layout) for layout in Layout}
SITE = SITES[Layout.NEW]


def answer(fault: str, target: str = TRACK, layout: Layout = Layout.NEW) -> Response:
    return FaultySite(SITES[layout], [Fault.of(fault)]).page(target)


@pytest.mark.parametrize(
    ("fault", "status", "headers"),
    [
        ("too-many", 429, {"Retry-After": "1"}),
        ("too-many:value=7", 429, {"Retry-After": "7"}),
        ("unavailable", 503, {}),
        ("unavailable:value=3", 503, {"Retry-After": "3"}),
        ("broken", 500, {}),
        ("forbidden", 403, {}),
        ("challenge", 403, {"cf-mitigated": "challenge"}),
        ("redirect-loop", 302, {"Location": TRACK}),
        ("off-site", 302, {"Location": "https://elsewhere.invalid/"}),
        ("off-site:value=http://x.invalid/,y", 302, {"Location": "http://x.invalid/,y"}),
        ("private-address", 302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
    ],
)
def test_answers_instead_of_the_page(fault: str, status: int, headers: dict[str, str]) -> None:
    response = answer(fault)
    assert response.status == status
    assert response.headers.items() >= headers.items()
    assert ("Retry-After" in response.headers) == ("Retry-After" in headers)
    assert b"Funky Drummer" not in response.body


def test_retry_after_as_a_date() -> None:
    until = parsedate_to_datetime(answer("too-many-date:value=60").headers["Retry-After"])
    assert 55 < until.timestamp() - time.time() < 65


def test_charsets() -> None:
    target = "/Beyonc%C3%A9/"
    good = SITE.page(target)
    told = answer("told-charset", target)
    assert (told.body, told.headers["Content-Type"]) == (good.body, "text/html; charset=iso-8859-1")
    other = answer("other-charset", target)
    assert other.headers == good.headers
    with pytest.raises(UnicodeDecodeError):
        other.body.decode("utf-8")
    assert "Beyoncé" in other.body.decode("cp1252")


def test_a_huge_body() -> None:
    assert len(answer("huge").body) > 30_000_000
    assert len(answer("huge:value=0.5").body) == len(SITE.page(TRACK).body) + 500_000


@pytest.mark.parametrize("layout", [Layout.NEW, Layout.OLD])
@pytest.mark.parametrize("target", [TRACK, f"{TRACK}sampled/", "/James-Brown/", "/hot-samples/"])
def test_another_layout_keeps_the_headings(layout: Layout, target: str) -> None:
    from lxml import html

    good, bad = (
        html.fromstring(page.text) for page in (SITES[layout].page(target), answer("new-layout", target, layout))
    )
    headings = '//*[contains(@class, "section-header-title") or contains(@class, "headTitle")]'
    assert [each.text_content() for each in good.xpath(headings)] == [
        each.text_content() for each in bad.xpath(headings)
    ]
    assert good.xpath(headings)
    rows = '//tr | //*[contains(@class, "listEntry")] | //*[contains(@class, "trackItem")]'
    assert good.xpath(rows)
    assert not bad.xpath(rows.replace("trackItem", "trackItem "))


@pytest.mark.parametrize(
    ("fault", "status", "line"),
    [
        ("robots-refuses", 200, "Disallow: /"),
        ("robots-refuses:value=/genre/", 200, "Disallow: /genre/"),
        ("robots-delay:value=3", 200, "Crawl-delay: 3"),
        ("robots-signals", 200, "Content-Signal: search=yes, ai-train=no"),
        ("robots-broken", 503, ""),
        ("robots-broken:value=404", 404, ""),
    ],
)
def test_robots(fault: str, status: int, line: str) -> None:
    response = answer(fault, "/robots.txt")
    assert response.status == status
    assert not line or line in response.text.splitlines()
    assert answer(fault).body == SITE.page(TRACK).body


def test_when_a_fault_comes() -> None:
    site = FaultySite(SITE, [Fault.of("broken:path=^/James-Brown/,after=2,times=3")])
    statuses = []
    for _ in range(7):
        assert site.page("/genre/Hip-Hop/").status == 200
        statuses.append(site.page(TRACK).status)
    assert statuses == [200, 200, 500, 500, 500, 200, 200]
    site.add(Fault("forbidden"))
    assert site.page("/robots.txt").status == 200
    assert site.page("/genre/Hip-Hop/").status == 403
    site.clear()
    assert site.page("/genre/Hip-Hop/").status == 200


def test_several_faults() -> None:
    faults = ["too-many:times=1", "unavailable:path=genre,times=2", "robots-refuses"]
    site = FaultySite(SITE, [Fault.of(each) for each in faults])
    assert [site.page("/genre/Hip-Hop/").status for _ in range(4)] == [429, 503, 503, 200]
    assert "Disallow: /\n" in site.page("/robots.txt").text


@pytest.mark.parametrize(
    "text", ["", "nothing", "slow:", "slow:x=1", "slow:after", "slow:after=x", "slow:times=", "slow:path=("]
)
def test_what_is_no_fault(text: str) -> None:
    if text == "slow:":
        assert Fault.of(text) == Fault("slow")
        return
    with pytest.raises(InputUnusable) as refused:
        Fault.of(text)
    assert refused.value.hint


def test_every_fault_answers() -> None:
    for name in FAULTS:
        target = "/robots.txt" if name.startswith("robots-") else "/Beyonc%C3%A9/"
        good, bad = SITE.page(target), answer(name, target)
        assert bad != good, name
        assert bad.status in list(HTTPStatus)


def test_a_body_that_is_cut_off_and_one_that_is_slow() -> None:
    faults = [Fault.of("cut-off:times=1"), Fault.of("slow:value=0.5,times=1")]
    with running(FaultySite(SITE, faults)) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        client.request("GET", TRACK)
        with pytest.raises(http.client.IncompleteRead):
            client.getresponse().read()
        client.close()
        began = time.monotonic()
        client.request("GET", TRACK)
        assert client.getresponse().read() == SITE.page(TRACK).body
        assert time.monotonic() - began >= 0.5
        client.close()
