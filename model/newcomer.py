"""A song that came after the export: the edges that the adjacency would give it, from what the graph says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model import tempo
from model.label import ARTIST, SONG, TITLE


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of a newcomer, to the node of this label and id."""

    label: str
    node: str
    weight: float


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What the graph says of a song: its tempo, its bare title, its artists, the songs it is related to with their tempos."""

    song_id: str
    bpm: float | None
    title_key: str
    related: Mapping[str, float | None]
    artists: tuple[str, ...]

    def edges(self, kind: str, parameters: Mapping[str, float]) -> list[Edge]:
        """Its edges in an adjacency of `kind`, built with `parameters`: as of `Adjacency.build_context` or `build_seed`.

        The seed kind's diagonal is left out: a song that was not there has no factor to be connected with.
        """
        return [edge for edge in self._edges(kind, parameters) if edge.weight]

    def _edges(self, kind: str, parameters: Mapping[str, float]) -> Iterator[Edge]:
        song = parameters.get("song", 1.0)  # the seed kind has weights of its own: 1, and 2 with a near tempo
        near = parameters.get("tempo", 1.0)
        for other, bpm in self.related.items():
            both = tempo.within_window(self.bpm, bpm, parameters["bpm_window"])
            yield Edge(SONG, other, song + near if both else song)
        if kind == "context":
            yield from (Edge(ARTIST, artist, parameters["artist"]) for artist in self.artists)
            if self.title_key:
                yield Edge(TITLE, self.title_key, parameters["title"])
