"""Tables of bpm and key, one song a row."""

from collections.abc import Iterator
from pathlib import Path

from graph.records import FeatureRecord, Records, Reject
from graph.sources.table import Table
from model.key import Key
from model.tempo import known_bpm

REQUIRED = ("artist", "title")
OPTIONAL = ("bpm", "key", "origin")


def read(path: Path, source: str | None = None) -> Records[FeatureRecord]:
    """Each row of the table with its line; the claims are those of `source`, else of the column `origin`, else of the file.

    Raises InputUnusable at once when the file cannot be used; rows that cannot are Rejects.
    """
    table = Table(path, REQUIRED, OPTIONAL)
    return Records(_records(table, source, path.stem), table.lines - 1)


def _records(table: Table, source: str | None, stem: str) -> Iterator[tuple[int, FeatureRecord | Reject]]:
    for line, row in table.rows():
        if isinstance(row, str):
            yield line, Reject(line, row)
            continue
        try:
            yield line, _record(row, source or row.get("origin") or stem)
        except ValueError as error:
            yield line, Reject(line, str(error), row)


def _record(row: dict[str, str], source: str) -> FeatureRecord:
    record = FeatureRecord(row["artist"], row["title"], source, _bpm(row.get("bpm", "")), _key(row.get("key", "")))
    if not record.song_id:
        raise ValueError("artist or title is blank")
    if record.bpm is None and record.key is None:
        raise ValueError("neither a known bpm (20 to 400) nor a key")
    return record


def _bpm(text: str) -> float | None:
    if not text:
        return None
    try:
        return known_bpm(float(text))
    except ValueError:
        raise ValueError(f"bpm {text!r} is not a number") from None


def _key(text: str) -> str | None:
    if not text:
        return None
    key = Key.parse(text)
    return str(key) if key else None
