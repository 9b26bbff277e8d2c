"""The time axis: which year a song stands at, and how much room each year has."""

from collections import Counter, defaultdict
from itertools import pairwise
from math import log1p

import networkx as nx

GAP_SHARE = (
    0.15  # of the axis shows the years between; the rest is shared by the songs, so that crowded years have room
)
PASSES = 8  # of years from neighbour to neighbour
GOLDEN = 0.6180339887498949  # its multiples spread any number of songs evenly over their year


def estimated_years(graph: "nx.MultiDiGraph[str]") -> dict[str, int]:
    """The year of each song; one that is unknown is the mean of its neighbours', and the mean of all where they know none."""
    known = {name: data["song"].year for name, data in graph.nodes(data=True) if data["song"].year is not None}
    years = dict(known)
    for _ in range(PASSES):
        found = {}
        for name in graph:
            if name not in years:
                near = [years[other] for other in nx.all_neighbors(graph, name) if other in years]
                if near:
                    found[name] = round(sum(near) / len(near))
        if not found:
            break
        years |= found
    middle = round(sum(known.values()) / len(known)) if known else 0
    return {name: years.get(name, middle) for name in graph}


def bands(years: dict[str, int], room: dict[str, float], width: float) -> dict[int, tuple[float, float]]:
    """The stretch of the axis, `width` long in all, that belongs to each year: in proportion to the room that its songs need.

    No two meet; a part of the axis shows how many years lie between.
    """
    needed: dict[int, float] = defaultdict(float)
    for name, year in years.items():
        needed[year] += room[name]
    ordered = sorted(needed)
    gaps = [log1p(later - year) for year, later in pairwise(ordered)]
    for_gaps = GAP_SHARE * width if gaps else 0.0
    unit = (width - for_gaps) / sum(room.values())
    stretch: dict[int, tuple[float, float]] = {}
    left = -width / 2
    for year, gap in zip(ordered, [*gaps, 0.0], strict=True):
        right = left + unit * needed[year]
        stretch[year] = left, right
        left = right + (for_gaps * gap / sum(gaps) if gap else 0.0)
    return stretch


def across(years: dict[str, int], stretch: dict[int, tuple[float, float]]) -> dict[str, float]:
    """Where each song stands: a later year is always further right, the songs of a year are spread over its stretch."""
    placed: Counter[int] = Counter()
    xs = {}
    for name, year in years.items():
        placed[year] += 1
        left, right = stretch[year]
        xs[name] = left + (right - left) * (placed[year] * GOLDEN % 1)
    return xs
