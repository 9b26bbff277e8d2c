"""All connections of a song in one direction, as rows, page by page."""

import re
from itertools import islice
from urllib.parse import unquote

from crawler.address import segments
from crawler.pages import sections
from crawler.pages.credits import LONGEST_TEXT, Credited, artist_page, credited, follow_artists
from crawler.pages.directions import BY_SUFFIX, count_in, of_heading
from crawler.pages.document import Document, Element, classes, text_of
from crawler.pages.page import Page
from crawler.pages.rows import read_row, relate
from crawler.pages.songs import song
from graph.identity import song_id
from graph.records import SongRecord
from graph.sources.values import clean

# "Samples of T by A", "Tracks Sampled in T by A", "Covers of T by A"
_TITLE = re.compile(
    r".*?\b(?:sampled in|samples? of|sampled|covers? of|covered in|covered|remix(?:es)? of|remixed in|remixed)\s+(.+ by .+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,;] | (?:and|&|feat\.?|ft\.?|featuring) ", re.IGNORECASE)
_SITE = re.compile(r"\s+(?:\||on WhoSampled\b|- Samples, Covers).*$")


def read(document: Document) -> Page:
    """The relations of the rows, whose direction the address tells; links to artists, connections and the next page."""
    page = document.page()
    direction = BY_SUFFIX[segments(document.url)[-1]]
    found = sections.sections(document)
    own = _own_song(document, [row for section in found for row in section.rows])
    announced = listed = 0
    for section in found:
        of_section = of_heading(section.heading)
        if of_section not in (None, direction):
            raise document.unreadable(f"{section.heading!r} where {direction.words!r} was expected")
        announced = announced or count_in(section.heading) or 0
        for element in section.rows:
            row = read_row(element, document)
            listed += bool(row.title or row.url)
            relate(row, direction, own, document, page)
    if not listed:
        raise document.unreadable(f"{announced or 'no'} songs announced and no row that can be read")
    page.listed[direction.words] = listed
    if announced:
        page.announced[direction.words] = announced
    document.complete(page)
    if announced > listed and not page.next_url and "?" not in document.url:  # the only page of its list
        page.missing[direction.words] = announced - listed
    return page


def _own_song(document: Document, rows: list[Element]) -> SongRecord:
    """The song whose list it is, from links to its page and its artist's above the rows, or from the page's title."""
    artist_url = artist_page(document.url, document)
    track_url = document.address("/" + "/".join(segments(document.url)[:2]) + "/")
    inside_rows = {link for row in rows for link in row.iter("a")}
    title, artists = "", Credited("")
    for link in document.root.iter("a"):
        url = document.address(link.get("href"))
        if (
            url == track_url
            and not title
            and link not in inside_rows
            and not {"btn", "moreButton"} & set(classes(link))
        ):
            title = text_of(link)
            heading = next(link.iterancestors("h1", "h2", "h3", "header"), None)
            beside = credited(heading, document) if title and heading is not None else artists
            artists = beside if beside.artists else artists
        elif url == artist_url and not artists.artists and (name := text_of(link)):
            artists = credited(link, document) if name else artists
    told_title, told_artists = _told(document)
    record = song(artists.text or told_artists, title or told_title, None, document, url=track_url)
    if record is None:
        raise document.unreadable("it does not say whose list it is")
    follow_artists(artists.artists, document)
    document.follow(track_url)
    return record


def _told(document: Document) -> tuple[str, str]:
    """Title and artists as a heading tells them, if possible one whose title is that of the address: it may hold a `by`."""
    slug = _letters(unquote(segments(document.url)[1]))
    told = ("", "")
    for heading in islice(document.root.iter("title", "h1", "h2", "h3", "span"), 100):
        found = _TITLE.fullmatch(_SITE.sub("", text_of(heading)[:LONGEST_TEXT]))
        parts = found[1].split(" by ") if found else []
        for at in range(1, len(parts)):
            title, artists = (clean(" by ".join(words)) for words in (parts[:at], parts[at:]))
            if _letters(title) == slug:
                return title, _principal(artists, document)
            if not told[0] and song_id(artists, title):
                told = title, _principal(artists, document)
    return told


def _principal(artists: str, document: Document) -> str:
    """The first artist of a credit as text, whose address is known; the text does not tell where the other names end."""
    slug = _letters(unquote(segments(document.url)[0]))
    ends = [*(found.start() for found in _BETWEEN.finditer(artists)), len(artists)]
    return next((artists[:end] for end in ends if _letters(artists[:end]) == slug), artists)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
