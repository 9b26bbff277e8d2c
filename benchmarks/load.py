"""How fast a load is, beside the bare driver that writes the same nodes and relationships without claims, ids or checks.

Run as `python -m benchmarks.load [RELATIONS]`; a Neo4j of its own is started in a temporary folder.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from graph.connection import Database, connect
from graph.folders import cache_folder
from graph.forgetting import forget
from graph.identity import credited_artists
from graph.loader import BATCH, load
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.schema_setup import prepare
from graph.server import local

SONGS_A_RELATION = 130 / 92  # as in the collection that the bar speaks of
SOURCES = ("one", "two", "three")

BARE = (
    "UNWIND $rows AS row MERGE (artist:Artist {artist_id: row.artist_id}) SET artist.name = row.name",
    "UNWIND $rows AS row MERGE (song:Song {song_id: row.song_id}) "
    "SET song.title = row.title, song.artist_credit = row.artist_credit, song.year = row.year",
    "UNWIND $rows AS row MATCH (artist:Artist {artist_id: row.artist_id}) MATCH (song:Song {song_id: row.song_id}) "
    "MERGE (artist)-[edge:PERFORMED]->(song) SET edge.role = row.role",
    "UNWIND $rows AS row MATCH (sampler:Song {song_id: row.sampler}) MATCH (sampled:Song {song_id: row.sampled}) "
    "MERGE (sampler)-[edge:SAMPLES]->(sampled) SET edge.part = row.part, edge.kind = row.kind",
)


def relations(number: int) -> list[RelationRecord]:
    """Relations among about 1.4 songs each, a few of which are sampled by many."""
    draw = random.Random(7)
    syllables = ["".join(draw.choices("bdfgklmnprst", k=1) + draw.choices("aeiou", k=1)) for _ in range(60)]

    def words(most: int) -> str:
        return " ".join(
            "".join(draw.choices(syllables, k=draw.randint(1, 3))).title() for _ in range(draw.randint(1, most))
        )

    artists = [f"{words(2)} {at}" for at in range(round(number * 0.9))]  # two songs of three have one of their own
    songs = [
        SongRecord(artists[int(len(artists) * draw.random() ** 2)], f"{words(4)} {at}", draw.randint(1960, 2020))
        for at in range(round(number * SONGS_A_RELATION))
    ]
    fresh = iter(songs)
    found = []
    for at in range(number):
        sampler = next(fresh, None) or draw.choice(songs)
        sampled = (next(fresh, None) if draw.random() < SONGS_A_RELATION - 1 else None) or songs[
            int(len(songs) * draw.random() ** 3)
        ]
        if sampler.song_id != sampled.song_id:
            found.append(RelationRecord(Relation.SAMPLES, sampler, sampled, SOURCES[at % 3], part="drums"))
    return found


def ours(database: Database, records: list[RelationRecord]) -> None:
    """The load as `mixgraph import` does it, after reading."""
    load(database, enumerate(records, start=2))


def bare(database: Database, records: list[RelationRecord]) -> None:
    """The same nodes and relationships, rows made beforehand, batches of the same size."""
    batches = list(_bare_rows(records))
    started = time.monotonic()
    with database.driver.session(database=database.address.database) as session:
        for batch in batches:

            def work(transaction: Any, batch: tuple[list[dict[str, Any]], ...] = batch) -> None:
                for text, rows in zip(BARE, batch, strict=True):
                    transaction.run(text, rows=rows).consume()

            session.execute_write(work)
    database.read("await_search")
    bare.seconds = time.monotonic() - started  # type: ignore[attr-defined]


def _bare_rows(records: list[RelationRecord]) -> Iterator[tuple[list[dict[str, Any]], ...]]:
    left = iter(records)
    while part := list(islice(left, BATCH)):
        songs, artists, performed = {}, {}, {}
        for record in part:
            for song in (record.sampler, record.sampled):
                songs[song.song_id] = {
                    "song_id": song.song_id,
                    "title": song.title,
                    "artist_credit": song.artist_credit,
                    "year": song.year,
                }
                for credit in credited_artists(song.artist_credit):
                    artists[credit.artist_id] = {"artist_id": credit.artist_id, "name": credit.name}
                    performed[credit.artist_id, song.song_id] = {
                        "artist_id": credit.artist_id,
                        "song_id": song.song_id,
                        "role": credit.role,
                    }
        pairs = [
            {
                "sampler": each.sampler.song_id,
                "sampled": each.sampled.song_id,
                "part": each.part,
                "kind": each.kind.value,
            }
            for each in part
        ]
        yield list(artists.values()), list(songs.values()), list(performed.values()), pairs


def main() -> None:
    """Print seconds, rates and the ratio, cold and warm."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 92_000
    records = relations(number)
    os.environ["MIXGRAPH_CACHE"] = str(cache_folder())
    with tempfile.TemporaryDirectory() as home:
        os.environ["MIXGRAPH_HOME"] = home
        os.environ.pop("NEO4J_URI", None)
        seconds: dict[str, list[float]] = {"ours": [], "bare": []}
        for turn in range(3):
            for name, run in (("ours", ours), ("bare", bare)):
                # a store of its own each time; only the first turn meets a Java that is cold
                with connect(stay=True, own_server=True) as database:
                    _empty(database)
                    prepare(database, lambda _: False)
                    took = _timed(lambda run=run, database=database: run(database, records))
                    took = bare.seconds if name == "bare" else took  # type: ignore[attr-defined]
                    seconds[name].append(took)
                    counts = database.read("count")[0]
                    written = counts["songs"] + counts["artists"] + counts["samples"]
                    rates = f"{number / took:6,.0f} relations/s, {written / took:7,.0f} nodes and relations/s"
                    print(f"{name:5} turn {turn}: {took:5.1f} s, {rates}, {counts['songs']:,} songs", flush=True)
                    if turn == 2 and name == "ours":
                        again = _timed(lambda: ours(database, records))
                        print(f"again: {again:.1f} s")
                        gone = _timed(lambda: forget(database, SOURCES[0]))
                        print(f"forget of a third: {gone:.1f} s")
        local.stop()
    for turn in range(3):
        print(f"turn {turn}: {seconds['bare'][turn] / seconds['ours'][turn]:.2f} of the bare driver's rate")


def _timed(run: Callable[[], None]) -> float:
    started = time.monotonic()
    run()
    return time.monotonic() - started


def _empty(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (node) CALL (node) { DETACH DELETE node } IN TRANSACTIONS OF 5000 ROWS").consume()


if __name__ == "__main__":
    main()
