"""Reading statements of a user's own on the real thing: what they give, and all that they may not do."""

import time

import pytest
from neo4j import ResultSummary

from graph import connection
from graph.answers.query import ask
from graph.connection import Database, translated
from graph.errors import DatabaseRefused, InputUnusable

COUNT = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(n) AS nodes, collect(n.title) AS titles, collect(r.part) AS parts"


def rows_of(database: Database, cypher: str, **parameters: object) -> list[dict[str, object]]:
    return ask(database, cypher, parameters, seconds=10, rows=1000)[0]


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


def test_a_path_is_its_nodes_and_relationships_in_turn(songs: Database) -> None:
    row = rows_of(
        songs, "MATCH p = (:Song {title: 'It Takes Two'})-[:SAMPLES]->({title: 'The Payback'})<--() RETURN p"
    )[0]
    titles = [step.get("title", step.get("type")) for step in row["p"]]  # type: ignore[attr-defined]
    assert [titles[0], titles[1], titles[2], titles[3]] == ["It Takes Two", "SAMPLES", "The Payback", titles[3]]
    assert len(titles) == 5
    assert rows_of(songs, "MATCH p = (s:Song {title: 'The Payback'}) RETURN length(p) AS l, p")[0]["p"][0]["title"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("date('2026-02-03')", "2026-02-03"),
        ("datetime('2026-02-03T04:05:06.5Z')", "2026-02-03T04:05:06.500000000+00:00"),
        ("localtime('04:05')", "04:05:00.000000000"),
        ("duration('P1Y2DT3S')", "P1Y2DT3S"),
        ("point({x: 1, y: 2})", {"srid": 7203, "x": 1.0, "y": 2.0}),
        ("point({longitude: 1, latitude: 2, height: 3})", {"srid": 4979, "x": 1.0, "y": 2.0, "z": 3.0}),
        ("{a: [1, {b: date('2026-02-03')}]}", {"a": [1, {"b": "2026-02-03"}]}),
        ("0.0 / 0.0", "nan"),
        ("[null, true, 1.5, 'x']", [None, True, 1.5, "x"]),
    ],
)
def test_values_of_every_type_are_json(songs: Database, expression: str, value: object) -> None:
    assert rows_of(songs, f"RETURN {expression} AS value") == [{"value": value}]


def test_rows_are_limited(songs: Database) -> None:
    rows, cut = ask(songs, "MATCH (s:Song) RETURN s.title", seconds=5, rows=2)
    assert (len(rows), cut) == (2, True)
    rows, cut = ask(songs, "UNWIND range(1, 2) AS x RETURN x", seconds=5, rows=2)
    assert (len(rows), cut) == (2, False)


