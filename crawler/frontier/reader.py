"""A frontier as anybody may see it, also while another process crawls."""

from pathlib import Path

from crawler.frontier.page_row import LAYOUT, SCHEMA, Failure, Holder, State
from crawler.pages.page import Link, PageKind
from crawler.store_file import StoreFile


class FrontierReader:
    """How far a crawl is; context manager; raises StoreUnusable where there is no frontier, or a damaged one."""

    def __init__(self, path: Path, *, read_only: bool = True) -> None:
        self._file = StoreFile(path, SCHEMA, LAYOUT, read_only=read_only)

    def __enter__(self) -> "FrontierReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def counts(self) -> dict[tuple[PageKind, State], int]:
        """How many pages there are of each kind in each state; takes time in proportion to the pages (some ms for 100,000)."""
        with self._file.reading() as database:
            rows = database.execute("SELECT kind, state, count(*) FROM pages GROUP BY state, kind").fetchall()
        return {(PageKind(kind), State(state)): number for kind, state, number in rows}

    def failures(self, limit: int) -> list[Failure]:
        """The latest pages that failed for good, or wait for another attempt, or were skipped."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT url, kind, state, error, attempts, http_status FROM pages "
                "WHERE state IN ('failed', 'delayed', 'skipped') ORDER BY changed_at DESC, id LIMIT ?",
                (limit,),
            ).fetchall()
        return [Failure(url, PageKind(kind), State(state), *rest) for url, kind, state, *rest in rows]

    def waiting(self, limit: int) -> list[Link]:
        """Pages that wait, those of the artist with most songs first."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT url, kind, name FROM pages WHERE state = 'waiting' ORDER BY priority DESC, head, rank, id LIMIT ?",
                (limit,),
            ).fetchall()
        return [Link(url, PageKind(kind), name) for url, kind, name in rows]

    def state(self, url: str) -> State | None:
        """Where one page stands; None for an unknown one."""
        with self._file.reading() as database:
            found = database.execute("SELECT state FROM pages WHERE url = ?", (url,)).fetchone()
        return State(found[0]) if found else None

    def depth(self, url: str) -> int | None:
        """How far one page is from the start; None for an unknown one."""
        with self._file.reading() as database:
            found = database.execute("SELECT depth FROM pages WHERE url = ?", (url,)).fetchone()
        return found[0] if found else None

    def holder(self) -> Holder | None:
        """Who opened this frontier last; whether that process still holds it is not told."""
        with self._file.reading() as database:
            found = database.execute("SELECT pid, since FROM holder").fetchone()
        return Holder(*found) if found else None
