"""How well hidden sample relations are found again: NDCG@10 and Recall@20 on fixed splits of real relations.

    python -m benchmarks.quality FOLDER [--engine spark] [--engine walk] [--kind context] [--split 1] [--json FILE]

FOLDER (or MIXGRAPH_DATA) holds relations.tsv, features.tsv and splits/hidden_N.tsv. Training is every row that is a sample,
without those that say a hidden pair: in the other direction, in another spelling or as a cover. Both ends of a hidden pair are
asked; the whole catalogue is ranked, without the seed and the songs it is known to be connected with.
"""

import argparse
import csv
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.results import Bar, Result, add_option, report
from graph.identity import bare_words, credited_artists, song_id
from model.adjacency import Adjacency, ContextWeights
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.als.spark import SparkEngine
from model.als.spark_options import SparkOptions
from model.evaluation.metrics import ndcg, recall
from model.evaluation.ranking import rank_by_scores, rank_hidden
from model.tempo import known_bpm
from model.walk.graph import WalkGraph
from model.walk.short_walk import ShortWalk

Row = dict[str, str]


class ImplicitReference:
    """The package implicit as an engine: confidence alpha · weight, regularisation the same for every row."""

    def fit(self, adjacency: Adjacency, parameters: AlsParameters) -> Factors:
        """Fit with the regularisation that suits its own scaling."""
        import scipy.sparse as sp
        from implicit.als import AlternatingLeastSquares

        model = AlternatingLeastSquares(
            parameters.rank,
            alpha=parameters.alpha,
            regularization=0.01,
            iterations=parameters.iterations,
            random_state=parameters.seed,
        )
        model.fit(sp.csr_matrix(adjacency.matrix), show_progress=False)
        return Factors(np.asarray(model.user_factors), np.asarray(model.item_factors))


@dataclass(frozen=True)
class Split:
    """What one split trains on and asks for."""

    bpms: dict[str, float | None]
    titles: dict[str, list[str]]
    relations: list[tuple[str, str]]
    performed: set[tuple[str, str, str]]
    hidden: set[frozenset[str]]

    def adjacency(self, kind: str, weights: ContextWeights) -> Adjacency:
        """The adjacency of the training rows."""
        songs = sorted(self.titles)
        bpms = [self.bpms.get(song) for song in songs]
        if kind == "seed":
            return Adjacency.build_seed(songs, bpms, self.relations)
        titles = ["".join(self.titles[song]) for song in songs]
        performed = {(artist, song) for artist, song, _ in self.performed}
        return Adjacency.build_context(songs, bpms, titles, self.relations, performed, weights=weights)

    def walk(self) -> ShortWalk:
        """The short walk on the training rows; its songs have the positions that they have in an adjacency."""
        songs, titles = list(self.titles), list(self.titles.values())
        return ShortWalk(WalkGraph.build(songs, titles, self.relations, self.performed))

    def questions(self, adjacency: Adjacency) -> dict[int, list[int]]:
        """The hidden partners of each song, as positions; pairs with a song that training does not know are left out."""
        position = {song: at for at, song in enumerate(adjacency.ids[: adjacency.songs])}
        asked: dict[int, list[int]] = {}
        for pair in sorted(map(sorted, self.hidden)):
            one, other = (position.get(song) for song in pair)
            if one is not None and other is not None:
                asked.setdefault(one, []).append(other)
                asked.setdefault(other, []).append(one)
        return asked


def rows(file: Path) -> Iterator[Row]:
    """The rows of a tab-separated file with a header."""
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def ends(row: Row) -> tuple[str, str]:
    """The ids of the sampling and the sampled song."""
    return song_id(row["artist"], row["title"]), song_id(row["source_artist"], row["source_title"])


