"""The k best songs for every song on one machine: tiles of a matrix product, each looked through before the next is made.

Preference is symmetric, so each tile serves the songs of its lines and those of its columns: half the product is enough.
For that a score must be the same number, bit by bit, whichever of its songs asks; x_s · y_j + y_s · x_j is not when it is
summed in order, so it is taken as (u_s · u_j − v_s · v_j) / 4 with u = x + y and v = x − y.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from model.adjacency import Adjacency
from model.als.best_lists import table_of
from model.als.engine import Progress, silent
from model.als.factors import Factors

Floats: TypeAlias = npt.NDArray[np.float32]

_TILE = 512  # a tile of scores and both its inputs fit in 2 MB of cache
_TILES_A_BLOCK, _BLOCKS_A_THREAD = 4, 8
_SONGS_A_TABLE = 65_536


def native_top_k(
    adjacency: Adjacency, factors: Factors, k: int, progress: Progress = silent, threads: int | None = None
) -> Iterator[pa.Table]:
    """Rank the best k of every song but itself and its neighbours; tables of TOP_K_SCHEMA, sorted by song and rank.

    Only positive preferences; ties go to the lower position. The answer does not depend on `threads` (default: what the
    process may use). Time: songs² · 2 · rank multiplications and additions. Memory beside the inputs, in bytes:
    songs · (8 · rank + 8 · k + 12) + threads · 1.3 MB.
    """
    if k < 1:
        raise ValueError(f"k counts from 1, not {k}")
    songs = adjacency.songs
    threads = threads or len(os.sched_getaffinity(0))
    lists = _Lists(adjacency, min(k, max(1, songs - 1)))
    halves = _halves(factors, songs)
    tiles = len(halves) // _TILE
    # threads that are told of every single tile spend their time with being told
    tiles_a_block = max(1, min(_TILES_A_BLOCK, tiles // (_BLOCKS_A_THREAD * threads)))
    blocks = [range(at, min(at + tiles_a_block, tiles)) for at in range(0, tiles, tiles_a_block)]
    scratch: SimpleQueue[tuple[Floats, Floats]] = SimpleQueue()
    for _ in range(threads):
        scratch.put((np.empty((_TILE, _TILE), np.float32), np.empty((_TILE, halves.shape[1]), np.float32)))

    def look_through(pair: tuple[int, int]) -> None:
        scores, queries = scratch.get()
        for line in blocks[pair[0]]:
            queries[:] = halves[line * _TILE : (line + 1) * _TILE]
            np.negative(queries[:, factors.rank :], out=queries[:, factors.rank :])
            for column in blocks[pair[1]]:
                if line <= column:
                    np.matmul(queries, halves[column * _TILE : (column + 1) * _TILE].T, out=scores)
                    lists.offer(scores, line * _TILE, column * _TILE)
        scratch.put((scores, queries))

    done, pairs_of_blocks = 0, len(blocks) * (len(blocks) + 1) // 2
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        for pairs in _rounds(len(blocks)):
            progress("top-k", songs * done // pairs_of_blocks, songs)
            for _ in pool.map(look_through, pairs):
                done += 1
    yield from lists.tables()
    progress("top-k", songs, songs)


def _halves(factors: Factors, songs: int) -> Floats:
    """u beside v of every song, so that a product of two lines, the second half negated, is the preference.

    Rows and columns are brought to like lengths by a power of two, or v would swallow the smaller. Lines of zeros fill
    the last tile: all tiles have one shape, for which the algebra library takes one way.
    """
    rows, columns = factors.rows[:songs], factors.columns[:songs]
    lengths = [float(np.sqrt(np.einsum("ij,ij->", side, side, dtype=np.float64))) for side in (rows, columns)]
    balance = np.float32(2.0 ** np.round(np.log2(lengths[1] / lengths[0]) / 2)) if all(lengths) else np.float32(1)
    halves = np.zeros((-(-songs // _TILE) * _TILE, 2 * factors.rank), np.float32)
    half = np.float32(0.5)
    for start in range(0, songs, _TILE):
        block = slice(start, min(songs, start + _TILE))
        row, column = rows[block] * (half * balance), columns[block] * (half / balance)
        halves[block, : factors.rank] = row + column
        halves[block, factors.rank :] = row - column
    return halves


def _rounds(blocks: int) -> Iterator[list[tuple[int, int]]]:
    """All pairs of blocks once, in rounds in which no block appears twice (a tournament's circle method)."""
    yield [(block, block) for block in range(blocks)]
    places = blocks + blocks % 2
    for turn in range(places - 1):
        ring = [places - 1, *((turn + step) % (places - 1) for step in range(places - 1))]
        pairs = [(ring[at], ring[places - 1 - at]) for at in range(places // 2)]
        yield [(min(pair), max(pair)) for pair in pairs if max(pair) < blocks]


class _Lists:
    """The best k of every song so far, as `offer_tile` keeps them."""

    def __init__(self, adjacency: Adjacency, k: int) -> None:
        from model.als.native_lists import offer_tile  # numba, once it is needed

        self._offer_tile = offer_tile
        self._entries = np.zeros((adjacency.songs, k), np.int64)
        self._limits = np.ones(-(-adjacency.songs // _TILE) * _TILE, np.int32)
        known = adjacency.neighbours
        self._known = known.indptr.astype(np.int64), known.indices.astype(np.int32)

    def offer(self, scores: Floats, line: int, column: int) -> None:
        """Take a tile of scores, whose first line and column are these songs."""
        self._offer_tile(scores.view(np.int32), line, column, self._entries, self._limits, *self._known)

    def tables(self) -> Iterator[pa.Table]:
        """What remains, best first."""
        for start in range(0, len(self._entries), _SONGS_A_TABLE):
            yield table_of(self._entries[start : start + _SONGS_A_TABLE], start)
