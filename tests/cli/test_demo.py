"""What the demo begins with; the rest of it needs Spark and is run as a whole by `make demo`."""

from dataclasses import replace

import pytest

from cli.demo import catalogue_sources
from cli.replica_crawl import crawl_replica
from cli.talk import Talk
from crawler.plan import crawled_sites
from crawler.replica.catalogue import Catalogue, bundled_relations
from crawler.replica.site import ReplicaSite
from graph.connection import Database
from graph.loader import load
from graph.status import foreign_sources, sources_of, status_of

RELATIONS = bundled_relations()[:25]


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.quiet = True
    return talk


def test_the_demo_s_graph_is_its_own_and_can_be_had_again(database: Database, talk: Talk) -> None:
    songs = {song.song_id for each in RELATIONS for song in (each.sampler, each.sampled)}
    found = []
    for new in (len(RELATIONS), 0):
        crawl_replica(talk, database, ReplicaSite(Catalogue(RELATIONS)))
        assert talk.outcome.endswith(f" {new} relations")
        found.append(status_of(database))
        assert crawled_sites() == []
    assert found[0] == found[1]
    assert (found[0]["songs"], found[0]["samples"] + found[0]["covers"] + found[0]["remixes"]) == (
        len(songs),
        len(RELATIONS),
    )
    assert 0 < found[0]["measured"] <= len(songs)
    assert not foreign_sources(database, *catalogue_sources())


def test_an_older_demo_s_graph_is_the_demo_s_too(database: Database, talk: Talk) -> None:
    load(database, enumerate(replace(each, source=catalogue_sources()[1]) for each in RELATIONS))
    crawl_replica(talk, database, ReplicaSite(Catalogue(RELATIONS)))
    assert "new: 0 songs, 0 artists, 0 relations" in talk.outcome
    assert {row["source"] for row in sources_of(database)} == set(catalogue_sources())
    assert not foreign_sources(database, *catalogue_sources())
    load(database, enumerate(replace(each, source="a list of mine") for each in RELATIONS))
    assert foreign_sources(database, *catalogue_sources())
