"""Records into the graph, in batches that are each one transaction; loading again creates nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from graph.connection import Database, Work
from graph.identity import credited_artists
from graph.records import FeatureRecord, Reject, RelationRecord, SongRecord
from graph.schema import UNKNOWN_YEAR

BATCH = 2_000  # relations a transaction: large enough for the driver, small enough to lose little and hold little

Rows = dict[Any, dict[str, Any]]


@dataclass(slots=True)
class LoadCount:
    """What a load did. `rows` are those read; each row is loaded, a duplicate, or rejected."""

    rows: int = 0
    songs: int = 0
    artists: int = 0
    relations: int = 0
    claims: int = 0
    duplicates: int = 0
    reversed_pairs: int = 0
    older_samplers: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @property
    def created(self) -> int:
        """New nodes and relations; 0 when all was there already."""
        return self.songs + self.artists + self.relations


def load_relations(
    database: Database,
    records: Iterable[tuple[int, RelationRecord | Reject]],
    advance: Callable[[int], None] = lambda _: None,
) -> LoadCount:
    """Load relations with their songs and artists; `advance` is told of every batch how many rows it had.

    The rules, each counted: a song that takes from itself is rejected; a claim that an earlier row made is a duplicate and
    joined with it; both directions of a pair are kept, and so is a sampler older than what it samples – they are what the
    source says, years are often those of re-issues, and the adjacency, which is symmetric, counts a pair once.
    """
    count = LoadCount()
    seen: set[int] = set()  # hashes, not rows: a few dozen bytes a claim
    pairs: set[int] = set()
    for batch in _batches(_kept(records, count, seen, pairs), BATCH):
        _load_batch(database, batch, count)
        advance(len(batch))
    database.read("await_search")
    return count


def _kept(
    records: Iterable[tuple[int, RelationRecord | Reject]], count: LoadCount, seen: set[int], pairs: set[int]
) -> Iterator[RelationRecord]:
    for line, record in records:
        count.rows += 1
        if isinstance(record, Reject):
            count.rejects.append(record)
            continue
        sampler, sampled = record.sampler.song_id, record.sampled.song_id
        if sampler == sampled:
            row = {"artist": record.sampler.artist_credit, "title": record.sampler.title}
            count.rejects.append(Reject(line, "a song cannot take from itself", row))
            continue
        claim = hash(
            (record.type, sampler, sampled, record.source, record.source_url, record.kind, record.part, record.times)
        )
        if claim in seen:
            count.duplicates += 1
        else:
            seen.add(claim)
            pair = hash((record.type, sampler, sampled))
            if pair not in pairs:
                pairs.add(pair)
                count.reversed_pairs += hash((record.type, sampled, sampler)) in pairs
                years = record.sampler.year, record.sampled.year
                count.older_samplers += years[0] is not None and years[1] is not None and years[0] < years[1]
        yield record  # a duplicate too: its spellings are claims about the songs


def _batches(records: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(records, size)):
        yield batch


def _claims(rows: Rows, key: Any, fixed: dict[str, Any], claim: dict[str, Any]) -> None:
    claims = rows.setdefault(key, {**fixed, "claims": []})["claims"]
    if claim not in claims:
        claims.append(claim)


def _load_batch(database: Database, batch: list[RelationRecord], count: LoadCount) -> None:
    songs: Rows = {}
    artists: Rows = {}
    performed: Rows = {}
    genres: Rows = {}
    relations: Rows = {}
    sources = {record.source: {"name": record.source, "terms": None, "licence": None} for record in batch}
    for record in batch:
        for song in (record.sampler, record.sampled):
            _state_song(song, record.source, songs, artists, performed, genres)
        pair = {"type": record.type.value, "sampler": record.sampler.song_id, "sampled": record.sampled.song_id}
        claim = {
            "source": record.source,
            "source_url": record.source_url,
            "kind": record.kind.value,
            "part": record.part,
            "times": record.times,
        }
        _claims(relations, tuple(pair.values()), pair, claim)

    def work(work: Work) -> tuple[int, int, int, int]:
        work.run("lock_graph")
        work.run("load_sources", rows=list(sources.values()))
        loaded_artists = _load(work, "artists", artists)
        loaded_songs = _load(work, "songs", songs)
        work.run("load_performed", rows=list(performed.values()))
        if genres:
            work.run("load_genres", rows=list(genres.values()))
        loaded = work.run("load_relations", rows=list(relations.values()))
        if loaded.rows[0]["derive"]:
            work.run("derive_relations", pairs=loaded.rows[0]["derive"])
        return loaded_songs, loaded_artists, loaded.relationships_created, loaded.rows[0]["claims"]

    # counted after the transaction, which may run more than once
    for name, number in zip(("songs", "artists", "relations", "claims"), database.transact(work), strict=True):
        setattr(count, name, getattr(count, name) + number)


def _state_song(song: SongRecord, source: str, songs: Rows, artists: Rows, performed: Rows, genres: Rows) -> None:
    statement = {
        "source": source,
        "title": song.title,
        "artist_credit": song.artist_credit,
        "year": song.year or UNKNOWN_YEAR,
        "duration": song.duration or 0,
    }
    song_id = song.song_id
    _claims(songs, song_id, {"song_id": song_id}, statement)
    for credit in credited_artists(song.artist_credit):
        artist = credit.artist_id
        _claims(artists, artist, {"artist_id": artist}, {"source": source, "name": credit.name})
        pair = {"artist_id": artist, "song_id": song_id}
        _claims(performed, (artist, song_id), pair, {"source": source, "role": credit.role})
    for genre in song.genres:
        _claims(genres, (song_id, genre), {"song_id": song_id, "genre": genre}, {"source": source})


def _load(work: Work, what: str, rows: Rows) -> int:
    loaded = work.run(f"load_{what}", rows=list(rows.values()))
    if loaded.rows[0]["derive"]:
        work.run(f"derive_{what}", ids=loaded.rows[0]["derive"])
    return loaded.nodes_created


@dataclass(slots=True)
class FeatureCount:
    """What a load of features did. `repeated` rows spoke of a song and source that an earlier row had spoken of."""

    rows: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    rejects: list[Reject] = field(default_factory=list)


def load_features(
    database: Database,
    records: Iterable[tuple[int, FeatureRecord | Reject]],
    advance: Callable[[int], None] = lambda _: None,
) -> FeatureCount:
    """Load bpm and key of songs that are in the graph; others are rejected, since features alone relate a song to nothing.

    Of several rows of one source about one song the first counts.
    """
    count = FeatureCount()
    seen: set[int] = set()

    def kept() -> Iterator[tuple[int, FeatureRecord]]:
        for line, record in records:
            count.rows += 1
            if isinstance(record, Reject):
                count.rejects.append(record)
            elif (claim := hash((record.song_id, record.source))) in seen:
                count.repeated += 1
            else:
                seen.add(claim)
                yield line, record

    for batch in _batches(kept(), BATCH):
        rows = [
            {"song_id": record.song_id, "source": record.source, "bpm": record.bpm, "key": record.key}
            for _, record in batch
        ]

        def work(work: Work, rows: list[dict[str, Any]] = rows) -> list[dict[str, Any]]:
            work.run("lock_graph")
            found = work.run("load_features", rows=rows).rows
            changed = sorted({row["song_id"] for row in found if row["changed"]})
            if changed:
                work.run("derive_features", ids=changed)
            return found

        found = database.transact(work)
        count.changed += sum(row["changed"] for row in found)
        count.same += sum(not row["changed"] for row in found)
        present = {row["song_id"] for row in found}
        for line, record in batch:
            if record.song_id not in present:
                row = {"artist": record.artist_credit, "title": record.title}
                count.rejects.append(Reject(line, "no such song in the graph", row))
        advance(len(batch))
    return count
