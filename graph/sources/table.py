"""Tables: delimited text with a header line, JSON lines, or one JSON array of objects; a row is a song or a relation."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from graph.errors import InputUnusable
from graph.records import Records, Reject
from graph.sources.columns import Columns, Match, match
from graph.sources.delimited import DELIMITERS, delimiter_of, rows, values_of
from graph.sources.format import ReadOptions
from graph.sources.json_rows import Row, array_of_objects, lines_of_objects
from graph.sources.stream import Stream
from graph.sources.values import clean, source_name

LONGEST_FIELD = 2000  # letters; a longer one is not a title
LOOKED_AT = 50  # objects, for the names of their members

Record = TypeVar("Record")


def may_be_table(stream: Stream) -> bool:
    """Whether the stream is neither an archive nor XML; that it is no text at all is said when it is read."""
    return not stream.is_tar and not stream.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


class Table:
    """A table whose columns were found; `theirs` are its own names of ours.

    Raises InputUnusable at once where it cannot be used as a table.
    """

    def __init__(self, stream: Stream, columns: Columns, options: ReadOptions, needless: Sequence[str] = ()) -> None:
        self._stream = stream
        self._options = options
        encoding = stream.encoding(options.encoding)
        begin = stream.head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")[:1]
        if begin in ("{", "["):
            matched = self._objects(begin, encoding, columns, needless)
        else:
            matched = self._delimited(encoding, columns, needless)
        self.theirs = matched.theirs
        said = [*matched.said, *([f"not read: {', '.join(matched.unread)}"] if matched.unread else [])]
        options.note(f"{stream.name}: {'; '.join(said)[:500]}")

    def records(self, record: Callable[[int, dict[str, str]], Record]) -> Records[Record]:
        """What `record` makes of each row's line and values, by our names and cleaned; a Reject where it raises ValueError."""
        return Records(self._records(record), self._stream.size, self._stream.position)

    def source(self, row: dict[str, str]) -> str:
        """Whose claim a row is: as was said, else as its column `origin` says, else the file's name."""
        if self._options.source:
            return self._options.source
        if origin := row.get("origin"):
            if name := source_name(origin):
                return name
            raise ValueError("an origin of over 200 letters")
        return source_name(self._stream.stem[:200]) or "unnamed"

    def _records(self, record: Callable[[int, dict[str, str]], Record]) -> Iterator[tuple[int, Record | Reject]]:
        for line, row in self._rows:
            if isinstance(row, Reject):
                yield line, row
                continue
            if max(map(len, row.values())) > LONGEST_FIELD:
                yield line, Reject(line, f"a value of over {LONGEST_FIELD} letters")
                continue
            try:
                made = record(line, row)
            except ValueError as error:
                yield line, Reject(line, str(error), row)
            else:
                yield line, made

    def _delimited(self, encoding: str, columns: Columns, needless: Sequence[str]) -> Match:
        name = self._stream.name
        lines = self._stream.lines(encoding)
        header = next((text for _, text in lines if isinstance(text, Reject) or text.strip("\ufeff \t")), None)
        if header is None:
            raise InputUnusable(f"{name} is empty", "the first line names the columns")
        if isinstance(header, Reject):
            raise InputUnusable(f"{name}, line {header.line}: {header.reason}", "the first line names the columns")
        delimiter = self._options.delimiter or delimiter_of(header)
        found: list[str] = []
        for column in map(clean, values_of(header, delimiter)):
            times = found.count(column) + 1
            found.append(column if times == 1 else f"{column} ({times})")
        matched = match(name, found, columns, self._options.columns, needless)
        places = [(our, found.index(their)) for our, their in matched.theirs.items()]
        self._rows: Iterator[Row] = (
            (line, values if isinstance(values, Reject) else {our: values[at] for our, at in places})
            for line, values in rows(lines, delimiter, len(found))
        )
        matched.said.insert(0, f"columns parted by {DELIMITERS.get(delimiter, repr(delimiter))}")
        return matched

    def _objects(self, begin: str, encoding: str, columns: Columns, needless: Sequence[str]) -> Match:
        if self._options.delimiter:
            raise InputUnusable(f"{self._stream.name} is JSON, which has no delimiter", "leave --delimiter out")
        stream = self._stream
        lines = begin == "{"
        objects = lines_of_objects(stream.lines(encoding)) if lines else array_of_objects(stream, encoding)
        first, objects = _looked_at(objects)
        found = list(dict.fromkeys(name for row in first for name in row))
        # members may be left out where they are empty: those that are to come have our names, or those that were mapped
        mapped = {
            our: their for our, their in self._options.columns.items() if our in (*columns.required, *columns.optional)
        }
        found += [their for their in mapped.values() if their not in found]
        matched = match(self._stream.name, found, columns, self._options.columns, needless)
        places = {our: our for our in columns.optional} | matched.theirs
        self._rows = (
            (
                line,
                row if isinstance(row, Reject) else {our: clean(row.get(their, "")) for our, their in places.items()},
            )
            for line, row in objects
        )
        matched.said.insert(0, "JSON lines" if lines else "a JSON array")
        return matched


def _looked_at(objects: Iterator[Row]) -> tuple[list[dict[str, str]], Iterator[Row]]:
    """The first objects, and all of them; damage that comes among the first is said after what stands before it."""
    first: list[Row] = []
    failure: InputUnusable | None = None
    try:
        for each in islice(objects, LOOKED_AT):
            first.append(each)  # noqa: PERF402 - what came before the damage is kept
    except InputUnusable as error:
        failure = error

    def everything() -> Iterator[Row]:
        yield from first
        if failure:
            raise failure
        yield from objects

    found = [row for _, row in first if not isinstance(row, Reject)]
    if failure and not found:
        raise failure
    return found, everything()
