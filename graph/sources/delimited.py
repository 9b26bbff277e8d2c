"""Lines of text as rows of values: the delimiter, quotes, and quotes that nobody closed."""

import csv
from collections import deque
from collections.abc import Iterator

from graph.errors import InputUnusable
from graph.records import Reject
from graph.sources.values import clean

DELIMITERS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}
MOST_LINES = 50  # that one quoted value may span
MOST_LETTERS = 1 << 16

csv.field_size_limit(2**31 - 1)  # lines are bounded before they come here


def delimiter_of(header: str) -> str:
    """The delimiter among tab, comma, semicolon and pipe that parts the header into the most columns."""
    return max(DELIMITERS, key=lambda delimiter: len(values_of(header, delimiter)))


def values_of(line: str, delimiter: str) -> list[str]:
    """The values of one line; a quote that is not closed is taken to close at its end."""
    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=delimiter != " "), [])


def rows(
    lines: Iterator[tuple[int, str | Reject]], delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | Reject]]:
    """Each row of `width` cleaned values with its first line, a Reject for what is none; blank lines are no rows.

    A quoted value may go over several lines. Where its end does not come, or comes within what is a row by itself, only the
    line in which the quote was opened is lost, and in tables with tabs, which need no quotes, not even that.
    """
    ahead = _Ahead(lines)
    for line, text in ahead:
        if isinstance(text, Reject):
            yield line, text
            continue
        values: list[str] | None
        if '"' not in text:
            values = text.split(delimiter)
            if len(values) == width and _is_clean(text, delimiter):
                yield line, values
                continue
        else:
            values = _closed(text, delimiter) or _over_lines(text, ahead, delimiter, width)
            if values is None and delimiter == "\t":
                values = text.split(delimiter)
        if values is None:
            yield line, Reject(line, "a quote that is not closed")
        elif any(map(str.strip, values)):
            if len(values) == width or (len(values) > width and not any(map(str.strip, values[width:]))):
                yield line, list(map(clean, values[:width]))
            else:
                yield line, Reject(line, f"{len(values)} fields instead of {width}")


def _is_clean(text: str, delimiter: str) -> bool:
    # whether `clean` would leave every value as it is: one look at the line instead of one at each
    return (
        text.isascii()
        and text.replace(delimiter, "").isprintable()
        and "  " not in text
        and f" {delimiter}" not in text
        and f"{delimiter} " not in text
        and text[:1] not in ("", " ", delimiter)
        and text[-1] != " "
    )


def _closed(text: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, skipinitialspace=delimiter != " ", strict=True), [])
    except csv.Error as error:
        return None if "end of data" in str(error) else values_of(text, delimiter)


def _over_lines(text: str, ahead: "_Ahead", delimiter: str, width: int) -> list[str] | None:
    """The row that begins with `text` and goes over the next lines, which are then taken; None where it does not."""
    whole, quotes = text, text.count('"')
    for taken, following in enumerate(ahead.peek(MOST_LINES), start=1):
        whole += "\n" + following
        if len(whole) > MOST_LETTERS:
            return None
        quotes += following.count('"')
        if '"' not in following or quotes % 2:
            continue
        if len(text.split(delimiter)) == len(following.split(delimiter)) == width:
            return None  # both are rows: the second quote is not the end of the first
        try:
            values = next(csv.reader([whole], delimiter=delimiter, skipinitialspace=delimiter != " ", strict=True))
        except csv.Error:
            return None
        if len(values) != width:
            return None
        ahead.drop(taken)
        return values
    return None


class _Ahead:
    """Lines that can be looked at before they are taken; what fails while looking fails when it is taken."""

    def __init__(self, lines: Iterator[tuple[int, str | Reject]]) -> None:
        self._lines = lines
        self._waiting: deque[tuple[int, str | Reject]] = deque()
        self._failure: InputUnusable | None = None

    def __iter__(self) -> Iterator[tuple[int, str | Reject]]:
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._failure:
                raise self._failure
            following = next(self._lines, None)
            if following is None:
                return
            yield following

    def peek(self, most: int) -> Iterator[str]:
        """The next lines, up to the first that is no text."""
        for at in range(most):
            if at == len(self._waiting):
                try:
                    following = next(self._lines, None)
                except InputUnusable as error:
                    self._failure = error
                    return
                if following is None:
                    return
                self._waiting.append(following)
            text = self._waiting[at][1]
            if isinstance(text, Reject):
                return
            yield text

    def drop(self, number: int) -> None:
        """Take the next lines, which were looked at."""
        for _ in range(number):
            self._waiting.popleft()
