"""`mixgraph doctor`: each check content, and each discontent in its own way; never a secret, never a wait."""

import importlib.metadata
import json
import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.checks import installation, java, machine
from cli.checks.database import _graph
from cli.checks.finding import Finding, findings
from cli.run_log import Run
from graph.connection import Database
from graph.schema import VERSION
from graph.server.home import ServerHome, ServerState
from graph.server.jars import JarFolder
from tests.conftest import Ran

Program = Callable[..., Ran]
Rows = dict[str, dict[str, str]]


@pytest.fixture
def doctor(mixgraph: Program) -> Callable[[], Rows]:
    """The rows of `mixgraph doctor`, by check."""

    def run() -> Rows:
        ran = mixgraph("doctor", "--format", "json")
        rows = json.loads(ran.out)
        assert all(set(row) == {"check", "ok", "detail", "advice"} for row in rows)
        assert all(row["advice"] for row in rows if row["ok"] == "no")
        assert ran.code == int(any(row["ok"] == "no" for row in rows)), ran
        assert "Traceback" not in ran.err
        return {row["check"]: row for row in rows}

    return run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def test_doctor_is_content(database: Database, mixgraph: Program, doctor: Callable[[], Rows]) -> None:
    rows = doctor()
    assert {row["ok"] for row in rows.values()} <= {"yes", "note"}, rows
    assert database.address.uri in rows["database"]["detail"]
    assert f"schema version {VERSION}" in rows["database"]["detail"]
    assert "217 jars" in rows["Neo4j's jars"]["detail"]
    assert "pyspark 4" in rows["Spark"]["detail"]
    assert "Java 21" in rows["Java for Neo4j"]["detail"]
    assert f"listens on {database.address.uri.rpartition(':')[2]} (Bolt)" in rows["ports"]["detail"]
    assert "MIXGRAPH_HOME (environment)" in rows["settings"]["detail"]
    assert database.address.password not in mixgraph("doctor").out


def test_nothing_is_started_fetched_or_made(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doctor: Callable[[], Rows]
) -> None:
    monkeypatch.setenv("MIXGRAPH_CACHE", str(tmp_path / "cache"))
    rows = doctor()
    assert "is not running" in rows["database"]["detail"]
    assert (rows["Neo4j's jars"]["ok"], rows["configuration file"]["ok"]) == ("note", "yes")
    assert "the first start fetches 155 MB" in rows["Neo4j's jars"]["detail"]
    assert list(tmp_path.iterdir()) == []


def fake_java(folder: Path, release: str, script: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "release").write_text(release)
    (folder / "bin" / "java").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bin" / "java").chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("release", "script", "ok", "told"),
    [
        ('JAVA_VERSION="17.0.1"\n', "echo 'openjdk version \"17.0.1\"' >&2", "yes", "Java 17.0.1"),
        ('JAVA_VERSION="11.0.2"\n', "exit 1", "note", "JAVA_HOME is not used, since"),
        ('JAVA_VERSION="21.0.1"\n', "echo 'no such libjvm' >&2; exit 1", "no", "does not start: no such libjvm"),
        ('JAVA_VERSION="21.0.1"\n', "exec sleep 600", "no", "did not say its version"),
    ],
)
def test_java_home_and_what_follows_from_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    doctor: Callable[[], Rows],
    release: str,
    script: str,
    ok: str,
    told: str,
) -> None:
    monkeypatch.setattr(java, "SECONDS", 2.0)
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "jdk", release, script)))
    rows = doctor()
    assert rows["Java for Spark"]["ok"] == ok
    assert told in rows["Java for Spark"]["detail"]
    assert rows["Java for Neo4j"]["ok"] == "yes"


def test_a_check_that_hangs_or_breaks_fails_alone() -> None:
    def broken() -> Finding:
        raise ValueError("bolt://me:canary-secret@host is odd\x1b[31m")

    started = time.monotonic()
    checks = [
        ("slow", lambda: time.sleep(30) or Finding("yes", "")),
        ("broken", broken),
        ("good", lambda: Finding("yes", "x")),
    ]
    slow, failed, good = findings(checks, seconds=0.5)
    assert time.monotonic() - started < 20
    assert (slow["ok"], failed["ok"], good["ok"]) == ("no", "no", "yes")
    assert "gave no answer" in slow["detail"]
    assert failed["detail"] == "ValueError: bolt://host is odd [31m"


