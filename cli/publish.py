"""`mixgraph publish`: a model's lists into the graph."""

from pathlib import Path

import click

from cli.talk import Talk
from cli.training import vectors_option


@click.command("publish")
@click.argument("model", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
@vectors_option
@click.pass_obj
def command(talk: Talk, model: Path | None, vectors: bool) -> None:
    """Write the lists of a model (the last one fitted unless FOLDER is given) into the graph as RECOMMENDED_WITH.

    Readers never see two lists of one song; interrupted, the same command goes on. Vectors of another model are taken out.

    \b
    Example:
      mixgraph publish
    """
    from cli.server_progress import server_progress
    from cli.training import newest_model, publish_model
    from graph.connection import connect

    folder = model or newest_model()
    with connect(server_progress(talk)) as database:
        publish_model(talk, database, folder, vectors)
