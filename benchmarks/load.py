"""How fast a load is, beside the bare driver's UNWIND and MERGE, with rows that are ready.

The driver is measured twice: with the same batches of the same relations, each batch without duplicates, where a song that
comes again in a later batch is merged again; and with the finished graph, every node and relationship once, which a load could
only know if it held everything in memory first. Both are spared reading, identity and claims: a row overwrites what stood.

Run as `python -m benchmarks.load [RELATIONS] [--json FILE]`; a Neo4j of its own is started in a temporary folder.
"""

import argparse
import math
import os
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, LiteralString

import neo4j

from benchmarks.results import Bar, Result, add_option, report
from graph.batch import Batch
from graph.connection import Database, connect
from graph.folders import cache_folder
from graph.forgetting import forget
from graph.loader import BATCH, load
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.schema_setup import prepare
from graph.server import local

Rows = list[list[dict[str, Any]]]  # of each statement of GRAPH

SONGS_A_RELATION = 130 / 92  # as in the collection that the bar speaks of
SOURCES = ("one", "two", "three")

# what is in the graph, and how a driver's manual would write it
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


def read_out(database: Database) -> Rows:
    """The rows of the graph that is there."""
    with database.driver.session(database=database.address.database) as session:
        return [session.run(text).data() for text, _ in GRAPH]


def bare(database: Database, graph: Rows) -> None:
    """The same graph by the driver alone, in transactions as large as those of a load."""
    transactions = math.ceil(len(graph[-1]) / BATCH)
    with database.driver.session(database=database.address.database) as session:
        for (_, text), rows in zip(GRAPH, graph, strict=True):
            size = math.ceil(len(rows) / transactions)
            for at in range(0, len(rows), size):
                session.execute_write(_merged, [(text, rows[at : at + size])])
    database.read("await_search")


def batches(records: list[RelationRecord]) -> list[Rows]:
    """The rows of each batch, as a load makes them for a graph where nothing stands yet."""
    found = []
    for at in range(0, len(records), BATCH):
        batch = Batch()
        for record in records[at : at + BATCH]:
            batch.add_relation(record, record.source, record.sampler.song_id, record.sampled.song_id)
        batch.prepare()
        rows = batch.rows
        found.append(
            [
                [{"id": row.pop("artist_id"), "properties": row} for row in rows["artists"].values()],
                [{"id": row.pop("song_id"), "properties": row} for row in rows["songs"].values()],
                [
                    {"artist": row["artist_id"], "song": row["song_id"], "properties": row["properties"]}
                    for row in rows["performed"].values()
                ],
                list(rows["relations"].values()),
            ]
        )
    return found


def bare_batches(database: Database, parts: list[Rows]) -> None:
    """The same relations by the driver alone, batch by batch, each a transaction."""
    with database.driver.session(database=database.address.database) as session:
        for part in parts:
            session.execute_write(_merged, [(text, rows) for (_, text), rows in zip(GRAPH, part, strict=True)])
    database.read("await_search")


def _merged(
    transaction: neo4j.ManagedTransaction, statements: list[tuple[LiteralString, list[dict[str, Any]]]]
) -> None:
    for text, rows in statements:
        transaction.run(text, rows=rows)


def main() -> None:
    """Print seconds, rates and the ratio, cold and warm."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("relations", nargs="?", type=int, default=92_000)
    add_option(parser)
    options = parser.parse_args()
    records = relations(options.relations)
    turns: list[dict[str, float]] = []
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
                parts = batches(records)
                _ready(database)
                seconds["driver, same batches"] = _timed(partial(bare_batches, database, parts))
                _ready(database)
                seconds["driver, finished graph"] = _timed(partial(bare, database, graph))
                told = ", ".join(f"{name} {took:.1f} s" for name, took in seconds.items())
                rates = [f"{took / seconds['load']:.2f}" for name, took in seconds.items() if name.startswith("driver")]
                print(
                    f"{len(graph[1]):,} songs, {len(records):,} relations: {told}; "
                    f"{rates[0]} of the driver's rate with the same batches, {rates[1]} with the finished graph",
                    flush=True,
                )
                turns.append(seconds)
        local.stop()
    report(_results(turns, len(records)), options.json)


def _results(turns: list[dict[str, float]], number: int) -> list[Result]:
    """The medians of all turns; ratios of seconds of the driver to ours are ratios of rates."""
    found = []
    for name, bar in (("driver, same batches", Bar(at_least=0.7)), ("driver, finished graph", None)):
        ratio = median(turn[name] / turn["load"] for turn in turns)
        rate = median(number / turn["load"] for turn in turns)
        found.append(Result(f"load, to the {name}", rate, "relations/s", ratio, f"the bare {name}", bar))
    again = turns[0]["again"]
    found.append(
        Result("load of what is there", number / again, "relations/s", turns[0]["load"] / again, "a first load")
    )
    forgotten = turns[0]["forget a third"]
    return [*found, Result("forget a third", forgotten, "s", forgotten / turns[0]["load"], "a load")]


def _timed(run: Callable[[], object]) -> float:
    started = time.monotonic()
    run()
    return time.monotonic() - started


def _ready(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (node) CALL (node) { DETACH DELETE node } IN TRANSACTIONS OF 5000 ROWS").consume()
    prepare(database, lambda _: False)


if __name__ == "__main__":
    main()
