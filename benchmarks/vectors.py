"""How well and how fast Neo4j's vector index names the songs that a model prefers, for several ways to make vectors of factors.

Recall@20 is against the exact ranking of all songs by their preference, for songs drawn at random. Each way is written, indexed
as `publish --vectors` does and asked, on a Neo4j of its own; `exact` is what its cosines give without an index's short cuts.

Run as `python -m benchmarks.vectors [--model FOLDER] [--songs N] [--seeds N]`, where FOLDER is what `mixgraph fit`
prints; without one a generated graph is fitted.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.generate import generate
from benchmarks.results import Result, add_option, report
from graph.connection import Database, connect
from graph.folders import cache_folder
from graph.schema_setup import prepare
from graph.server import local
from graph.vectors import SONGS_PER_TRANSACTION
from model.als.native import NativeEngine
from model.als.parameters import AlsParameters
from model.als.vectors import question, vectors
from model.artefact import Artefact

Matrix = npt.NDArray[np.float32]

K = 20
EXACT = "exact cosines of the same vectors"
SONGS = "UNWIND $rows AS id CREATE (:Song {song_id: id})"
CANDIDATES = (K + 1, 200, 1000, 3000)  # that the index is asked for, of which the nearest count
ASK = "CALL db.index.vector.queryNodes('song_vectors', $k, $vector) YIELD node RETURN node.song_id AS song_id LIMIT 21"


def ways(artefact: Artefact) -> Iterator[tuple[str, Matrix, Matrix]]:
    """Name, vectors of the songs that answer, vectors of the same songs when they ask."""
    songs = artefact.manifest["counts"]["songs"]
    x, y = np.array(artefact.factors[0, :songs]), np.array(artefact.factors[1, :songs])
    for name, vector in (("normalised y", y), ("normalised x + y", x + y), ("normalised [x, y]", np.hstack([x, y]))):
        yield name, unit(vector), unit(vector)
    yield "normalised [y, x], asked with [x, y]", unit(np.hstack([y, x])), unit(np.hstack([x, y]))
    ours = np.concatenate([block for _, block in vectors(artefact.factors[:, :songs])])
    yield "ours, [y, x, rest]", ours, np.array([question(vector) for vector in ours])


def unit(vector: Matrix) -> Matrix:
    """Each line with length 1."""
    found: Matrix = vector / np.maximum(np.linalg.norm(vector, axis=1, keepdims=True), 1e-12)
    return found


def best(scores: npt.NDArray[Any], itself: int) -> set[int]:
    """The K highest but the song itself."""
    scores = scores.copy()
    scores[itself] = -np.inf
    return set(np.argpartition(-scores, K)[:K].tolist())


def run(database: Database, text: str, **parameters: Any) -> list[dict[str, Any]]:
    """Rows of a statement of this benchmark."""
    with database.driver.session(database=database.address.database) as session:
        return session.run(text, parameters).data()  # type: ignore[arg-type]


def write(database: Database, ids: list[str], matrix: Matrix) -> float:
    """Write a vector for each song, and give the seconds."""
    began = time.perf_counter()
    for at in range(0, len(ids), SONGS_PER_TRANSACTION):
        block = slice(at, at + SONGS_PER_TRANSACTION)
        rows = [{"song": song, "vector": each} for song, each in zip(ids[block], matrix[block].tolist(), strict=True)]
        database.write("publish_vectors", rows=rows)
    return time.perf_counter() - began


def fitted(folder: Path, songs: int) -> Path:
    """A model of a generated graph."""
    adjacency, parameters, engine = generate(songs).adjacency("context"), AlsParameters(), NativeEngine()
    factors = engine.fit(adjacency, parameters)
    return Artefact.write(
        folder, adjacency, factors, [], engine=engine.name, parameters=parameters, versions={}, metrics={}
    )


def main() -> int:
    """Print recall, the time of a question, and the times of writing and indexing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--songs", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=300)
    add_option(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = measured(Artefact.load(options.model or fitted(Path(folder), options.songs)), options.seeds)
    return 0 if report(results, options.json) else 1


def measured(artefact: Artefact, number: int) -> list[Result]:
    """Every way to make vectors, written, indexed and asked."""
    results = []
    ids = list(artefact.song_ids)
    position = {song: at for at, song in enumerate(ids)}
    asking = np.flatnonzero(np.abs(artefact.factors[0, : len(ids)]).sum(axis=1))
    seeds = np.random.default_rng(1).choice(asking, min(number, len(asking)), replace=False).tolist()
    exact = {seed: best(artefact.scores_for(seed), seed) for seed in seeds}
    print(f"{artefact.model_id}: {len(ids):,} songs, {len(seeds)} of them asked")
    os.environ["MIXGRAPH_CACHE"] = str(cache_folder())
    with tempfile.TemporaryDirectory() as home:
        os.environ["MIXGRAPH_HOME"] = home
        os.environ.pop("NEO4J_URI", None)
        with connect(stay=True, own_server=True) as database:
            prepare(database, lambda _: False)
            for at in range(0, len(ids), 5000):
                run(database, SONGS, rows=ids[at : at + 5000])
            for name, answers, asks in ways(artefact):
                alone = np.mean([len(best(answers @ asks[seed], seed) & exact[seed]) / K for seed in seeds])
                written = write(database, ids, answers)
                began = time.perf_counter()
                database.write("schema/index_song_vectors", dimensions=answers.shape[1])
                database.read("schema/await_indexes", seconds=600)
                indexed = time.perf_counter() - began
                told = f"{name}: recall@{K} {alone:.3f} exact; written in {written:.1f} s, indexed in {indexed:.1f} s"
                print(told, end="", flush=True)
                for candidates in CANDIDATES:
                    began = time.perf_counter()
                    recalls = []
                    for seed in seeds:
                        rows = run(database, ASK, k=candidates, vector=asks[seed].tolist())
                        found = [position[row["song_id"]] for row in rows if position[row["song_id"]] != seed][:K]
                        recalls.append(len(set(found) & exact[seed]) / K)
                    took = (time.perf_counter() - began) / len(seeds)
                    name_of = f"recall@{K} of Neo4j's index, {name}, {candidates} candidates"
                    results.append(Result(name_of, float(np.mean(recalls)), "", float(np.mean(recalls) / alone), EXACT))
                    print(f"; of {candidates} {np.mean(recalls):.3f} in {1e3 * took:.0f} ms", end="", flush=True)
                print()
                database.write("schema/drop_song_vectors")
        local.stop()
    return results


if __name__ == "__main__":
    sys.exit(main())
