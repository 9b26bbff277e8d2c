"""The shape of a sampling graph in figures, counted alike for real and generated ones, and drawn beside each other."""

import csv
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from benchmarks.generate import GeneratedGraph, generate
from graph.identity import bare_title, credited_artists, song_id
from model.tempo import known_bpm

Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Drawn:
    """What of a graph is drawn: one number a song, component, artist or relation."""

    degrees: Ints
    component_sizes: Ints
    songs_an_artist: Ints
    years: Ints
    gaps: Ints
    bpms: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """Figures of a graph; shares are of its songs, unless the name says of what, and lie between 0 and 1.

    `dangling_relations` lie on no cycle and between no two of them: take away songs with one relation until there are
    none, and those relations are gone, trees and isolated pairs among them. `largest_degree` grows with the size.
    """

    songs: int
    relations: int
    relations_a_song: float
    one_relation: float
    two_relations: float
    ten_relations: float
    largest_degree: int
    relations_of_ten_largest: float
    samplers: float
    both: float
    largest_component: float
    dangling_relations: float
    artists_a_song: float
    artists_of_one_song: float
    most_songs_of_an_artist: int
    same_artist_relations: float
    shared_titles: float
    same_title_relations: float
    median_year_of_samplers: float
    median_year_of_sampled: float
    median_gap: float
    sampler_older_relations: float
    bpm_known: float
    key_known: float
    median_bpm: float
    relations_both_bpms: float
    near_tempo_of_those: float

    @classmethod
    def of(cls, graph: GeneratedGraph) -> tuple[Self, Drawn]:
        """Count."""
        songs, sampler, sampled = graph.songs, graph.sampler, graph.sampled
        samples, uses = (np.bincount(end, minlength=songs) for end in (sampler, sampled))
        degree = samples + uses
        joined = sp.coo_array((np.ones(len(sampler), np.int8), (sampler, sampled)), shape=(songs, songs))
        sizes = np.bincount(connected_components(joined, directed=False)[1])
        of_artist = np.bincount(graph.credit_artist)
        of_artist = of_artist[of_artist > 0]
        bearers = np.bincount(graph.title)[graph.title]
        dated = (graph.year[sampler] > 0) & (graph.year[sampled] > 0)
        gaps = (graph.year[sampler] - graph.year[sampled])[dated]
        apart = np.abs(graph.bpm[sampler] - graph.bpm[sampled])
        known = ~np.isnan(graph.bpm)
        year_of = [graph.year[(each > 0) & (graph.year > 0)] for each in (samples, uses)]
        shape = cls(
            songs=songs,
            relations=len(sampler),
            relations_a_song=len(sampler) / songs,
            one_relation=_share(degree == 1),
            two_relations=_share(degree == 2),
            ten_relations=_share(degree >= 10),
            largest_degree=int(degree.max()),
            relations_of_ten_largest=float(np.sort(degree)[-10:].sum() / len(sampler)),
            samplers=_share(samples > 0),
            both=_share((samples > 0) & (uses > 0)),
            largest_component=float(sizes.max() / songs),
            dangling_relations=1 - _cyclic(sampler, sampled, songs) / len(sampler),
            artists_a_song=len(graph.credit_song) / songs,
            artists_of_one_song=_share(of_artist == 1),
            most_songs_of_an_artist=int(of_artist.max()),
            same_artist_relations=_share_an_artist(graph),
            shared_titles=_share(bearers > 1),
            same_title_relations=_share(graph.title[sampler] == graph.title[sampled]),
            median_year_of_samplers=float(np.median(year_of[0])),
            median_year_of_sampled=float(np.median(year_of[1])),
            median_gap=float(np.median(gaps)),
            sampler_older_relations=_share(gaps < 0),
            bpm_known=_share(known),
            key_known=_share(graph.key >= 0),
            median_bpm=float(np.median(graph.bpm[known])),
            relations_both_bpms=_share(~np.isnan(apart)),
            near_tempo_of_those=_share(apart[~np.isnan(apart)] <= 4),
        )
        return shape, Drawn(degree, sizes, of_artist, graph.year[graph.year > 0], gaps, graph.bpm[known])


