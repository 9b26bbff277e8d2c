"""The named queries: reading statements of `graph/queries/named`, each described by its own comment.

The comment is a sentence, then `Parameters: name (type) = default, …` and `Columns: …`. A type is text, number or song, which
is given as one gives a song everywhere and reaches the statement as its id; a parameter without a default is needed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph import queries
from graph.connection import Database
from graph.errors import InputUnusable
from graph.queries import statement
from graph.search import resolve

TYPES = ("text", "number", "song")
_PARAMETER = re.compile(r"(?P<name>\w+) \((?P<type>\w+)[^)]*\)(?: = (?P<default>[^,]+))?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query asks for; `default` is None where it must be given."""

    name: str
    type: str
    default: Any = None

    @property
    def shown(self) -> str:
        """The parameter as a list shows it."""
        return f"{self.name}: {self.type}" + ("" if self.default is None else f" = {json.dumps(self.default)}")


@dataclass(frozen=True)
class NamedQuery:
    """One named query."""

    name: str

    @cached_property
    def text(self) -> str:
        """Its Cypher with its comment, as one pastes it."""
        return statement(f"named/{self.name}")

    @cached_property
    def _comment(self) -> str:
        lines = (line for line in self.text.splitlines() if line.startswith("//"))
        return " ".join(line.removeprefix("//").strip() for line in lines)

    @property
    def description(self) -> str:
        """Its first sentence."""
        return re.split(r"\s*(?:Parameters|Columns):", self._comment)[0]

    @property
    def parameters(self) -> list[Parameter]:
        """What it asks for, in order."""
        told = re.search(r"Parameters: (.*?)\.(?: Columns:|$)", self._comment)
        return [
            Parameter(found["name"], found["type"], json.loads(found["default"]) if found["default"] else None)
            for found in _PARAMETER.finditer(told[1] if told else "")
        ]


def named_queries() -> list[NamedQuery]:
    """All of them, by name."""
    names = (Path(entry.name) for entry in files(queries).joinpath("named").iterdir())
    return [NamedQuery(name) for name in sorted(path.stem for path in names if path.suffix == ".cypher")]


def named_query(name: str) -> NamedQuery | None:
    """The one of this name, or None."""
    return next((query for query in named_queries() if query.name == name), None)


def values(database: Database, query: NamedQuery, given: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of a run, from what was given as text.

    Raises InputUnusable for what is missing, unknown or of another type, SongNotFound and SongAmbiguous for songs.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    told = ", ".join(parameter.shown for parameter in known.values()) or "none"
    for name in given:
        if name not in known:
            raise InputUnusable(f"{query.name} has no parameter {name!r}", f"its parameters: {told}")
    missing = [name for name, parameter in known.items() if name not in given and parameter.default is None]
    if missing:
        raise InputUnusable(
            f"{query.name} needs {', '.join(missing)}",
            f"such as --param {missing[0]}={'100' if known[missing[0]].type == 'number' else '…'}; its parameters: {told}",
        )
    return {
        name: _value(database, parameter, given[name]) if name in given else parameter.default
        for name, parameter in known.items()
    }


def _value(database: Database, parameter: Parameter, text: str) -> Any:
    if parameter.type == "song":
        return resolve(database, text).song_id
    if parameter.type == "text":
        return text
    try:
        number = json.loads(text)
    except ValueError:
        number = None
    if not isinstance(number, int | float) or isinstance(number, bool) or not 0 <= number < 2**31:
        raise InputUnusable(f"{parameter.name} is {text!r}, which is not a number from 0 on")
    return number
