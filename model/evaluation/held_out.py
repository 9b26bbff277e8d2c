"""How far the predicted preference is from the truth on pairs the model has not seen: the seed project's RMSE."""

import numpy as np
import numpy.typing as npt

from model.adjacency import Adjacency
from model.als.engine import Engine, Progress, silent
from model.als.parameters import AlsParameters

SHARE = 0.1
_DRAWS = 100


def held_out_rmse(
    engine: Engine,
    adjacency: Adjacency,
    parameters: AlsParameters,
    *,
    share: float = SHARE,
    seed: int = 1,
    progress: Progress = silent,
) -> float | None:
    """Hide a seeded share of the connected pairs of songs, fit on the rest, and compare predictions with 1 and 0.

    The zeros are as many sampled pairs that are not connected. None when there are too few pairs to hide one. The
    number is reported because the seed project used it; it does not choose models, since ranking is the task.
    """
    generator = np.random.default_rng(seed)
    low, high = (side.astype(np.int64) for side in adjacency.neighbours.nonzero())
    upper = low < high
    low, high = low[upper], high[upper]
    hidden = np.sort(generator.choice(len(low), round(share * len(low)), replace=False))
    if not len(hidden):
        return None
    rest = adjacency.without(low[hidden], high[hidden])
    factors = engine.fit(rest, parameters, lambda _, done, total: progress("held-out", done, total))
    zero_low, zero_high = _unconnected(adjacency, len(hidden), generator)
    predicted = factors.preferences(
        np.concatenate([low[hidden], zero_low]), np.concatenate([high[hidden], zero_high])
    ).astype(np.float64)
    truth = np.concatenate([np.ones(len(hidden)), np.zeros(len(zero_low))])
    return float(np.sqrt(np.mean((predicted - truth) ** 2)))


def _unconnected(
    adjacency: Adjacency, count: int, generator: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Draw different pairs of songs that are not connected; fewer than `count` where the graph is too dense."""
    songs = adjacency.songs
    rows, columns = (side.astype(np.int64) for side in adjacency.neighbours.nonzero())
    connected = rows * songs + columns
    found = np.zeros(0, np.int64)
    for _ in range(_DRAWS):
        drawn = generator.integers(songs, size=(2 * count, 2))
        pairs = drawn.min(axis=1) * songs + drawn.max(axis=1)
        pairs = pairs[(drawn[:, 0] != drawn[:, 1]) & ~np.isin(pairs, connected)]
        merged = np.concatenate([found, pairs])
        found = merged[np.sort(np.unique(merged, return_index=True)[1])][:count]
        if len(found) == count:
            break
    return found // songs, found % songs
