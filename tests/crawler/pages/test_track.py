import pytest

from crawler.pages.page import Link, PageKind, PageUnreadable
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED, replica
from graph.records import SongRecord
from graph.schema import Kind, Relation
from tests.crawler.pages.made_pages import (
    BASE,
    HEADER,
    IDA,
    NEW,
    NOVA,
    OLD,
    PRODUCERS,
    QUILLON,
    Row,
    section,
    track_page,
)

URL = f"{BASE}/Nova-Kestrel/Paper-Lantern/"
LAYOUTS = pytest.mark.parametrize("layout", [OLD, NEW])


def read(text, url=URL, site=WHOSAMPLED):
    return parse(text, url, site)


def own(page):
    (claim,) = page.songs
    return claim.song


def test_the_header():
    assert own(read(track_page())) == SongRecord(
        "Nova Kestrel feat. Ida Marlowe",
        "Paper Lantern",
        1974,
        356,
        ("Soul-Funk-Disco",),
        ("whosampled:/Nova-Kestrel/Paper-Lantern/",),
        producers=("DJ Halyard",),
    )


def test_a_bare_header():
    song = own(read(track_page(facts="", year="")))
    assert (song.year, song.duration, song.producers) == (None, None, ())


@pytest.mark.parametrize(
    "label",
    [
        *(
            f"<{tag} class='label-details'><meta itemprop='datePublished' content='1939'></{tag}>"
            for tag in ("h3", "div", "p")
        ),
        "<p class='label-details'><a href='/browse/year/1939/'><span itemprop='datePublished'>1939</span></a></p>",
        "<div class='label-details'>Tin Roof <a href='/browse/year/1939/'>1939</a></div>",
    ],
)
def test_years(label):
    assert own(read(track_page(facts=label, year=""))).year == 1939


@pytest.mark.parametrize(
    "header",
    [
        f"<h1>Paper Lantern<br><span class='trackArtistNames'>by {NOVA} feat. {IDA}</span></h1>",
        f"<h1> Paper\n Lantern <div class='trackArtistNames'>by {NOVA}  feat. {IDA}</div></h1>",
        f"<h1>Paper Lantern</h1><div class='trackArtists' itemprop='byArtist'><h2>{NOVA} feat. {IDA}</h2></div>",
    ],
)
def test_other_headers(header):
    song = own(read(track_page(header=header)))
    assert (song.title, song.artist_credit) == ("Paper Lantern", "Nova Kestrel feat. Ida Marlowe")


def test_producers_of_both_layouts_with_the_name_around_or_inside_the_link():
    around = """<span itemprop="producer"><span itemprop="name"><a href="/Ola-Brandt/">Ola Brandt</a></span></span>"""
    assert own(read(track_page(facts=PRODUCERS + around + around))).producers == ("DJ Halyard", "Ola Brandt")


def test_the_page_tells_its_own_address():
    assert own(read(track_page(), f"{BASE}/nova-kestrel/paper-lantern/")).own_ids == (
        "whosampled:/Nova-Kestrel/Paper-Lantern/",
    )


def test_ids_and_sources_of_a_replica_are_its_own():
    site = replica("http://127.0.0.1:8000")
    header = f"<h1>T<br><span class='trackArtistNames'>by {NOVA}</span></h1>"
    page = read(track_page(header=header), "http://127.0.0.1:8000/Ol'-Kestrel/Who%3F/", site)
    assert page.songs[0].source == "mixgraph replica"
    assert own(page).own_ids == ("replica:/Ol'-Kestrel/Who?/",)
    assert page.links[0].url == "http://127.0.0.1:8000/Nova-Kestrel/"


def test_ids_are_spelled_as_those_of_files():
    header = f"<h1>T<br><span class='trackArtistNames'>by {NOVA}</span></h1>"
    page = read(track_page(header=header), f"{BASE}/100%25-Kestrel/Caf%C3%A9-%26-Bar/")
    assert own(page).own_ids == ("whosampled:/100%25-Kestrel/Café-&-Bar/",)


