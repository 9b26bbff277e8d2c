"""How songs and links stand to the seed: the kinds that the network page draws apart."""

from enum import StrEnum

import networkx as nx

from graph.answers.neighbourhood import Link, Neighbourhood, Song
from graph.schema import Edge, Relation


class Kind(StrEnum):
    """A colour and a shape on the page; a relation is named as the song nearer to the seed sees it."""

    SEED = "seed"
    SAMPLES = "samples"
    SAMPLED = "sampled"
    COVERS = "covers"
    REMIXES = "remixes"
    RECOMMENDED = "recommended"


SHAPES = {
    Kind.SEED: "star",
    Kind.SAMPLES: "dot",
    Kind.SAMPLED: "dot",
    Kind.COVERS: "triangle",
    Kind.REMIXES: "square",
    Kind.RECOMMENDED: "diamond",
}

LEGEND = {
    Kind.SEED: "the song",
    Kind.SAMPLES: "samples: what it takes from",
    Kind.SAMPLED: "sampled in: what takes from it",
    Kind.COVERS: "covers",
    Kind.REMIXES: "remixes",
    Kind.RECOMMENDED: "recommended, with rank",
}

_OTHER_LINKS: dict[Relation | Edge, Kind] = {
    Relation.COVERS: Kind.COVERS,
    Relation.REMIXES: Kind.REMIXES,
    Edge.RECOMMENDED_WITH: Kind.RECOMMENDED,
}

_BEYOND = 1_000  # steps to a song that only its recommendation leads to


def songs_graph(neighbourhood: Neighbourhood) -> "nx.MultiDiGraph[str]":
    """The neighbourhood as a networkx graph from takers to taken, in the order of its songs.

    Nodes hold `song` and `kind`, edges (one a pair and type) `link` and `kind`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for song in neighbourhood.songs:
        graph.add_node(song.song_id, song=song)
    songs = {song.song_id: song for song in neighbourhood.songs}
    for link in neighbourhood.links:
        graph.add_edge(link.start, link.end, key=str(link.type), link=link, kind=_link_kind(link, songs))
    for song in neighbourhood.songs:
        graph.nodes[song.song_id]["kind"] = _song_kind(graph, song, neighbourhood.seed)
    return graph


def steps(song: Song) -> int:
    """How far the song is from the seed over relations."""
    return _BEYOND if song.ring is None else song.ring


def _link_kind(link: Link, songs: dict[str, Song]) -> Kind:
    if link.type is Relation.SAMPLES:
        return Kind.SAMPLES if steps(songs[link.start]) < steps(songs[link.end]) else Kind.SAMPLED
    return _OTHER_LINKS[link.type]


def _song_kind(graph: "nx.MultiDiGraph[str]", song: Song, seed: Song) -> Kind:
    if song.song_id == seed.song_id:
        return Kind.SEED
    if song.rank is not None:
        return Kind.RECOMMENDED
    links = [*graph.in_edges(song.song_id, data=True), *graph.out_edges(song.song_id, data=True)]
    # what leads to it: the link from the song nearest to the seed
    nearest = min(
        links,
        key=lambda edge: min(steps(graph.nodes[end]["song"]) for end in edge[:2] if end != song.song_id),
        default=None,
    )
    return nearest[2]["kind"] if nearest else Kind.SAMPLED
