"""How commands give their data: the shared options --format and -o, and one writer for all listings."""

import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cli.talk import printable
from graph.csv_guard import guarded
from model.atomic_write import atomic_file

Row = dict[str, Any]

FORMATS = ("table", "json", "jsonl", "csv", "tsv")


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --format and -o; it gets an `Output` as its argument `output`."""

    @click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to write it."
    )
    @click.option(
        "-o",
        "--output",
        "path",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file instead of stdout; it is either whole or not there.",
    )
    @wraps(command)
    def wrapped(*arguments: Any, form: str, path: Path | None, **options: Any) -> Any:
        return command(*arguments, output=Output(form, path), **options)

    return wrapped


class Output:
    """Where rows go, and in which form. Every form but the table holds all columns."""

    def __init__(self, form: str, path: Path | None) -> None:
        self.form = form
        self.path = path

    @property
    def for_people(self) -> bool:
        """Whether a person reads it, rather than a program."""
        return self.form == "table"

    def write(self, rows: Sequence[Row], table: Sequence[str] | None = None) -> None:
        """Write the rows; `table` names the columns that a table shows."""
        columns = list(dict.fromkeys(column for row in rows for column in row))
        if self.form == "table":
            text = self.table(rows, table or columns)
        elif self.form == "json":
            text = json.dumps(list(rows), ensure_ascii=False, indent=2, default=str) + "\n"
        elif self.form == "jsonl":
            text = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        else:
            text = _delimited(rows, columns, "," if self.form == "csv" else "\t")
        self.write_text(text)

    def write_text(self, text: str) -> None:
        """Write text as it is."""
        if self.path is None:
            sys.stdout.write(text)
            sys.stdout.flush()  # in its place among the talk, also where both go to one file
        else:
            with atomic_file(self.path) as file:
                file.write(text)

    def table(self, rows: Sequence[Row], columns: Sequence[str]) -> str:
        """The rows as a table for people."""
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        on_terminal = self.path is None and sys.stdout.isatty()
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in columns:
            numbers = all(isinstance(row.get(column), int | float | None) for row in rows)
            table.add_column(Text(column), justify="right" if numbers else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(_shown(row.get(column))) for column in columns))  # Text: markup in titles stays text
        buffer = io.StringIO()
        # a file or pipe has no width: nothing is folded there
        Console(file=buffer, width=None if on_terminal else 10_000, force_terminal=on_terminal, highlight=False).print(
            table
        )
        return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    return printable(str(value))


def _delimited(rows: Sequence[Row], columns: list[str], delimiter: str) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_guarded(row.get(column)) for column in columns])
    return buffer.getvalue()


def _guarded(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(str(each) for each in value)
    return guarded(value) if isinstance(value, str) else value
