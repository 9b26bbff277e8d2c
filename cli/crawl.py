"""`mixgraph crawl`: pages of a site into the graph."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import Output, Row, output_options
from cli.talk import Talk

if TYPE_CHECKING:
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

    START is a genre (Hip-Hop) or the address of an artist, song, connection, tag or chart; without one, what waits is
    fetched. robots.txt, its delays and refusals are obeyed: a site that refuses is left alone (exit 6). WhoSampled is
    expected to refuse; its terms are said to forbid crawls. `mixgraph replica` serves a site to crawl on this machine.

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
            run(WhoSampledSpider, crawl, said["contact"] or "", progress.tick)
        finally:
            progress.say()


def _site(replica: str | None) -> "Site":
    from crawler.site import WHOSAMPLED
    from crawler.site import replica as replica_at

    return WHOSAMPLED if replica is None else replica_at(replica.rstrip("/"))


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


@command.command("status")
@click.option("--failed", type=click.IntRange(min=0), default=10, show_default=True, help="List so many that failed.")
@output_options
@click.pass_obj
def status(talk: Talk, failed: int, output: Output) -> None:
    """How many pages of each kind are done, wait or failed, of every site that was crawled, and why the last ones failed.

    \b
    Example:
      mixgraph crawl status
    """
    from crawler.frontier.reader import FrontierReader
    from crawler.plan import STORE, crawled_sites

    rows: list[Row] = []
    failures: list[str] = []
    for folder in crawled_sites():
        for path in sorted(folder.glob("*.sqlite")):
            if path.name == STORE:
                continue
            with FrontierReader(path) as frontier:
                counts = frontier.counts()
                for kind in sorted({kind for kind, _ in counts}):
                    states = {state.value: number for (of, state), number in counts.items() if of is kind}
                    rows.append(
                        {"site": folder.name, "crawl": path.stem, "page": kind.value, **dict(sorted(states.items()))}
                    )
                failures += [f"{each.state}: {each.url}: {each.error}" for each in frontier.failures(failed)]
    if not rows:
        talk.note("nothing was crawled yet: `mixgraph crawl GENRE`")
    output.write(
        rows, ["site", "crawl", "page", *dict.fromkeys(name for row in rows for name in row if name not in _NAMES)]
    )
    for line in failures:
        talk.note(line)


_NAMES = ("site", "crawl", "page")


@command.command("retry")
@click.argument("site", required=False)
@click.pass_obj
def retry(talk: Talk, site: str | None) -> None:
    """Put pages that failed back into the queue of a SITE (as `crawl status` names it); `mixgraph crawl` then asks for them.

    \b
    Example:
      mixgraph crawl retry
    """
    from crawler.frontier.frontier import Frontier
    from crawler.plan import STORE

    folder = _folder(site)
    number = 0
    for path in sorted(folder.glob("*.sqlite")):
        if path.name != STORE:
            with Frontier(path) as frontier:
                number += frontier.retry()
    talk.note(f"{folder.name}: {number:,} pages wait again")


@command.command("reparse")
@click.argument("site", required=False)
@click.option("--details", is_flag=True, help="Let pages of connections wait, too.")
@click.option("--add", is_flag=True, help="Keep what the graph has from this site, and only add to it.")
@click.option(
    "--features", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="As of `mixgraph crawl`."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def reparse(talk: Talk, site: str | None, details: bool, add: bool, features: Path | None, yes: bool) -> None:
    """Build a SITE's part of the graph anew from the pages that were kept, with no request: after a parser was mended, say.

    \b
    Example:
      mixgraph crawl reparse
    """
    from cli.server_progress import server_progress
    from crawler.page_store import PageStore
    from crawler.plan import STORE, Plan, opened
    from crawler.reparse import reparse as read_again
    from crawler.site import site_of
    from graph.connection import connect
    from graph.forgetting import forget
    from graph.schema_setup import prepare
    from graph.status import sources_of

    folder = _folder(site)
    with PageStore(folder / STORE) as store, connect(server_progress(talk)) as database:
        origin = next(store.urls(), None)
        if origin is None:
            raise click.UsageError(f"no page of {folder.name} was kept")
        of = site_of(origin[: origin.index("/", 8)])
        prepare(database, lambda question: talk.consents(question, yes))
        if not add and any(row["source"] == of.source for row in sources_of(database)):
            if not talk.consents(f"What the graph has from {of.source} is forgotten and read anew. Go on?", yes):
                raise click.UsageError("give --yes to read it anew, or --add to keep what is there")
            with talk.step(f"forgetting {of.source}") as step:
                forget(database, of.source, step.advance)
        plan = Plan(of, details=details, keeps=False, resumes=False)
        with (
            opened(plan, lambda: connect(server_progress(talk)), _features(talk, features)) as crawl,
            talk.step("reading", len(store), "pages") as step,
        ):
            read_again(crawl, store, step.advance)
            from cli.crawl_progress import CrawlProgress

            CrawlProgress(talk, crawl, step).say()


def _folder(site: str | None) -> Path:
    from crawler.plan import crawled_sites
    from graph.errors import InputUnusable

    folders = {each.name: each for each in crawled_sites()}
    if site is None and len(folders) == 1:
        return next(iter(folders.values()))
    name = (site or "").rpartition("//")[2].strip("/").replace(":", "-")
    if name in folders:
        return folders[name]
    raise InputUnusable(
        f"{site} was not crawled" if site else ("several sites were crawled" if folders else "nothing was crawled yet"),
        f"name one of {', '.join(folders)}" if folders else "`mixgraph crawl GENRE`",
    )
