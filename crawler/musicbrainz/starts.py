"""Where a crawl of MusicBrainz begins: what people write for an artist, a recording or a search."""

from dataclasses import replace

from crawler.musicbrainz.addresses import Address, from_artist, from_recording, from_search
from crawler.pages.page import Link
from crawler.site import Site

SEARCH = "search:"


def start(text: str, site: Site) -> Link:
    """The page that an artist (name, MBID, address), a recording's address or `search:WORDS` means; raises InputUnusable."""
    if text.startswith(SEARCH):
        return _link(from_search(text.removeprefix(SEARCH), site.base), site)
    find = from_recording if "/recording/" in text else from_artist
    return _link(find(text, site.base), site)


def recording(text: str, site: Site) -> Link:
    """The page of a recording (MBID, address); raises InputUnusable."""
    return _link(from_recording(text, site.base), site)


def _link(address: Address, site: Site) -> Link:
    address = replace(address, base=site.base)  # people copy addresses of the site itself, also for a mirror
    return Link(address.url, address.kind, address.name)
