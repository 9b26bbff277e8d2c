"""Finds the song somebody means: any order of artist and title, accents or none, small typos."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.connection import Database
from graph.errors import SongAmbiguous, SongNotFound
from graph.identity import artist_id, clean_text, normal_form, song_id
from graph.schema_setup import check_ready

SEPARATORS = (" – ", " — ", " - ", " / ", " by ", ": ", "/")
CANDIDATES = 30  # taken from the full-text index to be compared closely
GOOD, CLEAR = 86.0, 4.0  # how alike the best must be (of 100), and how far ahead of the next
NEAR = 0.6  # of the best's likeness: what is less alike is not worth listing
SHOWN = 8  # candidates of an ambiguous title


@dataclass(frozen=True, slots=True)
class Hit:
    """A song that fits, with how well (0 to 100)."""

    song_id: str
    title: str
    artist_credit: str
    year: int | None
    relations: int
    likeness: float

    def row(self) -> dict[str, Any]:
        """The hit as a flat row."""
        return {
            "artist": self.artist_credit,
            "title": self.title,
            "year": self.year,
            "relations": self.relations,
            "song_id": self.song_id,
        }


def split_spellings(text: str) -> list[tuple[str, str]]:
    """The ways in which the text may be an artist and a title, likelier ones first."""
    found: list[tuple[str, str]] = []
    for separator in SEPARATORS:
        at = text.find(separator)
        if at > 0:
            left, right = text[:at], text[at + len(separator) :]
            if left.strip() and right.strip():
                found += [(right, left), (left, right)] if separator == " by " else [(left, right), (right, left)]
    return found


def lucene_words(text: str) -> str:
    """A full-text query for the words of the text, each also nearly right; only letters and digits reach the index."""
    words = [word for word in normal_form(text).split("-") if word]
    # as it is written too, for what stands in normal form nowhere: featured artists, other words of a title
    words += [word for word in clean_text(text).casefold().split() if word.isalpha() and word not in words]
    # words of four letters and more may have a typo, of eight and more two
    return " ".join(f"{word}^2 {word}~{1 if len(word) < 8 else 2}" if len(word) > 3 else word for word in words[:20])


def search(database: Database, text: str, limit: int = 20) -> list[Hit]:
    """Songs that fit the text, best first."""
    check_ready(database)  # there is no index to ask before
    from rapidfuzz import fuzz

    query = lucene_words(text)
    rows = database.read("find_songs_by_text", text=query, limit=max(limit, CANDIDATES)) if query else []
    asked = normal_form(text).replace("-", " ")
    hits = []
    for row in rows:
        artist, title = (normal_form(row[name]).replace("-", " ") for name in ("artist_credit", "title"))
        likeness = max(
            fuzz.token_sort_ratio(asked, f"{artist} {title}"),
            fuzz.token_sort_ratio(asked, title) - 1,  # a title alone fits a little less than artist and title
            # part of a name fits too, but one or two words are part of too many names to choose one by
            (0.9 if asked.count(" ") > 1 else 0.8) * fuzz.token_set_ratio(asked, f"{artist} {title}"),
        )
        hits.append(_hit(row, likeness))
    hits.sort(key=lambda hit: (-hit.likeness, -hit.relations, hit.song_id))
    return [hit for hit in hits if hit.likeness >= NEAR * hits[0].likeness][:limit]


def search_artists(database: Database, text: str, limit: int = 20) -> list[dict[str, Any]]:
    """Artists of whose name the text is a part, as rows (artist, songs, artist_id), best first."""
    check_ready(database)
    query = lucene_words(text)
    rows = database.read("find_artists_by_text", text=query, limit=limit) if query else []
    return [{"artist": row["name"], "songs": row["songs"], "artist_id": row["artist_id"]} for row in rows]


def resolve(database: Database, text: str) -> Hit:
    """The song that the text means: an id, an exact artist and title in any order, or the one clearly most alike.

    Raises SongAmbiguous with candidates when several fit alike, SongNotFound when none does.
    """
    ids = [text.strip(), *(song_id(artist, title) for artist, title in split_spellings(text))]
    exact = database.read("find_songs_by_id", ids=list(dict.fromkeys(filter(None, ids))))
    if exact:
        return _hit(exact[0], 100.0)
    hits = search(database, text, CANDIDATES)
    good = [hit for hit in hits if hit.likeness >= GOOD]
    if good and (len(good) == 1 or good[0].likeness - good[1].likeness >= CLEAR):
        return good[0]
    if good:
        near = [hit for hit in good if good[0].likeness - hit.likeness < CLEAR]
        raise SongAmbiguous(f"{len(near)} songs fit {text!r}", near[:SHOWN])
    hint = "try `mixgraph search` with part of the title"
    if hits and hits[0].likeness >= GOOD - 20:
        hint = f"did you mean {hits[0].artist_credit} – {hits[0].title}? Else " + hint
    raise SongNotFound(f"no song in the graph fits {text!r}", hint)


def artists_of(database: Database, text: str) -> Sequence[str]:
    """The ids of artists in the graph that the text names before or after a dash, for songs the graph does not know."""
    named = list(dict.fromkeys(artist_id(part) for pair in split_spellings(text) for part in pair))
    return [row["artist_id"] for row in database.read("find_artists_by_id", ids=named)] if named else []


def _hit(row: dict[str, Any], likeness: float) -> Hit:
    return Hit(row["song_id"], row["title"], row["artist_credit"], row["year"], row["relations"], likeness)
