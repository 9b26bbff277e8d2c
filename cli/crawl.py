"""`mixgraph crawl`: pages of a site into the graph."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import Output, Row, output_options
from cli.talk import Talk

if TYPE_CHECKING:
    from crawler.plan import Plan
    from crawler.site import Site
    from graph.records import FeatureRecord

SHOWN = 50  # pages of a plan, of those that wait


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


@click.group("crawl", cls=CrawlGroup, invoke_without_command=True, subcommand_metavar="| COMMAND")
@click.argument("starts", nargs=-1, metavar="[START…]")
@click.option(
    "--site",
    type=click.Choice(["whosampled", "musicbrainz"]),
    default="whosampled",
    show_default=True,
    help="Which site.",
)
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
@click.option(
    "--from-folder",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read pages that you saved there yourself; nothing is fetched.",
)
@click.option("--outwards", is_flag=True, help="Go on with a crawl that began with --from.")
@click.option("--fresh", is_flag=True, help="Begin anew: fetch again what was fetched before.")
@click.option(
    "--patience",
    type=click.FloatRange(min=0),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="How long a database that is gone is waited for.",
)
@click.option("--contact", metavar="ADDRESS", help="Where a site's owner reaches you; part of the user agent.")
@click.option("--accept-terms", is_flag=True, help="You have read the site's terms, and they allow you this crawl.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and what robots.txt says of it.")
@click.option("--yes", is_flag=True, help="Add to a database that holds other data, without asking.")
@click.pass_context
def command(context: click.Context, /, **said: Any) -> None:
    """Read artists, songs and who sampled whom from a site's pages, politely, and go on where the last crawl ended.

    START is a genre (Hip-Hop) or the address of an artist, song, connection, tag or chart; of MusicBrainz an artist's name
    or MBID, the address of a recording, or search:WORDS. Without one, what waits is fetched. robots.txt, its delays and
    refusals are obeyed: a site that refuses is left alone (exit 6). WhoSampled is expected to refuse; its terms are said to
    forbid crawls. `mixgraph replica` serves a site to crawl on this machine.

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
    from crawler.plan import opened
    from crawler.process import run
    from crawler.spiders.musicbrainz import MusicBrainzSpider
    from crawler.spiders.whosampled import WhoSampledSpider
    from graph.connection import connect
    from graph.schema_setup import prepare

    plan = _plan(said)
    if said["folder"] is not None:
        _read_folder(talk, said, plan)
        return
    if said["dry_run"]:
        _show(talk, said, plan)
        return
    _accept(talk, said, plan.site)
    spider = MusicBrainzSpider if said["site"] == "musicbrainz" else WhoSampledSpider
    features = _features(talk, said["features"])
    with ExitStack() as stack:
        database = stack.enter_context(connect(server_progress(talk)))
        prepare(database, lambda question: talk.consents(question, said["yes"]))
        crawl = stack.enter_context(opened(plan, lambda: connect(server_progress(talk)), features))
        with CrawlProgress.shown(talk, crawl) as progress:
            stack.callback(progress.say, _again(said))
            run(spider, crawl, said["contact"] or "", progress.tick, said["patience"])


def _again(said: dict[str, Any]) -> str:
    """The command that goes on with this crawl."""
    words = ["mixgraph crawl"]
    if said["site"] != "whosampled":
        words.append(f"--site {said['site']}")
    if said["replica"]:
        words.append(f"--replica {said['replica']}")
    if said["origin"] or said["outwards"]:
        words.append("--outwards")
    if said["details"]:
        words.append("--details")
    return " ".join(words)


def _plan(said: dict[str, Any]) -> "Plan":
    from crawler.crawl import Limits
    from crawler.frontier.order import STRATEGIES
    from crawler.plan import Plan
    from crawler.services import SERVICES

    return Plan.of(
        SERVICES[said["site"]],
        said["replica"],
        said["starts"],
        said["origin"],
        strategy=STRATEGIES[said["strategy"]],
        outwards=said["outwards"],
        depth=said["depth"],
        details=said["details"],
        limits=Limits(said["max_pages"], said["max_songs"], said["max_time"]),
        keeps=not said["no_keep"],
        fresh=said["fresh"],
    )


def _accept(talk: Talk, said: dict[str, Any], site: "Site") -> None:
    """Show the terms of a site that is not on this machine; raises UsageError unless the user accepts them, and InputUnusable
    without a contact."""
    from crawler.manners.identity import user_agent
    from crawler.manners.origin import Origin

    if Origin.of_site(site.base).is_replica:
        return
    user_agent(said["contact"] or "")
    talk.note(f"{site.base}: {site.terms or 'its terms are not known here'}")
    talk.note(
        "You answer for this crawl: read the site's terms first. It names you by your contact, and obeys refusals."
    )
    if not talk.consents("Do the terms allow you this crawl?", said["accept_terms"]):
        raise click.UsageError("give --accept-terms if the site's terms allow you this crawl")


