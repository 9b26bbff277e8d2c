"""The picture of a neighbourhood: its songs and links as pyvis nodes and edges, placed and sized."""

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

import networkx as nx

from graph.answers.neighbourhood import Neighbourhood, Song
from web.network.cards import Card, card, link_text
from web.network.kinds import SHAPES, Kind, songs_graph
from web.network.layout import Box, Layout, layout
from web.network.text import drawn_width, plain, shortened

if TYPE_CHECKING:
    from pyvis.network import Network

READ_AT_ONCE = 45  # labels that can be read when the whole picture is in view
FONT, SEED_FONT, MINOR_FONT = 14, 19, 7  # minor ones, of all other songs, appear when one comes nearer
GROWTH = (
    1_000  # songs for which fonts (but the minor one) and circles double: a fuller picture is seen from further away
)
LETTERS, MINOR_LETTERS = 22, 20
LINE = 1.2  # height of a line, in font sizes
SMALLEST, STEP, LARGEST, SEED_SIZE = 4.5, 2.8, 28.0, 20.0  # radius; STEP for each doubling of the times sampled

OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 0},
    "interaction": {
        "hover": True,
        # autoFocus would take the letters from the search field whenever the mouse moves
        "keyboard": {"enabled": True, "bindToWindow": False, "autoFocus": False},
        "hideEdgesOnDrag": False,
    },
    "nodes": {"borderWidth": 1.5, "scaling": {"label": {"drawThreshold": 7}}},
    "edges": {
        "width": 1.2,
        "hoverWidth": 1.2,
        "selectionWidth": 1.6,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.45},
    },
}
"""vis-network's own options; colours come from the page's style, which knows light and dark."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of a page: pyvis data, cards in the order of the nodes, the year axis, and which kinds there are."""

    network: "Network"
    cards: list[Card]
    layout: Layout
    kinds: frozenset[Kind]


def draw(neighbourhood: Neighbourhood) -> Drawing:
    """Draw the neighbourhood; the same one always gets the same picture."""
    from pyvis.network import Network  # 0.6 s, for those who draw

    graph = songs_graph(neighbourhood)
    fonts = _fonts(graph)
    labels = {name: _label(data["song"], fonts[name]) for name, data in graph.nodes(data=True)}
    sizes = {name: _size(data["song"], data["kind"], len(graph)) for name, data in graph.nodes(data=True)}
    placed = layout(graph, {name: _box(labels[name], fonts[name], sizes[name]) for name in graph})
    network = Network(directed=True)
    network.options = OPTIONS
    numbers = {name: number for number, name in enumerate(graph)}
    for name, number in numbers.items():
        kind: Kind = graph.nodes[name]["kind"]
        x, y = (round(place, 1) for place in placed.positions[name])
        font = {"size": fonts[name]}
        network.add_node(
            number, label=labels[name], shape=SHAPES[kind], group=str(kind), x=x, y=y, size=sizes[name], font=font
        )
    # pyvis's own add_edge looks through all nodes for each edge
    network.edges += [
        {
            "from": numbers[start],
            "to": numbers[end],
            "kind": str(data["kind"]),
            "arrows": "" if data["kind"] is Kind.RECOMMENDED else "to",
            "text": link_text(graph, data["link"]),
        }
        for start, end, data in graph.edges(data=True)
    ]
    kinds = {data["kind"] for _, data in graph.nodes(data=True)} | {data["kind"] for *_, data in graph.edges(data=True)}
    return Drawing(network, [card(graph, name) for name in graph], placed, frozenset(kinds))


def _fonts(graph: "nx.MultiDiGraph[str]") -> dict[str, int]:
    """Large letters for the songs that matter most: the recommended ones, then those sampled most often."""
    seed, *songs = (data["song"] for _, data in graph.nodes(data=True))
    songs.sort(key=lambda song: (song.rank is None, -song.sampled, song.song_id))
    growth = 1 + len(graph) / GROWTH
    fonts = {song.song_id: round(FONT * growth) if at < READ_AT_ONCE else MINOR_FONT for at, song in enumerate(songs)}
    return {seed.song_id: round(SEED_FONT * growth), **fonts}


def _label(song: Song, font: int) -> str:
    rank = f"{song.rank} · " if song.rank is not None else ""
    title = rank + plain(song.title)
    if font == MINOR_FONT:
        return shortened(title, MINOR_LETTERS) or "?"
    return "\n".join(filter(None, [shortened(title, LETTERS), shortened(plain(song.artist_credit), LETTERS)])) or "?"


def _size(song: Song, kind: Kind, songs: int) -> float:
    size = min(LARGEST, SMALLEST + STEP * log2(1 + song.sampled))
    least = {Kind.SEED: SEED_SIZE, Kind.RECOMMENDED: 2 * SMALLEST}.get(kind, 0.0)
    return round(max(size, least) * (1 + songs / GROWTH), 1)


def _box(label: str, font: int, size: float) -> Box:
    lines = label.split("\n")
    half_width = max(size, max(drawn_width(line, font) for line in lines) / 2)
    return Box(half_width, size, size + 4 + len(lines) * LINE * font)
