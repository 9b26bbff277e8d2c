import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.key import Key, KeyMatch, KeyRelation

KEYS = st.builds(Key, st.integers(0, 11), st.booleans())
ALL_KEYS = [Key(tonic, minor) for tonic in range(12) for minor in (False, True)]


@pytest.mark.parametrize(
    ("written", "camelot"),
    [
        # the published checks
        ("C major", "8B"),
        ("A minor", "8A"),
        ("F minor", "4A"),
        ("F♯ minor", "11A"),
        ("G♭ minor", "11A"),
        ("1d", "8B"),
        ("1m", "8A"),
        # spellings
        ("Am", "8A"),
        ("a min", "8A"),
        ("am", "8A"),
        ("AMIN", "8A"),
        ("A:min", "8A"),
        ("A-minor", "8A"),
        ("8A", "8A"),
        ("08A", "8A"),
        (" 8a ", "8A"),
        ("A♭m", "1A"),
        ("G#m", "1A"),
        ("G sharp minor", "1A"),
        ("G#", "4B"),
        ("E#", "7B"),
        ("Cb", "1B"),
        ("B#", "8B"),
        ("Bb", "6B"),
        ("bbm", "3A"),
        ("CM", "8B"),
        ("Cmaj", "8B"),
        ("C♮", "8B"),
        ("12M", "7A"),
        ("12d", "7B"),
        # rekordbox
        ("F#m", "11A"),
        ("Dbm", "12A"),
        ("Db", "3B"),
    ],
)
def test_every_notation_is_read(written: str, camelot: str) -> None:
    key = Key.parse(written)
    assert key is not None
    assert key.camelot == camelot


@pytest.mark.parametrize(
    "written", ["", "  ", "o", "O", "H", "13A", "0A", "00A", "0m", "8", "8C", "unknown", "A##", "Amm"]
)
def test_what_names_no_key_is_unknown(written: str) -> None:
    assert Key.parse(written) is None


def test_pitch_class_and_mode() -> None:
    assert Key.from_pitch_class(9, 0) == Key.parse("Am")
    assert Key.from_pitch_class(1, 1) == Key.parse("Db")
    assert Key.from_pitch_class(-1, 0) is None
    assert Key.from_pitch_class(3, 7) is None


def test_the_wheel_has_every_key_once() -> None:
    assert {key.camelot for key in ALL_KEYS} == {f"{number}{letter}" for number in range(1, 13) for letter in "AB"}
    assert {key.open_key for key in ALL_KEYS} == {f"{number}{letter}" for number in range(1, 13) for letter in "dm"}
    assert len({key.name for key in ALL_KEYS}) == 24


@given(KEYS)
def test_what_is_written_is_read_again(key: Key) -> None:
    for written in (key.name, key.camelot, key.open_key, str(key), f"0{key.camelot}", key.camelot.lower()):
        assert Key.parse(written) == key
    assert Key.from_camelot(key.number, key.minor) == key
    assert Key.from_pitch_class(key.tonic, 0 if key.minor else 1) == key


@pytest.mark.parametrize(
    ("other", "relation", "score"),
    [
        ("8A", KeyRelation.SAME, 1.0),
        ("7A", KeyRelation.NEXT, 0.9),
        ("9A", KeyRelation.NEXT, 0.9),
        ("8B", KeyRelation.RELATIVE, 0.8),
        ("7B", KeyRelation.DIAGONAL, 0.55),
        ("9B", KeyRelation.DIAGONAL, 0.55),
        ("10A", KeyRelation.SECOND_NEXT, 0.45),
        ("6A", KeyRelation.SECOND_NEXT, 0.45),
        ("10B", KeyRelation.FAR, 0.1),
        ("2A", KeyRelation.FAR, 0.1),
        ("11B", KeyRelation.FAR, 0.1),
    ],
)
def test_relations_around_a_minor(other: str, relation: KeyRelation, score: float) -> None:
    a_minor, found = Key(9, minor=True), Key.parse(other)
    assert found is not None
    assert a_minor.relation(found) is relation
    assert a_minor.score(found) == score


def test_the_wheel_is_round() -> None:
    twelve, one = Key.from_camelot(12, minor=False), Key.from_camelot(1, minor=False)
    assert twelve.relation(one) is KeyRelation.NEXT


def test_strict_lets_four_keys_pass_and_loose_six() -> None:
    for key in ALL_KEYS:
        passing = {match: {other.camelot for other in ALL_KEYS if key.matches(other, match)} for match in KeyMatch}
        assert len(passing[KeyMatch.STRICT]) == 4
        assert len(passing[KeyMatch.LOOSE]) == 6
        assert passing[KeyMatch.STRICT] < passing[KeyMatch.LOOSE] < passing[KeyMatch.OFF]
        assert len(passing[KeyMatch.OFF]) == 24


@given(KEYS, KEYS)
def test_relations_are_the_same_both_ways(a: Key, b: Key) -> None:
    assert a.relation(b) is b.relation(a)
    assert (a.relation(b) is KeyRelation.SAME) == (a == b)


@given(KEYS, KEYS, st.integers(-24, 24))
def test_transposing_both_changes_nothing_between_them(a: Key, b: Key, semitones: int) -> None:
    assert a.transposed(semitones).relation(b.transposed(semitones)) is a.relation(b)
    assert a.transposed(12) == a


def test_without_key_lock_the_key_follows_the_speed() -> None:
    c = Key(0)
    assert [str(c.at_speed(change)) for change in (0, 0.029, -0.0299, 0.03, 0.06, -0.03, -0.06, 0.12)] == [
        *("C", "C", "C", "Db", "Db", "B", "B", "D"),
    ]
    assert c.transposed(1).number == (c.number + 7 - 1) % 12 + 1


def test_impossible_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="pitch class"):
        Key(12)
    with pytest.raises(ValueError, match="hours"):
        Key.from_camelot(0, minor=True)
    with pytest.raises(ValueError, match="Open Key"):
        Key.from_open_key(13, minor=True)
