"""The songs whose name begins with what somebody has typed so far."""

import re

from graph.connection import Database
from graph.identity import normal_form

LONGEST = 200  # letters; Lucene refuses words of a thousand, and nobody types them
CANDIDATES = 500  # taken from the full-text index to be compared
_LUCENE = re.compile(r'([+\-&|!(){}\[\]^"~*?:\\/])')


def songs_begun(database: Database, text: str, limit: int) -> list[str]:
    """Names that begin so, `artist – title` or `title – artist` whatever was typed first, the best connected first; or ids."""
    if re.fullmatch(r"[\w/-]*[/-][\w/-]*", text):
        ids = database.read("songs_begun_by_id", id=text.casefold(), limit=limit)
        if ids:
            return [row["song_id"] for row in ids]
    words = _words(text)
    if not words or len(text) > LONGEST:
        return []
    begun = normal_form(text)
    names: list[str] = []
    for row in database.read("songs_begun", text=words, limit=CANDIDATES):
        artist, title = row["artist_credit"], row["title"]
        for name in (f"{artist} – {title}", f"{title} – {artist}"):
            form = normal_form(name)
            if form.startswith(begun) or form.removeprefix("the-").startswith(begun):
                names.append(name)
                break
    return names[:limit]


def _words(text: str) -> str:
    """A full-text query: all words, the last of them begun; each as it is typed (don't), and in normal form (dont)."""
    clauses: list[str] = []
    *whole, last = text.split() or [""]
    for word, end in (*((word, "") for word in whole), (last, "*")):
        forms = [part for part in normal_form(word).split("-") if part] if any(map(str.isalnum, word)) else []
        if forms:
            typed = _LUCENE.sub(r"\\\1", word.casefold())
            # the index leaves out words like "the" and "a", so that one that is just begun need not be in it
            must = "" if end and clauses else "+"
            clauses.append(f"{must}(({' AND '.join([*forms[:-1], forms[-1] + end])}) OR {typed}{end})")
    return " ".join(clauses[:20])
