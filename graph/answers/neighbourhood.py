"""The songs around a song: what it takes from, what takes from it, some steps far, and what is recommended with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil, log2
from typing import Any

from graph.answers.explain import explain
from graph.answers.recommend import recommend
from graph.answers.rules import Answer, Rules
from graph.connection import Database
from graph.errors import ModelMissing, OutOfStep, SongNotFound
from graph.schema import Edge, Relation
from graph.search import resolve

DEEPEST, MOST_SONGS = 3, 500
NEAR_SHARE = 0.6  # of the room left goes to a ring when more rings follow
SONG_SHARE = 0.15  # of a ring is what one song may bring into it, so that a hub leaves room for others
RECOMMENDED_SHARE = 1 / 3  # of all songs are recommended ones at most


@dataclass(frozen=True, slots=True)
class Song:
    """A song of the neighbourhood. `ring` is its steps from the seed, None when only its recommendation leads to it."""

    song_id: str
    title: str
    artist_credit: str
    year: int | None = None
    bpm: float | None = None
    key: str | None = None
    sampled: int = 0  # by how many songs, in the whole graph
    ring: int | None = None
    rank: int | None = None  # among the recommended songs
    why: tuple[str, ...] = ()  # it is recommended

    @property
    def name(self) -> str:
        """Artist and title, for people."""
        return f"{self.artist_credit} – {self.title}"


@dataclass(frozen=True, slots=True)
class Link:
    """`start` takes from `end`; or, of type RECOMMENDED_WITH, `start` is the seed and `end` goes with it."""

    type: Relation | Edge
    start: str
    end: str
    kind: str = ""
    part: str = ""


@dataclass(slots=True)
class Neighbourhood:
    """The seed first, then the songs around it, nearest and heaviest first; and all relations among them."""

    songs: list[Song]
    links: list[Link]
    left_out: int = 0  # songs within the depth, beyond the limit
    notes: list[str] = field(default_factory=list)

    @property
    def seed(self) -> Song:
        """The song that was asked about."""
        return self.songs[0]

    @property
    def size(self) -> str:
        """How many songs and links, in words."""
        return f"{_counted(len(self.songs), 'song')} and {_counted(len(self.links), 'link')}"

    @property
    def rest(self) -> str:
        """How many songs were left out, in words; empty when all are here."""
        return _counted(self.left_out, "more song") if self.left_out else ""


def neighbourhood(
    database: Database, text: str, depth: int = 2, limit: int = 100, recommended: int = 10
) -> Neighbourhood:
    """The neighbourhood of the song that `text` means, up to `depth` steps and `limit` songs (the seed counts).

    Which songs: each ring is filled with the heaviest of those next to the ring before. The seed has the mass 1; a song's mass
    is halved, thirded … between the kinds of its relations (samples, sampled in, covers …) and then shared among the songs of
    each kind, so one of a hub's thousand samplers gets little. A song's weight is the mass that reaches it, times the logarithm
    of its own relations. Raises SongAmbiguous or SongNotFound.
    """
    if not (1 <= depth <= DEEPEST and 1 <= limit <= MOST_SONGS):
        raise ValueError(f"depth is 1 to {DEEPEST}, limit 1 to {MOST_SONGS}; not {depth} and {limit}")
    seed = resolve(database, text).song_id
    answers, notes = _recommended(database, seed, min(recommended, int((limit - 1) * RECOMMENDED_SHARE)))
    ranked = {answer.song_id: answer for answer in answers}
    rings = _rings(database, seed, depth, limit - 1 - len(ranked), ranked)
    ids = list(dict.fromkeys([seed, *ranked, *rings]))
    found = {row["song_id"]: row for row in database.read("neighbourhood_songs", ids=ids)}
    # a song that was merged away since the statements before is in none of this
    songs = [_song(found[song_id], rings.get(song_id), ranked.get(song_id)) for song_id in ids if song_id in found]
    links = [
        Link(Relation(row["type"]), row["sampler"], row["sampled"], row["kind"] or "", row["part"] or "")
        for row in database.read("neighbourhood_links", ids=ids)
    ]
    links += [Link(Edge.RECOMMENDED_WITH, seed, song_id) for song_id in ranked if song_id in found]
    reach = database.read("neighbourhood_reach", song_id=seed, depth=depth)[0]["songs"]
    return Neighbourhood(songs, links, max(0, reach - (len(rings) - 1)), notes)


def _recommended(database: Database, seed: str, count: int) -> tuple[list[Answer], list[str]]:
    """The answers of `mixgraph recommend`, with reasons; where it has none, why not."""
    if count < 1:
        return [], []
    try:
        found = recommend(database, seed, Rules(limit=count))
    except (ModelMissing, OutOfStep, SongNotFound) as error:
        return [], [f"without recommended songs, since {error}"]
    explain(database, found.seed, found.answers)
    return found.answers, []


def _rings(database: Database, seed: str, depth: int, room: int, ranked: Iterable[str]) -> dict[str, int]:
    """The songs within `depth` steps that are shown, with their ring: `room` of them at most, beside the `ranked` ones."""
    rings = {seed: 0}
    mass = {seed: 1.0}
    ranked = set(ranked)
    spare: list[tuple[int, float, str]] = []
    frontier = [seed]
    for ring in range(1, depth + 1):
        rows = database.read("neighbourhood_ring", ids=frontier, limit=MOST_SONGS) if frontier else []
        weighed = _weighed([row for row in rows if row["other"] not in rings], rows, mass)
        share = room if ring == depth else ceil(room * NEAR_SHARE)
        allowed = share if ring == 1 else max(2, ceil(share * SONG_SHARE))
        brought: dict[str, int] = defaultdict(int)
        frontier = []
        taken = 0
        for other, (weight, near, through) in sorted(weighed.items(), key=lambda each: (-each[1][0], each[0])):
            if other in ranked:  # it has its place already
                rings[other] = ring
            elif taken < share and brought[through] < allowed:
                brought[through] += 1
                taken += 1
                rings[other] = ring
            else:
                spare.append((ring, -weight, other))
                continue
            mass[other] = near
            frontier.append(other)
        room -= taken
    # what some rings could not fill goes to the best of those that had to wait
    for ring, _, other in sorted(spare):
        if room and other not in rings:
            rings[other] = ring
            room -= 1
    return rings


def _weighed(
    candidates: list[dict[str, Any]], rows: list[dict[str, Any]], mass: dict[str, float]
) -> dict[str, tuple[float, float, str]]:
    """The weight of each candidate, the mass that reaches it, and the song through which most of it comes."""
    kinds: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for row in rows:
        kinds[row["song_id"]].add((row["type"], row["forward"]))
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    relations: dict[str, int] = {}
    for row in candidates:
        song = row["song_id"]
        shares[row["other"]][song] += mass[song] / (len(kinds[song]) * row["size"])
        relations[row["other"]] = row["relations"]
    weighed = {}
    for other, by_song in shares.items():
        near = sum(by_song[song] for song in sorted(by_song))  # sorted: sums of floats depend on their order
        weighed[other] = near * log2(1 + relations[other]), near, max(sorted(by_song), key=by_song.__getitem__)
    return weighed


def _song(row: dict[str, Any], ring: int | None, answer: Answer | None) -> Song:
    return Song(**row, ring=ring, rank=answer.rank if answer else None, why=tuple(answer.why) if answer else ())


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
