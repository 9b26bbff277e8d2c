"""What the commands that load files share: their options, and the way from files through a reader into the graph."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.talk import Talk

if TYPE_CHECKING:
    from cli.rejects import RejectList
    from graph.connection import Database
    from graph.loader import LoadCount
    from graph.records import AnyRecord, Records, Reject
    from graph.sources.format import Format, ReadOptions, Tells
    from graph.sources.journal import Journal
    from graph.sources.stream import Stream

MOST_OPEN = 100  # files at once; more are opened again when their turn comes

_DELIMITERS = {"tab": "\t", r"\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}

Rows = Iterator[tuple[int, "AnyRecord | Reject"]]


@dataclass(frozen=True)
class Loading:
    """What a user said about the files to load, and how."""

    files: tuple[Path, ...]
    options: "ReadOptions"
    form: str | None
    rejects: Path | None
    dry_run: bool
    yes: bool


def loading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILE… and the options of reading; it gets a `Loading` as its argument `loading`."""

    @click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
    @click.option(
        "--source", callback=_source, metavar="NAME", help="Whose claims these are, instead of what the file says."
    )
    @click.option(
        "--map",
        "columns",
        multiple=True,
        callback=_columns,
        metavar="COLUMN=THEIRS",
        help="Which column of the file is which; may be given several times.",
    )
    @click.option(
        "--delimiter",
        callback=_delimiter,
        help="What parts the columns: tab, comma, semicolon, pipe, or any character.",
    )
    @click.option("--encoding", callback=_encoding, help="How the text is encoded, where it is not UTF-8.")
    @click.option("--format", "form", metavar="NAME", help="The format, where it is not recognised.")
    @click.option(
        "--list-formats",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_list_formats,
        help="List the formats and end.",
    )
    @click.option(
        "--licence",
        callback=_one_line,
        default="",
        metavar="TEXT",
        help="The licence of the data, kept with their source.",
    )
    @click.option(
        "--terms", callback=_one_line, default="", metavar="TEXT", help="Their terms of use, kept with their source."
    )
    @click.option(
        "--rejects",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Where to list the rows that were not loaded.",
    )
    @click.option("--dry-run", is_flag=True, help="Read everything and say what would be loaded; write nothing.")
    @click.option("--yes", is_flag=True, help="Add to a database that holds other data, without asking.")
    @wraps(command)
    def wrapped(
        *arguments: Any,
        files: tuple[Path, ...],
        form: str | None,
        rejects: Path | None,
        dry_run: bool,
        yes: bool,
        relation: str | None = None,
        **said: Any,
    ) -> Any:
        from graph.schema import Relation
        from graph.sources.format import ReadOptions

        if files.count(Path("-")) > 1:
            raise click.UsageError("stdin can be read once")
        if rejects and rejects.exists() and any(file.exists() and file.samefile(rejects) for file in files):
            raise click.UsageError("--rejects names a file that is to be loaded")
        options = ReadOptions(relation=Relation(relation.upper()) if relation else None, **said)
        return command(*arguments, loading=Loading(files, options, form, rejects, dry_run, yes))

    return wrapped


def load_files(talk: Talk, loading: Loading, tells: "Tells") -> None:
    """Read the files and load what they tell; all are looked at before the first is loaded.

    Raises InputUnusable where a file cannot be used, or none of all rows could be loaded.
    """
    from cli.rejects import RejectList
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.errors import InputUnusable
    from graph.schema_setup import prepare

    with ExitStack() as stack:
        opened = [_File(talk, stack, path, loading, tells) for path in loading.files]
        database = None
        if not loading.dry_run:
            database = stack.enter_context(connect(server_progress(talk)))
            prepare(database, lambda question: talk.consents(question, loading.yes))
        writes = not loading.dry_run or loading.rejects is not None
        rejects = stack.enter_context(RejectList(talk, loading.rejects, loading.files, writes))
        tallies = [each.load(database, rejects) for each in opened]
        read, loaded = (sum(numbers) for numbers in zip(*tallies, strict=True))
        if read and not loaded:
            raise InputUnusable(
                f"not one of {read:,} rows could be loaded" if read > 1 else "its one row could not be loaded",
                "the reasons are above; --map, --delimiter and --encoding say how a table is to be read",
            )


