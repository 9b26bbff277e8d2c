"""Pages of made-up songs, asked for without a socket."""

from itertools import pairwise
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawler.replica.catalogue import Catalogue
from crawler.replica.contents import SECTIONS
from crawler.replica.site import Layout, ReplicaSite
from crawler.replica.slugs import encoded, raw
from graph.identity import credited_artists
from graph.records import RelationRecord
from graph.schema import Kind, Relation
from tests.crawler.replica.conftest import walk
from tests.crawler.replica.relations import relation, song

LANTERN = song("Nova Kestrel feat. Ida Marlowe", "Paper Lantern", 1974, genres=("Soul-Funk-Disco",))
LAYOUTS = pytest.mark.parametrize("layout", [Layout.NEW, Layout.OLD])


def site_of(*relations: RelationRecord, layout: Layout = Layout.NEW) -> ReplicaSite:
    return ReplicaSite(Catalogue(relations), layout)


def sampled_often(times: int, layout: Layout = Layout.NEW) -> ReplicaSite:
    return site_of(*(relation(song(f"Artist {n}", f"Title {n}"), LANTERN) for n in range(times)), layout=layout)


def tree(site: ReplicaSite, target: str) -> html.HtmlElement:
    response = site.page(target)
    assert response.status == 200, target
    return html.fromstring(response.text)


@LAYOUTS
def test_featured_artists_come_after_feat(layout: Layout) -> None:
    track = song("MC Quillon; DJ Halyard; Ola Brandt feat. Ida Marlowe", "Night Bus")
    site = site_of(relation(track, LANTERN), layout=layout)
    [names] = tree(site, "/MC-Quillon/Night-Bus/").xpath('//*[contains(@class, "trackArtistNames")]')
    assert names.text_content().strip() == "by MC Quillon, DJ Halyard and Ola Brandt feat. Ida Marlowe"
    assert names.xpath(".//a/@href") == ["/MC-Quillon/", "/DJ-Halyard/", "/Ola-Brandt/", "/Ida-Marlowe/"]
    assert "Night Bus" in tree(site, "/Ida-Marlowe/").text_content()


@LAYOUTS
def test_what_only_some_rows_say_and_what_none_says(layout: Layout) -> None:
    site = site_of(
        relation(song("MC Quillon", "Night Bus", None), song("Ola Brandt", "Tin Whistle", None)),
        relation(song("MC Quillon", "Night Bus", 1996), LANTERN),
        relation(song("MC Quillon", "Night Bus", 1995, genres=("Hip-Hop",)), LANTERN, Relation.COVERS),
        layout=layout,
    )
    told = tree(site, "/MC-Quillon/Night-Bus/")
    assert told.xpath('//meta[@itemprop="datePublished"]/@content') == ["1995"]
    assert told.xpath('//span[@itemprop="genre"]/text()') == ["Hip-Hop / Rap / R&B"]
    untold = tree(site, "/Ola-Brandt/Tin-Whistle/")
    assert not untold.xpath('//meta[@itemprop="datePublished"] | //span[@itemprop="genre"]')
    assert not tree(site, "/Ola-Brandt/").xpath('//span[@class="trackYear"]')


@pytest.mark.parametrize(
    ("kind", "part", "heading"),
    [
        (Kind.DIRECT, "drums", "Direct Sample of Drums"),
        (Kind.DIRECT, "", "Direct Sample"),
        (Kind.INTERPOLATION, "hook / riff", "Interpolation (Replayed Sample) of Hook / Riff"),
        (Kind.UNKNOWN, "multiple elements", "Sample of Multiple Elements"),
        (Kind.UNKNOWN, "", "Sample"),
    ],
)
@LAYOUTS
def test_headings_claim_what_is_known(layout: Layout, kind: Kind, part: str, heading: str) -> None:
    site = site_of(relation(song("MC Quillon", "Night Bus"), LANTERN, kind=kind, part=part), layout=layout)
    page = tree(site, site.page("/sample/100001/").headers["Location"])
    assert page.xpath('//h2[@class="section-header-title"]/text()') == [heading]


