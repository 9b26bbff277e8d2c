"""Everything that can be wrong with a site: what the crawl says of it, what it does not do, and that nothing is lost."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.replica.faults import FAULTS, Fault, FaultySite
from crawler.replica.server import ReplicaServer, running
from graph.connection import Database
from graph.digest import digest_of
from tests.crawler.crawl_command import CrawlCommand
from tests.crawler.small_replica import GENRE, small_replica
from tests.crawler.test_whole_crawl import emptied

COMMAND = (GENRE, "--details")


@pytest.fixture(scope="module")
def site() -> FaultySite:
    return FaultySite(small_replica(artists=4, songs=2), [])


@pytest.fixture(scope="module")
def served(site: FaultySite) -> Iterator[ReplicaServer]:
    with running(site) as replica_server:
        yield replica_server


@pytest.fixture(scope="module")
def expected(served: ReplicaServer, server: Database, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the graph that a crawl without faults gives."""
    emptied(server)
    crawl = CrawlCommand(tmp_path_factory.mktemp("undisturbed"), served.address, server.address)
    ran = crawl.run(*COMMAND)
    assert ran.code == 0, ran.err
    return digest_of(server)


@pytest.fixture
def crawl(
    expected: str, served: ReplicaServer, site: FaultySite, database: Database, tmp_path: Path
) -> Iterator[CrawlCommand]:
    """A crawl of the replica, which has no faults yet, into an empty graph."""
    served.log.clear()
    yield CrawlCommand(tmp_path, served.address, database.address)
    site.clear()


# what passes, and the part of the site that has it
PASSING = (
    "too-many:path=/Pers[^/]*n-1/Piece,times=1,value=1",
    "too-many-date:path=/Pers[^/]*n-2/Piece,times=1",
    "unavailable:path=/Pers[^/]*n-3/Piece,times=2",
    "unavailable:path=/sample/,times=1,value=1",
    "broken:path=/Pers[^/]*n-1/$,times=2",
    "cut-off:path=/Pers[^/]*n-2/$,times=2",
    "slow:path=/Pers[^/]*n-3/$,times=1,value=1.5",
    "redirect-loop:path=/cover/,times=2",
    "told-charset:path=Piece",
)


def test_what_passes_is_waited_for(
    crawl: CrawlCommand, site: FaultySite, served: ReplicaServer, database: Database, expected: str
) -> None:
    for fault in PASSING:
        site.add(Fault.of(fault))
    ran = crawl.run(*COMMAND)
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
    assert max(request.ended - request.began for request in served.log.requests) > 1.5
    assert [request.status for request in served.log.requests].count(429) == 2
    assert digest_of(database) == expected
    assert set(crawl.states()) == {"done"}


# a fault, the part of the site that has it, what is said of a page there, and whether it is tried again by itself
LASTING = {
    "forbidden:path=/Pers[^/]*n-1/Piece-0-": ("status 403", 1),
    "broken:path=/Pers[^/]*n-1/Piece-1-": ("status 500", 5),
    "huge:path=/Pers[^/]*n-2/Piece-0-": ("Cancelled", 5),
    "off-site:path=/Pers[^/]*n-2/Piece-1-": ("https://elsewhere.invalid/ (a redirect) is not of http://127.0.0.1", 1),
    "private-address:path=/Pers[^/]*n-3/Piece-0-": ("169.254.169.254/latest/meta-data/ (a redirect) is not of", 1),
    "redirect-loop:path=/Pers[^/]*n-3/Piece-1-": ("max redirections reached", 6),
    "other-charset:path=/Pers[^/]*n-0/Piece-1-": ("track page: names hold letters that are not of the charset", 1),
    "cut-off:path=/cover/": ("ResponseDataLossError", 5),
}


def test_what_lasts_is_counted_listed_and_asked_for_again_later(
    crawl: CrawlCommand, site: FaultySite, served: ReplicaServer, database: Database, expected: str
) -> None:
    for fault in LASTING:
        site.add(Fault.of(fault))
    ran = crawl.run(*COMMAND)
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
    failed = crawl.states()["failed"]
    assert failed >= len(LASTING)
    assert f"  {failed} pages failed: `mixgraph crawl status` shows why, `crawl retry` asks again" in ran.err
    assert set(crawl.states()) == {"done", "failed"}
    targets = served.log.targets
    listed = crawl.below("status", "--failed", "100")
    for fault, (why, times) in LASTING.items():
        faulty = [target for target in set(targets) if Fault.of(fault).concerns(target)]
        assert faulty, fault
        for target in faulty:
            line = next(line for line in listed.err.splitlines() if f"{target}: " in line)
            assert line.startswith("failed: ")
            assert why in line
            assert targets.count(target) == times, target
    assert digest_of(database) != expected

    site.clear()
    assert f"{failed} pages wait again" in crawl.below("retry").err
    ran = crawl.run("--details")
    assert ran.code == 0, ran.err
    assert set(crawl.states()) == {"done"}
    assert digest_of(database) == expected


