"""Songs that are likely one song under two ids: misspellings, other credits, subtitles – for people to decide about.

Only songs that share something are compared: the bare title, a credited artist, the same words in another order, the same
consonants. What makes another recording – live, remix, instrumental, a number, a part – keeps two songs off the list, however
alike the rest is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from graph.identity import bare_title, credited_artists, title_id

Song = tuple[str, str, str, int | None]
"""song_id, artist credit, title, year"""

THRESHOLD = 85.0  # of 100: below it most are two songs
# how alike artists or titles are that differ in a known way
ANOTHER_ORDER, SMALL_WORDS, BEGINNING, PART, ONE_ARTIST, SUBTITLE = 98.0, 97.0, 90.0, 84.0, 88.0, 90.0
SAME_WORD = 70.0  # how alike two words are that are one, misspelt
DIVIDED = 95.0  # how alike texts of a different number of words are that are one, divided otherwise
YEARS_FREE, YEARS_MOST = (
    2,
    15,
)  # years apart that cost nothing; the most that years cost, since re-issues have late years
WHOLE_BLOCK = 1000  # songs that are all compared with each other; of more, those that stand near in the alphabet
NEIGHBOURS = 20

_OTHER_RECORDINGS = (
    "live unplugged concert session remix mix mixx megamix ultimix version edit dub vocal instrumental acappella beat beats "
    "bonus demo unreleased leaked extended original reprise intro outro interlude prelude skit freestyle medley mashup vs "
    "karaoke cover tribute parody slowed reverb sped nightcore screwed chopped slopped vip bootleg refix rework recording "
    "revisited remake flip blend cypher side movement take episode"
)
_KINDS = frozenset(_OTHER_RECORDINGS.split())
_IN_WORDS = "zero one two three four five six seven eight nine ten"
_IN_LETTERS = ". i ii iii iv v vi vii viii ix x"
_NUMBERS = {
    word: str(number) for words in (_IN_WORDS, _IN_LETTERS) for number, word in enumerate(words.split()) if word != "."
}
_SMALL = frozenset(
    ("the", "a", "an", "of", "to", "and", "in", "on", "da", "tha", "theme", "from", "his", "her", "with")
)
_NO_VOWELS = str.maketrans(dict.fromkeys("aeiouy"))


@dataclass(frozen=True, slots=True)
class Twin:
    """Two ids that may be one song, the smaller first, with how likely (0 to 100) and what speaks for and against it."""

    song_id: str
    other: str
    score: float
    reason: str


class _Spelling:
    """A song as it is compared: the words of its credit and title, and what kind of recording they say it is."""

    __slots__ = ("artists", "bare", "credit", "kind", "song_id", "title", "year")

    def __init__(self, song_id: str, artist_credit: str, title: str, year: int | None) -> None:
        self.song_id = song_id
        self.year = year
        self.artists = [credit.artist_id for credit in credited_artists(artist_credit)]
        self.credit = [word for artist in self.artists for word in artist.split("-") if word != "and"]
        self.bare = bare_title(title)
        words = title_id(title).split("-")
        # single Roman letters are numbers at the end only
        self.title = [
            _NUMBERS.get(word, word) if len(word) > 1 or at == len(words) else word for at, word in enumerate(words, 1)
        ]
        numbers = sorted(re.findall(r"\d+", " ".join(self.title)))
        self.kind = frozenset(_KINDS.intersection(self.title)), "vs" in self.credit, tuple(numbers)

    def blocks(self) -> Iterator[tuple[str, str]]:
        """What it has in common with the songs that it is compared with."""
        if self.bare:
            yield "title", self.bare
        for artist in set(self.artists):
            yield "artist", artist
        yield "words", " ".join(sorted(self.credit + self.title))
        consonants = "".join(self.credit + self.title).translate(_NO_VOWELS)
        yield "consonants", "".join(c for c, before in zip(consonants, f" {consonants}", strict=False) if c != before)


def likely_twins(songs: Iterable[Song], *, threshold: float = THRESHOLD, limit: int | None = None) -> list[Twin]:
    """Pairs of songs that may be one, best first; at most `limit` of them.

    The score is the mean of how alike artists and titles are, less a little for each year apart.
    """
    spellings = [_Spelling(*song) for song in songs]
    compared = (_compare(spellings[one], spellings[other]) for one, other in _candidates(spellings))
    found = [twin for twin in compared if twin is not None and twin.score >= threshold]
    found.sort(key=lambda twin: (-twin.score, twin.song_id, twin.other))
    return found[:limit]


def _candidates(spellings: list[_Spelling]) -> set[tuple[int, int]]:
    blocks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, spelling in enumerate(spellings):
        for block in spelling.blocks():
            blocks[block].append(at)
    pairs: set[tuple[int, int]] = set()
    for (what, _), members in blocks.items():
        if what == "title":  # the same title: of artists that are alike
            pairs.update(_alike(members, [" ".join(spellings[at].credit) for at in members], fuzz.token_set_ratio))
        elif what == "artist":  # the same artist: titles that are alike
            titles = [[word for word in spellings[at].title if word not in _SMALL] for at in members]
            pairs.update(_alike(members, ["".join(words) for words in titles], fuzz.ratio))
        else:
            pairs.update(combinations(members[:WHOLE_BLOCK], 2))
    return pairs


def _alike(members: list[int], texts: list[str], scorer: Callable[..., float]) -> Iterator[tuple[int, int]]:
    if len(members) < 2:
        return
    if len(members) <= WHOLE_BLOCK:
        scores = process.cdist(texts, texts, scorer=scorer, score_cutoff=SAME_WORD, dtype=np.uint8)
        for one, other in zip(*np.nonzero(np.triu(scores, 1)), strict=True):
            yield members[one], members[other]
        return
    order = sorted(range(len(members)), key=texts.__getitem__)
    for near in range(1, NEIGHBOURS):
        for one, other in zip(order, order[near:], strict=False):
            yield min(members[one], members[other]), max(members[one], members[other])


def _compare(one: _Spelling, other: _Spelling) -> Twin | None:
    if one.song_id == other.song_id or one.kind != other.kind:
        return None
    artist, artist_said = _likeness(one.credit, other.credit)
    if not artist and not set(one.artists).isdisjoint(other.artists):
        artist, artist_said = ONE_ARTIST, "one in common"
    title, title_said = _likeness(one.title, other.title)
    if title in (BEGINNING, PART):  # a subtitle may be missing, not any words
        subtitle = one.bare and one.bare == other.bare and not one.kind[0]
        title, title_said = (SUBTITLE, "with and without a subtitle") if subtitle else (0.0, "")
    if not artist or not title:
        return None
    score = (artist + title) / 2
    said = [f"artist {artist_said}", f"title {title_said}"]
    if one.year and other.year and (apart := abs(one.year - other.year)) > YEARS_FREE:
        score -= min(YEARS_MOST, apart - YEARS_FREE)
        said.append(f"{apart} years apart")
    first, second = sorted((one.song_id, other.song_id))
    return Twin(first, second, round(score, 1), ", ".join(said))


def _likeness(one: list[str], other: list[str]) -> tuple[float, str]:
    """How alike two lists of words are, and in what they differ; 0 when they are different."""
    joined = "".join(one), "".join(other)
    if joined[0] == joined[1]:
        return 100.0, "the same" if one == other else "divided otherwise"
    count, other_count = Counter(one), Counter(other)
    if count == other_count:
        return ANOTHER_ORDER, "in another order"
    left = [word for word in (count - other_count).elements() if word not in _SMALL]
    right = [word for word in (other_count - count).elements() if word not in _SMALL]
    if not left and not right:
        return SMALL_WORDS, "but for small words"
    if not left or not right:
        begins = joined[0].startswith(joined[1]) or joined[1].startswith(joined[0])
        return BEGINNING if begins else PART, "within the other"
    likeness = fuzz.ratio(*joined)
    if len(left) == len(right) and all(any(_misspelt(word, match) for match in right) for word in left):
        return likeness, "spelt otherwise"
    return (likeness, "divided otherwise") if likeness >= DIVIDED else (0.0, "")


def _misspelt(word: str, other: str) -> bool:
    """Whether two words may be one; who misspells a word gets its first letter right."""
    return word[0] == other[0] and fuzz.ratio(word, other) >= SAME_WORD
