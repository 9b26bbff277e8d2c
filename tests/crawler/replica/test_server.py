"""The replica over HTTP."""

import http.client
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from crawler.replica.response import Response
from crawler.replica.server import ReplicaServer, running
from crawler.replica.site import replica_of_catalogue

TRACK = "/James-Brown/Funky-Drummer/"


@pytest.fixture(scope="module")
def server() -> Iterator[ReplicaServer]:
    with running(replica_of_catalogue()) as server:
        yield server


@pytest.fixture
def client(server: ReplicaServer) -> Iterator[http.client.HTTPConnection]:
    server.log.clear()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    yield connection
    connection.close()


def test_one_connection_serves_many_requests(server: ReplicaServer, client: http.client.HTTPConnection) -> None:
    client.request("GET", TRACK, headers={"User-Agent": "test/1 (+mailto:me@example.org)"})
    first = client.getresponse()
    body = first.read()
    opened = client.sock
    client.request("HEAD", TRACK)
    second = client.getresponse()
    assert (second.read(), client.sock) == (b"", opened)
    assert first.getheader("Content-Type") == "text/html; charset=utf-8"
    assert first.getheader("Content-Length") == second.getheader("Content-Length") == str(len(body))
    assert "Funky Drummer" in body.decode()
    assert [(each.target, each.status) for each in server.log.requests] == [(TRACK, 200), (TRACK, 200)]
    assert server.log.requests[0].user_agent == "test/1 (+mailto:me@example.org)"
    assert server.log.most_at_once == 1
    assert server.log.shortest_pause > 0


def test_statuses(client: http.client.HTTPConnection) -> None:
    for method, target, status, location in (
        ("GET", "/Nobody/", 404, None),
        ("GET", TRACK.rstrip("/"), 301, TRACK),
        ("GET", "/robots.txt", 200, None),
        ("POST", TRACK, 501, None),
    ):
        client.request(method, target)
        response = client.getresponse()
        response.read()
        assert (response.status, response.getheader("Location")) == (status, location)


def test_it_listens_on_the_loopback_address_alone(server: ReplicaServer) -> None:
    assert server.address == f"http://127.0.0.1:{server.server_port}"
    assert server.socket.getsockname()[0] == "127.0.0.1"
    with urllib.request.urlopen(f"{server.address}/") as response:
        assert response.status == 200


def test_a_taken_port_is_an_error(server: ReplicaServer) -> None:
    with pytest.raises(OSError, match="in use"):
        ReplicaServer(server.pages, server.server_port)


class Slow:
    def page(self, target: str) -> Response:
        return Response(200, target.encode() * 100, seconds=0.4)


def test_the_log_tells_how_many_were_answered_at_once() -> None:
    with running(Slow()) as server:
        began = time.monotonic()
        threads = [
            threading.Thread(target=lambda n=n: urllib.request.urlopen(f"{server.address}/{n}/").read())
            for n in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - began >= 0.4
        assert server.log.most_at_once == 3
        assert sorted(server.log.targets) == ["/0/", "/1/", "/2/"]
        assert server.log.shortest_pause < 0


class Endless:
    def page(self, target: str) -> Response:
        return Response(200, target.encode() * 1000, seconds=3600)


def test_it_ends_while_it_answers_and_while_clients_wait() -> None:
    began = time.monotonic()
    with running(Endless()) as server:
        waiting = socket.create_connection(("127.0.0.1", server.server_port))
        asking = socket.create_connection(("127.0.0.1", server.server_port))
        asking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while not server.log.requests:
            time.sleep(0.01)
    assert time.monotonic() - began < 30
    waiting.settimeout(10)
    assert waiting.recv(1) == b""
    waiting.close()
    asking.close()


def test_a_client_that_goes_away_harms_nobody(server: ReplicaServer) -> None:
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.server_port)) as rude:
            rude.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    with urllib.request.urlopen(f"{server.address}{TRACK}") as response:
        assert response.status == 200
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        urllib.request.urlopen(f"{server.address}/Nobody/")
    missing.value.close()
