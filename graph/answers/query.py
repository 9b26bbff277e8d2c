"""A user's own Cypher, which may only read."""

import re
from typing import Any

from graph.connection import Database
from graph.errors import DatabaseRefused

# these work inside a reading transaction, and reach files and addresses
_ESCAPE = re.compile(r"\\u+([0-9A-Fa-f]{4})")
_OUTSIDE = re.compile(r"\bLOAD\s+CSV\b", re.IGNORECASE)


def ask(database: Database, cypher: str, *, seconds: float, rows: int) -> tuple[list[dict[str, Any]], bool]:
    """The rows of the statement, flat, and whether there were more; raises DatabaseRefused for anything but reading."""
    cypher_read = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), cypher)  # as Neo4j reads it
    # comments and quotes could hide the words, so both are looked through: a text that only mentions them is refused too
    if _OUTSIDE.search(re.sub(r"/\*.*?\*/|//[^\n]*", " ", cypher_read, flags=re.DOTALL)) or _OUTSIDE.search(
        cypher_read
    ):
        raise DatabaseRefused("LOAD CSV is not allowed in a query", "import files with `mixgraph import`")
    columns, found, cut = database.ask(cypher, seconds=seconds, rows=rows)
    return [dict(zip(columns, map(_plain, values), strict=True)) for values in found], cut


def _plain(value: Any) -> Any:
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, Node):
        return dict(value)
    if isinstance(value, Relationship):
        return {"type": value.type, **dict(value)}
    if isinstance(value, Path):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)