@LAYOUTS
def test_times_of_a_sample(layout: Layout) -> None:
    site = site_of(
        relation(song("MC Quillon", "Night Bus"), LANTERN, times="0:00, 1:18, throughout < 0:06"),
        relation(song("MC Quillon", "Night Bus"), song("Ola Brandt", "Tin Whistle"), times="throughout"),
        layout=layout,
    )
    page = tree(site, site.page("/sample/100001/").headers["Location"])
    assert page.xpath('//*[@id="sample-dest-timing"]/@data-timings') == ["0,78"]
    assert page.xpath('//*[@id="sample-source-timing"]/@data-timings') == ["6"]
    [dest, _] = page.xpath('//div[@class="timing-wrapper"]')
    assert dest.text_content() == "Sample appears at 0:00 and 1:18 (and throughout)"
    other = tree(site, site.page("/sample/100002/").headers["Location"])
    [only] = other.xpath('//div[@class="timing-wrapper"]')
    assert only.text_content() == "Sample appears throughout"
    assert not only.xpath(".//strong")


def test_lists_have_pages_without_a_first_number() -> None:
    site = sampled_often(40)
    see_all = "/Nova-Kestrel/Paper-Lantern/sampled/"
    assert len(tree(site, see_all).xpath("//tr")) == 16
    assert len(tree(site, f"{see_all}?cp=3").xpath("//tr")) == 8
    for query in ("?cp=1", "?cp=4", "?cp=0", "?cp=-1", "?cp=x", "?cp=", "?cp=02", "?cp=²", "?cp=99999999999999"):
        assert site.page(see_all + query).status == 404, query
    [pager] = tree(site, f"{see_all}?cp=2").xpath('//div[@class="pagination"]')
    assert pager.xpath('.//span[@class="prev"]/a/@href') == [see_all]
    assert pager.xpath('.//span[@class="next"]/a/@href') == [f"{see_all}?cp=3"]
    assert pager.xpath('.//span[@class="curr"]/text()') == ["2"]
    for target in ("/Nova-Kestrel/?sp=1", "/Nova-Kestrel/?sp=2", "/browse/year/1990/1/", "/browse/year/1990/9/"):
        assert site.page(target).status == 404, target
    assert site.page("/browse/year/1990/4/").status == 200


def test_long_pagers_leave_numbers_out() -> None:
    site = sampled_often(400)
    [pager] = tree(site, "/Nova-Kestrel/Paper-Lantern/sampled/?cp=10").xpath('//div[@class="pagination"]')
    numbers = pager.xpath('./span[@class="page" or @class="curr" or @class="ellipsis"]')
    assert [each.text_content() for each in numbers] == ["1", "…", "8", "9", "10", "11", "12", "…", "25"]


def test_sorted_lists_hold_the_same_rows() -> None:
    site = site_of(*(relation(song("Ola Brandt", f"Title {n % 7}{n}", 2000 - n), LANTERN) for n in range(20)))
    see_all = "/Nova-Kestrel/Paper-Lantern/sampled/"

    def titles(query: str) -> list[str]:
        first = tree(site, see_all + query)
        [following] = first.xpath('//span[@class="next"]/a/@href')
        names = '//a[@class="trackName playIcon"]/text()'
        return [*first.xpath(names), *tree(site, following).xpath(names)]

    assert sorted(titles("")) == titles("?ob=2")
    assert titles("?ob=0") == titles("?ob=1")[::-1] == [f"Title {n % 7}{n}" for n in reversed(range(20))]
    assert site.page("/Ola-Brandt/?ob=0&sp=2").status == 200


@LAYOUTS
def test_three_connections_need_no_see_all(layout: Layout) -> None:
    three, four = sampled_often(3, layout), sampled_often(4, layout)
    assert "see all" not in three.page("/Nova-Kestrel/Paper-Lantern/").text
    assert three.page("/Nova-Kestrel/Paper-Lantern/sampled/").status == 404
    assert "see all" in four.page("/Nova-Kestrel/Paper-Lantern/").text
    assert four.page("/Nova-Kestrel/Paper-Lantern/sampled/").status == 200
    assert "see 1 more connection<" in four.page("/Nova-Kestrel/").text


@pytest.mark.parametrize(
    "target",
    [
        *("/Nobody/", "/Nova-Kestrel/Nothing/", "/genre/Nothing/", "/genre/", "/sample/1/", "/sample/x/", "/sample/"),
        *("/cover/100001/", "/sample/100001/Other-Name/", "/search/?q=x", "/nova-kestrel/", "/Nova-Kestrel", "//"),
        *("/Nova-Kestrel/Paper-Lantern/sampled/more/", "/browse/year/1066/", "/hot-samples/2/", "", "x", "//host/"),
        *("/Nova-Kestrel/?role=2", "/Nova-Kestrel/samples/", "/%", "/%FF/", "/\x00/", "http://host/", "/[/"),
    ],
)
def test_everything_else_is_missing(target: str) -> None:
    response = sampled_often(4).page(target)
    if target == "/Nova-Kestrel":
        assert (response.status, response.headers["Location"]) == (301, "/Nova-Kestrel/")
    else:
        assert response.status == 404


