"""What the page tells of songs and links, in plain text: on the hover card and in the table."""

from dataclasses import dataclass

import networkx as nx

from graph.answers.neighbourhood import Link, Song
from graph.answers.wording import BACKWARD, FORWARD
from graph.schema import Edge, Kind
from model.key import Key
from model.tempo import known_bpm
from web.network.text import plain


@dataclass(frozen=True, slots=True)
class Card:
    """A song's card; `facts` are year, bpm, key and times sampled, `why` the reasons why it is recommended."""

    title: str
    artists: str
    facts: list[str]
    why: list[str]
    relations: list[str]


def card(graph: "nx.MultiDiGraph[str]", name: str) -> Card:
    """The card of a song of a `songs_graph`."""
    song: Song = graph.nodes[name]["song"]
    key = Key.parse(song.key) if song.key else None
    bpm = known_bpm(song.bpm)
    facts = [
        str(song.year) if song.year is not None else "year unknown",
        f"{bpm:.1f} bpm" if bpm else "bpm unknown",
        f"{key.name} ({key.camelot})" if key else "key unknown",
        f"sampled {song.sampled} {'time' if song.sampled == 1 else 'times'}",
    ]
    why = [f"recommended, rank {song.rank}", *map(plain, song.why)] if song.rank is not None else []
    links = [(FORWARD, end, data["link"]) for _, end, data in graph.out_edges(name, data=True)]
    links += [(BACKWARD, start, data["link"]) for start, _, data in graph.in_edges(name, data=True)]
    relations = [
        f"{words[link.type]} {plain(graph.nodes[other]['song'].name)}{_detail(link)}"
        for words, other, link in links
        if link.type is not Edge.RECOMMENDED_WITH
    ]
    return Card(plain(song.title), plain(song.artist_credit), facts, why, relations)


def link_text(graph: "nx.MultiDiGraph[str]", link: Link) -> str:
    """One sentence of the link."""
    start, end = (plain(graph.nodes[name]["song"].name) for name in (link.start, link.end))
    return f"{start} {FORWARD[link.type]} {end}{_detail(link)}"


def _detail(link: Link) -> str:
    told = [plain(text) for text in ("" if link.kind == Kind.UNKNOWN else link.kind, link.part) if text]
    return f" ({', '.join(told)})" if told else ""
