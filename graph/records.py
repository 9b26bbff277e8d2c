"""What sources tell, in the graph's terms: plain values between a file or page and the loader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.identity import song_id
from graph.schema import Kind, Relation


@dataclass(frozen=True, slots=True)
class SongRecord:
    """A song as one source states it; year and duration (seconds) are None when unknown.

    `own_ids` are ids by which sources know the recording, each with its kind and without spaces (`mbid:…`, `isrc:…`,
    `whosampled:/path`, `SOURCE:…`): two records that share one are one song, however they are spelled. `artist_ids` are such
    ids of the credited artists, in the order of `credited_artists`, "" where unknown. `producers` and `remixers` are names.
    """

    artist_credit: str
    title: str
    year: int | None = None
    duration: int | None = None
    genres: tuple[str, ...] = ()
    own_ids: tuple[str, ...] = ()
    artist_ids: tuple[str, ...] = ()
    producers: tuple[str, ...] = ()
    remixers: tuple[str, ...] = ()

    @property
    def song_id(self) -> str:
        """The id that artist and title give."""
        return song_id(self.artist_credit, self.title)


@dataclass(frozen=True, slots=True)
class SongClaim:
    """One source's statement of a song that it relates to none."""

    song: SongRecord
    source: str


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
    own_ids: tuple[str, ...] = ()

    @property
    def song_id(self) -> str:
        """The id that artist and title give."""
        return song_id(self.artist_credit, self.title)


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """What a person decided: the song `merged` is the song `kept` (ids that artist and title give)."""

    merged: str
    kept: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What is known of a source beside what it tells: its terms of use and its licence, "" when unknown."""

    name: str
    terms: str = ""
    licence: str = ""


AnyRecord = SongClaim | RelationRecord | FeatureRecord | MergeRecord | SourceRecord

Record = TypeVar("Record", covariant=True)


@dataclass(slots=True)
class Reject:
    """A row that was not loaded, or a part of it: where it stands and why."""

    line: int
    reason: str
    row: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Records(Generic[Record]):
    """What a source tells, read as it is asked for: each record, or why there is none, with its line.

    `size` is that of the file as it is stored, in bytes, None where it has none (a pipe); `position` tells how many of them
    were read so far.
    """

    rows: Iterator[tuple[int, Record | Reject]]
    size: int | None = None
    position: Callable[[], int] = lambda: 0

    def __iter__(self) -> Iterator[tuple[int, Record | Reject]]:
        return self.rows
