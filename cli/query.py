"""`mixgraph query`: reading Cypher, named or one's own, for those who know it."""

import json
import re
import sys
from typing import Any

import click

from cli.output import Output, Row, output_options
from cli.talk import Talk

NAME = re.compile(r"[a-z][a-z0-9-]*")


def _parameters(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    for name, sign, _ in pairs:
        if not (sign and re.fullmatch(r"\w+", name)):
            raise click.BadParameter("write it as NAME=VALUE, such as limit=5")
    return {name: value for name, _, value in pairs}


@click.command("query")
@click.argument("cypher", metavar="CYPHER|NAME|-", required=False)
@click.option(
    "-p",
    "--param",
    "given",
    multiple=True,
    callback=_parameters,
    metavar="NAME=VALUE",
    help="A value for $NAME: JSON if it is any (5, true, [1, 2], '\"5\"'), else text.",
)
@click.option("--list", "lists", is_flag=True, help="List the named queries.")
@click.option("--show", "shows", metavar="NAME", help="Print the Cypher of a named query, for Neo4j Browser.")
@click.option(
    "--seconds", type=click.FloatRange(0.1, 3600), default=30.0, show_default=True, help="Stop it after this time."
)
@click.option(
    "--rows", type=click.IntRange(1, 10_000_000), default=1000, show_default=True, help="Give no more rows than this."
)
@output_options
@click.pass_obj
def command(
    talk: Talk,
    output: Output,
    cypher: str | None,
    given: dict[str, str],
    lists: bool,
    shows: str | None,
    seconds: float,
    rows: int,
) -> None:
    """Run a CYPHER statement that only reads, a named query, or (-) what stands on stdin.

    Writes, LOAD CSV, procedures with effects and questions about the server are refused; time, rows and size are limited.
    EXPLAIN in front gives the plan. A parameter of type song takes what other commands take for a song.

    \b
    Example:
      mixgraph query --list
      mixgraph query sampled-by --param song="Lyn Collins – Think (About It)" --param limit=5
      mixgraph query "MATCH (s:Song)<-[:SAMPLES]-() RETURN s.title, count(*) AS times ORDER BY times DESC LIMIT 5"
    """
    if lists:
        _list(output)
    elif shows is not None:
        _show(talk, output, shows)
    elif cypher is None:
        raise click.UsageError("name a query, write one, or see `mixgraph query --list`")
    else:
        _run(talk, output, cypher, given, seconds, rows)


def _list(output: Output) -> None:
    from graph.answers.named import named_queries

    output.write(
        [
            {
                "name": query.name,
                "parameters": ", ".join(parameter.shown for parameter in query.parameters),
                "description": query.description,
            }
            for query in named_queries()
        ]
    )


def _show(talk: Talk, output: Output, name: str) -> None:
    from graph.answers.named import named_query

    query = named_query(name)
    if query is None:
        raise _unknown(name)
    output.write_text(query.text)
    if query.parameters:
        told = ", ".join(
            f"{each.name}: {'…' if each.default is None else json.dumps(each.default)}" for each in query.parameters
        )
        talk.note(f"in Neo4j Browser first: :param {{{told}}}   (a song is given by its song_id)")


def _unknown(name: str) -> Exception:
    from difflib import get_close_matches

    from graph.answers.named import named_queries
    from graph.errors import InputUnusable

    near = get_close_matches(name, [query.name for query in named_queries()], n=1)
    return InputUnusable(
        f"there is no named query {name!r}",
        (f"did you mean {near[0]}? " if near else "") + "`mixgraph query --list` lists them",
    )


def _run(talk: Talk, output: Output, cypher: str, given: dict[str, str], seconds: float, rows: int) -> None:
    from cli.server_progress import server_progress
    from graph.answers.named import named_query, values
    from graph.answers.query import ask
    from graph.connection import connect

    query = named_query(cypher)
    if query is None and NAME.fullmatch(cypher):
        raise _unknown(cypher)
    text = query.text if query else _statement(cypher)
    parameters = {} if query else {name: _value(name, value) for name, value in given.items()}
    with connect(server_progress(talk)) as database:
        if query:
            parameters = values(database, query, given)
        found, cut = ask(database, text, parameters, seconds=seconds, rows=rows)
    output.write(found if output.form in ("json", "jsonl") else [_flat(row) for row in found])
    if cut:
        talk.note(f"cut off after {rows:,} rows; --rows gives more")


def _statement(text: str) -> str:
    from graph.errors import InputUnusable

    try:
        statement = sys.stdin.buffer.read().decode() if text == "-" else text
        statement.encode()
    except UnicodeError as error:
        raise InputUnusable("the statement is not UTF-8") from error
    if not statement.strip():
        raise InputUnusable("the statement is empty", "such as: mixgraph query most-sampled")
    return statement


def _value(name: str, text: str) -> Any:
    from graph.errors import InputUnusable

    def no_number(constant: str) -> Any:
        raise ValueError(constant)  # NaN and Infinity are no JSON, so they are text

    try:
        text.encode()
        value = json.loads(text, parse_constant=no_number)
    except UnicodeEncodeError as error:
        raise InputUnusable(f"the value of {name} is not UTF-8") from error
    except ValueError:
        return text
    except RecursionError as error:
        raise InputUnusable(f"the value of {name} is nested too deeply") from error
    if _too_large(value):
        raise InputUnusable(f"the value of {name} holds a number beyond 64 bits", "Neo4j has none: write it as text")
    return value


def _too_large(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_too_large, value.values()))
    if isinstance(value, list):
        return any(map(_too_large, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _flat(row: Row) -> Row:
    # a cell holds text: maps (nodes too), and lists with maps in them, stand in it as JSON
    return {name: json.dumps(value, ensure_ascii=False) if _has_map(value) else value for name, value in row.items()}


def _has_map(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict | list) for each in value))
