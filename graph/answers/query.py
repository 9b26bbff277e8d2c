"""A user's own Cypher, which may only read."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from graph.answers.reading import check_plan, check_text, operators
from graph.connection import Database
from graph.errors import DatabaseRefused, DatabaseUnreachable, InputUnusable


def ask(
    database: Database, cypher: str, parameters: Mapping[str, Any] | None = None, *, seconds: float, rows: int
) -> tuple[list[dict[str, Any]], bool]:
    """The rows of the statement, flat, and whether there were more; of a statement that begins with EXPLAIN, its plan.

    Raises DatabaseRefused for anything but reading, and when time or size go beyond what is allowed; InputUnusable when a
    parameter is missing.
    """
    from neo4j.exceptions import ClientError, ServiceUnavailable, SessionExpired, TransientError

    check_text(cypher)
    try:
        answered = database.ask(cypher, seconds=seconds, rows=rows, parameters=parameters, check=check_plan)
    except ClientError as error:
        message = (error.message or "").splitlines()[0] if error.message else ""
        if error.code == "Neo.ClientError.Statement.ParameterMissing":
            names = message.partition(":")[2].strip()
            raise InputUnusable(
                f"the statement needs a value for {names}", "give it with --param NAME=VALUE"
            ) from error
        if error.code == "Neo.ClientError.Statement.ArgumentError" and "execution mode" in message:
            raise DatabaseRefused("PROFILE is not allowed in a query", "EXPLAIN shows the plan") from error
        raise
    except TransientError as error:
        if error.code and "OutOfMemory" in error.code:
            raise DatabaseRefused(
                "the statement needs more memory than the database gives it", "narrow it: LIMIT, or less in a collect()"
            ) from error
        raise
    except (ServiceUnavailable, SessionExpired) as error:
        raise DatabaseUnreachable(
            "the database ended, or the connection to it, while it answered",
            "the statement may need more memory than the database has: narrow it",
        ) from error
    if answered.plan is not None:
        return [_operator_row(each) for each in operators(answered.plan)], False
    return [dict(zip(answered.columns, map(plain, values), strict=True)) for values in answered.rows], answered.cut


def _operator_row(operator: dict[str, Any]) -> dict[str, Any]:
    told = operator.get("args", {})
    return {
        "operator": "· " * operator["depth"] + operator["operatorType"].partition("@")[0],
        "details": told.get("Details"),
        "estimated_rows": told.get("EstimatedRows"),
    }


def plain(value: Any) -> Any:
    """A value of the driver's as JSON knows it.

    Nodes and relationships become their properties, a path its nodes and relationships in turn, times ISO 8601, points their
    coordinates, bytes hexadecimal, numbers without end text.
    """
    from neo4j.graph import Node, Path, Relationship
    from neo4j.spatial import Point

    if isinstance(value, Node):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, Relationship):
        return {"type": value.type, **{name: plain(each) for name, each in value.items()}}
    if isinstance(value, Path):
        steps = [plain(value.start_node)]
        for relationship in value.relationships:
            steps += [plain(relationship), None]
        steps[2::2] = [plain(node) for node in value.nodes[1:]]
        return steps
    if isinstance(value, Point):
        return {"srid": value.srid, **dict(zip("xyz", value, strict=False))}
    if isinstance(value, list | tuple) and not hasattr(value, "iso_format"):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # JSON has no such number
    if hasattr(value, "iso_format"):
        return value.iso_format()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
