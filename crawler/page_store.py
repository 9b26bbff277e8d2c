"""Fetched pages, compressed, in one SQLite file, so that they can be parsed again without a request."""

import contextlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import StoreUnusable
from crawler.pages.page import PageKind
from crawler.store_file import StoreFile

LAYOUT = 1  # of the table below
LEVEL = 1  # of zlib: a third of the time of level 6, which would save 4 to 13 % of the space
BATCH = 50  # pages that one statement reads
_UNTOLD = frozenset(
    {"ascii", "cp1252", "iso-8859-1", "latin-1", "windows-1252"}
)  # also what servers say that were told none

_SCHEMA = (
    """
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        final_url TEXT NOT NULL,
        fetched_at REAL NOT NULL,
        status INTEGER NOT NULL,
        encoding TEXT NOT NULL,
        body BLOB NOT NULL
    )
    """,
    "CREATE INDEX pages_by_kind ON pages (kind, id)",
)
_PUT = """
    INSERT INTO pages (url, kind, final_url, fetched_at, status, encoding, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (url) DO UPDATE SET kind = excluded.kind, final_url = excluded.final_url, fetched_at = excluded.fetched_at,
        status = excluded.status, encoding = excluded.encoding, body = excluded.body
"""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it came: `url` as the frontier has it, `final_url` after redirects, `fetched_at` in seconds since 1970."""

    url: str
    kind: PageKind
    final_url: str
    fetched_at: float
    status: int
    encoding: str
    body: bytes

    @property
    def text(self) -> str:
        """The body in its encoding; what does not fit in it becomes �, and an unknown encoding is read as UTF-8."""
        if self.encoding.lower() in _UNTOLD:
            with contextlib.suppress(UnicodeDecodeError):
                return self.body.decode("utf-8")  # by chance no other text is that
        try:
            return self.body.decode(self.encoding, errors="replace")
        except LookupError:
            return self.body.decode("utf-8", errors="replace")


class PageStore:
    """The pages of one site; context manager, threads may share it. Raises StoreUnusable.

    Each `put` is forced to the disk: a page that its frontier calls done must be here after a power failure, too.
    """

    def __init__(self, path: Path) -> None:
        self._file = StoreFile(path, _SCHEMA, LAYOUT, synchronous="FULL")

    def __enter__(self) -> "PageStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def put(self, page: StoredPage) -> None:
        """Keep a page; it takes the place of an earlier one of this address."""
        body = zlib.compress(page.body, LEVEL)
        row = (page.url, page.kind, page.final_url, page.fetched_at, page.status, page.encoding, body)
        with self._file.writing() as database:
            database.execute(_PUT, row)

    def get(self, url: str) -> StoredPage | None:
        """One page; None when it was never put."""
        with self._file.reading() as database:
            row = database.execute(
                "SELECT url, kind, final_url, fetched_at, status, encoding, body FROM pages WHERE url = ?", (url,)
            ).fetchone()
        return self._page(row) if row else None

    def urls(self, kind: PageKind | None = None) -> Iterator[str]:
        """The addresses of one kind, or of all, in the order in which they were first put."""
        last = 0
        while True:
            with self._file.reading() as database:
                rows = database.execute(
                    "SELECT id, url FROM pages WHERE (?1 IS NULL OR kind = ?1) AND id > ?2 ORDER BY id LIMIT ?3",
                    (kind, last, BATCH),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from (url for _, url in rows)

    def __iter__(self) -> Iterator[StoredPage]:
        """All pages, in the order in which they were first put; pages may be put meanwhile."""
        last = 0
        while True:
            with self._file.reading() as database:
                rows = database.execute(
                    "SELECT id, url, kind, final_url, fetched_at, status, encoding, body FROM pages "
                    "WHERE id > ? ORDER BY id LIMIT ?",
                    (last, BATCH),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            for row in rows:
                yield self._page(row[1:])

    def __len__(self) -> int:
        with self._file.reading() as database:
            number: int = database.execute("SELECT count(*) FROM pages").fetchone()[0]
        return number

    def _page(self, row: tuple[str, str, str, float, int, str, bytes]) -> StoredPage:
        url, kind, final_url, fetched_at, status, encoding, body = row
        try:
            return StoredPage(url, PageKind(kind), final_url, fetched_at, status, encoding, zlib.decompress(body))
        except zlib.error as error:
            raise StoreUnusable(
                f"{self._file.path}: the page {url} is damaged: {error}", "fetch it again, or move the file away"
            ) from error
