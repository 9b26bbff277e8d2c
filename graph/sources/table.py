"""Delimited text with a header line: tab, comma or semicolon, UTF-8."""

import csv
import errno
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph.errors import InputUnusable
from graph.identity import clean_text

LONGEST_FIELD = 2000  # letters; a longer one is an unclosed quote or not a title

_CONVERT = "convert it first, for example `iconv -f LATIN1 -t UTF-8`"


class Table:
    """A table file that was checked from end to end: exists, is text, is UTF-8, has the columns that are needed.

    `rows()` then yields (line number, values by column) for each row, and (line number, reason) for one that is not a row.
    Raises InputUnusable, before anything of it is used.
    """

    def __init__(self, path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        self.path = path
        self.lines = 0
        header = self._check()
        self.delimiter = max("\t,;", key=header.count)
        csv.field_size_limit(2**31 - 1)
        self.columns = [name.strip().lower() for name in next(csv.reader([header], delimiter=self.delimiter))]
        missing = [name for name in required if name not in self.columns]
        if missing:
            raise InputUnusable(
                f"{path}: no column {', '.join(missing)} (there are: {', '.join(self.columns)[:200]})",
                f"the columns are {', '.join(required)}" + (f"; also read: {', '.join(optional)}" if optional else ""),
            )

    def _check(self) -> str:
        header = ""
        try:
            with self.path.open("rb") as file:
                if b"\0" in file.read(8192):
                    raise InputUnusable(f"{self.path} is not a text file", "give a TSV or CSV file in UTF-8")
                file.seek(0)
                for number, line in enumerate(file, start=1):
                    self.lines = number
                    try:
                        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                    except UnicodeDecodeError as error:
                        raise InputUnusable(f"{self.path}, line {number}: not UTF-8", _CONVERT) from error
                    if number == 1:
                        header = text.rstrip("\r\n")
        except FileNotFoundError as error:
            raise InputUnusable(f"there is no file {self.path}", "check the path") from error
        except IsADirectoryError as error:
            raise InputUnusable(f"{self.path} is a folder", "give the files in it") from error
        except OSError as error:
            reason = errno.errorcode.get(error.errno or 0, "")
            raise InputUnusable(
                f"{self.path} cannot be read: {error.strerror or reason}", "check its permissions"
            ) from error
        if "\r" in header:
            raise InputUnusable(f"{self.path}: its lines end as on an old Mac", "convert it first: `tr '\\r' '\\n'`")
        if not header.strip():
            raise InputUnusable(f"{self.path} is empty", "the first line names the columns")
        return header

    def rows(self) -> Iterator[tuple[int, dict[str, str] | str]]:
        """Each row as (line number, values by column), or (line number, why it is no row)."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader)
            line = reader.line_num
            for values in _without_errors(reader, self.path):
                first, line = line + 1, reader.line_num
                if not any(values):
                    continue
                if line > first:
                    yield first, f"a line break inside quotes, to line {line}: is a quote not closed?"
                elif len(values) != len(self.columns):
                    yield first, f"{len(values)} fields instead of {len(self.columns)}"
                elif any(len(value) > LONGEST_FIELD for value in values):
                    yield first, f"a field of over {LONGEST_FIELD} letters: is a quote not closed?"
                else:
                    yield first, dict(zip(self.columns, map(clean_text, values), strict=True))


def _without_errors(rows: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise InputUnusable(f"{path} cannot be read as a table: {error}", "save it anew as TSV or CSV") from error
