import pytest

from crawler.pages.page import Link, PageKind, PageUnreadable
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED
from graph.records import SongClaim, SongRecord
from graph.schema import Kind, Relation
from tests.crawler.pages.made_pages import BASE, DEST, IDA, NOVA, QUILLON, SOURCE, box, connection_page

BUS = SongRecord("MC Quillon", "Night Bus", 1995, 356, (), ("whosampled:/MC-Quillon/Night-Bus/",), (), ("DJ Halyard",))
LANTERN = SongRecord(
    "Nova Kestrel feat. Ida Marlowe", "Paper Lantern", 1974, own_ids=("whosampled:/Nova-Kestrel/Paper-Lantern/",)
)


def read(text, path="/sample/900001/x/"):
    return parse(text, BASE + path, WHOSAMPLED)


def relation(text, path="/sample/900001/x/"):
    (found,) = read(text, path).relations
    return found


def test_both_songs_and_their_relation():
    page = read(connection_page())
    assert page.songs == [SongClaim(BUS, "WhoSampled"), SongClaim(LANTERN, "WhoSampled")]
    (found,) = page.relations
    assert (found.type, found.sampler, found.sampled) == (Relation.SAMPLES, BUS, LANTERN)
    assert (found.kind, found.part) == (Kind.DIRECT, "hook / riff")
    assert found.times == "0:04, 0:30, throughout < 0:12"
    assert found.source_url == f"{BASE}/sample/900001/x/"


