"""`mixgraph crawl --site musicbrainz` against the stand-in, each crawl in a process of its own since a reactor runs once."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.manners.identity import user_agent
from crawler.musicbrainz.service import MUSICBRAINZ
from crawler.settings import DOWNLOAD_DELAY
from graph.connection import Database
from graph.digest import digest_of
from graph.records import RelationRecord
from graph.sources import musicbrainz
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from graph.status import sources_of
from tests.crawler.musicbrainz.stand_in import ARTISTS, StandIn, catalogue
from tests.graph.sources.musicbrainz_dump import dump, mbid

CONTACT = "somebody@example.org"
OPEN = "User-agent: *\nDisallow: /recording/\n"
PROGRAM = [sys.executable, "-m", "cli.main"]

Row = tuple[object, ...]


@dataclass
class Crawls:
    """Crawls of one stand-in into one database, with a data folder of their own."""

    database: Database
    home: Path
    base: str
    program: list[str] = field(default_factory=lambda: PROGRAM)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        address = self.database.address
        names = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")
        values = (address.uri, address.username, address.password, address.database)
        return subprocess.Popen(
            [*self.program, "crawl", "--site", "musicbrainz", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **dict(zip(names, values, strict=True)), "MIXGRAPH_HOME": str(self.home)},
        )

    def run(self, *arguments: str, code: int = 0, there: bool = True) -> str:
        """What a crawl says; `there`: at the stand-in's address, with a contact."""
        process = self.start(*(["--replica", self.base, "--contact", CONTACT] if there else []), *arguments)
        out, err = process.communicate(timeout=60)
        assert process.returncode == code, err
        assert "Traceback" not in err
        return out + err


@pytest.fixture
def stand_in() -> StandIn:
    stand_in = StandIn(catalogue())
    stand_in.robots = OPEN
    return stand_in


def rows(database: Database, cypher: str) -> list[Row]:
    found = database.ask(cypher, seconds=30, rows=10_000)
    assert not found.cut
    return sorted((tuple(row) for row in found.rows), key=repr)


def told(database: Database) -> list[list[Row]]:
    """All that a crawl told, with a row an edge, so that doubles would show."""
    return [
        rows(database, "MATCH (s:Song) RETURN s.song_id, s.title, s.artist_credit, s.year, s.mbid"),
        rows(database, "MATCH (a:Artist) RETURN a.artist_id, a.name"),
        rows(database, "MATCH (a:Artist)-[p:PERFORMED]->(s:Song) RETURN a.artist_id, s.song_id, p.role"),
        rows(
            database,
            "MATCH (a:Song)-[r:SAMPLES|COVERS|REMIXES]->(b:Song) RETURN type(r), a.song_id, b.song_id, r.kind, r.part",
        ),
    ]


def dumped(tmp_path: Path) -> list[Row]:
    """The relations that an import of a dump of the same recordings would tell."""
    with open_stream(dump(tmp_path, catalogue())) as stream:
        read = [record for _, record in musicbrainz.read(stream, ReadOptions()) if isinstance(record, RelationRecord)]
    return sorted(
        {(each.type, each.sampler.song_id, each.sampled.song_id, each.kind, each.part) for each in read}, key=repr
    )


@pytest.mark.parametrize(
    "start",
    [
        ["nova kestrel"],
        [ARTISTS["DJ Halyard"]],
        ["search:whistle"],
        ["--from", f"https://musicbrainz.org/recording/{mbid(3)}"],
    ],
    ids=["name", "artist's MBID", "search", "recording, outwards"],
)
def test_a_crawl_from_anywhere_tells_what_a_dump_tells(
    database: Database, tmp_path: Path, stand_in: StandIn, start: list[str]
) -> None:
    with stand_in:
        said = Crawls(database, tmp_path, stand_in.base).run(*start)
    assert "new: 6 songs, 4 artists, 5 relations" in said
    songs, _, performed, relations = told(database)
    assert relations == dumped(tmp_path)
    assert {row[4] for row in songs} >= {mbid(1), mbid(2), mbid(3)}
    assert {row[3] for row in songs} >= {1974, 1995}
    assert len(performed) == len(set(performed))
    [source] = sources_of(database)
    assert [source[name] for name in ("source", "licence", "terms")] == [
        MUSICBRAINZ.source,
        MUSICBRAINZ.licence,
        MUSICBRAINZ.terms,
    ]
    asked = [path for path, _ in stand_in.requests]
    assert len(asked) == len(set(asked))
    assert {agent for _, agent in stand_in.requests} == {user_agent(CONTACT)}
    if start[0] != "--from":  # an artist's recordings come on several pages
        queries = [parse_qs(urlsplit(path).query) for path in asked]
        offsets = [query["offset"] for query in queries if query.get("artist") == [ARTISTS["Nova Kestrel"]]]
        assert sorted(offsets) == [["0"], ["100"], ["200"]]


