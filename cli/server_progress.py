"""What a start of the local Neo4j shows: the notice before a download, a bar for its bytes, a spinner while Neo4j starts."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cli.talk import Talk

MEGABYTE = 1e6


class ServerProgress:
    """The server's progress (graph.server.progress) said through the program's talk."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.took: dict[str, float] = {}  # seconds by step

    def tell(self, line: str) -> None:
        """Say one line."""
        self._talk.note(line)

    @contextmanager
    def step(self, title: str, total_bytes: int | None = None) -> Iterator[Callable[[int], None]]:
        """Show a bar in megabytes, or only that something goes on where the size is not known."""
        started = time.monotonic()
        with self._shown(title, total_bytes) as arrived:
            yield arrived
        self.took[title] = time.monotonic() - started

    @contextmanager
    def _shown(self, title: str, total_bytes: int | None) -> Iterator[Callable[[int], None]]:
        if total_bytes is not None:
            with self._talk.step(title, total_bytes / MEGABYTE, "MB") as step:
                yield lambda amount: step.advance(amount / MEGABYTE)
        elif sys.stderr.isatty() and not self._talk.quiet:
            from rich.console import Console

            with Console(stderr=True).status(title):
                yield lambda _: None
        else:
            yield lambda _: None


def server_progress(talk: Talk) -> ServerProgress:
    """What commands hand to `graph.connection.connect`."""
    return ServerProgress(talk)