@LAYOUTS
def test_a_song_that_was_sampled(layout):
    text = track_page(section("sampled", layout, [Row(genre="Hip-Hop / Rap / R&B")]))
    page = read(text)
    (relation,) = page.relations
    genres = ("Hip-Hop",) if layout == OLD else ()  # tables tell the part alone
    assert relation.type is Relation.SAMPLES
    assert relation.sampled == own(page)
    assert relation.sampler == SongRecord("MC Quillon feat. Ida Marlowe", "Night Bus", 1995, genres=genres)
    assert relation.source == "WhoSampled"
    assert relation.source_url == f"{BASE}/sample/900001/MC-Quillon-Night-Bus-Nova-Kestrel-Paper-Lantern/"
    assert (relation.kind, relation.part, relation.times) == (Kind.UNKNOWN, "hook / riff", "")
    assert (page.announced, page.listed, page.missing) == ({"sampled in": 1}, {"sampled in": 1}, {})


@LAYOUTS
@pytest.mark.parametrize(
    ("suffix", "kind", "own_takes"),
    [
        ("samples", Relation.SAMPLES, True),
        ("sampled", Relation.SAMPLES, False),
        ("covers", Relation.COVERS, True),
        ("covered", Relation.COVERS, False),
        ("remixes", Relation.REMIXES, True),
        ("remixed", Relation.REMIXES, False),
    ],
)
def test_directions(layout, suffix, kind, own_takes):
    page = read(track_page(section(suffix, layout, [Row()])))
    (relation,) = page.relations
    assert relation.type is kind
    assert (relation.sampler == own(page)) is own_takes
    assert (relation.sampled == own(page)) is not own_takes


@LAYOUTS
def test_genres_of_covers_and_remixes(layout):
    row = Row(part="", genre="Reggae")
    page = read(track_page(section("covered", layout, [row]), section("remixed", layout, [row])))
    assert [(each.sampler.genres, each.part) for each in page.relations] == [(("Reggae-Dub",), "")] * 2


@LAYOUTS
def test_unknown_genres_stay_and_kinds_are_no_parts(layout):
    page = read(
        track_page(
            section("covered", layout, [Row(part="", genre="Skiffle")]),
            section("samples", layout, [Row(part="Direct Sample")]),
        )
    )
    assert page.relations[0].sampler.genres == ("Skiffle",)
    assert page.relations[1].part == ""


@LAYOUTS
def test_a_row_without_year_and_badge(layout):
    page = read(track_page(section("sampled", layout, [Row(year="", part="")])))
    assert page.relations[0].sampler == SongRecord("MC Quillon feat. Ida Marlowe", "Night Bus")
    assert page.relations[0].part == ""


@LAYOUTS
def test_credits_with_roles_disambiguators_and_semicolons(layout):
    row = Row(
        by=f"<a href='/X-(Rapper)/'>X (Rapper)</a>, <a href='/Y/'>Y; Z</a> and <a href='/V/'>Vera\n  Vane, Will Wane</a>"
        f" feat. {IDA} and {NOVA}"
    )
    page = read(track_page(section("samples", layout, [row])))
    credit = page.relations[0].sampled.artist_credit
    assert credit == "X (Rapper); Y； Z; Vera Vane， Will Wane feat. Ida Marlowe; Nova Kestrel"
    assert Link(f"{BASE}/X-(Rapper)/", PageKind.ARTIST, "X (Rapper)") in page.links


@LAYOUTS
@pytest.mark.parametrize("path", ["/movie/Harbor-Lights/", "/tv/Harbor-Lights/Pilot/"])
def test_films_are_counted_and_no_songs(layout, path):
    film = Row("Harbor Lights - Pier scene", f"<a href='{path}'>Harbor Lights</a>", part="", genre="Comedy")
    page = read(track_page(section("sampled", layout, [film, Row()], announced=2)))
    assert len(page.relations) == 1
    assert page.skipped == {"film or TV": 1}
    assert page.missing == {}


def test_film_rows_of_2017():
    film = """<article class="listEntry sampleEntry"><a class="trackName" href="/sample/9/x/">Harbor Lights - Pier</a>
      <span class="trackDetails">from <a href="/movie/Harbor-Lights/">Harbor Lights</a> (1982)</span></article>"""
    with_film = section("samples", OLD, [Row()], announced=2).replace(
        '<div class="list bordered-list">', f"<div>{film}"
    )
    page = read(track_page(with_film))
    assert len(page.relations) == 1
    assert page.missing == {}
    assert page.skipped == {"film or TV": 1}


