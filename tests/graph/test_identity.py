import csv
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import graph.identity
from graph.identity import (
    CACHED,
    LONGEST,
    artist_id,
    bare_title,
    bare_words,
    clean_text,
    credited_artists,
    normal_form,
    song_id,
    title_id,
)

PAIRS = Path(__file__).with_name("identity_pairs.tsv")


class Pair(NamedTuple):
    """Two spellings, and whether somebody who knows the music says that they name one recording."""

    artist: str
    title: str
    other_artist: str
    other_title: str
    same: str
    reason: str

    @property
    def joined(self) -> bool:
        return song_id(self.artist, self.title) == song_id(self.other_artist, self.other_title)


def labelled_pairs() -> list[Pair]:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert tuple(header) == Pair._fields
    return [Pair(*row) for row in rows]


def told(pairs: list[Pair]) -> str:
    return "".join(f"\n{pair.artist} – {pair.title} | {pair.other_artist} – {pair.other_title}" for pair in pairs)


def test_the_labelled_pairs_are_balanced_and_distinct() -> None:
    pairs = labelled_pairs()
    assert {pair.same for pair in pairs} == {"yes", "no"}
    assert min(sum(pair.same == answer for pair in pairs) for answer in ("yes", "no")) >= 160
    assert len({frozenset((pair[:2], pair[2:4])) for pair in pairs}) == len(pairs)
    assert all(pair.reason and pair[:2] != pair[2:4] for pair in pairs)


def test_what_ids_join_is_one_song() -> None:
    joined = [pair for pair in labelled_pairs() if pair.joined]
    wrong = [pair for pair in joined if pair.same == "no"]
    assert 1 - len(wrong) / len(joined) >= 0.99, f"joined, but different:{told(wrong)}"


def test_what_is_one_song_ids_join() -> None:
    same = [pair for pair in labelled_pairs() if pair.same == "yes"]
    missed = [pair for pair in same if not pair.joined]
    assert 1 - len(missed) / len(same) >= 0.95, f"the same, but not joined:{told(missed)}"


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
    (("Кот", "Мой"), ("Кот", "Мои")),
    (("久石譲", "はな"), ("久石譲", "ばな")),
    (("Океан", "Її"), ("Океан", "Іі")),
    (("Тото", "Африка"), ("Toto", "Африка")),
    (("Omer", "Song (With You)"), ("Omer", "Song")),
    (("Club", "Tune (Mix)"), ("Club", "Tune")),
    (("King Tee", "Bass (Original)"), ("King Tee", "Bass")),
    (("Beyoncé", "Halo - Live feat. Choir"), ("Beyoncé", "Halo")),
    (("Adele", "Hello feat. Choir - Live"), ("Adele", "Hello")),
    (("Wes", "Alane (Radio 1)"), ("Wes", "Alane")),
    (("Nancy", "La--la"), ("Nancy", "Lala")),
    (("DJ Kool", "R U Ready"), ("DJ Kool", "Ru Ready")),
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


def test_bare_words_are_the_words_of_bare_titles() -> None:
    assert bare_words("Think (About It) [Live]") == ["think"]
    assert bare_words("  Ain't   No-Sunshine (Remastered) ") == ["aint", "no", "sunshine"]
    assert bare_words("?") == []


def test_control_and_zero_width_characters_do_not_show() -> None:
    assert clean_text("\u200bThe\x1b[31m D.O.C.\u202e \n") == "The [31m D.O.C."


any_text = st.text(st.characters(codec="utf-8"), max_size=60)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=40)
# what titles are made of, so that the rules meet each other
PIECES = (
    "the The a n N & + and I II iii pt. Part Two one No. # 9 number 10 vs. versus feat. ft with (with You) w/ f/ X Y M.C. "
    "B. T. U.N.I.T.Y ( ) [ ] (Live) - – Remastered 2009 (Remix) [Explicit] (12\" Version) (Original Mix) 's S--t f**k * ! "
    "a cappella acapella rmx inst. version Beyoncé Й が ё Ω ά ! ? ; , / × $ … ’ ' \u200b café Song Love"
)
pieces = st.lists(st.sampled_from(PIECES.split(" ")), min_size=1, max_size=12).map(" ".join)


def every_id(text: str) -> tuple[str, ...]:
    return normal_form(text), artist_id(text), title_id(text), bare_title(text), song_id(text, text)


@given(any_text | pieces)
@example("la " * 300)
@example("л" * 999)
def test_any_text_has_ids_of_bounded_length(text: str) -> None:
    form, artist, title, bare, song = every_id(text)
    assert max(map(len, (form, artist, title, bare))) <= LONGEST
    assert len(song) <= 2 * LONGEST + 1
    assert song.count("/") == (song != "")
    assert bool(form) == bool(artist) == bool(title) == bool(clean_text(text))
    assert "-" not in bare


