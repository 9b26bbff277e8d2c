"""In which order waiting pages are fetched: named strategies, each one constant statement that an index answers.

The columns: `priority` is an artist's number of songs in the database while its first page waits, and CURRENT for everything
that hangs below a page that was read; `head` is the page at the top of those (an artist's first), `rank` the kind's place among
them, `id` the order of arrival. The index is named, since without statistics SQLite would sort all that wait.
"""

from dataclasses import dataclass

from crawler.pages.page import PageKind

CURRENT = 1 << 40  # more songs than anybody has

# an artist's list first, then its songs, then what is connected with them; a listing may have hundreds of pages, so what one
# of them lists comes before the next
RANKS = {
    PageKind.GENRE: 0,
    PageKind.SEARCH: 0,
    PageKind.ARTIST: 0,
    PageKind.RECORDINGS: 0,
    PageKind.TRACK: 1,
    PageKind.RECORDING: 1,
    PageKind.SEE_ALL: 2,
    PageKind.CONNECTION: 3,
    PageKind.LISTING: 4,
}


@dataclass(frozen=True, slots=True)
class Strategy:
    """A name, the statement that gives the ids of the next pages (its parameter: how many), and the index it reads from."""

    name: str
    next_pages: str
    index: str


MOST_SONGS = Strategy(
    "most-songs",
    "SELECT id FROM pages INDEXED BY pages_by_songs "
    "WHERE state = 'waiting' ORDER BY priority DESC, head, rank, id LIMIT ?",
    "CREATE INDEX pages_by_songs ON pages (priority DESC, head, rank, id) WHERE state = 'waiting'",
)
BREADTH = Strategy(
    "breadth",
    "SELECT id FROM pages INDEXED BY pages_by_depth WHERE state = 'waiting' ORDER BY depth, id LIMIT ?",
    "CREATE INDEX pages_by_depth ON pages (depth, id) WHERE state = 'waiting'",
)
# from one song in both directions: the same order, and `deepest` of the frontier says where it ends
OUTWARDS = Strategy("outwards", BREADTH.next_pages, BREADTH.index)

STRATEGIES = {each.name: each for each in (MOST_SONGS, BREADTH, OUTWARDS)}