def test_a_layout_that_changes_in_mid_crawl(
    crawl: CrawlCommand, site: FaultySite, database: Database, expected: str
) -> None:
    site.add(Fault.of("new-layout:after=5"))
    ran = crawl.run(*COMMAND)
    assert ran.code == 0, ran.err
    assert "pages could not be read: has the layout changed?" in ran.err
    assert any("rows" in line or "title" in line for line in crawl.below("status").err.splitlines())
    assert crawl.states()["failed"] > 0
    before = digest_of(database)
    assert before != expected

    assert crawl.run("--details").code == 2  # nothing waits: what cannot be read is not asked for again and again
    assert digest_of(database) == before
    site.clear()
    crawl.below("retry")
    assert crawl.run("--details").code == 0
    assert digest_of(database) == expected


REFUSALS = {
    "too-many:value=1,after=4": "the site refused 3 pages in a row (429)",
    "too-many:value=1000000,after=4": "the site asks to wait (16,667 minutes)",
    "forbidden:after=4": "the site refused 3 pages in a row (403)",
    "challenge:after=4": "the site asks for proof of being human (403)",
    "robots-refuses": "robots.txt forbids every page that was asked for",
    "robots-signals": "robots.txt says ai-train=no: its pages are not to be learned from",
    "robots-broken": "cannot be read (status 503): try again later",
    "robots-broken:value=429": "cannot be read (status 429): try again later",
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_site_that_refuses_is_left_alone(
    fault: str, crawl: CrawlCommand, site: FaultySite, served: ReplicaServer, database: Database, expected: str
) -> None:
    site.add(Fault.of(fault))
    ran = crawl.run(*COMMAND)
    assert (ran.code, ran.out) == (6, ""), ran.err
    assert ran.complaint.startswith(f"{served.address}: ")
    assert REFUSALS[fault] in ran.complaint
    assert "--from-folder" in ran.err
    requests = served.log.requests
    if fault.startswith("robots-"):
        assert {request.target for request in requests} == {"/robots.txt"}
    else:
        refused = [request for request in requests if request.status in (403, 429)]
        last = refused[min(2, len(refused) - 1)] if "3 pages" in REFUSALS[fault] else refused[0]
        assert all(request.began < last.ended + 0.5 for request in requests)
        assert len(refused) <= 3 + 4  # those that were on their way

    site.clear()
    again = crawl.run(*COMMAND)
    crawl.below("retry")
    if crawl.states()["waiting"]:
        again = crawl.run("--details")
    assert again.code == 0, again.err
    assert digest_of(database) == expected


def test_robots_txt_that_forbids_a_part(crawl: CrawlCommand, site: FaultySite, served: ReplicaServer) -> None:
    site.add(Fault.of("robots-refuses:value=/sample/"))
    ran = crawl.run(*COMMAND)
    assert ran.code == 0, ran.err
    assert not any(target.startswith("/sample/") for target in served.log.targets)
    skipped = crawl.states()["skipped"]
    assert skipped > 0
    assert f"  {skipped} pages are forbidden by robots.txt" in ran.err
    assert "robots.txt forbids this page" in crawl.below("status").err


def test_a_robots_txt_that_is_not_there_and_one_that_wants_pauses(
    crawl: CrawlCommand, site: FaultySite, served: ReplicaServer, database: Database, expected: str
) -> None:
    site.add(Fault.of("robots-broken:value=404"))
    assert crawl.run(*COMMAND).code == 0
    assert digest_of(database) == expected
    site.clear()
    served.log.clear()
    site.add(Fault.of("robots-delay:value=0.3"))
    assert crawl.run(GENRE, "--fresh", "--max-pages", "4").code == 0
    requests = [request for request in served.log.requests if request.target != "/robots.txt"]
    assert len(requests) == 4
    pauses = [after.began - before.began for before, after in pairwise(requests)]
    assert min(pauses) > 0.2  # what the system takes of one pause it gives to the next


def test_every_fault_is_here() -> None:
    met = {fault.partition(":")[0] for fault in (*PASSING, *LASTING, *REFUSALS)} | {"new-layout", "robots-delay"}
    assert met == set(FAULTS)
