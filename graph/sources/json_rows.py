"""JSON objects as rows of text: one a line (JSONL), or the elements of one array, read as they come."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from graph.errors import InputUnusable
from graph.records import Reject
from graph.sources.lines import LONGEST_LINE
from graph.sources.stream import Stream

DEEPEST = 5  # objects within objects whose members are columns: `artist.name`

# numbers stay text: a number of a million digits is no work then, and no value changes by being read
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BETWEEN = re.compile(r"[\s,]*")
_BLANK = re.compile(r"\s*")

Row = tuple[int, dict[str, str] | Reject]


def lines_of_objects(lines: Iterator[tuple[int, str | Reject]]) -> Iterator[Row]:
    """Each line's object with its members as text; blank lines are no rows."""
    for line, text in lines:
        if isinstance(text, Reject):
            yield line, text
        elif text and not text.isspace():
            try:
                value = _DECODER.decode(text)
            except (ValueError, RecursionError) as error:
                yield line, Reject(line, _why(error))
            else:
                yield line, _members(line, value)


def array_of_objects(stream: Stream, encoding: str) -> Iterator[Row]:
    """Each element of the array that the stream is, with the line in which it begins.

    Raises InputUnusable, after the elements before it, where the array is damaged: where the next one begins cannot be known.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    text, at, ended = "", 0, False
    stream.line = 1
    opened = False
    while True:
        if not opened and (start := text.find("[")) >= 0:
            opened, at = True, start + 1
            stream.line += text.count("\n", 0, at)
        while opened:
            begin = _between(text, at)
            if text[begin : begin + 1] == "]":
                return
            try:
                value, end = _DECODER.raw_decode(text, begin)
            except RecursionError as error:
                line = stream.line + text.count("\n", at, begin)
                raise InputUnusable(f"{stream.name}, line {line}: {_why(error)}", "give JSON lines") from error
            except ValueError:
                break  # damaged, or not all of it is here
            if not isinstance(value, dict | list) and text[(after := _blank(text, end)) : after + 1] not in (",", "]"):
                break  # a number may go on
            stream.line += text.count("\n", at, begin)
            yield stream.line, _members(stream.line, value)
            stream.line += text.count("\n", begin, end)
            at = end
        text, at = text[at:], 0
        if ended or len(text) > LONGEST_LINE:
            line = stream.line + text.count("\n", 0, _between(text, 0))
            raise InputUnusable(
                f"{stream.name}, line {line}: not an element of a JSON array",
                "save it anew; what stands before it is sound",
            )
        block = stream.read()
        ended = not block
        try:
            text += decoder.decode(block, final=ended)
        except UnicodeError as error:
            raise InputUnusable(
                f"{stream.name}, after line {stream.line}: not {encoding}", "say --encoding, or save it in UTF-8"
            ) from error


def _between(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _why(error: ValueError | RecursionError) -> str:
    return "JSON that is nested too deep" if isinstance(error, RecursionError) else "not JSON"


def _members(line: int, value: Any) -> dict[str, str] | Reject:
    if not isinstance(value, dict):
        return Reject(line, "not a JSON object")
    row: dict[str, str] = {}
    waiting = [("", value, 1)]
    while waiting:
        prefix, members, depth = waiting.pop()
        for key, member in members.items():
            if isinstance(member, dict):
                if depth < DEEPEST:
                    waiting.append((f"{prefix}{key}.", member, depth + 1))
            else:
                row.setdefault(prefix + key, _text(member))
    return row


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(_text(each) for each in value if isinstance(each, str | bool))
    return "" if value is None else str(value).lower()
