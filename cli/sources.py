"""`mixgraph sources`: who says what."""

import click

from cli.output import Output, output_options
from cli.talk import Talk


@click.command("sources")
@click.argument("source", required=False)
@click.option("--licence", metavar="TEXT", help="Say what the licence of SOURCE is.")
@click.option("--terms", metavar="TEXT", help="Say what its terms of use are.")
@click.option(
    "--precedence", type=int, help="Believe it more (or less) than others where they measured a song: 0 is usual."
)
@output_options
@click.pass_obj
def command(
    talk: Talk, source: str | None, licence: str | None, terms: str | None, precedence: int | None, output: Output
) -> None:
    """List the sources of what the graph holds, with how much each says, its licence and terms.

    \b
    Example:
      mixgraph sources
      mixgraph sources rekordbox --precedence 10
    """
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.forgetting import source_named
    from graph.schema_setup import check_ready
    from graph.status import describe_source, sources_of

    said = {"licence": licence, "terms": terms, "precedence": precedence}
    if source is None and any(value is not None for value in said.values()):
        raise click.UsageError("of which source? give its name first")
    with connect(server_progress(talk)) as database:
        check_ready(database)
        name = source_named(database, source) if source is not None else None
        if name is not None and any(value is not None for value in said.values()):
            describe_source(database, name, **said)  # type: ignore[arg-type]
        output.write([row for row in sources_of(database) if name in (None, row["source"])])
