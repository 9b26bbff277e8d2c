"""`mixgraph status`: what is in the graph, and its digest."""

import click

from cli.output import Output, output_options
from cli.talk import Talk


@click.command("status")
@click.option("--digest", is_flag=True, help="Print the digest of the graph alone.")
@output_options
@click.pass_obj
def command(talk: Talk, output: Output, digest: bool) -> None:
    """Count what the graph holds and say which model answers.

    Two graphs with the same digest hold the same songs, artists, relations, claims, features and model.

    \b
    Example:
      mixgraph status
    """
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.digest import digest_of
    from graph.schema_setup import check_ready
    from graph.status import status_of

    with connect(server_progress(talk)) as database:
        if digest:
            check_ready(database)
            output.write_text(f"{digest_of(database)}\n")
            return
        facts = status_of(database)
    if output.for_people:
        width = max(map(len, facts))
        output.write_text(
            "".join(
                f"{name:<{width}}  {f'{value:,}' if isinstance(value, int) else value}\n"
                for name, value in facts.items()
            )
        )
    else:
        output.write([facts])
