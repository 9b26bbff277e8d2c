"""The contents of a replica, made of relations: mixgraph's own catalogue, or those of a test."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.resources import as_file, files

from crawler.replica.contents import SECTIONS, Artist, Connection, Credited, Listing, Section, Timings, Track
from crawler.replica.slugs import Path, Slugs, slug
from graph.identity import credited_artists
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.sources import relation_table
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream

FIRST_NUMBER = 100_001  # of a connection
AN_ARTIST_BLOCK = 24  # artists under each heading of a genre's page
# first parts of paths that are no artist's
RESERVED = frozenset(
    {
        *("genre", "browse", "song-tag", "hot-samples", "hot-covers", "hot-remixes", "most-sampled-artists"),
        *("most-sampled-tracks", "charts", "sample", "cover", "remix", "album", "movie", "tv", "search", "user"),
        *("sitemap", "buy", "share", "six-degrees", "submit", "news", "terms", "faq", "copyright", "metadata"),
        *("contact", "ajax", "static", "robots.txt"),
    }
)

_Key = tuple[str, str, tuple[str, ...]]


def bundled_relations() -> list[RelationRecord]:
    """The relations of mixgraph's own catalogue."""
    with as_file(files("graph") / "catalogue" / "relations.tsv") as path, open_stream(path) as stream:
        return [
            record for _, record in relation_table.read(stream, ReadOptions()) if isinstance(record, RelationRecord)
        ]