@given(any_text | pieces)
def test_the_ways_to_an_id_agree(text: str) -> None:
    # a character that does not show sends the text past the table for ASCII
    assert every_id(f"{text}\u200b") == every_id(text)
    hidden = tuple((credit.name, credit.artist_id) for credit in credited_artists(f"\u2060{text}"))
    assert hidden == tuple((credit.name, credit.artist_id) for credit in credited_artists(text))


@given(names | pieces)
def test_the_normal_form_is_stable(text: str) -> None:
    form = normal_form(text)
    assert normal_form(form) == form
    assert len(form) <= LONGEST
    assert "/" not in form
    for other in (unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text), f"  {text}\u200b "):
        assert every_id(other) == every_id(text)


# letters whose case changes and comes back, which nearly all are
cased = st.text(st.characters(codec="utf-8", categories=("Ll", "Lo", "Nd", "Zs")), min_size=1, max_size=30).filter(
    lambda text: text.upper().lower() == text
)


@given(cased | pieces.filter(lambda text: text.upper().casefold() == text.casefold()))
def test_case_does_not_matter(text: str) -> None:
    assert every_id(text.upper()) == every_id(text)


@given(pieces)
def test_typography_does_not_matter(text: str) -> None:
    typed = text.replace("’", "'").replace("–", "-").replace("…", "...")
    printed = typed.replace("'", "’").replace("-", "–").replace("...", "…").replace(" ", "\u2009")
    if "--" not in typed:  # a run of hyphens masks a word, a run of dashes does not
        assert every_id(printed) == every_id(typed)


@given(st.lists(st.text("abcdefghijklm", min_size=2, max_size=5), min_size=2, max_size=5))
def test_every_and_is_one(words: list[str]) -> None:
    expected = song_id(" and ".join(words), " and ".join(words))
    for sign in (" & ", " + ", " 'n' ", " n ", " AND "):
        assert song_id(sign.join(words), sign.join(words)) == expected


SCRIPTS = ("abcdeo", "абвгео", "αβγδεο", "אבגדה", "ابتثج", "あいうえお", "アイウエオ", "가나다라마", "漢字語音樂")


@given(st.lists(st.sampled_from(SCRIPTS), min_size=2, max_size=2, unique=True), st.data())
def test_scripts_stay_distinct(alphabets: list[str], data: st.DataObject) -> None:
    one, other = (data.draw(st.text(alphabet, min_size=1, max_size=12)) for alphabet in alphabets)
    assert normal_form(one) != normal_form(other)
    assert title_id(one) != title_id(other)


@given(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1), st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1))
def test_case_article_and_featured_credits_do_not_matter(artist: str, title: str) -> None:
    assume(artist.strip() and title.strip())
    assume(not {"feat", "ft", "featuring"} & set(f"{artist} {title}".split()))
    expected = song_id(artist, title)
    assert song_id(f"The {artist.upper()}", f"The {title.title()}") == expected
    assert song_id(f"{artist}, The", f"{title}, The") == expected
    assert song_id(f"{artist} feat. Somebody Else", title) == expected
    assert song_id(artist, f"{title} (feat. Somebody Else)") == expected


@given(names | pieces, names | pieces)
@example("The The", "The The")
@example("x" * 300, f"{'la ' * 100}n o p")
@example("か'\u3099", "A`\u0300")  # a mark apart from the letter it would fit
@example("$\u0300", "か*\u3099")
def test_an_id_is_its_own_id(artist: str, title: str) -> None:
    found = song_id(artist, title)
    assume(found)
    assert song_id(*found.split("/")) == found


def test_caches_are_bounded() -> None:
    caches = [value for value in vars(graph.identity).values() if hasattr(value, "cache_info")]
    assert len(caches) >= 4
    assert all(0 < cache.cache_info().maxsize <= CACHED <= 2**15 for cache in caches)


@given(names)
def test_long_names_keep_apart(text: str) -> None:
    assume(normal_form(text))
    long = f"{'la ' * 100}{text}"
    assert len(normal_form(long)) <= LONGEST
    assert normal_form(long) != normal_form(f"{long} la")


def test_a_remark_on_whose_name_it_is_keeps_its_bracket() -> None:
    names = [credit.name for credit in credited_artists("Nova (Rapper); Kestrel (UK) feat. Vane (Singer)")]
    assert names == ["Nova (Rapper)", "Kestrel (UK)", "Vane (Singer)"]
    assert [credit.name for credit in credited_artists("Nova (feat. Vane)")] == ["Nova", "Vane"]
