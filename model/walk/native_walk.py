"""Walks from one song after the other, compiled: only what a walk reaches is touched.

Importing this imports numba: `native_cache.keep_kernels` goes before it.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

from model.als.best_lists import LAST
from model.als.native_lists import put

Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float32]
Float64s: TypeAlias = npt.NDArray[np.float64]


@njit(nogil=True, cache=True)
def walk_from(
    seed: int,
    indptr: Longs,
    ends_of_songs: Longs,
    indices: Ints,
    moves: Floats,
    shares: Float64s,
    masses: Float64s,
    frontier: Ints,
    scores: Float64s,
    reached: Ints,
) -> int:
    """Add what the walk from the seed brings to each song to `scores`, which holds zeros; gives how many songs it reached.

    `moves` (beside `indices`) is what of a node's mass goes along each edge, `ends_of_songs` where a node's edges to songs
    end, `shares` what each step's masses count. `masses` (2, nodes), zeros before and after, and `frontier` (2, nodes) are
    room to work in; `reached` (songs,) gets the songs, in the order they were reached.
    """
    songs = len(scores)
    last = len(shares) - 1
    found = 0
    masses[0, seed] = 1.0
    frontier[0, 0] = seed
    count = 1
    for step in range(len(shares)):
        mass, after = masses[step % 2], masses[(step + 1) % 2]
        nodes, nodes_after = frontier[step % 2], frontier[(step + 1) % 2]
        share = shares[step]
        touched = 0
        for at in range(count):
            node = nodes[at]
            own = mass[node]
            mass[node] = 0.0
            for edge in range(indptr[node], ends_of_songs[node] if step == last else indptr[node + 1]):
                other = indices[edge]
                before = after[other]
                if before == 0.0:
                    nodes_after[touched] = other
                    touched += 1
                after[other] = before + own * moves[edge]
        if share > 0.0:
            for at in range(touched):
                node = nodes_after[at]
                if node < songs:
                    if scores[node] == 0.0:
                        reached[found] = node
                        found += 1
                    scores[node] += share * after[node]
        count = touched
    mass, nodes = masses[(last + 1) % 2], frontier[(last + 1) % 2]
    for at in range(count):
        mass[nodes[at]] = 0.0
    return found


@njit(nogil=True, cache=True)
def rank_walks(
    first: int,
    stop: int,
    indptr: Longs,
    ends_of_songs: Longs,
    indices: Ints,
    moves: Floats,
    shares: Float64s,
    excluded_indptr: Longs,
    excluded_indices: Ints,
    entries: Longs,
) -> None:
    """Walk from the seeds `first` to `stop`, and put the best songs of each into its line of `entries` (seeds, k).

    Left out: the seed, its excluded songs, and what no walk reaches.
    """
    nodes, songs = len(indptr) - 1, len(excluded_indptr) - 1
    masses, frontier = np.zeros((2, nodes), np.float64), np.empty((2, nodes), np.int32)
    scores, reached = np.zeros(songs, np.float64), np.empty(songs, np.int32)
    single = np.zeros(1, np.float32)
    bits = single.view(np.int32)
    for seed in range(first, stop):
        found = walk_from(seed, indptr, ends_of_songs, indices, moves, shares, masses, frontier, scores, reached)
        scores[seed] = 0.0
        for at in range(excluded_indptr[seed], excluded_indptr[seed + 1]):
            scores[excluded_indices[at]] = 0.0
        heap = entries[seed - first]
        for at in range(found):
            song = reached[at]
            single[0] = scores[song]
            scores[song] = 0.0
            if bits[0] > 0:
                put(heap, (np.int64(bits[0]) << 32) | (LAST - song))
