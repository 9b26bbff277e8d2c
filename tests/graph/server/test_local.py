"""One server that is up: where it listens, who may enter, what can be seen of its password."""

import ipaddress
import os
import stat
import urllib.request
from collections.abc import Iterator

import psutil
import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError

from graph.server import local
from graph.server.configuration import settings, shipped
from graph.server.home import ServerHome


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[local.ServerState]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXGRAPH_HOME", str(tmp_path_factory.mktemp("état du monde")))
        yield local.start()
        local.stop()


@pytest.fixture
def home(state: local.ServerState) -> ServerHome:
    return ServerHome.of_user()


def test_a_second_start_finds_the_first(state: local.ServerState) -> None:
    assert local.start() == local.status() == state


def test_its_password_opens_it_and_another_does_not(state: local.ServerState) -> None:
    with GraphDatabase.driver(state.bolt_uri, auth=(state.username, state.password)) as driver:
        assert driver.execute_query("RETURN 1 AS one", database_="neo4j").records[0]["one"] == 1
    with GraphDatabase.driver(state.bolt_uri, auth=(state.username, "neo4j")) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_browser_is_served(state: local.ServerState) -> None:
    with urllib.request.urlopen(state.browser_url, timeout=30) as page:
        assert "Neo4j Browser" in page.read().decode()


def test_it_listens_on_this_machine_only(state: local.ServerState) -> None:
    listening = [
        each.laddr for each in psutil.Process(state.java).net_connections("inet") if each.status == psutil.CONN_LISTEN
    ]
    assert {each.port for each in listening} == {state.bolt_port, state.http_port}
    for each in listening:
        address = ipaddress.ip_address(each.ip)
        assert (getattr(address, "ipv4_mapped", None) or address).is_loopback


def test_files_are_for_their_owner_only(home: ServerHome) -> None:
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    for secret in (home.state_file, home.password_file, home.data / "dbms" / "auth.ini"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_the_password_is_in_two_files_and_nowhere_else(state: local.ServerState, home: ServerHome) -> None:
    for number in (state.java, state.supervisor):
        process = psutil.Process(number)
        assert state.password not in " ".join(process.cmdline())
        assert state.password not in " ".join(process.environ().values())
    assert state.password not in repr(state)
    secret = state.password.encode()
    files = [path for path in home.path.rglob("*") if path.is_file()]
    assert {path for path in files if secret in path.read_bytes()} == {home.state_file, home.password_file}


def test_every_setting_of_the_shipped_file_is_in_force(state: local.ServerState) -> None:
    with GraphDatabase.driver(state.bolt_uri, auth=(state.username, state.password)) as driver:
        rows = driver.execute_query("SHOW SETTINGS YIELD name, value", database_="neo4j").records
    in_force = {row["name"]: (row["value"] or "").lower() for row in rows}
    sizes = {"512m": "512.00mib", "192m": "192.00mib", "256m": "256.00mib", "0": "0s"}
    for name, value in settings(shipped().read_text()).items():
        if not name.startswith("internal."):  # those are not shown
            assert in_force[name] in (value.lower(), sizes.get(value)), name


def test_a_state_that_is_left_over_or_unreadable_is_no_server(state: local.ServerState, home: ServerHome) -> None:
    written = home.state_file.read_bytes()
    try:
        home.state_file.write_bytes(written.replace(str(state.supervisor).encode(), str(os.getpid()).encode()))
        assert local.status() is None
        home.state_file.write_bytes(b"{")
        assert local.status() is None
    finally:
        home.state_file.write_bytes(written)
    assert local.status() == state
