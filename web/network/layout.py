"""Where each song is drawn: time from left to right, relatives close together, labels beside one another."""

from bisect import bisect_left
from dataclasses import dataclass
from math import sqrt

import networkx as nx

from web.network.kinds import Kind
from web.network.years import across, bands, estimated_years

ASPECT = 1.95  # width by height of the picture: that of the page's part of a screen
FILLED = (
    0.6  # of the network's part are songs and labels; more, and they push each other far from where they want to be
)
TRIES = 5  # to meet the aspect
MARGIN = 5.0  # between two labels
LANE_GAP = 50.0  # between the network and the recommended songs below


@dataclass(frozen=True, slots=True)
class Box:
    """The room a song takes with its label, from its middle."""

    half_width: float
    above: float
    below: float

    @property
    def area(self) -> float:
        """Width times height, with the margin around."""
        return (2 * self.half_width + MARGIN) * (self.above + self.below + MARGIN)


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions by song, left, top, right and bottom of all, where each year and the recommended songs (None without) begin."""

    positions: dict[str, tuple[float, float]]
    bounds: tuple[float, float, float, float]
    years: list[tuple[int, float]]
    lane: float | None


def layout(graph: "nx.MultiDiGraph[str]", boxes: dict[str, Box]) -> Layout:
    """Place the songs of a `songs_graph`, the seed first in it; the same graph gets the same picture. No two boxes overlap."""
    years = estimated_years(graph)
    network = [name for name, data in graph.nodes(data=True) if data["kind"] is not Kind.RECOMMENDED]
    wanted = _heights(graph)
    room = {name: boxes[name].area for name in graph}
    area = sum(room[name] for name in network) / FILLED
    width = sqrt(area * ASPECT)
    for _ in range(TRIES):
        stretch = bands(years, room, width)
        placing = _Placing(boxes, across(years, stretch))
        for name in network:  # nearest and heaviest first: they get the place they want
            placing.place(name, wanted[name] * area / width)
        lane = None
        if len(network) < len(graph):
            lane = placing.bounds()[3] + LANE_GAP
            for name in graph:
                if name not in placing.ys:
                    placing.place(name, lane + boxes[name].above, lane)
        left, top, right, bottom = placing.bounds()
        positions = {name: (placing.xs[name], y) for name, y in placing.ys.items()}
        found = Layout(positions, (left, top, right, bottom), _starts(graph, stretch), lane)
        # how high it becomes is known only now; a wider one is less high, hence the root
        width *= sqrt(ASPECT * (bottom - top) / (right - left))
    return found


def _starts(graph: "nx.MultiDiGraph[str]", stretch: dict[int, tuple[float, float]]) -> list[tuple[int, float]]:
    known = {data["song"].year for _, data in graph.nodes(data=True)}
    return [(year, start) for year, (start, _) in stretch.items() if year in known]


def _heights(graph: "nx.MultiDiGraph[str]") -> dict[str, float]:
    """The height each song wants, from −½ to ½: a branch of the tree from the seed has a slice of its own, the largest in the
    middle."""
    seed = next(iter(graph))
    related: nx.Graph[str] = nx.Graph()
    related.add_nodes_from(graph)
    related.add_edges_from(
        (start, end) for start, end, data in graph.edges(data=True) if data["kind"] is not Kind.RECOMMENDED
    )
    tree = nx.bfs_tree(related, seed)
    order = list(nx.dfs_preorder_nodes(tree, seed))
    size = dict.fromkeys(order, 1)
    for name in reversed(order):
        size[name] += sum(size[child] for child in tree[name])
    wanted = dict.fromkeys(graph, 0.0)
    slices = {seed: (-0.5, 0.5)}
    for name in order:
        top, bottom = slices[name]
        wanted[name] = (top + bottom) / 2
        share = (bottom - top) / max(1, size[name] - 1)
        for child in _largest_in_the_middle(list(tree[name]), size):
            slices[child] = top, top + share * size[child]
            top = slices[child][1]
    return wanted


def _largest_in_the_middle(names: list[str], size: dict[str, int]) -> list[str]:
    ordered = sorted(names, key=lambda name: -size[name])
    return ordered[1::2][::-1] + ordered[::2]


class _Placing:
    """Puts boxes one by one at the free height nearest to the one they want; their place from left to right stays."""

    def __init__(self, boxes: dict[str, Box], xs: dict[str, float]) -> None:
        self._boxes = boxes
        self.xs = xs
        self.ys: dict[str, float] = {}

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that is placed."""
        placed = [(self.xs[name], y, self._boxes[name]) for name, y in self.ys.items()]
        return (
            min(x - box.half_width for x, _, box in placed),
            min(y - box.above for _, y, box in placed),
            max(x + box.half_width for x, _, box in placed),
            max(y + box.below for _, y, box in placed),
        )

    def place(self, name: str, wanted: float, lowest: float | None = None) -> None:
        """Place the box as near to `wanted` as the boxes before it leave free, its top not above `lowest`."""
        box, x = self._boxes[name], self.xs[name]
        taken = []
        for other, y in self.ys.items():
            beside = self._boxes[other]
            if abs(self.xs[other] - x) < box.half_width + beside.half_width + MARGIN:
                taken.append((y - beside.above - box.below - MARGIN, y + beside.below + box.above + MARGIN))
        if lowest is not None:
            taken.append((float("-inf"), lowest + box.above))
        self.ys[name] = _nearest_free(wanted, taken)


def _nearest_free(wanted: float, taken: list[tuple[float, float]]) -> float:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(taken):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    at = bisect_left(joined, (wanted, float("inf")))
    # a stretch that begins before the wanted height and ends after it is the one in the way
    if at and joined[at - 1][1] > wanted:
        start, end = joined[at - 1]
        return start if wanted - start <= end - wanted else end
    return wanted
