"""What a crawl is to do, as people say it, and the crawl that follows from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from crawler.crawl import Crawl, Limits, Parse
from crawler.following import Following
from crawler.frontier.frontier import Frontier
from crawler.frontier.order import MOST_SONGS, OUTWARDS, Strategy
from crawler.page_store import PageStore
from crawler.pages.page import Link
from crawler.pages.registry import parse
from crawler.services import Service
from crawler.site import WHOSAMPLED, Site
from crawler.store_file import crawl_folder
from crawler.writer import Writer
from graph.connection import Database
from graph.errors import InputUnusable
from graph.records import FeatureRecord

STORE = "pages.sqlite"
Connect = Callable[[], AbstractContextManager[Database]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A crawl of one site, whose pages `parse` reads.

    `outwards`: from songs through their connections instead of by artists. `fresh` forgets what was fetched before; `keeps`
    the pages that are fetched; `resumes` what waits, so that there must be something to do.
    """

    site: Site
    parse: Parse = parse
    starts: Sequence[Link] = ()
    strategy: Strategy = MOST_SONGS
    outwards: bool = False
    depth: int | None = None
    details: bool = False
    limits: Limits = field(default_factory=Limits)
    keeps: bool = True
    fresh: bool = False
    resumes: bool = True

    @classmethod
    def of(
        cls,
        service: Service,
        address: str | None = None,
        starts: Sequence[str] = (),
        origins: Sequence[str] = (),
        *,
        outwards: bool = False,
        **more: Any,
    ) -> Self:
        """The plan for a service at an address of this machine (None: on the web), as people name where to begin.

        `origins` are songs to go outwards from; `more` are fields of a plan. Raises InputUnusable.
        """
        if starts and origins:
            raise InputUnusable(
                "a crawl has a START or goes outwards from songs (--from), not both", "crawl once with each"
            )
        site = service.at(address)
        links = [*(service.song(each, site) for each in origins), *(service.start(each, site) for each in starts)]
        return cls(site, service.parse, links, outwards=outwards or bool(origins), **more)


def crawled_sites() -> list[Path]:
    """The folders of sites that were crawled."""
    folder = crawl_folder(WHOSAMPLED).parent
    return sorted(each for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []


def frontier_file(site: Site, outwards: bool = False) -> Path:
    """A crawl from songs has a frontier of its own, so that what waits of one by artists does not mix in."""
    return crawl_folder(site) / ("outwards.sqlite" if outwards else "frontier.sqlite")


def store_file(site: Site) -> Path:
    """The pages of a site that were fetched by any crawl."""
    return crawl_folder(site) / STORE


@contextmanager
def opened(plan: Plan, connect: Connect, features: Mapping[str, FeatureRecord] | None = None) -> Iterator[Crawl]:
    """The crawl, with the frontier held until the end of the block; raises InputUnusable when there is nothing to do."""
    path = frontier_file(plan.site, plan.outwards)
    strategy = OUTWARDS if plan.outwards else plan.strategy
    with Frontier(path, strategy, deepest=plan.depth) as frontier:
        if plan.fresh:
            frontier.clear()
        frontier.add(plan.starts, 0)
        frontier.reconsider(link.url for link in plan.starts)
        if plan.resumes and frontier.next_due() is None and not plan.starts:
            raise InputUnusable(
                "nothing waits to be fetched",
                "name a genre or an address to begin with; `mixgraph crawl status` shows more",
            )
        with Writer(connect, frontier, plan.site, features) as writer:
            store = PageStore(store_file(plan.site)) if plan.keeps else None
            try:
                following = Following(plan.outwards, plan.details)
                yield Crawl(plan.site, plan.parse, frontier, store, writer, following, plan.limits)
            finally:
                if store is not None:
                    store.close()
