"""CSV dumps of the whole graph, as `mixgraph export graph --format csv` writes them: a folder, or a zip archive of it.

`open_stream` gives the files one after another, each after a line that names it (graph.dump.csv_files). Only claims count.
"""

import csv
import json
from collections.abc import Iterator
from typing import Any

from graph.csv_guard import unguarded
from graph.dump.csv_files import MANIFEST, MARK, SEPARATOR, file_name, header
from graph.dump.model import DumpRecords, Read, split
from graph.dump.records import records_of, refuse_source
from graph.dump.shape import BY_NAME, CLAIMS, READABLE, VERSION, Part
from graph.errors import InputUnusable
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.stream import Stream

LONGEST_LINE = 16 << 20  # bytes: a hundred thousand claims of one song
_HINT = "export the graph again, or fetch the files again"


def read(stream: Stream, options: ReadOptions) -> DumpRecords:
    """Each claim in the dump with the line of its file; then `model` gives what a model said.

    Raises InputUnusable at once for a folder or archive that is no dump, and in its course where rows are missing.
    """
    refuse_source(stream.name, options.source)
    files = _Files(stream)
    claimed, model = split(stream.name, files.elements())
    return DumpRecords(records_of(claimed), stream.size, stream.position, model)


class _Files:
    """The files of a dump in the order in which they stand in the stream."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._lines = _lines(stream)
        self._next = next(self._lines, "")  # the line that names the next file
        self._rows = self._manifest()

    def _manifest(self) -> dict[str, int]:
        try:
            told: Any = json.loads(next(self._lines, ""))
            version, rows = told["version"], told["rows"]
            ours = told["format"] == MARK and all(isinstance(number, int) for number in rows.values())
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            ours = False
        if not ours:
            raise InputUnusable(f"{self._stream.name}: its {MANIFEST} is not that of a dump", _HINT)
        if version not in READABLE:
            raise InputUnusable(
                f"{self._stream.name} is a dump of version {version!r:.20}, not {VERSION}", "update mixgraph"
            )
        self._next = next(self._lines, "")
        return dict(rows)

    def elements(self) -> Iterator[Read]:
        """Every row of every file."""
        csv.field_size_limit(2**31 - 1)
        for part in BY_NAME.values():
            name = file_name(part)
            here = self._next.rstrip("\n") == f"{SEPARATOR}{name}"
            expected = self._rows.get(name)
            found = 0
            for each in self._part(part) if here else ():
                found += 1
                if expected is not None:  # a file that the manifest does not name is not of this dump
                    yield each
            if expected is not None and not here:
                raise InputUnusable(f"{self._stream.name}: {name} is not there", _HINT)
            if expected is not None and found != expected:
                raise InputUnusable(
                    f"{self._stream.name}: {name} has {found:,} whole rows, not {expected:,}",
                    f"what stands before it is sound; {_HINT}",
                )

    def _part(self, part: Part) -> Iterator[Read]:
        reader = csv.reader(self._until_next())
        columns = [each.partition(":")[0] for each in next(reader, [])]
        if missing := {each.partition(":")[0] for each in header(part)} - set(columns):
            raise InputUnusable(
                f"{self._stream.name}: {file_name(part)} has no column {', '.join(sorted(missing))}", _HINT
            )
        line = reader.line_num
        for row in reader:
            if len(row) == len(columns):  # else it was cut off, and will be missed
                texts = zip(columns, row, strict=True)
                yield (
                    line + 1,
                    part.name.value,
                    {name: text if name == CLAIMS else unguarded(text) for name, text in texts},
                )
            line = reader.line_num

    def _until_next(self) -> Iterator[str]:
        for line in self._lines:
            if line.startswith(SEPARATOR):
                self._next = line
                return
            yield line
        self._next = ""


def _lines(stream: Stream) -> Iterator[str]:
    """Lines with their ends; what is not UTF-8 comes as surrogates, which no claim may hold."""
    pending = bytearray()
    while block := stream.read():
        pending += block
        *whole, rest = pending.split(b"\n")
        for line in whole:
            yield line.decode(errors="surrogateescape") + "\n"
        pending = rest
        if len(pending) > LONGEST_LINE:
            raise InputUnusable(
                f"{stream.name}: a line of over {LONGEST_LINE >> 20} MiB", "this is no dump of mixgraph's"
            )
    if pending:
        yield pending.decode(errors="surrogateescape")


def _recognises(stream: Stream) -> bool:
    return stream.head.startswith(f"{SEPARATOR}{MANIFEST}\n".encode())


FORMAT = Format(
    name="graph-csv",
    summary="CSV dump of a whole graph, folder or zip (mixgraph export graph --format csv)",
    tells=Tells.GRAPH,
    recognised_by=f"a {MANIFEST} among the files",
    recognises=_recognises,
    read=read,
)