def read_real(folder: Path) -> GeneratedGraph:
    """The sample relations of `relations.tsv` and the BPMs and keys of `features.tsv`, as numbers; no name is kept."""
    number: dict[str, int] = {}
    artist_number: dict[str, int] = {}
    title_number: dict[str, int] = {}
    credited: list[tuple[int, int]] = []
    titles: list[int] = []
    years: list[int] = []
    pairs: list[list[int]] = []
    for row in _rows(folder / "relations.tsv"):
        ends = [(row[end + "artist"], row[end + "title"], row[end + "year"]) for end in ("", "source_")]
        ids = [song_id(artist, title) for artist, title, _ in ends]
        if row["relation"] != "samples" or not all(ids):
            continue
        for one, (artist, title, year) in zip(ids, ends, strict=True):
            if one not in number:
                number[one] = len(number)
                names = (credit.artist_id for credit in credited_artists(artist))
                credited += [
                    (number[one], artist_number.setdefault(name, len(artist_number))) for name in dict.fromkeys(names)
                ]
                bare = bare_title(title) or one
                titles.append(title_number.setdefault(bare, len(title_number)))
                years.append(int(year or 0))
            elif year and not years[number[one]]:
                years[number[one]] = int(year)
        pairs.append([number[one] for one in ids])
    bpm, key = np.full(len(number), np.nan), np.full(len(number), -1)
    for row in _rows(folder / "features.tsv"):
        if (at := number.get(song_id(row["artist"], row["title"]))) is not None:
            bpm[at] = (known_bpm(float(row["bpm"])) if row["bpm"] else None) or np.nan
            key[at] = 0 if row["key"] else -1
    ends = np.array([pair for pair in pairs if pair[0] != pair[1]])
    once = ends[np.unique(np.sort(ends, axis=1), axis=0, return_index=True)[1]]
    credit = np.array(credited)
    numbers = (len(number), once[:, 0], once[:, 1], credit[:, 0], credit[:, 1], np.array(titles), np.array(years))
    return GeneratedGraph(*numbers, bpm, key, seed=0)


def compare(folder: Path, songs: int | None, relations: float, seed: int, picture: Path | None) -> None:
    """Print the figures of the real relations in a folder and of a generated graph, and draw both."""
    real = read_real(folder)
    generated = generate(songs or real.songs, relations, seed)
    (there, drawn_there), (here, drawn_here) = Shape.of(real), Shape.of(generated)
    print(f"{'':28}{'real':>14}{'generated':>14}")
    for (name, one), other in zip(asdict(there).items(), asdict(here).values(), strict=True):
        print(f"{name.replace('_', ' '):28}{_told(one):>14}{_told(other):>14}")
    if picture:
        draw(drawn_there, drawn_here, picture)


def draw(real: Drawn, generated: Drawn, picture: Path) -> None:
    """Draw six distributions of both into one picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, places = pyplot.subplots(2, 3, figsize=(15, 8.5), layout="constrained")
    for name, values, style in (("real", real, "o"), ("generated", generated, "x")):
        for place, counted, title in (
            (places[0, 0], values.degrees, "songs with at least so many relations"),
            (places[0, 1], values.component_sizes, "components with at least so many songs"),
            (places[0, 2], values.songs_an_artist, "artists with at least so many songs"),
        ):
            x, share = _at_least(counted)
            place.loglog(x, share, style, markersize=4, label=name, markerfacecolor="none")
            place.set_title(title)
        for place, counted, bins, title in (
            (places[1, 0], values.years, np.arange(1940, 2030, 5), "years of songs"),
            (places[1, 1], values.gaps, np.arange(-5, 80, 5), "years between sampled song and sampler"),
            (places[1, 2], values.bpms, np.arange(50, 215, 5), "BPM"),
        ):
            place.hist(counted, bins=bins, density=True, histtype="step", linewidth=2, label=name)
            place.set_title(title)
    for place in places.flat:
        place.legend()
    for place in places[0]:
        place.set_ylabel("share")
    figure.savefig(picture, dpi=100)
    print(f"drawn into {picture}")


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def _share(which: npt.NDArray[np.bool_]) -> float:
    return float(which.mean()) if len(which) else math.nan


def _cyclic(sampler: Ints, sampled: Ints, songs: int) -> int:
    """How many relations are left when songs with one are taken away again and again (the graph's 2-core)."""
    while True:
        degree = np.bincount(sampler, minlength=songs) + np.bincount(sampled, minlength=songs)
        kept = (degree[sampler] > 1) & (degree[sampled] > 1)
        if kept.all():
            return len(sampler)
        sampler, sampled = sampler[kept], sampled[kept]


def _share_an_artist(graph: GeneratedGraph) -> float:
    """The share of relations whose two songs have an artist in common."""
    shape = (graph.songs, int(graph.credit_artist.max()) + 1)
    of_song = sp.csr_array((np.ones(len(graph.credit_song), np.int8), (graph.credit_song, graph.credit_artist)), shape)
    common = of_song[graph.sampler].multiply(of_song[graph.sampled]).tocsr()
    return _share(np.diff(common.indptr) > 0)


def _at_least(counted: Ints) -> tuple[Ints, npt.NDArray[np.float64]]:
    values, number = np.unique(counted, return_counts=True)
    return values, number[::-1].cumsum()[::-1] / len(counted)


def _told(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}" if value < 10 else f"{value:.1f}"
