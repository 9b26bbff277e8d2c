"""The songs that short walks from a song reach: through relations and through what songs share. Nothing is trained.

y ← X · D^-β · y, from the seed, with X the weights of the graph's edges and D the sums of each node's; the score is
4 y₂ + y₃ + y₅. Degree-normalised paths of length three (Kovács et al., Nature Communications 2019) are the idea.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from model.als.best_lists import table_of
from model.als.engine import Progress, silent
from model.walk.graph import Sparse, WalkGraph

_SEEDS, _TASKS_A_TABLE = 256, 64


class ShortWalk:
    """Walks on one graph. `shares` are what the masses after one step, two, … count; `damping` is β.

    Memory beside the graph, in bytes: 4 · edges (each edge counts twice) + 16 · nodes; and while walking, a thread,
    24 · nodes + 12 · songs. The sums are made in float64 and in one order, whoever asks.
    """

    def __init__(
        self, graph: WalkGraph, *, damping: float = 0.45, shares: tuple[float, ...] = (0.0, 4.0, 1.0, 0.0, 1.0)
    ) -> None:
        if not (np.isfinite(damping) and damping >= 0):
            raise ValueError(f"damping is a finite number from 0, not {damping}")
        if not shares or any(not np.isfinite(share) or share < 0 for share in shares):
            raise ValueError(f"shares are finite and not negative, and one at least: {shares}")
        self._graph = graph
        matrix = graph.matrix
        self._indptr = matrix.indptr.astype(np.int64)
        self._indices = matrix.indices.astype(np.int32, copy=False)
        lengths = np.diff(self._indptr)
        nodes = np.repeat(np.arange(len(lengths)), lengths)
        degrees = np.bincount(nodes, matrix.data, minlength=len(lengths))
        with np.errstate(divide="ignore"):
            damped = np.where(degrees > 0, degrees**-damping, 0)
        self._moves = (matrix.data * np.repeat(damped, lengths)).astype(np.float32)
        # songs are the first nodes, and a node's edges are sorted: those to songs stand in front
        to_songs = np.bincount(nodes[self._indices < graph.songs], minlength=len(lengths))
        self._ends_of_songs = self._indptr[:-1] + to_songs
        self._shares = np.array(shares, np.float64)

    def scores_for(self, song: int) -> npt.NDArray[np.float64]:
        """The score of every song for one, by positions; its own and those of its neighbours too."""
        from model.walk.native_walk import walk_from

        if not 0 <= song < self._graph.songs:
            raise ValueError(f"there is no song {song} among {self._graph.songs}")
        nodes, songs = len(self._ends_of_songs), self._graph.songs
        masses, frontier = np.zeros((2, nodes)), np.empty((2, nodes), np.int32)
        scores, reached = np.zeros(songs), np.empty(songs, np.int32)
        walk_from(song, *self._walked(), masses, frontier, scores, reached)
        return scores

    def top_k(
        self, k: int, exclude: Sparse | None = None, progress: Progress = silent, threads: int | None = None
    ) -> Iterator[pa.Table]:
        """Give the k best songs for every song, in tables of TOP_K_SCHEMA, sorted by song and rank.

        Left out: the song itself, those that its line of `exclude` (songs, songs; default: its neighbours in the graph)
        stores, and what no walk reaches. Ties go to the lower position. The answer does not depend on `threads`
        (default: what the process may use).
        """
        if k < 1:
            raise ValueError(f"k counts from 1, not {k}")
        from model.walk.native_walk import rank_walks

        songs = self._graph.songs
        exclude = self._graph.known if exclude is None else exclude
        if exclude.shape != (songs, songs):
            raise ValueError(f"exclusions of shape {exclude.shape} do not fit {songs} songs")
        excluded = exclude.indptr.astype(np.int64), exclude.indices.astype(np.int32)
        width = min(k, max(1, songs - 1))

        def ranked(first: int) -> npt.NDArray[np.int64]:
            stop = min(first + _SEEDS, songs)
            entries = np.zeros((stop - first, width), np.int64)
            rank_walks(first, stop, *self._walked(), *excluded, entries)
            return entries

        with ThreadPoolExecutor(threads or len(os.sched_getaffinity(0))) as pool:
            for start in range(0, songs, _SEEDS * _TASKS_A_TABLE):
                progress("walk", start, songs)
                stop = min(start + _SEEDS * _TASKS_A_TABLE, songs)
                yield table_of(np.concatenate(list(pool.map(ranked, range(start, stop, _SEEDS)))), start)
        progress("walk", songs, songs)

    def _walked(
        self,
    ) -> tuple[
        npt.NDArray[np.int64],
        npt.NDArray[np.int64],
        npt.NDArray[np.int32],
        npt.NDArray[np.float32],
        npt.NDArray[np.float64],
    ]:
        return self._indptr, self._ends_of_songs, self._indices, self._moves, self._shares
