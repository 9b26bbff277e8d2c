"""The root of the error tree, and what can go wrong with adjacencies, engines and artefacts.

The whole tree is drawn in `graph.errors`.
"""

from typing import ClassVar


class MixgraphError(Exception):
    """Anything mixgraph reports in one line; `hint` says what to do about it, `exit_code` what the shell gets."""

    exit_code: ClassVar[int] = 1
    migrates: ClassVar[bool] = False  # whether a migration of the graph mends it
    hint: str = ""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class DataMissing(MixgraphError):
    """Data or model that a step needs is not there, is damaged, or belongs to another state of the graph."""

    exit_code = 5


class AdjacencyUnusable(DataMissing):
    """Raised when an adjacency folder cannot be read or holds nothing to learn from."""

    hint = "run `mixgraph export`, after `mixgraph import` of some relations"


class ArtefactUnusable(DataMissing):
    """Raised when a model's folder is missing, incomplete or does not fit its manifest."""

    hint = "run `mixgraph train`"


class EngineFailed(MixgraphError):
    """Raised when an engine could not start or did not finish: no Java, no memory, no workers, diverged factors."""
