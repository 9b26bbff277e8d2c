import hypothesis.strategies as st
import pytest
from hypothesis import given

from crawler.manners.identity import user_agent
from crawler.manners.robots import verdict
from tests.crawler.manners.small_crawl import crawl
from tests.crawler.manners.small_site import Answer, small_site

URL = "https://site.example/Nova-Kestrel/Paper-Lantern/"
AGENT = user_agent("dj@site.example")


@pytest.mark.parametrize(
    ("robots", "allowed", "delay"),
    [
        ("", True, 0),
        ("User-agent: *\nDisallow:", True, 0),
        ("User-agent: *\nDisallow: /", False, 0),
        ("User-agent: *\nDisallow: /Nova-Kestrel/\nAllow: /Nova-Kestrel/Paper", True, 0),
        ("User-agent: mixgraph\nDisallow: /\n\nUser-agent: *\nAllow: /", False, 0),
        ("User-agent: MixGraph\nAllow: /\n\nUser-agent: *\nDisallow: /", True, 0),
        ("User-agent: otherbot\nDisallow: /\nCrawl-delay: 9", True, 0),
        ("User-agent: *\nCrawl-delay: 12.5", True, 12.5),
        ("User-agent: *\nRequest-rate: 1/10s", True, 10),
        ("User-agent: *\nRequest-rate: 2/1m\nCrawl-delay: 3", True, 30),
        ("User-agent: *\nCrawl-delay: soon", True, 0),
    ],
)
def test_rules_and_delays(robots: str, allowed: bool, delay: float) -> None:
    said = verdict(robots, AGENT, URL)
    assert (said.allowed, said.delay, said.refuses_all) == (allowed, delay, False)
    assert bool(said.reason) is not allowed
    assert verdict(robots, "mixgraph", URL) == said


@pytest.mark.parametrize(
    ("robots", "signal"),
    [
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /", "ai-train=no"),
        ("User-agent: *\ncontent-signal: AI-Input = NO", "ai-input=no"),
        ("Content-Signal: ai-train=no\n\nUser-agent: *\nAllow: /", "ai-train=no"),
        ("User-agent: *\nContent-Usage: train-ai=n", "train-ai=no"),
        ("User-agent: a\nUser-agent: mixgraph\nContent-Signal: ai-train=no", "ai-train=no"),
        ("User-agent: *\nDisallow: /x\nContent-Signal: ai-train=no", "ai-train=no"),
        ("Content-Signal: ai-train=yes\nUser-agent: *\nContent-Signal: ai-train=yes, ai-input=no", "ai-input=no"),
        ("User-agent: *\nContent-Signal: ai-train=yes, ai-input=yes, search=no", ""),
        ("User-agent: *\n# Content-Signal: ai-train=no", ""),
        ("User-agent: *\nContent-Signal: search=yes # not ai-train=no", ""),
        ("User-agent: otherbot\nContent-Signal: ai-train=no\n\nUser-agent: *\nAllow: /", ""),
        ("User-agent: otherbot\nAllow: /\nUser-agent: *\nContent-Signal: ai-train=no", "ai-train=no"),
        ("User-agent: mixgraph\nAllow: /\n\nUser-agent: *\nContent-Signal: ai-train=no", ""),
        ("User-agent: otherbot\nContent-Signal: ai-train=no\nSitemap: /s.xml\nUser-agent: *\nDisallow: /y", ""),
    ],
)
def test_content_signals(robots: str, signal: str) -> None:
    said = verdict(robots, AGENT, URL)
    assert said.refuses_all is bool(signal)
    assert said.allowed is not bool(signal)
    assert signal in said.reason


WORDS = st.sampled_from(
    [
        "User-agent: *",
        "User-agent: mixgraph",
        "Disallow: /",
        "Allow: /x",
        "Content-Signal: ai-train=no",
        "Crawl-delay: 1",
    ]
)


@given(st.lists(WORDS | st.text(max_size=30), max_size=12).map("\n".join))
def test_any_text_gives_a_verdict(robots: str) -> None:
    said = verdict(robots, AGENT, URL)
    assert said.delay >= 0
    assert bool(said.reason) is not said.allowed
    if "User-agent" not in robots and "Content-" not in robots:
        assert verdict(f"User-agent: *\nDisallow: /\n{robots}", AGENT, "https://site.example/").refuses_all is False


def test_forbidden_pages_are_not_asked_for() -> None:
    with small_site({"/robots.txt": Answer(b"User-agent: *\nDisallow: /private/")}) as site:
        crawled = crawl(site.base, ["/a/", "/private/x/"])
        assert crawled.pages == {"/a/": "200", "/private/x/": "RobotsForbid"}
        assert crawled.refusal is None
        assert site.paths == ["/robots.txt", "/a/"]


@pytest.mark.parametrize("headers", [{}, {"Content-Signal": "ai-train=no"}])
def test_a_signal_stops_the_crawl(headers: dict[str, str]) -> None:
    robots = Answer(b"User-agent: *\nContent-Signal: ai-train=no" if not headers else b"")
    with small_site({"/robots.txt": robots, "/a/": Answer(headers=headers)}) as site:
        crawled = crawl(site.base, ["/a/", "/b/"], MIXGRAPH_CONCURRENCY=1)
        assert crawled.finished == "refused"
        assert "ai-train=no" in (crawled.refusal or "")
        assert set(crawled.pages.values()) == {"CrawlStopped"}
        assert site.paths == ["/robots.txt", "/a/"][: 1 + bool(headers)]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_no_robots_txt_allows_all(status: int) -> None:
    with small_site({"/robots.txt": Answer(status=status)}) as site:
        assert crawl(site.base, ["/a/"]).pages == {"/a/": "200"}


@pytest.mark.parametrize(
    "robots",
    [
        Answer(status=500),
        Answer(status=429),
        Answer(b"User-agent: *", takes=2.0),
        Answer(status=302, headers={"Location": "http://127.0.0.1:9/robots.txt"}),
        Answer(status=302, headers={"Location": "/robots.txt"}),
        Answer(b" " * 9_000_000),
    ],
    ids=["500", "429", "slow", "elsewhere", "round and round", "30 MB"],
)
def test_a_robots_txt_that_cannot_be_read_forbids_all(robots: Answer) -> None:
    with small_site({"/robots.txt": robots}) as site:
        crawled = crawl(site.base, ["/a/"], DOWNLOAD_TIMEOUT=1.0)
        assert crawled.pages == {"/a/": "CrawlStopped"}
        assert "robots.txt cannot be read" in (crawled.refusal or "")
        assert set(site.paths) == {"/robots.txt"}


def test_crawl_delay_is_a_floor_also_for_a_replica() -> None:
    with small_site({"/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.4")}) as site:
        crawled = crawl(site.base, ["/a/", "/b/", "/c/"])
        assert set(crawled.pages.values()) == {"200"}
        assert sum(site.pauses) > 3 * 0.4 * 0.9
        assert site.most_at_once == 1
