"""Every named query on a small graph, with an answer that can be told by hand."""

from typing import Any

import pytest

from graph.answers.named import TYPES, named_queries, named_query, values
from graph.answers.query import ask
from graph.connection import Database
from graph.errors import InputUnusable, SongNotFound

# what is given, how many rows come, and what the first of them holds
ANSWERS: dict[str, tuple[dict[str, str], int, dict[str, Any]]] = {
    "bridges": ({}, 1, {"title": "It Takes Two", "samples": 2, "samplers": 1}),
    "chains": (
        {"song": "Late Night"},
        3,
        {"steps": 2, "ids": ["late/night", "rob-base-and-dj-e-z-rock/it-takes-two", "james-brown/payback"]},
    ),
    "decades": ({}, 4, {"decade": 1970, "songs": 4, "samples": 0, "samplers": 5}),
    "disputed-tempos": ({}, 1, {"title": "It Takes Two", "bpms": ["ear: 112.0", "tool: 140.0"]}),
    "genres": ({}, 3, {"genre": "Hip-Hop", "songs": 1, "samples": 2, "takes_from": "Soul"}),
    "most-sampled-artists": ({}, 3, {"artist": "James Brown", "samples": 3, "songs": 1}),
    "most-sampled": ({"limit": "2"}, 2, {"title": "The Payback", "samplers": 3}),
    "most-sampling-artists": ({}, 5, {"artist": "Rob Base & DJ E-Z Rock", "samples": 3, "songs": 2}),
    "nearest-songs": (
        {"song": "Lyn Collins – Think (About It)", "limit": "1"},
        1,
        {"rank": 1, "title": "Déjà Vu", "similarity": 0.8485},  # (.5 · .6 + .5 · .6) / √.5
    ),
    "recommendations-of": (
        {"song": "Lyn Collins – Think (About It)", "limit": "1"},
        1,
        {"rank": 1, "title": "It Takes Two", "shared_sources": [], "shared_samplers": []},
    ),
    "sampled-by": (
        {"song": "The Payback"},
        3,
        {"title": "Get on the Dance Floor", "kind": "unknown", "sources": ["list"]},
    ),
    "samples-of": ({"song": "It Takes Two"}, 2, {"title": "Think (About It)", "year": 1972}),
    "shared-sources": (
        {"a": "It Takes Two", "b": "Déjà Vu"},
        1,
        {"title": "The Payback", "a_by": ["SAMPLES"], "b_by": ["SAMPLES"]},
    ),
    "songs-at-tempo": ({"low": "110", "high": "116"}, 2, {"title": "Think (About It)", "bpm": 115.0, "samplers": 2}),
    "songs-in-key": ({"key": "Am"}, 1, {"title": "Think (About It)", "key": "Am"}),
    "sources": ({}, 4, {"source": "list", "songs": 7, "relations": 5, "measured": 0}),
    "versions-of": ({"song": "Think (About It)"}, 1, {"relation": "cover", "title": "Think Again"}),
}


@pytest.fixture
def graph(published: Database) -> Database:
    from graph.loader import load
    from graph.publish import publish
    from graph.records import FeatureRecord, RelationRecord, SongRecord
    from graph.schema import Relation
    from graph.vectors import Vectors
    from tests.graph.conftest import FRESH, LISTS, PAYBACK, THINK, model

    two = SongRecord("Rob Base & DJ E-Z Rock", "It Takes Two", 1988)
    think = SongRecord("Lyn Collins", "Think (About It)", 1972)
    more = [
        RelationRecord(Relation.SAMPLES, SongRecord("Late", "Night", 2011), two, "other"),
        RelationRecord(Relation.COVERS, SongRecord("Echo", "Think Again", 1975), think, "other"),
    ]
    load(published, enumerate(more, start=2))
    load(published, [(2, FeatureRecord("Rob Base & DJ E-Z Rock", "It Takes Two", "tool", 140.0, None))])
    # of factors of length 1, the same on both sides
    lengths = {THINK.song_id: 0.5, FRESH.song_id: 0.6, PAYBACK.song_id: 0.2}
    rows = [(song, [each, each, (1 - 2 * each**2) ** 0.5]) for song, each in lengths.items()]
    publish(published, model("m1"), LISTS, vectors=Vectors(3, lambda: rows))
    return published


def test_each_has_an_answer_here_and_no_other() -> None:
    assert [query.name for query in named_queries()] == sorted(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_its_answer(graph: Database, name: str) -> None:
    query = named_query(name)
    assert query is not None
    given, number, first = ANSWERS[name]
    rows, cut = ask(graph, query.text, values(graph, query, given), seconds=10, rows=100)
    assert (len(rows), cut) == (number, False), rows
    assert {column: rows[0][column] for column in first} == first
    said = query.text[query.text.index("Columns:") :].split("\nMATCH")[0]
    assert all(column in said for column in rows[0]), "a column that the comment does not name"


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_its_comment_describes_it(query: Any) -> None:
    assert query.description.endswith(".")
    assert len(query.description) > 20
    for parameter in query.parameters:
        assert parameter.type in TYPES
        assert f"${parameter.name}" in query.text
    assert query.text.count("$") == sum(query.text.count(f"${parameter.name}") for parameter in query.parameters)


def test_what_is_wrong_with_parameters_is_said(graph: Database) -> None:
    query = named_query("songs-at-tempo")
    assert query is not None
    for given, message in (
        ({}, "needs low, high"),
        ({"low": "1"}, "needs high"),
        ({"low": "1", "high": "x"}, "high is 'x'"),
        ({"low": "1", "high": "true"}, "high is 'true'"),
        ({"low": "1", "high": "-1"}, "high is '-1'"),
        ({"low": "1", "high": "2", "speed": "1"}, "no parameter 'speed'"),
    ):
        with pytest.raises(InputUnusable, match=message):
            values(graph, query, given)
    samples = named_query("samples-of")
    assert samples is not None
    with pytest.raises(SongNotFound):
        values(graph, samples, {"song": "no such thing at all"})
    assert named_query("no-such-query") is None
