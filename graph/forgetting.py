"""Takes out all that one source said, as if it had never been read."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from graph.claims import ARTIST, IN_GENRE, PERFORMED, PRODUCED, RELATION, SONG, Claimed, Properties
from graph.connection import Database, Work
from graph.errors import InputUnusable
from graph.identity import normal_form
from graph.placing import place_again

BATCH = 2_000  # relations or songs a transaction
REBUILT = 100  # songs a transaction that are known by several ids and must be put together anew


@dataclass(slots=True)
class ForgetCount:
    """What was taken out: claims and relations, songs and artists that nobody else knows, measurements."""

    claims: int = 0
    relations: int = 0
    songs: int = 0
    artists: int = 0
    measured: int = 0


def source_named(database: Database, name: str) -> str:
    """The source that the name means, however it is spelled; raises InputUnusable with the names there are."""
    names: list[str] = [row["name"] for row in database.read("source_names")]
    found = {normal_form(each): each for each in names}.get(normal_form(name))
    if found is None:
        raise InputUnusable(f"there is no source {name!r}", f"there are: {', '.join(sorted(names)) or 'none'}")
    return found


def size_of(database: Database, source: str) -> tuple[int, int]:
    """How many relations and songs a source says anything of."""
    return len(database.read("relations_of_source", source=source)), len(
        database.read("songs_of_source", source=source)
    )


def forget(database: Database, source: str, advance: Callable[[int], None] = lambda _: None) -> ForgetCount:
    """Take out the claims of a source; what only it said is gone, what others say too is derived anew.

    Relations first, then songs, artists, the source: an interrupted forget leaves a graph that is whole, in which the source
    says less, and goes on when it is called again. `advance` is told of relations and songs as they are done. What was
    measured of a song goes with the song.
    """
    count = ForgetCount()
    for pairs in _batches(database.read("relations_of_source", source=source), BATCH):
        claims, relations = database.transact(partial(_forget_relations, source=source, pairs=pairs))
        count.claims += claims
        count.relations += relations
        advance(len(pairs))
    songs = database.read("songs_of_source", source=source)
    for ids in _batches([row["song_id"] for row in songs if not row["rebuild"]], BATCH):
        removed, measured = database.transact(partial(_forget_songs, source=source, ids=ids))
        count.songs += removed
        count.measured += measured
        advance(len(ids))
    for ids in _batches([row["song_id"] for row in songs if row["rebuild"]], REBUILT):
        count.songs += database.transact(partial(_rebuild_songs, source=source, ids=ids))
        advance(len(ids))
    for rows in _batches(database.read("artists_of_source", source=source), BATCH):
        count.artists += database.transact(partial(_forget_artists, source=source, rows=rows))
    database.write("forget_source", source=source)
    database.read("await_search")
    return count


def _batches(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def _split(
    kind: Claimed, rows: Sequence[dict[str, Any]], source: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows with the properties that are left to them, and those of which nothing is left."""
    left: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for row in rows:
        properties = kind.without_source(row["properties"], source)
        if properties is None:
            gone.append({**row, "properties": None})
        else:
            left.append({**row, "properties": properties})
    return left, gone


def _take_off(work: Work, kind: Claimed, edges: Mapping[str, Properties], source: str) -> int:
    """Take a source's claims off relationships, given by id; gives how many of these are gone."""
    left: list[dict[str, Any]] = []
    gone: list[str] = []
    for edge, properties in edges.items():
        if source in properties["sources"]:
            kept = kind.without_source(properties, source)
            if kept is None:
                gone.append(edge)
            else:
                left.append({"edge": edge, "properties": kept})
    work.run("update_edges", rows=left)
    work.run("remove_edges", edges=gone)
    return len(gone)


def _forget_relations(work: Work, source: str, pairs: list[dict[str, str]]) -> tuple[int, int]:
    work.run("lock_graph")
    sampled = defaultdict(list)
    for pair in pairs:
        sampled[pair["sampler"]].append(pair["sampled"])
    asked = [{"sampler": sampler, "sampled": each} for sampler, each in sampled.items()]
    edges = {
        edge: properties
        for row in work.found("claims_of_relations", rows=asked)
        for _, _, edge, properties in row["relations"]
    }
    removed = _take_off(work, RELATION, edges, source)
    return sum(properties["sources"].count(source) for properties in edges.values()), removed


def _forget_songs(work: Work, source: str, ids: list[str]) -> tuple[int, int]:
    work.run("lock_graph")
    measured: int = work.run("forget_measured", source=source, ids=ids).rows[0]["measured"]
    left, gone = _split(SONG, work.found("claims_of_songs", ids=ids), source)
    empty = SONG.properties(())
    work.run("update_songs", rows=[*left, *({**row, "properties": empty} for row in gone)])
    removed = [row["song_id"] for row in gone]
    work.run("remove_aliases", ids=removed)
    work.run("remove_songs", ids=removed)
    kept = [row["song_id"] for row in left]
    for kind, what in ((PERFORMED, "performed"), (PRODUCED, "produced"), (IN_GENRE, "genres")):
        rows = work.found(f"claims_of_{what}", ids=kept)
        edges = {edge: properties for row in rows for _, edge, properties in row[what]}
        _take_off(work, kind, edges, source)
    if measured:
        work.run("derive_features", ids=kept)
    return len(removed), measured


def _rebuild_songs(work: Work, source: str, ids: list[str]) -> int:
    work.run("lock_graph")
    return place_again(work, ids, without=source)


def _forget_artists(work: Work, source: str, rows: list[dict[str, Any]]) -> int:
    work.run("lock_graph")
    credited = [row["artist_id"] for row in rows if row["credited"]]
    left, gone = _split(ARTIST, work.found("claims_of_artists", ids=credited), source)
    work.run("update_artists", rows=left)
    removed = [row["artist_id"] for row in rows if not row["credited"]] + [row["artist_id"] for row in gone]
    work.run("remove_artists", ids=removed)
    return len(removed)
