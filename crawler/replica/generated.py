"""Contents of any size, each page made from its number alone: what benchmarks crawl.

Track n takes from the tracks n-1, n-97 and n-389, and so on for covers and remixes, counted round in a circle; so each has
nine connections in both directions, three in each section, and a walk from anywhere reaches all.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar, overload

from crawler.replica.contents import Artist, Connection, Credited, Listing, Section, Track
from crawler.replica.environment import GENRE_LABELS
from crawler.replica.site import Layout, ReplicaSite
from crawler.replica.slugs import Path
from graph.schema import Kind, Relation

STEPS = {Relation.SAMPLES: (1, 97, 389), Relation.COVERS: (7, 151, 499), Relation.REMIXES: (13, 211, 601)}
FEWEST = 2 * 601 + 1  # tracks, so that no connection goes both ways
AN_ARTIST = 10  # tracks
FIRST_YEAR, YEARS = 1960, 60
_PARTS = ("drums", "bass", "vocals", "multiple elements")
_RELATIONS = tuple(STEPS)
_STEPS = [(relation, step) for relation, steps in STEPS.items() for step in steps]

Entry = TypeVar("Entry")


class Lazy(Sequence[Entry]):
    """A sequence of what is made from each of the numbers when it is asked for."""

    def __init__(self, numbers: range, make: Callable[[int], Entry]) -> None:
        self._numbers = numbers
        self._make = make

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return Lazy(self._numbers[index], self._make)
        return self._make(self._numbers[index])


class GeneratedContents:
    """So many tracks, ten an artist; raises ValueError for fewer than 1,203, which the steps would not fit."""

    def __init__(self, tracks: int) -> None:
        if tracks < FEWEST:
            raise ValueError(f"at least {FEWEST:,} tracks")
        self.tracks = tracks
        self.artists = -(-tracks // AN_ARTIST)

    @cached_property
    def genres(self) -> Mapping[str, tuple[Sequence[Artist], Sequence[Artist]]]:
        """The site's genres, each with artists of its own."""
        found: dict[str, tuple[Sequence[Artist], Sequence[Artist]]] = {}
        for number, genre in enumerate(GENRE_LABELS):
            of_genre = range(number, self.artists, len(GENRE_LABELS))
            found[genre] = Lazy(of_genre[:24], self._artist), Lazy(of_genre[-24:], self._artist)
        return found

    @cached_property
    def listings(self) -> Mapping[Path, Listing]:
        """The tracks of each year."""
        found: dict[Path, Listing] = {}
        for index in range(YEARS):
            path = ("browse", "year", str(FIRST_YEAR + index))
            found[path] = Listing(path, path[-1], Lazy(range(index, self.tracks, YEARS), self._track), 10)
        return found

    def artist(self, slug: str) -> Artist | None:
        """The artist with that page."""
        number = _number(slug, "Artist-", self.artists)
        return None if number is None else self._artist(number)

    def track(self, path: Path) -> Track | None:
        """The track with that page."""
        number = _number(path[-1], "Track-", self.tracks)
        if number is None or (track := self._track(number)).path != path:
            return None
        return track

    def connection(self, number: int) -> Connection | None:
        """The connection of that number."""
        taker, step = divmod(number - 1, len(_STEPS))
        return self._connection(taker, step) if 0 <= taker < self.tracks else None

    def tracks_of(self, artist: Artist) -> Sequence[Track]:
        """The ten tracks of an artist; those on which one is featured are left out."""
        number = int(artist.slug.removeprefix("Artist-"))
        return Lazy(range(number * AN_ARTIST, min(self.tracks, (number + 1) * AN_ARTIST)), self._track)

    def connections(self, track: Track, section: Section) -> Sequence[Connection]:
        """Three of each section."""
        number = int(track.path[1].removeprefix("Track-"))
        first = _RELATIONS.index(section.relation) * 3
        return [
            self._connection(number if section.takes else (number + _STEPS[step][1]) % self.tracks, step)
            for step in range(first, first + 3)
        ]

    def tags(self, track: Track) -> Sequence[str]:  # noqa: ARG002 - all contents are asked so
        """None."""
        return ()

    def _artist(self, number: int) -> Artist:
        return Artist(f"Artist {number}", f"Artist-{number}")

    def _track(self, number: int) -> Track:
        main = self._artist(number // AN_ARTIST)
        guest = self._artist((number * 31 + 7) % self.artists)
        credited = [Credited(main, main.name)]
        if guest != main:
            credited.append(Credited(guest, guest.name, featured=True))
        return Track(
            title=f"Track {number}",
            credits=tuple(credited),
            path=(main.slug, f"Track-{number}"),
            year=FIRST_YEAR + number % YEARS,
            duration=120 + number % 240,
            genres=(tuple(GENRE_LABELS)[number // AN_ARTIST % len(GENRE_LABELS)],),
        )

    def _connection(self, taker: int, step: int) -> Connection:
        relation, distance = _STEPS[step]
        source = (taker - distance) % self.tracks
        sample = relation is Relation.SAMPLES
        return Connection(
            number=taker * len(_STEPS) + step + 1,
            relation=relation,
            dest=self._track(taker),
            source=self._track(source),
            slug=f"Artist-{taker // AN_ARTIST}-Track-{taker}-Artist-{source // AN_ARTIST}-Track-{source}",
            kind=Kind.DIRECT if sample else Kind.UNKNOWN,
            part=_PARTS[taker % len(_PARTS)] if sample else "",
        )


def generated_site(tracks: int, layout: Layout = Layout.NEW) -> ReplicaSite:
    """A site of so many tracks whose pages have some 100 kB and 100 links, as the real ones are said to have; none is kept."""
    return ReplicaSite(GeneratedContents(tracks), layout, facts="facts that were made up", cached=0, filler=_filler())


def _number(slug: str, prefix: str, end: int) -> int | None:
    digits = slug.removeprefix(prefix)
    if slug == digits or not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return None
    number = int(digits)
    return number if number < end and str(number) == digits else None


def _filler() -> str:
    """What stands around the content of a page: menus, small elements without links, and a script's data."""
    menu = "".join(f'<li><a href="/genre/{genre}/">{label}</a></li>' for genre, label in _menu())
    small = "".join(
        f'<div class="c{n}"><span class="a">{n * 7919 % 100_003}</span> <p>{n * 104_729 % 1_000_003:x} of {n}</p></div>\n'
        for n in range(500)
    )
    data = ",".join(str(n * 7919 % 1_000_003) for n in range(6_500))
    return f'<ul>{menu}</ul>\n{small}<script type="application/json">[{data}]</script>'


def _menu() -> list[tuple[str, str]]:
    return [(genre, label.replace("&", "&amp;")) for genre, label in GENRE_LABELS.items()] * 3
