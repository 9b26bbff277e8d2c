"""What mixgraph says to people, always on stderr: notes, warnings, errors, progress."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from cli.run_log import Run

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
    """How much is said, and to where; one for a run of the program (`arguments`: its command line)."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self.quiet = False
        self.verbose = False
        self.debug = False
        self.arguments = arguments
        self.run: Run | None = None  # of a command that is recorded
        self.failure = ""  # the last error that was said
        self._outcome = self._noted = ""

    @property
    def outcome(self) -> str:
        """What came out, in one line: the last `result`, else the last note that is not a detail of another."""
        return self._outcome or self._noted

    def result(self, text: str) -> None:
        """What the command achieved, in one line for `mixgraph runs`; says nothing now."""
        self._outcome = text

    def note(self, text: str) -> None:
        """A line for people, left out with --quiet."""
        self._noted = next((line for line in reversed(text.split("\n")) if line.strip() == line != ""), self._noted)
        if not self.quiet:
            for line in text.split("\n"):
                click.echo(printable(line), err=True)

    def detail(self, text: str) -> None:
        """A line for people who asked for more, with --verbose."""
        if self.verbose and not self.quiet:
            click.echo(printable(text), err=True)

    def error(self, text: str, hint: str = "") -> None:
        """What happened, and what to do."""
        self.failure = text
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
    def step(
        self,
        what: str,
        total: float | None = None,
        unit: str = "rows",
        share: Callable[[], float] | None = None,
        more: Callable[[], str] | None = None,
    ) -> Iterator[Step]:
        """Show the progress of a piece of work: a bar with rate and time left on a terminal, elsewhere a line now and then.

        `share` tells how much of the work is done, 0 to 1, where the units that are counted have no total; `more` gives more to
        say of it.
        """
        if self.quiet:
            yield _Silent()
        elif sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.fields[said]}", markup=False),
                TimeElapsedColumn(),
            )
            with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
                task = progress.add_task(what, total=1.0 if total or share else None, said="")
                yield _Bar(_Pace(total, unit, share, more), progress, task)
        else:
            yield _Lines(_Pace(total, unit, share, more), self, what)


class _Pace:
    """How much of a piece of work is done, how fast it goes, and how long it will take."""

    def __init__(
        self, total: float | None, unit: str, share: Callable[[], float] | None, more: Callable[[], str] | None
    ) -> None:
        self.done = 0.0
        self.total = total
        self._unit = unit
        self._share = share
        self._more = more
        self._started = time.monotonic()

    @property
    def share(self) -> float | None:
        """0 to 1, None where it is not known."""
        if self._share:
            return min(max(self._share(), 0.0), 1.0)
        return min(self.done / self.total, 1.0) if self.total else None

    def said(self) -> str:
        """`1,200 of 5,000 rows, 400/s, 10 s left`."""
        elapsed = max(time.monotonic() - self._started, 1e-3)
        of = f" of {self.total:,.0f}" if self.total and not self._share else ""
        share = self.share
        percent = f" ({share:.0%})" if self._share and share else ""
        left = f", {_time(elapsed * (1 - share) / share)} left" if share else ""
        more = f", {self._more()}" if self._more else ""
        return f"{self.done:,.0f}{of} {self._unit}{percent}, {self.done / elapsed:,.0f}/s{left}{more}"


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes / 60:.1f} h"


class _Silent:
    def advance(self, amount: float) -> None:
        pass

    def reach(self, completed: float, total: float) -> None:
        pass


class _Bar:
    def __init__(self, pace: _Pace, progress: "Progress", task: "TaskID") -> None:
        self._pace, self._progress, self._task = pace, progress, task

    def advance(self, amount: float) -> None:
        self.reach(self._pace.done + amount, self._pace.total or 0)

    def reach(self, completed: float, total: float) -> None:
        self._pace.done, self._pace.total = completed, total
        share = self._pace.share
        self._progress.update(
            self._task, completed=share or 0, total=None if share is None else 1.0, said=self._pace.said()
        )


class _Lines:
    def __init__(self, pace: _Pace, talk: Talk, what: str) -> None:
        self._pace, self._talk, self._what = pace, talk, what
        self._said = time.monotonic()

    def advance(self, amount: float) -> None:
        self.reach(self._pace.done + amount, self._pace.total or 0)

    def reach(self, completed: float, total: float) -> None:
        self._pace.done, self._pace.total = completed, total
        now = time.monotonic()
        if now - self._said < SECONDS_BETWEEN_LINES:
            return
        self._said = now
        self._talk.note(f"{self._what}: {self._pace.said()}")
