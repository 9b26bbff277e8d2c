"""How long a song that is newer than the model takes: the calculation (solve, score, rank), and with opening and look-up.

The factors are random (their values change no time), in an artefact as a training leaves it: two artists for three songs, and
a third as many titles. Each turn is the first of a process of its own, as `mixgraph recommend` is; the files were read before.

Run as `python -m benchmarks.fold_in [SONGS] [RANK] [--json FILE]`.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.results import Bar, Result, add_option, report
from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.artefact import GRAMS_FILE, Artefact
from model.label import SONG
from model.newcomer import Edge

COUNT = 500  # songs that an answer asks for
TURNS = 7
MILLISECONDS = 50


def artefact_of(folder: Path, songs: int, rank: int) -> Path:
    """A model of that many songs; gives its folder."""
    ids = [f"artist-{at % (songs * 2 // 3):07}/song-{at:07}" for at in range(songs)]
    titles = [f"title-{at % (songs * 2 // 3):07}" for at in range(songs)]
    adjacency = Adjacency.build_context(
        ids,
        [None] * songs,
        titles,
        zip(ids[1:], ids[:-1], strict=True),
        ((song.partition("/")[0], song) for song in ids),
    )
    factors = Factors(*(np.random.default_rng(1).standard_normal((2, len(adjacency), rank), np.float32) / rank))
    return Artefact.write(
        folder, adjacency, factors, [], engine="none", parameters=AlsParameters(rank=rank), versions={}, metrics={}
    )


def once(folder: Path, songs: int) -> list[float]:
    """Milliseconds of a first fold-in: open the model, find the neighbours, solve and rank; and of the last step alone."""
    ids = [f"artist-{at % (songs * 2 // 3):07}/song-{at:07}" for at in (5, songs // 3, songs // 2)]
    began = time.perf_counter()
    artefact = Artefact.load(folder)
    known = artefact.knows([Edge(SONG, song, 1.0) for song in ids])
    found = time.perf_counter()
    assert len(artefact.best_beside(known, COUNT)) == COUNT
    ended = time.perf_counter()
    return [1e3 * (ended - began), 1e3 * (ended - found)]


def main() -> int:
    """Print medians with the kept YᵀY and without it."""
    if sys.argv[1:2] == ["--once"]:
        print(*once(Path(sys.argv[2]), int(sys.argv[3])))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", nargs="?", type=int, default=100_000)
    parser.add_argument("rank", nargs="?", type=int, default=64)
    add_option(parser)
    options = parser.parse_args()
    songs, rank = options.songs, options.rank
    results = []
    with tempfile.TemporaryDirectory() as home:
        folder = artefact_of(Path(home), songs, rank)
        nodes = Artefact.load(folder).manifest["counts"]["nodes"]
        for what, bar in (("with the YᵀY of the fit", Bar(at_most=MILLISECONDS, of="value")), ("YᵀY anew", None)):
            times = [_in_a_process(folder, songs) for _ in range(TURNS + 1)][1:]
            whole, calculation = (median(each) for each in zip(*times, strict=True))
            print(
                f"{songs:,} songs, {nodes:,} nodes, rank {rank}, {what}: {calculation:.0f} ms, with opening {whole:.0f} ms"
            )
            results.append(Result(f"fold-in, {songs:,} songs, {what}", calculation, "ms", bar=bar))
            manifest = folder / "manifest.json"
            (folder / GRAMS_FILE).unlink(missing_ok=True)
            kept = [line for line in manifest.read_text().splitlines() if GRAMS_FILE not in line]
            manifest.write_text("\n".join(kept))
    return 0 if report(results, options.json) else 1


def _in_a_process(folder: Path, songs: int) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.fold_in", "--once", str(folder), str(songs)]
    return [
        float(number) for number in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    ]


if __name__ == "__main__":
    sys.exit(main())
