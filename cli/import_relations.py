"""`mixgraph import`: relation tables into the graph."""

from pathlib import Path

import click

from cli.talk import Talk


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "--source", metavar="NAME", help="Whose claims these are, instead of the column origin or the file's name."
)
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Where to list the rows that were not loaded."
)
@click.option("--yes", is_flag=True, help="Add to a database that holds other data, without asking.")
@click.pass_obj
def command(talk: Talk, files: tuple[Path, ...], source: str | None, rejects: Path | None, yes: bool) -> None:
    """Load who sampled, covered or remixed whom from tables (TSV or CSV).

    Columns: relation (samples, covers, remixes), artist, title, source_artist, source_title; and, if there, year, source_year,
    part, kind, times, url, genre, source_genre, origin. Loading a file again changes nothing.

    \b
    Example:
      mixgraph import relations.tsv
    """
    from cli.loading import RejectList
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.loader import load
    from graph.records import Reject
    from graph.schema_setup import prepare
    from graph.sources.relation_table import read

    for path in files:
        read(path)  # every file is checked before the first is loaded
    with connect(server_progress(talk)) as database:
        rejected = RejectList(talk, rejects, files)
        prepare(database, lambda question: talk.consents(question, yes))
        for path in files:
            records = read(path, source)
            with talk.step(f"loading {path.name}", records.size) as step:
                left_out: list[Reject] = []
                count = load(database, records, advance=step.advance, rejected=left_out.append)
            talk.note(
                f"{path.name}: {count.rows:,} rows; created {count.created:,}: "
                f"{count.songs:,} songs, {count.artists:,} artists, {count.relations:,} relations ({count.claims:,} new claims)"
            )
            for number, what in (
                (count.known, "say what the graph holds already"),
                (count.reversed_pairs, "pairs are stated in both directions: both kept"),
                (
                    count.older_samplers,
                    "samplers are older than what they take from: kept, years are often of re-issues",
                ),
            ):
                if number:
                    talk.note(f"  {number:,} {what}")
            rejected.add(path, left_out)
        rejected.write()
