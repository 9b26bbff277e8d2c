"""Rows of the exporting statements as elements of a dump; pure, one row at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph.claims import ARTIST, IN_GENRE, PERFORMED, PRODUCED, RELATION, SONG, Claim
from graph.dump.claims import to_text
from graph.dump.shape import CLAIMS, MEASURED, MERGES, RECOMMENDED, RELATIONS, SONGS, SOURCES, Element, Part, Value
from graph.errors import OutOfStep
from graph.identity import credited_artists, song_id
from graph.records import AnyRecord, FeatureRecord, MergeRecord, RelationRecord, SongClaim, SongRecord, SourceRecord
from graph.schema import Kind, Relation

Row = Mapping[str, Any]
OwnIds = dict[tuple[str, str], list[str]]  # by source and artist's name
Told = dict[tuple[str, str], set[str]]  # by source and the id of the song that it states


def element(part: Part, row: Row) -> Element:
    """A row of the part's statement as an element; raises OutOfStep where claims do not fit each other."""
    if part is SONGS:
        return _song(row)
    if part in RELATIONS:
        return _relation(part, row)
    values = {name: _joined(value) if name == "sources" else value for name, value in row.items()}
    if part is SOURCES:
        records: list[AnyRecord] = [SourceRecord(row["name"], row["terms"] or "", row["licence"] or "")]
        values[CLAIMS] = to_text(records)
    elif part is MERGES:
        values[CLAIMS] = to_text([MergeRecord(row["merged"], row["kept"])])
    elif part is MEASURED:
        values["song"] = row["song"]["song_id"]
        values[CLAIMS] = to_text([_feature(row)])
    elif part is RECOMMENDED:
        values["weight"] = row["score"]
    return Element(part, values)


def song_claims(row: Row) -> Iterator[SongClaim]:
    """What sources state of a song, genres, producers, remixers and artists' own ids with it; a row of dump_songs."""
    song = row["song"]
    genres: Told = defaultdict(set)
    for genre, edge in row["genres"]:
        for source, stated in IN_GENRE.of(edge):
            genres[source, stated or song["song_id"]].add(genre)
    producers = _named(song, row["produced"], PRODUCED.of)
    remixers = _named(song, row["remixed"], _remixed)
    own_ids = _own_ids(row["artists"])
    for source, stated_id, record in _statements(song):
        record = replace(
            record,
            genres=tuple(sorted(genres.pop((source, stated_id), ()))),
            producers=tuple(sorted(producers.pop((source, stated_id), ()))),
            remixers=tuple(sorted(remixers.pop((source, stated_id), ()))),
        )
        for artist_ids in _artist_ids(record, source, own_ids):
            yield SongClaim(replace(record, artist_ids=artist_ids) if artist_ids else record, source)
    for what, left in (("genres", genres), ("producers", producers), ("remixers", remixers)):
        if left:
            raise _misfit(song["song_id"], what)


def _named(song: Row, credited: Iterable[tuple[Row, Row]], claims: Callable[[Row], Iterable[Claim]]) -> Told:
    """Artists by all the names that a source has for them: which of these it gave a song is not kept, and each means them."""
    found: Told = defaultdict(set)
    for artist, edge in credited:
        for source, stated in claims(edge):
            names = {name for claimant, name, _ in ARTIST.of(artist) if claimant == source}
            found[source, stated or song["song_id"]] |= names
    return found


def _remixed(edge: Row) -> Iterable[Claim]:
    return [(source, stated) for source, role, stated in PERFORMED.of(edge) if role == "remixer"]


def _song(row: Row) -> Element:
    song = row["song"]
    values: dict[str, Value] = {
        each.name: song.get(each.name) for each in SONGS.properties if each.name not in ("genres", "aliases", "sources")
    }
    values["genres"] = _joined(genre for genre, _ in row["genres"])
    values["aliases"] = " ".join(sorted(row["aliases"])) or None
    values["sources"] = _joined(song.get("sources"))
    values[CLAIMS] = to_text(song_claims(row))
    return Element(SONGS, {each.name: values[each.name] for each in SONGS.properties})