def _show(talk: Talk, said: dict[str, Any], plan: "Plan") -> None:
    """What would be fetched first, with robots.txt's verdict; only robots.txt is asked for."""
    from crawler.frontier.reader import FrontierReader
    from crawler.plan import frontier_file
    from crawler.process import verdicts

    _accept(talk, said, plan.site)
    links = list(plan.starts)
    path = frontier_file(plan.site, plan.outwards)
    if path.exists() and not plan.fresh:
        with FrontierReader(path) as frontier:
            links += [each for each in frontier.waiting(SHOWN) if each not in links]
    found = verdicts(plan.site, said["contact"] or "", [link.url for link in links])
    rows: list[Row] = [
        {
            "url": link.url,
            "page": link.kind.value,
            "allowed": found[link.url].allowed,
            "delay": found[link.url].delay,
            "why": found[link.url].reason,
        }
        for link in links
    ]
    Output("table", None).write(rows, ["url", "page", "allowed", "delay", "why"])
    way = "outwards from songs" if plan.outwards else f"by artists, {plan.strategy.name}"
    talk.note(f"{way}{', with details' if plan.details else ''}; nothing was fetched but robots.txt")


def _read_folder(talk: Talk, said: dict[str, Any], plan: "Plan") -> None:
    """Pages that a user saved, with no request."""
    from cli.server_progress import server_progress
    from crawler.pages.page import PageRefused, PageUnreadable
    from crawler.saved_pages import pages
    from crawler.writer import Writer
    from graph.connection import connect
    from graph.errors import InputUnusable
    from graph.schema_setup import prepare

    failures: list[str] = []
    folder: Path = said["folder"]
    with (
        connect(server_progress(talk)) as database,
        Writer(lambda: connect(server_progress(talk)), None, plan.site, _features(talk, said["features"])) as writer,
        talk.step(f"reading {folder.name}", unit="pages") as step,
    ):
        prepare(database, lambda question: talk.consents(question, said["yes"]))
        for url, text in pages(folder, lambda path, why: failures.append(f"{path}: {why}"), plan.site):
            try:
                writer.add(plan.parse(text, url, plan.site))
            except (PageUnreadable, PageRefused) as error:
                failures.append(f"{url}: {error}")
            step.advance(1)
            if writer.waiting >= SHOWN:
                writer.flush()
        writer.flush()
    for line in failures:
        talk.note(f"  not read: {line}")
    written = writer.written
    talk.note(
        f"{folder.name}: {written.pages:,} pages; new: {written.songs:,} songs, {written.artists:,} artists, "
        f"{written.relations:,} relations"
    )
    if not written.pages:
        raise InputUnusable(
            f"no page of {plan.site.base} in {folder}",
            "save pages with the browser's own menu, as a whole page or HTML",
        )


def _features(talk: Talk, path: Path | None) -> "dict[str, FeatureRecord]":
    if path is None:
        return {}
    from crawler.features import features_in

    return features_in(path, talk.note)


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
    from crawler.frontier.page_row import State
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
                    numbers = {state.value.replace(" ", "_"): counts.get((kind, state), 0) for state in State}
                    rows.append({"site": folder.name, "crawl": path.stem, "page": kind.value, **numbers})
                failures += [f"{each.state}: {each.url}: {each.error}" for each in frontier.failures(failed)]
    if not rows:
        talk.note("nothing was crawled yet: `mixgraph crawl GENRE`")
    names = dict.fromkeys(name for row in rows for name, value in row.items() if value)
    output.write(rows, [name for name in (rows[0] if rows else ()) if name in names])
    for line in failures:
        talk.note(line)


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
    from crawler.services import crawled
    from graph.connection import connect
    from graph.forgetting import forget
    from graph.schema_setup import prepare
    from graph.status import sources_of

    folder = _folder(site)
    with PageStore(folder / STORE) as store, connect(server_progress(talk)) as database:
        origin = next(store.urls(), None)
        if origin is None:
            raise click.UsageError(f"no page of {folder.name} was kept")
        service, of = crawled(origin)
        prepare(database, lambda question: talk.consents(question, yes))
        if not add and any(row["source"] == of.source for row in sources_of(database)):
            if not talk.consents(f"What the graph has from {of.source} is forgotten and read anew. Go on?", yes):
                raise click.UsageError("give --yes to read it anew, or --add to keep what is there")
            with talk.step(f"forgetting {of.source}") as step:
                forget(database, of.source, step.advance)
        plan = Plan(of, service.parse, details=details, keeps=False, resumes=False)
        with (
            opened(plan, lambda: connect(server_progress(talk)), _features(talk, features)) as crawl,
            talk.step("reading", len(store), "pages") as step,
        ):
            read_again(crawl, store, step.advance)
            from cli.crawl_progress import CrawlProgress

            CrawlProgress(talk, crawl, step).say("mixgraph crawl")


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
