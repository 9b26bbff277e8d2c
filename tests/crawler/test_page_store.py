import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from crawler.errors import StoreUnusable
from crawler.page_store import BATCH, PageStore, StoredPage
from crawler.pages.page import PageKind


def page(
    name: str, body: bytes = b"<h1>Paper Lantern</h1>", kind: PageKind = PageKind.TRACK, **more: str
) -> StoredPage:
    url = f"https://site.example/{name}/"
    return StoredPage(url, kind, url, 1e9, 200, more.get("encoding", "utf-8"), body)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "site" / "pages.sqlite"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=200), max_size=5))
def test_pages_come_back_as_they_were_put(tmp_path: Path, bodies: dict[str, bytes]) -> None:
    path = tmp_path / "pages.sqlite"
    path.unlink(missing_ok=True)
    pages = [page(name.encode().hex(), body) for name, body in bodies.items()]
    with PageStore(path) as store:
        for each in pages:
            store.put(each)
    with PageStore(path) as store:
        assert list(store) == pages
        assert [store.get(each.url) for each in pages] == pages
        assert store.get("https://site.example/never/") is None


def test_a_page_that_is_fetched_again_takes_the_place_of_the_earlier_one(path: Path) -> None:
    with PageStore(path) as store:
        for name in ("a", "b"):
            store.put(page(name))
        store.put(page("a", b"new", PageKind.ARTIST))
        assert [each.body for each in store] == [b"new", page("b").body]
        assert list(store.urls(PageKind.ARTIST)) == [page("a").url]
        assert list(store.urls(PageKind.TRACK)) == [page("b").url]
        assert list(store.urls()) == [page("a").url, page("b").url]
        assert len(store) == 2


def test_pages_may_be_put_while_others_are_read(path: Path) -> None:
    with PageStore(path) as store:
        for at in range(BATCH + 5):
            store.put(page(str(at)))
        seen = []
        for each in store:
            if not seen:
                store.put(page("late"))
            seen.append(each.url)
        assert seen == [page(str(at)).url for at in range(BATCH + 5)] + [page("late").url]


@pytest.mark.parametrize(
    ("body", "encoding", "text"),
    [
        ("Beyoncé".encode(), "utf-8", "Beyoncé"),
        ("Beyoncé".encode("cp1252"), "cp1252", "Beyoncé"),
        ("Beyoncé".encode("cp1252"), "utf-8", "Beyonc�"),
        ("Beyoncé".encode(), "no-such-encoding", "Beyoncé"),
    ],
)
def test_text_is_read_in_any_encoding(body: bytes, encoding: str, text: str) -> None:
    assert page("a", body, encoding=encoding).text == text


def test_pages_are_kept_small(path: Path) -> None:
    body = b"".join(b"<tr><td><a href='/Artist-%d/'>Artist %d</a></td></tr>" % (at, at) for at in range(1000))
    with PageStore(path) as store:
        for at in range(50):
            store.put(page(str(at), body))
    assert path.stat().st_size < 50 * len(body) / 4


def test_a_damaged_page_is_told_by_its_address(path: Path) -> None:
    with PageStore(path) as store:
        store.put(page("a"))
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE pages SET body = x'00'")
    database.close()
    with PageStore(path) as store, pytest.raises(StoreUnusable, match=r"site.example/a/ is damaged"):
        list(store)


def test_a_full_disk_is_told_and_earlier_pages_stay(path: Path) -> None:
    with PageStore(path) as store:
        store.put(page("a"))
        with store._file.reading() as database:
            database.execute(f"PRAGMA max_page_count = {database.execute('PRAGMA page_count').fetchone()[0]}")
        with pytest.raises(StoreUnusable, match="disk is full"):
            store.put(page("b", random.Random(1).randbytes(100_000)))
        assert list(store) == [page("a")]


def test_a_killed_process_leaves_every_page_it_had_put(path: Path) -> None:
    program = """
import sys
from pathlib import Path
from crawler.page_store import PageStore, StoredPage
from crawler.pages.page import PageKind
with PageStore(Path(sys.argv[1])) as store:
    for at in range(100_000):
        store.put(StoredPage(f"https://site.example/{at}/", PageKind.TRACK, "", 0, 200, "utf-8", b"body" * at))
        print(at, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(20):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    last = 19 + len([line for line in process.communicate()[0].splitlines(keepends=True) if line.endswith("\n")])
    with PageStore(path) as store:
        bodies = [each.body for each in store]
    assert len(bodies) >= last + 1
    assert bodies == [b"body" * at for at in range(len(bodies))]
