"""`mixgraph doctor`: is this installation as it should be?"""

import click

from cli.output import Output, output_options
from cli.talk import Talk


@click.command("doctor")
@output_options
@click.pass_context
def command(context: click.Context, output: Output) -> None:
    """Check all that mixgraph needs, and say what to do: Python, Java, Neo4j, Spark, disk, memory, ports, settings, left-overs.

    Nothing is started or fetched. Each check is yes, no, or a note: it works, but is worth knowing. Ends with 1 if one is no.

    \b
    Example:
      mixgraph doctor
    """
    from cli.checks import checks
    from cli.checks.finding import findings

    talk: Talk = context.obj
    program = context.find_root().command
    assert isinstance(program, click.Group)  # noqa: S101 - the program is one
    rows = findings(checks(program))
    output.write(rows)
    failed = [row for row in rows if row["ok"] == "no"]
    if failed:
        talk.error(f"{len(failed)} of {len(rows)} checks failed", "the column advice says what to do")
        context.exit(1)
