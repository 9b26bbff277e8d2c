import pytest

from graph.answers.query import ask
from graph.connection import Database, translated
from graph.errors import DatabaseRefused


def test_rows_are_flat_values(songs: Database) -> None:
    rows, cut = ask(
        songs,
        "MATCH (s:Song {title: 'It Takes Two'})-[r:SAMPLES]->(o) RETURN s, r, o.title AS title",
        seconds=5,
        rows=9,
    )
    assert not cut
    assert {row["title"] for row in rows} == {"Think (About It)", "The Payback"}
    assert rows[0]["s"]["song_id"] == "rob-base-and-dj-e-z-rock/it-takes-two"
    assert rows[0]["r"]["type"] == "SAMPLES"


def test_rows_are_limited(songs: Database) -> None:
    rows, cut = ask(songs, "MATCH (s:Song) RETURN s.title", seconds=5, rows=2)
    assert (len(rows), cut) == (2, True)


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Song {song_id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (s:Song) SET s.title = 'x'",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "load  csv from 'http://127.0.0.1/' as row return row",
        "LOAD /* */ CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LOAD // note\n CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LO\\u0041D CSV FROM 'http://127.0.0.1/' AS row RETURN row",
        "CREATE INDEX x FOR (n:Song) ON (n.title)",
        "RETURN 1;;; DROP",
        "not cypher",
    ],
)
def test_anything_but_reading_is_refused_and_changes_nothing(songs: Database, cypher: str) -> None:
    before = ask(songs, "MATCH (n) RETURN count(n) AS nodes, collect(n.title) AS titles", seconds=5, rows=1)
    with pytest.raises(DatabaseRefused), translated(songs.address):
        ask(songs, cypher, seconds=5, rows=9)
    after = ask(songs, "MATCH (n) RETURN count(n) AS nodes, collect(n.title) AS titles", seconds=5, rows=1)
    assert after == before


def test_a_statement_that_takes_too_long_is_stopped(songs: Database) -> None:
    endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)"
    with pytest.raises(DatabaseRefused, match="too long"), translated(songs.address):
        ask(songs, endless, seconds=0.5, rows=1)
