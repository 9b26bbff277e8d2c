"""Ids by which sources know a recording, in one spelling each, so that the same id is the same text everywhere."""

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from graph.identity import clean_text

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_NIL = "00000000-0000-0000-0000-000000000000"
_NONE = ("0", "-1", "-", "?", "nan", "none", "null", "n/a", "na", "unknown")  # written for songs without an id
_LONGEST = 200  # letters, as of a song_id


def mbid(text: str) -> str:
    """`mbid:…` of a MusicBrainz recording, from its UUID or page; "" for what is none."""
    found = _UUID.fullmatch(text.strip().rstrip("/").rpartition("/")[2].lower())
    return f"mbid:{found[0]}" if found and found[0] != _NIL else ""


def isrc(text: str) -> str:
    """`isrc:…`, in capitals without hyphens (ISO 3901); "" for what is none."""
    bare = re.sub(r"[\s-]", "", text).upper().removeprefix("ISRC")
    return f"isrc:{bare}" if _ISRC.fullmatch(bare) else ""


def whosampled(text: str) -> str:
    """`whosampled:/Artist/Title/` of a song's page, from its path or address; "" for what is none."""
    address = re.fullmatch(r"(?:https?://)?(?:www\.)?whosampled\.com(/[^?#]*).*", text.strip(), re.IGNORECASE)
    path = unquote(address[1]) if address else text.strip()
    parts = [clean_text(part) for part in path.split("/") if part]
    if "://" in path or len(parts) != 2 or not all(parts):
        return ""
    if parts[0].lower() in ("sample", "cover", "remix", "album", "browse", "news"):  # pages of other things
        return ""
    path = "/".join(_without_spaces(part, "/") for part in parts)
    return f"whosampled:/{path}/" if len(path) <= _LONGEST else ""


def of_source(source: str, text: str) -> str:
    """`SOURCE:value`, any source's own id; one of a source that is named like a kind of ids must be of that kind."""
    known = KINDS.get(source.casefold())
    if known:
        return known(text)
    value = _without_spaces(clean_text(text))
    if value.casefold() in _NONE:
        return ""
    return f"{_without_spaces(source, ':')}:{value}" if value and len(value) <= _LONGEST else ""


KINDS: dict[str, Callable[[str], str]] = {"mbid": mbid, "isrc": isrc, "whosampled": whosampled}


def _without_spaces(text: str, more: str = "") -> str:
    return "".join(quote(c, safe="") if c.isspace() or c == "%" or c in more else c for c in text)
