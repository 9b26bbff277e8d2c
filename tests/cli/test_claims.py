"""sources, forget, duplicates and merge, as people run them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.connection import Database
from graph.digest import digest_of
from tests.conftest import Ran

Run = Callable[..., Ran]

LIST = """relation,artist,title,year,source_artist,source_title,source_year,part,url
samples,Tyree,Video Crash,1988,The Winstons,"Amen, Brother",1969,drums,https://one.example/1
samples,N.W.A,Straight Outta Compton,1988,The Winstons,"Amen, Brother",1969,drums,
"""
OTHER = """relation,artist,title,year,source_artist,source_title,source_year,part,url
samples,Tyree,Video Crash,1988,The Winstones,Amen Brother,1969,multiple elements,
samples,NWA,Straight Outta Compton,1988,The Winstons,Amen Brother,1969,,
"""


@pytest.fixture
def two(database: Database, mixgraph: Run, tmp_path: Path) -> Database:
    """Two lists that tell nearly the same."""
    for name, text in (("first.csv", LIST), ("second.csv", OTHER)):
        (tmp_path / name).write_text(text)
        assert mixgraph("import", tmp_path / name).code == 0
    return database


def rows(ran: Ran) -> list[dict[str, object]]:
    assert ran.code == 0, ran.err
    found: list[dict[str, object]] = json.loads(ran.out)
    return found


def test_sources_are_listed_with_what_they_say_and_under_which_terms(two: Database, mixgraph: Run) -> None:
    found = {row["source"]: row for row in rows(mixgraph("sources", "--format", "json"))}
    assert {name: (row["songs"], row["samples"], row["measured"]) for name, row in found.items()} == {
        "first": (3, 2, 0),
        "second": (4, 2, 0),
    }
    said = rows(mixgraph("sources", "FIRST", "--licence", "CC0-1.0", "--terms", "be nice", "--format", "json"))
    assert [(row["source"], row["licence"], row["terms"]) for row in said] == [("first", "CC0-1.0", "be nice")]
    assert mixgraph("sources", "--licence", "x").code == 2
    assert mixgraph("sources", "third").code == 2


def test_precedence_says_whose_tempo_is_believed(two: Database, mixgraph: Run, tmp_path: Path) -> None:
    for name, bpm in (("ear", 137), ("tool", 68)):
        (tmp_path / f"{name}.csv").write_text(f'artist,title,bpm\nThe Winstons,"Amen, Brother",{bpm}\n')
        assert mixgraph("features", tmp_path / f"{name}.csv").code == 0
    assert "137.0 (from ear)" in mixgraph("show", "The Winstons – Amen, Brother").out
    mixgraph("sources", "tool", "--precedence", "5")
    shown = mixgraph("show", "The Winstons – Amen, Brother").out
    assert "68.0 (from tool)" in shown
    assert "ear: 137.0; tool: 68.0" in shown


def test_show_tells_who_says_what(two: Database, mixgraph: Run) -> None:
    shown = rows(mixgraph("show", "N.W.A – Straight Outta Compton", "--format", "json"))
    assert [row["stated"] for row in shown] == ["first: drums; second"]
    assert "second: NWA – Straight Outta Compton (1988)" in mixgraph("show", "nwa straight outta compton").out


def test_forget_takes_a_source_out_and_import_brings_it_back(two: Database, mixgraph: Run, tmp_path: Path) -> None:
    both = digest_of(two)
    refused = mixgraph("forget", "second")
    assert (refused.code, refused.out) == (2, "")
    assert "--yes" in refused.err
    assert digest_of(two) == both
    ran = mixgraph("forget", "Second", "--yes")
    assert ran.code == 0, ran.err
    assert "2 claims" in ran.err
    assert [row["source"] for row in rows(mixgraph("sources", "--format", "json"))] == ["first"]
    assert mixgraph("import", tmp_path / "second.csv").code == 0
    assert digest_of(two) == both
    assert mixgraph("forget", "nobody", "--yes").code == 2


def test_likely_twins_are_listed_joined_and_parted(two: Database, mixgraph: Run) -> None:
    before = digest_of(two)
    [twin] = rows(mixgraph("duplicates", "--format", "json"))
    assert {twin["song_id"], twin["other"]} == {"winstons/amen-brother", "winstones/amen-brother"}
    ran = mixgraph("merge", "winstons/amen-brother", "winstones/amen-brother")
    assert ran.code == 0, ran.err
    assert mixgraph("duplicates", "--format", "json").out.strip() == "[]"
    assert rows(mixgraph("merge", "--list", "--format", "json")) == [
        {"song_id": "winstons/amen-brother", "merged": "winstones/amen-brother"}
    ]
    assert "also known as  winstones/amen-brother" in mixgraph("show", "winstones/amen-brother").out
    assert mixgraph("merge", "--undo", "winstones/amen-brother").code == 0
    assert digest_of(two) == before
    for arguments in (["merge"], ["merge", "x"], ["merge", "a", "b", "--list"]):
        assert mixgraph(*arguments).code == 2
    assert mixgraph("merge", "winstons/amen-brother", "winstons/amen-brother").code == 2
    assert mixgraph("merge", "winstons/amen-brother", "Nobody – Nothing").code == 3


def test_an_old_graph_is_not_touched_unasked(two: Database, mixgraph: Run) -> None:
    with two.driver.session(database=two.address.database) as session:
        session.run("MATCH (marker:Mixgraph) SET marker.schema_version = 1").consume()
    for arguments in (["show", "amen brother"], ["sources"], ["status", "--digest"]):
        ran = mixgraph(*arguments)
        assert (ran.code, ran.out) == (5, "")
        assert "db migrate" in ran.err
    assert mixgraph("db", "migrate").code == 2
    assert mixgraph("db", "migrate", "--yes").code == 0
    assert mixgraph("show", "winstons/amen-brother").code == 0
