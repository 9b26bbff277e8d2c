"""`mixgraph db` on a server of its own."""

import webbrowser
from pathlib import Path

import pytest

from cli.db import command
from graph.connection import connect
from graph.digest import digest_of
from graph.folders import journals_folder
from graph.server import local


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path))
    yield
    local.stop()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a web browser was sent to."""
    addresses: list[str] = []

    class WebBrowser(webbrowser.BaseBrowser):
        def open(self, url: str, *_: object) -> bool:
            addresses.append(url)
            return True

    webbrowser.register("test", None, WebBrowser())
    monkeypatch.setattr(webbrowser, "_tryorder", ["test"])
    return addresses


def test_the_way_of_a_server(home: None, mixgraph, opened: list[str]) -> None:
    assert mixgraph("db", "status").out == "Neo4j is not running\n"
    started = mixgraph("db", "start", "--show-password")
    state = local.status()
    assert state is not None
    for shown in (state.bolt_uri, state.browser_url, state.username, state.password):
        assert shown in started.out

    for arguments in (("start",), ("status",), ("browser", "--no-open")):
        ran = mixgraph("db", *arguments)
        assert (ran.code, state.browser_url in ran.out) == (0, True)
        assert state.password not in ran.out + ran.err
        assert "--show-password" in ran.out
    assert opened == []
    mixgraph("db", "browser")
    assert opened == [state.browser_url]

    refused = mixgraph("db", "reset")  # nobody is there to be asked
    assert (refused.code, local.status()) == (4, state)
    assert "--yes" in refused.err

    assert mixgraph("db", "stop").err == "Neo4j is stopped\n"
    assert mixgraph("db", "stop").err == "Neo4j was not running\n"
    assert mixgraph("db", "reset", "--yes").code == 0
    assert not (Path(local.ServerHome.of_user().path) / "data").exists()


def test_a_dump_that_is_loaded_gives_the_same_digest(home: None, mixgraph, tmp_path: Path) -> None:
    stored = Path(__file__).parents[1] / "graph" / "stored" / "schema_1.dump"
    copy = tmp_path / "copy.dump"
    assert mixgraph("db", "dump", copy).code == 5  # there is nothing yet

    refused = mixgraph("db", "load", stored)  # nobody is there to be asked
    assert (refused.code, "--yes" in refused.err) == (4, True)
    place = journals_folder() / "place-in-a-long-file.sqlite"
    place.parent.mkdir(parents=True)
    place.touch()
    assert mixgraph("db", "load", stored, "--yes").code == 0
    assert not place.exists()  # of another graph: its lines would be skipped
    assert local.status() is None
    with connect() as database:
        digest = digest_of(database)
    assert mixgraph("db", "dump", copy).code == 0
    assert local.status() is not None
    refused = mixgraph("db", "dump", copy)
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert mixgraph("db", "dump", copy, "--yes").code == 0

    with connect() as database, database.driver.session(database="neo4j") as session:
        session.run("MATCH (song:Song) DETACH DELETE song").consume()
        assert digest_of(database) != digest
        session.run("MATCH (marker:Mixgraph) DELETE marker").consume()
    foreign = tmp_path / "foreign.dump"
    assert mixgraph("db", "dump", foreign).code == 0
    assert mixgraph("db", "load", copy, "--yes").code == 0
    with connect() as database:
        assert digest_of(database) == digest

    other = tmp_path / "notes.txt"
    other.write_text("nothing of Neo4j's\n")
    for source, said in (
        (foreign, "holds no graph of mixgraph's"),
        (other, "is not a dump"),
        (tmp_path / "none", "No such"),
    ):
        refused = mixgraph("db", "load", source, "--yes")
        assert (refused.code, refused.out) == (2, "")
        assert said in refused.err
    for target in (tmp_path / "nowhere" / "x.dump", Path("/dev/null")):
        assert mixgraph("db", "dump", target, "--yes").code == 2
    with connect() as database:
        assert digest_of(database) == digest


@pytest.mark.parametrize("name", ["start", "stop", "browser", "reset"])
def test_with_neo4j_uri_there_is_no_local_server(
    home: None, mixgraph, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j+s://me:hidden@example.org:7687")
    ran = mixgraph("db", name)
    assert ran.code == 4
    assert "NEO4J_URI" in ran.err
    for name_with_file in ("dump", "load"):
        assert "NEO4J_URI" in mixgraph("db", name_with_file, "x.dump", "--yes").err
    shown = mixgraph("db", "status")
    assert "neo4j+s://example.org:7687" in shown.out
    assert "hidden" not in shown.out + ran.err


@pytest.mark.parametrize("name", command.commands)
def test_every_help_has_an_example(name: str) -> None:
    assert f"mixgraph db {name}" in (command.commands[name].help or "")


def test_no_network_names_the_other_way(home: None, mixgraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = tmp_path / "jgo.conf"
    configuration.write_text("[repositories]\ncentral = http://127.0.0.1:1/maven\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(configuration))
    monkeypatch.setenv("MIXGRAPH_CACHE", str(tmp_path / "cache"))
    ran = mixgraph("db", "start")
    assert ran.code == 4
    told = ran.err.splitlines()
    assert told[-2].startswith("mixgraph: ")
    assert "no connection" in told[-2]
    assert "NEO4J_URI" in told[-1]
