"""The Cypher is constant, documented, spelt in the schema's words, and planned by a real Neo4j."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from graph import queries
from graph.answers.named import named_queries
from graph.connection import Database
from graph.loader import load
from graph.queries import statement
from graph.records import RelationRecord, SongRecord
from graph.schema import CONSTRAINTS, FULLTEXT_INDEXES, Edge, Label, Relation

FOLDER = Path(queries.__file__).parent
ROOT = FOLDER.parent.parent
NAMES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.cypher"))


def test_there_are_statements() -> None:
    assert len(NAMES) > 30


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_says_what_it_does_and_uses_the_words_of_the_schema(name: str) -> None:
    text = statement(name)
    assert text.startswith("// ")
    code = re.sub(r"//[^\n]*", "", text)
    assert ";" not in re.sub(r"'[^']*'", "", code), "one statement a file"
    labels = set(re.findall(r"\(\w*:(\w+)", code))
    types = {each for found in re.findall(r"\[\w*:([\w|]+)", code) for each in found.split("|")}
    assert labels <= set(Label)
    assert types <= {*Relation, *Edge}


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_that_is_used_is_named_in_the_comment(name: str) -> None:
    comment = " ".join(line for line in statement(name).splitlines() if line.startswith("//"))
    code = re.sub(r"//[^\n]*", "", statement(name))
    for parameter in set(re.findall(r"\$(\w+)", code)):
        assert re.search(rf"Parameters:.*\b{parameter}\b", comment), parameter


def test_every_statement_is_used_and_every_used_one_is_there() -> None:
    folders = [ROOT / name for name in ("graph", "crawler", "web", "cli")]
    code = "\n".join(path.read_text() for folder in folders for path in folder.rglob("*.py"))
    constants = {f"schema/constrain_{name}" for name in CONSTRAINTS} | {
        f"schema/index_{name}" for name in FULLTEXT_INDEXES
    }
    constants |= {f"create_{kind.value.lower()}" for kind in Relation}
    constants |= {f"{verb}_{what}" for verb in ("claims_of", "create") for what in ("performed", "produced", "genres")}
    constants |= {f"named/{query.name}" for query in named_queries()}
    assert [name for name in NAMES if f'"{name}"' not in code and name not in constants] == []
    for used in re.findall(r"\.(?:read|stream|write|run|send|found)\(\s*\"([\w/]+)\"", code):
        assert used in NAMES


def test_no_query_text_is_built() -> None:
    """A formatted or concatenated string never is a statement: parameters carry all input."""
    cypher = re.compile(r"\b(MATCH|MERGE|UNWIND|CREATE|DETACH DELETE|RETURN)\b\s*[({$\w]")
    for folder in ("graph", "web", "cli", "model"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.JoinedStr) or (
                    isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod)
                ):
                    literal = " ".join(
                        part.value
                        for part in ast.walk(node)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    )
                    assert not cypher.search(literal), f"{path.name}: {literal}"


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("schema/")])
def test_neo4j_plans_it(database: Database, name: str) -> None:
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", statement(name)))
    with database.driver.session(database=database.address.database) as session:
        session.run("EXPLAIN " + statement(name), parameters).consume()  # type: ignore[arg-type]


def test_what_gives_a_whole_graph_needs_no_room_for_all_of_it(database: Database) -> None:
    """No operator that holds every row before it gives the first one: a graph of millions would not fit."""
    # one genre, of every third song: to begin at the genre looks cheap then
    songs = [SongRecord(f"Artist {at}", f"Song {at}", genres=() if at % 3 else ("Soul",)) for at in range(300)]
    load(database, enumerate(RelationRecord(Relation.SAMPLES, *pair, "list") for pair in pairwise(songs)))
    holding = {}
    with database.driver.session(database=database.address.database) as session:
        for name in NAMES:
            if re.match(r"(dump|digest|export)_", name) and name != "dump_count":
                parameters = dict.fromkeys(re.findall(r"\$(\w+)", statement(name)))
                plan = session.run("EXPLAIN " + statement(name), parameters).consume().plan  # type: ignore[arg-type]
                operators = {each["operatorType"].partition("@")[0] for each in _operators(plan)}
                assert "ProduceResults" in operators
                holding[name] = operators & HOLDING
    assert len(holding) > 15
    assert {name: found for name, found in holding.items() if found} == {}


HOLDING = {"Sort", "Top", "Eager", "Distinct", "EagerAggregation", "NodeHashJoin", "ValueHashJoin"}


def _operators(plan: Any) -> Iterator[Any]:
    yield plan
    for child in plan.get("children", []):
        yield from _operators(child)
