"""Makes a database ready for mixgraph, and refuses one that holds somebody else's data."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.connection import Database, local_database
from graph.errors import DatabaseRefused, GraphEmpty, InputUnusable, MigrationNeeded, OutOfStep
from graph.schema import CONSTRAINTS, FULLTEXT_INDEXES, VERSION

if TYPE_CHECKING:
    from graph.server.home import ServerState

Consent = Callable[[str], bool]

INDEX_SECONDS = 60


def version_of(database: Database) -> int | None:
    """The schema version of the graph; None for a database that is not marked as ours."""
    version: int | None = database.read("schema/marker")[0]["version"]
    return version


def check_version(database: Database) -> bool:
    """Whether the database is marked as ours; raises MigrationNeeded when it is older, OutOfStep when it is newer."""
    version = version_of(database)
    if version is not None and version < VERSION:
        raise MigrationNeeded(f"the graph is of schema version {version}, this mixgraph of version {VERSION}")
    if version is not None and version > VERSION:
        raise OutOfStep(
            f"the graph is of schema version {version}, this mixgraph of version {VERSION}", "update mixgraph"
        )
    return version is not None


def check_ready(database: Database) -> None:
    """Refuse a database that holds nothing of ours yet (GraphEmpty) or is of another version (OutOfStep)."""
    if not check_version(database):
        raise GraphEmpty("the graph is empty")


def check_stored(state: "ServerState") -> None:
    """Refuse a server whose database is not mixgraph's (InputUnusable), or of a later version (OutOfStep)."""
    with local_database(state) as database:
        version = database.read("schema/marker")[0]["version"]
    if version is None:
        raise InputUnusable("the file holds no graph of mixgraph's", "the database is as it was")
    if version > VERSION:
        raise OutOfStep(
            f"the file's graph is of schema version {version}, this mixgraph of version {VERSION}", "update mixgraph"
        )


def prepare(database: Database, consent: Consent) -> None:
    """Apply and check constraints and indexes, before the first write; does nothing in a database that is ready.

    A database with nodes but without our marker is somebody else's: `consent` is asked with a sentence, and a no raises
    DatabaseRefused. What is in it stays untouched either way.
    """
    marked = check_version(database)
    wanted = {*CONSTRAINTS, *FULLTEXT_INDEXES}
    if marked and wanted <= {row["name"] for row in database.read("schema/present")}:
        return
    labels = [] if marked else database.read("schema/foreign")[0]["labels"]
    if labels:
        raise DatabaseRefused(
            f"the database at {database.address.shown} has nodes labelled {', '.join(labels)} that are not mixgraph's",
            "give mixgraph a database of its own: NEO4J_DATABASE, or no NEO4J_URI at all",
        )
    if not marked and database.read("schema/marker")[0]["nodes"]:
        question = (
            f"The database at {database.address.shown} holds data that is not mixgraph's. "
            "It stays as it is, but Song, Artist and other nodes will be added. Go on?"
        )
        if not consent(question):
            raise DatabaseRefused(
                f"the database at {database.address.shown} holds data that is not mixgraph's",
                "--yes adds mixgraph's nodes beside it; or use an empty database",
            )
    apply(database)
    database.write("schema/mark", version=VERSION)


def apply(database: Database, *, indexes: bool = True) -> None:
    """Apply constraints and full-text indexes, and check that they stand."""
    for name in CONSTRAINTS:
        database.write(f"schema/constrain_{name}")
    for name in FULLTEXT_INDEXES if indexes else ():
        database.write(f"schema/index_{name}")
    database.read("schema/await_indexes", seconds=INDEX_SECONDS)
    wanted = {*CONSTRAINTS, *(FULLTEXT_INDEXES if indexes else ())}
    standing = {row["name"] for row in database.read("schema/present")}
    if not wanted <= standing:
        raise DatabaseRefused(
            f"the database did not take the constraints {', '.join(sorted(wanted - standing))}",
            "another constraint or index of these names stands in the way: see SHOW CONSTRAINTS, SHOW INDEXES",
        )
