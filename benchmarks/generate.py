"""Sampling graphs of any size, shaped like the real one: degrees, hubs, trees, artists, titles, years, BPM and keys.

    python -m benchmarks.generate --songs 100000 [--relations 3] [--seed 1] -o FOLDER
    python -m benchmarks.generate --compare FOLDER [-o shape.png]

The first writes `relations.tsv` and `features.tsv`, which `mixgraph import` and `mixgraph features` read. The same numbers give
the same graph. `--relations` is how many relations there are for each song (default: the real 1.12). The second counts the real
relations in a folder, generates as many songs, and prints both; with `-o` they are drawn too (needs the extra `bench`).

Names are invented, each word a number in syllables. Nothing here is a real song; only the figures in benchmarks/real_shape.py
come from real ones.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from benchmarks import real_shape as real
from benchmarks.generated_degrees import BOTH, SAMPLED, SAMPLER, counts_with_tail, relations_of
from benchmarks.generated_names import artist_names, title_texts
from model.adjacency import Adjacency

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

RELATIONS_FILE, FEATURES_FILE = "relations.tsv", "features.tsv"
ROWS_AT_ONCE = 200_000


@dataclass(frozen=True)
class GeneratedGraph:
    """Songs, artists and titles as numbers from 0; texts are made when asked for.

    `sampler` and `sampled` are the ends of each relation, each pair of songs once; `credit_song` and `credit_artist` say
    who performs what, sorted by song, a song's first artist first; `title` is a number a song, `year` 0 and `bpm` NaN
    and `key` -1 where unknown (else an index into `real_shape.KEYS`). Every song has a relation and an artist.
    """

    songs: int
    sampler: Ints
    sampled: Ints
    credit_song: Ints
    credit_artist: Ints
    title: Ints
    year: Ints
    bpm: Floats
    key: Ints
    seed: int

    @cached_property
    def artists(self) -> pa.StringArray:
        """Every artist's name."""
        return artist_names(int(self.credit_artist.max()) + 1)

    @cached_property
    def titles(self) -> pa.StringArray:
        """Every song's title."""
        return title_texts(int(self.title.max()) + 1, self.songs, self.seed).take(pa.array(self.title))

    @cached_property
    def credits(self) -> pa.StringArray:
        """Every song's artists in one text, as tables have them."""
        names = self.artists.take(pa.array(self.credit_artist))
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(self._first_credits, pa.int32()), names), "; ")

    @cached_property
    def _first_credits(self) -> Ints:
        return np.searchsorted(self.credit_song, np.arange(self.songs + 1))

    @cached_property
    def artist_ids(self) -> pa.StringArray:
        """Every artist's id, as an import makes it."""
        return _normal(self.artists, "-")

    @cached_property
    def song_ids(self) -> pa.StringArray:
        """Every song's id, as an import makes it."""
        first = self.artist_ids.take(pa.array(self.credit_artist[self._first_credits[:-1]]))
        return pc.binary_join_element_wise(first, _normal(self.titles, "-"), "/")

    def adjacency(self, kind: str = "context") -> Adjacency:
        """What `mixgraph export` makes of this graph once it is imported; `kind` is `context` or `seed`."""
        ids: list[str] = self.song_ids.to_pylist()
        relations = _pairs(self.song_ids, self.sampler, self.song_ids, self.sampled)
        bpms = self.bpm.tolist()
        if kind == "seed":
            return Adjacency.build_seed(ids, bpms, relations)
        if kind != "context":
            raise ValueError(f"the adjacency is context or seed, not {kind!r}")
        performed = _pairs(self.artist_ids, self.credit_artist, self.song_ids, self.credit_song)
        return Adjacency.build_context(ids, bpms, _normal(self.titles, "").to_pylist(), relations, performed)

    def write(self, folder: Path) -> None:
        """Write the tables of relations and of BPM and keys."""
        folder.mkdir(parents=True, exist_ok=True)
        years = pc.replace_with_mask(pa.array(self.year).cast(pa.string()), pa.array(self.year == 0), "")
        song = pa.table({"artist": self.credits, "title": self.titles, "year": years})
        with (folder / RELATIONS_FILE).open("wb") as file:
            for at in range(0, len(self.sampler), ROWS_AT_ONCE):
                part = slice(at, at + ROWS_AT_ONCE)
                sampler, sampled = (song.take(pa.array(end[part])) for end in (self.sampler, self.sampled))
                rows = {"relation": pa.array(["samples"] * len(sampler)), **_columns(sampler)}
                rows |= _columns(sampled, "source_") | {"origin": pa.array(["generated"] * len(sampler))}
                _write(file, pa.table(rows), header=at == 0)
        known = np.flatnonzero(~np.isnan(self.bpm))
        keys = pa.array(["", *real.KEYS]).take(pa.array(self.key[known] + 1))
        measured = {"bpm": pa.array(self.bpm[known]).cast(pa.string()), "key": keys}
        with (folder / FEATURES_FILE).open("wb") as file:
            rows = _columns(song.drop(["year"]).take(pa.array(known))) | measured
            _write(file, pa.table(rows | {"origin": pa.array(["generated"] * len(known))}), header=True)