REFUSED = {
    "writes": [
        "CREATE (n:Song {song_id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (s:Song) SET s.title = 'x'",
        "MATCH (n) CALL (n) { SET n.title = 'x' } RETURN n",
        "FOREACH (x IN [1] | CREATE (n:Song {song_id: 'x'}))",
        "EXPLAIN CREATE (n:Song {song_id: 'x'})",
        "/* EXPLAIN */ CREATE (n:Song {song_id: 'x'})",
    ],
    "LOAD CSV": [
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "load  csv from 'http://127.0.0.1/' as row return row",
        "LOAD /* */ CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LOAD // note\n CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LO\\u0041D CSV FROM 'http://127.0.0.1/' AS row RETURN row",
        "RETURN 1 AS x UNION LOAD CSV FROM 'http://127.0.0.1/' AS r RETURN r[0] AS x",
        "CALL { LOAD CSV FROM 'http://127.0.0.1/' AS row RETURN row } RETURN row",
        "RETURN COLLECT { LOAD CSV FROM 'http://127.0.0.1/' AS r RETURN r } AS x",
        # none of these is an operator of the plan
        "RETURN [x IN ['a'] | COLLECT { LOAD CSV FROM 'http://127.0.0.1/' + x AS r RETURN r }] AS y",
        "RETURN all(x IN ['a'] WHERE EXISTS { LOAD CSV FROM x AS r RETURN r }) AS y",
        "RETURN [x IN ['\\''] | COUNT { LOAD CSV FROM \"http://'\" + x AS r RETURN r }] AS y",
        "MATCH p = (:Song)-[*1..2]->() WHERE all(n IN nodes(p) WHERE EXISTS { LOAD CSV FROM n.x AS r RETURN r }) RETURN p",
        "RETURN [x IN ['a'] | COUNT { LO\\u0041D CSV FROM x AS r RETURN r }] AS y",
    ],
    "the procedure": [
        "CALL db.createLabel('X')",
        "CALL { CALL db.createLabel('X') RETURN 1 AS x } RETURN x",
        "CALL db.awaitIndexes(1)",
        "CALL db.resampleIndex('song_text')",
        "CALL db.stats.collect('QUERIES')",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL dbms.killConnection('bolt-1')",
        "CALL tx.setMetaData({a: 1})",
        "CALL `dbms`.`listConfig`() YIELD name RETURN name",
        "CALL db . prepareForReplanning(1)",
        "RETURN COLLECT { CALL dbms.listConfig() YIELD name RETURN name } AS x",
        "RETURN [x IN [1] | COUNT { CALL db.resampleIndex('song_text') RETURN 1 AS one }] AS y",
    ],
    "the function": [
        "RETURN genai.vector.encode('x', 'OpenAI', {token: 'x'}) AS x",
        "RETURN apoc . `load`.json('x') AS x",
    ],
    "IN TRANSACTIONS": [
        "UNWIND [1, 2] AS x CALL (x) { RETURN x AS y } IN TRANSACTIONS RETURN y",
        "UNWIND [1, 2] AS x CALL (x) { RETURN x AS y } IN CONCURRENT TRANSACTIONS RETURN y",
    ],
    "of the server": [
        "SHOW SETTINGS",
        "SHOW SETTINGS YIELD name RETURN name",
        "SHOW TRANSACTIONS",
        "TERMINATE TRANSACTIONS 'neo4j-1'",
    ],
    "about the server": [
        "SHOW USERS",
        "SHOW CURRENT USER",
        "SHOW DATABASES",
        "CREATE USER joe SET PASSWORD 'not so secret'",
        "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
        "CREATE INDEX x FOR (n:Song) ON (n.title)",
        "DROP INDEX song_text",
        "DROP CONSTRAINT song_id",
        "CALL dbms.components() YIELD name RETURN name",
    ],
    "has no end": ["RETURN [x IN ['\\u0027] | COUNT { LOAD CSV FROM x AS r RETURN r }] AS y"],
    "PROFILE": ["PROFILE MATCH (n) RETURN n", "cypher runtime=slotted profile MATCH (n) DELETE n"],
    "exactly one statement": ["RETURN 1; RETURN 2", "RETURN 1; CREATE (n)", "MATCH (n) RETURN n;;; DROP"],
    "the database refused": [
        "not cypher",
        "USE system SHOW USERS",
        "USE system MATCH (n) RETURN n",
        "USE graph.byName('system') RETURN 1",
    ],
}


@pytest.mark.parametrize(
    ("words", "cypher"), [(words, cypher) for words, statements in REFUSED.items() for cypher in statements]
)
def test_anything_but_reading_is_refused_and_changes_nothing(songs: Database, words: str, cypher: str) -> None:
    before = rows_of(songs, COUNT)
    said = {
        "about the server": "about the server|the procedure dbms.components",
        "exactly one statement": "one statement|Invalid",
    }
    with pytest.raises(DatabaseRefused, match=said.get(words, words)), translated(songs.address):
        ask(songs, cypher, seconds=5, rows=9)
    assert rows_of(songs, COUNT) == before


