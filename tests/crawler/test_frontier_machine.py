"""The frontier beside a model of it in plain Python: whatever is done, in whatever order, and however it is stopped."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crawler.frontier.frontier import Frontier
from crawler.frontier.order import STRATEGIES
from crawler.frontier.page_row import State
from crawler.pages.page import Link, PageKind

ATTEMPTS = 3
PAGES = 5  # few, so that much happens to each
KINDS = (PageKind.ARTIST, PageKind.TRACK, PageKind.CONNECTION, PageKind.LISTING)
numbers = st.integers(0, PAGES - 1)
some = st.lists(numbers, max_size=4, unique=True)


def link(number: int) -> Link:
    kind = KINDS[number % len(KINDS)]
    return Link(f"https://site.example/{number}/", kind, f"Artist {number}" if kind is PageKind.ARTIST else "")


@dataclass
class Known:
    """What the model keeps of a page; `delay` in seconds from now, whole ones since a clock rounds."""

    state: State
    depth: int
    attempts: int = 0
    delay: int = 0


class FrontierMachine(RuleBasedStateMachine):
    @initialize(strategy=st.sampled_from(sorted(STRATEGIES)), deepest=st.none() | st.integers(0, 3))
    def begin(self, strategy: str, deepest: int | None) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.strategy = STRATEGIES[strategy]
        self.now = 1e9
        self.known: dict[str, Known] = {}
        self.open(deepest)

    def open(self, deepest: int | None) -> None:
        self.deepest = deepest
        self.frontier = Frontier(
            self.folder / "frontier.sqlite",
            self.strategy,
            deepest=deepest,
            attempts=ATTEMPTS,
            clock=lambda: self.now,
        )

    def waiting(self, depth: int) -> State:
        return State.WAITING if self.deepest is None or depth <= self.deepest else State.TOO_DEEP

    @rule(new=some, depth=st.integers(0, 4), below=st.none() | numbers)
    def add(self, new: list[int], depth: int, below: int | None) -> None:
        expected = sum(link(each).url not in self.known for each in new)
        parent = "" if below is None else link(below).url
        assert self.frontier.add([link(each) for each in [*new, *new]], depth, below=parent) == expected
        for each in new:
            known = self.known.setdefault(link(each).url, Known(State.TOO_DEEP, depth))
            known.depth = min(depth, known.depth)
            if known.state is State.TOO_DEEP:
                known.state = self.waiting(known.depth)

    @rule(number=st.integers(1, 4))
    def lease(self, number: int) -> None:
        for known in self.known.values():
            if known.state is State.DELAYED and known.delay <= 0:
                known.state = self.waiting(known.depth)
        waiting = [url for url, known in self.known.items() if known.state is State.WAITING]
        leased = self.frontier.lease(number)
        assert len(leased) == min(number, len(waiting))
        assert len({page.url for page in leased}) == len(leased)
        for page in leased:
            known = self.known[page.url]
            assert known.state is State.WAITING
            assert (page.depth, page.attempts) == (known.depth, known.attempts)
            assert (page.kind, page.name) == next(
                (e.kind, e.name) for e in map(link, range(PAGES)) if e.url == page.url
            )
            known.state = State.LEASED
        if self.strategy.name != "most-songs" and leased:
            left = [known.depth for known in self.known.values() if known.state is State.WAITING]
            assert max(page.depth for page in leased) <= min(left, default=99)

    @rule(which=some)
    def done(self, which: list[int]) -> None:
        self.frontier.done(link(each).url for each in which)
        for each in which:
            if known := self.known.get(link(each).url):
                known.state = State.DONE

    @rule(number=numbers, delay=st.none() | st.integers(-10, 5000))
    def failed(self, number: int, delay: int | None) -> None:
        url = link(number).url
        self.frontier.failed(url, "broken", retry_at=None if delay is None else self.now + delay)
        known = self.known.get(url)
        if known and known.state is not State.DONE:
            known.attempts += 1
            for_good = delay is None or known.attempts >= ATTEMPTS
            known.state = State.FAILED if for_good else State.DELAYED
            known.delay = min(delay or 0, 3600)

    @rule(number=numbers)
    def skip(self, number: int) -> None:
        self.frontier.skip(link(number).url, "not wanted")
        known = self.known.get(link(number).url)
        if known and known.state is not State.DONE:
            known.state = State.SKIPPED

    @rule(which=some)
    def release(self, which: list[int]) -> None:
        self.frontier.release(link(each).url for each in which)
        for each in which:
            known = self.known.get(link(each).url)
            if known and known.state is State.LEASED:
                known.state = self.waiting(known.depth)

    @rule()
    def retry(self) -> None:
        failed = [known for known in self.known.values() if known.state in (State.FAILED, State.DELAYED)]
        assert self.frontier.retry() == len(failed)
        for known in failed:
            known.state, known.attempts = self.waiting(known.depth), 0

    @rule(songs=st.dictionaries(st.sampled_from(["Artist 0", "artist 4", link(4).url]), st.integers(0, 9)))
    def prioritise(self, songs: dict[str, int]) -> None:
        self.frontier.prioritise(songs)

    @rule(seconds=st.integers(0, 2000))
    def wait(self, seconds: int) -> None:
        self.now += seconds
        for known in self.known.values():
            known.delay -= seconds

    @rule(deepest=st.none() | st.integers(0, 3))
    def close_and_open(self, deepest: int | None) -> None:
        self.frontier.close()
        self.open(deepest)
        self.leases_go_back()

    @precondition(lambda self: any(known.state is State.LEASED for known in self.known.values()))
    @rule(deepest=st.none() | st.integers(0, 3))
    def crash_and_open(self, deepest: int | None) -> None:
        """The files as they are, without the closing steps, as after kill -9; the system has let go of the lock."""
        crashed = self.folder
        self.folder = Path(tempfile.mkdtemp())
        for each in crashed.iterdir():
            if each.suffix != ".lock":
                shutil.copy(each, self.folder)
        self.frontier.close()
        shutil.rmtree(crashed)
        self.open(deepest)
        self.leases_go_back()

    def leases_go_back(self) -> None:
        for known in self.known.values():
            if known.state in (State.LEASED, State.WAITING, State.TOO_DEEP):
                known.state = self.waiting(known.depth)

    @invariant()
    def no_page_is_lost(self) -> None:
        for number in range(PAGES):
            known = self.known.get(link(number).url)
            assert self.frontier.state(link(number).url) == (known.state if known else None)
        counted: dict[State, int] = {}
        for (_, state), number in self.frontier.counts().items():
            counted[state] = counted.get(state, 0) + number
        assert sum(counted.values()) == len(self.known)

    def teardown(self) -> None:
        if hasattr(self, "frontier"):
            self.frontier.close()
            shutil.rmtree(self.folder)


FrontierMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestFrontier = FrontierMachine.TestCase
