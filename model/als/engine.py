"""What every engine offers: factors from an adjacency, and the best songs for each song from factors."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pyarrow as pa

if TYPE_CHECKING:  # answering reads artefacts through this module, and needs no sparse matrices
    from model.adjacency import Adjacency
    from model.als.factors import Factors
    from model.als.parameters import AlsParameters

# What `top_k` gives: positions of two songs, the place in the first one's list from 1, the preference.
TOP_K_SCHEMA = pa.schema([("song", pa.int32()), ("other", pa.int32()), ("rank", pa.int32()), ("score", pa.float32())])


class Progress(Protocol):
    """Told how far a step is (`fit` in jobs, `top-k` in songs); called on the caller's thread."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Hear that `done` of `total` parts of the step are done."""


def silent(step: str, done: int, total: int) -> None:
    """Take progress and say nothing."""


class Engine(Protocol):
    """One way to factorise; deterministic: the same adjacency, parameters and engine give the same rankings."""

    name: str

    def fit(self, adjacency: "Adjacency", parameters: "AlsParameters", progress: Progress = silent) -> "Factors":
        """Factorise the adjacency; EngineFailed when the engine cannot start, dies or diverges."""

    def top_k(
        self, adjacency: "Adjacency", factors: "Factors", k: int, progress: Progress = silent
    ) -> Iterator[pa.Table]:
        """Give the k songs of highest preference for every song, in tables of TOP_K_SCHEMA, sorted by song and rank.

        Left out: the song itself, its neighbours, and what has a preference of 0 or less; so a list can be shorter.
        """

    def versions(self) -> Mapping[str, str]:
        """Names and versions of the libraries that did the work."""


@runtime_checkable
class WarmEngine(Engine, Protocol):
    """An engine that can go on from factors it is given."""

    def fit_from(
        self, start: "Factors", adjacency: "Adjacency", parameters: "AlsParameters", progress: Progress = silent
    ) -> "Factors":
        """Factorise as `fit` does, from factors whose lines are the adjacency's nodes; zeros where a node is new."""


@runtime_checkable
class SharingEngine(Engine, Protocol):
    """An engine of several machines, which read and write what they share."""

    def fetch(self, folder: str) -> Path:
        """Copy an adjacency from where the machines read it to this one; AdjacencyUnusable when there is none."""

    def keep(self, model: Path) -> str | None:
        """Put the last fit and its lists where the machines share files, as the model of that folder; gives where."""
