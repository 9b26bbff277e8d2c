import pytest

from crawler.pages.page import Link, PageKind, PageUnreadable
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED
from tests.crawler.pages.made_pages import (
    BASE,
    NOVA,
    QUILLON,
    Row,
    connection,
    entry,
    hot_page,
    page,
    pager,
    track_item,
)


def read(text, path):
    return parse(text, BASE + path, WHOSAMPLED)


def test_years_list_songs_of_anybody():
    path = "/browse/year/1974/samples/"
    item = track_item(connection("was sampled in", entry()), by=f"by {NOVA}", tag="article")
    more = "<div class='pagination'><span class='next'><a href='/browse/year/1974/samples/2/'>Next</a></span></div>"
    found = read(page(f"<h1 class='headTitle browse'>Songs of 1974</h1>{item}{more}"), path)
    assert found.songs[0].song.artist_credit == "Nova Kestrel"
    assert found.relations[0].sampler.title == "Night Bus"
    assert found.next_url == f"{BASE}{path}2/"


def test_nobody_s_list_has_no_artist_to_fall_back_on():
    item = track_item(connection("was remixed in", entry("Remix", "(2023)", "/remix/1/x/")), by=f"by {NOVA}")
    found = read(page(item + track_item(by="")), "/song-tag/Late%20Night/")
    assert len(found.songs) == 1
    assert found.relations == []
    assert found.skipped == {"no title or artist": 2}


def test_charts_are_links():
    found = read(hot_page(900001, 900002), "/hot-samples/")
    assert found.links == [Link(f"{BASE}/sample/{number}/x/", PageKind.CONNECTION) for number in (900001, 900002)]
    assert found.listed == {"entries": 2}
    assert found.songs == found.relations == []


def test_most_sampled_artists_and_tracks_of_either_layout():
    artists = f"<ul class='bordered-list'><li><span class='chartCount'>1</span><span class='artistName'>{NOVA}</span></li></ul>"
    assert read(page(artists), "/most-sampled-artists/").links == [
        Link(f"{BASE}/Nova-Kestrel/", PageKind.ARTIST, "Nova Kestrel")
    ]
    row = Row(href="/MC-Quillon/Night-Bus/", by=QUILLON).html("new")
    assert [link.url for link in read(page(f"<table class='tdata'>{row}</table>"), "/most-sampled-tracks/").links] == [
        f"{BASE}/MC-Quillon/Night-Bus/",
        f"{BASE}/MC-Quillon/",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [(page("<h1>Hot Samples</h1>"), "no songs and no entries"), (page(track_item(by="")), "1 songs and none")],
)
def test_another_layout_is_no_silence(text, problem):
    with pytest.raises(PageUnreadable, match=f"listing page: {problem}"):
        read(text, "/hot-samples/")


def test_pages_of_paths_are_followed():
    assert read(hot_page(1) + pager("/hot-samples/2/", 1, 1), "/hot-samples/").next_url == ""
