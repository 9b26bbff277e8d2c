"""Every error mixgraph reports, with the exit code of each.

MixgraphError                        1   model.errors
├── EngineFailed                     1   model.errors: Spark or Java could not do it
├── InputUnusable                    2   a file or value that was given cannot be used
├── SongNotFound                     3   nothing in the graph fits what was asked
├── SongAmbiguous                    3   several songs fit; carries the candidates
├── DatabaseError                    4
│   ├── DatabaseUnreachable          4   no answer at the address
│   ├── DatabaseRefused              4   wrong password, read only, foreign data, a statement not allowed
│   ├── TransactionTooLarge          4   a transaction needs more memory than the database gives one
│   └── ServerUnavailable            4   the local Neo4j could not be fetched or started
└── DataMissing                      5   model.errors
    ├── AdjacencyUnusable            5   model.errors
    ├── ArtefactUnusable             5   model.errors
    ├── GraphEmpty                   5   the graph holds no songs
    ├── ModelMissing                 5   no recommendations were published
    └── OutOfStep                    5   graph, model or program are of different versions
        └── MigrationNeeded          5   the graph is of an older schema version; the program asks and migrates
"""

from collections.abc import Sequence
from typing import Any

from model.errors import AdjacencyUnusable, ArtefactUnusable, DataMissing, EngineFailed, MixgraphError

__all__ = [
    "AdjacencyUnusable",
    "ArtefactUnusable",
    "DataMissing",
    "DatabaseError",
    "DatabaseRefused",
    "DatabaseUnreachable",
    "EngineFailed",
    "GraphEmpty",
    "InputUnusable",
    "MigrationNeeded",
    "MixgraphError",
    "ModelMissing",
    "OutOfStep",
    "ServerUnavailable",
    "SongAmbiguous",
    "SongNotFound",
    "TransactionTooLarge",
]


class InputUnusable(MixgraphError):
    """Raised when a file or a value that was given cannot be used; nothing was written."""

    exit_code = 2


class SongNotFound(MixgraphError):
    """Raised when nothing in the graph fits what was asked for."""

    exit_code = 3
    hint = "try `mixgraph search` with part of the title"


class SongAmbiguous(MixgraphError):
    """Raised when several songs fit equally well; `candidates` holds them, best first."""

    exit_code = 3
    hint = "ask again with one of these ids"

    def __init__(self, message: str, candidates: Sequence[Any]) -> None:
        super().__init__(message)
        self.candidates = candidates


class DatabaseError(MixgraphError):
    """Anything that keeps the database from doing what it was asked."""

    exit_code = 4


class DatabaseUnreachable(DatabaseError):
    """Raised when no database answers at the address."""


class DatabaseRefused(DatabaseError):
    """Raised when the database answers and declines: credentials, foreign data, a statement not allowed."""


class TransactionTooLarge(DatabaseError):
    """Raised when a transaction needs more memory than the database gives one; nothing of it was written."""

    hint = "give the server more (db.memory.transaction.max)"


class ServerUnavailable(DatabaseError):
    """Raised when the local Neo4j could not be fetched or started."""

    hint = "or set NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD to use a Neo4j of your own"


class GraphEmpty(DataMissing):
    """Raised when the graph holds no songs."""

    hint = "run `mixgraph import FILE`, or `mixgraph demo`"


class ModelMissing(DataMissing):
    """Raised when nothing was published yet."""

    hint = "run `mixgraph train`"


class OutOfStep(DataMissing):
    """Raised when graph, model and program do not belong to the same state."""


class MigrationNeeded(OutOfStep):
    """Raised when the graph is of an older schema version: the user is asked, and the command goes on after the migration."""

    migrates = True
    hint = "`mixgraph db migrate --yes` brings it to this version; what is in it stays"
