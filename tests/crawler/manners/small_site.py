"""A site of a few lines on 127.0.0.1, which remembers who asked for what, and when."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    body: bytes = b"<h1>a page</h1>"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    takes: float = 0.0


@dataclass
class Asked:
    path: str
    at: float
    headers: dict[str, str]


@dataclass
class SmallSite:
    base: str
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    at_once: int = 0

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    @property
    def pauses(self) -> list[float]:
        return [later.at - earlier.at for earlier, later in zip(self.asked, self.asked[1:], strict=False)]


@contextmanager
def small_site(answers: Mapping[str, Answer | Callable[[int], Answer]]) -> Iterator[SmallSite]:
    """Answers by path, or what a function gives for the n-th request; robots.txt is 404 else, and all the rest a page."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                site.asked.append(Asked(self.path, time.monotonic(), dict(self.headers)))
                site.at_once += 1
                site.most_at_once = max(site.most_at_once, site.at_once)
                number = site.paths.count(self.path)
            answer = answers.get(self.path, Answer(status=404 if self.path == "/robots.txt" else 200))
            if callable(answer):
                answer = answer(number)
            time.sleep(answer.takes)
            with lock:
                site.at_once -= 1
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value.replace("BASE", site.base))
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            try:
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # a client that has had enough

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = SmallSite(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