class _File:
    """One file that was opened and looked at, and is to be loaded."""

    def __init__(self, talk: Talk, stack: ExitStack, path: Path, loading: Loading, tells: "Tells") -> None:
        self._talk = talk
        self._stack = stack
        self._path = path
        self._name = "stdin" if str(path) == "-" else path.name
        self._loading = loading
        self._tells = tells
        self._waiting: list[str] | None = []  # notes are said when its turn comes: another file may be unusable
        self._options = replace(loading.options, note=self._note, left_out=_left_out())
        stream, self._form, self._records = self._open()
        self._stream: Stream | None = stream
        if stream.repeatable and len(loading.files) > MOST_OPEN:
            stream.close()
            self._stream = None
        else:
            stack.callback(stream.close)

    def _open(self) -> "tuple[Stream, Format, Records[AnyRecord]]":
        from graph.sources import registry
        from graph.sources.stream import open_stream

        stream = open_stream(self._path)
        try:
            form = (
                registry.named(self._loading.form) if self._loading.form else registry.recognised(stream, self._tells)
            )
            return stream, form, registry.read(stream, form, self._options)
        except BaseException:
            stream.close()
            raise

    def _note(self, text: str) -> None:
        if self._waiting is None:
            self._talk.note(text)
        else:
            self._waiting.append(text)

    def load(self, database: "Database | None", rejects: "RejectList") -> tuple[int, int]:
        """Load it, or only read it where there is no database; how many rows it had, and how many were not rejected."""
        from graph.errors import InputUnusable
        from graph.loader import load

        if self._stream is None:
            self._options = replace(self._options, left_out=_left_out())
            self._waiting = []
            self._stream, self._form, self._records = self._open()
        journal = self._journal(database) if database else None
        stream, records = self._stream, self._records
        rows = journal.follow(records.rows) if journal else records.rows
        name = stream.name
        read = done = 0

        def counted() -> Rows:
            from graph.records import SourceRecord

            nonlocal read
            for line, record in rows:
                read += not isinstance(record, SourceRecord)
                yield line, record

        waiting, self._waiting = self._waiting or [], None
        for note in waiting:
            self._talk.note(note)
        size = records.size
        share = (lambda: records.position() / size) if size else None
        try:
            with self._talk.step(f"{'loading' if database else 'reading'} {self._name}", share=share) as step:

                def advance(number: int) -> None:
                    nonlocal done
                    done += number
                    step.advance(number)
                    if journal:
                        journal.committed(number)

                def rejected(reject: "Reject") -> None:
                    rejects.add(name, reject)

                if database is None:
                    self._say_read(_read(counted(), advance, rejected))
                else:
                    self._say_loaded(
                        load(database, counted(), advance=advance, rejected=rejected, waits=not stream.repeatable)
                    )
            if database is not None:
                self._restore_model(database)
        except InputUnusable as error:
            what = f"{done:,} rows before it were loaded" if database else f"{read:,} rows before it are sound"
            raise InputUnusable(f"{error} ({what})", error.hint) from error
        except KeyboardInterrupt:
            if database is not None:
                again = "the same command again goes on" if stream.repeatable else "loading them again changes nothing"
                self._talk.note(f"{self._name}: {done:,} rows are in the graph, each as a whole; {again}")
            raise
        finally:
            number = rejects.number
            rejects.say()
            for said in self._options.left_out.said():
                self._talk.note(f"  {said}")
            stream.close()
        return read, read - number

    def _journal(self, database: "Database") -> "Journal | None":
        """Where a file that is too long to begin anew goes on; it is opened again to be read from there."""
        from graph.folders import journals_folder
        from graph.sources.journal import open_journal

        if not (self._form.resumes and self._stream):
            return None
        journal = open_journal(self._stream, journals_folder(), database.read("graph_id")[0]["graph_id"])
        if self._stream.repeatable:
            self._stream.close()
            self._options = replace(self._options, journal=journal)
            self._stream, self._form, self._records = self._open()
            if journal.line:
                self._talk.note(f"{self._name}: going on after line {journal.line:,}")
        return journal

    def _restore_model(self, database: "Database") -> None:
        from graph.dump.model import restore_model

        with self._talk.step(f"publishing the model in {self._name}", unit="songs") as step:
            restored = restore_model(database, self._records, step.advance)
        if restored is None:
            return
        model, count = restored
        if count is None:
            self._talk.note(f"  its model {model} was left out: the graph has one")
        else:
            self._talk.note(f"  published {model}: {count.recommendations:,} recommendations of {count.lists:,} songs")

    def _say_read(self, kinds: dict[str, int]) -> None:
        told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items()) or "nothing"
        self._talk.note(f"{self._name}: {told} could be loaded (format {self._form.name}); nothing was written")

    def _say_loaded(self, count: "LoadCount") -> None:
        from graph.sources.format import Tells

        created = count.songs + count.artists + count.relations
        said = [f"{count.rows:,} rows"]
        if self._form.tells & Tells.RELATIONS:
            said.append(
                f"created {created:,}: {count.songs:,} songs, {count.artists:,} artists, {count.relations:,} relations "
                f"({count.claims:,} new claims)"
            )
        if self._form.tells & Tells.FEATURES:
            said.append(f"{count.features_changed:,} new or changed, {count.features_same:,} as before")
        self._talk.note(f"{self._name}: {'; '.join(said)}")
        self._talk.result(f"{self._name}: {'; '.join(said)}")
        for number, what in (
            (count.known, "say what the graph held: joined"),
            (count.reversed_pairs, "pairs are stated in both directions: both kept"),
            (count.older_samplers, "samplers are older than what they take from: kept, years are often of re-issues"),
            (count.features_repeated, "speak of a song an earlier row of that source speaks of: the first counts"),
        ):
            if number:
                self._talk.note(f"  {number:,} {what}")


