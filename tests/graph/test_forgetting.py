import pytest

from graph.connection import Database
from graph.digest import digest_of
from graph.errors import InputUnusable
from graph.forgetting import forget, source_named
from graph.loader import load
from graph.records import FeatureRecord, RelationRecord, SongClaim, SongRecord, SourceRecord
from graph.schema import Kind, Relation
from tests.graph.conftest import Ask

THINK = SongRecord("Lyn Collins", "Think (About It)", 1972, genres=("Soul",))
SHOUTED = SongRecord("LYN COLLINS", "THINK (ABOUT IT)", 1971, 200, genres=("Funk",))
ROCK = SongRecord("Rob Base; DJ E-Z Rock", "It Takes Two", 1988)
PARTY = SongRecord("Kool Moe Dee feat. Somebody", "Let's Party", 1989)

A = [
    RelationRecord(Relation.SAMPLES, ROCK, THINK, "a", part="drums", kind=Kind.DIRECT),
    RelationRecord(Relation.SAMPLES, PARTY, THINK, "a"),
    FeatureRecord("Lyn Collins", "Think (About It)", "a", 115.0, "Am"),
]
B = [
    RelationRecord(Relation.SAMPLES, ROCK, SHOUTED, "b", part="vocals", times="0:10"),
    FeatureRecord("Lyn Collins", "Think (About It)", "b", 116.0, None),
]


def load_all(database: Database, *lists: list[RelationRecord | FeatureRecord]) -> None:
    for each in lists:
        load(database, enumerate(each, start=2))


def test_a_forgotten_source_leaves_the_graph_as_if_it_had_never_been_read(database: Database, ask: Ask) -> None:
    load_all(database, B)
    digest = digest_of(database)
    load_all(database, A)
    both = digest_of(database)
    count = forget(database, "a")
    assert digest_of(database) == digest
    assert (count.claims, count.relations, count.songs, count.artists, count.measured) == (2, 1, 1, 2, 1)
    assert ask("MATCH (s:Source) RETURN s.name") == [["b"]]
    assert ask("MATCH (g:Genre) RETURN g.name") == [["Funk"]]
    load_all(database, A)
    assert digest_of(database) == both


def test_forgetting_everything_leaves_nothing(database: Database, ask: Ask) -> None:
    load_all(database, A, B)
    forget(database, "a")
    forget(database, "b")
    assert ask("MATCH (n) WHERE NOT n:Mixgraph RETURN labels(n)") == []


def test_a_source_is_named_however_it_is_spelled(database: Database, ask: Ask) -> None:
    load(database, [(2, SongClaim(THINK, "Rap List")), (3, SongClaim(ROCK, "rap list"))])
    assert ask("MATCH (s:Source) RETURN s.name") == [["Rap List"]]
    assert ask("MATCH (s:Song) RETURN DISTINCT s.sources") == [[["Rap List"]]]
    assert source_named(database, "RAP LIST") == "Rap List"
    with pytest.raises(InputUnusable, match="no source"):
        source_named(database, "other")


def test_terms_and_licence_are_those_that_were_said(database: Database, ask: Ask) -> None:
    load(database, [(1, SourceRecord("a", "be nice", "CC0-1.0")), (2, SongClaim(THINK, "a"))])
    load(database, [(1, SourceRecord("a")), (2, SongClaim(ROCK, "a"))])
    assert ask("MATCH (s:Source) RETURN s.name, s.terms, s.licence") == [["a", "be nice", "CC0-1.0"]]