class Catalogue:
    """Relations as tracks with pages.

    A track is what has one credit, one title and the same own ids; its year is the earliest and its genres are all that any
    row says. An artist is what has one artist id. Tracks and artists whose names make one path get paths of their own.
    """

    def __init__(self, relations: Iterable[RelationRecord]) -> None:
        relations = list(relations)
        self._tracks: dict[_Key, Track] = {}
        self._artists: dict[str, Artist] = {}
        self._artist_slugs = Slugs(RESERVED)
        self._title_slugs: dict[Artist, Slugs] = defaultdict(lambda: Slugs(frozenset(each.suffix for each in SECTIONS)))
        self._add_tracks(relations)
        self._by_path = {track.path: track for track in self._tracks.values()}
        self._by_slug = {artist.slug: artist for artist in self._artists.values()}
        self._connections = [
            self._connection(number, relation) for number, relation in enumerate(relations, FIRST_NUMBER)
        ]
        self._of_track: dict[tuple[Path, str], list[Connection]] = defaultdict(list)
        self._of_artist: dict[Artist, list[Track]] = defaultdict(list)
        for connection in self._connections:
            for section in SECTIONS:
                if section.relation is connection.relation:
                    own = connection.dest if section.takes else connection.source
                    self._of_track[own.path, section.suffix].append(connection)
        for track in self._tracks.values():
            for artist in dict.fromkeys(each.artist for each in track.credits):
                self._of_artist[artist].append(track)
        for tracks in self._of_artist.values():
            tracks.sort(key=lambda track: -self._popularity(track))

    @property
    def tracks(self) -> Sequence[Track]:
        """All tracks."""
        return list(self._tracks.values())

    @property
    def artists(self) -> Sequence[Artist]:
        """All artists."""
        return list(self._artists.values())

    def artist(self, slug: str) -> Artist | None:
        """The artist with that page."""
        return self._by_slug.get(slug)

    def track(self, path: Path) -> Track | None:
        """The track with that page."""
        return self._by_path.get(path)

    def connection(self, number: int) -> Connection | None:
        """The connection of that number."""
        index = number - FIRST_NUMBER
        return self._connections[index] if 0 <= index < len(self._connections) else None

    def tracks_of(self, artist: Artist) -> Sequence[Track]:
        """All tracks in whose credits the artist stands, most connected first."""
        return self._of_artist.get(artist, [])

    def connections(self, track: Track, section: Section) -> Sequence[Connection]:
        """All connections of the track in that section."""
        return self._of_track.get((track.path, section.suffix), [])

    def tags(self, track: Track) -> Sequence[str]:
        """What the catalogue tells of a track that can stand as a tag: its decade, and a much taken part."""
        decade = [f"{track.year // 10 * 10}s"] if track.year else []
        parts = {each.shown_part for each in self.connections(track, SECTIONS[1]) if each.part in ("drums", "bass")}
        return [*decade, *(f"{part} Break" for part in sorted(parts))]

    @cached_property
    def genres(self) -> dict[str, tuple[list[Artist], list[Artist]]]:
        """By how often an artist's tracks of the genre were taken from, and by how many connections they have.

        The most popular begin with the first of each group of artists that nothing connects with the others, so that a crawl
        that begins at the genres meets all.
        """
        first_of_groups = self._first_of_groups()
        found = {}
        for genre in sorted({genre for track in self._tracks.values() for genre in track.genres}):
            taken: dict[Artist, int] = defaultdict(int)
            connected: dict[Artist, int] = defaultdict(int)
            for track in self._tracks.values():
                if genre in track.genres:
                    for each in track.credits:
                        taken[each.artist] += self._times_taken(track)
                        connected[each.artist] += self._popularity(track)
            popular = sorted(_highest(connected), key=lambda artist: artist not in first_of_groups)
            found[slug(genre)] = (_highest(taken)[:AN_ARTIST_BLOCK], popular[:AN_ARTIST_BLOCK])
        return found

    def _first_of_groups(self) -> set[Artist]:
        from networkx import Graph, connected_components

        together: Graph[Artist] = Graph()
        for track in self._tracks.values():
            together.add_edges_from((track.credits[0].artist, each.artist) for each in track.credits)
        together.add_edges_from(
            (each.dest.credits[0].artist, each.source.credits[0].artist) for each in self._connections
        )
        popularity = {artist: sum(map(self._popularity, tracks)) for artist, tracks in self._of_artist.items()}
        return {
            max(sorted(group, key=_name), key=lambda artist: popularity[artist])
            for group in connected_components(together)
        }

    @cached_property
    def listings(self) -> dict[Path, Listing]:
        """Charts, years, tags, and the artists of each genre by letter."""
        lists: dict[Path, Listing] = {}

        def add(listing: Listing) -> None:
            lists[listing.path] = listing

        popular = sorted(self._tracks.values(), key=lambda track: -self._popularity(track))
        taken: dict[Artist, int] = defaultdict(int)
        for track in popular:
            for each in track.credits:
                taken[each.artist] += self._times_taken(track)
        most = [artist for artist in _highest(taken) if taken[artist]]
        add(Listing(("most-sampled-artists",), "Most Sampled Artists", most, 50))
        for name, relation in (("Samples", 0), ("Covers", 1), ("Remixes", 2)):
            hot = [each for each in self._connections if each.relation is list(Relation)[relation]]
            hot.sort(key=lambda each: -self._popularity(each.source) - self._popularity(each.dest))
            add(Listing((f"hot-{name.lower()}",), f"Hot {name}", hot, 20, most_pages=5))
        for year in sorted({track.year for track in popular if track.year}):
            of_year = [track for track in popular if track.year == year]
            add(Listing(("browse", "year", str(year)), f"Tracks of {year}", of_year, 10))
        tagged: dict[str, list[Track]] = defaultdict(list)
        for track in popular:
            for tag in self.tags(track):
                tagged[tag].append(track)
        for tag, tracks in sorted(tagged.items()):
            add(Listing(("song-tag", tag), f"Tracks Tagged {tag}", tracks, 10))
        letters: dict[tuple[str, str], dict[Artist, None]] = defaultdict(dict)
        for track in popular:
            for genre in track.genres:
                for each in track.credits:
                    first = each.artist.slug[0].upper()
                    letters[genre, first if re.fullmatch("[A-Z]", first) else "0-9"][each.artist] = None
        for (genre, letter), artists in sorted(letters.items()):
            add(
                Listing(
                    ("browse", "artists", slug(genre), letter), f"{genre}: {letter}", sorted(artists, key=_name), 50
                )
            )
        return lists

    def _add_tracks(self, relations: list[RelationRecord]) -> None:
        said: dict[_Key, list[SongRecord]] = defaultdict(list)
        for relation in relations:
            for song in (relation.sampler, relation.sampled):
                said[_key(song)].append(song)
        for key, songs in said.items():
            credited = tuple(
                Credited(self._artist(each.artist_id, each.name), each.name, each.role == "featured")
                for each in credited_artists(songs[0].artist_credit)
            )
            first = credited[0].artist
            self._tracks[key] = Track(
                title=songs[0].title,
                credits=credited,
                path=(first.slug, self._title_slugs[first].take(songs[0].title)),
                year=min((song.year for song in songs if song.year), default=None),
                duration=next((song.duration for song in songs if song.duration), None),
                genres=tuple(dict.fromkeys(genre for song in songs for genre in song.genres)),
            )

    def _artist(self, artist_id: str, name: str) -> Artist:
        if artist_id not in self._artists:
            self._artists[artist_id] = Artist(name, self._artist_slugs.take(name))
        return self._artists[artist_id]

    def _connection(self, number: int, relation: RelationRecord) -> Connection:
        dest, source = self._tracks[_key(relation.sampler)], self._tracks[_key(relation.sampled)]
        names = [name for track in (dest, source) for name in (*(each.name for each in track.credits), track.title)]
        heard, _, taken = relation.times.partition(" < ")
        return Connection(
            number=number,
            relation=relation.type,
            dest=dest,
            source=source,
            slug=slug(" ".join(names)),
            kind=relation.kind,
            part=relation.part,
            dest_timings=_timings(heard),
            source_timings=_timings(taken),
        )

    def _times_taken(self, track: Track) -> int:
        return sum(len(self.connections(track, section)) for section in SECTIONS if not section.takes)

    def _popularity(self, track: Track) -> int:
        return sum(len(self.connections(track, section)) for section in SECTIONS)


def _key(song: SongRecord) -> _Key:
    return song.artist_credit, song.title, song.own_ids


def _highest(counts: dict[Artist, int]) -> list[Artist]:
    return sorted(counts, key=lambda artist: -counts[artist])


def _name(artist: Artist) -> str:
    return artist.name


def _timings(text: str) -> Timings | None:
    """Of `1:18, throughout`."""
    if not text:
        return None
    clocks = re.findall(r"(\d+):(\d\d)", text)
    return Timings(tuple(60 * int(minutes) + int(seconds) for minutes, seconds in clocks), "throughout" in text)
