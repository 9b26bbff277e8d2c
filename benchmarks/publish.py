"""How fast a model's lists come into the graph, beside the bare driver's UNWIND and CREATE of the same relationships.

Ours begins with the model on disk: it reads Parquet, ranks each list by tempo and key, and fences each transaction, so that no
reader meets two lists of one song. The driver is given rows that are ready, one map a relationship, in transactions as large.

Run as `python -m benchmarks.publish [SONGS] [SIZE…]`, where SIZE is a number of lists a transaction; a Neo4j of its
own is started in a temporary folder.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import neo4j
import numpy as np
import pyarrow as pa

from benchmarks.results import Bar, Result, add_option, report
from graph import publish as publish_module
from graph.connection import Database, connect
from graph.folders import cache_folder
from graph.publish import PublishedModel, publish
from graph.schema_setup import prepare
from graph.server import local
from model.adjacency import Adjacency
from model.als.engine import TOP_K_SCHEMA
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.artefact import Artefact

K = 50
DRIVERS_SHARE = 0.7
KEYS = ("Am", "C", "F#", "Gm", "D")

SONGS = "UNWIND $rows AS row CREATE (song:Song) SET song = row"
READ = (
    "MATCH (song:Song) USING INDEX song:Song(song_id) WHERE song.song_id IS NOT NULL "
    "MATCH (song)-[list:RECOMMENDED_WITH]->(other:Song) "
    "RETURN song.song_id AS song, other.song_id AS other, properties(list) AS properties ORDER BY song.song_id, list.rank"
)
BARE = (
    "UNWIND $rows AS row MATCH (song:Song {song_id: row.song}) MATCH (other:Song {song_id: row.other}) "
    "CREATE (song)-[list:RECOMMENDED_WITH]->(other) SET list = row.properties"
)
EMPTY = "MATCH ()-[list:RECOMMENDED_WITH]->() CALL (list) { DELETE list } IN TRANSACTIONS OF 10000 ROWS"
FORGET = "MATCH (model:Model) DELETE model"


def models(folder: Path, songs: int) -> list[Artefact]:
    """Two models of the same songs, each of which recommends some songs more often than others."""
    ids = [f"artist-{at % (songs // 2):06}/song-{at:06}" for at in range(songs)]
    adjacency = Adjacency.build_seed(ids, [None] * songs, [(ids[0], ids[1])])
    found = []
    for seed in (1, 2):
        draw = np.random.default_rng(seed)
        factors = Factors(*np.zeros((2, songs, 2), np.float32))
        parameters = AlsParameters(rank=2, seed=seed)
        written = Artefact.write(
            *(folder, adjacency, factors, _lists(draw, songs)),
            engine="none",
            parameters=parameters,
            versions={},
            metrics={},
        )
        found.append(Artefact.load(written))
    return found


def _lists(draw: np.random.Generator, songs: int) -> Iterator[pa.Table]:
    for start in range(0, songs, 1000):
        block = np.arange(start, min(songs, start + 1000))
        others = np.stack([np.unique((songs * draw.random(3 * K) ** 1.5).astype(int))[: K + 1] for _ in block])
        others = np.array([draw.permutation(row[row != song])[:K] for song, row in zip(block, others, strict=True)])
        columns = [
            np.repeat(block, K), others.ravel(), np.tile(np.arange(1, K + 1), len(block)),
            np.sort(draw.random((len(block), K)))[:, ::-1].ravel(),
        ]  # fmt: skip
        yield pa.table(columns, names=TOP_K_SCHEMA.names).cast(TOP_K_SCHEMA)


def described(artefact: Artefact) -> PublishedModel:
    """What the graph is told of a model."""
    parameters = json.dumps(artefact.manifest["parameters"])
    return PublishedModel(
        artefact.model_id,
        "none",
        parameters,
        "{}",
        artefact.adjacency_digest,
        "2026-01-01T00:00:00+00:00",
        artefact.song_ids,
    )


def run(database: Database, text: str, **parameters: Any) -> list[dict[str, Any]]:
    """Rows of a statement of this benchmark."""
    with database.driver.session(database=database.address.database) as session:
        return session.run(text, parameters).data()  # type: ignore[arg-type]


def bare(database: Database, rows: list[dict[str, Any]], size: int) -> None:
    """All relationships by the driver alone."""

    def write(transaction: neo4j.ManagedTransaction, part: list[dict[str, Any]]) -> None:
        transaction.run(BARE, rows=part).consume()

    waiting = iter(rows)
    with database.driver.session(database=database.address.database) as session:
        while part := list(islice(waiting, size)):
            session.execute_write(write, part)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """Print rates and their ratio, of an empty graph and of one whose lists are replaced."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", nargs="?", type=int, default=15_000)
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE")
    add_option(parser)
    options = parser.parse_args()
    songs, sizes = options.songs, options.sizes or [publish_module.LISTS_PER_TRANSACTION]
    results: dict[int, Result] = {}  # of the last turn
    os.environ["MIXGRAPH_CACHE"] = str(cache_folder())
    with tempfile.TemporaryDirectory() as home:
        os.environ["MIXGRAPH_HOME"] = home
        os.environ.pop("NEO4J_URI", None)
        first, second = models(Path(home) / "models", songs)
        with connect(stay=True, own_server=True) as database:
            prepare(database, lambda _: False)
            draw = np.random.default_rng(3)
            features = zip(
                draw.uniform(70, 150, songs).round(1), draw.choice(KEYS, songs), draw.random((songs, 2)), strict=True
            )
            nodes = [
                {"song_id": song, "title": song, "artist_credit": song, "bpm": bpm if known[0] < 0.7 else None,
                 "key": key if known[1] < 0.6 else None}
                for song, (bpm, key, known) in zip(first.song_ids, features, strict=True)
            ]  # fmt: skip
            for start in range(0, songs, 5000):
                run(database, SONGS, rows=nodes[start : start + 5000])
            publish(database, described(first), islice(first.lists(), 1000))  # Java is warm for both
            rows: list[dict[str, Any]] = []
            for size in sizes * 2:  # the second turn meets a Java that knows both
                publish_module.LISTS_PER_TRANSACTION = size
                run(database, EMPTY)
                run(database, FORGET)
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                took = {"publish": seconds(lambda: publish(database, described(first), first.lists()))}
                grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
                took["replace"] = seconds(lambda: publish(database, described(second), second.lists()))
                rows = rows or run(database, READ)
                run(database, EMPTY)
                took["driver"] = seconds(partial(bare, database, rows, size * K))
                results[size] = Result(
                    f"publish, {size} lists a transaction",
                    len(rows) / took["publish"],
                    "relationships/s",
                    took["driver"] / took["publish"],
                    "the bare driver's UNWIND and CREATE",
                    Bar(at_least=DRIVERS_SHARE),
                )
                told = ", ".join(f"{name} {len(rows) / took[name]:,.0f}/s" for name in took)
                print(
                    f"{songs:,} songs, {len(rows):,} relationships, {size} lists a transaction: {told}; "
                    f"{took['driver'] / took['publish']:.2f} of the driver's rate; {grown / 1024:.0f} MB more memory",
                    flush=True,
                )
        local.stop()
    return 0 if report(list(results.values()), options.json) else 1


if __name__ == "__main__":
    sys.exit(main())
