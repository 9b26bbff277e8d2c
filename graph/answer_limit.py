"""A bound on what one answer may bring over the wire and how long it may be silent.

The driver has neither: it reads a row of gigabytes to its end, and waits for a database that does not keep its own time limit
(an expression over a long list is not interrupted).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graph.errors import DatabaseRefused

if TYPE_CHECKING:
    import neo4j


class _Metered:
    """A connection's socket that gives no more than so many bytes."""

    def __init__(self, socket: Any, allowed: int) -> None:
        self.plain = socket
        self._left = allowed

    @property
    def exceeded(self) -> bool:
        return self._left < 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def recv_into(self, *arguments: Any) -> int:
        received: int = self.plain.recv_into(*arguments)
        self._left -= received
        if self.exceeded:
            raise OSError("the answer is too large")  # the driver gives such a connection up
        return received


@contextmanager
def limited(transaction: "neo4j.Transaction", megabytes: float, seconds: float) -> Iterator[None]:
    """Let what the block reads be no larger, and no wait in it longer; raises DatabaseRefused.

    Reaches into the driver, which offers no place for it: tests notice when the driver has changed.
    """
    from neo4j.exceptions import DriverError

    inbox = transaction._connection.inbox
    metered = _Metered(inbox._socket, int(megabytes * 1_000_000))
    patience = metered.get_read_timeout()
    metered.set_read_timeout(seconds)
    inbox._socket = metered
    try:
        yield
    except DriverError as error:
        if metered.exceeded:
            raise DatabaseRefused(
                f"the answer is larger than {megabytes:g} MB and was given up",
                "ask for fewer or shorter rows: LIMIT, less in a collect(), only the properties you need",
            ) from error
        if isinstance(error.__cause__, TimeoutError):
            raise DatabaseRefused(
                "the statement took too long and was given up", "narrow it, or raise --seconds"
            ) from error
        raise
    finally:
        inbox._socket = metered.plain
        metered.plain.set_read_timeout(patience)
