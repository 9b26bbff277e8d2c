"""What mixgraph says to people, always on stderr: notes, warnings, errors, progress."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click

SECONDS_BETWEEN_LINES = 10.0  # of progress, where there is no terminal


def printable(text: str) -> str:
    """The text without control characters, which a terminal would obey (titles come from strangers)."""
    return "".join(" " if character < " " or "\x7f" <= character <= "\x9f" else character for character in text)


class Step(Protocol):
    """A piece of long work that is under way."""

    def advance(self, amount: float) -> None:
        """So much more is done."""

    def reach(self, completed: float, total: float) -> None:
        """So much of so much is done."""


class Talk:
    """How much is said, and to where; one for a run of the program."""

    def __init__(self) -> None:
        self.quiet = False
        self.verbose = False
        self.debug = False

    def note(self, text: str) -> None:
        """A line for people, left out with --quiet."""
        if not self.quiet:
            for line in text.split("\n"):
                click.echo(printable(line), err=True)

    def detail(self, text: str) -> None:
        """A line for people who asked for more, with --verbose."""
        if self.verbose and not self.quiet:
            click.echo(printable(text), err=True)

    def error(self, text: str, hint: str = "") -> None:
        """What happened, and what to do."""
        click.echo(printable(f"mixgraph: {text}"), err=True)
        if hint:
            click.echo(printable(f"  → {hint}"), err=True)

    def error_detail(self, text: str) -> None:
        """A line that belongs to an error, said also with --quiet."""
        click.echo(printable(f"    {text}"), err=True)

    def consents(self, question: str, yes: bool) -> bool:
        """Whether the user agrees: by --yes, or asked on a terminal; no terminal is a no."""
        if yes:
            return True
        if not sys.stdin.isatty():
            return False
        return click.confirm(printable(question), err=True)

    @contextmanager
    def step(self, what: str, total: float | None = None, unit: str = "rows") -> Iterator[Step]:
        """Show the progress of a piece of work: a bar with rate and time left on a terminal, elsewhere a line now and then."""
        if self.quiet:
            yield _Silent()
        elif sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn(
                    "{task.completed:,.0f}/{task.total:,.0f} {task.fields[unit]}" if total else "{task.completed:,.0f}"
                ),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
            )
            with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
                task = progress.add_task(what, total=total, unit=unit)
                yield _Bar(progress, task)
        else:
            yield _Lines(self, what, total, unit)


class _Silent:
    def advance(self, amount: float) -> None:
        pass

    def reach(self, completed: float, total: float) -> None:
        pass


class _Bar:
    def __init__(self, progress, task) -> None:  # type: ignore[no-untyped-def]  # rich is imported where it is needed
        self._progress, self._task = progress, task

    def advance(self, amount: float) -> None:
        self._progress.advance(self._task, amount)

    def reach(self, completed: float, total: float) -> None:
        self._progress.update(self._task, completed=completed, total=total)


class _Lines:
    def __init__(self, talk: Talk, what: str, total: float | None, unit: str) -> None:
        self._talk, self._what, self._total, self._unit = talk, what, total, unit
        self._done = 0.0
        self._started = self._said = time.monotonic()

    def advance(self, amount: float) -> None:
        self.reach(self._done + amount, self._total or 0)

    def reach(self, completed: float, total: float) -> None:
        self._done, self._total = completed, total
        now = time.monotonic()
        if now - self._said < SECONDS_BETWEEN_LINES:
            return
        self._said = now
        rate = completed / (now - self._started)
        left = f", {(total - completed) / rate:.0f} s left" if total and rate else ""
        of = f" of {total:,.0f}" if total else ""
        self._talk.note(f"{self._what}: {completed:,.0f}{of} {self._unit}, {rate:,.0f}/s{left}")
