"""Relations of people who do not exist."""

from typing import Any

from graph.records import RelationRecord, SongRecord
from graph.schema import Relation


def song(artist: str, title: str, year: int | None = 1990, **more: Any) -> SongRecord:
    return SongRecord(artist, title, year, **more)


def relation(
    sampler: SongRecord, sampled: SongRecord, type_: Relation = Relation.SAMPLES, **more: Any
) -> RelationRecord:
    return RelationRecord(type_, sampler, sampled, "test", **more)
