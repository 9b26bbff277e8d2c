"""A song's page: who it is, and the first rows of each of up to six sections of connected songs."""

from crawler.address import kind_of
from crawler.pages import sections
from crawler.pages.credits import Credited, credited, follow_artists
from crawler.pages.directions import count_in, of_heading
from crawler.pages.document import Document, Element, Properties, properties, stated
from crawler.pages.genre_names import genre_name, genre_of_address
from crawler.pages.page import Page, PageKind
from crawler.pages.rows import read_row, relate
from crawler.pages.songs import duration_in, producers_in, song, unique, year_in
from graph.records import SongClaim, SongRecord
from graph.sources.values import clean

_ARTISTS = ("trackArtistNames", "trackArtists")  # the second until 2017


def read(document: Document) -> Page:
    """The page's song, its relations that are listed, and links to artists, connections and all of a section."""
    page = document.page()
    own = _own_song(document)
    page.songs.append(SongClaim(own, document.site.source))
    for section in sections.sections(document):
        direction = of_heading(section.heading)
        if direction is None:
            continue
        listed = 0
        for element in section.rows:
            row = read_row(element, document)
            listed += bool(row.title or row.url)
            relate(row, direction, own, document, page)
        announced = count_in(section.heading)
        if announced and not listed:
            raise document.unreadable(f"{section.heading!r} and no row that can be read")
        # what the heading of one song alone says is not known
        expected = 1 if announced is None else announced
        page.announced[direction.words] = expected
        page.listed[direction.words] = listed
        if section.see_all:
            document.follow(section.see_all)
        elif listed < expected:
            page.missing[direction.words] = expected - listed
    return document.complete(page)


def _own_song(document: Document) -> SongRecord:
    by = next(iter(document.with_class(*_ARTISTS)), None)
    title = _title(document, by)
    if not title:
        raise document.unreadable("no title")
    artists = credited(by, document) if by is not None else Credited("")
    if not artists.text:
        raise document.unreadable("no artist")
    follow_artists(artists.artists, document)
    root, told = document.root, properties(document.root)
    record = song(
        artists.text,
        title,
        year_in(root, told, document),
        document,
        url=_own_address(document),
        duration=duration_in(told),
        genres=_genres(told, document),
        producers=producers_in(told, document),
    )
    if record is None:
        raise document.unreadable("a title or credit that is none, or over 2,000 letters")
    return record


def _title(document: Document, by: Element) -> str:
    """What a meta element of the header states, or else its text before the artists."""
    headers = list(document.root.iter("h1"))
    for header in headers:
        for meta in header.iter("meta"):
            if meta.get("itemprop") == "name" and (by is None or by not in meta.iterancestors()):
                title = clean(meta.get("content") or "")
                if title:
                    return title
    return next(filter(None, (_text_until(header, by) for header in headers)), "")


def _text_until(header: Element, by: Element) -> str:
    pieces = [header.text or ""]
    for child in header:
        if by is not None and (child is by or by in child.iterdescendants()):
            break
        pieces += [*child.itertext(), child.tail or ""]
    return clean("".join(pieces))


def _own_address(document: Document) -> str:
    """The song's address as the page states it, which is right where another spelling of it was asked for."""
    for meta in document.root.iter("meta"):
        if meta.get("itemprop") == "url":
            url = document.address(meta.get("content"))
            if kind_of(url) is PageKind.TRACK:
                return url
    return document.url


def _genres(told: Properties, document: Document) -> tuple[str, ...]:
    names = []
    for element in told["genre"]:
        links = (document.address(link.get("href")) for link in [element, *element.iterancestors("a")])
        names.append(next(filter(None, map(genre_of_address, links)), "") or genre_name(stated(element)))
    return unique(filter(None, names))
