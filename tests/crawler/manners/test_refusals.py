import pytest
from scrapy.http import Response

from crawler.manners.refusals import STREAK, is_challenge
from tests.crawler.manners.small_crawl import crawl
from tests.crawler.manners.small_site import Answer, small_site

PATHS = [f"/{at}/" for at in range(8)]


@pytest.mark.parametrize("status", [403, 429])
def test_some_refusals_in_a_row_end_the_crawl(status: int) -> None:
    answer = Answer(status=status, headers={"Retry-After": "0"})
    with small_site(dict.fromkeys(PATHS, answer)) as site:
        crawled = crawl(site.base, PATHS, MIXGRAPH_CONCURRENCY=1)
        assert crawled.finished == "refused"
        assert f"refused 3 pages in a row ({status})" in (crawled.refusal or "")
        assert site.paths == ["/robots.txt", *PATHS[:STREAK]]
        assert list(crawled.pages.values())[:STREAK] == [str(status)] * STREAK


def test_refusals_now_and_then_do_not() -> None:
    answers = {path: Answer(status=403 if at % 3 else 200) for at, path in enumerate(PATHS)}
    with small_site(answers) as site:
        crawled = crawl(site.base, PATHS, MIXGRAPH_CONCURRENCY=1)
        assert (crawled.finished, crawled.refusal) == ("finished", None)
        assert len(site.paths) == 1 + len(PATHS)


@pytest.mark.parametrize(
    "challenge",
    [
        Answer(b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1'></script>", status=403),
        Answer(b"", status=403, headers={"cf-mitigated": "challenge"}),
        Answer(b"<div class='h-captcha'></div>", status=503),
    ],
)
def test_a_challenge_ends_the_crawl_at_once(challenge: Answer) -> None:
    with small_site({"/0/": challenge}) as site:
        crawled = crawl(site.base, PATHS, MIXGRAPH_CONCURRENCY=1)
        assert crawled.finished == "refused"
        assert "proof of being human" in (crawled.refusal or "")
        assert crawled.pages["/0/"] == "CrawlStopped"
        assert site.paths == ["/robots.txt", "/0/"]


def test_a_song_about_challenges_is_no_challenge() -> None:
    body = b"<h1>g-recaptcha by H-Captcha</h1>"
    assert not is_challenge(Response("https://site.example/", status=200, body=body))
    assert is_challenge(Response("https://site.example/", status=403, body=body))


def test_every_request_says_who_asks() -> None:
    with small_site({}) as site:
        crawl(site.base, ["/a/"], MIXGRAPH_CONTACT="dj@site.example", USER_AGENT="Mozilla/5.0")
        agents = {each.headers["User-Agent"] for each in site.asked}
        assert len(agents) == 1
        assert agents.pop().startswith("mixgraph/")
        assert all(each.headers["User-Agent"].endswith(" (+dj@site.example)") for each in site.asked)
