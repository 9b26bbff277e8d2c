"""An SQLite file that a crawl keeps: how it is opened, and what becomes of SQLite's errors."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from crawler.errors import StoreUnusable
from crawler.site import Site
from graph.folders import data_folder


def crawl_folder(site: Site) -> Path:
    """Where frontier and page store of one site are kept; named by its host and port."""
    return data_folder() / "crawls" / urlsplit(site.base).netloc.lower().replace(":", "-")


class StoreFile:
    """One connection in WAL mode, for all threads of this process; others may read meanwhile.

    `schema` are the statements that make an empty file one of `layout`. Kill -9 loses no transaction; what power loss may cost
    is said by `synchronous`: NORMAL the last transactions (what is left is a state that was there), FULL none. Every SQLite
    error is raised as StoreUnusable, after its transaction was rolled back.
    """

    def __init__(
        self,
        path: Path,
        schema: Sequence[str],
        layout: int,
        *,
        synchronous: Literal["NORMAL", "FULL"] = "NORMAL",
        read_only: bool = False,
    ) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = self._connect(read_only)
        try:
            with self._telling():
                if not read_only:
                    self._connection.execute("PRAGMA journal_mode = WAL")
                    self._connection.execute(f"PRAGMA synchronous = {synchronous}")
                self._prepare(schema, layout, read_only)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is there afterwards, or, when anything is raised, nothing."""
        with self._lock, self._telling():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk may have rolled it back already
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for statements that only read."""
        with self._lock, self._telling():
            yield self._connection

    def _connect(self, read_only: bool) -> sqlite3.Connection:
        try:
            if not read_only:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            mode = "ro" if read_only else "rwc"
            return sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=10,
                isolation_level=None,  # transactions begin and end where `writing` says
                check_same_thread=False,  # the lock above keeps threads apart
            )
        except (sqlite3.Error, OSError) as error:
            raise StoreUnusable(f"{self.path} cannot be opened: {error}") from error

    def _prepare(self, schema: Sequence[str], layout: int, read_only: bool) -> None:
        found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if found == layout:
            return
        empty = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
        if found or not empty or read_only:
            raise StoreUnusable(
                f"{self.path} was made by another version of mixgraph, or is another program's",
                "move it away: the crawl then begins anew",
            )
        with self.writing():
            for statement in schema:
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {layout:d}")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            told = str(error)
            hint = None  # the class's own: space and permissions
            if isinstance(error, sqlite3.DatabaseError) and ("not a database" in told or "malformed" in told):
                hint = "the file is damaged: move it away, and the crawl begins anew; the graph stays as it is"
            raise StoreUnusable(f"{self.path} cannot be used: {told}", hint) from error
