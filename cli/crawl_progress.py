"""How a crawl is shown while it goes on, and what is said of it at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.talk import Step, Talk

if TYPE_CHECKING:
    from crawler.crawl import Crawl


class CrawlProgress:
    """Pages done, waiting and failed, songs and relations, while it goes on and at the end."""

    def __init__(self, talk: Talk, crawl: "Crawl", step: Step) -> None:
        self._talk = talk
        self._crawl = crawl
        self._step = step

    @classmethod
    @contextmanager
    def shown(cls, talk: Talk, crawl: "Crawl") -> "Iterator[CrawlProgress]":
        """The progress of a crawl, shown until the end of the block."""

        def more() -> str:
            failed, written = crawl.count.failed, crawl.writer.written
            return f"{failed:,} failed, {written.songs:,} songs, {written.relations:,} relations"

        with talk.step("crawling", unit="pages", more=more) as step:
            yield cls(talk, crawl, step)

    def tick(self) -> None:
        """Some pages more are in the graph."""
        from crawler.frontier.page_row import State

        done = self._crawl.writer.written.pages
        open_states = (State.WAITING, State.DELAYED, State.LEASED)
        waiting = sum(number for (_, state), number in self._crawl.frontier.counts().items() if state in open_states)
        self._step.reach(done, done + waiting)

    def say(self, again: str) -> None:
        """What came of it; `again` is the command that goes on."""
        from crawler.frontier.page_row import State

        crawl, count, written = self._crawl, self._crawl.count, self._crawl.writer.written
        said = crawl.summary()
        self._talk.note(said)
        self._talk.result(said)
        states: dict[State, int] = {}
        for (_, state), number in crawl.frontier.counts().items():
            states[state] = states.get(state, 0) + number
        for kind, number in sorted(count.unreadable.items()):
            self._talk.note(
                f"  {number:,} {kind} pages could not be read: has the layout changed? see `mixgraph crawl status`"
            )
        for number, what in (
            (states.get(State.FAILED, 0), "pages failed: `mixgraph crawl status` shows why, `crawl retry` asks again"),
            (count.not_found, "pages are not there (any more)"),
            (count.forbidden, "pages are forbidden by robots.txt"),
            (count.missing, "rows were announced and not found"),
            (sum(count.skipped.values()), f"rows are no records: {', '.join(sorted(count.skipped))}"),
            (sum(written.rejected.values()), f"records were left out: {', '.join(sorted(written.rejected))}"),
            (
                states.get(State.WAITING, 0) + states.get(State.DELAYED, 0),
                f"pages wait{f' (ended after {crawl.ended})' if crawl.ended else ''}: `{again}` goes on",
            ),
            (states.get(State.TOO_DEEP, 0), "pages are further out than --depth"),
        ):
            if number:
                self._talk.note(f"  {number:,} {what}")
