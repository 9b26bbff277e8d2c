"""`scrapy crawl whosampled -a start=Hip-Hop …`: the crawl that the arguments of a spider mean, as `mixgraph crawl` runs it."""

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.crawl import Crawl, Limits
from crawler.features import features_in
from crawler.frontier.order import STRATEGIES
from crawler.manners.identity import user_agent
from crawler.manners.origin import Origin
from crawler.plan import Plan, opened
from crawler.services import SERVICES
from graph.connection import connect
from graph.errors import InputUnusable
from graph.schema_setup import prepare

SEPARATOR = "|"  # between several starts; names of artists have commas
ARGUMENTS = (
    *("start", "from", "replica", "strategy", "depth", "details", "max_pages", "max_songs", "max_time", "features"),
    *("no_keep", "outwards", "fresh", "accept_terms"),
)

Number = TypeVar("Number", int, float)

logger = logging.getLogger(__name__)


def begun(crawler: Crawler, name: str, said: Mapping[str, str]) -> Crawl:
    """The crawl of a spider, with frontier and database open until Scrapy's engine has stopped.

    Raises InputUnusable for arguments that mean none, and what `opened` and `connect` raise.
    """
    with ExitStack() as opening:
        crawl = _opened(crawler, plan_of(name, said), said, opening)
        stack = opening.pop_all()

    def ended() -> None:
        stack.close()
        logger.info(crawl.summary())

    # the last signal of all: everything that was read is in the graph
    crawler.signals.connect(ended, signals.engine_stopped, weak=False)
    return crawl


def plan_of(name: str, said: Mapping[str, str]) -> Plan:
    """The plan that a spider's arguments mean, all of them texts; raises InputUnusable."""
    if unknown := sorted(set(said) - set(ARGUMENTS)):
        raise InputUnusable(f"{', '.join(unknown)}: no argument of {name}", f"there are {', '.join(ARGUMENTS)}")
    strategy = said.get("strategy", "most-songs")
    if strategy not in STRATEGIES:
        raise InputUnusable(f"strategy={strategy}: no strategy", f"there are {', '.join(STRATEGIES)}")
    return Plan.of(
        SERVICES[name],
        said.get("replica"),
        _several(said.get("start", "")),
        _several(said.get("from", "")),
        strategy=STRATEGIES[strategy],
        outwards=_truth(said, "outwards"),
        depth=_number(said, "depth", int),
        details=_truth(said, "details"),
        limits=Limits(
            _number(said, "max_pages", int), _number(said, "max_songs", int), _number(said, "max_time", float)
        ),
        keeps=not _truth(said, "no_keep"),
        fresh=_truth(said, "fresh"),
    )


def _opened(crawler: Crawler, plan: Plan, said: Mapping[str, str], stack: ExitStack) -> Crawl:
    on_this_machine = Origin.of_site(plan.site.base).is_replica
    user_agent(crawler.settings["MIXGRAPH_CONTACT"] or "", replica=on_this_machine)  # refused before anything is opened
    if not on_this_machine and not _truth(said, "accept_terms"):
        raise InputUnusable(
            f"{plan.site.base}: {plan.site.terms or 'its terms are not known here'}",
            "-a accept_terms=1 if you have read the site's terms and they allow you this crawl",
        )
    features = features_in(Path(said["features"])) if "features" in said else {}
    crawler.settings.set("MIXGRAPH_SITE", plan.site.base, priority="cmdline")
    prepare(stack.enter_context(connect()), lambda _: False)
    return stack.enter_context(opened(plan, connect, features))


def _several(text: str) -> list[str]:
    return [each.strip() for each in text.split(SEPARATOR) if each.strip()]


def _truth(said: Mapping[str, str], name: str) -> bool:
    text = said.get(name, "0").casefold()
    if text not in ("1", "true", "yes", "0", "false", "no"):
        raise InputUnusable(f"{name}={text}: neither yes nor no", f"{name}=1 for yes")
    return text in ("1", "true", "yes")


def _number(said: Mapping[str, str], name: str, kind: Callable[[str], Number]) -> Number | None:
    if name not in said:
        return None
    try:
        number = kind(said[name])
    except ValueError:
        number = kind("-1")
    if not 0 <= number < 2**53 or (number == 0 and name != "depth"):
        raise InputUnusable(f"{name}={said[name]}: not a number that it can be")
    return number
