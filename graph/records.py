"""What sources tell, in the graph's terms: plain values between a file or page and the loader."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.identity import song_id
from graph.schema import Kind, Relation


@dataclass(frozen=True, slots=True)
class SongRecord:
    """A song as one source states it; year and duration (seconds) are None when unknown."""

    artist_credit: str
    title: str
    year: int | None = None
    duration: int | None = None
    genres: tuple[str, ...] = ()

    @property
    def song_id(self) -> str:
        """The id of the song this record means."""
        return song_id(self.artist_credit, self.title)


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """One source's claim that `sampler` takes from `sampled`; times are as the source writes them."""

    type: Relation
    sampler: SongRecord
    sampled: SongRecord
    source: str
    source_url: str = ""
    kind: Kind = Kind.UNKNOWN
    part: str = ""
    times: str = ""


@dataclass(frozen=True, slots=True)
class FeatureRecord:
    """What one source measured of a song; bpm is beats a minute, key in musical notation, None when unknown."""

    artist_credit: str
    title: str
    source: str
    bpm: float | None = None
    key: str | None = None

    @property
    def song_id(self) -> str:
        """The id of the song this record means."""
        return song_id(self.artist_credit, self.title)


Record = TypeVar("Record")


@dataclass(slots=True)
class Reject:
    """A row that was not loaded, or a part of it: where it stands and why."""

    line: int
    reason: str
    row: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Records(Generic[Record]):
    """What a source tells, read as it is asked for: each record, or why there is none, with its line; `total` about as many."""

    total: int
    rows: Iterator[tuple[int, Record | Reject]]

    def __iter__(self) -> Iterator[tuple[int, Record | Reject]]:
        return self.rows
