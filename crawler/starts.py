"""Where a crawl of the site's URL scheme begins: what people write for a genre, an artist, a song or a list."""

from crawler.address import kind_of, normal_form
from crawler.pages.genre_names import GENRES, meant_genre
from crawler.pages.page import Link, PageKind
from crawler.site import Site
from graph.errors import InputUnusable


def start(text: str, site: Site) -> Link:
    """The page that a genre's name, a path or an address of the site means; raises InputUnusable for none."""
    if genre := meant_genre(text):
        return Link(normal_form(f"/genre/{genre}/", site.base), PageKind.GENRE)
    url = normal_form(text, site.base) if "/" in text else ""
    kind = kind_of(url) if url else None
    if kind is None:
        what = "no page of " + site.base + " that a crawl reads" if "/" in text else "no genre"
        raise InputUnusable(
            f"{text} is {what}",
            f"a genre ({', '.join(GENRES)}), or the address of an artist, song, connection, tag or chart, as /Artist/Song/",
        )
    return Link(url, kind)


def song(text: str, site: Site) -> Link:
    """The page of a song; raises InputUnusable for another one."""
    link = start(text, site)
    if link.kind is not PageKind.TRACK:
        raise InputUnusable(f"{text} is not the page of a song", f"write its address, as {site.base}/Artist/Song/")
    return link
