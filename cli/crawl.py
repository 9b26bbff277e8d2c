"""`mixgraph crawl`: pages of a site into the graph."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.talk import Talk

if TYPE_CHECKING:
    from crawler.crawl import Crawl
    from crawler.site import Site
    from graph.records import FeatureRecord


class CrawlGroup(click.Group):
    """`crawl START…` crawls; `crawl status` and the like do something with what was crawled."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """A subcommand takes the place of START."""
        params = super().get_params(ctx)
        below = ctx.meta.get(__name__)
        return [each for each in params if not isinstance(each, click.Argument)] if below else params

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The first word decides."""
        below = bool(args) and args[0] in self.commands
        ctx.meta[__name__] = below
        ctx.allow_interspersed_args = not below
        return super().parse_args(ctx, args)


@click.group("crawl", cls=CrawlGroup, invoke_without_command=True, subcommand_metavar="[START…]")
@click.argument("starts", nargs=-1, metavar="[START…]")
@click.option("--replica", metavar="ADDRESS", help="Crawl the replica at this address (`mixgraph replica` serves one).")
@click.option(
    "--from", "origin", metavar="SONG_URL", multiple=True, help="Go outwards from this song, in both directions."
)
@click.option(
    "--strategy",
    type=click.Choice(["most-songs", "breadth"]),
    default="most-songs",
    show_default=True,
    help="Which artist comes next: that with most songs in the database so far, or the first that was met.",
)
@click.option(
    "--depth", type=click.IntRange(min=0), help="So many steps from the start at most: artists, or songs with --from."
)
@click.option("--details", is_flag=True, help="Read each connection's own page too: kind, part and times.")
@click.option("--max-pages", type=click.IntRange(min=1), help="End after so many pages.")
@click.option("--max-songs", type=click.IntRange(min=1), help="End after so many songs' pages.")
@click.option("--max-time", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="End after so long.")
@click.option(
    "--features",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table with bpm and key of songs.",
)
@click.option("--no-keep", is_flag=True, help="Do not keep the pages for `crawl reparse`.")
@click.option("--fresh", is_flag=True, help="Begin anew: fetch again what was fetched before.")
@click.option("--contact", metavar="ADDRESS", help="Where a site's owner reaches you; part of the user agent.")
@click.option("--accept-terms", is_flag=True, help="You have read the site's terms, and they allow you this crawl.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and what robots.txt says of it.")
@click.option("--yes", is_flag=True, help="Add to a database that holds other data, without asking.")
@click.pass_context
def command(context: click.Context, /, **said: Any) -> None:
    """Read artists, songs and who sampled whom from a site's pages, politely, and go on where the last crawl ended.

    START is a genre (Hip-Hop) or the address of an artist, song, connection, tag or chart; without one, what waits is fetched.
    robots.txt, its delays and refusals are obeyed: a site that refuses is left alone (exit 6). WhoSampled is expected to refuse;
    its terms are said to forbid crawls. `mixgraph replica` serves a site to crawl on this machine.

    \b
    Example:
      mixgraph crawl Hip-Hop --replica http://127.0.0.1:8000
      mixgraph crawl --from http://127.0.0.1:8000/Chic/Good-Times/ --depth 2 --replica http://127.0.0.1:8000
      mixgraph crawl status
    """
    if context.invoked_subcommand is None:
        _crawl(context.find_object(Talk) or Talk(), **said)


def _crawl(talk: Talk, **said: Any) -> None:
    from cli.crawl_progress import CrawlProgress
    from cli.server_progress import server_progress
    from crawler.crawl import Limits
    from crawler.frontier.order import STRATEGIES
    from crawler.plan import Plan, opened
    from crawler.process import run
    from crawler.spiders.whosampled import WhoSampledSpider
    from crawler.starts import song, start
    from graph.connection import connect
    from graph.schema_setup import prepare

    site = _site(said["replica"])
    origins = said["origin"]
    if origins and said["starts"]:
        raise click.UsageError("give START or --from, not both")
    plan = Plan(
        site=site,
        starts=[*(song(each, site) for each in origins), *(start(each, site) for each in said["starts"])],
        strategy=STRATEGIES[said["strategy"]],
        outwards=bool(origins),
        depth=said["depth"],
        details=said["details"],
        limits=Limits(said["max_pages"], said["max_songs"], said["max_time"]),
        keeps=not said["no_keep"],
        fresh=said["fresh"],
    )
    features = _features(talk, said["features"])
    with ExitStack() as stack:
        database = stack.enter_context(connect(server_progress(talk)))
        prepare(database, lambda question: talk.consents(question, said["yes"]))
        crawl = stack.enter_context(opened(plan, lambda: connect(server_progress(talk)), features))
        progress = stack.enter_context(CrawlProgress.shown(talk, crawl))
        try:
            run(WhoSampledSpider, crawl, _settings(said), progress.tick)
        finally:
            progress.say()


def _site(replica: str | None) -> "Site":
    from crawler.site import WHOSAMPLED
    from crawler.site import replica as replica_at

    return WHOSAMPLED if replica is None else replica_at(replica.rstrip("/"))


def _settings(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "SCHEDULER": "crawler.scheduler.FrontierScheduler",
        "ITEM_PIPELINES": {"crawler.pipeline.GraphPipeline": 100},
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "RETRY_ENABLED": False,
        "CONCURRENT_REQUESTS": 4,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "DOWNLOAD_DELAY": 0,
    }


def _features(talk: Talk, path: Path | None) -> "dict[str, FeatureRecord]":
    if path is None:
        return {}
    from graph.records import FeatureRecord
    from graph.sources.feature_table import read
    from graph.sources.format import ReadOptions
    from graph.sources.stream import open_stream

    with open_stream(path) as stream:
        records = read(stream, ReadOptions(note=talk.note))
        return {each.song_id: each for _, each in records if isinstance(each, FeatureRecord)}
