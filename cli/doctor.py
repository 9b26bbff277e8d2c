"""`mixgraph doctor`: is this installation as it should be?"""

import click

from cli.output import Output, output_options
from cli.talk import Talk


@click.command("doctor")
@output_options
@click.pass_context
def command(context: click.Context, output: Output) -> None:
    """Check Python, Java, folders and that no other package owns the names that mixgraph uses; ends with 1 if one fails.

    \b
    Example:
      mixgraph doctor
    """
    from cli.checks import checks

    talk: Talk = context.obj
    rows = checks()
    output.write(rows)
    failed = [row for row in rows if not row["ok"]]
    if failed:
        talk.error(f"{len(failed)} of {len(rows)} checks failed")
        context.exit(1)
