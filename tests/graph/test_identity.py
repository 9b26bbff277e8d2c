import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.identity import (
    LONGEST,
    artist_id,
    bare_title,
    clean_text,
    credited_artists,
    normal_form,
    song_id,
    title_id,
)

SAME_SONG = [
    (("Lyn Collins", "Think (About It)"), ("LYN COLLINS", "Think [About It]")),
    (("The Beatles", "Help!"), ("Beatles, The", "Help! (Remastered 2009)")),
    (("Eddie Bo", "Hook and Sling - Part I"), ("Eddie Bo", "Hook & Sling (Pt. 1)")),
    (("Run-D.M.C.", "Sucker M.C.'s"), ("RUN–DMC", "Sucker MC’s")),
    (("A$AP Rocky; Drake", "Fuckin’ Problems"), ("ASAP Rocky feat. Drake", "Fuckin' Problems (Album Version)")),
    (("Beyoncé", "Déjà Vu (feat. Jay-Z)"), ("Beyonce", "Deja Vu")),
    (("Newcleus", 'Jam on It (12" Version)'), ("Newcleus", "Jam On It - Single Version")),
    (("N.W.A", "If It Ain’t Ruff (Clean)"), ("NWA", "If It Ain't Ruff [Explicit]")),
    (("P!nk", "Rock 'n' Roll"), ("Pink", "Rock and Roll")),
    (("Mariah Carey ft. Ol' Dirty Bastard", "Fantasy"), ("Mariah Carey", "Fantasy ft. Ol’ Dirty Bastard")),
]

OTHER_SONG = [
    (("Daft Punk", "One More Time"), ("Daft Punk", "One More Time (Live)")),
    (("Madonna", "Vogue"), ("Madonna", "Vogue (Shep Pettibone Remix)")),
    (("James Brown", "The Payback Part 1"), ("James Brown", "The Payback Part 2")),
    (("Nas", "N.Y. State of Mind"), ("Nas", "N.Y. State of Mind (Instrumental)")),
    (("Кино", "Группа крови"), ("Kino", "Gruppa krovi")),
    (("XXXTENTACION", "?"), ("XXXTENTACION", "!")),
    (("The The", "Giant"), ("The", "Giants")),
    (("Earth, Wind & Fire", "September"), ("Earth", "September")),
]


@pytest.mark.parametrize(("one", "other"), SAME_SONG)
def test_spellings_of_one_song_meet(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert song_id(*one) == song_id(*other)


@pytest.mark.parametrize(("one", "other"), OTHER_SONG)
def test_other_recordings_stay_apart(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert song_id(*one) != song_id(*other)


def test_ids_are_readable() -> None:
    assert song_id("Lyn Collins", "Think (About It)") == "lyn-collins/think-about-it"
    assert song_id("DJ Кот", "Потому что…") == "dj-кот/потому-что"


def test_symbols_are_a_name_when_there_is_nothing_else() -> None:
    assert song_id("!!!", "♥") == "u21-u21-u21/u2665"
    assert bare_title("?") == ""


def test_blank_names_no_song() -> None:
    assert song_id("", "Title") == song_id("Artist", " \u200b ") == song_id(" ; ", "Title") == ""


def test_credits_have_roles() -> None:
    found = credited_artists("Future; Metro Boomin feat. Kendrick Lamar; Future")
    assert [(credit.name, credit.role) for credit in found] == [
        ("Future", "main"),
        ("Metro Boomin", "main"),
        ("Kendrick Lamar", "featured"),
    ]


def test_bare_titles_are_what_twins_share() -> None:
    assert bare_title('Vogue (12" Version) [Remix]') == bare_title("vogue") == "vogue"
    assert bare_title("TiK ToK - 2010 Remaster") == "tiktok"


def test_control_and_zero_width_characters_do_not_show() -> None:
    assert clean_text("\u200bThe\x1b[31m D.O.C.\u202e \n") == "The [31m D.O.C."


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=40)


@given(names)
def test_the_normal_form_is_stable(text: str) -> None:
    form = normal_form(text)
    assert normal_form(form) == form
    assert len(form) <= LONGEST
    assert "/" not in form
    for other in (unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text), f"  {text}\u200b "):
        assert normal_form(other) == form


@given(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1), st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1))
def test_case_article_and_featured_credits_do_not_matter(artist: str, title: str) -> None:
    assume(artist.strip() and title.strip())
    assume(not {"feat", "ft", "featuring", "the"} & set(f"{artist} {title}".split()))
    expected = song_id(artist, title)
    assert song_id(f"The {artist.upper()}", title.title()) == expected
    assert song_id(f"{artist} feat. Somebody Else", title) == expected
    assert song_id(artist, f"{title} (feat. Somebody Else)") == expected


@given(names)
def test_an_id_is_its_own_id(text: str) -> None:
    assume(normal_form(text))
    assert artist_id(artist_id(text)) in (artist_id(text), artist_id(text).removeprefix("the-"))
    assert title_id(title_id(text)) == title_id(text)


@given(names)
def test_long_names_keep_apart(text: str) -> None:
    assume(normal_form(text))
    long = f"{'la ' * 100}{text}"
    assert len(normal_form(long)) <= LONGEST
    assert normal_form(long) != normal_form(f"{long} la")
