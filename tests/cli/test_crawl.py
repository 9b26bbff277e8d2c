"""`mixgraph crawl` and what stands below it, as a user meets them; the site is always the replica."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from cli.crawl import _accept
from cli.talk import Talk
from crawler.frontier.page_row import State
from crawler.page_store import PageStore
from crawler.replica.catalogue import Catalogue
from crawler.replica.faults import Fault, FaultySite
from crawler.replica.server import ReplicaServer, running
from crawler.site import Site
from graph.connection import Database
from graph.digest import digest_of
from graph.errors import InputUnusable
from graph.records import RelationRecord
from tests.conftest import Ran
from tests.crawler.crawl_command import CrawlCommand
from tests.crawler.small_replica import GENRE, relations, small_replica
from tests.crawler.test_whole_crawl import emptied
from tests.crawler.told_graph import told_graph

ARTISTS, SONGS = 4, 2
CONTACT = "dj@site.example"
Program = Callable[..., Ran]


@pytest.fixture(scope="module")
def site() -> FaultySite:
    return FaultySite(small_replica(artists=ARTISTS, songs=SONGS), [])


@pytest.fixture(scope="module")
def served(site: FaultySite) -> Iterator[ReplicaServer]:
    with running(site) as replica_server:
        yield replica_server


@pytest.fixture
def crawl(served: ReplicaServer, site: FaultySite, database: Database, tmp_path: Path) -> Iterator[CrawlCommand]:
    served.log.clear()
    yield CrawlCommand(tmp_path / "home", served.address, database.address)
    site.clear()


def test_a_plan_asks_for_robots_txt_only(crawl: CrawlCommand, site: FaultySite, served: ReplicaServer) -> None:
    site.add(Fault.of("robots-refuses:value=/genre/"))
    ran = crawl.run(GENRE, "/Some-Artist/", "--dry-run", "--details")
    assert ran.code == 0, ran.err
    assert served.log.targets == ["/robots.txt"]
    header, _, genre, artist = ran.out.splitlines()
    assert header.split() == ["url", "page", "allowed", "delay", "why"]
    assert genre.split() == [
        f"{served.address}/genre/Hip-Hop/",
        "genre",
        "0.000",
        *["robots.txt", "forbids", "this", "page"],
    ]
    assert artist.split() == [f"{served.address}/Some-Artist/", "artist", "yes", "0.000"]
    assert "by artists, most-songs, with details; nothing was fetched but robots.txt" in ran.err
    assert not crawl.frontier.exists()

    site.clear()
    site.add(Fault.of("robots-signals"))
    refused = crawl.run(GENRE, "--dry-run")
    assert "robots.txt says ai-train=no" in refused.out
    site.clear()
    assert crawl.run(GENRE, "--max-pages", "1").code == 0
    served.log.clear()
    waiting = crawl.run("--dry-run")  # what a run without a start would fetch
    assert set(served.log.targets) == {"/robots.txt"}
    assert waiting.out.count(f"{served.address}/Pers") == ARTISTS


def test_no_site_is_asked_before_its_terms_are_accepted(mixgraph: Program) -> None:
    for command in ((GENRE,), (GENRE, "--dry-run"), ("--site", "musicbrainz", "search:Chic")):
        ran = mixgraph("crawl", *command, "--contact", CONTACT)
        assert (ran.code, "--accept-terms" in ran.err) == (2, True), ran.err
    ran = mixgraph("crawl", GENRE, "--contact", CONTACT)
    assert (ran.code, ran.out) == (2, "")
    assert "said to forbid scraping" in ran.err
    assert "You answer for this crawl" in ran.err
    assert "--accept-terms" in ran.err


@pytest.mark.parametrize("contact", ["", "me"])
def test_nor_without_a_contact(contact: str, mixgraph: Program) -> None:
    ran = mixgraph("crawl", GENRE, "--contact", contact)
    assert (ran.code, ran.out) == (2, "")
    assert "a crawl needs a contact" in ran.err or "'me' is no e-mail address or web page" in ran.err
    assert "mixgraph config set crawl.contact" in ran.err


def test_accepted_terms(capsys: pytest.CaptureFixture[str]) -> None:
    site = Site("Nobody", "nobody", "https://site.invalid", "Ask before you crawl.")
    said = {"replica": None, "contact": CONTACT, "accept_terms": True}
    _accept(Talk(), said, site)
    assert "https://site.invalid: Ask before you crawl." in capsys.readouterr().err
    with pytest.raises(click.UsageError, match="--accept-terms"):
        _accept(Talk(), {**said, "accept_terms": False}, site)
    with pytest.raises(InputUnusable, match="contact"):
        _accept(Talk(), {**said, "contact": None}, site)
    _accept(Talk(), {**said, "contact": None, "accept_terms": False}, Site("", "", "http://127.0.0.1:8000"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Polka"], "Polka is no genre"),
        (["/user/somebody/"], "is no page of http://127.0.0.1:1 that a crawl reads"),
        (["https://site.invalid/genre/Hip-Hop/"], "is no page of http://127.0.0.1:1"),
        (["http://[::1/"], "http://[::1/ is no page of"),
        (["file:///etc/passwd"], "is no page of"),
        (["--from", "/Some-Artist/"], "is not the page of a song"),
        (["Hip-Hop", "--from", "/Some-Artist/Some-Song/"], "not both"),
        (["Hip-Hop", "--max-pages", "0"], "max-pages"),
        (["Hip-Hop", "--from-folder", "/nowhere"], "/nowhere"),
    ],
)
def test_what_is_no_start(arguments: list[str], told: str, mixgraph: Program) -> None:
    ran = mixgraph("crawl", "--replica", "http://127.0.0.1:1", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("address", ["https://site.invalid", "http://10.0.0.1", "ftp://127.0.0.1", "127.0.0.1:8000"])
def test_what_is_no_replica(address: str, mixgraph: Program) -> None:
    ran = mixgraph("crawl", GENRE, "--replica", address)
    assert (ran.code, ran.out) == (2, "")
    assert "this machine" in ran.err or "is on a private address" in ran.err or "is no site that can be" in ran.err


def test_a_replica_that_is_not_up(tmp_path: Path, database: Database) -> None:
    crawl = CrawlCommand(tmp_path, "http://127.0.0.1:1", database.address)
    ran = crawl.run(GENRE)
    assert ran.code == 6
    assert "http://127.0.0.1:1/robots.txt cannot be read" in ran.complaint
    assert crawl.states() == Counter(waiting=1)


def test_status_limits_and_going_on(crawl: CrawlCommand, served: ReplicaServer, database: Database) -> None:
    nothing = crawl.below("status")
    assert (nothing.code, nothing.out.splitlines()[2:]) == (0, [])
    assert "nothing was crawled yet" in nothing.err
    assert crawl.below("retry").code == 2
    assert crawl.run().code == 2  # and nothing waits

    ran = crawl.run(GENRE, "--max-songs", "2")
    assert ran.code == 0
    assert "(ended after 2 songs)" in ran.err
    songs = [target for target in served.log.targets if "/Piece-" in target and target.count("/") == 3]
    assert len(songs) == 2
    rows = {row["page"]: row for row in crawl.status()}
    site = served.address.removeprefix("http://").replace(":", "-")
    states = dict.fromkeys((state.value.replace(" ", "_") for state in State), 0)
    assert rows["genre"] == {"site": site, "crawl": "frontier", "page": "genre", **states, "done": 1}
    assert rows["track"]["done"] == len(songs)
    table = crawl.below("status")
    assert table.out.splitlines()[0].split()[:3] == ["site", "crawl", "page"]

    ran = crawl.run("--max-time", "0.001")
    assert ran.code == 0
    assert "(ended after 0.001 seconds)" in ran.err
    assert crawl.run("--no-keep").code == 0
    assert set(crawl.states()) == {"done"}
    assert len(told_graph(database).songs) == ARTISTS * SONGS
    last = crawl.run()
    assert (last.code, last.complaint) == (2, "nothing waits to be fetched")


def test_reading_kept_pages_again(crawl: CrawlCommand, served: ReplicaServer, database: Database) -> None:
    assert crawl.run(GENRE, "--details").code == 0
    expected = digest_of(database)
    with PageStore(crawl.store) as store:
        assert len(store) == crawl.states()["done"]
    served.log.clear()
    assert crawl.below("reparse").code == 2  # it would forget, and nobody said yes
    assert digest_of(database) == expected
    for arguments in (("--yes",), ("--add",)):
        ran = crawl.below("reparse", "--details", *arguments)
        assert ran.code == 0, ran.err
        assert digest_of(database) == expected
    emptied(database)
    assert crawl.below("reparse").code == 0
    assert digest_of(database) == expected
    assert served.log.targets == []
    assert set(crawl.states()) == {"done"}


def test_nothing_was_kept(crawl: CrawlCommand) -> None:
    assert crawl.below("reparse").code == 2
    assert crawl.run(GENRE, "--no-keep", "--max-pages", "2").code == 0
    assert not crawl.store.exists()
    ran = crawl.below("reparse")
    assert ran.code == 2, ran.err
    assert "was kept" in ran.err


def test_outwards_from_a_song(crawl: CrawlCommand, served: ReplicaServer, database: Database) -> None:
    made = relations(ARTISTS, SONGS)
    contents = Catalogue(made)
    start = next(track for track in contents.tracks if track.title == "Piece 1 of 0")
    near, reach = {start.title}, [{start.title}]
    for _ in range(2):
        near = near | {other for each in made for one, other in (ends(each), reversed(ends(each))) if one in near}
        reach.append(near)
    assert len(reach[0]) < len(reach[1]) < len(reach[2])

    for depth in (0, 1):
        served.log.clear()
        emptied(database)
        ran = crawl.run("--from", "/".join(("", *start.path, "")), "--depth", str(depth), "--fresh")
        assert ran.code == 0, ran.err
        asked = {target for target in served.log.targets if target.count("/") == 3 and "/Piece-" in target}
        assert {title_of(target) for target in asked} == reach[depth]
        told = {row[1:3] for row in told_graph(database).relations}
        assert len(told) == sum(bool({*ends(each)} & reach[depth]) for each in made)
        assert "pages are further out than --depth" in ran.err

    ran = crawl.run("--outwards")  # as far as it goes
    assert ran.code == 0, ran.err
    assert len(told_graph(database).relations) == len(made)
    assert not any(target.count("/") == 2 for target in served.log.targets if target != "/robots.txt")  # no artist


def ends(each: RelationRecord) -> tuple[str, str]:
    return each.sampler.title, each.sampled.title


def title_of(target: str) -> str:
    return target.split("/")[2].replace("-", " ")


def test_pages_that_were_saved(
    crawl: CrawlCommand, served: ReplicaServer, database: Database, tmp_path: Path, site: FaultySite
) -> None:
    assert crawl.run(GENRE, "--details").code == 0
    expected = digest_of(database)
    folder = tmp_path / "saved"
    folder.mkdir()
    for number, target in enumerate(crawl.pages("done")):
        url = served.address + target
        text = f"<!-- saved from url=({len(url):04}){url} -->\n{site.page(target).text}"
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    number = len(list(folder.iterdir()))
    (folder / "letter.html").write_text("<p>Dear Sir or Madam")
    emptied(database)
    served.log.clear()
    ran = crawl.run("--from-folder", folder)
    assert ran.code == 0, ran.err
    assert digest_of(database) == expected
    assert served.log.targets == []
    assert f"saved: {number} pages; new: {ARTISTS * SONGS} songs" in ran.err
    assert "not read: " in ran.err
    assert "letter.html: " in ran.err

    empty = tmp_path / "empty"
    empty.mkdir()
    ran = crawl.run("--from-folder", empty)
    assert (ran.code, ran.complaint) == (2, f"no page of {served.address} in {empty}")
    assert digest_of(database) == expected


def test_a_run_is_recorded(crawl: CrawlCommand) -> None:
    assert crawl.run(GENRE, "--max-pages", "1").code == 0
    listed = crawl.wait(crawl.program("runs", "--format", "json"))
    runs = json.loads(listed.out)
    assert [run["command"] for run in runs] == ["crawl"]
    assert runs[0]["result"].startswith("mixgraph replica: 1 pages; new: 0 songs")