@pytest.mark.parametrize(
    "cypher",
    [
        "RETURN 'LOAD CSV FROM x' AS `LOAD CSV`",
        "// LOAD CSV\nRETURN 1 /* LOAD CSV */ AS x",
        "WITH 1 AS load, 2 AS csv RETURN load, csv",
        "RETURN [x IN ['LOAD CSV'] WHERE EXISTS { RETURN x } | x] AS y",
        "WITH 1 AS call RETURN call, 'CALL dbms.killConnection()' AS told",
        "RETURN date.truncate('year', date()) AS d, point.distance(point({x: 1, y: 2}), point({x: 1, y: 2})) AS p;",
        "CALL db.labels() YIELD label RETURN label",
        "CALL `db`.schema.visualization()",
        "CALL DB.INDEX.FULLTEXT.queryNodes('song_text', 'think') YIELD node RETURN node.title"[:5]
        + "db.index.fulltext.queryNodes('song_text', 'think') YIELD node RETURN node.title",
        "SHOW INDEXES",
        "SHOW CONSTRAINTS YIELD name RETURN name",
        "SHOW FUNCTIONS",
        "SHOW PROCEDURES",
        "USE neo4j MATCH (s:Song) RETURN s.title",
        "CYPHER runtime=slotted MATCH (s:Song) RETURN s.title",
        "MATCH (s:Song) RETURN COUNT { (s)<-[:SAMPLES]-() } AS n, [x IN [1] | COUNT { (s)--() }] AS m",
        "RETURN 'caf\\u00e9' AS drink",
    ],
)
def test_what_reads_is_allowed(songs: Database, cypher: str) -> None:
    assert rows_of(songs, cypher)


def test_explain_gives_the_plan(songs: Database) -> None:
    rows = rows_of(songs, "EXPLAIN MATCH (s:Song)-[:SAMPLES]->(o) RETURN o.title")
    assert rows[0]["operator"] == "ProduceResults"
    assert any("s:Song" in str(row["details"]) for row in rows)


def test_parameters_arrive_and_missing_ones_are_named(songs: Database) -> None:
    rows = rows_of(songs, "RETURN $title AS title, $list[1] AS two", title="LOAD CSV", list=[1, 2])
    assert rows == [{"title": "LOAD CSV", "two": 2}]
    with pytest.raises(InputUnusable, match=r"needs a value for .*high"), translated(songs.address):
        rows_of(songs, "MATCH (s:Song) WHERE $low < s.bpm < $high RETURN s", low=1)


def test_a_statement_that_takes_too_long_is_stopped(songs: Database) -> None:
    endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)"
    with pytest.raises(DatabaseRefused, match="too long"), translated(songs.address):
        ask(songs, endless, seconds=0.5, rows=1)


@pytest.mark.parametrize(
    "cypher", ["RETURN range(1, 1000000) AS x", "UNWIND range(1, 900) AS x RETURN range(1, 10000) AS y"]
)
def test_an_answer_that_is_too_large_is_given_up(songs: Database, cypher: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ANSWER_MEGABYTES", 1.0)
    with pytest.raises(DatabaseRefused, match="larger than 1 MB"), translated(songs.address):
        ask(songs, cypher, seconds=20, rows=1000)
    assert rows_of(songs, "RETURN 1 AS one") == [{"one": 1}]  # the driver goes on with another connection


def test_a_collection_of_gigabytes_is_stopped_by_the_database(songs: Database) -> None:
    with pytest.raises(DatabaseRefused, match="more memory"), translated(songs.address):
        ask(songs, "UNWIND range(1, 30000000) AS x RETURN collect({a: x}) AS x", seconds=60, rows=1)
    assert rows_of(songs, "RETURN 1 AS one") == [{"one": 1}]


def test_a_database_that_does_not_keep_its_time_is_not_waited_for(
    songs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    # one expression, which Neo4j does not interrupt
    busy = "RETURN reduce(a = 0, x IN range(1, 60000000) | a + x % 7) AS y"
    started = time.monotonic()
    with pytest.raises(DatabaseRefused, match="too long"), translated(songs.address):
        ask(songs, busy, seconds=0.2, rows=1)
    assert time.monotonic() - started < 3
    assert rows_of(songs, "RETURN 1 AS one") == [{"one": 1}]


def test_the_plan_is_looked_at_before_anything_runs(songs: Database) -> None:
    seen: list[str | None] = []

    def check(summary: ResultSummary) -> None:
        seen.append(summary.query_type)
        raise DatabaseRefused("no")

    with pytest.raises(DatabaseRefused, match="no"):
        songs.ask("MATCH (n) DELETE n", seconds=5, rows=1, check=check)
    assert seen == ["w"]
