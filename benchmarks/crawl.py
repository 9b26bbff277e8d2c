"""What a crawl costs: the whole program, a replica and Neo4j on this machine, each a process of its own.

    python -m benchmarks.crawl [--pages 3000]      rates of a crawl and of reading again, beside Scrapy and lxml alone
    python -m benchmarks.crawl --memory [--pages 100000]

Pages of songs have some 100 kB and 100 links, one page in eleven is an artist's. `CPU` counts the crawling process alone, all
its threads: pages a second of CPU is what one core does, and depends less than the wall clock on who else is at work (here
Neo4j and the replica share the machine). `Scrapy alone` fetches the same pages of songs with the same number of requests at a
time and looks at none; `lxml alone` is `lxml.html.fromstring` of the pages that were kept, from memory.

Memory is the largest resident set so far, from the tenth part of the pages on to all of them, as a crawl goes on. Its pages are
small (5 kB, the same records and links), since a page is let go of once it is read.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from benchmarks.results import Bar, Result, add_option, report
from crawler.frontier.page_row import State
from crawler.frontier.reader import FrontierReader
from crawler.page_store import PageStore
from crawler.plan import frontier_file, store_file
from crawler.process import AT_ONCE
from crawler.replica.generated import AN_ARTIST, FEWEST, GeneratedContents, generated_site
from crawler.replica.server import ReplicaServer
from crawler.replica.site import Layout, ReplicaSite
from crawler.site import Site, replica
from graph.connection import connect
from graph.folders import cache_folder
from graph.schema_setup import prepare
from graph.server import local

PAGES_A_SECOND = 60  # of CPU, fetched to loaded
READ_AGAIN_A_SECOND = 100
BYTES_A_PAGE = 200
SAMPLES = 5.0  # seconds between two looks at the memory of a process


@dataclass(slots=True)
class Cost:
    """What a process took: seconds, seconds of CPU, and the largest resident set in bytes by pages that were done then."""

    wall: float = 0.0
    cpu: float = 0.0
    began: float = 0.0
    ended: float = 0.0
    peaks: list[tuple[int, int]] = field(default_factory=list)


def run(arguments: list[str], frontier: Path | None = None) -> Cost:
    """Run `python` with these arguments to its end; raises CalledProcessError. Pages done are counted in `frontier`."""
    cost = Cost(began=time.time())
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(process.pid, frontier, cost, over))
    watch.start()
    _, status, used = os.wait4(process.pid, 0)
    over.set()
    watch.join()
    cost.ended = time.time()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    cost.wall, cost.cpu = cost.ended - cost.began, used.ru_utime + used.ru_stime
    return cost


def _watch(pid: int, frontier: Path | None, cost: Cost, over: threading.Event) -> None:
    while frontier is not None and not over.wait(SAMPLES):
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            peak = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
            if frontier.exists():
                with FrontierReader(frontier) as reader:
                    done = _done(reader)
                cost.peaks.append((done, peak))
                print(f"  {time.time() - cost.began:7.0f} s {done:>9,} pages {peak / 1e6:8.1f} MB", flush=True)


def _done(reader: FrontierReader) -> int:
    return sum(number for (_, state), number in reader.counts().items() if state is State.DONE)


@contextmanager
def served(tracks: int, small: bool) -> Iterator[str]:
    """The address of a replica in a process of its own."""
    arguments = [sys.executable, "-m", __spec__.name, "--serve", str(tracks), *(["--small"] if small else [])]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def serve(tracks: int, small: bool) -> None:
    """Serve until the process is ended."""
    site = ReplicaSite(GeneratedContents(tracks), Layout.NEW, cached=0) if small else generated_site(tracks)
    with ReplicaServer(site) as server:
        print(server.address, flush=True)
        server.serve_forever()


def fetch_alone(base: str, pages: int) -> None:
    """Scrapy with nothing of ours; it follows no link, and so needs the addresses."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Alone(scrapy.Spider):
        name = "alone"
        start_urls: ClassVar = [f"{base}/Artist-{at // AN_ARTIST}/Track-{at}/" for at in range(pages)]

        def parse(self, response: scrapy.http.Response, **_: object) -> None:
            """Look at nothing."""

    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "CONCURRENT_REQUESTS": AT_ONCE,
            "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE,
            "DOWNLOAD_DELAY": 0,
        }
    )
    process.crawl(Alone)
    process.start()


