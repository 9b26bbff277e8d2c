"""`mixgraph search`: songs and artists by words."""

import click

from cli.output import Output, output_options
from cli.talk import Talk


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many songs.")
@click.option("--artists", is_flag=True, help="List artists instead.")
@output_options
@click.pass_obj
def command(talk: Talk, output: Output, text: tuple[str, ...], limit: int, artists: bool) -> None:
    """List songs whose artist and title fit TEXT, best first; accents and small typos do not matter.

    \b
    Example:
      mixgraph search think about it
    """
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.search import search, search_artists

    words = " ".join(text)
    with connect(server_progress(talk)) as database:
        rows = (
            search_artists(database, words, limit) if artists else [hit.row() for hit in search(database, words, limit)]
        )
    if not rows:
        talk.note(f"nothing fits {words!r}")
    output.write(rows)
