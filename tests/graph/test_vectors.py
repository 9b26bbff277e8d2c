from typing import Any

import numpy as np
import pytest

from graph.answers.named import named_query, values
from graph.answers.query import ask as asked
from graph.connection import Database
from graph.digest import digest_of
from graph.dump.export import export_graph
from graph.errors import InputUnusable
from graph.forgetting import forget
from graph.loader import load
from graph.publish import publish
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.status import status_of
from graph.vectors import Vectors
from model.als.factors import Factors
from model.als.vectors import vectors as vectors_of
from tests.graph.conftest import FRESH, LISTS, OTHER_TWO, PARTY, PAYBACK, THINK, TWO, Ask, model

SONGS = [song.song_id for song in (FRESH, OTHER_TWO, PARTY, PAYBACK, THINK, TWO)]


def factors(rank: int = 3) -> Factors:
    return Factors(*np.random.default_rng(rank).normal(size=(2, len(SONGS), rank)).astype(np.float32))


def made(rank: int = 3, songs: list[str] = SONGS) -> Vectors:
    found = factors(rank)
    blocks = [block for _, block in vectors_of(np.stack([found.rows, found.columns]))]
    return Vectors(2 * rank + 1, lambda: zip(songs, np.concatenate(blocks).tolist(), strict=True))


def nearest(database: Database, song: str, limit: int = 3) -> list[dict[str, Any]]:
    query = named_query("nearest-songs")
    assert query is not None
    given = values(database, query, {"song": song, "limit": str(limit)})
    return asked(database, query.text, given, seconds=10, rows=99)[0]


def index(database: Database) -> list[list[Any]]:
    told = "SHOW VECTOR INDEXES YIELD name, state, options WHERE name = 'song_vectors' "
    told += "RETURN state, options.indexConfig['vector.dimensions']"
    return database.ask(told, seconds=5, rows=9)[1]


def test_nearest_songs_are_those_of_highest_preference_without_what_is_connected(songs: Database) -> None:
    count = publish(songs, model("m1"), LISTS, vectors=made())
    assert count.vectors == len(SONGS)
    assert index(songs) == [["ONLINE", 7]]
    known = {THINK.song_id: {TWO.song_id, PARTY.song_id}, FRESH.song_id: {PAYBACK.song_id}}
    for song, connected in known.items():
        at = SONGS.index(song)
        preferences = factors().preferences([at] * len(SONGS), range(len(SONGS)))
        expected = [SONGS[other] for other in np.argsort(-preferences) if other != at and SONGS[other] not in connected]
        rows = nearest(songs, song)
        assert [row["song_id"] for row in rows] == expected[:3]
        assert [row["rank"] for row in rows] == [1, 2, 3]
        assert nearest(songs, song, 1) == rows[:1]
        assert [row["similarity"] for row in rows] == sorted((row["similarity"] for row in rows), reverse=True)


def test_they_belong_to_one_model(songs: Database, ask: Ask) -> None:
    having = "MATCH (s:Song) WHERE s.vector IS NOT NULL RETURN count(s), max(size(s.vector))"
    publish(songs, model("m1"), LISTS, vectors=made())
    assert status_of(songs)["vectors"] == len(SONGS)
    # again: they stand, whether they are asked for or not
    assert publish(songs, model("m1"), LISTS, vectors=made()).vectors == 0
    publish(songs, model("m1"), LISTS)
    assert ask(having) == [[len(SONGS), 7]]
    # of another model, and another rank: in their place, with an index of that length
    publish(songs, model("m2"), LISTS, vectors=made(5, [*SONGS[:-1], "gone/song"]))
    assert ask(having) == [[len(SONGS) - 1, 11]]
    assert index(songs) == [["ONLINE", 11]]
    assert status_of(songs)["vectors"] == len(SONGS) - 1
    assert nearest(songs, TWO.song_id) == []
    # without: gone
    publish(songs, model("m3"), LISTS)
    assert ask(having) == [[0, None]]
    assert index(songs) == []
    assert "vectors" not in status_of(songs)
    assert nearest(songs, THINK.song_id) == []


def test_an_interrupted_write_is_taken_up_again(songs: Database, ask: Ask) -> None:
    publish(songs, model("m1"), LISTS, vectors=made())

    def broken():  # type: ignore[no-untyped-def]
        raise ConnectionError("the lights went out")

    with pytest.raises(ConnectionError):
        publish(songs, model("m2"), LISTS, vectors=Vectors(7, broken))
    assert index(songs) == []  # nobody asks an index of half of them
    assert publish(songs, model("m2"), LISTS, vectors=made()).vectors == len(SONGS)
    assert [row["song_id"] for row in nearest(songs, THINK.song_id)]


def test_digest_dump_and_loads_do_not_see_them(published: Database, ask: Ask, tmp_path: Any) -> None:
    before = digest_of(published)
    publish(published, model("m1"), LISTS, vectors=made())
    assert digest_of(published) == before
    export_graph(published, tmp_path / "graph.graphml", "graphml")
    assert "vector" not in (tmp_path / "graph.graphml").read_text()
    # more claims of songs that have one, and a source that is forgotten again
    load(published, [(2, RelationRecord(Relation.SAMPLES, SongRecord("New", "Song"), THINK, "other"))])
    stands = "MATCH (s:Song) WHERE s.vector IS NOT NULL RETURN count(s)"
    assert ask(stands) == [[len(SONGS)]]
    forget(published, "other")
    assert ask(stands) == [[len(SONGS)]]
    assert digest_of(published) == before


def test_songs_without_factors_have_none(songs: Database, ask: Ask) -> None:
    rows = [(THINK.song_id, [0.0, 0.0, 0.0]), (TWO.song_id, [0.6, 0.8, 0.0])]
    assert publish(songs, model("m1"), LISTS, vectors=Vectors(3, lambda: rows)).vectors == 1
    assert ask("MATCH (s:Song) WHERE s.vector IS NOT NULL RETURN s.song_id") == [[TWO.song_id]]


def test_what_no_index_takes_is_refused_before_anything_is_written(songs: Database) -> None:
    with pytest.raises(InputUnusable, match="4,097 numbers"):
        Vectors(4097, list)