def _relation(part: Part, row: Row) -> Element:
    relation, sampler, sampled = row["relation"], row["sampler"]["song_id"], row["sampled"]["song_id"]
    claims = list(_relation_claims(Relation(part.name), row))
    return Element(
        part,
        {
            "sampler": sampler,
            "sampled": sampled,
            "kind": relation.get("kind"),
            "part": relation.get("part"),
            "weight": float(len(claims)),
            "sources": _joined(relation.get("sources")),
            CLAIMS: to_text(claims),
        },
    )


def _relation_claims(type_: Relation, row: Row) -> Iterator[RelationRecord]:
    sampler, sampled = row["sampler"]["song_id"], row["sampled"]["song_id"]
    taking, taken = _stated(row["sampler"], row["sampler_artists"]), _stated(row["sampled"], row["sampled_artists"])
    for source, url, kind, part, times, one, other in sorted(RELATION.of(row["relation"])):
        try:
            songs = taking[source, one or sampler], taken[source, other or sampled]
        except KeyError:
            raise _misfit(f"{sampler} {type_} {sampled}", "claims") from None
        yield RelationRecord(type_, *songs, source, url, Kind(kind), part, times)


def _stated(song: Row, artists: Iterable[Row]) -> dict[tuple[str, str], SongRecord]:
    """For each source and id that it states, one of its statements: any, since all of them are in the dump."""
    own_ids = _own_ids(artists)
    found: dict[tuple[str, str], SongRecord] = {}
    for source, stated_id, record in _statements(song):
        artist_ids = _artist_ids(record, source, own_ids)[0]
        found.setdefault((source, stated_id), replace(record, artist_ids=artist_ids) if artist_ids else record)
    return found


def _statements(song: Row) -> list[tuple[str, str, SongRecord]]:
    """The claims of a song (source, id it states, statement) in an order of their own; those of the id it has come first."""
    found = []
    for source, title, credit, year, duration, own_ids in sorted(SONG.of(song)):
        statement = SongRecord(credit, title, year or None, duration or None, own_ids=tuple(own_ids.split()))
        found.append((source, _stated_id(song, credit, title), statement))
    return sorted(found, key=lambda each: each[1] != song["song_id"]) if len(found) > 1 else found


def _stated_id(song: Row, credit: str, title: str) -> str:
    # most songs are stated under their own id alone: nothing to work out
    return song["song_id"] if song.get("stated_ids") is None else song_id(credit, title)


def _feature(row: Row) -> FeatureRecord:
    song, stated = row["song"], row["stated"] or row["song"]["song_id"]
    named = [(credit, title) for _, title, credit, *_ in SONG.of(song)]
    own_ids: tuple[str, ...] = ()
    if ":" in stated:  # measured under a source's own id
        own_ids, fitting = (stated,), named
    else:
        fitting = [each for each in named if _stated_id(song, *each) == stated]
    if not fitting:
        raise _misfit(song["song_id"], "bpm and key")
    credit, title = min(fitting)
    return FeatureRecord(credit, title, row["source"], row["bpm"], row["key"], own_ids)


def _own_ids(artists: Iterable[Row]) -> OwnIds:
    found: OwnIds = defaultdict(list)
    for artist in artists:
        for source, name, own_id in sorted(ARTIST.of(artist)):
            found[source, name].append(own_id)
    return found


def _artist_ids(record: SongRecord, source: str, own_ids: OwnIds) -> list[tuple[str, ...]]:
    """Ids of the credited artists as the source has them; an artist with several is stated by each of them in turn."""
    if not own_ids:
        return [()]
    known = [own_ids.get((source, credit.name), [""]) for credit in credited_artists(record.artist_credit)]
    return [tuple(each[min(at, len(each) - 1)] for each in known) for at in range(max(map(len, known)))]


def _joined(texts: Iterable[str] | None) -> str | None:
    return "; ".join(sorted(set(texts or ()))) or None


def _misfit(what: str, of: str) -> OutOfStep:
    return OutOfStep(
        f"the {of} of {what} do not fit what its sources state", "the graph was changed by another program"
    )
