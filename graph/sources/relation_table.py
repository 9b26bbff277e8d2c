"""Tables of who sampled, covered or remixed whom, one relation a row."""

from functools import lru_cache

from graph.records import AnyRecord, Records, RelationRecord
from graph.schema import Kind, Relation
from graph.sources.columns import Columns, Mistaken, normal_name
from graph.sources.feature_table import BPM, KEY
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.song_columns import ABOUT, SONG, SongColumns, synonyms
from graph.sources.stream import Stream
from graph.sources.table import Table, may_be_table

SOURCE = "source_"

COLUMNS = Columns(
    required=("relation", *SONG, *(SOURCE + name for name in SONG)),
    optional=(
        *("part", "origin", "kind", "times", "url"),
        *ABOUT,
        *(SOURCE + name for name in ABOUT),
    ),
    synonyms=synonyms(("", "sampler_", "sampling_", "new_", "derived_"))
    | synonyms(("source_", "sampled_", "sample_", "original_", "orig_", "src_"), SOURCE)
    | {
        "relation": ("relation_type", "relationship", "relationship_type", "link_type", "type"),
        "part": ("element", "sampled_part", "sampled_element", "part_sampled"),
        "origin": ("dataset", "data_source", "database", "provider"),
        "kind": ("sample_type", "sample_kind", "sampling_type"),
        "times": ("timestamps", "timings"),
        "url": ("link", "href", "page", "page_url", "source_url"),
    },
    mistaken=Mistaken(
        frozenset({SOURCE + name for name in SONG}),
        ("bpm", "key", *BPM, *KEY),
        "a table of bpm and key is loaded by `mixgraph features`",
    ),
)

_RELATIONS = {
    word: relation
    for relation, words in {
        Relation.SAMPLES: ("samples", "sample", "sampling"),
        Relation.COVERS: ("covers", "cover", "coverversion"),
        Relation.REMIXES: ("remixes", "remix"),
    }.items()
    for word in words
}
_KINDS = {
    "direct": Kind.DIRECT,
    "directsample": Kind.DIRECT,
    "interpolation": Kind.INTERPOLATION,
    "replayed": Kind.INTERPOLATION,
    "replayedsample": Kind.INTERPOLATION,
    "unknown": Kind.UNKNOWN,
}


def read(stream: Stream, options: ReadOptions) -> Records[AnyRecord]:
    """Each row of the table as a relation; raises InputUnusable at once where the columns are not there."""
    table = Table(stream, COLUMNS, options, needless=("relation",) if options.relation else ())
    # an `id` without a `source_id` is a row's number, which says nothing of a song, unless the user says so
    both = {"id", "source_id"}
    numbers = () if both <= table.theirs.keys() or both & options.columns.keys() else both & table.theirs.keys()

    for column in numbers:
        options.note(
            f"{stream.name}: {column} is taken for the number of a row; --map {column}={column} if it is a song's id"
        )
    sampler, sampled = SongColumns(table, options), SongColumns(table, options, SOURCE)

    def record(line: int, row: dict[str, str]) -> AnyRecord:
        source = table.source(row)
        for column in numbers:
            row[column] = ""
        return RelationRecord(
            type=_relation(row.get("relation", ""), options.relation),
            sampler=sampler.song(line, row, source),
            sampled=sampled.song(line, row, source),
            source=source,
            source_url=row.get("url", ""),
            kind=_kind(row.get("kind", ""), options, line),
            part=row.get("part", "").lower(),
            times=row.get("times", ""),
        )

    return table.records(record)


@lru_cache(maxsize=256)
def _relation(text: str, otherwise: Relation | None) -> Relation:
    if not text and otherwise:
        return otherwise
    relation = _RELATIONS.get(normal_name(text))
    if relation is None:
        raise ValueError(f"relation {text[:40]!r} is none of {', '.join(each.value.lower() for each in Relation)}")
    return relation


def _kind(text: str, options: ReadOptions, line: int) -> Kind:
    if not text:
        return Kind.UNKNOWN
    kind = _KINDS.get(text) or _KINDS.get(normal_name(text))
    if kind is None:
        options.left_out.add(f"kinds that are none ({', '.join(Kind)})", line, text)
    return kind or Kind.UNKNOWN


FORMAT = Format(
    name="relations",
    summary="a table (CSV, TSV, JSON lines) of who sampled, covered or remixed whom, one relation a row",
    tells=Tells.RELATIONS,
    recognised_by="any text that is no other format",
    recognises=may_be_table,
    read=read,
)
