"""A trained model on disk: factors mapped into memory, the nodes they belong to, every song's list, a manifest."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from model.als.engine import TOP_K_SCHEMA
from model.als.factors import Factors
from model.als.fold_in import fold_in
from model.als.gram import Float64s, gram
from model.als.parameters import AlsParameters
from model.als.vectors import vectors
from model.atomic_write import atomic_folder
from model.errors import ArtefactUnusable
from model.newcomer import Edge

if TYPE_CHECKING:  # answering needs no sparse matrices
    from model.adjacency import Adjacency

FACTORS_FILE, GRAMS_FILE = "factors.npy", "grams.npy"
NODES_FILE, LISTS_FILE = "nodes.parquet", "recommendations.parquet"
MANIFEST_FILE = "manifest.json"
_FORMAT = 1


def model_id(engine: str, parameters: AlsParameters, adjacency_digest: str, start: str | None = None) -> str:
    """Name what an engine makes of an adjacency: the same inputs, the same name (`als-spark-r64-1f2e3d4c`).

    `start` is the id of the model whose factors the fit went on from, if it did.
    """
    inputs = [engine, parameters.as_dict(), adjacency_digest]
    told = json.dumps(inputs if start is None else [*inputs, start], sort_keys=True)
    return f"als-{engine}-r{parameters.rank}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Artefact:
    """One model's folder, opened: nothing but the manifest is read until it is asked for.

    `factors` is a read-only map of shape (2, nodes, rank), float32: row factors, then column factors.
    """

    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)
    factors: npt.NDArray[np.float32] = field(repr=False)

    @staticmethod
    def write(
        models_folder: Path,
        adjacency: "Adjacency",
        factors: Factors,
        lists: Iterable[pa.Table],
        *,
        engine: str,
        parameters: AlsParameters,
        versions: Mapping[str, str],
        metrics: Mapping[str, float | None],
        start: str | None = None,
        created_at: datetime | None = None,
    ) -> Path:
        """Write a model into a folder of its name, all of it or nothing; `lists` are tables of TOP_K_SCHEMA.

        `start` is the id of the model that the fit went on from, None for one that began anew.
        """
        name = model_id(engine, parameters, adjacency.digest, start)
        folder = models_folder / name
        with atomic_folder(folder) as fresh:
            np.save(fresh / FACTORS_FILE, np.stack([factors.rows, factors.columns]), allow_pickle=False)
            np.save(fresh / GRAMS_FILE, np.stack([gram(factors.rows), gram(factors.columns)]), allow_pickle=False)
            pq.write_table(adjacency.nodes(), fresh / NODES_FILE, compression="zstd")
            with pq.ParquetWriter(fresh / LISTS_FILE, TOP_K_SCHEMA, compression="zstd") as writer:
                for table in lists:
                    writer.write_table(table)
            manifest = {
                "format": _FORMAT,
                "model_id": name,
                "engine": engine,
                "parameters": parameters.as_dict(),
                "adjacency": {
                    "kind": adjacency.kind,
                    "parameters": dict(adjacency.parameters),
                    "digest": adjacency.digest,
                },
                "counts": {"nodes": len(adjacency), "songs": adjacency.songs},
                "metrics": dict(metrics),
                "start": start,
                "objective": list(factors.objective),
                "versions": dict(versions),
                "created_at": (created_at or datetime.now(UTC)).isoformat(timespec="seconds"),
                "bytes": {file.name: file.stat().st_size for file in sorted(fresh.iterdir())},
            }
            text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
            (fresh / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
        return folder

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open a model's folder; ArtefactUnusable says what is missing or does not fit."""
        if not folder.is_dir():
            raise ArtefactUnusable(f"there is no model at {folder}")
        try:
            manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
            if manifest["format"] != _FORMAT:
                raise ArtefactUnusable(f"the model at {folder} has format {manifest['format']}, not {_FORMAT}")
            for name, size in manifest["bytes"].items():
                if (found := (folder / name).stat().st_size) != size:
                    raise ArtefactUnusable(f"the model at {folder} is damaged: {name} has {found} bytes, not {size}")
            factors = np.load(folder / FACTORS_FILE, mmap_mode="r", allow_pickle=False)
            expected = (2, manifest["counts"]["nodes"], manifest["parameters"]["rank"])
            if factors.shape != expected or factors.dtype != np.float32:
                found_shape = f"{factors.dtype} of shape {factors.shape}"
                raise ArtefactUnusable(f"the model at {folder} is damaged: factors are {found_shape}, not {expected}")
            AlsParameters.from_dict(manifest["parameters"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArtefactUnusable(f"the model at {folder} cannot be read: {error}") from error
        return cls(folder, manifest, factors)

    @property
    def model_id(self) -> str:
        """The model's name, and its folder's."""
        return str(self.manifest["model_id"])

    @property
    def parameters(self) -> AlsParameters:
        """What the fit was told."""
        return AlsParameters.from_dict(self.manifest["parameters"])

    @property
    def adjacency_digest(self) -> str:
        """The digest of what the model learned from."""
        return str(self.manifest["adjacency"]["digest"])

    @property
    def metrics(self) -> Mapping[str, float | None]:
        """What was measured in training, `rmse` among it; None where there was too little to measure."""
        return dict(self.manifest["metrics"])

    @cached_property
    def song_ids(self) -> Sequence[str]:
        """The ids of the songs, in order of position."""
        ids: list[str] = self._nodes["id"].slice(0, self.manifest["counts"]["songs"]).to_pylist()
        return ids

    @cached_property
    def _nodes(self) -> pa.Table:
        try:
            nodes = pq.read_table(self.folder / NODES_FILE, columns=["id", "label"])
        except (OSError, pa.ArrowException) as error:
            raise ArtefactUnusable(f"the model at {self.folder} cannot be read: {error}") from error
        if len(nodes) != self.factors.shape[1]:
            raise ArtefactUnusable(f"the model at {self.folder} is damaged: {len(nodes)} nodes do not fit its factors")
        return nodes

    @cached_property
    def _grams(self) -> Float64s:
        """YᵀY of row and of column factors, shape (2, rank, rank): over a full catalogue the dearest part of a fold-in."""
        try:
            return np.load(self.folder / GRAMS_FILE, allow_pickle=False)  # type: ignore[no-any-return]
        except FileNotFoundError:  # a model of an older mixgraph
            return np.stack([gram(side) for side in self.factors])
        except (OSError, ValueError) as error:
            raise ArtefactUnusable(f"the model at {self.folder} cannot be read: {error}") from error

    def position(self, song_id: str) -> int | None:
        """Where a song stands, None when the model does not know it."""
        return self._positions.get(song_id)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {song: at for at, song in enumerate(self.song_ids)}

    def scores_for(self, position: int) -> npt.NDArray[np.float32]:
        """The preference of one song for every song, itself included, exactly: float32 of shape (songs,)."""
        songs = self.manifest["counts"]["songs"]
        if not 0 <= position < songs:
            raise IndexError(f"the model has songs 0 to {songs - 1}, not {position}")
        return self._scores(self.factors[0, position], self.factors[1, position])

    def _scores(self, row: npt.NDArray[np.float32], column: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        songs = self.manifest["counts"]["songs"]
        scores: npt.NDArray[np.float32] = self.factors[1, :songs] @ row + self.factors[0, :songs] @ column
        return scores / np.float32(2)

    def best(self, song_id: str, count: int) -> list[tuple[str, float]]:
        """The songs of highest positive preference for a song, best first; none when the model does not know it.

        Songs that are connected with it already are among them: those the caller knows.
        """
        position = self.position(song_id)
        if position is None:
            return []
        scores = self.scores_for(position)
        scores[position] = -np.inf
        order = _highest(scores, count)
        return [(self.song_ids[at], float(scores[at])) for at in order]

    def knows(self, edges: Sequence[Edge]) -> list[tuple[int, Edge]]:
        """Those of some edges whose node the model has, each with the position of the node."""
        wanted = {(edge.label, edge.node): edge for edge in edges}
        found = np.flatnonzero(pc.is_in(self._nodes["id"], pa.array({node for _, node in wanted}, pa.string())))
        nodes = self._nodes.take(found)
        named = zip(found.tolist(), nodes["label"].to_pylist(), nodes["id"].to_pylist(), strict=True)
        return [(at, wanted[label, node]) for at, label, node in named if (label, node) in wanted]

    def best_beside(self, known: Sequence[tuple[int, Edge]], count: int) -> list[tuple[str, float]]:
        """The songs of highest positive preference for a song that is new, best first; `known` is what `knows` gave.

        The song is folded in: one half-step against the factors of each side, nothing else moves. The songs it is connected
        with are among them: those the caller knows.
        """
        positions = np.array([at for at, _ in known], np.int64)
        weights = np.array([edge.weight for _, edge in known], np.float32)
        scores = self._scores(*fold_in(self.factors, self._grams, positions, weights, self.parameters))
        order = _highest(scores, count)
        return list(zip(self._nodes["id"].take(order).to_pylist(), scores[order].tolist(), strict=True))

    def vectors(self) -> Iterator[tuple[str, list[float]]]:
        """Every song with its vector for an index of cosines, as `model.als.vectors` makes it; read in parts."""
        songs = self.manifest["counts"]["songs"]
        for start, block in vectors(self.factors[:, :songs]):
            yield from zip(self.song_ids[start : start + len(block)], block.tolist(), strict=True)

    def lists(self) -> Iterator[tuple[str, list[tuple[str, float]]]]:
        """Every song that has a list, with its songs and their preferences, best first; read in parts."""
        ids = self.song_ids
        for song, rows in groupby(self._rows(), key=lambda row: row[0]):
            yield ids[song], [(ids[other], score) for _, other, score in rows]

    def _rows(self) -> Iterator[tuple[int, int, float]]:
        try:
            with pq.ParquetFile(self.folder / LISTS_FILE) as file:
                for batch in file.iter_batches(columns=["song", "other", "score"]):
                    yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
        except (OSError, pa.ArrowException) as error:
            raise ArtefactUnusable(f"the lists of the model at {self.folder} cannot be read: {error}") from error


def _highest(scores: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.int64]:
    """The positions of the highest scores above 0, highest first; ties go to the lower position."""
    candidates = np.flatnonzero(scores > 0)
    if count < len(candidates):
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        candidates = candidates[scores[candidates] >= least]
    return candidates[np.lexsort((candidates, -scores[candidates]))][:count]
