"""Every format that mixgraph reads.

Adding one: a file in this folder with a `FORMAT` (graph.sources.format.Format), and its line in `FORMATS`. What its `read`
gives reaches the loader as it is, but for a SourceRecord with terms and licence before the first record of each source, which
`read` below puts there, so that readers need not. `mixgraph import --list-formats` shows the format.
"""

from collections.abc import Iterator
from dataclasses import replace

from graph.errors import InputUnusable
from graph.records import AnyRecord, Records, Reject, SourceRecord
from graph.sources import feature_table, graph_csv, graphml, musicbrainz, relation_table, whosampled_json
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.stream import Stream

# recognised in this order: those with a sure sign first, tables, which may be any text, last
FORMATS: tuple[Format, ...] = (
    graphml.FORMAT,
    graph_csv.FORMAT,
    musicbrainz.FORMAT,
    whosampled_json.FORMAT,
    relation_table.FORMAT,
    feature_table.FORMAT,
)

_REMEMBERED = 10_000  # sources; a file that names more is told of some again, which changes nothing


def named(name: str) -> Format:
    """The format of that name; raises InputUnusable where there is none."""
    for each in FORMATS:
        if each.name == name:
            return each
    raise InputUnusable(f"there is no format {name!r}", f"one of {', '.join(each.name for each in FORMATS)}")


def recognised(stream: Stream, tells: Tells) -> Format:
    """The first format that recognises the stream among those that tell what is wanted; raises InputUnusable for none."""
    for each in FORMATS:
        if each.tells & tells and each.recognises(stream):
            return each
    raise InputUnusable(f"{stream.name} is of no format that is read here", "see `mixgraph import --list-formats`")


def read(stream: Stream, form: Format, options: ReadOptions) -> Records[AnyRecord]:
    """What the stream tells, each source's terms and licence first where they are known; raises InputUnusable as readers do."""
    options = replace(
        options,
        source=options.source or form.source or None,
        terms=options.terms or form.terms,
        licence=options.licence or form.licence,
    )
    records = form.read(stream, options)
    if options.terms or options.licence:
        records.rows = _with_sources(records.rows, options)
    return records


def _with_sources(
    rows: Iterator[tuple[int, AnyRecord | Reject]], options: ReadOptions
) -> Iterator[tuple[int, AnyRecord | Reject]]:
    told: set[str] = set()
    for line, record in rows:
        source = getattr(record, "source", None)
        if source and source not in told:
            if len(told) >= _REMEMBERED:
                told.clear()
            told.add(source)
            yield line, SourceRecord(source, options.terms, options.licence)
        yield line, record
