"""Claims on their way into the graph."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from graph.claims import ARTIST, IN_GENRE, PERFORMED, PRODUCED, RELATION, SONG, Claim, Claimed
from graph.identity import artist_id, clean_text, credited_artists
from graph.records import RelationRecord, SongRecord
from graph.schema import UNKNOWN_YEAR

Rows = dict[Any, dict[str, Any]]

# what rows of each kind are named by, and how their claims are kept
KINDS: dict[str, tuple[Claimed, tuple[str, ...]]] = {
    "songs": (SONG, ("song_id",)),
    "artists": (ARTIST, ("artist_id",)),
    "performed": (PERFORMED, ("artist_id", "song_id")),
    "produced": (PRODUCED, ("artist_id", "song_id")),
    "genres": (IN_GENRE, ("genre", "song_id")),
    "relations": (RELATION, ("type", "sampler", "sampled")),
}

# every claim once, in the order in which they came
Claims = dict[tuple[Any, ...], None]


class Batch:
    """Claims by the id that they state, each once; they are then placed at the songs that those ids mean.

    songs: stated id → (source, title, credit, year, duration, own ids). artists: artist id → (source, name, own id).
    performed: (artist id, stated id) → (source, role). produced: (artist id, stated id) → (source,). genres: (genre, stated id)
    → (source,). relations: (type, sampler's stated id, sampled's) → (source, url, kind, part, times). measured: (id, source)
    → (bpm, key), where the id is one that a claim states or a source's own. sources: names.
    """

    def __init__(self) -> None:
        self.sources: dict[str, None] = {}
        self.songs: dict[str, Claims] = {}
        self.artists: dict[str, Claims] = {}
        self.performed: dict[tuple[str, str], Claims] = {}
        self.produced: dict[tuple[str, str], Claims] = {}
        self.genres: dict[tuple[str, str], Claims] = {}
        self.relations: dict[tuple[str, str, str], Claims] = {}
        self.measured: dict[tuple[str, str], tuple[float | None, str | None]] = {}
        self.rows: dict[str, Rows] = {}

    def copy(self) -> "Batch":
        """One that can be added to without changing this one; what was prepared does not know what is added."""
        copied = Batch()
        copied.sources, copied.measured, copied.rows = dict(self.sources), dict(self.measured), self.rows
        for name in ("songs", "artists", "performed", "produced", "genres", "relations"):
            setattr(copied, name, {key: dict(claims) for key, claims in getattr(self, name).items()})
        return copied

    def prepare(self) -> None:
        """Make the rows of what is new if nothing of it is in the graph and every id is a song's own, which is usual.

        This is most of the work of a load, and is done while the batch before is written.
        """
        alone: dict[str, str] = {}
        for kind, claims in (
            ("songs", self.song_claims(alone)),
            ("artists", self.artists),
            ("performed", self.performed_claims(alone)),
            ("relations", self.relation_claims(alone)),
        ):
            self.rows[kind] = {key: created(kind, key, list(each)) for key, each in claims.items()}

    def unprepare(self, songs: Set[str]) -> None:
        """Forget the rows of these songs, and of all that is around them."""
        self.rows = {
            kind: {
                key: row
                for key, row in rows.items()
                if songs.isdisjoint((key,) if isinstance(key, str) else key)  # an artist's is no song's id
            }
            for kind, rows in self.rows.items()
        }

    def add_song(self, song: SongRecord, source: str, stated: str) -> None:
        """Take a source's statement of a song, by the id it states."""
        self.sources[source] = None
        statement = (
            *(source, song.title, song.artist_credit, song.year or UNKNOWN_YEAR, song.duration or 0),
            " ".join(song.own_ids),
        )
        self.songs.setdefault(stated, {})[statement] = None
        self.add_credits(song.artist_credit, source, stated, song.artist_ids)
        for genre in song.genres:
            self.genres.setdefault((genre, stated), {})[(source,)] = None
        if song.producers:
            self.add_producers(song.producers, source, stated)
        if song.remixers:
            self.add_remixers(song.remixers, source, stated)

    def add_credits(self, artist_credit: str, source: str, stated: str, own_ids: Sequence[str] = ()) -> None:
        """Take the artists of a credit, with the source's own ids of them."""
        for at, credit in enumerate(credited_artists(artist_credit)):
            artist = credit.artist_id
            self.artists.setdefault(artist, {})[source, credit.name, own_ids[at] if at < len(own_ids) else ""] = None
            self.performed.setdefault((artist, stated), {})[source, credit.role] = None

    def add_producers(self, names: Iterable[str], source: str, stated: str) -> None:
        """Take those who produced a song, by their names."""
        for artist in self._named(names, source):
            self.produced.setdefault((artist, stated), {})[(source,)] = None

    def add_remixers(self, names: Iterable[str], source: str, stated: str) -> None:
        """Take those who remixed a song, by their names."""
        for artist in self._named(names, source):
            self.performed.setdefault((artist, stated), {})[source, "remixer"] = None

    def _named(self, names: Iterable[str], source: str) -> Iterator[str]:
        """The artists of these names, each of them one; a blank one is none."""
        for name in map(clean_text, names):
            if artist := artist_id(name):
                self.artists.setdefault(artist, {})[source, name, ""] = None
                yield artist

    def add_relation(self, record: RelationRecord, source: str, sampler: str, sampled: str) -> None:
        """Take a source's claim of a relation between songs of these ids, with what it states of both."""
        self.add_song(record.sampler, source, sampler)
        self.add_song(record.sampled, source, sampled)
        pair = record.type.value, sampler, sampled
        claim = source, record.source_url, record.kind.value, record.part, record.times
        self.relations.setdefault(pair, {})[claim] = None

    def add_feature(self, song: str, source: str, bpm: float | None, key: str | None) -> None:
        """Take what a source measured of the song of that id."""
        self.measured[song, source] = bpm, key

    def own_ids(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every stated id of a song with the sources' own ids that came with it."""
        for stated, claims in self.songs.items():
            yield stated, tuple({own_id: None for claim in claims for own_id in claim[5].split()})

    def ids(self) -> set[str]:
        """All ids that anything here speaks of."""
        found = set(self.songs)
        for _, stated in (*self.performed, *self.produced, *self.genres):
            found.add(stated)
        for _, sampler, sampled in self.relations:
            found |= {sampler, sampled}
        found.update(song for song, _ in self.measured)
        found.update(own_id for _, own_ids in self.own_ids() for own_id in own_ids)
        return found

    def song_claims(self, names: Mapping[str, str]) -> dict[str, Claims]:
        """Claims by song; `names` says which song an id means where that is not the song of this id."""
        if not names:
            return self.songs
        return _joined((names.get(stated, stated), claims) for stated, claims in self.songs.items())

    def performed_claims(self, names: Mapping[str, str]) -> dict[tuple[str, ...], Claims]:
        """Claims (source, role, stated) by artist and song."""
        return _joined(_placed(self.performed, names))

    def produced_claims(self, names: Mapping[str, str]) -> dict[tuple[str, ...], Claims]:
        """Claims (source, stated) by artist and song."""
        return _joined(_placed(self.produced, names))

    def genre_claims(self, names: Mapping[str, str]) -> dict[tuple[str, ...], Claims]:
        """Claims (source, stated) by genre and song."""
        return _joined(_placed(self.genres, names))

    def relation_claims(self, names: Mapping[str, str]) -> dict[tuple[str, ...], Claims]:
        """Claims (source, url, kind, part, times, sampler and sampled song as stated) by type and songs."""
        return _joined(
            (
                (kind, names.get(sampler, sampler), names.get(sampled, sampled)),
                {(*claim, _other(sampler, names), _other(sampled, names)): None for claim in claims},
            )
            for (kind, sampler, sampled), claims in self.relations.items()
        )

    def measured_rows(self, names: Mapping[str, str]) -> list[dict[str, Any]]:
        """Rows of load_features."""
        return [
            {"song_id": names.get(song, song), "stated": _other(song, names), "source": source, "bpm": bpm, "key": key}
            for (song, source), (bpm, key) in self.measured.items()
        ]


def created(kind: str, key: Any, claims: Sequence[Claim]) -> dict[str, Any]:
    """The row of something new: a node's properties, or a relationship's under its ends."""
    claimed, names = KINDS[kind]
    if len(claims) > 1:
        claims = claimed.joined(claims)
    properties = claimed.created(claims[0]) if len(claims) == 1 else claimed.properties(claims)
    if len(names) == 1:
        return {names[0]: key, **properties}
    return {**dict(zip(names, key, strict=True)), "properties": properties}


def _other(stated: str, names: Mapping[str, str]) -> str:
    return "" if names.get(stated, stated) == stated else stated


def _placed(
    rows: Mapping[tuple[str, str], Claims], names: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], Claims]]:
    for (what, stated), claims in rows.items():
        at = _other(stated, names)
        yield (what, names.get(stated, stated)), {(*claim, at): None for claim in claims}


def _joined(rows: Iterable[tuple[Any, Claims]]) -> dict[Any, Claims]:
    """Claims under ids that now mean one song together."""
    found: dict[Any, Claims] = {}
    for key, claims in rows:
        if key in found:
            found[key] = found[key] | claims
        else:
            found[key] = claims
    return found