def test_outwards_it_goes_as_far_as_it_is_let(database: Database, tmp_path: Path, stand_in: StandIn) -> None:
    with stand_in:
        crawls = Crawls(database, tmp_path, stand_in.base)
        assert "2 pages are further out" in crawls.run("--from", mbid(3), "--depth", "0")
        near = told(database)[3]
        assert [row[2] for row in near] == ["ola-brandt/tin-whistle-live-1971"] * 2
        crawls.run("--outwards")
        assert told(database)[3] == dumped(tmp_path)


def test_a_busy_service_is_asked_again(database: Database, tmp_path: Path, stand_in: StandIn) -> None:
    stand_in.busy = 1  # the first request after that for robots.txt
    with stand_in:
        said = Crawls(database, tmp_path, stand_in.base).run("--from", mbid(3), "--depth", "0")
    assert "1 pages;" in said
    assert [urlsplit(path).path for path, _ in stand_in.requests][1:] == [f"/ws/2/recording/{mbid(3)}"] * 2


def test_what_robots_txt_forbids_is_not_asked_for(database: Database, tmp_path: Path) -> None:
    with StandIn(catalogue()) as stand_in:
        crawls = Crawls(database, tmp_path, stand_in.base)
        for _ in range(2):  # that it was refused before changes nothing
            said = crawls.run("nova kestrel", code=6)
            assert "1 pages are forbidden by robots.txt" in said
            assert f"mixgraph: {stand_in.base}: robots.txt forbids every page that was asked for" in said
        assert {path for path, _ in stand_in.requests} == {"/robots.txt"}
        stand_in.robots = OPEN
        assert "5 relations" in crawls.run("nova kestrel")


def test_without_a_contact_nothing_is_asked_for(database: Database, tmp_path: Path) -> None:
    said = Crawls(database, tmp_path, "").run("nova kestrel", "--accept-terms", there=False, code=2)
    assert "a crawl needs a contact" in said


def test_a_crawl_that_was_killed_ends_with_the_same_graph(
    database: Database, tmp_path: Path, stand_in: StandIn
) -> None:
    with stand_in:
        crawls = Crawls(database, tmp_path, stand_in.base)
        crawls.run("nova kestrel")
        uninterrupted = digest_of(database)
        with database.driver.session(database=database.address.database) as session:
            session.run("MATCH (node) DETACH DELETE node").consume()
        assert digest_of(database) != uninterrupted
        crawls.home = tmp_path / "anew"
        stand_in.requests.clear()
        stand_in.takes = 0.2
        process = crawls.start("--replica", stand_in.base, "--contact", CONTACT, "nova kestrel")
        deadline = time.monotonic() + 30
        while len(stand_in.requests) < 5:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        crawls.run()
    assert digest_of(database) == uninterrupted


def test_the_service_is_asked_once_a_second(database: Database, tmp_path: Path, stand_in: StandIn) -> None:
    stand_in.interval = 0.95 * DOWNLOAD_DELAY  # whoever is faster gets 503
    with stand_in:
        as_public = [sys.executable, "-m", "tests.crawler.musicbrainz.public_stand_in", stand_in.base]
        crawls = Crawls(database, tmp_path, stand_in.base, as_public)
        said = crawls.run("--accept-terms", "--contact", CONTACT, "--from", mbid(3), "--max-pages", "3", there=False)
    assert "3 pages;" in said
    assert "failed" not in said
    assert len(stand_in.requests) == 4
