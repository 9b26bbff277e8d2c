"""What a page tells: records for the graph, and where to go on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from graph.records import RelationRecord, SongClaim, SongRecord


class PageKind(StrEnum):
    """The kinds of pages that a crawl asks for; each has a parser of its own in this folder."""

    GENRE = "genre"
    ARTIST = "artist"  # an artist's songs, and the lists below it
    TRACK = "track"
    SEE_ALL = "see-all"  # all connections of a song in one direction
    CONNECTION = "connection"
    LISTING = "listing"  # tags, charts, years
    RECORDING = "recording"  # MusicBrainz, as are the next two
    RECORDINGS = "recordings"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Link:
    """An address to go on with, in normal form; `name` is the artist's for an artist's page, else ""."""

    url: str
    kind: PageKind
    name: str = ""


@dataclass(slots=True)
class Page:
    """What one page tells, in the order in which it stands there.

    `songs` are those that the page is about (a track page's own, an artist page's list); `relations` name both ends
    themselves. `next_url` is the following page of the same list, "" on the last. `announced` counts what the headings say
    that there is, `listed` the rows found, by the words of the heading; `missing` what is announced and stands neither here nor
    behind a link. `skipped` counts rows that are no records, by why: the other side is a film, say.
    """

    url: str
    kind: PageKind
    songs: list[SongClaim] = field(default_factory=list)
    relations: list[RelationRecord] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    next_url: str = ""
    announced: dict[str, int] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)

    def every_song(self) -> Iterator[SongRecord]:
        """The songs of all records, as often as they are named."""
        for claim in self.songs:
            yield claim.song
        for relation in self.relations:
            yield relation.sampler
            yield relation.sampled


class PageUnreadable(Exception):
    """A page that is not what its address promises: its kind and what is wrong; counted and kept for another parser.

    Raised by every parser for a page of another layout (a heading says 12, no row was found; no title), which is how a change
    of the site's layout shows.
    """

    def __init__(self, kind: PageKind | None, problem: str) -> None:
        super().__init__(f"{kind or 'unknown kind of'} page: {problem}")
        self.kind = kind
        self.problem = problem


class PageNotFound(PageUnreadable):
    """A page that says that there is none at its address, whatever its status was."""


class PageRefused(Exception):
    """A page by which the site refuses to be read by a program (a bot challenge): the crawl stops."""