def test_a_silent_database_is_told_in_time(
    home: Path, monkeypatch: pytest.MonkeyPatch, doctor: Callable[[], Rows]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{silent.getsockname()[1]}")
        started = time.monotonic()
        row = doctor()["database"]
    assert row["ok"] == "no"
    assert time.monotonic() - started < 30


def test_no_secret_is_shown(
    server: Database, home: Path, mixgraph: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("NEO4J_PASSWORD=canary-file\nNEO4J_USERNAME=neo4j\n")
    uri = server.address.uri.replace("bolt://", "bolt://me:canary-entry@")
    for environment in ({"NEO4J_URI": uri}, {"NEO4J_URI": server.address.uri, "NEO4J_PASSWORD": "canary-env"}):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        for form in ("table", "json"):
            ran = mixgraph("doctor", "--format", form, "--debug")
            assert ran.code == 1
            assert ("refused the credentials" in ran.out) == ("NEO4J_PASSWORD" in environment)
            assert "NEO4J_USERNAME (.env)" in ran.out
            assert "canary" not in ran.out + ran.err
    assert "NEO4J_PASSWORD (environment)" in ran.out


def test_whose_graph_it_is(bare_database: Database, doctor: Callable[[], Rows]) -> None:
    def run(cypher: str) -> None:
        with bare_database.driver.session(database="neo4j") as session:
            session.run(cypher).consume()  # type: ignore[arg-type]

    assert doctor()["database"]["detail"].endswith("empty")
    run("CREATE (:Customer)")
    assert "holds data that is not mixgraph's" in doctor()["database"]["detail"]
    run("CREATE (:Mixgraph {marker: true, schema_version: 1}), (:Model {model_id: 'als-7', state: 'publishing'})")
    older = doctor()["database"]
    assert (older["ok"], "mixgraph db migrate" in older["advice"]) == ("note", True)
    run(f"MATCH (m:Mixgraph) SET m.schema_version = {VERSION}")
    interrupted = doctor()["database"]
    assert (interrupted["ok"], "the publish of als-7 was interrupted" in interrupted["detail"]) == ("note", True)
    assert "mixgraph publish" in interrupted["advice"]
    run("MATCH (m:Mixgraph) SET m.schema_version = 99")
    newer = doctor()["database"]
    assert (newer["ok"], newer["advice"]) == ("no", "update mixgraph")
    assert _graph("x", 0, True, []).ok == "note"


def test_dependencies_are_held_against_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert installation.python().ok == "yes"
    assert installation.python("3.10.4").ok == "no"
    asked = ["click>=99", "no-such-thing>=1", "numpy>=2.1", "pytest>=99; extra == 'dev'"]
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: asked)
    found = installation.dependencies()
    assert found.ok == "no"
    assert "click" in found.detail
    assert "(asked: >=99)" in found.detail
    assert "no-such-thing not installed" in found.detail
    assert "numpy" not in found.detail
    assert "pytest" not in found.detail
    monkeypatch.setattr(importlib.metadata, "packages_distributions", lambda: {"graph": ["mixgraph", "other"]})
    assert installation.names().detail == "graph is also of other"


def test_disk_memory_and_ports(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def free(size: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(size, 0, size))  # type: ignore[attr-defined]

    found = []
    for size in (3 * 10**9, 10**9, 10**8):
        free(size)
        found.append(machine.data_disk().ok)
    assert found == ["yes", "note", "no"]
    home.parent.joinpath("home").write_text("not a folder")
    assert machine.data_disk().detail == f"{home} is not a folder"
    monkeypatch.delenv("MIXGRAPH_HOME")
    assert machine._limit(tmp_path) is None
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("0\n")
    assert machine._limit(tmp_path) is None
    assert machine._limit(tmp_path) is None
    (tmp_path / "memory.max").write_text("600000000\n")
    assert machine._limit(tmp_path) == (600_000_000, 0)
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path / "none"))
    monkeypatch.setattr(machine, "CONTROL_GROUP", tmp_path)
    tight = machine.memory()
    assert (tight.ok, "of 0.6 GB available; Neo4j takes up to 0.8 GB" in tight.detail) == ("note", True)

    def refuse(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr("graph.server.configuration.free_ports", refuse)
    assert machine.ports().ok == "no"


def test_an_unknown_variable_and_a_bad_one_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, doctor: Callable[[], Rows]
) -> None:
    monkeypatch.setenv("MIXGRAPH_RECOMEND_LIMIT", "3")
    monkeypatch.setenv("MIXGRAPH_RECOMMEND_LIMIT", "7")
    row = doctor()["settings"]
    assert row["ok"] == "note"
    assert "MIXGRAPH_RECOMMEND_LIMIT (environment)" in row["detail"]
    assert row["advice"] == "did you mean 'MIXGRAPH_RECOMMEND_LIMIT'?"
    monkeypatch.setenv("MIXGRAPH_RECOMMEND_LIMIT", "many")
    assert doctor()["settings"]["ok"] == "no"


def test_what_a_kill_left_is_found(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doctor: Callable[[], Rows]
) -> None:
    monkeypatch.setenv("MIXGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert doctor()["left over"]["detail"] == "nothing"
    models = home / "models"
    models.mkdir(parents=True)
    for name in (".als-1.abcd1234", ".als-2.abcd5678"):
        (models / name).mkdir()
    os.utime(models / ".als-1.abcd1234", (0, 0))  # the other may be somebody's who writes it now
    server = ServerHome.of_user()
    server.path.mkdir()
    server.write_state(ServerState("5", 1, 2, "neo4j", "canary-secret", 1, 2, 3.0, "then", True))
    server.data.with_name("data.deleted").mkdir()
    jars = JarFolder.of_lock().path
    jars.with_name(jars.name + ".parts").mkdir(parents=True)
    Run("import", ["import"], {}).end(0, "whole")
    run = Run("train", ["train"], {})
    log = home / "runs.jsonl"
    log.write_text(log.read_text().replace(f'"process": {os.getpid()}', '"process": 0'))
    row = doctor()["left over"]
    assert row["ok"] == "note"
    for told in (
        ".als-1.abcd1234",
        "Neo4j was killed",
        "a reset was interrupted",
        "download of Neo4j",
        "`mixgraph train` of",
    ):
        assert told in row["detail"], told
    assert ".als-2" not in row["detail"]
    assert "canary-secret" not in row["detail"]
    run.end(0, "whole after all")
    assert "mixgraph train" not in doctor()["left over"]["detail"]
