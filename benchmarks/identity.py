"""How fast spellings become ids: songs a second on one core, of all songs of FOLDER, beside folding the same texts by Python.

    python -m benchmarks.identity FOLDER [--repeat 20] [--json FILE]

FOLDER (or MIXGRAPH_DATA) holds relations.tsv, relations_rap_list.tsv and features.tsv. `distinct` is every song once, with
empty caches: what an import pays for songs it has not met. `rows` are the songs of the relations in the order of the files,
with their repeats, as an import meets them. Every repeat begins with empty caches; a figure is the sum of the best times of
each hundred songs, so that other work on the machine counts little. `times` is the cost in units of
`unicodedata.normalize("NFKC", text).casefold()` of the same texts in the same run, which depends little on the machine.
"""

import argparse
import csv
import gc
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import graph.identity
from benchmarks.results import Result, add_option, report
from graph.identity import credited_artists, song_id
from graph.twins import likely_twins

Song = tuple[str, str]


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated file with a header."""
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def songs_of_relations(folder: Path) -> Iterator[Song]:
    """Artist credit and title of both ends of every relation, in the order of the files."""
    for name in ("relations.tsv", "relations_rap_list.tsv"):
        for row in rows(folder / name):
            yield row["artist"], row["title"]
            yield row["source_artist"], row["source_title"]


def fold(songs: list[Song]) -> None:
    """What the ids are measured against."""
    for artist, title in songs:
        unicodedata.normalize("NFKC", artist).casefold()
        unicodedata.normalize("NFKC", title).casefold()


def ids(songs: list[Song]) -> None:
    """The id of every song."""
    for artist, title in songs:
        song_id(artist, title)


def ids_and_artists(songs: list[Song]) -> None:
    """What the loader needs: the id of every song, its artists and theirs."""
    for artist, title in songs:
        song_id(artist, title)
        for credit in credited_artists(artist):
            assert credit.artist_id


def best_seconds(work: Callable[[list[Song]], None], songs: list[Song], repeat: int) -> float:
    """The time of one run with empty caches, as the sum of the best times of each hundred songs."""
    caches = [value for value in vars(graph.identity).values() if hasattr(value, "cache_clear")]
    hundreds = [songs[at : at + 100] for at in range(0, len(songs), 100)]
    best = [float("inf")] * len(hundreds)
    for _ in range(repeat):
        for cache in caches:
            cache.cache_clear()
        gc.collect()
        for at, part in enumerate(hundreds):
            started = time.perf_counter()
            work(part)
            best[at] = min(best[at], time.perf_counter() - started)
    return sum(best)


def other_collection(text: str) -> str:
    """The text with its words turned round: as long, as alike among themselves, like nothing that is there."""
    return " ".join(word if word.isdecimal() else word[::-1] for word in text.split(" "))


def main() -> None:
    """Measure and print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("MIXGRAPH_DATA"))
    parser.add_argument("--repeat", type=int, default=20)
    add_option(parser)
    options = parser.parse_args()
    if options.folder is None:
        parser.error("give the folder with relations.tsv, or set MIXGRAPH_DATA")
    folder = Path(options.folder)
    in_order = list(songs_of_relations(folder))
    distinct = list(
        dict.fromkeys([*in_order, *((row["artist"], row["title"]) for row in rows(folder / "features.tsv"))])
    )

    print(f"{'songs':28}{'count':>8}{'ids':>8}{'songs/s':>12}{'µs a song':>12}{'times':>8}")
    results = []
    ascii_only = [song for song in distinct if all(map(str.isascii, song))]
    for name, songs in (
        ("distinct", distinct),
        ("distinct, ASCII", ascii_only),
        ("distinct, other scripts", [song for song in distinct if not all(map(str.isascii, song))]),
        ("rows", in_order),
    ):
        base = best_seconds(fold, songs, options.repeat)
        for what, work in (("", ids), (" and artists", ids_and_artists)):
            seconds = best_seconds(work, songs, options.repeat)
            print(f"{name + what:28}{len(songs):8}{len({song_id(*song) for song in songs}):8}", end="")
            print(f"{len(songs) / seconds:12,.0f}{seconds / len(songs) * 1e6:12.2f}{seconds / base:8.1f}", flush=True)
            of = f"{name}{what or ', ids'}"
            results.append(Result(of, len(songs) / seconds, "songs/s", base / seconds, "NFKC and casefold alone"))

    songs = [*distinct, *((other_collection(artist), other_collection(title)) for artist, title in distinct)]
    spellings = {found: song for song in songs if (found := song_id(*song))}
    started = time.perf_counter()
    twins = likely_twins((found, *song, None) for found, song in spellings.items())
    took = time.perf_counter() - started
    print(f"likely twins among {len(spellings)} songs: {len(twins)} in {took:.1f} s")
    results.append(Result("likely twins", len(spellings) / took, "songs/s"))
    report(results, options.json)


if __name__ == "__main__":
    sys.exit(main())
