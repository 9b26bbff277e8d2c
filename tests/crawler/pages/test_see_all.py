import pytest

from crawler.pages.page import Link, PageKind, PageUnreadable
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED
from graph.records import SongRecord
from graph.schema import Relation
from tests.crawler.pages.made_pages import BASE, NEW, NOVA, OLD, Row, pager, see_all_page

PATH = "/Nova-Kestrel/Paper-Lantern/{}/"
OWN = SongRecord("Nova Kestrel", "Paper Lantern", own_ids=("whosampled:/Nova-Kestrel/Paper-Lantern/",))
LAYOUTS = pytest.mark.parametrize("layout", [OLD, NEW])


def read(text, suffix, query=""):
    return parse(text, BASE + PATH.format(suffix) + query, WHOSAMPLED)


@LAYOUTS
@pytest.mark.parametrize(
    ("suffix", "kind", "own_takes"),
    [
        ("samples", Relation.SAMPLES, True),
        ("sampled", Relation.SAMPLES, False),
        ("covered", Relation.COVERS, False),
        ("remixed", Relation.REMIXES, False),
    ],
)
def test_rows(layout, suffix, kind, own_takes):
    rows = [Row(f"Song {number}", part="", href=f"/sample/{number}/x/") for number in range(16)]
    page = read(see_all_page(suffix, layout, rows, 16), suffix)
    assert {each.type for each in page.relations} == {kind}
    others = [each.sampled if own_takes else each.sampler for each in page.relations]
    assert {each.sampler if own_takes else each.sampled for each in page.relations} == {OWN}
    assert [other.title for other in others] == [row.title for row in rows]
    assert [each.source_url for each in page.relations] == [BASE + row.href for row in rows]
    assert list(page.listed.values()) == list(page.announced.values()) == [16]
    assert page.songs == []
    assert Link(f"{BASE}/Nova-Kestrel/Paper-Lantern/", PageKind.TRACK) in page.links


@LAYOUTS
def test_pages_follow_each_other_by_their_links_alone(layout):
    path = PATH.format("covered")
    first = read(see_all_page("covered", layout, [Row()] * 16, 55, pages=pager(path, 1, 4)), "covered")
    assert first.next_url == f"{BASE}{path}?cp=2"
    third = read(see_all_page("covered", layout, [Row()] * 16, 55, pages=pager(path, 3, 4)), "covered", "?cp=3")
    assert third.next_url == f"{BASE}{path}?cp=4"
    last = read(see_all_page("covered", layout, [Row()] * 7, 55, pages=pager(path, 4, 4)), "covered", "?cp=4")
    assert last.next_url == ""
    assert first.missing == third.missing == last.missing == {}
    assert not any("cp=" in link.url for link in first.links)


def test_the_only_page_of_a_list_that_is_short():
    page = read(see_all_page("sampled", NEW, [Row()] * 4, 6), "sampled")
    assert page.missing == {"sampled in": 2}


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("", ""),
        (
            "<nav><a href='/Nova-Kestrel/'>Nova Kestrel</a> <a href='/Nova-Kestrel/Paper-Lantern/'>Paper Lantern</a></nav>",
            "-",
        ),
        (f"<h1><a href='/Nova-Kestrel/Paper-Lantern/'>Paper Lantern</a> by {NOVA}</h1>", "-"),
        ("<h1>Samples of Paper Lantern by Nova Kestrel</h1>", "-"),
        ("<p></p>", "Samples of Paper Lantern by Nova Kestrel | WhoSampled"),
        ("<p></p>", "Samples of Paper Lantern by Nova Kestrel on WhoSampled"),
    ],
)
def test_whose_list_it_is(heading, title):
    page = read(see_all_page("sampled", NEW, [Row()], 1, heading=heading, title=title), "sampled")
    assert page.relations[0].sampled == OWN


def test_a_title_with_a_by_of_its_own_is_told_by_the_address():
    text = see_all_page("sampled", NEW, [Row()], 1, heading="<h1>Samples of Step by Step by Stone by Stone</h1>")
    page = parse(text, f"{BASE}/Stone-by-Stone/Step-By-Step/sampled/", WHOSAMPLED)
    assert page.relations[0].sampled.title == "Step by Step"
    assert page.relations[0].sampled.artist_credit == "Stone by Stone"


@pytest.mark.parametrize(
    ("artists", "slug", "principal"),
    [
        ("Nova Kestrel, MC Quillon and Ida Marlowe", "Nova-Kestrel", "Nova Kestrel"),
        ("Nova Kestrel feat. Ida Marlowe", "Nova-Kestrel", "Nova Kestrel"),
        ("Wick, Wax & Wane feat. Ida Marlowe", "Wick,-Wax-%26-Wane", "Wick, Wax & Wane"),
        ("Someone Else, Somebody", "Nova-Kestrel", "Someone Else, Somebody"),
    ],
)
def test_a_credit_without_links_names_the_artist_of_the_address(artists, slug, principal):
    heading = f"<h1>Samples of <a href='/{slug}/Paper-Lantern/'>Paper Lantern</a> by {artists}</h1>"
    text = see_all_page("sampled", NEW, [Row()], 1, heading=heading, title="-")
    page = parse(text, f"{BASE}/{slug}/Paper-Lantern/sampled/", WHOSAMPLED)
    assert page.relations[0].sampled.artist_credit == principal


def test_nobody_s_list():
    with pytest.raises(PageUnreadable, match="see-all page: it does not say whose list"):
        read(see_all_page("sampled", NEW, [Row()], 1, heading="<h1>Samples</h1>", title="Samples"), "sampled")


def test_a_heading_of_the_other_direction():
    with pytest.raises(PageUnreadable, match="where 'contains samples' was expected"):
        read(see_all_page("sampled", NEW, [Row()], 1), "samples")


@LAYOUTS
def test_a_list_without_rows(layout):
    with pytest.raises(PageUnreadable, match="12 songs announced and no row"):
        read(see_all_page("sampled", layout, [], 12), "sampled")
