"""Contents made from numbers."""

import pytest
from lxml import html

from crawler.replica.contents import SECTIONS
from crawler.replica.generated import FEWEST, GeneratedContents, generated_site
from crawler.replica.site import Layout

TRACKS = 1500
SITE = generated_site(TRACKS)
CONTENTS = GeneratedContents(TRACKS)


def test_pages_are_as_large_as_real_ones() -> None:
    page = SITE.page("/Artist-77/Track-777/")
    assert 80_000 < len(page.body) < 120_000
    assert 90 < len(html.fromstring(page.text).xpath("//a/@href")) < 120


def test_every_track_stands_in_both_ends_of_its_connections() -> None:
    ends: dict[int, set[tuple[str, bool]]] = {}
    for number in range(TRACKS):
        track = CONTENTS.track((f"Artist-{number // 10}", f"Track-{number}"))
        assert track is not None
        for section in SECTIONS:
            connections = CONTENTS.connections(track, section)
            assert len(connections) == 3
            for each in connections:
                own = each.dest if section.takes else each.source
                assert own == track != section.other(each)
                assert CONTENTS.connection(each.number) == each
                ends.setdefault(each.number, set()).add((section.suffix, section.takes))
    assert sorted(ends) == list(range(1, 9 * TRACKS + 1))
    assert {len(each) for each in ends.values()} == {2}


@pytest.mark.parametrize("layout", list(Layout))
def test_no_link_is_dead(layout: Layout) -> None:
    site = generated_site(TRACKS, layout)
    for target in ("/", "/genre/Hip-Hop/", "/Artist-0/", "/Artist-149/Track-1499/", "/browse/year/1965/2/"):
        links = set(html.fromstring(site.page(target).text).xpath("//@href")) - {"data:,"}
        assert links
        for link in links:
            assert site.page(link).status == 200, link


@pytest.mark.parametrize(
    "target",
    [
        *(
            "/Artist-150/",
            "/Artist-1/Track-9/",
            "/Artist-0/Track-09/",
            "/Artist-x/",
            "/Artist-/",
            "/Artist-²/",
            "/X-1/",
        ),
        *("/sample/0/", f"/sample/{9 * TRACKS + 1}/", "/cover/1/", "/Artist-0/Track-0/sampled/", "/Artist-0/?sp=2"),
    ],
)
def test_what_is_not_there(target: str) -> None:
    assert SITE.page(target).status == 404


def test_fewer_tracks_than_the_steps_need() -> None:
    with pytest.raises(ValueError, match="1,203"):
        GeneratedContents(FEWEST - 1)


def test_a_large_site_is_as_quick_to_make_as_a_small_one() -> None:
    site = generated_site(10**8)
    assert site.page("/Artist-9999999/Track-99999999/").status == 200
    assert site.page("/browse/year/1961/100000/").status == 200
