"""Implicit ALS as the papers write it, dense and in float64: what the engines are held to, and models for tests."""

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

Float64s = npt.NDArray[np.float64]


def plain_half_step(
    weights: npt.ArrayLike, fixed: npt.ArrayLike, parameters: AlsParameters, *, scaled: bool = True
) -> Float64s:
    """The least squares of every row of the dense `weights`; the shortest solution where there are several."""
    cells, given = np.asarray(weights, np.float64), np.asarray(fixed, np.float64)
    solved = np.zeros((len(cells), given.shape[1]))
    for row, line in enumerate(cells):
        count = np.count_nonzero(line > 0)
        if not count:
            continue
        confidence = 1 + parameters.alpha * line
        penalty = parameters.regularisation * (count if scaled else 1) * np.eye(given.shape[1])
        system = (given * confidence[:, None]).T @ given + penalty
        right = (given * (confidence * (line > 0))[:, None]).sum(axis=0)
        solved[row] = np.linalg.solve(system, right) if parameters.regularisation else np.linalg.pinv(system) @ right
    return solved


def plain_objective(
    weights: npt.ArrayLike,
    rows: npt.ArrayLike,
    columns: npt.ArrayLike,
    parameters: AlsParameters,
    *,
    scaled: bool = True,
) -> float:
    """Every cell visited."""
    cells, x, y = (np.asarray(one, np.float64) for one in (weights, rows, columns))
    loss = ((1 + parameters.alpha * cells) * ((cells > 0) - x @ y.T) ** 2).sum()
    counts = np.count_nonzero(cells, axis=1) if scaled else np.ones(len(cells))
    return float(loss + parameters.regularisation * (counts @ (x**2).sum(axis=1) + counts @ (y**2).sum(axis=1)))


def distance(found: npt.ArrayLike, expected: npt.ArrayLike) -> float:
    """How far apart two matrices are, as a share of the second's length."""
    one, other = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    return float(np.linalg.norm(one - other) / np.linalg.norm(other))


def plain_fit(adjacency: Adjacency, parameters: AlsParameters) -> Factors:
    """Alternate, columns first; the last half-step is that of the rows."""
    matrix = adjacency.matrix.toarray().astype(float)
    rows = np.random.default_rng(parameters.seed).normal(size=(len(adjacency), parameters.rank))
    columns = rows
    for _ in range(parameters.iterations):
        columns = plain_half_step(matrix.T, rows, parameters)
        rows = plain_half_step(matrix, columns, parameters)
    return Factors(rows.astype(np.float32), columns.astype(np.float32))


def plain_lists(adjacency: Adjacency, factors: Factors, k: int) -> Iterator[pa.Table]:
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
    factors = plain_fit(adjacency, parameters)
    found = plain_lists(adjacency, factors, parameters.top_k)
    written = Artefact.write(
        folder, adjacency, factors, found, engine="plain", parameters=parameters, versions={}, metrics={}
    )
    return Artefact.load(written)
