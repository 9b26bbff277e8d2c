"""How fast a load is, beside the bare driver that writes the very same graph from rows that are ready.

Run as `python -m benchmarks.load [RELATIONS]`; a Neo4j of its own is started in a temporary folder.
"""

import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from graph.connection import Database, connect
from graph.folders import cache_folder
from graph.forgetting import forget
from graph.loader import BATCH, load
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.schema_setup import prepare
from graph.server import local

SONGS_A_RELATION = 130 / 92  # as in the collection that the bar speaks of
SOURCES = ("one", "two", "three")

# the very graph that a load leaves, down to its properties, read out first and then written as a driver's manual would
GRAPH = (
    (
        "MATCH (artist:Artist) RETURN artist.artist_id AS id, properties(artist) AS properties",
        "UNWIND $rows AS row MERGE (artist:Artist {artist_id: row.id}) SET artist += row.properties",
    ),
    (
        "MATCH (song:Song) RETURN song.song_id AS id, properties(song) AS properties",
        "UNWIND $rows AS row MERGE (song:Song {song_id: row.id}) SET song += row.properties",
    ),
    (
        "MATCH (artist:Artist)-[edge:PERFORMED]->(song:Song) "
        "RETURN artist.artist_id AS artist, song.song_id AS song, properties(edge) AS properties",
        "UNWIND $rows AS row MATCH (artist:Artist {artist_id: row.artist}) MATCH (song:Song {song_id: row.song}) "
        "MERGE (artist)-[edge:PERFORMED]->(song) SET edge += row.properties",
    ),
    (
        "MATCH (sampler:Song)-[edge:SAMPLES]->(sampled:Song) "
        "RETURN sampler.song_id AS sampler, sampled.song_id AS sampled, properties(edge) AS properties",
        "UNWIND $rows AS row MATCH (sampler:Song {song_id: row.sampler}) MATCH (sampled:Song {song_id: row.sampled}) "
        "MERGE (sampler)-[edge:SAMPLES]->(sampled) SET edge += row.properties",
    ),
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


def read_out(database: Database) -> list[list[dict[str, Any]]]:
    """The rows of the graph that is there."""
    with database.driver.session(database=database.address.database) as session:
        return [session.run(text).data() for text, _ in GRAPH]


def bare(database: Database, graph: list[list[dict[str, Any]]]) -> None:
    """The same graph by the driver alone, in transactions as large as those of a load."""
    transactions = math.ceil(len(graph[-1]) / BATCH)
    with database.driver.session(database=database.address.database) as session:
        for (_, text), rows in zip(GRAPH, graph, strict=True):
            size = math.ceil(len(rows) / transactions)
            for at in range(0, len(rows), size):
                part = rows[at : at + size]
                session.execute_write(
                    lambda transaction, text=text, part=part: transaction.run(text, rows=part).consume()
                )  # type: ignore[misc]
    database.read("await_search")


def main() -> None:
    """Print seconds, rates and the ratio, cold and warm."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 92_000
    records = relations(number)
    os.environ["MIXGRAPH_CACHE"] = str(cache_folder())
    with tempfile.TemporaryDirectory() as home:
        os.environ["MIXGRAPH_HOME"] = home
        os.environ.pop("NEO4J_URI", None)
        with connect(stay=True, own_server=True) as database:
            for turn in range(
                3
            ):  # only the first meets a Java that is cold, and only for ours: the ratio there is the worst
                seconds = {}
                _ready(database)
                seconds["load"] = _timed(lambda: load(database, enumerate(records, start=2)))
                graph = read_out(database)
                if turn == 0:
                    seconds["again"] = _timed(lambda: load(database, enumerate(records, start=2)))
                    seconds["forget a third"] = _timed(lambda: forget(database, SOURCES[0]))
                _ready(database)
                seconds["bare driver"] = _timed(lambda graph=graph: bare(database, graph))  # type: ignore[misc]
                told = ", ".join(f"{name} {took:.1f} s" for name, took in seconds.items())
                rate = seconds["bare driver"] / seconds["load"]
                print(
                    f"{len(graph[1]):,} songs, {len(records):,} relations: {told}; {rate:.2f} of the driver's rate",
                    flush=True,
                )
        local.stop()


def _timed(run: Callable[[], None]) -> float:
    started = time.monotonic()
    run()
    return time.monotonic() - started


def _ready(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (node) CALL (node) { DETACH DELETE node } IN TRANSACTIONS OF 5000 ROWS").consume()
    prepare(database, lambda _: False)


if __name__ == "__main__":
    main()
