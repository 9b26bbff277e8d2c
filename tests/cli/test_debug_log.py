"""`--debug` tells what is done, and no secret."""

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.connection import Database
from tests.conftest import Ran


def test_debug_tells_statements_server_folders_and_versions(
    database: Database, mixgraph: Callable[..., Ran], data_folder: Path
) -> None:
    ran = mixgraph("status", "--debug")
    assert ran.code == 0
    assert re.search(r"mixgraph \S+, Python 3\.\d+\.\d+, .*neo4j \d+\.", ran.err)
    assert f"data {data_folder}, caches " in ran.err
    assert re.search(r"mixgraph.server: local Neo4j \S+, up since ", ran.err)
    assert re.search(r"mixgraph.database: count: \d+\.\d ms, 1 rows", ran.err)
    assert re.search(r"exit code 0 after \d+\.\d{3} s\n$", ran.err)
    assert database.address.password not in ran.err
    assert "neo4j.io" not in ran.err  # the driver's own log
    assert "songs" in ran.out
    streamed = mixgraph("status", "--digest", "--debug")
    assert re.search(r"mixgraph.database: digest_songs: \d+\.\d ms, 0 rows", streamed.err)


def test_without_it_nothing_is_logged(database: Database, mixgraph: Callable[..., Ran]) -> None:
    mixgraph("status", "--debug")
    assert mixgraph("status").err == ""
    assert not logging.getLogger("mixgraph.database").isEnabledFor(logging.DEBUG)


def test_it_stands_before_the_command_too_and_in_the_environment(
    mixgraph: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mixgraph("--debug", "runs", "--debug").err.count("exit code 0") == 1
    monkeypatch.setenv("MIXGRAPH_DEBUG", "1")
    assert mixgraph("runs").err.count("exit code 0") == 1


def test_secrets_stay_out_of_log_and_traceback(
    mixgraph: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://neo4j:canary-entry@127.0.0.1:9")
    monkeypatch.setenv("NEO4J_PASSWORD", "canary-secret")
    ran = mixgraph("--debug", "search", "canary-secret", "--format", "json")
    assert ran.code == 4
    assert "Traceback" in ran.err
    assert "canary" not in ran.err + ran.out
    spark = mixgraph("--debug", "fit", str(tmp_path), "--spark-conf", "x.secret=canary-spark")
    assert spark.code == 5
    assert "canary" not in spark.err + spark.out
