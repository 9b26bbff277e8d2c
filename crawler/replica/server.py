"""Serves a replica over HTTP/1.1 on this machine's loopback address."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from crawler.replica.request_log import RequestLog
from crawler.replica.response import Response

HOST = "127.0.0.1"
IDLE_SECONDS = 60.0  # after which a connection that asks for nothing is closed
PIECES = 20  # in which a slow body is sent


class Pages(Protocol):
    """What can be served."""

    def page(self, target: str) -> Response:
        """The answer to a request for this path and query."""


class ReplicaServer(ThreadingHTTPServer):
    """Serves pages on 127.0.0.1 and nowhere else; port 0 is any free one. `log` holds what was asked."""

    def __init__(self, pages: Pages, port: int = 0, said: Callable[[str], None] = lambda _: None) -> None:
        self.pages = pages
        self.said = said
        self.log = RequestLog()
        self.closing = threading.Event()
        self._connections: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """`http://127.0.0.1:8000`, without a slash at the end."""
        return f"http://{HOST}:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class names them
        """A client that went away is no error; anything else is said."""
        import sys

        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            self.said(f"{type(error).__name__}: {error}")

    def server_close(self) -> None:
        """Close everything, also connections that clients keep."""
        self.closing.set()
        super().server_close()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def running(pages: Pages, port: int = 0) -> Iterator[ReplicaServer]:
    """A server that answers in the background until the block ends."""
    with ReplicaServer(pages, port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ReplicaServer
    protocol_version = "HTTP/1.1"
    server_version = "mixgraph-replica"
    sys_version = ""
    timeout = IDLE_SECONDS
    wbufsize = 1 << 16  # headers and body leave together
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, body: bool) -> None:
        with self.server.log.request(self.path, self.headers.get("User-Agent", "")) as request:
            response = self.server.pages.page(self.path)
            request.status = response.status
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            length = len(response.body) if response.declared_length is None else response.declared_length
            self.send_header("Content-Length", str(length))
            if length != len(response.body):
                self.close_connection = True
            self.end_headers()
            if body:
                self._send(response)
            self.wfile.flush()

    def _send(self, response: Response) -> None:
        if not response.seconds:
            self.wfile.write(response.body)
            return
        size = max(1, -(-len(response.body) // PIECES))
        for start in range(0, len(response.body), size):
            self.wfile.flush()
            if self.server.closing.wait(response.seconds / PIECES):
                self.close_connection = True
                return
            self.wfile.write(response.body[start : start + size])

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it
        self.server.said(format % arguments)
