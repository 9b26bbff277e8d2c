"""Implicit ALS as the papers write it: dense, in float64, one row at a time; what the engines are held to."""

import numpy as np
import numpy.typing as npt

from model.als.parameters import AlsParameters

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
