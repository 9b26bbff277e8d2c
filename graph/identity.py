"""Which spellings mean the same song: readable, stable ids from the normal form of artist and title.

What is folded, and why: case, width and composition (NFKC), apostrophes and dots of acronyms, since sources differ in them at
random; marks on Latin letters, since keyboards leave them out (in other scripts a mark makes another letter: й, が, and stays);
a leading "The" of artists; featured credits and remarks about the edition, since they name the same recording for a DJ.
Live, remix, instrumental and part remarks stay: they are other recordings. Letters of every script stay.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

LONGEST = 200  # letters of a normal form; longer ones end in a hash, well below the index's key limit

_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʹ`´′*", None))
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "$": "s"})
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\b(?:[^\W\d_]\.)+[^\W\d_]\b")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_BRACKETS = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_FEATURED = re.compile(r"(?:^|\s|\b)(?:feat(?:uring|\.)?|ft\.?)(?=\s)\s*", re.IGNORECASE)
_FEATURED_REMARK = re.compile(r"\s*(?:feat(?:uring|\.)?|ft\.?)\s+\S", re.IGNORECASE)
_FEATURED_TAIL = re.compile(r"\s+(?:feat\.|feat|featuring|ft\.)\s+[^()\[\]]+", re.IGNORECASE)
_EDITION = re.compile(
    r"""
    (?:(?:19|20)\d\d\s+)? (?:digital(?:ly)?\s+)? re-?master(?:ed)?
    (?:\s+version|\s+edition)? (?:\s+(?:in\s+)?(?:19|20)\d\d)?
  | (?:album|lp|single|original|radio|video|studio|main|stereo|mono|explicit|clean|dirty|standard|official)
    \s+ (?:version|edit|single)
  | original(?:\s+mix)? | mono | stereo | explicit | clean | dirty | bonus(?:\s+track)? | deluxe(?:\s+(?:edition|version))?
  | (?:12|7)\s?(?:"|”|″|''|inch|in\.?) \s* (?:version|single)? | explicit\s+album\s+version
  | official\s+(?:music\s+)?(?:video|audio)(?:\s+hd)? | music\s+video | lyrics? (?:\s+video)? | audio
    """,
    re.IGNORECASE | re.VERBOSE,
)

Role = Literal["main", "featured", "remixer"]


@dataclass(frozen=True, slots=True)
class Credit:
    """One artist in the credits of a song."""

    name: str
    role: Role

    @property
    def artist_id(self) -> str:
        """The artist's id."""
        return artist_id(self.name)


def clean_text(text: str) -> str:
    """The text as one line for people: composed, without control, format and private characters, single spaces."""
    composed = unicodedata.normalize("NFC", text)
    kept = (c for c in composed if unicodedata.category(c) != "Cf")
    return " ".join("".join(" " if unicodedata.category(c)[0] in "ZC" else c for c in kept).split())


def _without_latin_marks(text: str) -> str:
    kept: list[str] = []
    latin = False
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if latin:
                continue
        else:
            latin = "LATIN" in unicodedata.name(character, "")
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=200_000)
def normal_form(text: str) -> str:
    """The text's words in normal form, joined by single hyphens; never empty for a text that is not blank."""
    folded = unicodedata.normalize("NFKC", clean_text(text)).casefold()
    if not folded.isascii():
        folded = _without_latin_marks(folded)
    folded = folded.translate(_APOSTROPHES).translate(_LETTERS)
    folded = _ACRONYM.sub(lambda match: match[0].replace(".", ""), folded)
    folded = re.sub(r"(?<=\w)!(?=\w)", "i", folded).replace("&", " and ")
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    words = ["and" if word == "n" else word for word in spaced.split()]
    form = "-".join(words)
    if not form:  # "?", "!!!", "♥": symbols are all there is, so they are the name
        form = "-".join(f"u{ord(c):x}" for c in unicodedata.normalize("NFKC", clean_text(text)) if not c.isspace())
    if len(form) > LONGEST:
        form = f"{form[: LONGEST - 13]}-{hashlib.sha256(form.encode()).hexdigest()[:12]}"
    return form


@lru_cache(maxsize=100_000)
def artist_id(name: str) -> str:
    """The artist's id: the normal form without a leading (or trailing ", The") article."""
    turned = re.sub(r"^(.*\S)\s*,\s*the$", r"\1", name.strip(), flags=re.IGNORECASE)
    form = normal_form(turned)
    return form[4:] if form.startswith("the-") else form


def without_remarks(title: str) -> str:
    """The title without featured credits and remarks about the edition, in brackets or after a dash."""

    def kept(match: re.Match[str]) -> str:
        remark = match[1] if match[1] is not None else match[2]
        dropped = not remark.strip() or _EDITION.fullmatch(remark.strip()) or _FEATURED_REMARK.match(remark)
        return " " if dropped else match[0]

    bare = _FEATURED_TAIL.sub(" ", _BRACKETS.sub(kept, clean_text(title))).strip()
    while (dash := re.search(r"\s+[-–—]\s+([^-–—]+)$", bare)) and _EDITION.fullmatch(dash[1].strip()):
        bare = bare[: dash.start()].strip()
    return bare or clean_text(title)


@lru_cache(maxsize=200_000)
def title_id(title: str) -> str:
    """The normal form of a title; `Pt. II`, `Part Two` and `part 2` are one."""
    words = normal_form(without_remarks(title)).split("-")
    for at, word in enumerate(words):
        if word in ("pt", "pts", "parts"):
            words[at] = "part"
        if at and words[at - 1] == "part":
            words[at] = _ROMAN.get(word) or _NUMBERS.get(word) or word
    return "-".join(words)


def bare_title(title: str) -> str:
    """The letters and digits of the title without anything in brackets: what twins and covers share.

    Empty when nothing is left; such a title is shared with none.
    """
    bare = without_remarks(title)
    while (shorter := _BRACKETS.sub(" ", bare)) != bare:
        bare = shorter
    form = normal_form(bare) if bare.strip() else ""
    return "" if re.fullmatch(r"u[0-9a-f]+(-u[0-9a-f]+)*", form) else form.replace("-", "")


@lru_cache(maxsize=100_000)
def credited_artists(artist_credit: str) -> tuple[Credit, ...]:
    """The artists of a credit: names before `feat.` are main, those after it featured; `; ` separates names.

    `&`, `and` and `,` do not separate: they stand inside the names of groups (Earth, Wind & Fire). No artist comes twice.
    """
    found: dict[str, Credit] = {}
    for position, part in enumerate(_FEATURED.split(clean_text(artist_credit))):
        for name in part.split(";"):
            bare = name.strip(" ,([)]")
            if bare:
                found.setdefault(artist_id(bare), Credit(bare, "featured" if position else "main"))
    return tuple(found.values())


def song_id(artist_credit: str, title: str) -> str:
    """The song's id, first credited artist / title (`lyn-collins/think-about-it`); empty when either is blank."""
    artists = credited_artists(artist_credit)
    return f"{artists[0].artist_id}/{title_id(title)}" if artists and clean_text(title) else ""
