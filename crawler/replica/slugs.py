"""Paths as the site writes them: which signs of a name stay, which are encoded, which vanish.

Spaces become `-`, a `/` vanishes, `, . ! ( ) $` stay, all other signs are encoded as UTF-8. Letters keep their case. Most links
are encoded so; some on the same pages are not (`/Ol'-…/covered/`), which `raw` gives: both name one page.
"""

import re
from functools import lru_cache
from urllib.parse import quote

LITERAL = ",.!()$-_~"
UNSAFE_IN_LINKS = re.compile(r"[%?#\"<>\\^`{|}\x00-\x20\x7f]")  # signs that a browser would read as something else

Path = tuple[str, ...]  # the parts of a path, not encoded


def slug(name: str) -> str:
    """The name as one part of a path, not encoded; never empty and never one that a client would resolve away."""
    part = "-".join(name.replace("/", " " if " / " in name else "").split())
    return part if part.strip(".") else f"-{part}"


@lru_cache(maxsize=4096)
def encoded(path: Path) -> str:
    """`/Nova-Kestrel/Ol%27-Lantern/`."""
    return "".join(f"/{quote(part, safe=LITERAL)}" for part in path) + "/"


def raw(path: Path) -> str:
    """`/Nova-Kestrel/Ol'-Lantern/`: only what a browser would misread is encoded."""
    return "".join(f"/{UNSAFE_IN_LINKS.sub(lambda sign: quote(sign[0], safe=''), part)}" for part in path) + "/"


class Slugs:
    """Gives each name a part of a path of its own: the second of one spelling ends in `-2`."""

    def __init__(self, reserved: frozenset[str] = frozenset()) -> None:
        self._taken = set(reserved)

    def take(self, name: str) -> str:
        """The slug of a name that has none yet."""
        base = part = slug(name)
        number = 1
        while part in self._taken:
            number += 1
            part = f"{base}-{number}"
        self._taken.add(part)
        return part