def test_connections_are_moved_to_their_full_path() -> None:
    site = sampled_often(1)
    full = "/sample/100001/Artist-0-Title-0-Nova-Kestrel-Ida-Marlowe-Paper-Lantern/"
    for short in ("/sample/100001/", "/sample/100001"):
        assert (site.page(short).status, site.page(short).headers["Location"]) == (301, full)
    assert site.page(full).status == 200


def test_names_that_make_one_path_get_paths_of_their_own() -> None:
    site = site_of(
        relation(song("AC/DC", "A / B"), song("AC/DC", "A-B")),
        relation(song("ACDC", "A B"), song("Ac/dc", "A B")),  # another artist; the first one, spelled otherwise
        relation(song("Genre", "Sampled"), song("Genre", "sampled")),
        relation(song("/", "..."), song("robots.txt", ".")),
        relation(song("Twice", "Same", own_ids=("x:1",)), song("Twice", "Same", own_ids=("x:2",))),
    )
    assert [encoded(track.path) for track in site.contents.tracks] == [
        *("/ACDC/A-B/", "/ACDC/A-B-2/", "/ACDC-2/A-B/", "/ACDC/A-B-3/", "/Genre/Sampled/", "/Genre/sampled-2/"),
        *("/-/-.../", "/robots.txt-2/-./", "/Twice/Same/", "/Twice/Same-2/"),
    ]
    for track in site.contents.tracks:
        assert f"<h1>{track.title}<" in site.page(encoded(track.path)).text


def test_links_of_one_page_are_encoded_and_not() -> None:
    track = song("Ol' Kestrel", "Crème: Who?")
    site = site_of(*(relation(song(f"Artist {n}", f"Title {n}"), track) for n in range(4)))
    hrefs = set(tree(site, "/Ol%27-Kestrel/Cr%C3%A8me%3A-Who%3F/").xpath("//@href"))
    assert "/Ol'-Kestrel/Crème:-Who%3F/sampled/" in hrefs
    assert "/Ol%27-Kestrel/" in hrefs
    both = ["/Ol'-Kestrel/Cr%C3%A8me:-Who%3F/sampled/", "/Ol%27-Kestrel/Cr%C3%A8me%3A-Who%3F/sampled/"]
    assert [site.page(each).status for each in both] == [200, 200]


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "</title><b>",
    "javascript:alert(1)",
]


@LAYOUTS
def test_titles_are_text(layout: Layout) -> None:
    relations = [relation(song(payload, payload), LANTERN, type_) for payload in PAYLOADS for type_ in Relation]
    site = site_of(*relations, layout=layout)
    walked = walk(site)
    assert not walked.dead
    for url, page in walked.pages.items():
        assert not page.xpath("//script | //b | //img[@onerror] | //img[@src='x']"), url
        assert all(href.startswith(("/", "data:,")) for href in page.xpath("//@href")), url
    shown = {title for page in walked.pages.values() for title in page.xpath("//h1/meta[@itemprop='name']/@content")}
    assert shown >= set(PAYLOADS)


def test_half_of_the_mixed_pages_are_of_each_layout() -> None:
    site = sampled_often(300, Layout.MIXED)
    layouts = [site.layout_of(encoded(track.path)) for track in site.contents.tracks]
    assert 100 < layouts.count(Layout.OLD) < 200
    for track in site.contents.tracks:
        target = encoded(track.path)
        assert ("listEntry" in site.page(target).text) == (site.layout_of(target) is Layout.OLD)
    assert site.layout_of("/Ol%27-X/") == site.layout_of("/Ol'-X/")


NAMES = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=12).filter(str.strip)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=2, max_size=8))
def test_every_name_has_a_page_that_both_kinds_of_links_find(names: list[tuple[str, str]]) -> None:
    songs = [song(artist, title) for artist, title in names if credited_artists(artist)]
    site = site_of(*(relation(one, other) for one, other in pairwise(songs)))
    for track in site.contents.tracks:
        for target in (encoded(track.path), quote(raw(track.path), safe="/%:'()!$&*+,;=@[]\"")):
            assert site.page(target).status == 200
        assert tuple(unquote(part) for part in encoded(track.path).split("/")[1:-1]) == track.path
        listed = sum(len(site.contents.connections(track, section)) for section in SECTIONS)
        assert listed >= 1
