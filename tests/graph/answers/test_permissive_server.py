"""Refusals on a Neo4j that would do what is asked: one that may fetch addresses, as a user's own server may."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest

from graph.answers.query import ask
from graph.connection import Database, local_database
from graph.errors import DatabaseRefused
from graph.server.account import USERNAME, password_of
from graph.server.configuration import free_ports, shipped, write_conf
from graph.server.home import ServerHome, ServerState
from graph.server.jars import JarFolder
from graph.server.java import command, environment

START_SECONDS = 120


@pytest.fixture(scope="module")
def permissive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    home = ServerHome(tmp_path_factory.mktemp("permissive"))
    conf = "\n".join(
        line for line in shipped().read_text().splitlines() if "blocklist" not in line and "csv" not in line
    )
    password, ports = password_of(home), free_ports()
    write_conf(home, conf, ports)
    said = home.path / "said.log"
    with environment(JarFolder.of_lock()) as surroundings, said.open("wb") as log:
        java = subprocess.Popen(command(home, conf, []), env=surroundings, cwd=home.path, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Started." not in said.read_text():
            assert java.poll() is None, said.read_text()
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)
        state = ServerState("5", ports.bolt, ports.http, USERNAME, password, 0, java.pid, 0.0, "", ready=True)
        with local_database(state) as database:
            yield database
    finally:
        java.terminate()
        java.wait(60)


class Listener:
    """An address that counts who asks for it, and gives them a line."""

    def __init__(self) -> None:
        self.asked = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/secret.csv"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor:
                self.asked += 1
                visitor.recv(4096)
                visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nsecret\n")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


STATEMENTS = [
    "LOAD CSV FROM $url AS row RETURN row[0] AS told",
    "RETURN COLLECT { LOAD CSV FROM $url AS row RETURN row[0] }[0] AS told",
    "RETURN [x IN [$url] | COLLECT { LOAD CSV FROM x AS row RETURN row[0] }][0][0] AS told",
    "RETURN reduce(t = '', x IN [$url] | t + head(COLLECT { LOAD /**/ CSV FROM x AS row RETURN row[0] })) AS told",
    "UNWIND [$url] AS x CALL (x) { LO\\u0041D CSV FROM x AS row RETURN row[0] AS told } RETURN told",
    "RETURN CASE WHEN true THEN head(COLLECT { load csv FROM $url AS row RETURN row[0] }) END AS told",
]


@pytest.mark.parametrize("cypher", STATEMENTS)
def test_what_the_database_would_fetch_is_refused(permissive: Database, listener: Listener, cypher: str) -> None:
    let_through = permissive.ask(cypher, seconds=20, rows=1, parameters={"url": listener.url})
    assert let_through.rows == [["secret"]]  # without the refusal it does
    assert listener.asked == 1
    with pytest.raises(DatabaseRefused, match="LOAD CSV"):
        ask(permissive, cypher, {"url": listener.url}, seconds=20, rows=1)
    assert listener.asked == 1
