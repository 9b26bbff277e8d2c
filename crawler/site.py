"""The sites that pages come from: what the graph calls them as sources, and on what terms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A site with the URL scheme of WhoSampled.

    `source` is its name in the graph; `own_ids` the kind of own ids that its paths are (`whosampled:/Artist/Title/`); `base`
    is scheme and host, without a slash at the end.
    """

    source: str
    own_ids: str
    base: str
    terms: str = ""
    licence: str = ""


WHOSAMPLED = Site(
    source="WhoSampled",
    own_ids="whosampled",
    base="https://www.whosampled.com",
    terms="The site's terms are said to forbid scraping, its robots.txt to refuse training; see its /terms/ and /metadata/.",
)


def replica(base: str) -> Site:
    """The replica that is served at this address; its paths are no ids of WhoSampled."""
    return Site(source="mixgraph replica", own_ids="replica", base=base, licence="facts, from mixgraph's own catalogue")


def site_of(base: str) -> Site:
    """The site that is served at a scheme and host."""
    return WHOSAMPLED if base == WHOSAMPLED.base else replica(base)
