"""How the server's work is told to whoever asked for it; this package never prints."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """What a caller shows of a start: lines, and steps that take a while."""

    def tell(self, line: str) -> None:
        """Say one line, once."""

    def step(self, title: str, total_bytes: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """Show a step while the block runs; the block calls what it is given with each number of bytes that arrived."""


class Silent:
    """Progress that nobody looks at."""

    def tell(self, line: str) -> None:
        """Say nothing."""

    @contextmanager
    def step(self, title: str, total_bytes: int | None = None) -> Iterator[Callable[[int], None]]:  # noqa: ARG002
        """Show nothing."""
        yield lambda _: None
