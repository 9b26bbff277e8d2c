"""What a replica shows: tracks, artists, connections, and the sections in which a track's connections stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from crawler.replica.slugs import Path
from graph.schema import Kind, Relation


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist, with a page of its own; `slug` is the page's path."""

    name: str
    slug: str

    @property
    def path(self) -> Path:
        """Of the artist's page."""
        return (self.slug,)


@dataclass(frozen=True, slots=True)
class Credited:
    """An artist in the credits of a track, as spelled there."""

    artist: Artist
    name: str
    featured: bool = False


@dataclass(frozen=True)
class Track:
    """A track; the first of its credits stands in its path. `duration` is in seconds."""

    title: str
    credits: tuple[Credited, ...]
    path: Path
    year: int | None = None
    duration: int | None = None
    genres: tuple[str, ...] = ()
    album: str = ""
    producers: tuple[Credited, ...] = ()

    @cached_property
    def credit_parts(self) -> tuple[tuple[str, Credited], ...]:
        """Each credited artist, and what stands before it: "", `, `, ` and `, ` feat. `."""
        parts: list[tuple[str, Credited]] = []
        for featured in (False, True):
            names = [each for each in self.credits if each.featured is featured]
            for number, each in enumerate(names):
                first = " feat. " if featured and parts else ""
                between = " and " if number == len(names) - 1 else ", "
                parts.append((between if number else first, each))
        return tuple(parts)

    @cached_property
    def credit(self) -> str:
        """`MC Quillon and DJ Halyard feat. Ida Marlowe`."""
        return "".join(before + credited.name for before, credited in self.credit_parts)

    @property
    def possessive(self) -> str:
        """`MC Quillon's Night Bus`."""
        return f"{self.credit}'s {self.title}"

    def of(self, artist: Artist) -> bool:
        """Whether the artist is credited."""
        return any(each.artist == artist for each in self.credits)


@dataclass(frozen=True, slots=True)
class Timings:
    """Where a sample is heard: seconds, and whether it is throughout."""

    seconds: tuple[int, ...] = ()
    throughout: bool = False


@dataclass(frozen=True)
class Connection:
    """`dest` takes from `source`; `film` is the film that takes in its stead, a trap for parsers."""

    number: int
    relation: Relation
    dest: Track
    source: Track
    slug: str
    kind: Kind = Kind.UNKNOWN
    part: str = ""
    dest_timings: Timings | None = None
    source_timings: Timings | None = None
    film: str = ""

    @property
    def path(self) -> Path:
        """Of the connection's page."""
        return (WORDS[self.relation], str(self.number), self.slug)

    @property
    def word(self) -> str:
        """sample, cover, remix."""
        return WORDS[self.relation]

    @property
    def heading(self) -> str:
        """The kind and the part, in the site's words where it has any.

        The site says of each sample that it is direct or an interpolation. Where the catalogue knows neither, the replica says
        `Sample of Drums`, which claims neither.
        """
        if self.relation is Relation.COVERS:
            return "Cover Version"
        if self.relation is Relation.REMIXES:
            return "Remix"
        return f"{_KINDS[self.kind]} of {self.shown_part}" if self.part else _KINDS[self.kind]

    @property
    def shown_part(self) -> str:
        """`Multiple Elements`."""
        return " ".join(word.capitalize() for word in self.part.split(" "))


WORDS = {Relation.SAMPLES: "sample", Relation.COVERS: "cover", Relation.REMIXES: "remix"}
_KINDS = {Kind.DIRECT: "Direct Sample", Kind.INTERPOLATION: "Interpolation (Replayed Sample)", Kind.UNKNOWN: "Sample"}


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six lists of a track's connections; `takes`: the track is the one that takes.

    `suffix` ends the path of the whole list, `new` and `old` are the headings of the two layouts, `action` is the word on an
    artist's page, `of_artist` the words of its menu and `title` those of the whole list's page, both formats.
    """

    relation: Relation
    takes: bool
    suffix: str
    new: str
    old: str
    action: str
    of_artist: str
    title: str

    def other(self, connection: Connection) -> Track:
        """The track at the other end."""
        return connection.source if self.takes else connection.dest

    def badge(self, connection: Connection) -> str:
        """What a row of a table says last: the part of a sample, the genre of the other track of a cover or remix."""
        if self.relation is Relation.SAMPLES:
            return connection.shown_part
        return next(iter(self.other(connection).genres), "")


# in the order in which they stand on a track's page; the suffixes covers and remixes are unverified
SECTIONS = (
    Section(
        *(Relation.SAMPLES, True, "samples", "Contains samples of", "Contains samples of"),
        *("sampled", "Songs that {} Sampled", "Tracks Sampled in {}"),
    ),
    Section(
        *(Relation.SAMPLES, False, "sampled", "Sampled in", "Was sampled in"),
        *("was sampled in", "Songs that Sampled {}", "Samples of {}"),
    ),
    Section(
        *(Relation.COVERS, True, "covers", "Is a cover of", "Is a cover of"),
        *("is a cover of", "Songs that {} Covered", "Tracks Covered in {}"),
    ),
    Section(
        *(Relation.COVERS, False, "covered", "Covered in", "Was covered in"),
        *("was covered in", "Songs that Covered {}", "Covers of {}"),
    ),
    Section(
        *(Relation.REMIXES, True, "remixes", "Is a remix of", "Is a remix of"),
        *("is a remix of", "Songs that {} Remixed", "Tracks Remixed in {}"),
    ),
    Section(
        *(Relation.REMIXES, False, "remixed", "Remixed in", "Was remixed in"),
        *("was remixed in", "Songs that Remixed {}", "Remixes of {}"),
    ),
)

Entries = Sequence[Track] | Sequence[Artist] | Sequence[Connection]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list on pages of its own below `path`: `/hot-samples/`, `/hot-samples/2/`."""

    path: Path
    title: str
    entries: Entries
    a_page: int
    most_pages: int | None = None


class Contents(Protocol):
    """What a replica shows, asked for page by page, so that it need not stand in memory."""

    @property
    def genres(self) -> Mapping[str, tuple[Sequence[Artist], Sequence[Artist]]]:
        """The most influential and the most popular artists of each genre."""

    @property
    def listings(self) -> Mapping[Path, Listing]:
        """Every other list, by its path."""

    def artist(self, slug: str) -> Artist | None:
        """The artist with that page."""

    def track(self, path: Path) -> Track | None:
        """The track with that page."""

    def connection(self, number: int) -> Connection | None:
        """The connection of that number."""

    def tracks_of(self, artist: Artist) -> Sequence[Track]:
        """All tracks in whose credits the artist stands, most popular first."""

    def connections(self, track: Track, section: Section) -> Sequence[Connection]:
        """All connections of the track in that section, most popular first."""

    def tags(self, track: Track) -> Sequence[str]:
        """The tags of the track."""
