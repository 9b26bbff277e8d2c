"""A cluster that does not answer, or gives nothing, is said so in bounded time."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from model.als import spark_connection
from model.als.spark_connection import SparkConnection
from model.als.spark_master import check_master
from model.als.spark_options import SparkOptions
from model.errors import EngineFailed


@pytest.fixture
def listening() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed() -> int:
    """A port where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_a_master_that_nobody_runs_is_named_with_what_was_tried(closed: int) -> None:
    with pytest.raises(
        EngineFailed, match=rf"no Spark master answers at 127\.0\.0\.1:{closed} \(.*refused\)"
    ) as raised:
        check_master(f"spark://127.0.0.1:{closed}")
    assert "--master" in raised.value.hint


def test_one_of_several_masters_is_enough(closed: int, listening: int) -> None:
    check_master(f"spark://127.0.0.1:{closed},127.0.0.1:{listening}")


@pytest.mark.parametrize("master", ["local[*]", "yarn", "k8s://https://127.0.0.1:1", "local-cluster[1,1,1024]"])
def test_what_spark_itself_finds_is_left_to_it(master: str) -> None:
    check_master(master)


@pytest.mark.parametrize("master", ["spark://", "spark://host", "spark://host:port", "spark://:7077"])
def test_an_address_that_is_none_says_how_to_write_it(master: str) -> None:
    with pytest.raises(EngineFailed, match="does not name a Spark master") as raised:
        check_master(master)
    assert "spark://host:port" in raised.value.hint


SCRIPT = """\
import sys, warnings
warnings.simplefilter("error")
from model.als import spark_connection
from model.als.spark_options import SparkOptions
from model.errors import EngineFailed

spark_connection._START_SECONDS = 8
with spark_connection.SparkConnection(SparkOptions(sys.argv[1])) as spark:
    try:
        spark.run(lambda session: session.version)
    except EngineFailed as error:
        print(error, "|", error.hint)
"""


def test_something_else_at_the_address_is_given_up(listening: int) -> None:
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, f"spark://127.0.0.1:{listening}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": os.getcwd()},  # noqa: PTH109
    )
    assert f"Spark did not start on spark://127.0.0.1:{listening} within 8 seconds" in run.stdout
    assert "is that cluster up" in run.stdout
    assert run.stderr == ""
    assert time.monotonic() - began < 60


def test_a_cluster_without_free_workers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    executors = ["driver", "worker"]
    tracker = SimpleNamespace(getExecutorInfos=lambda: executors)
    java = SimpleNamespace(sc=lambda: SimpleNamespace(statusTracker=lambda: tracker))
    session: Any = SimpleNamespace(sparkContext=SimpleNamespace(_jsc=java))
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(spark_connection, "time", SimpleNamespace(monotonic=lambda: clock.now))

    look = SparkConnection(SparkOptions("spark://host:7077"))._limit_of_waiting(session)
    for clock.now in (1100.0, 1200.0, 1300.0):
        look()
    del executors[1]  # what was there is lost
    for clock.now in (1301.0, 1400.0, 1420.0):
        look()
    clock.now = 1421.0
    with pytest.raises(EngineFailed, match="no worker of spark://host:7077 has taken a task for 120 seconds") as raised:
        look()
    assert "spark.executor.memory" in raised.value.hint

    here = SparkConnection(SparkOptions("local[2]"))._limit_of_waiting(session)
    clock.now = 5000.0
    here()  # the driver is the worker
