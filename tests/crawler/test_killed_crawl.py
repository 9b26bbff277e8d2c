"""Kill -9 of a crawl at random moments, the same command again: the graph of a crawl that nobody disturbed."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from crawler.replica.faults import Fault, FaultySite
from crawler.replica.server import running
from crawler.replica.site import Layout
from graph.connection import Database
from graph.digest import digest_of
from tests.crawler.crawl_command import CrawlCommand, killed, until
from tests.crawler.small_replica import GENRE, small_replica
from tests.crawler.test_whole_crawl import emptied

COMMAND = (GENRE, "--details")


@pytest.mark.parametrize(("moments", "seed"), [(5, None), pytest.param(20, None, marks=pytest.mark.soak)])
def test_a_killed_crawl_goes_on_where_it_was(
    moments: int, seed: int | None, database: Database, tmp_path: Path
) -> None:
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    print(f"seed {seed}: give it as the parameter to see this again")  # noqa: T201  # pytest shows it with a failure
    draw = random.Random(seed)
    # a page takes a while, so that there is something to kill
    site = FaultySite(small_replica(Layout.MIXED), [Fault("slow", value="0.02")])
    with running(site) as server:
        undisturbed = CrawlCommand(tmp_path / "undisturbed", server.address, database.address)
        ran = undisturbed.run(*COMMAND)
        assert ran.code == 0, ran.err
        began, ended = server.log.requests[0].began, server.log.requests[-1].ended
        expected, wanted = digest_of(database), set(server.log.targets)
        emptied(database)
        server.log.clear()

        crawl = CrawlCommand(tmp_path / "killed", server.address, database.address)
        leased: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        kills = 0
        while kills < moments:
            process = crawl.start(*COMMAND)
            until(lambda: server.log.requests, process)
            # so that all kills together meet the whole way, loads among it
            time.sleep(draw.uniform(0, 3 * (ended - began) / moments))
            ended_before = process.poll() is not None
            killed(process)
            asked.update(server.log.targets)
            server.log.clear()
            if ended_before:
                break
            kills += 1
            leased.update(crawl.pages("leased"))
        ran = crawl.run(*COMMAND)
        assert ran.code == 0, ran.err
        asked.update(server.log.targets)

    assert kills > 0
    assert digest_of(database) == expected
    assert set(crawl.states()) == {"done"}
    del asked["/robots.txt"]
    assert set(asked) == wanted - {"/robots.txt"}
    too_often = {target: times for target, times in asked.items() if times > 1 + leased[target]}
    assert not too_often
