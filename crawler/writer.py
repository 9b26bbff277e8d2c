"""Records of pages on their way into the graph: a page is done when the database has acknowledged them."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field

from crawler.frontier.frontier import Frontier
from crawler.pages.page import Page
from crawler.site import Site
from graph.connection import Database, translated
from graph.errors import DatabaseError
from graph.identity import credited_artists
from graph.loader import load
from graph.records import AnyRecord, FeatureRecord, Reject, SourceRecord

RECORDS = 2_000  # of one load at most, but for those of a last page: more make it little faster, and take more memory


@dataclass(slots=True)
class Written:
    """What came of the pages so far: new in the graph, and records that were left out, by why."""

    pages: int = 0
    songs: int = 0
    artists: int = 0
    relations: int = 0
    features: int = 0
    rejected: dict[str, int] = field(default_factory=dict)


class Writer:
    """Takes pages from one thread and loads them from another.

    `connect` gives the database anew after it was gone; `features` are what is measured of songs, by their id, and is loaded
    with them.
    """

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[Database]],
        frontier: Frontier | None,
        site: Site,
        features: Mapping[str, FeatureRecord] | None = None,
    ) -> None:
        self.written = Written()
        self._connect = connect
        self._frontier = frontier
        self._site = site
        self._features = features or {}
        self._waiting: list[Page] = []
        self._lock = threading.Lock()  # of what waits
        self._loading = threading.Lock()  # of the database
        self._closed = False
        self._stack = ExitStack()
        self._database: Database | None = None
        self._described = False

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        with self._loading:  # the thread that loads, after somebody was too impatient to wait for it
            self._stack.close()

    @property
    def waiting(self) -> int:
        """How many pages are not loaded yet."""
        return len(self._waiting)

    def add(self, page: Page) -> None:
        """Take a page; what it tells is loaded with the next `flush`."""
        with self._lock:
            self._waiting.append(page)

    def flush(self) -> None:
        """Load what waits now; raises DatabaseError when the database is gone, and what was not loaded waits on.

        Pages that come meanwhile wait for the next time: a load of few pages costs hardly less than one of many.
        """
        with self._loading:
            left = self.waiting
            while left > 0 and not self._closed and (pages := self._next()):
                try:
                    self._load(pages)
                except BaseException:
                    with self._lock:
                        self._waiting[:0] = pages
                    raise
                left -= len(pages)

    def _next(self) -> list[Page]:
        with self._lock:
            records = taken = 0
            for page in self._waiting:
                records += len(page.songs) + len(page.relations)
                taken += 1
                if records >= RECORDS:
                    break
            pages, self._waiting[:taken] = self._waiting[:taken], []
        return pages

    def _load(self, pages: list[Page]) -> None:
        songs = {song.song_id: song for page in pages for song in page.every_song()}
        records = [*_records(pages), *filter(None, map(self._features.get, songs))]
        names = {
            credit.artist_id: credit.name for song in songs.values() for credit in credited_artists(song.artist_credit)
        }
        counts: dict[str, int] = {}
        if records:
            database = self._entered()
            try:
                with translated(database.address):
                    described = [] if self._described else [self._description()]
                    count = load(database, enumerate([*described, *records]), rejected=self._rejected)
                    rows = database.read("songs_of_artists", ids=list(names))[0]["found"]
            except DatabaseError:
                self._leave()
                raise
            self._described = True
            counts = {names[row["artist_id"]]: row["songs"] for row in rows}
            written = self.written
            written.songs += count.songs
            written.artists += count.artists
            written.relations += count.relations
            written.features += count.features_changed
        if self._frontier is not None:
            self._frontier.prioritise(counts)
            self._frontier.done(page.url for page in pages)
        self.written.pages += len(pages)

    def _description(self) -> SourceRecord:
        return SourceRecord(self._site.source, self._site.terms, self._site.licence)

    def _rejected(self, reject: Reject) -> None:
        self.written.rejected[reject.reason] = self.written.rejected.get(reject.reason, 0) + 1

    def _entered(self) -> Database:
        if self._database is None:
            self._database = self._stack.enter_context(self._connect())
        return self._database

    def _leave(self) -> None:
        self._database = None
        self._stack.close()


def _records(pages: Iterable[Page]) -> Iterator[AnyRecord]:
    for page in pages:
        yield from page.songs
        yield from page.relations
