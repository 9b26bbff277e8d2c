"""`mixgraph query` as people type it."""

import io
import json
import sys

import pytest

from graph.answers.named import named_queries
from graph.connection import Database
from graph.loader import load
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation


@pytest.fixture
def graph(database: Database) -> Database:
    old = SongRecord("Lyn Collins", "Think (About It)", 1972)
    samplers = [SongRecord("Rob Base", "It Takes Two", 1988), SongRecord("Kool Moe Dee", "Let's Party", 1989)]
    load(database, enumerate((RelationRecord(Relation.SAMPLES, each, old, "list") for each in samplers), start=2))
    return database


def test_named_queries_are_listed_shown_and_run(graph: Database, mixgraph) -> None:
    listed = json.loads(mixgraph("query", "--list", "--format", "json").out)
    assert [row["name"] for row in listed] == [query.name for query in named_queries()]
    assert {
        "name": "most-sampled",
        "parameters": "limit: number = 20",
        "description": "The songs that most others sample.",
    } in listed

    shown = mixgraph("query", "--show", "sampled-by")
    assert shown.out.startswith("// Which songs sample a song")
    assert ":param {song: …, limit: 100}" in shown.err

    ran = mixgraph("query", "sampled-by", "--param", "song=think about it", "-p", "limit=1", "--format", "tsv")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split("\t")[1] for line in ran.out.splitlines()] == ["title", "It Takes Two"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("most-smapled",), "did you mean most-sampled?"),
        (("--show", "nothing"), "there is no named query 'nothing'"),
        (("samples-of",), "samples-of needs song"),
        (("most-sampled", "-p", "limit=many"), "limit is 'many', which is not a number"),
        (("RETURN $a, $b", "-p", "a=1"), "needs a value for b"),
        (("RETURN $a", "-p", "a"), "NAME=VALUE"),
        (("RETURN $a", "-p", "a=9223372036854775808"), "beyond 64 bits"),
        (("RETURN $a", "-p", "a=" + "[" * 100_000), "nested too deeply"),
        ((" ",), "the statement is empty"),
        (("RETURN '\udcff'",), "not UTF-8"),
        ((), "name a query"),
    ],
)
def test_wrong_use_is_said_in_a_line(graph: Database, mixgraph, arguments: tuple[str, ...], message: str) -> None:
    ran = mixgraph("query", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_values_are_json_or_text(graph: Database, mixgraph) -> None:
    given = {
        "a": "5",
        "b": '"5"',
        "c": "Think (About It)",
        "d": '[1, {"x": null}]',
        "e": "true",
        "f": "NaN",
        "g": "",
        "h": "x=y",
    }
    arguments = [part for name, value in given.items() for part in ("-p", f"{name}={value}")]
    ran = mixgraph(
        "query",
        "RETURN $a AS a, $b AS b, $c AS c, $d AS d, $e AS e, $f AS f, $g AS g, $h AS h",
        *arguments,
        "--format",
        "jsonl",
    )
    assert json.loads(ran.out) == {
        "a": 5, "b": "5", "c": "Think (About It)", "d": [1, {"x": None}], "e": True, "f": "NaN", "g": "", "h": "x=y",
    }  # fmt: skip


def test_a_statement_comes_from_stdin(graph: Database, mixgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("RETURN 'é' AS x // kept\n".encode())))
    assert mixgraph("query", "-", "--format", "csv").out == "x\né\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"RETURN '\xff'")))
    assert mixgraph("query", "-").code == 2


def test_maps_are_json_in_cells(graph: Database, mixgraph) -> None:
    cypher = "MATCH (s:Song {year: 1972}) RETURN {title: s.title} AS song, [1, 2] AS list, [{a: 'é'}] AS maps"
    assert mixgraph("query", cypher, "--format", "tsv").out.splitlines()[1].split("\t") == [
        '"{""title"": ""Think (About It)""}"', "1; 2", '"[{""a"": ""é""}]"',
    ]  # fmt: skip
    assert json.loads(mixgraph("query", cypher, "--format", "jsonl").out)["song"] == {"title": "Think (About It)"}


def test_a_refusal_is_a_line_and_a_hint(graph: Database, mixgraph) -> None:
    ran = mixgraph("query", "MATCH (s) DETACH DELETE s")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("mixgraph: the statement writes, which is not allowed in a query\n  → ")
    assert "cut off after 2 rows" in mixgraph("query", "UNWIND range(1, 9) AS x RETURN x", "--rows", "2").err
