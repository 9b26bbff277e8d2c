"""Writes a batch of claims at the songs that they mean, as part of one transaction.

What stands is read, put together with what is new here, and written back: the statements stay as plain as a bare driver's, and
what is not there yet is created without being looked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.batch import KINDS, Batch, created
from graph.claims import Claim, Properties
from graph.connection import Work
from graph.resolution import Groups, Resolution, resolve
from graph.schema import Relation
from graph.taking_out import take_out

Key = Any  # of a song or artist its id, of a relationship those of its ends (and its type)
Claims = Mapping[Key, Collection[Claim]]


@dataclass(slots=True)
class Placed:
    """What was new: nodes, relations, relation claims; which measured rows changed, and the (id, source) of those that found
    their song."""

    songs: int = 0
    artists: int = 0
    relations: int = 0
    claims: int = 0
    features_changed: int = 0
    measured: set[tuple[str, str]] = field(default_factory=set)


class Edge(NamedTuple):
    """A relationship that stands: its id in this transaction, and its properties."""

    id: str
    properties: Properties


@dataclass(slots=True)
class Writes:
    """The rows of what has to be created, the properties of what has to be updated, and how many claims were new."""

    create: dict[Any, Properties] = field(default_factory=dict)
    update: dict[Any, Properties] = field(default_factory=dict)
    claims: int = 0

    @classmethod
    def of(
        cls, kind: str, claims: Claims, standing: Mapping[Key, Properties], ready: Mapping[Key, Properties]
    ) -> "Writes":
        """Put claims together with what stands; `ready` are rows of what does not that were made before."""
        writes = cls()
        claimed = KINDS[kind][0]
        for key, new in claims.items():
            there = standing.get(key)
            if there is None:
                writes.create[key] = ready.get(key) or created(kind, key, list(new))
                writes.claims += 1 if len(new) == 1 else len(claimed.joined(list(new)))
                continue
            properties, number = claimed.with_claims(there, new)
            if properties is not None:
                writes.update[key] = properties
                writes.claims += number
        return writes


def place(work: Work, batch: Batch, joined: Sequence[str] = ()) -> Placed:
    """Write the batch; songs that its claims show to be one become one, and so do those of ids that were `joined` just now.

    Holds the lock of the graph until the transaction ends, since what stands is read before it is written.
    """
    memory = work.run("lock_graph").rows[0]
    merges = dict(memory["merges"])
    resolution = Resolution()
    if merges or memory["aliases"] or any(own_ids for _, own_ids in batch.own_ids()):
        resolution, batch = _settled(work, batch, merges, joined)
    names = resolution.names
    placed = Placed()
    if batch.sources:
        work.send("load_sources", rows=[{"name": name, "terms": None, "licence": None} for name in batch.sources])
    new_artists = _place_artists(work, batch, placed)
    new_songs = _place_songs(work, batch, resolution, placed)
    if resolution.aliases:
        rows = [{"alias": alias, "song_id": song} for alias, song in resolution.aliases.items()]
        work.send("load_aliases", rows=rows)
    _place_around(work, batch, "performed", batch.performed_claims(names), new_artists, new_songs)
    if batch.produced:
        _place_around(work, batch, "produced", batch.produced_claims(names), new_artists, new_songs)
    _place_around(work, batch, "genres", batch.genre_claims(names), set(), new_songs)
    if batch.relations:
        _place_relations(work, batch, names, new_songs, placed)
    if batch.measured:
        _measure(work, batch, names, placed)
    return placed


def place_again(work: Work, songs: Iterable[str], *, without: str | None = None, restated: bool = False) -> int:
    """Take songs out and load what was claimed of them anew, by what is known of ids now; gives how many of the songs are gone.

    `without` leaves one source out; `restated` is for claims that were made under an older normal form.
    """
    batch = Batch()
    gone = sorted(set(songs))
    take_out(work, gone, batch, without=without, restated=restated)
    place(work, batch)
    removed: int = work.run("remove_songs", ids=gone).rows[0]["removed"]
    return removed


def _settled(work: Work, batch: Batch, merges: Mapping[str, str], also: Sequence[str]) -> tuple[Resolution, Batch]:
    given = batch  # the transaction may run again with it
    trees = Groups()
    for merged, kept in merges.items():
        trees.join(merged, kept)
    tree_of = {each: tree for tree in trees.all() for each in tree}
    while True:
        ids = {*batch.ids(), *also}
        ids |= {each for one in ids if one in tree_of for each in tree_of[one]}
        asked = sorted(ids)
        known = {row["id"]: row["song_id"] for row in work.found("resolve_aliases", ids=asked)}
        songs = work.found("existing_songs", ids=[*asked, *set(known.values())])
        resolution = resolve(batch.own_ids(), ids, known, songs, merges)
        names = resolution.names
        if not resolution.absorbed:
            if moved := names.keys() & batch.songs.keys():
                batch = batch.copy() if batch is given else batch
                batch.unprepare(moved | {names[each] for each in moved})
            return resolution, batch
        batch = batch.copy() if batch is given else batch
        batch.rows = {}  # made before more was known
        take_out(work, resolution.absorbed, batch)
        work.run("remove_songs", ids=resolution.absorbed)


def _place_artists(work: Work, batch: Batch, placed: Placed) -> set[str]:
    rows = work.found("claims_of_artists", ids=list(batch.artists)) if batch.artists else []
    standing = {row["artist_id"]: row["properties"] for row in rows}
    writes = Writes.of("artists", batch.artists, standing, batch.rows.get("artists", {}))
    if writes.create:
        work.send("create_artists", rows=list(writes.create.values()))
    if writes.update:
        rows = [{"artist_id": artist, "properties": each} for artist, each in writes.update.items()]
        work.send("update_artists", rows=rows)
    placed.artists = len(writes.create)
    return set(writes.create)


def _place_songs(work: Work, batch: Batch, resolution: Resolution, placed: Placed) -> set[str]:
    claims = batch.song_claims(resolution.names)
    rows = work.found("claims_of_songs", ids=list(claims)) if claims else []
    standing = {row["song_id"]: row["properties"] for row in rows}
    writes = Writes.of("songs", claims, standing, batch.rows.get("songs", {}))
    for song, new in resolution.stated.items():
        there = standing.get(song, {})
        held = there.get("stated_ids") or ([song] if there.get("sources") else [])
        stated = [*held, *(each for each in new if each not in held)]
        if stated not in ([song], held):
            written = writes.create if song in writes.create else writes.update
            written[song] = {**written.get(song, {}), "stated_ids": stated}  # one that was prepared stays as it is
    if writes.create:
        work.send("create_songs", rows=list(writes.create.values()))
    if writes.update:
        work.send("update_songs", rows=[{"song_id": song, "properties": each} for song, each in writes.update.items()])
    placed.songs = len(writes.create)
    return set(writes.create)


def _place_around(work: Work, batch: Batch, kind: str, claims: Claims, new: set[str], new_songs: set[str]) -> None:
    """What stands around songs: performed, produced or genres. Around a song that is new, or from a new end, nothing does."""
    ids = list({song: None for end, song in claims if end not in new and song not in new_songs})
    standing = {
        (end, row["song_id"]): Edge(edge, properties)
        for row in (work.found(f"claims_of_{kind}", ids=ids) if ids else [])
        for end, edge, properties in row[kind]
    }
    writes = _edges(work, kind, claims, standing, batch)
    if writes.create:
        work.send(f"create_{kind}", rows=list(writes.create.values()))


def _place_relations(work: Work, batch: Batch, names: Mapping[str, str], songs: set[str], placed: Placed) -> None:
    claims = batch.relation_claims(names)
    sought: dict[str, list[str]] = defaultdict(list)
    for _, sampler, sampled in claims:
        if sampler not in songs and sampled not in songs:  # a song that is new has none yet
            sought[sampler].append(sampled)
    rows = [{"sampler": sampler, "sampled": sampled} for sampler, sampled in sought.items()]
    standing = {
        (kind, row["sampler"], sampled): Edge(edge, properties)
        for row in (work.found("claims_of_relations", rows=rows) if rows else [])
        for kind, sampled, edge, properties in row["relations"]
    }
    writes = _edges(work, "relations", claims, standing, batch)
    for kind in Relation:  # a type cannot be a parameter
        if some := [row for key, row in writes.create.items() if key[0] == kind]:
            work.send(f"create_{kind.value.lower()}", rows=some)
    placed.relations, placed.claims = len(writes.create), writes.claims


def _edges(work: Work, kind: str, claims: Claims, standing: Mapping[Key, Edge], batch: Batch) -> Writes:
    properties = {key: edge.properties for key, edge in standing.items()}
    writes = Writes.of(kind, claims, properties, batch.rows.get(kind, {}))
    if writes.update:
        rows = [{"edge": standing[key].id, "properties": each} for key, each in writes.update.items()]
        work.send("update_edges", rows=rows)
    return writes


def _measure(work: Work, batch: Batch, names: Mapping[str, str], placed: Placed) -> None:
    found = work.run("load_features", rows=batch.measured_rows(names)).rows
    changed = sorted({row["song_id"] for row in found if row["changed"]})
    if changed:
        work.run("derive_features", ids=changed)
    placed.features_changed = sum(row["changed"] for row in found)
    placed.measured = {(row["stated"] or row["song_id"], row["source"]) for row in found}