def read_split(folder: Path, number: int) -> Split:
    """Read training rows and hidden pairs of one split."""
    hidden = {frozenset(ends(row)) for row in rows(folder / "splits" / f"hidden_{number}.tsv")}
    hidden = {pair for pair in hidden if len(pair) == 2 and all(pair)}
    bpms = {song_id(row["artist"], row["title"]): _bpm(row["bpm"]) for row in rows(folder / "features.tsv")}
    split = Split(bpms, {}, [], set(), hidden)
    for row in rows(folder / "relations.tsv"):
        sampler, sampled = ends(row)
        if row["relation"] != "samples" or not (sampler and sampled) or frozenset((sampler, sampled)) in hidden:
            continue
        split.relations.append((sampler, sampled))
        for song, credit, title in (
            (sampler, row["artist"], row["title"]),
            (sampled, row["source_artist"], row["source_title"]),
        ):
            split.titles.setdefault(song, bare_words(title))
            split.performed.update((artist.artist_id, song, artist.role) for artist in credited_artists(credit))
    return split


def _bpm(text: str) -> float | None:
    try:
        return known_bpm(float(text))
    except ValueError:
        return None


def walked(walk: ShortWalk, seeds: Sequence[int]) -> npt.NDArray[np.float32]:
    """A line of scores for each seed."""
    return np.array([walk.scores_for(seed) for seed in seeds], np.float32)


def main() -> None:
    """Fit every engine, kind and split that was asked for and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("MIXGRAPH_DATA"))
    parser.add_argument("--engine", action="append", choices=("spark", "implicit", "walk"))
    parser.add_argument("--kind", action="append", choices=("context", "seed"))
    parser.add_argument("--split", action="append", type=int)
    parser.add_argument("--master", default="local[*]")
    for name, default in AlsParameters().as_dict().items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    parser.add_argument("--tempo-weight", type=float, default=ContextWeights().tempo)
    add_option(parser)
    options = parser.parse_args()
    if options.folder is None:
        parser.error("give the folder with relations.tsv, or set MIXGRAPH_DATA")
    parameters = AlsParameters(**{name: getattr(options, name) for name in AlsParameters().as_dict()})
    weights = replace(ContextWeights(), tempo=options.tempo_weight)

    print(f"{'engine':9}{'kind':9}{'split':>5}{'songs':>8}{'nodes':>8}{'seeds':>7}", end="")
    print(f"{'NDCG@10':>16}{'Recall@20':>16}{'fit':>8}")
    ndcgs: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as stack:
        for engine in options.engine or ["spark"]:
            fitter = (
                stack.enter_context(SparkEngine(SparkOptions(options.master)))
                if engine == "spark"
                else ImplicitReference()
            )
            # a walk has one graph of its own
            for kind in options.kind or (["context"] if engine == "walk" else ["context", "seed"]):
                for number in options.split or [1, 2, 3]:
                    split = read_split(Path(options.folder), number)
                    adjacency = split.adjacency(kind, weights)
                    questions = split.questions(adjacency)
                    started = time.perf_counter()
                    if engine == "walk":
                        walk = split.walk()
                        seconds = time.perf_counter() - started
                        ranks = rank_by_scores(adjacency, partial(walked, walk), questions)
                    else:
                        factors = fitter.fit(adjacency, parameters)
                        seconds = time.perf_counter() - started
                        ranks = rank_hidden(adjacency, factors, questions)
                    print(f"{engine:9}{kind:9}{number:5}{adjacency.songs:8}{len(adjacency):8}{len(ranks):7}", end="")
                    ndcgs.setdefault((engine, kind), []).append(float(ndcg(ranks, 10).mean()))
                    for values in (ndcg(ranks, 10), recall(ranks, 20)):
                        error = values.std(ddof=1) / len(values) ** 0.5
                        print(f"{values.mean():9.4f} ±{error:.4f}", end="")
                    print(f"{seconds:7.1f}s", flush=True)
    report(_results(ndcgs), options.json)


def _results(ndcgs: dict[tuple[str, str], list[float]]) -> list[Result]:
    """NDCG@10 of each engine and kind, mean over the splits; the context kind beside the seed's matrix."""
    means = {which: float(np.mean(values)) for which, values in ndcgs.items()}
    found = []
    for (engine, kind), mean in means.items():
        seed = means.get((engine, "seed"))
        name = f"{engine}, {kind}"
        if kind == "context" and seed:
            beside = (mean / seed, f"the seed's matrix, {engine}", Bar(at_least=2) if engine == "spark" else None)
            found.append(Result(name, mean, "NDCG@10", *beside))
        else:
            found.append(Result(name, mean, "NDCG@10"))
    return found


if __name__ == "__main__":
    sys.exit(main())
