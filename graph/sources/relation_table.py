"""Tables of who sampled, covered or remixed whom, one relation a row."""

from collections.abc import Iterator
from pathlib import Path

from graph.records import Records, Reject, RelationRecord, SongRecord
from graph.schema import Kind, Relation
from graph.sources.table import Table

REQUIRED = ("relation", "artist", "title", "source_artist", "source_title")
OPTIONAL = ("year", "source_year", "part", "origin", "kind", "times", "url", "genre", "source_genre")

_RELATIONS = {relation.value.lower(): relation for relation in Relation}
FIRST_YEAR, LAST_YEAR = 1850, 2100  # before the first recording, and after any


def read(path: Path, source: str | None = None) -> Records[RelationRecord]:
    """Each row of the table with its line; the claims are those of `source`, else of the column `origin`, else of the file.

    Raises InputUnusable at once when the file cannot be used; rows that cannot are Rejects.
    """
    table = Table(path, REQUIRED, OPTIONAL)
    return Records(_records(table, source, path.stem), table.lines - 1)


def _records(table: Table, source: str | None, stem: str) -> Iterator[tuple[int, RelationRecord | Reject]]:
    for line, row in table.rows():
        if isinstance(row, str):
            yield line, Reject(line, row)
            continue
        try:
            yield line, _record(row, source or row.get("origin") or stem)
        except ValueError as error:
            yield line, Reject(line, str(error), row)


def _record(row: dict[str, str], source: str) -> RelationRecord:
    name = row["relation"].lower()
    if name not in _RELATIONS:
        raise ValueError(f"relation {row['relation']!r} is none of {', '.join(_RELATIONS)}")
    kind = row.get("kind", "").lower() or Kind.UNKNOWN
    if kind not in tuple(Kind):
        raise ValueError(f"kind {row['kind']!r} is none of {', '.join(Kind)}")
    return RelationRecord(
        type=_RELATIONS[name],
        sampler=_song(row, ""),
        sampled=_song(row, "source_"),
        source=source,
        source_url=row.get("url", ""),
        kind=Kind(kind),
        part=row.get("part", "").lower(),
        times=row.get("times", ""),
    )


def _song(row: dict[str, str], prefix: str) -> SongRecord:
    genre = row.get(f"{prefix}genre", "")
    song = SongRecord(
        artist_credit=row[f"{prefix}artist"],
        title=row[f"{prefix}title"],
        year=_year(row.get(f"{prefix}year", ""), f"{prefix}year"),
        genres=(genre,) if genre else (),
    )
    if not song.song_id:
        raise ValueError(f"{prefix}artist or {prefix}title is blank")
    return song


def _year(text: str, column: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise ValueError(f"{column} {text!r} is not a year")
    return int(text)
