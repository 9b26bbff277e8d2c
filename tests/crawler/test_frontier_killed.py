"""Kill -9 of a real process in the midst of its operations: what it was told of is there, and its leases come back."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.errors import FrontierHeld
from crawler.frontier.frontier import Frontier
from crawler.frontier.page_row import State

# tells each operation after it came back: what was told must be found afterwards
CRAWL = """
import sys
from pathlib import Path
from crawler.frontier.frontier import Frontier
from crawler.pages.page import Link, PageKind

def tell(*words):
    sys.stdout.write(" ".join(words) + "\\n")
    sys.stdout.flush()

def page(name):
    return Link(f"https://site.example/x/{name}/", PageKind.TRACK)

with Frontier(Path(sys.argv[1])) as frontier:
    run = sys.argv[2]
    frontier.add([page(run)], 0)
    tell("add", page(run).url)
    for at in range(100_000):
        leased = frontier.lease(2)
        for each in leased:
            tell("lease", each.url)
            links = [page(f"{run}-{at}-{more}") for more in range(3)]
            frontier.add(links, 1, below=each.url)
            for link in links:
                tell("add", link.url)
            if at % 5:
                frontier.done([each.url])
                tell("done", each.url)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_crawl_loses_nothing_it_was_told(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "frontier.sqlite"
    draw = random.Random(seed)
    added: set[str] = set()
    done: set[str] = set()
    for run in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", CRAWL, path, str(run)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()  # it has begun
        with pytest.raises(FrontierHeld, match=f"process {process.pid}"):
            Frontier(path)
        time.sleep(draw.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        rest, errors = process.communicate()
        assert (process.returncode, errors) == (-signal.SIGKILL, "")
        for line in [first, *rest.splitlines(keepends=True)]:
            what, _, url = line.partition(" ")
            if not line.endswith("\n"):  # cut off by the kill
                continue
            if what == "lease":
                assert url.strip() not in done
            {"add": added, "done": done}.get(what, set()).add(url.strip())

        with Frontier(path) as frontier:  # the dead process's lock is no lock
            states = {url: frontier.state(url) for url in added}
            assert None not in states.values()
            assert State.LEASED not in states.values()
            assert {frontier.state(url) for url in done} <= {State.DONE}  # some were added untold
            unfinished = sum(state is not State.DONE for state in states.values())
            assert len(frontier.lease(10**6)) >= unfinished
    assert len(done) > 10
