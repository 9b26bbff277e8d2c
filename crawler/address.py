"""Addresses of pages in one spelling, and what kind of page an address is."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

from crawler.pages.page import PageKind

LONGEST = 2000  # letters of an address in normal form; titles stand twice in that of a connection, quoted
_LONGEST_HREF = 4 * LONGEST
_LITERAL = ",!()$"  # beside letters, digits and -._~: what the site leaves as it is in paths
_MEANT = frozenset(("ap", "cp", "ob", "q", "role", "sp"))  # parameters that tell one page from another
_IN_NORMAL_FORM = re.compile(r"/(?:[A-Za-z0-9,!()$_~-][A-Za-z0-9.,!()$_~-]*/)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

SUFFIXES = frozenset(("samples", "sampled", "covers", "covered", "remixes", "remixed"))
_CONNECTIONS = frozenset(("sample", "cover", "remix"))
_CHARTS = frozenset(("hot-samples", "hot-covers", "hot-remixes", "most-sampled-artists", "most-sampled-tracks"))
# first segments that are no artist's; pages of these are not read
_OTHERS = frozenset(
    (
        *("about", "account", "ajax", "album", "api", "apimob", "apps", "blog", "browse", "buy", "cdn-cgi", "charts"),
        *("contact", "copyright", "faq", "favicon.ico", "forum", "genre", "login", "logout", "metadata", "movie"),
        *("news", "privacy", "register", "robots.txt", "search", "share", "sitemap", "sitemap.xml", "six-degrees"),
        *("song-tag", "static", "submit", "terms", "tv", "user"),
    )
)


def normal_form(url: str, base: str) -> str:
    """The address of a page of the site that `base` is of, in one spelling; "" for what is none.

    `url` is absolute, or relative to the page `base`. Escapes are undone and made anew in one way and capitals stay, so that
    `/Ol'-Kestrel/` and `/Ol%27-Kestrel/` meet; the fragment and parameters without meaning go. None are other hosts and
    schemes, control characters, what is no URL, and anything over LONGEST letters.
    """
    if len(url) > _LONGEST_HREF:
        return ""
    try:
        origin = _origin(base)
        if _IN_NORMAL_FORM.fullmatch(url) and len(url) <= LONGEST - len(origin):  # nearly all links
            return origin and origin + url
        return _spelled_anew(url.strip(), base, origin)
    except ValueError:  # as urllib and the codecs say it; UnicodeError is one
        return ""


def _spelled_anew(url: str, base: str, origin: str) -> str:
    if not url or not origin or _CONTROL.search(url):
        return ""
    parts = urlsplit(urljoin(base, url))
    if "@" in parts.netloc or _without_www(_origin_of(parts.scheme, parts.hostname, parts.port)) != _without_www(
        origin
    ):
        return ""
    path = "/"
    for segment in filter(None, parts.path.split("/")):
        letters = unquote_to_bytes(segment)
        if letters in (b".", b"..") or _CONTROL.search(letters.decode(errors="replace")):
            return ""
        path += quote(letters, safe=_LITERAL) + "/"
    meant: dict[str, str] = {}
    for name, value in parse_qsl(parts.query):
        if name in _MEANT and not _CONTROL.search(value):
            meant.setdefault(name, value)
    query = f"?{urlencode(sorted(meant.items()), quote_via=quote)}" if meant else ""
    found = f"{origin}{path}{query}"
    return found if len(found) <= LONGEST else ""


@lru_cache(maxsize=256)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return _origin_of(parts.scheme, parts.hostname, parts.port)


def _origin_of(scheme: str, host: str | None, port: int | None) -> str:
    if scheme not in ("http", "https") or not host:
        return ""
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" if port in (None, 443 if scheme == "https" else 80) else f"{scheme}://{name}:{port}"


def _without_www(origin: str) -> str:
    """What the same site has in common by http and https, with and without `www.`."""
    return origin.partition("://")[2].removeprefix("www.")


def segments(url: str) -> list[str]:
    """The parts of the path, as they are spelled in the address."""
    path = url.partition("://")[2].partition("?")[0].partition("#")[0]
    return [part for part in path.split("/")[1:] if part]


@lru_cache(maxsize=2**12)
def kind_of(url: str) -> PageKind | None:
    """The kind of page at an address in normal form; None for what a crawl does not read (users, albums, films, search …)."""
    parts = segments(url)
    if not parts:
        return None
    first, last, depth = parts[0], parts[-1], len(parts)
    if first in _CONNECTIONS:
        return PageKind.CONNECTION if connection_id(url) is not None else None
    if first in _CHARTS or (first == "song-tag" and depth > 1) or (parts[:2] == ["browse", "year"] and depth > 2):
        return PageKind.LISTING
    if first == "genre" and depth == 2:
        return PageKind.GENRE
    if first in _OTHERS:
        return None
    if depth == 1 or (depth == 2 and last in SUFFIXES):
        return PageKind.ARTIST
    if depth == 2:
        return PageKind.TRACK
    return PageKind.SEE_ALL if depth == 3 and last in SUFFIXES else None


def connection_id(url: str) -> int | None:
    """The number of the connection that the address shows, shared by samples, covers and remixes; None for another page's."""
    parts = segments(url)
    found = len(parts) > 1 and parts[0] in _CONNECTIONS and re.fullmatch(r"[0-9]{1,18}", parts[1])
    return int(found[0]) if found else None


def is_film(url: str) -> bool:
    """Whether the address is one of a film or a series."""
    return bool(segments(url)) and segments(url)[0] in ("movie", "tv")