def generate(songs: int, relations_a_song: float = real.RELATIONS_A_SONG, seed: int = 1) -> GeneratedGraph:
    """Draw a graph of so many songs; ValueError below 1,000 songs, or for relations a song out of 0.8 to 5."""
    if songs < 1_000 or not 0.8 <= relations_a_song <= 5:
        raise ValueError(f"{songs} songs with {relations_a_song} relations each: from 1,000 songs, and 0.8 to 5 each")
    draw = np.random.default_rng(seed)
    role, year, sampler, sampled = relations_of(songs, relations_a_song, draw)
    order = draw.permutation(len(sampler))
    sampler, sampled = sampler[order], sampled[order]
    credit_song, credit_artist = _credits(role, sampler, sampled, draw)
    first = credit_artist[np.searchsorted(credit_song, np.arange(songs))]
    title = _titles(sampler, sampled, first, draw)
    return GeneratedGraph(
        *(songs, sampler, sampled, credit_song, credit_artist, title),
        _known_years(year, role, sampler, sampled, draw),
        *_bpms_and_keys(role, sampler, sampled, draw),
        seed,
    )


def _credits(role: Ints, sampler: Ints, sampled: Ints, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Songs and their artists: first how many artists a song has, then how many songs an artist, then who has which."""
    counts = np.zeros(len(role), np.int64)
    for which, shares in enumerate(real.ARTISTS_A_SONG):
        of_role = np.flatnonzero(role == which)
        counts[of_role] = 1 + draw.choice(len(shares), len(of_role), p=np.divide(shares, np.sum(shares)))
    song = np.repeat(np.arange(len(role)), counts)
    line = draw.permutation(len(song))  # credits in any order, in which artists take theirs
    side = role[song[line]]

    sizes = counts_with_tail(real.SONGS_AN_ARTIST, real.SONGS_TAIL, len(song), draw)
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), len(song)) + 1]
    group = np.searchsorted([2, 3, 4, 5, 10], sizes, side="right")
    chance = draw.random(len(sizes))
    only_samples = chance < np.take(real.ONLY_SAMPLERS, group)
    only_sampled = ~only_samples & (chance < np.take(np.add(real.ONLY_SAMPLERS, real.ONLY_SAMPLED), group))
    wish = np.repeat(np.where(only_samples, SAMPLER, np.where(only_sampled, SAMPLED, -1)), sizes)[: len(song)]
    slot = np.repeat(np.arange(len(sizes)), sizes)[: len(song)]
    artist = np.full(len(song), -1)
    for which in (SAMPLER, SAMPLED):
        free, wishing = line[side == which], slot[wish == which]
        met = min(len(free), len(wishing))
        artist[free[:met]] = wishing[:met]
        wish[np.flatnonzero(wish == which)[:met]] = -2
    artist[line[artist[line] < 0]] = draw.permutation(slot[wish != -2])

    first = np.searchsorted(song, np.arange(len(role)))
    own = np.flatnonzero(draw.random(len(sampler)) < real.SAME_ARTIST)
    artist[first[sampler[own]]] = artist[first[sampled[own]]]
    kept = np.unique(song * (artist.max() + 1) + artist, return_index=True)[1]
    kept.sort()
    return song[kept], np.unique(artist[kept], return_inverse=True)[1]


def _titles(sampler: Ints, sampled: Ints, first_artist: Ints, draw: np.random.Generator) -> Ints:
    """A number a song: some take the title of what they sample, some share one by chance, the rest have their own."""
    songs = len(first_artist)
    title = np.arange(songs)
    taking = np.flatnonzero(draw.random(len(sampler)) < real.SAME_TITLE)
    title[sampler[taking]] = sampled[taking]
    alone = np.ones(songs, bool)
    alone[sampler[taking]] = alone[sampled[taking]] = False
    others = draw.permutation(np.flatnonzero(alone))[: max(0, int(real.SHARED_TITLES * songs) - int((~alone).sum()))]
    shares = np.divide(real.BEARERS_OF_SHARED, np.sum(real.BEARERS_OF_SHARED))
    sizes = 2 + draw.choice(len(shares), len(others), p=shares)
    group = np.repeat(np.arange(len(others)), sizes)[: len(others)]
    title[others] = others[np.searchsorted(group, group)]
    # the id of a song is its first artist and title: no two songs have both in common
    order = np.lexsort((title, first_artist))
    again = np.flatnonzero((np.diff(title[order]) == 0) & (np.diff(first_artist[order]) == 0)) + 1
    title[order[again]] = songs + np.arange(len(again))
    return np.unique(title, return_inverse=True)[1]


def _known_years(year: Ints, role: Ints, sampler: Ints, sampled: Ints, draw: np.random.Generator) -> Ints:
    """The years without those unknown; who samples is as young as what is sampled, with few exceptions."""
    for which in (BOTH, BOTH, SAMPLER):
        latest = np.zeros_like(year)
        np.maximum.at(latest, sampler, year[sampled])
        year = np.where(role == which, np.maximum(year, latest), year)
    return np.where(draw.random(len(role)) < np.take(real.YEAR_KNOWN, role), year, 0)


def _bpms_and_keys(role: Ints, sampler: Ints, sampled: Ints, draw: np.random.Generator) -> tuple[Floats, Ints]:
    """BPM (NaN where unknown) and keys (-1); some samplers keep the tempo of what they sample."""
    bpm = np.interp(draw.random(len(role)), np.divide(real.BPM_SHARES, 100), real.BPMS)
    keeping = np.flatnonzero(draw.random(len(sampler)) < real.KEPT_TEMPO)
    bpm[sampler[keeping]] = bpm[sampled[keeping]] + draw.uniform(-3, 3, len(keeping))
    known = draw.random(len(role)) < np.take(real.BPM_KNOWN, role)
    key = draw.choice(len(real.KEYS), len(role), p=np.divide(real.KEY_COUNTS, sum(real.KEY_COUNTS)))
    key[~(known & (draw.random(len(role)) < real.KEY_KNOWN_TOO))] = -1
    return np.where(known, np.clip(bpm, real.BPMS[0], real.BPMS[-1]).round(2), np.nan), key


def _normal(names: pa.StringArray, between: str) -> pa.StringArray:
    """Small letters, with something else between words: what identity makes of names as plain as these."""
    return pc.replace_substring(pc.utf8_lower(names), " ", between)


def _pairs(ones: pa.StringArray, one: Ints, others: pa.StringArray, other: Ints) -> Any:
    first, second = np.array(ones.to_pylist(), object), np.array(others.to_pylist(), object)
    return zip(first[one].tolist(), second[other].tolist(), strict=True)


def _columns(table: pa.Table, before: str = "") -> dict[str, pa.ChunkedArray]:
    return {before + name: table[name] for name in table.column_names}


def _write(file: Any, table: pa.Table, *, header: bool) -> None:
    options = pyarrow.csv.WriteOptions(include_header=header, delimiter="\t", quoting_style="none")
    pyarrow.csv.write_csv(table, file, options)


def main() -> None:
    """Write a graph, or compare the shape with real relations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", type=int)
    parser.add_argument("--relations", type=float, default=real.RELATIONS_A_SONG, help="relations a song")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compare", type=Path, metavar="FOLDER", help="with the relations.tsv and features.tsv there")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    if options.compare:
        from benchmarks.shape import compare

        compare(options.compare, options.songs, options.relations, options.seed, options.output)
        return
    if not (options.songs and options.output):
        parser.error("give --songs and -o FOLDER, or --compare FOLDER")
    started = time.perf_counter()
    graph = generate(options.songs, options.relations, options.seed)
    graph.write(options.output)
    seconds = time.perf_counter() - started
    print(f"{graph.songs:,} songs, {len(graph.sampler):,} relations, {len(graph.artists):,} artists in {seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
