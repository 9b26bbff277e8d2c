"""Addresses of MusicBrainz's web service, version 2: where a crawl begins, where it goes on, and their normal form.

The service is an interface for programs, so its addresses are built, unlike those of a site. What may be asked, read from the
code that answers (github.com/metabrainz/musicbrainz-server, lib/MusicBrainz/Server/Controller/WS/2/Recording.pm, several of its
versions):
- lookup `/ws/2/recording/MBID`, browse `/ws/2/recording?artist=MBID` (all that credit the artist; `limit` up to 100, `offset`),
  both with artist credits, genres, ISRCs and relations: so one browse tells the relations of 100 recordings. Relations name
  the other recording with its artists, but not its relations;
- search `/ws/2/recording?query=…` and `/ws/2/artist?query=…`, in Lucene's syntax, without relations;
- `fmt=json`; the parts of `inc` are separated by `+`.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

from crawler.musicbrainz.service import MUSICBRAINZ
from crawler.pages.page import PageKind
from graph.errors import InputUnusable
from graph.sources import own_ids
from graph.sources.values import clean

AT_ONCE = 100  # recordings of a browse, the most that are given
MATCHES = 25  # of a search
LONGEST_QUERY = 1000  # letters
TOLD = "artist-credits+genres+isrcs+recording-rels"

_HOSTS = {"musicbrainz.org", "www.musicbrainz.org", "beta.musicbrainz.org"}
_PATH = re.compile(r"/(ws/2/)?(recording|artist)(?:/([0-9a-f-]{36})(?:/[a-z-]*)?)?/?", re.IGNORECASE)
_NAMED = re.compile(r'artist:"((?:[^"\\]|\\.)+)"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the service: a recording (`of` is its MBID), the recordings of an artist (the artist's), or a search.

    `of` of a search is its text, `entity` what is searched for, recording or artist. `base` is scheme and host: the service's,
    a mirror's or a stand-in's. Equal addresses have equal `url`s, which is their normal form.
    """

    kind: PageKind
    of: str
    entity: str = "recording"
    offset: int = 0
    base: str = MUSICBRAINZ.base

    @property
    def url(self) -> str:
        """The address in normal form."""
        start = f"{self.base}/ws/2/{self.entity}"
        if self.kind is PageKind.RECORDING:
            return f"{start}/{self.of}?inc={TOLD}&fmt=json"
        if self.kind is PageKind.RECORDINGS:
            return f"{start}?artist={self.of}&limit={AT_ONCE}&offset={self.offset}&inc={TOLD}&fmt=json"
        return f"{start}?query={quote(self.of, safe='')}&limit={MATCHES}&offset={self.offset}&fmt=json"

    @property
    def name(self) -> str:
        """The name that a search for an artist asks for, "" where it asks for anything else."""
        found = _NAMED.fullmatch(self.of) if self.entity == "artist" else None
        return re.sub(r"\\(.)", r"\1", found[1]) if found else ""


def read(url: str) -> Address:
    """An address of the service, or of the page of a recording or artist on its site; raises ValueError for any other."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or parts.port == 0:
        raise ValueError("not an http or https address")
    base = MUSICBRAINZ.base if parts.hostname in _HOSTS else f"{parts.scheme}://{parts.netloc.lower()}"
    found = _PATH.fullmatch(parts.path)
    if not found:
        raise ValueError("not the address of a recording or artist")
    entity, of = found[2].lower(), _uuid(found[3] or "")
    if of and entity == "recording":
        return Address(PageKind.RECORDING, of, base=base)
    if of:
        return Address(PageKind.RECORDINGS, of, base=base)
    asked = parse_qs(parts.query) if found[1] and not found[3] else {}
    offset = _offset(asked.get("offset", ["0"])[0])
    if entity == "recording" and (artist := _uuid(asked.get("artist", [""])[0])):
        return Address(PageKind.RECORDINGS, artist, offset=offset, base=base)
    if text := _query(asked.get("query", [""])[0]):
        return Address(PageKind.SEARCH, text, entity, offset, base)
    raise ValueError("not the address of a recording, of an artist's recordings or of a search")


def from_recording(text: str, base: str = MUSICBRAINZ.base) -> Address:
    """Where to begin from a recording's MBID or page; raises InputUnusable."""
    if of := _uuid(text.strip().removeprefix("mbid:")):
        return Address(PageKind.RECORDING, of, base=base)
    found = _read(text)
    if not found or found.kind is not PageKind.RECORDING:
        raise InputUnusable(
            f"{clean(text)[:100]!r} is no recording of MusicBrainz",
            "give its MBID or the address of its page, such as https://musicbrainz.org/recording/…",
        )
    return found


def from_artist(text: str, base: str = MUSICBRAINZ.base) -> Address:
    """Where to begin from an artist's MBID, page or name; a name is looked for. Raises InputUnusable."""
    if of := _uuid(text.strip()):
        return Address(PageKind.RECORDINGS, of, base=base)
    if "://" in text:
        found = _read(text)
        if found and (found.kind is PageKind.RECORDINGS or found.entity == "artist"):
            return found
    elif name := _query(text):
        escaped = re.sub(r'(["\\])', r"\\\1", name)
        return Address(PageKind.SEARCH, f'artist:"{escaped}"', "artist", base=base)
    raise InputUnusable(
        f"{clean(text)[:100]!r} is no artist of MusicBrainz",
        "give the MBID, the name, or the address of the page, such as https://musicbrainz.org/artist/…",
    )


def from_search(text: str, base: str = MUSICBRAINZ.base) -> Address:
    """Where to begin from words, or from a query in Lucene's syntax; raises InputUnusable."""
    if not (query := _query(text)):
        raise InputUnusable(f"nothing to search for, or over {LONGEST_QUERY:,} letters")
    return Address(PageKind.SEARCH, query, base=base)


def _read(url: str) -> Address | None:
    try:
        return read(url)
    except ValueError:
        return None


def _uuid(text: str) -> str:
    return own_ids.mbid(text).removeprefix("mbid:") if "/" not in text else ""


def _offset(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError("an offset that is no number")
    return int(text)


def _query(text: str) -> str:
    query = clean(text)
    return query if len(query) <= LONGEST_QUERY else ""
