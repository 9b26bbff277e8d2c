"""Claims as JSON, one object a record, and back: the part of a dump that is read when it is imported.

Years, ids and the like are left out where they are unknown. Texts are as they are in the graph, whatever they hold.
"""

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any

from graph.records import AnyRecord, FeatureRecord, MergeRecord, RelationRecord, SongClaim, SongRecord, SourceRecord
from graph.schema import Edge, Kind, Label, Relation
from model.key import Key

LONGEST_NAME = 2000  # letters of what is a key in the graph: an index holds 8 kB
_LARGEST = 2**63 - 1  # what an integer in the graph can be

Object = dict[str, Any]


def to_text(records: Iterable[AnyRecord]) -> str:
    """The records as one line of JSON, each once, in the order in which they come."""
    objects = dict.fromkeys(_text(_object(record)) for record in records)
    return f"[{','.join(objects)}]"


def from_text(name: str, text: str) -> Iterator[AnyRecord]:
    """The records of a part of a dump by its name (label or relationship type); raises ValueError where it holds none."""
    try:
        objects = json.loads(text)
    except RecursionError:
        raise ValueError("the claims are nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"the claims are not JSON: {error}") from None
    if not isinstance(objects, list) or not all(isinstance(each, dict) for each in objects):
        raise ValueError("the claims are not a list of objects")
    return (_record(name, each) for each in objects)


def _text(each: Any) -> str:
    text = json.dumps(each, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")  # the two others that XML cannot hold


def _object(record: AnyRecord) -> Object:
    if isinstance(record, SongClaim):
        return {"source": record.source, **_song_object(record.song)}
    if isinstance(record, RelationRecord):
        claim = {"source_url": record.source_url, "kind": record.kind.value, "part": record.part, "times": record.times}
        songs = {"sampler": _song_object(record.sampler), "sampled": _song_object(record.sampled)}
        return {"source": record.source, **_stated(claim), **songs}
    if isinstance(record, FeatureRecord):
        song = {"artist_credit": record.artist_credit, "title": record.title}
        measured = {"bpm": record.bpm, "key": record.key, "own_ids": list(record.own_ids)}
        return {"source": record.source, **song, **_stated(measured)}
    if isinstance(record, MergeRecord):
        return {"merged": record.merged, "kept": record.kept}
    return {"name": record.name, **_stated({"terms": record.terms, "licence": record.licence})}


def _song_object(song: SongRecord) -> Object:
    more = {
        "year": song.year,
        "duration": song.duration,
        "genres": sorted(song.genres),
        "own_ids": list(song.own_ids),
        "artist_ids": list(song.artist_ids) if any(song.artist_ids) else [],
        "producers": sorted(song.producers),
        "remixers": sorted(song.remixers),
    }
    return {"artist_credit": song.artist_credit, "title": song.title, **_stated(more)}


def _stated(values: Object) -> Object:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _record(name: str, each: Object) -> AnyRecord:
    if name == Label.SOURCE:
        return SourceRecord(_name(each, "name"), _string(each, "terms"), _string(each, "licence"))
    if name == Label.MERGE:
        return MergeRecord(_name(each, "merged"), _name(each, "kept"))
    source = _name(each, "source")
    if name == Label.SONG:
        return SongClaim(_song(each), source)
    if name == Edge.MEASURED:
        return _feature(each, source)
    kind = _string(each, "kind") or Kind.UNKNOWN
    if kind not in tuple(Kind):
        raise ValueError(f"kind {kind!r} is none of {', '.join(Kind)}")
    return RelationRecord(
        Relation(name),
        _song(_member(each, "sampler")),
        _song(_member(each, "sampled")),
        source,
        _string(each, "source_url"),
        Kind(kind),
        _string(each, "part"),
        _string(each, "times"),
    )


def _song(each: Object) -> SongRecord:
    song = SongRecord(
        _string(each, "artist_credit"),
        _string(each, "title"),
        _integer(each, "year"),
        _integer(each, "duration"),
        _names(each, "genres"),
        _ids(each, "own_ids"),
        _ids(each, "artist_ids", unknown=True),
        _names(each, "producers"),
        _names(each, "remixers"),
    )
    if not song.song_id:
        raise ValueError("artist_credit or title is blank")
    return song


def _feature(each: Object, source: str) -> FeatureRecord:
    bpm = each.get("bpm")
    if bpm is not None and (isinstance(bpm, bool) or not isinstance(bpm, int | float) or not math.isfinite(bpm)):
        raise ValueError("bpm is not a number")
    key = _string(each, "key")
    if key and Key.parse(key) is None:
        raise ValueError(f"key {key[:40]!r} is not a key")
    credit, title = _string(each, "artist_credit"), _string(each, "title")
    record = FeatureRecord(
        credit, title, source, None if bpm is None else float(bpm), key or None, _ids(each, "own_ids")
    )
    if not record.song_id:
        raise ValueError("artist_credit or title is blank")
    return record


def _member(each: Object, name: str) -> Object:
    value = each.get(name)
    if not isinstance(value, dict):
        raise ValueError(f"{name} is not an object")
    return value


def _string(each: Object, name: str) -> str:
    value = each.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a character (\ud800), which JSON can say and no database can hold
        raise ValueError(f"{name} is not Unicode") from None
    return value


def _name(each: Object, name: str) -> str:
    value = _string(each, name)
    if not value or len(value) > LONGEST_NAME:
        raise ValueError(f"{name} is {f'longer than {LONGEST_NAME} letters' if value else 'blank'}")
    return value


def _integer(each: Object, name: str) -> int | None:
    value = each.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST):
        raise ValueError(f"{name} is not a whole number")
    return value


def _names(each: Object, name: str) -> tuple[str, ...]:
    values = each.get(name, [])
    if not isinstance(values, list):
        raise ValueError(f"{name} is not a list")
    return tuple(_name({name: value}, name) for value in values)


def _ids(each: Object, name: str, unknown: bool = False) -> tuple[str, ...]:
    values = each.get(name, [])
    if not isinstance(values, list):
        raise ValueError(f"{name} is not a list")
    ids = tuple("" if unknown and value == "" else _name({name: value}, name) for value in values)
    if any(value.split() != [value] for value in ids if value):
        raise ValueError(f"{name} holds an id with spaces")
    return ids
