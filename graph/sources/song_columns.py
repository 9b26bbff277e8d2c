"""The columns of a song in any table, the names they usually go by, and the song that they give."""

from functools import lru_cache
from itertools import product

from graph.identity import credited_artists
from graph.records import SongRecord
from graph.sources import own_ids
from graph.sources.format import ReadOptions
from graph.sources.table import Table
from graph.sources.values import FIRST_YEAR, LAST_YEAR, duration, year

ARTIST = (
    "artist",
    "artists",
    "artist_name",
    "artist_names",
    "artist_credit",
    "performer",
    "performers",
    "band",
    "singer",
)
TITLE = ("title", "song", "song_title", "song_name", "track", "track_title", "track_name", "recording", "name")
OTHERS = {
    "year": ("release_year", "year_released", "released", "release_date", "date"),
    "genre": ("genres", "style", "styles"),
    "producers": ("producer", "produced_by"),
    "remixers": ("remixer", "remixed_by"),
    "duration": ("length", "seconds", "duration_s", "duration_seconds", "duration_ms", "length_ms", "milliseconds"),
    "id": ("song_id", "track_id", "recording_id"),
    "mbid": ("recording_mbid", "musicbrainz_id", "musicbrainz_recording_id", "musicbrainz_trackid", "musicbrainz"),
    "isrc": ("isrcs",),
    "whosampled": ("whosampled_path", "whosampled_url", "whosampled_link"),
}
SONG = ("artist", "title")
ABOUT = tuple(OTHERS)
OWN_IDS = ("mbid", "isrc", "whosampled", "id")

_MOST_OF_ONE_KIND = 20  # genres, ids, people: more are no fact about a song


def synonyms(prefixes: tuple[str, ...], ours: str = "") -> dict[str, tuple[str, ...]]:
    """The usual names of a song's columns behind any of the prefixes, by our names behind the prefix `ours`."""
    names = {"artist": ARTIST, "title": TITLE} | {column: (column, *others) for column, others in OTHERS.items()}
    return {f"{ours}{column}": tuple(f"{a}{b}" for a, b in product(prefixes, each)) for column, each in names.items()}


class SongColumns:
    """Reads the song in the columns with a prefix; what is none of a year, duration, kind or id is left out and counted."""

    def __init__(self, table: Table, options: ReadOptions, prefix: str = "") -> None:
        self._left_out = options.left_out
        self._prefix = prefix
        self._artist, self._title, self._year, self._genre, self._duration = (
            prefix + column for column in ("artist", "title", "year", "genre", "duration")
        )
        self._producers, self._remixers = prefix + "producers", prefix + "remixers"
        self._ids = [(column, prefix + column) for column in OWN_IDS if prefix + column in table.theirs]
        length = table.theirs.get(self._duration, "").casefold()
        self._milliseconds = length.endswith("ms") or "millisecond" in length

    def song(self, line: int, row: dict[str, str], source: str) -> SongRecord:
        """The song of a row; raises ValueError where artist or title is blank."""
        artist, title = self.name(row)
        released = length = None
        if text := row.get(self._year):
            released = year(text)
            if released is None:
                self._left_out.add(f"years that are none ({FIRST_YEAR} to {LAST_YEAR})", line, text)
        if text := row.get(self._duration):
            length = duration(text, self._milliseconds)
            if length is None:
                self._left_out.add("durations that are none", line, text)
        genre, producers, remixers = row.get(self._genre), row.get(self._producers), row.get(self._remixers)
        return SongRecord(
            artist,
            title,
            released,
            length,
            _several(genre) if genre else (),
            self.own_ids(line, row, source),
            producers=_several(producers) if producers else (),
            remixers=_several(remixers) if remixers else (),
        )

    def name(self, row: dict[str, str]) -> tuple[str, str]:
        """Artist and title of a row; raises ValueError where one is blank."""
        artist, title = row[self._artist], row[self._title]
        if not title or not _names_somebody(artist):
            raise ValueError(f"{self._artist} or {self._title} is blank")
        return artist, title

    def own_ids(self, line: int, row: dict[str, str], source: str) -> tuple[str, ...]:
        """The ids of a row; `;` parts several in one value."""
        if not self._ids:
            return ()
        found: list[str] = []
        for column, ours in self._ids:
            text = row.get(ours)
            if not text:
                continue
            known = own_ids.KINDS.get(column)
            for part in text.split(";")[:_MOST_OF_ONE_KIND]:
                own_id = known(part) if known else own_ids.of_source(source, part)
                if own_id:
                    found.append(own_id)
                elif part.strip():
                    self._left_out.add(f"values of {ours} that are no id", line, part)
        return tuple(dict.fromkeys(found))


def _names_somebody(artist: str) -> bool:
    # what begins so is the beginning of a name, and `feat.` is not; the loader takes credits apart in its own thread
    if artist[:1].isalnum() and artist[0] not in "fF":
        return True
    return bool(credited_artists(artist))


@lru_cache(maxsize=4096)
def _several(text: str) -> tuple[str, ...]:
    # `;` and `|` part them
    parts = (part.strip() for part in text.replace("|", ";").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST_OF_ONE_KIND]
