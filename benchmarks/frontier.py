"""How fast the frontier is, beside bare inserts of the same rows into SQLite, and how much memory a page costs.

Run as `python -m benchmarks.frontier [PAGES] [--json FILE]`; it writes to a temporary folder.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from benchmarks.results import Bar, Result, add_option, report
from crawler.frontier.frontier import Frontier
from crawler.frontier.order import STRATEGIES
from crawler.pages.page import Link, PageKind

LINKS_A_PAGE = 20
LEASED_AT_ONCE = 2
KINDS = (PageKind.ARTIST, PageKind.TRACK, PageKind.TRACK, PageKind.SEE_ALL, PageKind.CONNECTION)
OPERATIONS_A_SECOND = 5000
BYTES_A_PAGE = 200


def link(at: int) -> Link:
    """The same page for the same number."""
    kind = KINDS[at % len(KINDS)]
    name = f"Artist {at}" if kind is PageKind.ARTIST else ""
    return Link(
        f"https://site.example/{name.replace(' ', '-') or f'Artist-{at // 10}'}/Title-of-Song-{at}/", kind, name
    )


def pages(first: int, last: int) -> Iterator[list[Link]]:
    """The links of one page after another."""
    for at in range(first, last, LINKS_A_PAGE):
        yield [link(each) for each in range(at, min(last, at + LINKS_A_PAGE))]


def timed(what: str, number: int, action: Callable[[], object]) -> float:
    """Operations a second, told."""
    start = time.perf_counter()
    action()
    rate = number / (time.perf_counter() - start)
    print(f"  {what:<32}{rate:>12,.0f}/s")
    return rate


def bare(folder: Path, number: int) -> float:
    """The rate of `executemany` into a table with the same text and one unique index, a transaction a page of links."""
    database = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("CREATE TABLE pages (id INTEGER PRIMARY KEY, url TEXT UNIQUE, kind TEXT, name TEXT)")

    def insert() -> None:
        for links in pages(0, number):
            database.execute("BEGIN IMMEDIATE")
            rows = ((each.url, each.kind, each.name) for each in links)
            database.executemany("INSERT OR IGNORE INTO pages (url, kind, name) VALUES (?, ?, ?)", rows)
            database.execute("COMMIT")

    rate = timed("bare inserts", number, insert)
    database.close()
    return rate


def one(folder: Path, name: str, number: int, bare_rate: float) -> list[float]:
    """The rates of one strategy's operations, with `number` pages in the frontier."""
    print(f"{name}, {number:,} pages")
    with Frontier(folder / f"{name}.sqlite", STRATEGIES[name]) as frontier:

        def add() -> None:
            for depth, links in enumerate(pages(0, number)):
                frontier.add(links, 1 + depth % 5, below="https://site.example/")

        frontier.add([Link("https://site.example/", PageKind.GENRE)], 0)
        rates = [timed("add", number, add)]
        print(f"  {'of bare inserts':<32}{rates[0] / bare_rate:>13.0%}")
        rates.append(timed("add again", number, add))
        some = number // 5

        def lease_and_done() -> None:
            for _ in range(0, some, LEASED_AT_ONCE):
                frontier.done(page.url for page in frontier.lease(LEASED_AT_ONCE))

        rates.append(timed("lease and done", 2 * some, lease_and_done))
        names = [each.name for each in map(link, range(0, number, 5))][: some // 5]

        def prioritise() -> None:
            for at in range(0, len(names), 10):
                frontier.prioritise(dict.fromkeys(names[at : at + 10], at))

        rates.append(timed("prioritise", len(names), prioritise))
        start = time.perf_counter()
        frontier.counts()
        print(f"  {'counts':<32}{(time.perf_counter() - start) * 1000:>12,.0f} ms")
    return rates


def memory(folder: Path) -> float:
    """Bytes of this process a page, from 10,000 to 100,000 pages that are added, leased and done."""
    process = psutil.Process()
    at_start = 0
    with Frontier(folder / "memory.sqlite") as frontier:
        for first in range(0, 100_000, 10_000):
            for links in pages(first, first + 10_000):
                frontier.add(links, 1)
                frontier.done(page.url for page in frontier.lease(LEASED_AT_ONCE))
            if first == 0:
                at_start = process.memory_info().rss
        return (process.memory_info().rss - at_start) / 90_000


def main() -> int:
    """Rates, ratios and memory; 1 unless all bars hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?", type=int, default=100_000)
    add_option(parser)
    options = parser.parse_args()
    number = options.pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a_page = memory(folder)
        bare_rate = bare(folder, number)
        by_name = {each: one(folder, each, number, bare_rate) for each in ("most-songs", "breadth")}
    rates = [rate for found in by_name.values() for rate in found]
    print(f"memory: {a_page:,.0f} bytes a page (at most {BYTES_A_PAGE})")
    print(f"slowest operation: {min(rates):,.0f}/s (at least {OPERATIONS_A_SECOND:,})")
    results = [
        Result(f"add, {name}", found[0], "pages/s", found[0] / bare_rate, "bare inserts into SQLite")
        for name, found in by_name.items()
    ]
    slowest = Bar(at_least=OPERATIONS_A_SECOND, of="value")
    results.append(Result("slowest operation", min(rates), "pages/s", min(rates) / bare_rate, "bare inserts", slowest))
    results.append(Result("memory", a_page, "bytes a page", bar=Bar(at_most=BYTES_A_PAGE, of="value")))
    return 0 if report(results, options.json) else 1


if __name__ == "__main__":
    raise SystemExit(main())
