"""`mixgraph crawl` as a program of its own (a reactor runs once in a process), in a data folder of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawler.plan import frontier_file, store_file
from crawler.site import replica
from graph.connection import Address

PROGRAM = [sys.executable, "-m", "cli.main"]
LONGEST = 120.0  # seconds of one run: then it hangs


@dataclass
class Ended:
    """What a run did: exit code, data, talk, and how long it took in seconds."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def complaint(self) -> str:
        """The one line that says what went wrong, without its hint; fails where there are several, or a traceback."""
        assert "Traceback" not in self.err, self.err
        lines = [line for line in self.err.splitlines() if line.startswith("mixgraph: ")]
        assert len(lines) == 1, self.err
        return lines[0].removeprefix("mixgraph: ")


@dataclass
class CrawlCommand:
    """Crawls of the replica at `address`; into the database at `into`, else into the local one of the data folder `home`."""

    home: Path
    address: str
    into: Address | None = None

    def run(self, *arguments: str | Path, **settings: str) -> Ended:
        """`mixgraph crawl …` of the replica, until it ends; `settings` are environment variables."""
        began = time.monotonic()
        process = self.start(*arguments, **settings)
        return self.wait(process, began)

    def wait(self, process: subprocess.Popen[str], began: float | None = None) -> Ended:
        """What became of a run that was started."""
        began = began or time.monotonic()
        try:
            out, err = process.communicate(timeout=LONGEST)
        finally:
            if process.poll() is None:
                process.kill()
                print(process.communicate()[1])  # noqa: T201  # pytest shows it with the failure
        return Ended(process.returncode, out, err, time.monotonic() - began)

    def start(
        self, *arguments: str | Path, limited: Callable[[], None] | None = None, **settings: str
    ) -> subprocess.Popen[str]:
        """Begin `mixgraph crawl …` of the replica; `limited` is run in the child before the program."""
        return self.program("crawl", "--replica", self.address, *arguments, limited=limited, **settings)

    def below(self, subcommand: str, *arguments: str | Path) -> Ended:
        """`mixgraph crawl status`, and the like."""
        return self.wait(self.program("crawl", subcommand, *arguments))

    def program(
        self, *arguments: str | Path, limited: Callable[[], None] | None = None, **settings: str
    ) -> subprocess.Popen[str]:
        """Begin `mixgraph …`."""
        entered = {}
        if self.into is not None:
            entered = {
                "NEO4J_URI": self.into.uri,
                "NEO4J_USERNAME": self.into.username,
                "NEO4J_PASSWORD": self.into.password,
                "NEO4J_DATABASE": self.into.database,
            }
        return subprocess.Popen(
            [*PROGRAM, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limited,
            env={**os.environ, **entered, "MIXGRAPH_HOME": str(self.home), **settings},
        )

    @property
    def frontier(self) -> Path:
        """The frontier's file."""
        return self._of_site(lambda: frontier_file(replica(self.address)))

    @property
    def store(self) -> Path:
        """The page store's file."""
        return self._of_site(lambda: store_file(replica(self.address)))

    def states(self) -> Counter[str]:
        """How many pages stand where in the frontier, if it is there yet."""
        if not self.frontier.exists():
            return Counter()
        with _reading(self.frontier) as database:
            if not database.execute("PRAGMA user_version").fetchone()[0]:
                return Counter()
            return Counter(dict(database.execute("SELECT state, count(*) FROM pages GROUP BY state")))

    def pages(self, state: str) -> set[str]:
        """The paths of the pages in that state, as a request's target has them."""
        with _reading(self.frontier) as database:
            return {target(url) for (url,) in database.execute("SELECT url FROM pages WHERE state = ?", (state,))}

    def status(self) -> list[dict[str, str | int]]:
        """What `mixgraph crawl status` says of each kind of page."""
        said = self.below("status", "--format", "json")
        assert said.code == 0, said.err
        rows: list[dict[str, str | int]] = json.loads(said.out)
        return rows

    def _of_site(self, path: Callable[[], Path]) -> Path:
        before = os.environ.get("MIXGRAPH_HOME")
        os.environ["MIXGRAPH_HOME"] = str(self.home)
        try:
            return path()
        finally:
            if before is None:
                del os.environ["MIXGRAPH_HOME"]
            else:
                os.environ["MIXGRAPH_HOME"] = before


def target(url: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def killed(process: subprocess.Popen[str]) -> None:
    """End a run with kill -9, if it has not ended by itself, well."""
    process.send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=30)
    assert process.returncode in (-signal.SIGKILL, 0), err


def until(condition: Callable[[], object], process: subprocess.Popen[str], seconds: float = 60) -> None:
    """Wait until something is so; fails when the process ends before, or after so many seconds."""
    deadline = time.monotonic() + seconds
    so = False
    try:
        while not (so := bool(condition())):
            assert time.monotonic() < deadline, "it did not come to pass"
            if process.poll() is not None:
                break
            time.sleep(0.02)
    finally:
        if not so:
            process.kill()
            print(process.communicate()[1])  # noqa: T201  # pytest shows it with the failure
    assert so, f"it ended before, with {process.returncode}"


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        yield database
    finally:
        database.close()
