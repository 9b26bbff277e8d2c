"""What a graph tells of songs, whoever told it: for comparing graphs of different sources."""

from typing import Any, NamedTuple

from graph.connection import Database


class ToldGraph(NamedTuple):
    """All that is in a graph but who says it; `performed` and `relations` have a row an edge, so that doubles would show."""

    songs: set[tuple[Any, ...]]
    artists: set[tuple[str, str]]
    performed: list[tuple[Any, ...]]
    genres: list[tuple[str, str]]
    relations: list[tuple[Any, ...]]
    features: set[tuple[Any, ...]]


def told_graph(database: Database) -> ToldGraph:
    """What the database holds now."""

    def rows(cypher: str) -> list[tuple[Any, ...]]:
        found = database.ask(cypher, seconds=30, rows=100_000)
        assert not found.cut
        return sorted((tuple(row) for row in found.rows), key=repr)

    return ToldGraph(
        songs=set(rows("MATCH (s:Song) RETURN s.song_id, s.title, s.artist_credit, s.year")),
        artists={(id_, name) for id_, name in rows("MATCH (a:Artist) RETURN a.artist_id, a.name")},
        performed=rows("MATCH (a:Artist)-[p:PERFORMED]->(s:Song) RETURN a.artist_id, s.song_id, p.role"),
        genres=[(song, genre) for song, genre in rows("MATCH (s:Song)-[:IN_GENRE]->(g) RETURN s.song_id, g.name")],
        relations=rows(
            "MATCH (a:Song)-[r:SAMPLES|COVERS|REMIXES]->(b:Song) RETURN type(r), a.song_id, b.song_id, r.kind, r.part"
        ),
        features=set(rows("MATCH (s:Song) WHERE s.bpm IS NOT NULL RETURN s.song_id, s.bpm, s.key")),
    )
