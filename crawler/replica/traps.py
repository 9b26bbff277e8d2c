"""What real pages hold beside songs, for tests of parsers: films that sample, albums, producers, contributors.

Links to them lead nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zlib import crc32

from crawler.replica.catalogue import FIRST_NUMBER, Catalogue
from crawler.replica.contents import Artist, Connection, Credited, Listing, Section, Timings, Track
from crawler.replica.slugs import Path
from graph.schema import Kind, Relation

FILM = "The Paper Moon's Tide"
ALBUM = "Last Stop: Home"
PRODUCER = Credited(Artist("DJ Halyard", "DJ-Halyard"), "DJ Halyard")
FIRST_FILM = 9_000_001  # number of a connection
ONE_IN = 5  # tracks that a film samples


class Trapped:
    """A catalogue in which films sample every fifth track, and every track has an album, a producer and timings."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._sampled_by_film = [track for track in catalogue.tracks if is_in_film(track)]

    @property
    def genres(self) -> Mapping[str, tuple[Sequence[Artist], Sequence[Artist]]]:
        """As without traps."""
        return self._catalogue.genres

    @property
    def listings(self) -> Mapping[Path, Listing]:
        """As without traps."""
        return self._catalogue.listings

    def artist(self, slug: str) -> Artist | None:
        """As without traps."""
        return self._catalogue.artist(slug)

    def track(self, path: Path) -> Track | None:
        """The track, with album and producer."""
        track = self._catalogue.track(path)
        return track and _dressed(track)

    def connection(self, number: int) -> Connection | None:
        """The connection, with a sample at the very beginning; or a film's."""
        if 0 <= number - FIRST_FILM < len(self._sampled_by_film):
            return self._film(self._sampled_by_film[number - FIRST_FILM])
        connection = self._catalogue.connection(number)
        if connection is None:
            return None
        timings = Timings((0,)) if connection.relation is Relation.SAMPLES else None
        return replace(
            connection,
            dest=_dressed(connection.dest),
            source=_dressed(connection.source),
            dest_timings=timings and Timings((4, 30), throughout=number % 2 == FIRST_NUMBER % 2),
            source_timings=timings,
        )

    def tracks_of(self, artist: Artist) -> Sequence[Track]:
        """As without traps."""
        return self._catalogue.tracks_of(artist)

    def connections(self, track: Track, section: Section) -> Sequence[Connection]:
        """As without traps, and a film first."""
        connections = self._catalogue.connections(track, section)
        if section.relation is Relation.SAMPLES and not section.takes and is_in_film(track):
            return [self._film(track), *connections]
        return connections

    def tags(self, track: Track) -> Sequence[str]:
        """As without traps."""
        return self._catalogue.tags(track)

    def _film(self, track: Track) -> Connection:
        index = next(index for index, each in enumerate(self._sampled_by_film) if each.path == track.path)
        return Connection(
            number=FIRST_FILM + index,
            relation=Relation.SAMPLES,
            dest=track,  # not shown
            source=track,
            slug=f"The-Paper-Moon's-Tide-{track.path[1]}",
            kind=Kind.DIRECT,
            film=FILM,
        )


def is_in_film(track: Track) -> bool:
    """Whether a film samples the track."""
    return crc32("/".join(track.path).encode()) % ONE_IN == 0


def _dressed(track: Track) -> Track:
    return replace(track, album=ALBUM, producers=(PRODUCER,))
