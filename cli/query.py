"""`mixgraph query`: a reading Cypher statement, for those who know it."""

import click

from cli.output import Output, output_options
from cli.talk import Talk


@click.command("query")
@click.argument("cypher")
@click.option(
    "--seconds", type=click.FloatRange(0.1, 3600), default=30.0, show_default=True, help="Stop it after this time."
)
@click.option("--rows", type=click.IntRange(1), default=1000, show_default=True, help="Give no more rows than this.")
@output_options
@click.pass_obj
def command(talk: Talk, output: Output, cypher: str, seconds: float, rows: int) -> None:
    """Run a CYPHER statement that only reads, under a limit of time and rows.

    \b
    Example:
      mixgraph query "MATCH (s:Song)<-[:SAMPLES]-() RETURN s.title, count(*) AS times ORDER BY times DESC LIMIT 5"
    """
    from cli.server_progress import server_progress
    from graph.answers.query import ask
    from graph.connection import connect

    with connect(server_progress(talk)) as database:
        found, cut = ask(database, cypher, seconds=seconds, rows=rows)
    output.write(found)
    if cut:
        talk.note(f"cut off after {rows:,} rows; --rows gives more")