def _read(rows: Rows, advance: Callable[[int], None], rejected: "Callable[[Reject], None]") -> dict[str, int]:
    from graph.records import FeatureRecord, MergeRecord, Reject, RelationRecord, SongClaim

    names = {RelationRecord: "relations", FeatureRecord: "features", SongClaim: "songs", MergeRecord: "merges"}
    kinds: dict[str, int] = {}
    number = 0
    for number, (_, record) in enumerate(rows, start=1):
        if isinstance(record, Reject):
            rejected(record)
        elif kind := names.get(type(record)):
            kinds[kind] = kinds.get(kind, 0) + 1
        if number % 1000 == 0:
            advance(1000)
    advance(number % 1000)
    return kinds


def _left_out() -> Any:
    from graph.sources.format import LeftOut

    return LeftOut()


def _list_formats(context: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from cli.output import Output
    from graph.sources.registry import FORMATS

    rows = [
        {
            "format": each.name,
            "tells": str(each.tells.name).lower(),
            "what": each.summary,
            "recognised by": each.recognised_by,
            "source": each.source,
            "licence": each.licence,
        }
        for each in FORMATS
    ]
    Output("table", None).write(rows)
    context.exit()


def _source(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from graph.sources.values import LONGEST_SOURCE, source_name

    name = source_name(value)
    if not name:
        raise click.BadParameter(f"a source has a name of 1 to {LONGEST_SOURCE} letters")
    return name


def _columns(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for each in value:
        ours, equals, theirs = each.partition("=")
        ours, theirs = ours.strip().lower(), theirs.strip()
        if not (ours and equals and theirs):
            raise click.BadParameter(f"{each!r} is not COLUMN=THEIRS, such as artist=performer")
        if ours in columns:
            raise click.BadParameter(f"{ours} is mapped twice")
        columns[ours] = theirs
    return columns


def _delimiter(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    delimiter = _DELIMITERS.get(value.lower(), value)
    if len(delimiter) != 1 or delimiter in '"\r\n\0' or delimiter.isalnum():
        raise click.BadParameter(f"give one character that is no letter, digit or quote, or {', '.join(_DELIMITERS)}")
    return delimiter


def _encoding(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from graph.errors import InputUnusable
    from graph.sources.stream import codec

    try:
        return codec(value)
    except InputUnusable as error:
        raise click.BadParameter(f"{error}: {error.hint}") from error


def _one_line(_: click.Context, __: click.Parameter, value: str) -> str:
    from graph.sources.values import clean

    return clean(value)
