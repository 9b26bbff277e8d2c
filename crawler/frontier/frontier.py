"""The durable frontier: every page of a site that a crawl knows, where it stands, and which one is next.

All of it is on disk, nothing of a page in memory. Every operation is one transaction in SQLite's write-ahead log, so a
process that is killed loses nothing that was acknowledged; its leases go back at the next start. The log is not forced to the
platter at every step (`synchronous` is NORMAL): when the power fails, the last steps may be undone together, which costs
fetching those pages again.
"""

import contextlib
import datetime
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from crawler.errors import FrontierHeld, StoreUnusable
from crawler.frontier.order import CURRENT, MOST_SONGS, RANKS, Strategy
from crawler.frontier.page_row import Leased
from crawler.frontier.reader import FrontierReader
from crawler.pages.page import Link, PageKind
from graph.identity import artist_id

ATTEMPTS = 5  # failures of one page before it is left alone
LONGEST_DELAY = 3600.0  # seconds; also what a clock that jumps can cost
HEADS = frozenset({PageKind.ARTIST, PageKind.RECORDINGS})  # pages that wait by their artist's number of songs

_ADD = """
    INSERT INTO pages (id, url, kind, name, artist, depth, rank, head, priority, state)
    VALUES (:id, :url, :kind, :name, :artist, :depth, :rank, coalesce(:head, :id),
            coalesce(:priority, (SELECT songs FROM artists WHERE artist = :artist), 0),
            iif(:depth > :deepest, 'too deep', 'waiting'))
    ON CONFLICT (url) DO UPDATE SET
        depth = min(depth, excluded.depth),
        priority = max(priority, excluded.priority),
        state = iif(state = 'too deep', excluded.state, state)
    WHERE excluded.depth < depth OR excluded.priority > priority
"""
_PUT_BACK = "UPDATE pages SET state = iif(depth > ?, 'too deep', 'waiting') WHERE "

_DUE = "UPDATE pages INDEXED BY pages_by_retry SET state = iif(depth > ?, 'too deep', 'waiting') WHERE state = 'delayed' AND "


