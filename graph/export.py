"""The graph as an adjacency to learn from: claims of sources only, never what a model said before."""

from collections.abc import Sequence
from typing import Literal

from graph.connection import Database
from graph.errors import GraphEmpty
from graph.identity import bare_title
from graph.schema import LEARNED_RELATIONS, Relation
from graph.schema_setup import check_ready
from model.adjacency import Adjacency, ContextWeights

AdjacencyKind = Literal["context", "seed"]


def export(
    database: Database,
    kind: AdjacencyKind = "context",
    *,
    relations: Sequence[Relation] = LEARNED_RELATIONS,
    weights: ContextWeights | None = None,
    bpm_window: float = 4.0,
) -> Adjacency:
    """Build the adjacency of the whole graph; raises GraphEmpty without songs, AdjacencyUnusable without relations."""
    check_ready(database)
    songs = list(database.stream("export_songs"))
    if not songs:
        raise GraphEmpty("the graph holds no songs")
    ids = [song["song_id"] for song in songs]
    bpms = [song["bpm"] for song in songs]
    types = [relation.value for relation in relations]
    pairs = [(row["sampler"], row["sampled"]) for row in database.stream("export_relations", types=types)]
    if kind == "seed":
        return Adjacency.build_seed(ids, bpms, pairs, bpm_window=bpm_window)
    titles = [bare_title(song["title"]) for song in songs]
    performed = [(row["artist_id"], row["song_id"]) for row in database.stream("export_performed")]
    return Adjacency.build_context(
        ids, bpms, titles, pairs, performed, weights=weights or ContextWeights(bpm_window=bpm_window)
    )
