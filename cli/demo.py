"""`mixgraph demo`: the whole way on the bundled catalogue, from a crawl of its replica to answers and a network page."""

import os
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.talk import Talk

if TYPE_CHECKING:
    from cli.server_progress import ServerProgress
    from graph.connection import Database

SEED = "Lyn Collins – Think (About It)"
RANK = 32  # for a few hundred songs; large graphs want the 64 of `mixgraph train`


@click.command("demo")
@click.pass_obj
def command(talk: Talk) -> None:
    """Run everything on a small catalogue of real relations: Neo4j, a crawl of its replica, Spark, answers, network page.

    Uses the local Neo4j whatever NEO4J_URI says, and a data folder of its own when yours holds other data.

    \b
    Example:
      mixgraph demo
    """
    from cli.output import Output
    from cli.server_progress import server_progress
    from graph.answers.rules import Rules
    from graph.connection import connect
    from graph.folders import data_folder

    progress = server_progress(talk)
    _own_folder(talk, progress)
    with connect(progress, own_server=True) as database:
        took = dict(progress.took)  # fetching and starting Neo4j, where that was needed
        with _timed(took, "crawl"):
            from cli.replica_crawl import crawl_replica
            from crawler.replica.site import replica_of_catalogue

            crawl_replica(talk, database, replica_of_catalogue())
        with _timed(took, "Spark"):
            model = _fit(talk, database)
        with _timed(took, "publish"):
            from cli.training import publish_model

            publish_model(talk, database, model)
        with _timed(took, "answer"):
            from graph.answers.explain import explain
            from graph.answers.recommend import recommend

            found = recommend(database, SEED, Rules())
            explain(database, found.seed, found.answers)
        talk.note(f"\nWhat mixes well with {found.seed.name}:\n")
        table = Output("table", None)
        table.write(
            [answer.shown() for answer in found.answers],
            ["rank", "artist", "title", "bpm", "change", "key", "score", "why"],
        )
        with _timed(took, "network page"):
            from graph.answers.neighbourhood import neighbourhood
            from model.atomic_write import atomic_file
            from web.network.page import network_page

            page = data_folder() / "network.html"
            with atomic_file(page) as file:
                file.write(network_page(neighbourhood(database, SEED, depth=2, limit=100)))
        browser = _browser_address()
    talk.result(f"{len(found.answers)} answers for {SEED}, network page {page}")
    home = f"MIXGRAPH_HOME={shlex.quote(os.environ['MIXGRAPH_HOME'])} " if "MIXGRAPH_HOME" in os.environ else ""
    # from `make demo` the command is not on the path
    program = "mixgraph" if shutil.which("mixgraph") else os.path.relpath(sys.argv[0])
    talk.note("\ntook " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items()))
    talk.note(f"\nnetwork page   {page}\nmodel          {model}")
    talk.note(f"Neo4j Browser  {browser}   (`mixgraph db browser` opens it)\n\nTry next:")
    for example in (
        'recommend "The Winstons – Amen, Brother" --explain',
        'show "Chic – Good Times"',
        'query "MATCH (s:Song)<-[:SAMPLES]-() RETURN s.title, count(*) AS times ORDER BY times DESC LIMIT 5"',
    ):
        talk.note(f"  {home}{program} {example}")


@contextmanager
def _timed(took: dict[str, float], what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    took[what] = time.monotonic() - started


def _own_folder(talk: Talk, progress: "ServerProgress") -> None:
    """Step aside into a folder for the demo when the user's own holds other data, so that nothing of theirs changes."""
    from graph.connection import connect
    from graph.folders import cache_folder, data_folder
    from graph.status import foreign_sources

    with connect(progress, own_server=True) as database:
        if not foreign_sources(database, *catalogue_sources()):
            return
    own = data_folder() / "demo"
    talk.note(f"your graph holds data of your own: the demo works in {own}")
    os.environ["MIXGRAPH_CACHE"] = str(cache_folder())  # the jars are there already
    os.environ["MIXGRAPH_HOME"] = str(own)


def catalogue_sources() -> tuple[str, str]:
    """The names under which the catalogue's claims stand in the graph: as its replica's, or, of an older demo, its own."""
    from crawler.site import replica

    return replica("").source, "mixgraph catalogue"


def _fit(talk: Talk, database: "Database") -> Path:
    from cli.training import ChosenFit, export_adjacency, fit_model
    from graph.schema import LEARNED_RELATIONS
    from model.als.parameters import AlsParameters

    adjacency = export_adjacency(talk, database, "context", LEARNED_RELATIONS, 4.0)
    return fit_model(talk, adjacency, ChosenFit(AlsParameters(rank=RANK)))


def _browser_address() -> str:
    from graph.server import local

    server = local.status()
    return server.browser_url if server else "not running"
