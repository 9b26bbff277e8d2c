"""What a format is, and what people say about a file that is read: the words that every reader shares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto

from graph.records import AnyRecord, Records
from graph.schema import Relation
from graph.sources.journal import Journal
from graph.sources.stream import Stream


class Tells(Flag):
    """What a file of a format tells."""

    RELATIONS = auto()
    FEATURES = auto()
    GRAPH = RELATIONS | FEATURES


class LeftOut:
    """Values that could not be used in rows that were loaded without them: of each kind how many, and the first."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int, str]] = {}

    def add(self, what: str, line: int, value: str) -> None:
        """Count one; `what` is one of few phrases in the plural, such as `years that are none`."""
        number, first, shown = self._seen.get(what, (0, line, value[:40]))
        self._seen[what] = number + 1, first, shown

    def said(self) -> list[str]:
        """A phrase for people for each kind."""
        return [
            f"{number:,} {what} left out (first: {value!r} in line {line})"
            for what, (number, line, value) in self._seen.items()
        ]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a user says about a file. A reader takes what concerns it; the rest is not its business.

    `source` is whose claims these are, None for what the file itself says; the registry puts a format's own source here.
    `columns` maps our column names to theirs. `note` takes a line for people, such as what was guessed.
    """

    source: str | None = None
    relation: Relation | None = None  # of rows that name none
    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None
    terms: str = ""
    licence: str = ""
    note: Callable[[str], None] = lambda _: None
    left_out: LeftOut = field(default_factory=LeftOut)
    journal: Journal | None = None  # where to go on, for formats that are too long to begin anew


@dataclass(frozen=True, slots=True)
class Format:
    """One file format: `recognises` looks at `stream.name`, `stream.stem` and `stream.head` and reads nothing.

    `read` checks what it can at once (raising InputUnusable) and gives records, or Rejects, as they are asked for; nothing but
    InputUnusable is raised while they are, and memory stays flat. `source`, `terms` and `licence` are those of the data that
    come in this format, "" where anybody's do.
    """

    name: str
    summary: str
    tells: Tells
    recognised_by: str  # for people
    recognises: Callable[[Stream], bool]
    read: Callable[[Stream, ReadOptions], Records[AnyRecord]]
    source: str = ""
    terms: str = ""
    licence: str = ""
    resumes: bool = False  # it wants a journal: it may be too long to begin anew