@LAYOUTS
def test_the_link_to_all(layout):
    path = "/Nova-Kestrel/Paper-Lantern/sampled/"
    page = read(track_page(section("sampled", layout, [Row()] * 3, announced=1234, see_all=path)))
    assert page.announced == {"sampled in": 1234}
    assert page.listed == {"sampled in": 3}
    assert page.missing == {}
    assert [link.url for link in page.links if link.kind is PageKind.SEE_ALL] == [BASE + path]


@LAYOUTS
def test_rows_that_are_missing_without_a_link_to_all(layout):
    page = read(track_page(section("sampled", layout, [Row(), Row()], announced=3)))
    assert page.missing == {"sampled in": 1}


def test_a_heading_without_a_count():
    sections = (
        section("covers", NEW, [Row()], heading="Is a cover of"),
        section("remixes", NEW, [], heading="Is a remix of"),
    )
    page = read(track_page(*sections))
    assert page.listed == {"cover of": 1, "remix of": 0}
    assert page.missing == {"remix of": 1}


@LAYOUTS
def test_links_come_once_and_in_order(layout):
    page = read(track_page(section("sampled", layout, [Row(), Row()], see_all="/Nova-Kestrel/Paper-Lantern/sampled/")))
    assert page.links == [
        Link(f"{BASE}/Nova-Kestrel/", PageKind.ARTIST, "Nova Kestrel"),
        Link(f"{BASE}/Ida-Marlowe/", PageKind.ARTIST, "Ida Marlowe"),
        Link(f"{BASE}/DJ-Halyard/", PageKind.ARTIST, "DJ Halyard"),
        Link(f"{BASE}/sample/900001/MC-Quillon-Night-Bus-Nova-Kestrel-Paper-Lantern/", PageKind.CONNECTION),
        Link(f"{BASE}/MC-Quillon/", PageKind.ARTIST, "MC Quillon"),
        Link(f"{BASE}/Nova-Kestrel/Paper-Lantern/sampled/", PageKind.SEE_ALL),
    ]
    assert page.next_url == ""


def test_what_is_called_next_elsewhere_is_no_next_page():
    other = "<span class='next'><a href='/Nova-Kestrel/Wick/'>Next song</a></span>"
    assert read(track_page(other)).next_url == ""


def test_other_sections_are_not_read():
    facts = section("sampled", NEW, [Row()], heading="Facts and Stories")
    related = section("sampled", NEW, [Row()], heading="Songs like Sampled in 3 songs")
    assert read(track_page(facts, related)).relations == []


@LAYOUTS
def test_a_section_of_another_layout_is_no_silence(layout):
    text = track_page(section("sampled", layout, [], announced=12))
    with pytest.raises(PageUnreadable, match=r"track page: '.*ampled in 12 songs'") as caught:
        read(text)
    assert caught.value.kind is PageKind.TRACK


@LAYOUTS
def test_rows_without_a_title_are_counted(layout):
    page = read(track_page(section("sampled", layout, [Row(title=" "), Row()])))
    assert len(page.relations) == 1
    assert page.skipped == {"no title or artist": 1}


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (f"<h1><span class='trackArtistNames'>by {NOVA}</span></h1>", "no title"),
        ("<h1>Paper Lantern</h1>", "no artist"),
        ("<h1>Paper Lantern<span class='trackArtistNames'> by </span></h1>", "no artist"),
        ("", "no title"),
        (f"<h1>{'x' * 2001}<span class='trackArtistNames'>by {NOVA}</span></h1>", "over 2,000"),
    ],
)
def test_a_header_that_names_no_song(header, problem):
    with pytest.raises(PageUnreadable, match=problem):
        read(track_page(header=header))


def test_what_stands_behind_the_end_belongs_to_the_page():
    assert len(read(track_page() + section("sampled", NEW, [Row()])).relations) == 1


def test_the_table_may_have_a_head():
    text = section("sampled", NEW, [Row()]).replace("<tbody>", "<thead><tr><th>Title</th></tr></thead><tbody>")
    assert read(track_page(text)).listed == {"sampled in": 1}


def test_artists_without_links():
    page = read(track_page(section("sampled", OLD, [Row(by="MC Quillon feat. Ida Marlowe")])))
    assert page.relations[0].sampler == SongRecord("MC Quillon feat. Ida Marlowe", "Night Bus", 1995)
    assert HEADER.count(QUILLON) == 0
