"""The replica: a path in, a page out, without a socket.

Structure only is that of the real site; all words are ours and all facts those of the contents. What the real site answers is
not known everywhere; where it is not, the replica does what clients expect: a path without its last slash, and a connection
without its name, are moved to the full path.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zlib import crc32

from markupsafe import Markup

from crawler.replica.catalogue import Catalogue, bundled_relations
from crawler.replica.contents import SECTIONS, WORDS, Artist, Connection, Contents, Listing, Section, Track
from crawler.replica.environment import GENRE_LABELS, environment
from crawler.replica.pager import by_parameter, by_path, number_of, part, positive
from crawler.replica.response import Response, plain_text, redirect
from crawler.replica.slugs import Path, encoded
from crawler.replica.traps import Trapped
from crawler.replica.views import SectionView, item, related
from graph.schema import Relation

LISTED = 3  # connections of a section on a track's page, and those of an item on an artist's
SEE_ALL_ROWS = 16
ARTIST_ITEMS = 10
ROBOTS = "User-agent: *\nDisallow: /search/\nDisallow: /user/\n"
SORTS: dict[str, tuple[str, Callable[[Track], Any]]] = {
    "0": ("Earliest First", lambda track: track.year or 9999),
    "1": ("Latest First", lambda track: -(track.year or 0)),
    "2": ("Alphabetical", lambda track: track.title.casefold()),
}
_BY_SUFFIX = {section.suffix: section for section in SECTIONS}
_BY_WORD = {word: relation for relation, word in WORDS.items()}


class Layout(StrEnum):
    """Tables (since 2024), lists (before), or each on half of the pages."""

    NEW = "new"
    OLD = "old"
    MIXED = "mixed"


class ReplicaSite:
    """A site with the URL scheme of the reference; `layout` is that of its pages.

    `facts` says whose facts it shows. `cached` is how many pages are kept once they are rendered. `filler` is HTML before the
    end of each page. `traps` adds links to contributors and reports, which lead nowhere.
    """

    def __init__(
        self,
        contents: Contents,
        layout: Layout = Layout.NEW,
        *,
        traps: bool = False,
        facts: str = "facts from mixgraph's own catalogue",
        cached: int = 16_384,
        filler: str = "",
    ) -> None:
        self.contents = contents
        self.layout = layout
        self._always = {"facts": facts, "traps": traps, "filler": Markup(filler), "canonical": None, "pager": None}  # noqa: S704  # ours
        self._rendered = lru_cache(maxsize=cached)(self._page)

    def page(self, target: str) -> Response:
        """The answer to a request for this path and query."""
        return self._rendered(target) or self._missing(target)

    def layout_of(self, target: str) -> Layout:
        """The layout of the page at this path and query."""
        if self.layout is Layout.MIXED:
            return Layout.OLD if crc32(unquote(target).encode()) % 2 else Layout.NEW
        return self.layout

    def _page(self, target: str) -> Response | None:
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        if not target.startswith("/") or target.startswith("//"):
            return None
        if parts.path == "/robots.txt":
            return plain_text(ROBOTS)
        if not parts.path.endswith("/"):
            return self._moved(parts.path, parts.query)
        path = tuple(unquote(each) for each in parts.path.split("/")[1:-1])
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        return self._found(path, query, target)

    def _moved(self, path: str, query: str) -> Response | None:
        target = f"{path}/" + (f"?{query}" if query else "")
        found = self.page(target)
        if found.status == HTTPStatus.NOT_FOUND:
            return None
        return found if "Location" in found.headers else redirect(target)

    def _found(self, path: Path, query: dict[str, str], target: str) -> Response | None:
        if not path:
            return self._start(target)
        if path == ("browse",):
            return self._browse(target)
        if path[0] == "genre" and len(path) == 2:
            return self._genre(path, target)
        if path[0] in _BY_WORD and len(path) in (2, 3):
            return self._connection(path, target)
        if listing := self.contents.listings.get(path):
            return self._listing(listing, 1, target)
        if listing := self.contents.listings.get(path[:-1]):
            return self._listing(listing, number_of(path[-1]), target)
        if len(path) <= 2 and (artist := self.contents.artist(path[0])):
            section = _BY_SUFFIX.get(path[-1]) if len(path) == 2 else None
            if section or len(path) == 1:
                return self._artist(artist, section, query, target)
        if track := self.contents.track(path[:2]):
            if len(path) == 2:
                return self._track(track, target)
            if len(path) == 3 and path[2] in _BY_SUFFIX:
                return self._see_all(track, _BY_SUFFIX[path[2]], query, target)
        return None

    def _start(self, target: str) -> Response:
        genres = [(GENRE_LABELS.get(genre, genre), ("genre", genre)) for genre in self.contents.genres]
        tops = [(each.title, each.path) for each in self.contents.listings.values() if len(each.path) == 1]
        entries = [*genres, *tops, ("Browse", ("browse",))]
        return self._render("index", target, title="Start", entries=entries)

    def _browse(self, target: str) -> Response:
        entries = [(each.title, each.path) for each in self.contents.listings.values() if len(each.path) > 1]
        return self._render("index", target, title="Browse", entries=entries)

    def _genre(self, path: Path, target: str) -> Response | None:
        genre = path[1]
        if genre not in self.contents.genres:
            return None
        influential, popular = self.contents.genres[genre]
        return self._render(
            "genre",
            target,
            title=GENRE_LABELS.get(genre, genre),
            genre=genre,
            blocks=[("Most influential artists", influential), ("Most popular artists", popular)],
            letters=[each for each in self.contents.listings if each[:-1] == ("browse", "artists", genre)],
        )

    def _connection(self, path: Path, target: str) -> Response | None:
        connection = self.contents.connection(positive(path[1]))
        if connection is None or connection.word != path[0] or path[2:] not in ((), (connection.slug,)):
            return None
        if len(path) == 2:
            return redirect(encoded(connection.path))
        dest, source = connection.dest, connection.source
        used_in = connection.film or f"{dest.credit}'s '{dest.title}'"
        return self._render(
            f"{self.layout_of(target)}/connection",
            target,
            title=f"{used_in} {connection.word} of {source.credit}'s '{source.title}'",
            canonical=connection.path,
            connection=connection,
            related=related(self.contents, connection, LISTED),
        )

    def _listing(self, listing: Listing, number: int, target: str) -> Response | None:
        found = part(listing.entries, number, listing.a_page, by_path(listing.path), listing.most_pages)
        if found is None:
            return None
        entries: Sequence[Any] = found[0]
        kind = next((type(each) for each in entries), Track)
        templates = {Artist: "artists", Connection: "hot", Track: "tracks"}
        if kind is Track:
            entries = [item(self.contents, track, SECTIONS, LISTED) for track in entries]
        return self._render(
            templates[kind],
            target,
            title=listing.title,
            heading=listing.title,
            entries=entries,
            pager=found[1],
            first_number=(number - 1) * listing.a_page + 1,
        )

    def _artist(self, artist: Artist, section: Section | None, query: dict[str, str], target: str) -> Response | None:
        tracks = self.contents.tracks_of(artist)
        path = artist.path
        if query.get("role", "1") != "1":  # no source of ours tells of producers
            return None
        counts = {each: sum(len(self.contents.connections(track, each)) for track in tracks) for each in SECTIONS}
        if section:
            path = (*path, section.suffix)
            tracks = [track for track in tracks if self.contents.connections(track, section)]
            if not tracks:
                return None
        sort = query.get("ob", "")
        if sort in SORTS:
            tracks = sorted(tracks, key=SORTS[sort][1])
        address = by_parameter(path, "sp", f"ob={sort}" if sort in SORTS else "")
        found = part(tracks, number_of(query.get("sp")), ARTIST_ITEMS, address)
        if found is None:
            return None
        lists = [(each.of_artist.format(artist.name), each) for each in SECTIONS if counts[each]]
        return self._render(
            "artist",
            target,
            title=section.of_artist.format(artist.name) if section else f"{artist.name} - Samples, Covers and Remixes",
            canonical=path,
            artist=artist,
            counts=_counts(counts),
            lists_menu=[
                ("All Tracks", encoded(artist.path) if section else ""),
                *(
                    (f"{words} ({counts[each]})", "" if each == section else encoded((*artist.path, each.suffix)))
                    for words, each in lists
                ),
            ],
            sort_menu=_sort_menu(path, sort),
            tracks=[item(self.contents, track, [section] if section else SECTIONS, LISTED) for track in found[0]],
            pager=found[1],
        )

    def _track(self, track: Track, target: str) -> Response:
        layout = self.layout_of(target)
        lists = [(section, self.contents.connections(track, section)) for section in SECTIONS]
        return self._render(
            f"{layout}/track",
            target,
            title=f"{track.title} by {track.credit} - Samples, Covers and Remixes",
            canonical=track.path,
            track=track,
            sections=[
                SectionView.of(track, section, layout is Layout.OLD, all_, LISTED) for section, all_ in lists if all_
            ],
            tags=self.contents.tags(track),
        )

    def _see_all(self, track: Track, section: Section, query: dict[str, str], target: str) -> Response | None:
        connections = self.contents.connections(track, section)
        if len(connections) <= LISTED:
            return None
        path, sort = (*track.path, section.suffix), query.get("ob", "")
        if sort in SORTS:
            connections = sorted(connections, key=lambda each: SORTS[sort][1](section.other(each)))
        address = by_parameter(path, "cp", f"ob={sort}" if sort in SORTS else "")
        found = part(connections, number_of(query.get("cp")), SEE_ALL_ROWS, address)
        if found is None:
            return None
        layout = self.layout_of(target)
        before, _, after = section.title.partition("{}")
        return self._render(
            "see_all",
            target,
            title=f"{section.title.format(track.title)} by {track.credit}",
            canonical=track.path,  # of the track, as on the site: it is no address of this page
            layout=layout,
            track=track,
            heading=(before, after),
            sort_menu=_sort_menu(path, sort),
            view=SectionView.of(track, section, layout is Layout.OLD, connections, None, found[0]),
            pager=found[1],
        )

    def _missing(self, target: str) -> Response:
        return self._render("missing", target, status=HTTPStatus.NOT_FOUND, title="Not found")

    def _render(self, template: str, target: str, *, status: int = HTTPStatus.OK, **values: Any) -> Response:
        everything = self._always | {"layout": self.layout_of(target)} | values
        text = environment().get_template(f"{template}.html.j2").render(everything)
        return Response(status, text.encode())


def replica_of_catalogue(layout: Layout = Layout.NEW, *, traps: bool = False) -> ReplicaSite:
    """The replica that holds exactly mixgraph's own catalogue; with traps also what real pages hold beside songs."""
    catalogue = Catalogue(bundled_relations())
    return ReplicaSite(Trapped(catalogue) if traps else catalogue, layout, traps=traps)


def _sort_menu(path: Path, chosen: str) -> list[tuple[str, str]]:
    first = ("Most Popular", encoded(path) if chosen in SORTS else "")
    return [
        first,
        *((words, "" if number == chosen else f"{encoded(path)}?ob={number}") for number, (words, _) in SORTS.items()),
    ]


def _counts(of_section: dict[Section, int]) -> str:
    """`42 samples, 3 covers, 1 remix`: all connections of an artist's tracks."""
    said = []
    for relation, plural in ((Relation.SAMPLES, "samples"), (Relation.COVERS, "covers"), (Relation.REMIXES, "remixes")):
        number = sum(count for section, count in of_section.items() if section.relation is relation)
        said.append(f"{number:,} {WORDS[relation] if number == 1 else plural}")
    return ", ".join(said)
