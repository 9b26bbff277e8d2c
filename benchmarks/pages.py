"""How fast pages are read: pages a second on one core, of each kind and layout, beside building their tree alone.

    python -m benchmarks.pages [--repeat 20] [--json FILE]

The pages are made, with invented songs, as large as the site's: `filled` to about 100 KB with what no parser reads (scripts,
comments of visitors, pictures), as real pages are, and `bare`. `tree` is lxml.html.fromstring of the same text in the same run
and `times` the whole of parsing, links and records in units of it, which depends little on the machine. Texts differ from page
to page as in a crawl, so that caches of spellings help no more than they do there. Times are those of the processor, of the
best repeat, so that other work on the machine counts little.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable

import lxml.html

from benchmarks.results import Bar, Result, add_option, report
from crawler.pages.page import PageKind
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED
from tests.crawler.pages.made_pages import (
    BASE,
    NEW,
    OLD,
    Row,
    artist_page,
    connection,
    connection_page,
    entry,
    genre_page,
    hot_page,
    pager,
    section,
    see_all_page,
    track_item,
    track_page,
)

LARGE = 100_000  # letters of a page of the site
PAGES = 40  # of each kind
PAGES_A_SECOND = 100
TRACK = "/Nova-Kestrel/Paper-Lantern/"

_FILLING = "".join(
    f"<div class='comment'><img src='/s/u{at}.jpg' alt=''><p>Words <b>of</b> a visitor, number {at}.</p><script>var a{at} = "
    f"{{'a': [{'1,' * 40}]}};</script></div>"
    for at in range(1000)
)


def artist_of(page: int, at: int) -> str:
    """A link to an artist of whom some songs are met, as the same names come again in a crawl."""
    number = (page * 31 + at * 7) % 600
    return f"<a href='/Artist-{number}/'>Artist {number}</a>"


def rows(page: int, count: int) -> list[Row]:
    """Rows that are each another song."""
    return [
        Row(f"Song {page} of {at}", f"{artist_of(page, at)} feat. {artist_of(page, at + 1)}", str(1960 + at % 60), "Drums",
            "Hip-Hop / Rap / R&B", f"/sample/{page * 1000 + at}/Artist-Song-{page}-{at}-Nova-Kestrel-Paper-Lantern/")
        for at in range(count)
    ]  # fmt: skip


def track(page: int, layout: str) -> str:
    """A song with six sections, 100 links to go on with."""
    suffixes = ("samples", "sampled", "covers", "covered", "remixes", "remixed")
    return track_page(
        *(section(each, layout, rows(page * 10 + at, 6), 40, f"{TRACK}{each}/") for at, each in enumerate(suffixes))
    )


def artist(page: int) -> str:
    """Ten songs with three connections each."""
    items = [
        track_item(
            connection("was sampled in", *(
                entry(f"Song {page} {at} {each}", f"by {artist_of(page, each)} (1990)", f"/sample/{page}{at}{each}/x/")
                for each in range(3)
            )),
            title=f"Own {page} {at}", href=f"/Nova-Kestrel/Own-{page}-{at}/",
        )
        for at in range(10)
    ]  # fmt: skip
    return artist_page(*items, more=pager("/Nova-Kestrel/", 1, 9, "sp"))


KINDS: dict[str, tuple[str, Callable[[int], str]]] = {
    "genre": (
        "/genre/Hip-Hop/",
        lambda page: genre_page(*([artist_of(page, at + k) for at in range(24)] for k in (0, 9))),
    ),
    "artist": ("/Nova-Kestrel/", artist),
    "track, new": (TRACK, lambda page: track(page, NEW)),
    "track, old": (TRACK, lambda page: track(page, OLD)),
    "see-all, new": (f"{TRACK}sampled/", lambda page: see_all_page("sampled", NEW, rows(page, 16), 160)),
    "see-all, old": (f"{TRACK}sampled/", lambda page: see_all_page("sampled", OLD, rows(page, 16), 160)),
    "connection": ("/sample/900001/x/", lambda page: connection_page()),  # noqa: ARG005
    "listing": ("/hot-samples/", lambda page: hot_page(*range(page, page + 20))),
}


def filled(text: str) -> str:
    """The page with as much that is not read as makes it large."""
    return text.replace("<footer>", _FILLING[: max(0, LARGE - len(text))] + "<footer>")


def seconds(work: Callable[[str], object], texts: list[str], repeat: int) -> float:
    """The best time for all texts."""
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        started = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    """Measure and print a line for each kind, filled and bare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=20)
    add_option(parser)
    options = parser.parse_args()
    results = []
    heads = ("pages/s", "ms", "tree/s", "times")
    print(f"{'page':24}{'KB':>6}{'links':>7}{'records':>9}" + "".join(f"{head:>9}" for head in heads))
    assert {kind.partition(",")[0] for kind in KINDS} <= set(PageKind)
    for name, (path, made) in KINDS.items():
        bare = [made(page) for page in range(PAGES)]
        for how, texts in (("filled", [*map(filled, bare)]), ("bare", bare)):
            page = parse(texts[0], BASE + path, WHOSAMPLED)
            tree = seconds(lxml.html.fromstring, texts, options.repeat)
            whole = seconds(lambda text, url=BASE + path: parse(text, url, WHOSAMPLED), texts, options.repeat)  # type: ignore[misc]
            kilobytes = sum(map(len, texts)) / PAGES / 1000
            print(
                f"{f'{name}, {how}':24}{kilobytes:6.0f}{len(page.links):7}{len(page.songs) + len(page.relations):9}",
                end="",
            )
            print(
                f"{PAGES / whole:9,.0f}{whole / PAGES * 1000:9.2f}{PAGES / tree:9,.0f}{whole / tree:9.2f}", flush=True
            )
            bar = Bar(at_least=PAGES_A_SECOND, of="value") if how == "filled" else None
            result = Result(f"{name}, {how}", PAGES / whole, "pages/s", tree / whole, "lxml.html.fromstring alone", bar)
            results.append(result)
    report(results, options.json)


if __name__ == "__main__":
    sys.exit(main())
