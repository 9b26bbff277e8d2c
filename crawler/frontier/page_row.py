"""What a frontier keeps of a page, and the tables that hold it."""

from dataclasses import dataclass
from enum import StrEnum

from crawler.frontier.order import BREADTH, MOST_SONGS
from crawler.pages.page import PageKind

LAYOUT = 1  # of the tables below

# one index a strategy, over waiting pages only; `pages_by_state` counts, and finds failures and leases
SCHEMA = (
    """
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        artist TEXT NOT NULL,
        depth INTEGER NOT NULL,
        rank INTEGER NOT NULL,
        head INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        http_status INTEGER,
        changed_at REAL,
        retry_at REAL
    )
    """,
    MOST_SONGS.index,
    BREADTH.index,
    "CREATE INDEX pages_by_state ON pages (state, kind)",
    "CREATE INDEX pages_by_retry ON pages (retry_at) WHERE state = 'delayed'",
    "CREATE INDEX pages_by_artist ON pages (artist) WHERE artist <> ''",
    # songs in the database of artists, also of those whose page is not known yet
    "CREATE TABLE artists (artist TEXT PRIMARY KEY, songs INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE holder (pid INTEGER NOT NULL, since REAL NOT NULL)",
)


class State(StrEnum):
    """Where a page stands; a frontier's indexes name `waiting` and `delayed` literally."""

    WAITING = "waiting"
    DELAYED = "delayed"  # failed, and to be fetched again after a while
    TOO_DEEP = "too deep"  # waits for a crawl that goes further out
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"  # not to be fetched at all: robots.txt, for one


@dataclass(frozen=True, slots=True)
class Leased:
    """A page that its holder fetches now; `name` is the artist's on an artist's page, else ""; `attempts` those that failed."""

    url: str
    kind: PageKind
    name: str
    depth: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be had, and why; `http_status` is None where there was no answer."""

    url: str
    kind: PageKind
    state: State
    error: str
    attempts: int
    http_status: int | None


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that crawls, or that crawled last; `since` in seconds of the clock."""

    pid: int
    since: float
