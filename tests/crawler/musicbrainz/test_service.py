"""The addresses, parsers and manners against the stand-in: asked over HTTP, as a spider asks."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from crawler.manners.identity import user_agent
from crawler.manners.pace import pause
from crawler.musicbrainz import addresses, service
from crawler.musicbrainz.answers import parse
from crawler.pages.page import Page, PageKind, PageUnreadable
from crawler.settings import DOWNLOAD_DELAY
from graph.records import RelationRecord
from graph.sources import musicbrainz
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from tests.crawler.musicbrainz.stand_in import ARTISTS, NOBODY, StandIn, catalogue
from tests.graph.sources.musicbrainz_dump import dump, mbid

AGENT = user_agent("somebody@example.org")


def ask(url: str, agent: str = AGENT) -> tuple[int, str, dict[str, str]]:
    try:
        with urlopen(Request(url, headers={"User-Agent": agent}), timeout=10) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


def crawl(start: str) -> list[Page]:
    """All that can be reached, breadth first."""
    waiting, seen, pages = [start], {start}, []
    while waiting:
        url = waiting.pop(0)
        status, text, _ = ask(url)
        assert status == 200, text
        page = parse(text, url)
        pages.append(page)
        for following in [link.url for link in page.links] + [page.next_url] * bool(page.next_url):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return pages


@pytest.mark.parametrize("start", ["recording", "artist", "name", "search"])
def test_a_crawl_from_anywhere_tells_what_a_dump_tells(tmp_path: Path, start: str) -> None:
    with open_stream(dump(tmp_path, catalogue())) as stream:
        read = {record for _, record in musicbrainz.read(stream, ReadOptions()) if isinstance(record, RelationRecord)}
    with StandIn(catalogue()) as stand_in:
        begin = {
            "recording": addresses.from_recording(mbid(3), stand_in.base),
            "artist": addresses.from_artist(ARTISTS["DJ Halyard"], stand_in.base),
            "name": addresses.from_artist("nova kestrel", stand_in.base),
            "search": addresses.from_search("whistle", stand_in.base),
        }[start]
        pages = crawl(begin.url)
        assert {relation for page in pages for relation in page.relations} == read
        browsed = [page for page in pages if page.kind is PageKind.RECORDINGS and ARTISTS["Nova Kestrel"] in page.url]
        assert sorted(page.listed["recordings"] for page in browsed) == [30, 100, 100]
        assert len(stand_in.requests) == len({url for url, _ in stand_in.requests}) == len(pages)
        assert {agent for _, agent in stand_in.requests} == {AGENT}


def test_faults_of_the_service_are_unreadable() -> None:
    with StandIn(catalogue()) as stand_in:
        gone = addresses.from_recording(NOBODY, stand_in.base).url
        status, text, _ = ask(gone)
        assert (status, json.loads(text)) == (404, {"error": "Not Found"})
        with pytest.raises(PageUnreadable, match="recording page: the service says: 'Not Found'"):
            parse(text, gone)
        status, text, _ = ask(gone.replace("recording-rels", "recordings-rels"))
        assert (status, "not a valid inc parameter" in text) == (400, True)
        status, text, _ = ask(addresses.from_recording(mbid(1), stand_in.base).url.replace("+recording-rels", ""))
        with pytest.raises(PageUnreadable, match="a recording without `relations`"):
            parse(text, gone)


@pytest.mark.parametrize(("agent", "status"), [("", 403), ("Python-urllib/3.11", 403), (AGENT, 200)])
def test_who_asks_without_a_contact_is_refused(agent: str, status: int) -> None:
    with StandIn(catalogue()) as stand_in:
        assert ask(addresses.from_recording(mbid(1), stand_in.base).url, agent)[0] == status


class Clock:
    """A clock that goes only when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_who_keeps_the_delay_is_never_refused_and_who_is_too_fast_gets_through_after_pauses() -> None:
    clock = Clock()
    with StandIn(catalogue(), interval=DOWNLOAD_DELAY, clock=clock) as stand_in:
        url = addresses.from_recording(mbid(1), stand_in.base).url
        for _ in range(5):
            assert ask(url)[0] == 200
            clock.now += DOWNLOAD_DELAY
        assert ask(url)[0] == 200
        clock.now += DOWNLOAD_DELAY / 2
        status, text, headers = ask(url)
        assert (status, headers["Retry-After"]) == (503, "1")
        with pytest.raises(PageUnreadable, match="exceeding the allowable rate limit"):
            parse(text, url)
        clock.now += pause(1, float(headers["Retry-After"]))
        assert ask(url)[0] == 200


def test_a_busy_service_that_names_no_time_is_given_one() -> None:
    clock = Clock()
    with StandIn(catalogue(), interval=DOWNLOAD_DELAY, clock=clock) as stand_in:
        url = addresses.from_recording(mbid(1), stand_in.base).url
        stand_in.busy = 3
        refused = 0
        while (answer := ask(url))[0] == 503:
            refused += 1
            assert answer[2]["Retry-After"] == "0"
            clock.now += pause(refused, 0)
        assert (answer[0], refused) == (200, 3)
        assert clock.now == 100 + 2 + 4 + 8


def test_the_site_is_named_as_in_the_dumps() -> None:
    form = musicbrainz.FORMAT
    site = service.MUSICBRAINZ
    assert (site.source, site.terms, site.licence) == (form.source, form.terms, form.licence)
    assert addresses.from_recording(mbid(1)).url.startswith(site.base)
