import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.errors import FrontierHeld, StoreUnusable
from crawler.frontier.frontier import LONGEST_DELAY, Frontier
from crawler.frontier.order import BREADTH, MOST_SONGS, OUTWARDS, RANKS, STRATEGIES, Strategy
from crawler.frontier.page_row import State
from crawler.frontier.reader import FrontierReader
from crawler.pages.page import Link, PageKind

SITE = "https://site.example"
GENRE = Link(f"{SITE}/genre/Soul/", PageKind.GENRE)


def artist(name: str) -> Link:
    return Link(f"{SITE}/{name.replace(' ', '-')}/", PageKind.ARTIST, name)


def track(name: str) -> Link:
    return Link(f"{SITE}/x/{name}/", PageKind.TRACK)


def urls(frontier: Frontier, number: int = 100) -> list[str]:
    return [page.url.removeprefix(SITE) for page in frontier.lease(number)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "site" / "frontier.sqlite"


def test_every_kind_of_page_has_a_place_in_the_order() -> None:
    assert set(RANKS) == set(PageKind)


def test_pages_of_the_current_artist_come_first_and_then_the_artist_with_most_songs(path: Path) -> None:
    with Frontier(path, MOST_SONGS) as frontier:
        frontier.add([GENRE], 0)
        assert urls(frontier) == ["/genre/Soul/"]
        assert frontier.add([artist("A"), artist("B"), artist("C")], 1, below=GENRE.url) == 3
        frontier.done([GENRE.url])
        frontier.prioritise({"B": 2, "c": 1})
        assert urls(frontier, 1) == ["/B/"]
        see_all = Link(f"{SITE}/x/B1/sampled/", PageKind.SEE_ALL)
        connection = Link(f"{SITE}/sample/1/x/", PageKind.CONNECTION)
        frontier.add([connection, see_all, track("B1"), track("B2"), artist("A")], 2, below=artist("B").url)
        assert frontier.add_following(f"{SITE}/B/?sp=2", of=artist("B").url) == 1
        assert frontier.add_following(f"{SITE}/B/?sp=2", of=artist("B").url) == 0
        frontier.prioritise({"A": 50})
        assert urls(frontier) == ["/B/?sp=2", "/x/B1/", "/x/B2/", "/x/B1/sampled/", "/sample/1/x/", "/A/", "/C/"]


def test_songs_of_an_artist_count_who_was_told_of_before_the_page_was_found(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.add([GENRE], 0)
        frontier.prioritise({"The B": 3, "A": 1})
        frontier.add([artist("A"), artist("B")], 1, below=GENRE.url)
        frontier.prioritise({artist("A").url: 2})
        assert urls(frontier)[1:] == ["/B/", "/A/"]


def test_what_a_user_names_does_not_wait_for_its_turn(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.add([artist("A"), artist("B")], 1, below=GENRE.url)
        frontier.prioritise({"A": 100})
        assert frontier.add([artist("B")], 0) == 0
        assert urls(frontier, 1) == ["/B/"]


def test_breadth_goes_by_depth_and_then_by_arrival(path: Path) -> None:
    with Frontier(path, BREADTH) as frontier:
        frontier.add([track("deep")], 2)
        frontier.add([track("first"), artist("second")], 1)
        frontier.add([track("deep")], 3)
        frontier.add([track("later")], 1)
        assert urls(frontier) == ["/x/first/", "/second/", "/x/later/", "/x/deep/"]


def test_outwards_goes_so_far_and_another_run_goes_further(path: Path) -> None:
    with Frontier(path, OUTWARDS, deepest=1) as frontier:
        for depth, name in enumerate(("start", "near", "far", "farther")):
            frontier.add([track(name)], depth)
        assert urls(frontier) == ["/x/start/", "/x/near/"]
        assert frontier.state(track("far").url) is State.TOO_DEEP
        assert frontier.next_due() is None
        frontier.add([track("far")], 1)  # found on a shorter way
        assert urls(frontier) == ["/x/far/"]
        frontier.done([track("start").url])
    with Frontier(path, OUTWARDS, deepest=3) as frontier:
        assert urls(frontier) == ["/x/near/", "/x/far/", "/x/farther/"]


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_the_next_pages_are_read_from_an_index_in_its_order(path: Path, strategy: Strategy) -> None:
    Frontier(path).close()
    database = sqlite3.connect(path)
    plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {strategy.next_pages}", (1,))]
    database.close()
    assert len(plan) == 1, "a second step would sort all that wait"
    assert re.fullmatch(r"(SCAN|SEARCH) pages USING (COVERING )?INDEX pages_by_\w+", plan[0])


def test_a_page_that_fails_comes_back_later_and_not_for_ever(path: Path) -> None:
    now = [1000.0]
    with Frontier(path, attempts=2, clock=lambda: now[0]) as frontier:
        frontier.add([track("a"), track("b")], 0)
        assert len(urls(frontier)) == 2
        frontier.failed(track("a").url, "503", retry_at=1060, http_status=503)
        frontier.failed(track("b").url, "404", retry_at=None, http_status=404)
        assert frontier.lease(2) == []
        assert frontier.next_due() == 60
        now[0] = 1060.0
        assert frontier.next_due() == 0
        (again,) = frontier.lease(2)
        assert (again.url, again.attempts) == (track("a").url, 1)
        frontier.failed(again.url, "timeout", retry_at=1070)
        assert frontier.next_due() is None
        assert [(each.url, each.error, each.http_status) for each in frontier.failures(10)] == [
            (track("a").url, "timeout", None),
            (track("b").url, "404", 404),
        ]
        assert [each.error for each in frontier.failures(1)] == ["timeout"]
        assert frontier.retry() == 2
        assert [each.attempts for each in frontier.lease(5)] == [0, 0]


@pytest.mark.parametrize("jump", [-1e9, 1e9])
def test_a_clock_that_jumps_delays_no_page_for_long(path: Path, jump: float) -> None:
    now = [1e9]
    with Frontier(path, clock=lambda: now[0]) as frontier:
        frontier.add([track("a")], 0)
        frontier.lease(1)
        frontier.failed(track("a").url, "503", retry_at=1e9 + 1e8)
        assert frontier.next_due() == LONGEST_DELAY
        now[0] += jump
        assert frontier.next_due() == 0
        assert urls(frontier) == ["/x/a/"]


def test_done_and_skipped_pages_are_not_fetched_again(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.add([track("a"), track("b"), track("c")], 0)
        frontier.lease(1)
        frontier.done([track("a").url])
        frontier.failed(track("a").url, "late", retry_at=0)
        frontier.skip(track("b").url, "robots.txt")
        frontier.skip(track("a").url, "late")
        frontier.release([track("a").url, track("b").url])
        assert frontier.add([track("a"), track("b")], 0) == 0
        assert frontier.retry() == 0
        assert urls(frontier) == ["/x/c/"]
        assert frontier.counts() == {
            (PageKind.TRACK, State.DONE): 1,
            (PageKind.TRACK, State.SKIPPED): 1,
            (PageKind.TRACK, State.LEASED): 1,
        }
        frontier.reconsider([track("a").url, track("b").url])
        assert urls(frontier) == ["/x/b/"]


def test_leases_go_back_at_the_end(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.add([track("a"), track("b")], 0)
        frontier.lease(2)
        frontier.release([track("b").url])
        assert urls(frontier) == ["/x/b/"]
    with FrontierReader(path) as reader:
        assert reader.counts() == {(PageKind.TRACK, State.WAITING): 2}


def test_links_that_cannot_be_read_to_their_end_leave_nothing(path: Path) -> None:
    def links():
        yield track("a")
        raise RuntimeError("no more")

    with Frontier(path) as frontier:
        with pytest.raises(RuntimeError, match="no more"):
            frontier.add(links(), 0)
        assert frontier.counts() == {}
        assert frontier.add([track("a"), track("a")], 0) == 1


def test_a_second_crawl_is_refused_and_told_who_crawls_while_others_may_look(path: Path) -> None:
    with Frontier(path, clock=lambda: 0.0) as frontier:
        frontier.add([track("a")], 0)
        with pytest.raises(FrontierHeld, match=rf"process {os.getpid()}, since \d{{4}}-\d\d-\d\d") as refused:
            Frontier(path)
        assert refused.value.exit_code == 1
        counted = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys, pathlib; from crawler.frontier.reader import FrontierReader\n"
                "with FrontierReader(pathlib.Path(sys.argv[1])) as reader: print(reader.counts())",
                path,
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "waiting" in counted.stdout
    Frontier(path).close()


def test_threads_share_a_frontier(path: Path) -> None:
    with Frontier(path) as frontier:
        frontier.add([track(str(at)) for at in range(200)], 0)
        seen: list[str] = []

        def work() -> None:
            while leased := frontier.lease(3):
                seen.extend(page.url for page in leased)
                frontier.done(page.url for page in leased)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(seen) == sorted(track(str(at)).url for at in range(200))


def test_a_full_disk_is_told_and_leaves_the_frontier_whole(path: Path) -> None:
    """SQLite's own limit of pages gives the error of a full disk, SQLITE_FULL."""
    with Frontier(path) as frontier:
        frontier.add([track("a"), track("b")], 0)
        frontier.done(page.url for page in frontier.lease(1))
        with frontier._file.reading() as database:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            database.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreUnusable, match="disk is full") as told:
            frontier.add([track(f"{'long' * 50}{at}") for at in range(1000)], 1)
        assert "space" in told.value.hint
        assert frontier.counts() == {(PageKind.TRACK, State.DONE): 1, (PageKind.TRACK, State.WAITING): 1}
        assert urls(frontier) == ["/x/b/"]
        with frontier._file.reading() as database:
            database.execute("PRAGMA max_page_count = 1073741823")
        assert frontier.add([track("c")], 0) == 1
        with frontier._file.reading() as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def damaged(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def of_another_version(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()


def of_another_program(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE theirs (value TEXT)")
    database.close()


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [damaged, of_another_version, of_another_program, a_folder])
def test_a_file_that_is_no_frontier_is_refused_with_a_hint(path: Path, make: Callable[[Path], None]) -> None:
    path.parent.mkdir()
    make(path)
    for _ in range(2):  # the first refusal lets go of the lock
        with pytest.raises(StoreUnusable, match=path.name) as told:
            Frontier(path)
        assert told.value.hint


def test_there_is_nothing_to_look_at_before_the_first_crawl(path: Path) -> None:
    with pytest.raises(StoreUnusable, match="cannot be"):
        FrontierReader(path)
    assert not path.exists()
