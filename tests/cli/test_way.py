"""The commands on a real database: import, features, answers, status, and what bad input gets."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.connection import Database
from tests.conftest import Ran

HEADER = "relation\tartist\ttitle\tyear\tsource_artist\tsource_title\tsource_year\n"
ROWS = (
    "samples\tRob Base\tIt Takes Two\t1988\tLyn Collins\tThink (About It)\t1972\n"
    "samples\tKool Moe Dee\tLet's Party\t1989\tLyn Collins\tThink (About It)\t1972\n"
    "samples\tRob Base\tIt Takes Two\t1988\tRob Base\tIt Takes Two\t\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "list.tsv"
    path.write_text(HEADER + ROWS)
    return path


def test_import_again_creates_nothing_and_says_so(
    database: Database, mixgraph: Callable[..., Ran], table: Path
) -> None:
    first = mixgraph("import", table)
    assert first.code == 0
    assert "3 rows; created 8: 3 songs, 3 artists, 2 relations" in first.err
    assert "a song cannot take from itself" in first.err
    digest = mixgraph("status", "--digest").out
    again = mixgraph("import", table)
    assert "created 0" in again.err
    assert mixgraph("status", "--digest").out == digest
    assert len(digest.strip()) == 64


def test_rejects_are_listed_with_line_and_reason(
    database: Database, mixgraph: Callable[..., Ran], table: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "bad.tsv"
    mixgraph("import", table, "--rejects", rejects)
    assert rejects.read_text().splitlines() == [
        "file\tline\treason\trow",
        f'{table}\t4\ta song cannot take from itself\t{{"artist": "Rob Base", "title": "It Takes Two"}}',
    ]
    other = tmp_path / "good.tsv"
    other.write_text(HEADER + ROWS.splitlines()[0] + "\n")
    mixgraph("import", table, other, "--rejects", rejects)
    assert len(rejects.read_text().splitlines()) == 2
    mixgraph("import", other, "--rejects", rejects)
    assert not rejects.exists()


@pytest.mark.parametrize("command", ["import", "features"])
@pytest.mark.parametrize("bad", ["missing", "empty", "binary", "columns", "folder"])
def test_bad_files_are_one_line_and_nothing_is_written(
    database: Database, mixgraph: Callable[..., Ran], table: Path, tmp_path: Path, command: str, bad: str
) -> None:
    path = tmp_path / bad
    if bad == "folder":
        path.mkdir()
    elif bad != "missing":
        contents = {"empty": b"", "binary": bytes(range(256)), "columns": b"one\ttwo\n1\t2\n"}
        path.write_bytes(contents[bad])
    before = mixgraph("status", "--digest").out
    ran = mixgraph(command, table if command == "import" else path, path)
    assert ran.code == 2
    said, hint = ran.err.strip().splitlines()
    assert said.startswith("mixgraph: ")
    assert str(path) in said
    assert hint.startswith("  → ")
    assert mixgraph("status", "--digest").out == before


def test_a_bpm_that_is_none_is_listed_and_the_rest_loaded(
    database: Database, mixgraph: Callable[..., Ran], table: Path, tmp_path: Path
) -> None:
    mixgraph("import", table)
    features = tmp_path / "features.csv"
    features.write_text("artist,title,bpm,key\nLyn Collins,Think (About It),115,8A\nRob Base,It Takes Two,abc,\n")
    ran = mixgraph("features", features)
    assert ran.code == 0
    assert "1 new or changed" in ran.err
    assert "bpm 'abc' is not a number" in ran.err
    assert "115.0 (from features)" in mixgraph("show", "think about it").out


def test_answers_and_errors_have_their_codes(database: Database, mixgraph: Callable[..., Ran], table: Path) -> None:
    assert mixgraph("recommend", "anything").code == 3
    mixgraph("import", table)
    no_model = mixgraph("recommend", "think about it")
    assert no_model.code == 5
    assert "run `mixgraph train`" in no_model.err
    unknown = mixgraph("recommend", "nothing like that")
    assert (unknown.code, unknown.out) == (3, "")
    assert "Traceback" not in unknown.err
    assert "Traceback" in mixgraph("recommend", "nothing like that", "--debug").err


def test_ambiguous_titles_list_candidates(database: Database, mixgraph: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "covers.tsv"
    path.write_text(
        HEADER + "covers\tOne\tHurt\t\tNine Inch Nails\tHurt\t\ncovers\tTwo\tHurt\t\tNine Inch Nails\tHurt\t\n"
    )
    mixgraph("import", path)
    ran = mixgraph("recommend", "hurt")
    assert ran.code == 3
    assert "1. Nine Inch Nails – Hurt   nine-inch-nails/hurt" in ran.err


def test_rules_answer_in_every_format(
    database: Database, mixgraph: Callable[..., Ran], table: Path, tmp_path: Path
) -> None:
    mixgraph("import", table)
    features = tmp_path / "features.csv"
    features.write_text("artist,title,bpm,key\nLyn Collins,Think (About It),115,8A\n")
    mixgraph("features", features)
    [answer] = json.loads(mixgraph("recommend", "--bpm", "114", "--key", "8A", "--format", "json").out)
    assert (answer["kind"], answer["rank"], answer["title"]) == ("rules", 1, "Think (About It)")
    assert mixgraph("recommend", "--bpm", "114", "--format", "csv").out.startswith("rank,artist,title")
    target = tmp_path / "answers.jsonl"
    quiet = mixgraph("recommend", "--bpm", "114", "--format", "jsonl", "-o", target, "-q")
    assert (quiet.out, quiet.err) == ("", "")
    assert json.loads(target.read_text())["song_id"] == "lyn-collins/think-about-it"


def test_query_reads_and_only_reads(database: Database, mixgraph: Callable[..., Ran], table: Path) -> None:
    mixgraph("import", table)
    ran = mixgraph("query", "MATCH (s:Song) RETURN count(s) AS songs", "--format", "json")
    assert json.loads(ran.out) == [{"songs": 3}]
    refused = mixgraph("query", "MATCH (s:Song) DETACH DELETE s")
    assert refused.code == 4
    assert len(refused.err.strip().splitlines()) <= 2
    assert json.loads(mixgraph("status", "--format", "json").out)[0]["songs"] == 3


def test_an_empty_graph_says_what_to_do(bare_database: Database, mixgraph: Callable[..., Ran]) -> None:
    for arguments in (["recommend", "think"], ["search", "think"], ["show", "think"], ["export"], ["network", "think"]):
        ran = mixgraph(*arguments)
        assert ran.code == 5, arguments
        assert "mixgraph import" in ran.err


def test_fit_and_publish_have_nothing_at_first(
    mixgraph: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path))
    fit, publish = mixgraph("fit"), mixgraph("publish")
    assert (fit.code, publish.code) == (5, 5)
    assert "run `mixgraph export`" in fit.err
    assert "run `mixgraph fit`" in publish.err


def test_a_server_that_is_named_and_not_there_is_4(
    mixgraph: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    monkeypatch.setenv("NEO4J_PASSWORD", "canary-secret")
    ran = mixgraph("recommend", "think", "--debug")
    assert ran.code == 4
    assert "no database answers at bolt://127.0.0.1:9" in ran.err
    assert "check NEO4J_URI" in ran.err
    assert "canary-secret" not in ran.err
    monkeypatch.setenv("NEO4J_URI", "carrier-pigeon://x")
    assert mixgraph("status").code == 4


def test_a_wrong_password_is_4_and_never_shown(
    server: Database, mixgraph: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", server.address.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", "canary-secret")
    ran = mixgraph("status", "--debug")
    assert ran.code == 4
    assert "refused the credentials" in ran.err
    assert "canary-secret" not in ran.err + ran.out


def test_foreign_data_is_asked_about_and_stays(
    bare_database: Database, mixgraph: Callable[..., Ran], table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bare_database.driver.session(database="neo4j") as session:
        session.run("CREATE (:Customer {name: 'Ada'})").consume()
    refused = mixgraph("import", table)
    assert refused.code == 4
    assert "holds data that is not mixgraph's" in refused.err
    assert bare_database.ask("MATCH (n) RETURN count(n)", seconds=5, rows=1)[1] == [[1]]
    assert mixgraph("import", table, "--yes").code == 0
    assert bare_database.ask("MATCH (c:Customer) RETURN c.name", seconds=5, rows=9)[1] == [["Ada"]]


def test_a_graph_of_another_version_is_refused(database: Database, mixgraph: Callable[..., Ran], table: Path) -> None:
    with database.driver.session(database="neo4j") as session:
        session.run("MATCH (m:Mixgraph) SET m.schema_version = 99").consume()
    ran = mixgraph("import", table)
    assert ran.code == 5
    assert "schema version 99" in ran.err
    assert "update mixgraph" in ran.err


def test_a_full_disk_leaves_the_old_file(
    database: Database, mixgraph: Callable[..., Ran], table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    mixgraph("import", table)
    target = tmp_path / "found.json"
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", no_space)
    ran = mixgraph("search", "think", "--format", "json", "-o", target)
    assert ran.code == 1
    assert ran.err.splitlines()[0] == "mixgraph: No space left on device"
    assert "free some space" in ran.err.splitlines()[1]
    assert target.read_text() == "old"
    assert not list(tmp_path.glob(".found*"))


def test_a_database_whose_labels_are_ours_but_not_its_data_is_refused(
    bare_database: Database, mixgraph: Callable[..., Ran], table: Path
) -> None:
    with bare_database.driver.session(database="neo4j") as session:
        session.run("CREATE (:Song {name: 'not ours'})").consume()
    ran = mixgraph("import", table, "--yes")
    assert ran.code == 4
    assert "has nodes labelled Song that are not mixgraph's" in ran.err
    assert mixgraph("status", "--digest").code == 5


@pytest.mark.parametrize("uri", ["bolt://host:abc", "http://127.0.0.1:1", "bolt://neo4j:canary-secret@127.0.0.1:9"])
def test_addresses_that_are_none_are_4_and_show_no_secret(
    mixgraph: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, uri: str
) -> None:
    monkeypatch.setenv("NEO4J_URI", uri)
    ran = mixgraph("status")
    assert ran.code == 4
    assert len(ran.err.strip().splitlines()) <= 2
    assert "canary-secret" not in ran.err + mixgraph("doctor").out


def test_show_writes_all_of_it_to_a_file(
    database: Database, mixgraph: Callable[..., Ran], table: Path, tmp_path: Path
) -> None:
    mixgraph("import", table)
    target = tmp_path / "shown.txt"
    mixgraph("show", "it takes two", "-o", target)
    assert "song_id" in target.read_text()
    assert "Think (About It)" in target.read_text()
