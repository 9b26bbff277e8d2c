"""Lists of the best (`best_lists`) that grow tile by tile, compiled: nearly every score is compared once and forgotten.

Scores come as the bits of their floats: below 0 where the score is. Importing this imports numba:
`native_cache.keep_kernels` goes before it.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

from model.als.best_lists import LAST

Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]

CHUNK = 128  # scores that are compared at once; a tile's width is a multiple


@njit(nogil=True, cache=True)
def offer_tile(
    tile: Ints, first_line: int, first_column: int, entries: Longs, limits: Ints, indptr: Longs, indices: Ints
) -> None:
    """Offer a tile of scores, whose first line and column are these songs, to the lists of both.

    `entries` (songs, k) holds a heap a song, the worst on top. `limits` says from which score on a song takes an entry.
    `indptr` and `indices` (sorted) are each song's neighbours, which its list leaves out, as it does the song.
    """
    # on the diagonal each score stands on both sides: the lines are enough
    width = tile.shape[1]
    mirrored = first_line != first_column
    of_columns = limits[first_column : first_column + width] if mirrored else np.full(width, LAST, np.int32)
    of_lines = limits[first_line : first_line + min(tile.shape[0], len(entries) - first_line)]
    line, start = _next_hit(tile, 0, 0, of_lines, of_columns)
    while line < len(of_lines):
        song, scores = first_line + line, tile[line]
        for at in range(start, start + CHUNK):
            if scores[at] >= limits[song]:
                _offer(song, first_column + at, scores[at], entries, limits, indptr, indices)
            if scores[at] >= of_columns[at]:
                _offer(first_column + at, song, scores[at], entries, limits, indptr, indices)
        line, start = _next_hit(tile, line, start + CHUNK, of_lines, of_columns)


@njit(nogil=True, cache=True)
def _next_hit(tile: Ints, line: int, start: int, of_lines: Ints, of_columns: Ints) -> tuple[int, int]:
    """Line and start of the first chunk, from these on, with a score that reaches the limit of its line or column."""
    while line < len(of_lines):
        scores, limit = tile[line], of_lines[line]
        while start < len(scores):
            # short slices and a count instead of an early end: the compiler makes a few wide instructions of it
            chunk, of_chunk = scores[start : start + CHUNK], of_columns[start : start + CHUNK]
            hits = np.uint32(0)
            for at in range(CHUNK):
                hits = np.uint32(hits + np.uint32(chunk[at] >= min(limit, of_chunk[at])))
            if hits > 0:
                return line, start
            start += CHUNK
        line, start = line + 1, 0
    return line, start


@njit(nogil=True, cache=True)
def _offer(song: int, other: int, score: int, entries: Longs, limits: Ints, indptr: Longs, indices: Ints) -> None:
    """Put the other song on the song's list, in the place of the worst, if it belongs there."""
    heap, entry = entries[song], (np.int64(score) << 32) | (LAST - other)
    if entry <= heap[0] or song == other or _stands_in(indices, indptr[song], indptr[song + 1], other):
        return
    put(heap, entry)
    limits[song] = max(limits[song], heap[0] >> 32)


@njit(nogil=True, cache=True)
def put(heap: Longs, entry: np.int64) -> None:
    """Put an entry on a heap in the place of the worst, which stands on top, if it is better."""
    if entry <= heap[0]:
        return
    at, below = 0, 1
    while below < len(heap):
        if below + 1 < len(heap) and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= entry:
            break
        heap[at] = heap[below]
        at, below = below, 2 * below + 1
    heap[at] = entry


@njit(nogil=True, cache=True)
def _stands_in(indices: Ints, start: int, stop: int, wanted: int) -> bool:
    end = stop
    while start < stop:
        middle = (start + stop) // 2
        if indices[middle] < wanted:
            start = middle + 1
        else:
            stop = middle
    return start < end and indices[start] == wanted
