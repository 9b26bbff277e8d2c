"""One Neo4j and one Spark for the whole run, both real; the database is emptied before each test that asks for it."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

import pytest

# before anything of ours is imported: jars and class archive may be those of the user, data never
from graph.folders import cache_folder

os.environ["MIXGRAPH_CACHE"] = str(cache_folder())
for name in list(os.environ):
    if name.startswith(("NEO4J_", "MIXGRAPH_")) and name != "MIXGRAPH_CACHE":
        del os.environ[name]

# what a shell starts in the background ignores Ctrl-C, and so would every program that a test starts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

from graph.connection import Database, connect
from graph.schema_setup import prepare
from graph.server import local
from model.als.spark import SparkEngine
from model.als.spark_options import SparkOptions


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Take off what Twisted's interfaces leave on `typing.Generic`: Spark's classes fail on it, and this process has both."""
    for mark in ("__provides__", "__providedBy__"):
        if mark in vars(Generic):
            delattr(Generic, mark)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of this run; no test touches the user's."""
    folder = tmp_path_factory.mktemp("home")
    os.environ["MIXGRAPH_HOME"] = str(folder)
    yield folder
    del os.environ["MIXGRAPH_HOME"]


@pytest.fixture(scope="session")
def server(data_folder: Path) -> Iterator[Database]:
    """The run's Neo4j, started when the first test needs it."""
    with connect(stay=True) as database:
        yield database
    local.stop()


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[SparkEngine]:
    """The run's Spark; small, and with Java's quick compiler, since the tests' fits are short."""
    conf = {"spark.driver.memory": "1g", "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"}
    with SparkEngine(SparkOptions(master="local[2]", conf=conf)) as engine:
        yield engine


@pytest.fixture
def bare_database(server: Database) -> Database:
    """An empty database: no data, no constraints, no marker."""
    with server.driver.session(database=server.address.database) as session:
        session.run("MATCH (node) CALL (node) { DETACH DELETE node } IN TRANSACTIONS OF 5000 ROWS").consume()
        for record in session.run("SHOW CONSTRAINTS YIELD name").data():
            session.run(f"DROP CONSTRAINT `{record['name']}`").consume()
        for record in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'").data():
            session.run(f"DROP INDEX `{record['name']}`").consume()
    return server


@pytest.fixture
def database(server: Database) -> Database:
    """A database that is ready and holds nothing."""
    with server.driver.session(database=server.address.database) as session:
        session.run("MATCH (node) CALL (node) { DETACH DELETE node } IN TRANSACTIONS OF 5000 ROWS").consume()
    prepare(server, lambda _: False)
    return server


@dataclass
class Ran:
    """What a command did: exit code, data, talk."""

    code: int
    out: str
    err: str


@pytest.fixture
def mixgraph(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run mixgraph in this process, as its console script does."""
    from cli.main import main

    def run(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        code: object = None
        with suppress(SystemExit):
            try:
                main([str(argument) for argument in arguments])
            except SystemExit as stop:
                code = stop.code
                raise
        out, err = capfd.readouterr()
        assert isinstance(code, int)
        return Ran(code, out, err)

    return run