def tree_alone(site: Site, pages: int) -> float:
    """Seconds of CPU that lxml takes for the kept pages."""
    import lxml.html

    seconds = 0.0
    with PageStore(store_file(site)) as store:
        for number, page in enumerate(store):
            if number == pages:
                break
            text = page.text
            began = time.process_time()
            lxml.html.fromstring(text)
            seconds += time.process_time() - began
    return seconds


def rates(pages: int) -> list[Result]:
    """Print what a crawl and reading again cost."""
    with served(max(FEWEST, 2 * pages), small=False) as address:
        site = replica(address)
        command = ["-m", "cli.main", "crawl"]
        crawl = run([*command, f"{address}/Artist-0/", "--replica", address, "--max-pages", str(pages)])
        alone = run(["-m", __spec__.name, "--alone", address, "--pages", str(pages)])
    with PageStore(store_file(site)) as store:
        fetched = [page.fetched_at for page in store]
        size = store_file(site).stat().st_size / len(fetched)
    number = len(fetched)
    again = run([*command, "reparse", "--yes"])
    trees = tree_alone(site, number)
    start = run([*command, "status"])
    print(f"{number:,} pages, {size / 1000:.0f} kB each in the store; CPU of the crawling process")
    for what, cost in (("crawl", crawl), ("Scrapy alone", alone), ("reparse", again)):
        print(
            f"  {what:14}{number / cost.cpu:8.0f} pages/s of CPU ({cost.cpu / number * 1000:6.2f} ms a page)"
            f"{number / cost.wall:8.0f} pages/s by the clock"
        )
    print(f"  {'lxml alone':14}{number / trees:8.0f} pages/s of CPU ({trees / number * 1000:6.2f} ms a page)")
    print(f"  crawl: {crawl.cpu / alone.cpu:.1f} times Scrapy alone; reparse: {again.cpu / trees:.1f} times lxml alone")
    print(
        f"  start to first page {min(fetched) - crawl.began:.1f} s, last page to end {crawl.ended - max(fetched):.1f} s, "
        f"between them {number / (max(fetched) - min(fetched)):.0f} pages/s; `crawl status` takes {start.cpu:.1f} s of CPU"
    )
    bars = [Bar(at_least=bound, of="value") for bound in (PAGES_A_SECOND, READ_AGAIN_A_SECOND)]
    unit = "pages/s of CPU"
    return [
        Result("crawl, fetched to loaded", number / crawl.cpu, unit, alone.cpu / crawl.cpu, "Scrapy alone", bars[0]),
        Result("reading again", number / again.cpu, unit, trees / again.cpu, "lxml.html.fromstring alone", bars[1]),
        Result("crawl by the clock", number / crawl.wall, "pages/s", alone.wall / crawl.wall, "Scrapy alone"),
    ]


def memory(pages: int) -> list[Result]:
    """Print how the crawling process grows."""
    with served(max(FEWEST, 2 * pages), small=True) as address:
        site = replica(address)
        arguments = ["-m", "cli.main", "crawl", f"{address}/Artist-0/", "--replica", address, "--max-pages", str(pages)]
        cost = run(arguments, frontier_file(site))
    first = next((done, peak) for done, peak in cost.peaks if done >= pages // 10)
    done, peak = cost.peaks[-1]
    grown = (peak - first[1]) / (done - first[0])
    print(
        f"{first[1] / 1e6:.1f} MB at {first[0]:,} pages, {peak / 1e6:.1f} MB at {done:,}: {grown:.0f} bytes a page "
        f"(at most {BYTES_A_PAGE}); {done / cost.wall:.0f} pages/s by the clock, {done / cost.cpu:.0f} of CPU"
    )
    return [Result("memory of a crawl", grown, "bytes a page", bar=Bar(at_most=BYTES_A_PAGE, of="value"))]


def main() -> int:
    """Measure; 1 unless the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--small", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    add_option(parser)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.small)
        return 0
    if options.alone:
        fetch_alone(options.alone, options.pages)
        return 0
    os.environ["MIXGRAPH_CACHE"] = str(cache_folder())
    with tempfile.TemporaryDirectory() as home:
        os.environ["MIXGRAPH_HOME"] = home
        os.environ.pop("NEO4J_URI", None)
        try:
            with connect(stay=True, own_server=True) as database:
                prepare(database, lambda _: False)
            results = memory(options.pages or 100_000) if options.memory else rates(options.pages or 3_000)
        finally:
            local.stop()
    return 0 if report(results, options.json) else 1


if __name__ == "__main__":
    sys.exit(main())
