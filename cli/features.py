"""`mixgraph features`: bpm and key into the graph."""

from pathlib import Path

import click

from cli.talk import Talk


@click.command("features")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--source", metavar="NAME", help="Who measured it, instead of the column origin or the file's name.")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Where to list the rows that were not loaded."
)
@click.option("--yes", is_flag=True, help="Add to a database that holds other data, without asking.")
@click.pass_obj
def command(talk: Talk, files: tuple[Path, ...], source: str | None, rejects: Path | None, yes: bool) -> None:
    """Load bpm and key of songs that are in the graph from tables (TSV or CSV).

    Columns: artist, title; bpm, key and origin if there. Keys may be written in any usual way (Am, G#, 8A, 1m).

    \b
    Example:
      mixgraph features features.tsv
    """
    from cli.loading import RejectList
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.loader import load
    from graph.records import Reject
    from graph.schema_setup import prepare
    from graph.sources.feature_table import read

    for path in files:
        read(path)
    with connect(server_progress(talk)) as database:
        rejected = RejectList(talk, rejects, files)
        prepare(database, lambda question: talk.consents(question, yes))
        for path in files:
            records = read(path, source)
            with talk.step(f"loading {path.name}", records.size) as step:
                left_out: list[Reject] = []
                count = load(database, records, advance=step.advance, rejected=left_out.append)
            talk.note(
                f"{path.name}: {count.rows:,} rows; {count.features_changed:,} new or changed, {count.features_same:,} as before"
            )
            if count.features_repeated:
                talk.note(
                    f"  {count.features_repeated:,} speak of a song an earlier row of that source speaks of: the first counts"
                )
            rejected.add(path, left_out)
        rejected.write()
