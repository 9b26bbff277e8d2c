"""How far a file was read into a graph, on disk, so that the same command goes on where it was stopped; and its open ends.

A format that cannot seek is read again from its beginning, but its lines up to `line` need not be parsed. The place is tied to
the file (name, size, first bytes) and to the graph it goes into; whoever takes claims out of that graph removes the journals
(`remove_journals`), else what was taken out would be skipped. Relations whose other song is told later in the file wait here,
too, so that memory stays flat.
"""

import contextlib
import hashlib
import json
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from graph.errors import InputUnusable
from graph.records import SongRecord
from graph.sources.stream import Stream

LAYOUT = 1  # of the tables below; another one is another file
ROWS_BETWEEN_PLACES = 100
SECONDS_BETWEEN_SAVES = 1.0

_TABLES = """
CREATE TABLE IF NOT EXISTS place (line INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS songs (id TEXT PRIMARY KEY, song TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
    type TEXT, sampler TEXT, sampled TEXT, part TEXT, line INTEGER NOT NULL, PRIMARY KEY (type, sampler, sampled, part)
) WITHOUT ROWID;
"""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A relation of which a song is not known yet: its type, the sources' ids of its two songs, the part."""

    type: str
    sampler: str
    sampled: str
    part: str


class Journal:
    """Keeps the place of one reading in a file of its own, or, without a path, only what waits, until it is closed.

    `line`: all rows of the lines up to this one are in the graph. `committed` is called by whoever writes them, from any
    thread; everything else by the thread that reads.
    """

    def __init__(self, path: Path | None = None, *, seconds_between_saves: float = SECONDS_BETWEEN_SAVES) -> None:
        self._path = path
        self._seconds = seconds_between_saves
        self._database = self._open()
        found = self._database.execute("SELECT max(line) FROM place").fetchone()[0]
        self.line: int = found or 0
        # songs count, too: a relation that was told but not committed waits no more, and needs them when it is told again
        counted = self._database.execute("SELECT (SELECT count(*) FROM waiting) + (SELECT count(*) FROM songs)")
        self.has_waiting = counted.fetchone()[0] > 0
        self._committed = 0
        self._places: deque[tuple[int, int]] = deque(maxlen=10_000)  # (rows given, line); any of them may be lost
        self._saved_at = time.monotonic()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def committed(self, rows: int) -> None:
        """So many more of the rows that `follow` gave are in the graph, in the order they were given."""
        self._committed += rows

    def follow(self, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
        """The same rows, which come in the order of their lines; when all were asked for, the place is forgotten.

        It goes round everything else that adds rows, since `committed` counts those that it gave.
        """
        given = last = marked = 0
        try:
            for line, row in rows:
                if line > last:
                    if given - marked >= ROWS_BETWEEN_PLACES:
                        self._places.append((given, last))
                        marked = given
                    last = line
                self._save()
                given += 1
                yield line, row
            self.remove()
        finally:
            self.close()

    def keep(self, own_id: str, song: SongRecord) -> None:
        """Remember a song that a relation waits for, or may come to wait for."""
        self._run("INSERT OR REPLACE INTO songs VALUES (?, ?)", (own_id, json.dumps(asdict(song))))

    def song(self, own_id: str) -> SongRecord | None:
        """A song that was kept."""
        found = (
            self._database.execute("SELECT song FROM songs WHERE id = ?", (own_id,)).fetchone()
            if self.has_waiting
            else None
        )
        if found is None:
            return None
        values = json.loads(found[0])
        for name in ("genres", "own_ids", "artist_ids", "producers", "remixers"):
            values[name] = tuple(values.get(name, ()))  # a journal may be of an older mixgraph
        return SongRecord(**values)

    def wait(self, relation: Waiting, line: int) -> None:
        """Remember a relation of which a song is not known yet."""
        self.has_waiting = True
        row = (relation.type, relation.sampler, relation.sampled, relation.part, line)
        self._run("INSERT OR IGNORE INTO waiting VALUES (?, ?, ?, ?, ?)", row)

    def found(self, relation: Waiting) -> None:
        """The relation is told as a whole."""
        if self.has_waiting:
            self._run(
                "DELETE FROM waiting WHERE type = ? AND sampler = ? AND sampled = ? AND part = ?",
                (relation.type, relation.sampler, relation.sampled, relation.part),
            )

    def still_waiting(self) -> Iterator[tuple[int, Waiting]]:
        """The relations whose songs never came, with the line that told of them."""
        for *relation, line in self._database.execute("SELECT * FROM waiting ORDER BY line"):
            yield line, Waiting(*relation)

    def close(self) -> None:
        """Save the place and let go of the file."""
        self._save(now=True)
        self._database.close()

    def remove(self) -> None:
        """Forget the place: all was read."""
        self._database.close()
        if self._path:
            self._path.unlink(missing_ok=True)

    def _save(self, *, now: bool = False) -> None:
        while self._places and self._places[0][0] <= self._committed:
            self.line = max(self.line, self._places.popleft()[1])
        if self._path and (now or time.monotonic() - self._saved_at >= self._seconds):
            with contextlib.suppress(sqlite3.Error):  # closed already, or a full disk: an older place does as well
                # one transaction for the place and for what waits, so that they fit
                self._database.execute("DELETE FROM place")
                self._database.execute("INSERT INTO place VALUES (?)", (self.line,))
                self._database.commit()
            self._saved_at = time.monotonic()

    def _run(self, statement: str, values: tuple[str | int, ...] = ()) -> None:
        try:
            self._database.execute(statement, values)
        except sqlite3.OperationalError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> InputUnusable:
        locked = "locked" in str(error)
        return InputUnusable(
            f"{self._path or 'a temporary file'} cannot be used: {error}",
            "wait until the other import of this file is done"
            if locked
            else "check the disk: its space and permissions",
        )

    def _open(self) -> sqlite3.Connection:
        for attempt in range(2):
            database = None
            try:
                if self._path:
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                database = sqlite3.connect(self._path or "", timeout=0, check_same_thread=False)  # "": a temporary file
                # it need not survive a crash of the machine: what is broken is made anew
                database.execute("PRAGMA synchronous = OFF")
                database.execute("PRAGMA locking_mode = EXCLUSIVE")
                database.executescript(_TABLES)
                database.execute("BEGIN IMMEDIATE")
                database.commit()
            except (sqlite3.DatabaseError, OSError) as error:
                if database:
                    database.close()
                if attempt or not self._path or isinstance(error, sqlite3.OperationalError | OSError):
                    raise self._unusable(error) from error
                self._path.unlink(missing_ok=True)  # it is no database
            else:
                return database
        raise AssertionError("the second attempt returns or raises")


def open_journal(stream: Stream, folder: Path, graph: str) -> Journal:
    """The journal of this file and this graph (`graph`: what tells it from others); of a pipe, one that is not kept."""
    if not stream.repeatable:
        return Journal()
    identity = [LAYOUT, Path(stream.name).name, stream.size, hashlib.sha256(stream.head).hexdigest(), graph]
    return Journal(folder / f"{hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:32]}.sqlite")


def remove_journals(folder: Path) -> None:
    """Forget all places: what the graph holds was changed by other means than reading on."""
    for path in folder.glob("*.sqlite*"):
        path.unlink(missing_ok=True)
