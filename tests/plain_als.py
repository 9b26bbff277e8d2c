"""ALS as its paper writes it: dense, float64, one row at a time; what clever code is held to, and models for tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from model.adjacency import Adjacency
from model.als.engine import TOP_K_SCHEMA
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.artefact import Artefact

Dense = npt.NDArray[np.float64]


def row_of(weights: Dense, others: Dense, parameters: AlsParameters) -> Dense:
    """One row's factors: the least of Σ c (p - x · y)² + λ n |x|² over all columns, c = 1 + α w, p = 1 where w > 0."""
    confidence = np.diag(1 + parameters.alpha * weights)
    preference = (weights > 0).astype(float)
    regularisation = parameters.regularisation * preference.sum() * np.eye(parameters.rank)
    left = others.T @ confidence @ others + regularisation
    found: Dense = np.linalg.solve(left, others.T @ confidence @ preference) if preference.any() else 0 * others[0]
    return found


def fit(adjacency: Adjacency, parameters: AlsParameters) -> Factors:
    """Alternate, columns first; the last half-step is that of the rows."""
    matrix = adjacency.matrix.toarray().astype(float)
    rows = np.random.default_rng(parameters.seed).normal(size=(len(adjacency), parameters.rank))
    columns = rows
    for _ in range(parameters.iterations):
        columns = np.array([row_of(weights, rows, parameters) for weights in matrix.T])
        rows = np.array([row_of(weights, columns, parameters) for weights in matrix])
    return Factors(rows.astype(np.float32), columns.astype(np.float32))


def lists(adjacency: Adjacency, factors: Factors, k: int) -> Iterator[pa.Table]:
    """The best k of each song but itself and its neighbours, one table a song."""
    songs = np.arange(adjacency.songs)
    known = adjacency.neighbours.toarray() > 0
    for song in songs:
        scores = factors.preferences(np.full_like(songs, song), songs)
        scores[known[song] | (songs == song)] = 0
        best = [at for at in np.argsort(-scores, kind="stable")[:k] if scores[at] > 0]
        columns: list[Any] = [[song] * len(best), best, range(1, len(best) + 1), scores[best]]
        yield pa.table([pa.array(column) for column in columns], names=TOP_K_SCHEMA.names).cast(TOP_K_SCHEMA)


def model_of(folder: Path, adjacency: Adjacency, parameters: AlsParameters) -> Artefact:
    """A model of the adjacency, written into `folder` under its name."""
    factors = fit(adjacency, parameters)
    found = lists(adjacency, factors, parameters.top_k)
    written = Artefact.write(
        folder, adjacency, factors, found, engine="plain", parameters=parameters, versions={}, metrics={}
    )
    return Artefact.load(written)
