"""What a user's own statement may do: read the graph, and nothing beside it.

The database says what a statement is: its type, and the operators of its plan. The plan keeps to itself what stands in an
expression (`[x IN list | COLLECT { … }]` is one operator, whatever is in its braces), so the text is looked through as well.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from graph.answers.lexemes import Unreadable, called, loads_files, readings
from graph.errors import DatabaseRefused

if TYPE_CHECKING:
    import neo4j

PROCEDURES: Final = frozenset(
    {
        "db.index.fulltext.listavailableanalyzers",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
        "db.index.vector.querynodes",
        "db.index.vector.queryrelationships",
        "db.info",
        "db.labels",
        "db.ping",
        "db.propertykeys",
        "db.relationshiptypes",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.schema.visualization",
    }
)
# of Neo4j itself; functions of plug-ins may ask anything of anybody (genai.vector.encode does)
FUNCTIONS: Final = frozenset(
    {f"{each}.{clock}" for each in ("date", "datetime", "localdatetime", "localtime", "time")
     for clock in ("realtime", "statement", "transaction", "truncate")}
    | {"datetime.fromepoch", "datetime.fromepochmillis", "db.nameFromElementId".lower()}
    | {f"duration.{each}" for each in ("between", "indays", "inmonths", "inseconds")}
    | {"graph.byelementid", "graph.byname", "point.distance", "point.withinbbox"}
    | {"vector.similarity.cosine", "vector.similarity.euclidean"}
)  # fmt: skip
SHOWN: Final = frozenset({"ShowIndexes", "ShowConstraints", "ShowFunctions", "ShowProcedures"})

HINT: Final = "`mixgraph query` only reads the graph; what may write is Neo4j Browser (`mixgraph db browser`)"


def check_text(cypher: str) -> None:
    """Refuse what a plan might not show: LOAD CSV, procedures and functions with effects; raises DatabaseRefused."""
    try:
        for words in readings(cypher):
            if loads_files(words):
                raise DatabaseRefused("LOAD CSV is not allowed in a query", "import files with `mixgraph import`")
            procedures, functions = called(words)
            for kind, names, allowed in (("procedure", procedures, PROCEDURES), ("function", functions, FUNCTIONS)):
                for name in sorted(names):
                    if name.lower() not in allowed:
                        raise DatabaseRefused(f"the {kind} {name} is not allowed in a query", HINT)
    except Unreadable as error:
        raise DatabaseRefused(
            f"a {error} in the statement has no end", "write letters as they are, not as \\u escapes"
        ) from error


def check_plan(summary: "neo4j.ResultSummary") -> None:
    """Refuse a planned statement that is not one that reads; raises DatabaseRefused."""
    for operator in operators(summary.plan or {}):
        kind = operator["operatorType"].partition("@")[0]
        details = str(operator.get("args", {}).get("Details", ""))
        if kind == "LoadCSV":
            raise DatabaseRefused("LOAD CSV is not allowed in a query", "import files with `mixgraph import`")
        if kind == "ProcedureCall" and (name := details.partition("(")[0]).lower() not in PROCEDURES:
            raise DatabaseRefused(f"the procedure {name} is not allowed in a query", HINT)
        if kind.startswith("Transaction"):
            raise DatabaseRefused("CALL { … } IN TRANSACTIONS is not allowed in a query", "leave out IN TRANSACTIONS")
        if kind.startswith(("Show", "Terminate")) and kind not in SHOWN:
            raise DatabaseRefused(
                "the statement speaks of the server, not of the graph",
                "SHOW INDEXES, CONSTRAINTS, FUNCTIONS and PROCEDURES are allowed",
            )
    if summary.query_type != "r":
        what = "writes" if summary.query_type in ("w", "rw") else "is about the server or its schema"
        raise DatabaseRefused(f"the statement {what}, which is not allowed in a query", HINT)


def operators(plan: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """All operators of a plan, from the one that gives the rows down, each with its `depth`."""
    if plan:
        yield {**plan, "depth": depth}
        for child in plan.get("children", ()):
            yield from operators(child, depth + 1)
