"""`mixgraph export`: the graph as an adjacency."""

from pathlib import Path

import click

from cli.talk import Talk
from cli.training import adjacency_options
from graph.schema import Relation


@click.command("export")
@adjacency_options
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder to write, instead of the data folder's.",
)
@click.pass_obj
def command(talk: Talk, kind: str, relations: tuple[Relation, ...], bpm_window: float, folder: Path | None) -> None:
    """Build the weighted adjacency of the graph, as Parquet with a manifest.

    context: songs, artists and shared titles are nodes. seed: songs alone, 1 on the diagonal and where connected, 2 where
    the tempos are within the window too. Recommendations never enter. Prints the folder.

    \b
    Example:
      mixgraph export --kind seed
    """
    from cli.server_progress import server_progress
    from cli.training import export_adjacency
    from graph.connection import connect

    with connect(server_progress(talk)) as database:
        click.echo(export_adjacency(talk, database, kind, relations, bpm_window, folder))
