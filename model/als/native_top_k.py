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
_LONGEST = 1_024  # songs with the longest vectors, which stand on many lists: what they score tells who can get on one


def native_top_k(
    adjacency: Adjacency, factors: Factors, k: int, progress: Progress = silent, threads: int | None = None
) -> Iterator[pa.Table]:
    """Rank the best k of every song but itself and its neighbours; tables of TOP_K_SCHEMA, sorted by song and rank.

    Only positive preferences; ties go to the lower position. The answer does not depend on `threads` (default: what the
    process may use). Time: songs² · 2 · rank multiplications and additions. Memory: `memory_needed`.
    """
    if k < 1:
        raise ValueError(f"k counts from 1, not {k}")
    songs = adjacency.songs
    threads = threads or len(os.sched_getaffinity(0))
    lists = _Lists(adjacency, min(k, max(1, songs - 1)))
    halves = _Halves(factors, songs)
    # threads that are told of every single tile spend their time with being told
    tiles_a_block = max(1, min(_TILES_A_BLOCK, halves.tiles // (_BLOCKS_A_THREAD * threads)))
    blocks = [range(at, min(at + tiles_a_block, halves.tiles)) for at in range(0, halves.tiles, tiles_a_block)]
    rooms: SimpleQueue[Floats] = SimpleQueue()
    for _ in range(threads):
        rooms.put(np.empty((_TILE, _TILE), np.float32))

    def look_through(pair: tuple[int, int]) -> None:
        scores = rooms.get()
        for line in blocks[pair[0]]:
            queries = halves.queries(line)
            for column in blocks[pair[1]]:
                if line <= column:
                    np.matmul(queries, halves.candidates(column).T, out=scores)
                    lists.offer(scores, line * _TILE, column * _TILE)
        rooms.put(scores)

    done, pairs_of_blocks = 0, len(blocks) * (len(blocks) + 1) // 2
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        if songs > 4 * _LONGEST > 16 * k:
            lists.limit_by(halves, pool)
        for pairs in _rounds(len(blocks)):
            progress("top-k", songs * done // pairs_of_blocks, songs)
            for _ in pool.map(look_through, pairs):
                done += 1
    yield from lists.tables()
    progress("top-k", songs, songs)


def memory_needed(songs: int, rank: int, k: int, neighbours: int, threads: int) -> int:
    """Bytes that `native_top_k` takes beside its inputs; `neighbours` counts each pair of connected songs twice.

    8 · rank + 8 · k + 40 a song, 24 a neighbour, 6 MiB a thread, and a table on its way out.
    """
    table = min(songs, _SONGS_A_TABLE) * k * 64
    return songs * (8 * rank + 8 * k + 40) + 24 * neighbours + threads * 6 * 2**20 + table


class _Halves:
    """u beside v of every song, halved: a product of two lines, one's second half negated, is the preference.

    Rows and columns are brought to like lengths by a power of two, or v would swallow the smaller. Lines of zeros fill
    the last tile: all tiles have one shape, for which the algebra library takes one way.
    """

    def __init__(self, factors: Factors, songs: int) -> None:
        rows, columns = factors.rows[:songs], factors.columns[:songs]
        lengths = [float(np.sqrt(np.einsum("ij,ij->", side, side, dtype=np.float64))) for side in (rows, columns)]
        balance = np.float32(2.0 ** np.round(np.log2(lengths[1] / lengths[0]) / 2)) if all(lengths) else np.float32(1)
        half = np.float32(0.5)
        self.tiles = -(-songs // _TILE)
        self.rank = factors.rank
        self.lines = np.zeros((self.tiles * _TILE, 2 * factors.rank), np.float32)
        for start in range(0, songs, _TILE):
            block = slice(start, min(songs, start + _TILE))
            row, column = rows[block] * (half * balance), columns[block] * (half / balance)
            self.lines[block, : factors.rank] = row + column
            self.lines[block, factors.rank :] = row - column

    def candidates(self, tile: int) -> Floats:
        """The lines of a tile's songs."""
        return self.lines[tile * _TILE : (tile + 1) * _TILE]

    def queries(self, tile: int) -> Floats:
        """The lines of a tile's songs with the second half negated."""
        queries = self.candidates(tile).copy()
        np.negative(queries[:, self.rank :], out=queries[:, self.rank :])
        return queries


def _rounds(blocks: int) -> Iterator[list[tuple[int, int]]]:
    """All pairs of blocks once, in rounds in which no block appears twice (a tournament's circle method)."""
    yield [(block, block) for block in range(blocks)]
    places = blocks + blocks % 2
    for turn in range(places - 1 if blocks > 1 else 0):
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
        self._neighbours = adjacency.neighbours
        self._known = self._neighbours.indptr.astype(np.int64), self._neighbours.indices.astype(np.int32)

    def limit_by(self, halves: _Halves, pool: ThreadPoolExecutor) -> None:
        """Let nobody on a list who scores less than the k-th best of the songs with the longest vectors.

        So nearly all scores are below the limit from the first tile on. The limit is lowered by more than what rounding
        can make of one score in two products: d · 2⁻²⁴ of both vectors' lengths in each.
        """
        songs, k = self._entries.shape
        lengths = np.sqrt(np.einsum("ij,ij->i", halves.lines, halves.lines, dtype=np.float64))
        longest = np.argsort(-lengths[:songs], kind="stable")[:_LONGEST]
        candidates = halves.lines[longest].T
        unsure = 2 * halves.lines.shape[1] * 2.0**-24 * lengths.max() * 2
        left_out = self._neighbours[:, longest].tocsr()
        own = np.full(songs, -1)
        own[longest] = np.arange(len(longest))

        def limit(tile: int) -> None:
            start, stop = tile * _TILE, min((tile + 1) * _TILE, songs)
            scores = halves.queries(tile)[: stop - start] @ candidates
            known = left_out[start:stop].tocoo()
            scores[known.row, known.col] = -np.inf
            themselves = np.flatnonzero(own[start:stop] >= 0)
            scores[themselves, own[start:stop][themselves]] = -np.inf
            least = np.partition(scores, len(longest) - k, axis=1)[:, len(longest) - k]
            limits = (least - unsure * lengths[start:stop]).astype(np.float32)
            self._limits[start:stop] = np.where(limits > 0, limits.view(np.int32), 1)

        list(pool.map(limit, range(halves.tiles)))

    def offer(self, scores: Floats, line: int, column: int) -> None:
        """Take a tile of scores, whose first line and column are these songs."""
        self._offer_tile(scores.view(np.int32), line, column, self._entries, self._limits, *self._known)

    def tables(self) -> Iterator[pa.Table]:
        """What remains, best first."""
        for start in range(0, len(self._entries), _SONGS_A_TABLE):
            yield table_of(self._entries[start : start + _SONGS_A_TABLE], start)
