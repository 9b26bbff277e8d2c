"""A replica that is served for one crawl only, and all that it holds into the graph: how the demo begins."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import as_file, files
from multiprocessing import get_context
from typing import TYPE_CHECKING

from cli.talk import Talk

if TYPE_CHECKING:
    from crawler.replica.site import ReplicaSite
    from graph.connection import Address, Database


def crawl_replica(talk: Talk, database: "Database", site: "ReplicaSite") -> None:
    """Crawl all that the replica's pages tell, and load it with what the bundled catalogue says of the songs' tempo and key.

    Raises what `crawler.process.run` raises.
    """
    from crawler.replica.server import running
    from graph.schema_setup import prepare

    prepare(database, lambda _: False)
    # a process of its own: a reactor runs once, and Twisted leaves marks on `typing.Generic` that Spark's classes fail on
    with running(site) as server, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        genres = list(site.contents.genres)
        outcome = beside.submit(_crawl, server.address, genres, database.address, quiet=talk.quiet).result()
    talk.result(outcome)


def _crawl(replica: str, genres: Sequence[str], address: "Address", *, quiet: bool) -> str:
    """In that other process; gives what came of it, in one line."""
    from cli.crawl_progress import CrawlProgress
    from crawler.features import features_in
    from crawler.plan import Plan, opened
    from crawler.process import run
    from crawler.services import SERVICES
    from crawler.spiders.whosampled import WhoSampledSpider
    from crawler.store_file import crawl_folder
    from graph.connection import enter

    talk = Talk()
    talk.quiet = quiet
    # fresh: what an earlier demo fetched is not in this graph, if it was reset since
    plan = Plan.of(SERVICES["whosampled"], replica, genres, details=True, keeps=False, fresh=True)
    try:
        with (
            as_file(files("graph") / "catalogue" / "features.tsv") as path,
            opened(plan, lambda: enter(address), features_in(path)) as crawl,
            CrawlProgress.shown(talk, crawl) as progress,
        ):
            try:
                run(WhoSampledSpider, crawl, "", progress.tick)
            finally:
                progress.say("mixgraph demo")
    finally:
        shutil.rmtree(crawl_folder(plan.site), ignore_errors=True)  # nobody is there to be crawled any more
    return talk.outcome
