"""Pages that say that there is nothing at their address; only the picture's name is known of the site's own."""

import re

_MARKS = re.compile(
    r"/404\.(?:png|jpg|svg|webp)\b|<(?:title|h1)[^>]{,200}>[^<]{,200}?(?:\b404\b|page not found|page does(?:n't| not) exist)",
    re.IGNORECASE,
)
_LONGEST = 1 << 18  # letters looked at


def is_not_found(text: str) -> bool:
    """Whether a page that could not be read says that there is none."""
    return bool(_MARKS.search(text, 0, _LONGEST))