def test_links():
    assert read(connection_page()).links == [
        Link(f"{BASE}/DJ-Halyard/", PageKind.ARTIST, "DJ Halyard"),
        Link(f"{BASE}/MC-Quillon/Night-Bus/", PageKind.TRACK),
        Link(f"{BASE}/MC-Quillon/", PageKind.ARTIST, "MC Quillon"),
        Link(f"{BASE}/Nova-Kestrel/Paper-Lantern/", PageKind.TRACK),
        Link(f"{BASE}/Nova-Kestrel/", PageKind.ARTIST, "Nova Kestrel"),
        Link(f"{BASE}/Ida-Marlowe/", PageKind.ARTIST, "Ida Marlowe"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind", "part"),
    [
        ("Direct Sample of Hook / Riff", Kind.DIRECT, "hook / riff"),
        ("Direct  Sample\n of Sound FX / Other", Kind.DIRECT, "sound fx / other"),
        ("Direct Sample", Kind.DIRECT, ""),
        ("Interpolation (Replayed Sample) of Vocals / Lyrics", Kind.INTERPOLATION, "vocals / lyrics"),
        ("Interpolation (Replayed Sample)", Kind.INTERPOLATION, ""),
        ("Sample", Kind.UNKNOWN, ""),
        ("Sample of Drums", Kind.UNKNOWN, "drums"),
    ],
)
def test_kinds_and_parts(heading, kind, part):
    found = relation(connection_page(heading=heading))
    assert (found.kind, found.part) == (kind, part)


@pytest.mark.parametrize(
    ("path", "heading", "kind"),
    [
        ("/cover/1/x/", "Cover Version", Relation.COVERS),
        ("/remix/1/x/", "Remix", Relation.REMIXES),
        ("/remix/1/x/", "Another word for it", Relation.REMIXES),
        ("/cover/1/x/", "", Relation.COVERS),
    ],
)
def test_covers_and_remixes(path, heading, kind):
    found = relation(connection_page(heading=heading), path)
    assert (found.type, found.kind, found.part) == (kind, Kind.UNKNOWN, "")


@pytest.mark.parametrize(
    ("dest", "source", "times"),
    [
        ({"starts": "0"}, {"starts": "0"}, "0:00 < 0:00"),
        ({"starts": "0"}, {"starts": None}, "0:00"),
        ({"starts": "4,90"}, {"starts": None, "throughout": True}, "0:04, 1:30 < throughout"),
        ({"starts": None, "throughout": True}, {"starts": "12"}, "throughout < 0:12"),
        ({"starts": None}, {"starts": "12"}, " < 0:12"),
        ({"starts": None}, {"starts": None}, ""),
        ({"starts": ""}, {"starts": " , "}, ""),
    ],
)
def test_times(dest, source, times):
    assert relation(connection_page(box("dest", **dest), box("source", **source))).times == times


def test_the_page_of_2023():
    text = connection_page(
        box("dest", "Night Bus", "/MC-Quillon/Night-Bus/", QUILLON, old=True), box("source", old=True)
    )
    found = relation(text.replace("sampleWrap_", "other_"))
    assert found.sampler.title == "Night Bus"
    assert found.sampled == LANTERN


def test_the_boxes_are_told_by_their_ids():
    assert relation(connection_page(SOURCE, DEST)).sampler == BUS


def test_missing_facts():
    found = relation(connection_page(box("dest", year=""), box("source", year="")))
    assert (found.sampler.year, found.sampler.duration, found.sampler.producers) == (None, None, ())


@pytest.mark.parametrize("side", ["dest", "source"])
@pytest.mark.parametrize("by", ["<a href='/tv/Harbor-Lights/'>Harbor Lights</a>", QUILLON])
def test_films_are_counted_and_no_songs(side, by):
    film = box(side, "Pilot", "/tv/Harbor-Lights/Pilot/", by)
    page = read(connection_page(*((film, SOURCE) if side == "dest" else (DEST, film))))
    assert page.relations == []
    assert [claim.song for claim in page.songs] == [LANTERN if side == "dest" else BUS]
    assert page.skipped == {"film or TV": 1}


REMIX = "Paper Lantern (Quillon Remix)"
REMIX_HREF = "/Nova-Kestrel/Paper-Lantern-(Quillon-Remix)/"


@pytest.mark.parametrize(
    ("shown", "of_source", "credit", "remixers"),
    [
        (QUILLON, f"{NOVA} feat. {IDA}", "Nova Kestrel", ("MC Quillon",)),
        (f"{QUILLON} and {IDA}", NOVA, "Nova Kestrel", ("MC Quillon", "Ida Marlowe")),
        (NOVA, NOVA, "Nova Kestrel", ()),
        (f"{IDA}, {NOVA}", IDA, "Ida Marlowe; Nova Kestrel", ()),
        (QUILLON, IDA, "MC Quillon", ("MC Quillon",)),
        (QUILLON, f"{IDA} feat. {NOVA}", "MC Quillon", ("MC Quillon",)),
    ],
)
def test_remixers_are_shown_as_artists(shown, of_source, credit, remixers):
    page = read(connection_page(box("dest", REMIX, REMIX_HREF, shown), box("source", by=of_source)), "/remix/900003/x/")
    song = page.songs[0].song
    assert (song.artist_credit, song.remixers) == (credit, remixers)
    assert song.own_ids == ("whosampled:/Nova-Kestrel/Paper-Lantern-(Quillon-Remix)/",)
    assert page.relations[0].sampler == song
    assert page.songs[1].song.remixers == ()


def test_samples_have_no_remixers():
    assert relation(connection_page(box("dest", REMIX, REMIX_HREF, QUILLON), SOURCE)).sampler.remixers == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (connection_page(DEST), "two songs"),
        (connection_page(DEST, DEST), "two songs"),
        (connection_page(DEST, DEST, SOURCE).replace("sampleWrap_", ""), "two songs"),
        (connection_page(heading=""), "no heading|does not tell a kind"),
        (connection_page(heading="Hummed"), "'Hummed' does not tell a kind"),
        (connection_page(box("dest", ""), SOURCE), "without title or artist"),
        (connection_page(box("dest", by=""), SOURCE), "without title or artist"),
    ],
)
def test_another_layout_is_no_silence(text, problem):
    with pytest.raises(PageUnreadable, match=f"connection page: .*({problem})"):
        read(text)
