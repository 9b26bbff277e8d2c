"""Tables of bpm and key, one song a row."""

from graph.records import AnyRecord, FeatureRecord, Records
from graph.sources.columns import Columns
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.song_columns import OWN_IDS, SONG, SongColumns, synonyms
from graph.sources.stream import Stream
from graph.sources.table import Table, may_be_table
from model.key import Key
from model.tempo import known_bpm

BPM = ("tempo", "beats_per_minute", "bpm_value")
KEY = ("musical_key", "key_name", "initial_key", "camelot", "camelot_key")
COLUMNS = Columns(
    required=SONG,
    optional=("bpm", "key", "origin", *OWN_IDS),
    synonyms=synonyms(("",))
    | {
        "bpm": BPM,
        "key": KEY,
        "origin": ("dataset", "data_source", "database", "provider"),
    },
)


def read(stream: Stream, options: ReadOptions) -> Records[AnyRecord]:
    """Each row of the table as what was measured of a song; raises InputUnusable at once where the columns are not there."""
    table = Table(stream, COLUMNS, options)
    song = SongColumns(table, options)

    def record(line: int, row: dict[str, str]) -> AnyRecord:
        source = table.source(row)
        artist, title = song.name(row)
        bpm, key = _bpm(row.get("bpm", "")), _key(row.get("key", ""))
        if bpm is None and key is None:
            raise ValueError("neither a known bpm (20 to 400) nor a key")
        return FeatureRecord(artist, title, source, bpm, key, song.own_ids(line, row, source))

    return table.records(record)


def _bpm(text: str) -> float | None:
    if not text:
        return None
    try:
        return known_bpm(float(text))
    except ValueError:
        raise ValueError(f"bpm {text[:40]!r} is not a number") from None


def _key(text: str) -> str | None:
    if not text:
        return None
    key = Key.parse(text)
    return str(key) if key else None


FORMAT = Format(
    name="features",
    summary="a table (CSV, TSV, JSON lines) of bpm and key, one song a row",
    tells=Tells.FEATURES,
    recognised_by="any text that is no other format",
    recognises=may_be_table,
    read=read,
)
