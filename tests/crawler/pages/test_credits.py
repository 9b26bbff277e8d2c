import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.credits import Artist, credit_text
from graph.identity import artist_id, credited_artists

NAMES = (
    st.lists(
        st.sampled_from(
            [
                *(
                    "Nova",
                    "Vane",
                    "Kestrel",
                    "MC",
                    "&",
                    "and",
                    "The",
                    "(Rapper)",
                    "(UK / DJ)",
                    "B. T.",
                    "É",
                    "7",
                    "X;",
                    ",",
                    "/",
                    "×",
                )
            ]
        ),
        min_size=1,
        max_size=5,
    )
    .map(" ".join)
    .filter(lambda name: name[0].isalnum())
)


@given(st.lists(st.builds(Artist, NAMES, st.just(""), st.booleans()), min_size=1, max_size=5))
def test_the_graph_reads_the_same_names_and_roles(artists):
    if all(artist.featured for artist in artists):
        artists = [artist._replace(featured=False) for artist in artists]
    wanted = {}
    for artist in sorted(artists, key=lambda each: each.featured):
        wanted.setdefault(artist_id(artist.name), "featured" if artist.featured else "main")
    found = {credit.artist_id: credit.role for credit in credited_artists(credit_text(artists))}
    assert found == wanted


@pytest.mark.parametrize(
    "name",
    [
        "X (Rapper)",
        "Tyler, The Creator",
        "AC/DC",
        "Earth, Wind & Fire",
        "Sly & The Family Stone",
        "K+S",
        "B. T.",
        "The The",
    ],
)
def test_names_stay_as_they_are_written(name):
    assert credit_text([Artist(name), Artist("Nova")]) == f"{name}; Nova"
    assert [credit.name for credit in credited_artists(f"{name}; Nova")] == [name, "Nova"]


def test_nobody():
    assert credit_text([]) == credit_text([Artist(",")]) == ""
    assert credit_text([Artist("A", featured=True)]) == "A"
