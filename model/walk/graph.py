"""The weighted graph of a short walk: songs, and what they share – artists, titles, words of titles, twins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from rapidfuzz import fuzz, process

from model.errors import AdjacencyUnusable

Sparse: TypeAlias = sp.csr_array[np.float32, tuple[int, int]]
Edges: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]

MAIN, FEATURED = "main", "featured"
_SIMILAR = 80.0  # of 100: how alike the ids of two artists are that may be one
_COMPARED = (
    60  # bearers of a title whose artists are all compared; of more (Intro, Home) only shared artists make twins
)


@dataclass(frozen=True)
class WalkWeights:
    """Weights of the edges; an edge of a word is `word` / √(songs with the word), for words of 2 to `most_bearers` songs."""

    song: float = 1.0
    artist: float = 1.0
    featured: float = 0.5
    title: float = 1.0
    word: float = 2.0
    most_bearers: int = 60
    twin: float = 2.0

    def __post_init__(self) -> None:
        if any(not np.isfinite(value) or value < 0 for value in asdict(self).values()):
            raise ValueError(f"weights are finite and not negative: {self}")


@dataclass(frozen=True)
class WalkGraph:
    """Nodes and symmetric weighted edges; songs come first, sorted by id, then artists, titles and words.

    `matrix` is CSR of shape (nodes, nodes), float32, indices sorted, no stored zeros, no diagonal; `known` (songs, songs)
    says which songs are connected by a relation.
    """

    ids: Sequence[str]
    nodes_by_label: Mapping[str, int]
    matrix: Sparse = field(repr=False)
    known: Sparse = field(repr=False)

    @property
    def songs(self) -> int:
        """How many of the nodes are songs."""
        return len(self.ids)

    @classmethod
    def build(
        cls,
        songs: Sequence[str],
        titles: Sequence[Sequence[str]],
        relations: Iterable[tuple[str, str]],
        performed: Iterable[tuple[str, str, str]],
        *,
        weights: WalkWeights | None = None,
    ) -> Self:
        """Build the graph; the order of what is handed in does not matter.

        `titles` are the words of bare titles beside `songs` (empty: none), `relations` pairs of song ids, `performed`
        artist id, song id and role. Raises AdjacencyUnusable when there are no songs or more nodes than an index can
        count, ValueError for a song id that stands there twice or is not in `songs`.
        """
        weights = weights or WalkWeights()
        if not songs:
            raise AdjacencyUnusable("there are no songs to walk between")
        if len(titles) != len(songs):
            raise ValueError(f"{len(songs)} songs, but {len(titles)} titles")
        words_of = dict(zip(songs, titles, strict=True))
        if len(words_of) != len(songs):
            raise ValueError("a song id stands there twice")
        ids = sorted(words_of)
        position = {song: at for at, song in enumerate(ids)}
        keys = ["".join(words_of[song]) for song in ids]

        pairs = {(min(pair), max(pair)) for pair in _positions(position, relations) if pair[0] != pair[1]}
        credited = _credits(position, performed, weights)
        bearers = _songs_by(enumerate(keys))
        titles_borne = {title: borne for title, borne in bearers.items() if title and len(borne) > 1}
        words = _songs_by((at, word) for at, song in enumerate(ids) for word in set(words_of[song]) if word)
        words = {word: borne for word, borne in words.items() if 2 <= len(borne) <= weights.most_bearers}

        blocks = [_weighted((low, high, weights.song) for low, high in sorted(pairs))]
        blocks.append(_weighted((*pair, weights.twin) for pair in _twins(titles_borne, credited)))
        nodes, counts = len(ids), {"Song": len(ids)}
        for label, edges in (
            ("Artist", {artist: sorted(by_song.items()) for artist, by_song in credited.items()}),
            ("Title", {title: [(at, weights.title) for at in borne] for title, borne in titles_borne.items()}),
            ("Word", {word: [(at, weights.word / len(borne) ** 0.5) for at in borne] for word, borne in words.items()}),
        ):
            counts[label] = len(edges)
            ends = ((at, node, weight) for node, name in enumerate(sorted(edges), nodes) for at, weight in edges[name])
            blocks.append(_weighted(ends))
            nodes += len(edges)
        if nodes > np.iinfo(np.int32).max:
            raise AdjacencyUnusable(f"{nodes} nodes are more than a 32-bit index can count")
        known = _weighted((low, high, 1.0) for low, high in sorted(pairs))
        return cls(ids, counts, _symmetric(nodes, blocks), _symmetric(len(ids), [known]))


def _positions(position: Mapping[str, int], pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[int, int]]:
    try:
        for one, other in pairs:
            yield position[one], position[other]
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} is not among the songs") from None


def _credits(
    position: Mapping[str, int], performed: Iterable[tuple[str, str, str]], weights: WalkWeights
) -> dict[str, dict[int, float]]:
    """Each artist's songs and weights; who stands there in two roles counts in the weightier."""
    credited: dict[str, dict[int, float]] = {}
    for artist, song, role in performed:
        if song not in position:
            raise ValueError(f"{song!r} is not among the songs")
        of_artist, at = credited.setdefault(artist, {}), position[song]
        of_artist[at] = max(of_artist.get(at, 0.0), weights.artist if role == MAIN else weights.featured)
    return credited


def _songs_by(named: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    by_name: dict[str, list[int]] = {}
    for at, name in named:
        by_name.setdefault(name, []).append(at)
    return by_name


def _twins(titles: Mapping[str, list[int]], credited: Mapping[str, Mapping[int, float]]) -> list[tuple[int, int]]:
    """Pairs of songs with one title whose artists are the same or alike in spelling: as a rule one work twice."""
    artists_of: dict[int, list[str]] = {}
    for artist in sorted(credited):
        for at in credited[artist]:
            artists_of.setdefault(at, []).append(artist)
    twins: set[tuple[int, int]] = set()
    for borne in titles.values():
        sharing = _songs_by((at, artist) for at in borne for artist in artists_of.get(at, ()))
        for together in sharing.values():
            twins.update(combinations(together, 2))
        if len(borne) <= _COMPARED:
            names = sorted(sharing)
            spelt = [name.replace("-", " ") for name in names]
            alike = process.cdist(spelt, spelt, scorer=fuzz.token_set_ratio, score_cutoff=_SIMILAR)
            for one, other in np.argwhere(np.triu(alike, 1)):
                twins.update(
                    (min(pair), max(pair))
                    for pair in ((a, b) for a in sharing[names[one]] for b in sharing[names[other]])
                    if pair[0] != pair[1]
                )
    return sorted(twins)


def _weighted(edges: Iterable[tuple[int, int, float]]) -> Edges:
    table = np.array(list(edges), np.float64).reshape(-1, 3)
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]


def _symmetric(nodes: int, blocks: Sequence[Edges]) -> Sparse:
    """Each edge on both sides; weights of edges between the same nodes add up."""
    rows: Any = np.concatenate([side for low, high, _ in blocks for side in (low, high)])
    columns: Any = np.concatenate([side for low, high, _ in blocks for side in (high, low)])
    weights = np.concatenate([weight for _, _, weight in blocks for _ in range(2)]).astype(np.float32)
    matrix: Sparse = sp.coo_array((weights, (rows, columns)), shape=(nodes, nodes)).tocsr()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix
