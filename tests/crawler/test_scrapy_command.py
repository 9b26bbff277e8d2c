"""`scrapy crawl whosampled` from the repository's root: the same crawl as `mixgraph crawl`, with the same manners."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.replica.catalogue import Catalogue
from crawler.replica.response import Response, plain_text
from crawler.replica.server import running
from crawler.replica.site import ReplicaSite
from crawler.scrapy_arguments import ARGUMENTS, plan_of
from graph.connection import Database
from graph.errors import InputUnusable
from graph.status import sources_of, status_of
from tests.crawler.replica.relations import relation, song

ROOT = Path(__file__).parents[2]
GENRE = "Hip-Hop"


def scrapy(database: Database, home: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and all that was said."""
    address = database.address
    names = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")
    values = (address.uri, address.username, address.password, address.database)
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, **dict(zip(names, values, strict=True)), "MIXGRAPH_HOME": str(home)},
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def site() -> ReplicaSite:
    first = song("First", "Begin", 1990, genres=(GENRE,))
    return ReplicaSite(Catalogue([relation(first, song("Star", "One")), relation(first, song("Guest", "Two"))]))


def test_the_spiders_of_sites_are_listed_and_no_others(database: Database, tmp_path: Path) -> None:
    assert scrapy(database, tmp_path, "list") == (0, "musicbrainz\nwhosampled\n")


def test_a_crawl_fills_the_graph_and_lets_go_of_everything(
    database: Database, tmp_path: Path, site: ReplicaSite
) -> None:
    with running(site) as server:
        told = ["-a", f"start={GENRE}|/Star/", "-a", f"replica={server.address}"]
        code, said = scrapy(database, tmp_path, "crawl", "whosampled", *told, "-a", "max_pages=2")
        assert (code, "2 pages; new:" in said) == (0, True), said
        code, said = scrapy(database, tmp_path, "crawl", "whosampled", *told[2:])
        assert code == 0, said
        assert server.log.targets.count("/First/Begin/") == 1
        assert len(server.log.targets) == len(set(server.log.targets)) + 1  # of each run, robots.txt
    found = status_of(database)
    assert (found["songs"], found["artists"], found["samples"]) == (3, 3, 2)
    assert [row["source"] for row in sources_of(database)] == ["mixgraph replica"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["start=Hip-Hop"], "a crawl needs a contact"),
        (["start=Hip-Hop", "contact"], "terms are said to forbid scraping"),
        (["start=Hop-Hip"], "Hop-Hip is no genre"),
        (["genre=Hip-Hop"], "genre: no argument of whosampled"),
        (["replica=http://10.0.0.1/"], "'http://10.0.0.1' is on a private address"),
    ],
)
def test_what_cannot_begin_is_said_in_one_line(
    database: Database, tmp_path: Path, arguments: list[str], says: str
) -> None:
    told = [part for each in arguments if "=" in each for part in ("-a", each)]
    if "contact" in arguments:
        told += ["-s", "MIXGRAPH_CONTACT=somebody@example.org"]
    code, said = scrapy(database, tmp_path, "crawl", "whosampled", *told, "-s", "LOG_LEVEL=ERROR")
    assert code == 2
    assert says in said
    assert len(said.splitlines()) == 1


def test_a_replica_that_refuses_ends_with_its_exit_code(database: Database, tmp_path: Path, site: ReplicaSite) -> None:
    with running(site) as server:
        told = ["-a", "start=/user/somebody/", "-a", f"replica={server.address}"]
        code, _ = scrapy(database, tmp_path, "crawl", "whosampled", *told)
        assert code == 2  # a page that no crawl reads
    with running(Forbidding()) as server:
        told = ["-a", f"start={GENRE}", "-a", f"replica={server.address}", "-s", "LOG_LEVEL=ERROR"]
        code, said = scrapy(database, tmp_path, "crawl", "whosampled", *told)
        assert code == 6
        assert "robots.txt forbids every page that was asked for (1)" in said
        assert server.log.targets == ["/robots.txt"]


@pytest.mark.parametrize("name", ["max_pages", "max_songs", "max_time", "depth", "details", "strategy", "accept"])
@pytest.mark.parametrize("value", ["", "-1", "nan", "many"])
def test_arguments_that_mean_nothing_are_refused(name: str, value: str) -> None:
    with pytest.raises(InputUnusable, match=name):
        plan_of("whosampled", {"start": GENRE, name: value})


def test_every_argument_is_known_by_its_option_s_name() -> None:
    from cli.crawl import command

    options = {name.removeprefix("--").replace("-", "_") for option in command.params for name in option.opts}
    assert set(ARGUMENTS) - {"start"} <= options


class Forbidding:
    """A site whose robots.txt forbids everything."""

    def page(self, target: str) -> Response:
        assert target == "/robots.txt"
        return plain_text("User-agent: *\nDisallow: /\n")
