"""The six ways in which songs are connected, from the side of the page's own song, and what the site calls them where.

UNVERIFIED: the suffixes `covers` and `remixes` below songs, and the words of a heading for one original.
"""

import re
from typing import NamedTuple

from graph.schema import Relation


class Direction(NamedTuple):
    """A way of being connected: `samples` has the page's own song as the one that takes; `suffix` is that of see-all pages."""

    words: str
    suffix: str
    relation: Relation
    own_takes: bool


DIRECTIONS = (
    Direction("contains samples", "samples", Relation.SAMPLES, own_takes=True),
    Direction("sampled in", "sampled", Relation.SAMPLES, own_takes=False),
    Direction("cover of", "covers", Relation.COVERS, own_takes=True),
    Direction("covered in", "covered", Relation.COVERS, own_takes=False),
    Direction("remix of", "remixes", Relation.REMIXES, own_takes=True),
    Direction("remixed in", "remixed", Relation.REMIXES, own_takes=False),
)
BY_SUFFIX = {direction.suffix: direction for direction in DIRECTIONS}
# "Tracks Sampled in …" is the title of a list of samples: nothing may stand before the words but these
_HEADING = re.compile(
    r"(?:(contains samples)|(?:was )?((?:sampled|covered|remixed) in)|is an? ((?:cover|remix) of))\b", re.IGNORECASE
)
_BY_WORDS = {direction.words: direction for direction in DIRECTIONS}
_BY_ACTION = {
    "sampled": BY_SUFFIX["samples"],
    "contains samples of": BY_SUFFIX["samples"],
    "was sampled in": BY_SUFFIX["sampled"],
    "is a cover of": BY_SUFFIX["covers"],
    "was covered in": BY_SUFFIX["covered"],
    "is a remix of": BY_SUFFIX["remixes"],
    "was remixed in": BY_SUFFIX["remixed"],
}
_COUNT = re.compile(r"\b([0-9][0-9,]{0,11})\s+songs?\b", re.IGNORECASE)


def of_heading(text: str) -> Direction | None:
    """The direction of a section with this heading, in the words of either layout; None for another section's."""
    found = _HEADING.match(text)
    return _BY_WORDS[next(filter(None, found.groups())).lower()] if found else None


def of_action(text: str) -> Direction | None:
    """The direction of a block of an artist's song ("was sampled in"); None for unknown words."""
    return _BY_ACTION.get(text.lower())


def count_in(text: str) -> int | None:
    """How many songs a heading announces; None where it does not say."""
    found = _COUNT.search(text)
    return int(found[1].replace(",", "")) if found else None
