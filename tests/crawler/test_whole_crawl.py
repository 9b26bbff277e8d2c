"""A crawl of a whole replica, from its genres to the graph: the very graph that an import of its catalogue gives."""

from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from crawler.replica.catalogue import Catalogue, bundled_relations
from crawler.replica.server import running
from crawler.replica.site import Layout, ReplicaSite, replica_of_catalogue
from graph.connection import Database
from graph.loader import load
from graph.sources import feature_table
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from tests.crawler.crawl_command import CrawlCommand
from tests.crawler.replica.relations import relation, song
from tests.crawler.small_replica import GENRE, relations, small_replica
from tests.crawler.told_graph import ToldGraph, told_graph

FEATURES = Path(str(files("graph") / "catalogue" / "features.tsv"))


def emptied(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (node) WHERE NOT node:Mixgraph DETACH DELETE node").consume()


@pytest.fixture
def catalogue(database: Database) -> ToldGraph:
    """What an import of the catalogue gives; the database is empty again."""
    load(database, enumerate(bundled_relations(), start=2))
    with as_file(FEATURES) as path, open_stream(path) as stream:
        load(database, feature_table.read(stream, ReadOptions()))
    found = told_graph(database)
    emptied(database)
    assert (len(found.songs), len(found.relations), len(found.features)) > (700, 800, 500)
    return found


@pytest.mark.parametrize(
    "layout", [Layout.MIXED, *(pytest.param(each, marks=pytest.mark.soak) for each in (Layout.NEW, Layout.OLD))]
)
def test_a_crawl_gives_the_catalogue(layout: Layout, catalogue: ToldGraph, database: Database, tmp_path: Path) -> None:
    site = replica_of_catalogue(layout)
    with running(site) as server:
        crawl = CrawlCommand(tmp_path, server.address, database.address)
        ran = crawl.run(*site.contents.genres, "--details", "--features", FEATURES)
        assert (ran.code, ran.out) == (0, ""), ran.err
        asked = Counter(server.log.targets)
    told = told_graph(database)
    for what in ToldGraph._fields:
        assert getattr(told, what) == getattr(catalogue, what), what
    assert set(crawl.states()) == {"done"}
    assert set(asked.values()) == {1}
    assert set(asked) == crawl.pages("done") | {"/robots.txt"}
    said = f"new: {len(told.songs)} songs, {len(told.artists)} artists, {len(told.relations)} relations"
    assert said in ran.err


@pytest.mark.parametrize("layout", [Layout.NEW, Layout.OLD])
def test_without_details_all_but_kinds_is_known(layout: Layout, database: Database, tmp_path: Path) -> None:
    load(database, enumerate(relations(), start=2))
    imported = told_graph(database)
    emptied(database)
    with running(small_replica(layout)) as server:
        crawl = CrawlCommand(tmp_path, server.address, database.address)
        assert crawl.run(GENRE).code == 0
        assert not any(target.startswith("/sample/") for target in server.log.targets)
        told = told_graph(database)
        assert told._replace(relations=[]) == imported._replace(relations=[])
        assert [row[:3] for row in told.relations] == [row[:3] for row in imported.relations]
        assert {row[3] for row in told.relations} == {"unknown"}

        assert crawl.run(GENRE, "--details", "--fresh").code == 0
        assert told_graph(database) == imported


def test_the_artist_with_most_songs_comes_next(database: Database, tmp_path: Path) -> None:
    star, guest, other = song("Star", "One"), song("Guest", "Two"), song("Other", "Three")
    first = song("First", "Begin", genres=(GENRE,))
    many = [song("Most", f"Song {number}") for number in range(5)]
    few = [song("Less", f"Song {number}") for number in range(2)]
    made = Catalogue(
        [
            relation(first, star),
            relation(first, guest),
            relation(first, other),
            *(relation(first, each) for each in few),
            *(relation(first, each) for each in many),
        ]
    )
    with running(ReplicaSite(made)) as server:
        crawl = CrawlCommand(tmp_path, server.address, database.address)

        def asked(pages: int, *starts: str) -> set[str]:
            server.log.clear()
            ran = crawl.run(*starts, "--max-pages", str(pages))
            assert ran.code == 0, ran.err
            assert f"(ended after {pages} pages): `mixgraph crawl --replica {server.address}` goes on" in ran.err
            return set(server.log.targets) - {"/robots.txt"}

        asked(1, "/First/Begin/samples/")
        assert asked(1) == {"/Most/"}  # met last, and has most
        assert asked(5) == {f"/Most/Song-{number}/" for number in range(5)}
        assert asked(1) == {"/Less/"}
