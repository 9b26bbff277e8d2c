"""What every engine asks of an adjacency before it works: edges, and weights that mean something."""

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import scipy.sparse as sp

from model.errors import AdjacencyUnusable

if TYPE_CHECKING:
    from model.adjacency import Adjacency

Weights: TypeAlias = "sp.csr_array[np.float32, tuple[int, int]]"


def usable_weights(adjacency: "Adjacency") -> "Weights":
    """The adjacency's matrix, without stored zeros; AdjacencyUnusable when there is nothing or no sense in it."""
    weights = adjacency.matrix
    if not weights.nnz:
        raise AdjacencyUnusable("the adjacency has no edges: there is nothing to learn from")
    try:
        weights.check_format(full_check=True)
    except ValueError as error:
        raise AdjacencyUnusable(f"the adjacency is damaged: {error}") from error
    bad = np.flatnonzero(~(np.isfinite(weights.data) & (weights.data >= 0)))
    if len(bad):
        row = int(np.searchsorted(weights.indptr, bad[0], side="right")) - 1
        pair = f"{adjacency.ids[row]} and {adjacency.ids[weights.indices[bad[0]]]}"
        raise AdjacencyUnusable(
            f"{len(bad):,} weights of the adjacency are negative or no finite numbers, "
            f"such as {weights.data[bad[0]]} between {pair}"
        )
    if (weights.data == 0).any():
        weights = weights.copy()
        weights.eliminate_zeros()
        if not weights.nnz:
            raise AdjacencyUnusable("all weights of the adjacency are 0: there is nothing to learn from")
    return weights
