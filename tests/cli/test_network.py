import resource
from pathlib import Path

import pytest

from cli.network import LONGEST_NAME, slug
from graph.loader import load
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation

THINK = SongRecord("Lyn Collins", "Think (About It)", 1972)
TWO = SongRecord("Rob Base & DJ E-Z Rock", "It Takes Two", 1988)
PARTY = SongRecord("Kool Moe Dee", "Let's Party", 1989)


@pytest.fixture
def songs(database, monkeypatch, tmp_path):
    records = [RelationRecord(Relation.SAMPLES, sampler, THINK, "list") for sampler in (TWO, PARTY)]
    load(database, enumerate(records))
    monkeypatch.chdir(tmp_path)
    return database


def test_it_writes_the_page_and_prints_its_path(songs, mixgraph, tmp_path):
    ran = mixgraph("network", "Lyn Collins – Think (About It)", "-o", tmp_path / "deep" / "think.html")
    assert ran.code == 0
    assert ran.out == f"{tmp_path / 'deep' / 'think.html'}\n"
    page = (tmp_path / "deep" / "think.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "It Takes Two" in page
    assert ran.err.startswith("3 songs and 2 links around Lyn Collins – Think (About It)")
    assert len(ran.err.splitlines()) == 1


def test_the_song_names_the_file(songs, mixgraph):
    assert mixgraph("network", "lyn-collins/think-about-it").out == "lyn-collins-think-about-it.html\n"
    assert Path("lyn-collins-think-about-it.html").is_file()


def test_it_says_what_the_limit_left_out(songs, mixgraph):
    ran = mixgraph("network", "lyn-collins/think-about-it", "--limit", "2", "--depth", "1")
    assert "2 songs and 1 link around" in ran.err
    assert "1 more song within 1 step left out by --limit 2" in ran.err


def test_quiet_says_nothing(songs, mixgraph):
    ran = mixgraph("network", "lyn-collins/think-about-it", "-q")
    assert (ran.code, ran.err) == (0, "")


def test_an_unknown_song_writes_nothing(songs, mixgraph, tmp_path):
    ran = mixgraph("network", "nobody – nothing at all", "-o", "x.html")
    assert ran.code == 3
    assert ran.out == ""
    assert list(tmp_path.glob("*.html")) == []


def test_an_empty_graph_is_said(bare_database, mixgraph):
    assert mixgraph("network", "anything").code == 5


@pytest.mark.parametrize("options", [["--depth", "4"], ["--depth", "0"], ["--limit", "501"], ["--limit", "0"], []])
def test_wrong_use(mixgraph, options):
    assert mixgraph("network", *(["song", *options] if options else [])).code == 2


def test_open_shows_the_file_in_the_browser(songs, mixgraph, monkeypatch, tmp_path):
    shown = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    mixgraph("network", "lyn-collins/think-about-it", "-o", "a b.html", "--open")
    assert shown == [(tmp_path / "a b.html").as_uri()]


def test_a_page_that_stands_stays_when_the_new_one_does_not_fit(songs, mixgraph, tmp_path):
    page = tmp_path / "think.html"
    page.write_text("old")
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, unlimited[1]))
    try:
        ran = mixgraph("network", "lyn-collins/think-about-it", "-o", page)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert (ran.code, ran.out) == (1, "")
    assert "File too large" in ran.err
    assert page.read_text() == "old"
    assert mixgraph("network", "lyn-collins/think-about-it", "-o", page).code == 0
    assert "Think (About It)" in page.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["think.html"]


@pytest.mark.parametrize(
    ("song_id", "name"),
    [
        ("lyn-collins/think-about-it", "lyn-collins-think-about-it"),
        ("../../etc/passwd", "etc-passwd"),
        ("宇多田ヒカル/traveling", "宇多田ヒカル-traveling"),
        ("/", "network"),
    ],
)
def test_slugs_are_file_names(song_id, name):
    assert slug(song_id) == name


def test_slugs_of_long_titles_fit_a_file_system():
    assert len(slug("宇" * 300).encode()) <= LONGEST_NAME
