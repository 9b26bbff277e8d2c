"""The symmetric matrix that ALS factorises: which songs, artists and titles belong together, and how strongly."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import scipy.sparse as sp

from model.atomic_write import atomic_folder
from model.errors import AdjacencyUnusable
from model.label import ARTIST, SONG, TITLE
from model.tempo import FASTEST, SLOWEST

NODES_FILE, EDGES_FILE, MANIFEST_FILE = "nodes.parquet", "edges.parquet", "manifest.json"

_FORMAT = 1
_ROW_GROUP = 1 << 20
_ROUNDING = 1e-9  # 104.1 - 100.1 is 4, whatever binary fractions make of it

Pairs: TypeAlias = Iterable[tuple[str, str]]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
Float32s: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True)
class ContextWeights:
    """Weights of the `context` kind's edges; `tempo` is added where two connected songs' BPMs are near."""

    song: float = 1.0
    artist: float = 2.0
    title: float = 1.0
    tempo: float = 1.0
    bpm_window: float = 4.0
    diagonal: float = 0.0

    def __post_init__(self) -> None:
        if self.song <= 0 or any(not np.isfinite(value) or value < 0 for value in asdict(self).values()):
            raise ValueError(f"weights are finite and not negative, and songs weigh more than 0: {self}")


@dataclass(frozen=True)
class Adjacency:
    """Nodes and symmetric edges; songs come first, sorted by id, then artists, then titles.

    `matrix` is CSR of shape (nodes, nodes), float32, indices sorted, no stored zeros; `ids` has one entry a node, and
    `songs`, `artists`, `titles` say how many nodes each label has.
    """

    kind: str
    parameters: Mapping[str, float]
    ids: Sequence[str]
    songs: int
    artists: int
    titles: int
    matrix: sp.csr_array[np.float32, tuple[int, int]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build_seed(
        cls, songs: Sequence[str], bpms: Sequence[float | None], relations: Pairs, *, bpm_window: float = 4.0
    ) -> Self:
        """Build the seed project's matrix: songs × songs, 1 on the diagonal, 1 connected, 2 with near BPMs too.

        `bpms` are beats a minute beside `songs`, None, NaN or out of 20–400 where unknown; `relations` are pairs of
        song ids. Raises AdjacencyUnusable when nothing is connected, ValueError for ids that are not in `songs`.
        """
        ids, tempos = _sorted_songs(songs, _tempos(bpms, len(songs)))
        low, high = _connected(ids, relations)
        weights = 1.0 + _near(tempos, low, high, bpm_window)
        matrix = _symmetric(len(ids), [(low, high, weights)], diagonal=np.ones(len(ids)))
        return cls("seed", {"bpm_window": float(bpm_window)}, ids, len(ids), 0, 0, matrix)

    @classmethod
    def build_context(
        cls,
        songs: Sequence[str],
        bpms: Sequence[float | None],
        title_keys: Sequence[str],
        relations: Pairs,
        performed: Pairs,
        *,
        weights: ContextWeights | None = None,
    ) -> Self:
        """Build songs, their artists, and the titles that two songs or more bear, as nodes of one matrix.

        `title_keys` are bare titles beside `songs` (empty: none), `performed` pairs of artist id and song id; the rest
        and the errors as in `build_seed`.
        """
        weights = weights or ContextWeights()
        ids, tempos, keys = _sorted_songs(songs, _tempos(bpms, len(songs)), np.asarray(title_keys, dtype=object))
        low, high = _connected(ids, relations)
        blocks = [(low, high, weights.song + weights.tempo * _near(tempos, low, high, weights.bpm_window))]

        position = {song: at for at, song in enumerate(ids)}
        performances = sorted(set(performed))
        performers, performed_songs = zip(*performances, strict=True) if performances else ((), ())
        artists = sorted(set(performers))
        artist_at = {artist: at for at, artist in enumerate(artists, start=len(ids))}
        blocks.append(
            (
                _positions(position, performed_songs),
                _positions(artist_at, performers),
                np.full(len(performances), weights.artist),
            )
        )

        bearers: dict[str, list[int]] = {}
        for at, key in enumerate(keys):
            if key:
                bearers.setdefault(key, []).append(at)
        titles = sorted(key for key, bearing in bearers.items() if len(bearing) > 1)
        first_title = len(ids) + len(artists)
        bearing = [(at, first_title + title) for title, key in enumerate(titles) for at in bearers[key]]
        title_edges = np.array(bearing, np.int64).reshape(-1, 2)
        blocks.append((title_edges[:, 0], title_edges[:, 1], np.full(len(bearing), weights.title)))

        nodes = [*ids, *artists, *titles]
        matrix = _symmetric(len(nodes), blocks, diagonal=np.full(len(nodes), weights.diagonal))
        return cls("context", asdict(weights), nodes, len(ids), len(artists), len(titles), matrix)

    @cached_property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of kind, parameters, nodes and edges: equal content, equal digest, on any machine."""
        content = hashlib.sha256()
        for text in (self.kind, json.dumps(dict(sorted(self.parameters.items()))), *self.ids):
            content.update(text.encode("utf-8", "surrogatepass") + b"\0")
        for numbers, kind in (
            (np.array([self.songs, self.artists, self.titles]), "<i8"),
            (self.matrix.indptr, "<i8"),
            (self.matrix.indices, "<i4"),
            (self.matrix.data, "<f4"),
        ):
            content.update(np.ascontiguousarray(numbers, dtype=kind).tobytes())
        return content.hexdigest()

    @cached_property
    def neighbours(self) -> sp.csr_array[np.float32, tuple[int, int]]:
        """The songs × songs part without the diagonal: what each song is known to be connected with."""
        part = sp.csr_array(self.matrix[: self.songs, : self.songs])
        part.setdiag(0)
        part.eliminate_zeros()
        part.sort_indices()
        return part

    def edges(self) -> pa.Table:
        """Every stored cell as `row` int32, `column` int32, `weight` float32, sorted by row and column."""
        rows = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.matrix.indptr))
        return pa.table({"row": rows, "column": self.matrix.indices.astype(np.int32), "weight": self.matrix.data})

    def nodes(self) -> pa.Table:
        """Every node as `node` int32, `id` and `label` (`Song`, `Artist` or `Title`)."""
        labels = [SONG] * self.songs + [ARTIST] * self.artists + [TITLE] * self.titles
        return pa.table(
            {
                "node": np.arange(len(self), dtype=np.int32),
                "id": pa.array(self.ids, pa.string()),
                "label": pa.array(labels, pa.string()),
            }
        )

    def without(self, low: Int64s, high: Int64s) -> Self:
        """The same nodes without the edges between `low[i]` and `high[i]`, in both directions."""
        cells = self.matrix.tocoo()
        removed = np.concatenate([low * len(self) + high, high * len(self) + low])
        kept = ~np.isin(cells.row.astype(np.int64) * len(self) + cells.col, removed)
        return replace(self, matrix=_matrix(len(self), cells.row[kept], cells.col[kept], cells.data[kept]))

    def save(self, folder: Path) -> None:
        """Write `nodes.parquet`, `edges.parquet` and `manifest.json`; what `folder` held is replaced as a whole."""
        manifest = {
            "format": _FORMAT,
            "kind": self.kind,
            "parameters": dict(self.parameters),
            "counts": {
                "songs": self.songs,
                "artists": self.artists,
                "titles": self.titles,
                "connected_pairs": self.neighbours.nnz // 2,
                "cells": self.matrix.nnz,
            },
            "digest": self.digest,
        }
        with atomic_folder(folder) as fresh:
            pq.write_table(self.nodes(), fresh / NODES_FILE, compression="zstd")
            pq.write_table(self.edges(), fresh / EDGES_FILE, compression="zstd", row_group_size=_ROW_GROUP)
            (fresh / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote and compare it with its digest; AdjacencyUnusable says what does not fit."""
        if not folder.is_dir():
            raise AdjacencyUnusable(f"there is no adjacency at {folder}")
        try:
            manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
            if manifest["format"] != _FORMAT:
                raise AdjacencyUnusable(f"the adjacency at {folder} has format {manifest['format']}, not {_FORMAT}")
            ids = pq.read_table(folder / NODES_FILE, columns=["id"])["id"].to_pylist()
            edges = pq.read_table(folder / EDGES_FILE)
            rows, columns, weights = (edges[name].to_numpy() for name in ("row", "column", "weight"))
            counts = manifest["counts"]
            matrix = _matrix(len(ids), rows, columns, weights)
            loaded = cls(
                manifest["kind"],
                manifest["parameters"],
                ids,
                counts["songs"],
                counts["artists"],
                counts["titles"],
                matrix,
            )
            intact = loaded.digest == manifest["digest"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
            raise AdjacencyUnusable(f"the adjacency at {folder} cannot be read: {error}") from error
        if not intact:
            raise AdjacencyUnusable(f"the adjacency at {folder} is damaged: it does not fit its digest")
        return loaded


def _tempos(bpms: Sequence[float | None], songs: int) -> npt.NDArray[np.float64]:
    tempos = np.array([np.nan if bpm is None else bpm for bpm in bpms], np.float64)
    if len(tempos) != songs:
        raise ValueError(f"{songs} songs, but {len(tempos)} BPMs")
    tempos[~((tempos >= SLOWEST) & (tempos <= FASTEST))] = np.nan
    return tempos


def _sorted_songs(songs: Sequence[str], *columns: npt.NDArray[Any]) -> tuple[Any, ...]:
    """The ids in order, and each column in that order: what is built does not depend on the order it came in."""
    if not songs:
        raise AdjacencyUnusable("there are no songs to learn from")
    if any(len(column) != len(songs) for column in columns):
        raise ValueError(f"{len(songs)} songs, but columns of {[len(column) for column in columns]}")
    order = sorted(range(len(songs)), key=songs.__getitem__)
    ids = [songs[at] for at in order]
    if len(set(ids)) != len(ids):
        raise ValueError("a song id stands there twice")
    return ids, *(column[order] for column in columns)


def _positions(position: Mapping[str, int], ids: Iterable[str]) -> Int64s:
    try:
        return np.fromiter(map(position.__getitem__, ids), np.int64)
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} is not among the songs") from None


def _connected(ids: Sequence[str], relations: Pairs) -> tuple[Int64s, Int64s]:
    """Each connected pair once, smaller position first; a song's relation to itself connects nothing."""
    position = {song: at for at, song in enumerate(ids)}
    flat = _positions(position, chain.from_iterable(relations)).reshape(-1, 2)
    low, high = np.minimum(flat[:, 0], flat[:, 1]), np.maximum(flat[:, 0], flat[:, 1])
    # a hundred times as fast as np.unique, which hashes
    pairs = np.sort((low * len(ids) + high)[low != high])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    if not len(pairs):
        raise AdjacencyUnusable("no two songs are connected: there is nothing to learn from")
    return pairs // len(ids), pairs % len(ids)


def _near(tempos: npt.NDArray[np.float64], low: Int64s, high: Int64s, window: float) -> npt.NDArray[np.float64]:
    """1 where both tempos are known and differ by `window` or less, else 0."""
    return (np.abs(tempos[low] - tempos[high]) <= window + _ROUNDING).astype(np.float64)


def _symmetric(
    nodes: int,
    blocks: Sequence[tuple[Int64s, Int64s, npt.NDArray[np.float64]]],
    diagonal: npt.NDArray[np.float64],
) -> sp.csr_array[np.float32, tuple[int, int]]:
    """Put each edge of the upper triangle on both sides, beside the diagonal."""
    if nodes > np.iinfo(np.int32).max:
        raise AdjacencyUnusable(f"{nodes} nodes are more than a 32-bit index can count")
    own = np.arange(nodes)
    rows = np.concatenate([own, *(side for low, high, _ in blocks for side in (low, high))])
    columns = np.concatenate([own, *(side for low, high, _ in blocks for side in (high, low))])
    weights = np.concatenate([diagonal, *(weight for _, _, weight in blocks for _ in range(2))])
    return _matrix(nodes, rows, columns, weights)


def _matrix(
    nodes: int, rows: npt.NDArray[Any], columns: npt.NDArray[Any], weights: npt.NDArray[Any]
) -> sp.csr_array[np.float32, tuple[int, int]]:
    cells = sp.coo_array((weights.astype(np.float32), (rows, columns)), shape=(nodes, nodes))
    matrix: sp.csr_array[np.float32, tuple[int, int]] = cells.tocsr()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix
