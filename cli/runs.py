"""`mixgraph runs`: what was done when, with which parameters and result."""

import json
import shlex
from typing import TYPE_CHECKING, Any

import click

from cli.output import Output, output_options
from cli.talk import Talk, printable

if TYPE_CHECKING:
    from cli.run_log import RunRecord


def _ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from cli.run_log import runs

    return [run.id for run in runs() if run.id.startswith(incomplete)]


@click.group("runs", invoke_without_command=True)
@click.option("-n", "--limit", type=click.IntRange(1), default=20, show_default=True, help="How many runs.")
@click.option("--failed", is_flag=True, help="Only runs that failed, were interrupted or never ended.")
@output_options
@click.pass_context
def command(context: click.Context, output: Output, limit: int, failed: bool) -> None:
    """List what was done, newest first: each run of a command that changes the graph, or writes a model or an adjacency.

    A run that was killed shows as unfinished. The list stands in runs.jsonl of the data folder; the oldest runs drop out of it.

    \b
    Example:
      mixgraph runs
      mixgraph runs --failed
    """
    if context.invoked_subcommand is not None:
        return
    from cli.run_log import runs

    found = [run for run in runs() if not failed or run.state not in ("done", "running")][:limit]
    talk: Talk = context.obj
    if not found:
        talk.note("no run failed" if failed else "nothing was done yet")
    if output.for_people:
        rows = [{**run.row(), "command": _command_line(run), "started": run.started[:19]} for run in found]
        output.write(rows, ["id", "started", "state", "seconds", "command", "result"])
    else:
        output.write([run.row() for run in found])


@command.command("show")
@click.argument("run_id", metavar="ID", shell_complete=_ids)
@output_options
def show(output: Output, run_id: str) -> None:
    """Show everything of one run; the beginning of its id is enough.

    \b
    Example:
      mixgraph runs show 3f
    """
    from cli.run_log import runs
    from graph.errors import InputUnusable

    found = [run for run in runs() if run.id.startswith(run_id)]
    if len(found) != 1:
        what = f"{len(found)} runs begin with {run_id!r}" if found else f"there is no run {run_id!r}"
        raise InputUnusable(what, "`mixgraph runs` lists them")
    [run] = found
    if not output.for_people:
        output.write([{**run.row(), "parameters": run.parameters}])
        return
    facts: dict[str, Any] = {**run.row(), "arguments": _command_line(run)}
    facts |= {f"  {name}": json.dumps(value, ensure_ascii=False) for name, value in run.parameters.items()}
    width = max(map(len, facts))
    lines = (f"{name:<{width}}  {printable(str(value))}\n" for name, value in facts.items() if value not in (None, ""))
    output.write_text("".join(lines))


def _command_line(run: "RunRecord") -> str:
    return shlex.join(run.arguments)