class Frontier(FrontierReader):
    """The frontier of one site, held by this process alone until it is closed; threads may share it.

    Of `deepest` links from the start at most, in the order of `strategy`. Raises FrontierHeld while another process has it, and
    StoreUnusable, from every operation, when the file cannot be used; what was there before stays. `clock` gives seconds since
    1970.
    """

    def __init__(
        self,
        path: Path,
        strategy: Strategy = MOST_SONGS,
        *,
        deepest: int | None = None,
        attempts: int = ATTEMPTS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._strategy = strategy
        self._deepest = 2**62 if deepest is None else deepest
        self._attempts = attempts
        self._clock = clock
        self._lock = _hold(path)  # the system lets go of it when this process ends, however it ends
        try:
            super().__init__(path, read_only=False)
            try:
                self._begin()
            except BaseException:
                self._file.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def close(self) -> None:
        """Put all leases back and let others have the frontier."""
        try:
            with contextlib.suppress(StoreUnusable):  # the next start does it, too
                self._put_leases_back()
            super().close()
        finally:
            self._lock.release()

    def add(self, links: Iterable[Link], depth: int, *, below: str = "") -> int:
        """Let these pages wait, found `depth` links from the start on the page `below` (""; a start); gives how many are new.

        A known page keeps its state; of two depths the smaller one wins (what hangs below it is not moved). Pages below another
        belong to its artist and come before other artists; artists' own pages wait for their turn, but starts do not.
        """
        with self._file.writing() as database:
            parent = database.execute("SELECT head, artist FROM pages WHERE url = ?", (below,)).fetchone()
            before: int = database.execute("SELECT coalesce(max(id), 0) FROM pages").fetchone()[0]
            rows = (
                self._row(before + at, link, depth, parent, start=not below) for at, link in enumerate(links, start=1)
            )
            database.executemany(_ADD, rows)
            added: int = database.execute("SELECT count(*) FROM pages WHERE id > ?", (before,)).fetchone()[0]
        return added

    def add_following(self, url: str, of: str) -> int:
        """Let the next page of the list wait of which `of` is one: of its kind, depth and artist; 1 when it is new, else 0."""
        with self._file.writing() as database:
            cursor = database.execute(
                "INSERT INTO pages (url, kind, name, artist, depth, rank, head, priority, state) "
                "SELECT ?, kind, name, artist, depth, rank, head, ?, iif(depth > ?, 'too deep', 'waiting') "
                "FROM pages WHERE url = ? ON CONFLICT (url) DO NOTHING",
                (url, CURRENT, self._deepest, of),
            )
            return cursor.rowcount

    def lease(self, number: int) -> list[Leased]:
        """The next pages, at most so many, in the strategy's order; they are this process's until it tells what came of them.

        Few at a time keep the order that of the moment. An empty list means that none is due: see `next_due`.
        """
        now = self._clock()
        with self._file.writing() as database:
            database.execute(_DUE + "retry_at <= ?", (self._deepest, now))
            database.execute(_DUE + "retry_at > ?", (self._deepest, now + LONGEST_DELAY))  # the clock was put back
            ids = [row[0] for row in database.execute(self._strategy.next_pages, (number,))]
            leased = []
            for each in ids:
                url, kind, *rest = database.execute(
                    "UPDATE pages SET state = 'leased', changed_at = ? WHERE id = ? "
                    "RETURNING url, kind, name, depth, attempts",
                    (now, each),
                ).fetchone()
                leased.append(Leased(url, PageKind(kind), *rest))
        return leased

    def done(self, urls: Iterable[str]) -> None:
        """The records of these pages are in the database: they never come back."""
        now = self._clock()
        self._change(
            "UPDATE pages SET state = 'done', error = '', changed_at = ? WHERE url = ?", ((now, url) for url in urls)
        )

    def failed(self, url: str, error: str, *, retry_at: float | None, http_status: int | None = None) -> None:
        """The page could not be had: again at `retry_at` (within an hour), unless it failed too often; None: never again.

        A page that is done stays done.
        """
        now = self._clock()
        again = None if retry_at is None else min(max(retry_at, now), now + LONGEST_DELAY)
        self._change(
            "UPDATE pages SET attempts = attempts + 1, error = ?, http_status = ?, changed_at = ?, retry_at = ?, "
            "state = iif(? IS NULL OR attempts + 1 >= ?, 'failed', 'delayed') WHERE url = ? AND state <> 'done'",
            [(error, http_status, now, again, again, self._attempts, url)],
        )

    def skip(self, url: str, reason: str, *, http_status: int | None = None) -> None:
        """The page is not to be fetched, or there is none; a page that is done stays done."""
        self._change(
            "UPDATE pages SET state = 'skipped', error = ?, http_status = ?, changed_at = ? "
            "WHERE url = ? AND state <> 'done'",
            [(reason, http_status, self._clock(), url)],
        )

    def release(self, urls: Iterable[str]) -> None:
        """Put leased pages back, with no attempt counted."""
        self._change(_PUT_BACK + "url = ? AND state = 'leased'", ((self._deepest, url) for url in urls))

    def retry(self) -> int:
        """Let all pages wait anew that failed, for good or for a while; gives how many."""
        with self._file.writing() as database:
            return database.execute(
                "UPDATE pages SET state = iif(depth > ?, 'too deep', 'waiting'), attempts = 0, retry_at = NULL "
                "WHERE state IN ('failed', 'delayed')",
                (self._deepest,),
            ).rowcount

    def reconsider(self, urls: Iterable[str]) -> None:
        """Let these pages wait if they were skipped: somebody names them anew, and what kept from them may have changed."""
        self._change(_PUT_BACK + "url = ? AND state = 'skipped'", ((self._deepest, url) for url in urls))

    def prioritise(self, songs: Mapping[str, int]) -> None:
        """How many songs in the database artists have (by name in any spelling, or page URL); artists may be unknown yet."""
        by_url = [(number, url) for url, number in songs.items() if "://" in url]
        by_artist = [(artist_id(name), number) for name, number in songs.items() if "://" not in name]
        with self._file.writing() as database:
            database.executemany("UPDATE pages SET priority = ? WHERE url = ? AND priority < 1 << 40", by_url)
            database.executemany(
                "INSERT INTO artists VALUES (?, ?) ON CONFLICT (artist) DO UPDATE SET songs = excluded.songs", by_artist
            )
            database.executemany(
                "UPDATE pages SET priority = ?2 WHERE artist = ?1 AND artist <> '' AND priority < 1 << 40", by_artist
            )

    def clear(self) -> None:
        """Forget every page."""
        with self._file.writing() as database:
            database.execute("DELETE FROM pages")

    def next_due(self) -> float | None:
        """Seconds until a page can be leased: 0 when one waits, None when none is left that is not leased."""
        with self._file.reading() as database:
            if database.execute("SELECT 1 FROM pages WHERE state = 'waiting' LIMIT 1").fetchone():
                return 0.0
            earliest = database.execute(
                "SELECT min(retry_at) FROM pages INDEXED BY pages_by_retry WHERE state = 'delayed'"
            ).fetchone()[0]
        if earliest is None:
            return None
        ahead = earliest - self._clock()
        return max(0.0, ahead) if ahead <= LONGEST_DELAY else 0.0

    def _row(
        self, at: int, link: Link, depth: int, parent: tuple[int, str] | None, *, start: bool
    ) -> dict[str, str | int | None]:
        artist = artist_id(link.name) if link.name and link.kind in HEADS else ""
        of_parent = parent is not None and (link.kind not in HEADS or artist == parent[1] != "")
        waits_its_turn = link.kind in HEADS and not of_parent and not start
        return {
            "id": at,
            "url": link.url,
            "kind": link.kind.value,
            "name": link.name,
            "artist": artist,
            "depth": depth,
            "rank": RANKS[link.kind],
            "head": parent[0] if parent and of_parent else None,
            "priority": None if waits_its_turn else CURRENT,
            "deepest": self._deepest,
        }

    def _change(self, statement: str, rows: Iterable[Sequence[str | float | int | None]]) -> None:
        with self._file.writing() as database:
            database.executemany(statement, rows)

    def _begin(self) -> None:
        """Nobody else holds leases now; and how deep the crawl goes may have changed."""
        self._put_leases_back()
        with self._file.writing() as database:
            database.execute(_PUT_BACK + "state IN ('waiting', 'too deep')", (self._deepest,))
            database.execute("DELETE FROM holder")
            database.execute("INSERT INTO holder VALUES (?, ?)", (os.getpid(), self._clock()))

    def _put_leases_back(self) -> None:
        self._change(_PUT_BACK + "state = 'leased'", [(self._deepest,)])


def _hold(path: Path) -> FileLock:
    lock = FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise FrontierHeld(f"{path} is held by {_holder(path)}") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreUnusable(f"{path} cannot be locked: {error}") from error
    return lock


def _holder(path: Path) -> str:
    """Best known: the holder writes its name a moment after it has the lock."""
    with contextlib.suppress(StoreUnusable), FrontierReader(path) as reader:
        if holder := reader.holder():
            since = datetime.datetime.fromtimestamp(holder.since).astimezone()
            return f"process {holder.pid}, since {since:%Y-%m-%d %H:%M:%S}"
    return "another process"
