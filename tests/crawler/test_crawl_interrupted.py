"""What may happen to a crawl from outside: its database goes, somebody presses Ctrl-C, the disk is full, another one begins."""

import os
import re
import resource
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.replica.faults import Fault, FaultySite
from crawler.replica.server import ReplicaServer, running
from graph.connection import Database, connect
from graph.digest import digest_of
from graph.server import local
from graph.server.home import ServerHome
from tests.crawler.crawl_command import CrawlCommand, until
from tests.crawler.cuttable_proxy import cuttable_proxy
from tests.crawler.small_replica import GENRE, small_replica
from tests.crawler.test_whole_crawl import emptied

COMMAND = (GENRE, "--details")


@pytest.fixture(scope="module")
def served() -> Iterator[ReplicaServer]:
    """A replica whose pages take a while, so that there is something to interrupt."""
    with running(FaultySite(small_replica(artists=8), [Fault("slow", value="0.06")])) as replica_server:
        yield replica_server


@pytest.fixture(scope="module")
def expected(served: ReplicaServer, server: Database, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the graph that an undisturbed crawl gives."""
    emptied(server)
    ran = CrawlCommand(tmp_path_factory.mktemp("undisturbed"), served.address, server.address).run(*COMMAND)
    assert ran.code == 0, ran.err
    return digest_of(server)


@pytest.fixture
def crawl(expected: str, served: ReplicaServer, database: Database, tmp_path: Path) -> CrawlCommand:
    served.log.clear()
    return CrawlCommand(tmp_path, served.address, database.address)


def in_the_graph(crawl: CrawlCommand, pages: int) -> bool:
    return crawl.states()["done"] >= pages


def test_a_local_database_that_is_killed_is_started_again(
    served: ReplicaServer, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path))
    crawl = CrawlCommand(tmp_path, served.address)
    home = ServerHome.of_user()
    try:
        process = crawl.start(*COMMAND)
        until(lambda: in_the_graph(crawl, 5), process)
        first = home.state()
        assert first is not None
        os.kill(first.java, signal.SIGKILL)
        ran = crawl.wait(process)
        assert ran.code == 0, ran.err
        second = home.state()
        assert second is not None
        assert second.java != first.java
        with connect(own_server=True) as database:
            assert digest_of(database) == expected
    finally:
        local.stop()
    assert set(crawl.states()) == {"done"}


def test_a_database_that_comes_back_is_waited_for_and_one_that_stays_away_is_not(
    crawl: CrawlCommand, database: Database, expected: str
) -> None:
    direct = crawl.into
    assert direct is not None
    port = urlsplit(direct.uri).port
    assert port is not None
    with cuttable_proxy(port) as proxy:
        crawl.into = replace(direct, uri=f"bolt://127.0.0.1:{proxy.port}")
        process = crawl.start(*COMMAND, "--patience", "2")
        until(lambda: in_the_graph(crawl, 5), process)
        proxy.cut()
        ran = crawl.wait(process)
        assert (ran.code, ran.out) == (4, ""), ran.err
        assert ran.complaint == f"no database answers at bolt://127.0.0.1:{proxy.port}"
        assert ran.seconds < 60  # some 15 of which the driver tries
        assert set(crawl.states()) <= {"done", "waiting"}

        assert crawl.run().code == 4  # at once: nothing is fetched for a database that is not there
        proxy.mend()
        process = crawl.start(*COMMAND)
        until(lambda: crawl.states()["leased"] > 8, process)  # some are read, and wait to be loaded
        proxy.cut()
        time.sleep(1.5)
        assert process.poll() is None
        proxy.mend()
        ran = crawl.wait(process)
        assert ran.code == 0, ran.err
    assert set(crawl.states()) == {"done"}
    assert digest_of(database) == expected


def test_ctrl_c_loads_what_was_read_and_another_crawl_meanwhile_is_refused(
    crawl: CrawlCommand, served: ReplicaServer, database: Database, expected: str
) -> None:
    process = crawl.start(*COMMAND)
    until(lambda: crawl.states()["leased"] > 2, process)

    second = crawl.run(*COMMAND)
    assert (second.code, second.out) == (1, "")
    held = re.fullmatch(r"\S+frontier\.sqlite is held by process (\d+), since [0-9: -]+", second.complaint)
    assert held, second.err
    assert int(held[1]) == process.pid
    assert "mixgraph crawl status" in second.err

    until(lambda: in_the_graph(crawl, 5), process)
    process.send_signal(signal.SIGINT)
    ran = crawl.wait(process)
    assert (ran.code, ran.complaint) == (130, "interrupted")
    assert f"`mixgraph crawl --replica {served.address} --details` goes on" in ran.err
    answered = {request.target for request in served.log.requests if request.target != "/robots.txt"}
    assert set(crawl.states()) == {"done", "waiting"}
    assert answered == crawl.pages("done")  # Scrapy waits for what is under way
    assert digest_of(database) != expected

    assert crawl.run("--details").code == 0
    assert digest_of(database) == expected
    asked = served.log.targets
    assert len(asked) == len(set(asked)) + asked.count("/robots.txt") - 1


def test_a_second_ctrl_c_waits_for_nothing(crawl: CrawlCommand, database: Database, expected: str) -> None:
    process = crawl.start(*COMMAND)
    until(lambda: in_the_graph(crawl, 5), process)
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    ran = crawl.wait(process)
    assert (ran.code, ran.complaint) == (130, "interrupted")
    assert crawl.run("--details").code == 0
    assert digest_of(database) == expected


@pytest.mark.parametrize("size", [150_000, 400_000])  # bytes of a file: the frontier's log is full, or the page store's
def test_a_full_disk(size: int, crawl: CrawlCommand, database: Database, expected: str) -> None:
    ran = crawl.wait(
        crawl.start(*COMMAND, limited=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
    )
    assert (ran.code, ran.out) == (1, ""), ran.err
    assert ".sqlite cannot be used: " in ran.complaint
    assert "it goes on where it was" in ran.err
    assert ran.seconds < 20
    assert digest_of(database) != expected
    assert set(crawl.states()) <= {"done", "waiting", "leased"}

    ran = crawl.run("--details")
    assert ran.code == 0, ran.err
    assert set(crawl.states()) == {"done"}
    assert digest_of(database) == expected
