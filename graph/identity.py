"""Which spellings mean the same song: readable, stable ids from the normal form of artist and title.

What is folded, and why. Sources differ at random in
- case, width, composition (NFKC), apostrophes, dashes, `&`, `+`, `'n'`, dots and spaces of acronyms (`B. T.`, `M|A|R|R|S`);
- signs that keyboards and capitals leave out: marks of Latin and Greek letters, points of Hebrew and Arabic, ё. In other
  scripts a mark makes another letter: й, が, and stays;
- a leading or trailing "The" of artists and titles; `No. 9`, `#9`, `Number 9`; `Pt. II`, `Part Two`; a Roman number at the end;
- words that radio masks (`S--t`); `vs.`; spellings of `a cappella` and `remix`;
- featured credits, and remarks about the edition (`graph/remarks.py`), since they name the same recording for a DJ.
Live, remix, instrumental and part remarks stay: they are other recordings. So do the letters of every script, and so does
`vs.` between artists: what comes of it is another recording.

ASCII text, which nearly all is, goes through one table and one look for words that need more; all other text, and what either
look finds, goes through the rules one by one. Both ways give the same.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from graph.remarks import without_brackets, without_remarks

LONGEST = 200  # letters of a normal form; longer ones end in a hash, well below the index's key limit
CACHED = 2**15  # spellings a cache holds: an import of any size stays within some megabytes

_TYPOGRAPHIC = str.maketrans(
    dict.fromkeys("’‘ʼʹ´′‛ʻ＇", "'") | dict.fromkeys("–—‐‑‒−―", "-") | {"…": "...", "＆": "&", "＋": "+", "№": "no "}
)
_NO_APOSTROPHES = str.maketrans(dict.fromkeys("'`", ""))
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "$": "s", "ё": "е"}
)
# points of Hebrew and Arabic and the Arabic lengthening stroke; hamza and madda on an alef
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]|(?<=\u0627)[\u0653-\u0655]"
)
_LETTER = r"[^\W\d_]"
_ACRONYM = re.compile(
    rf"\b(?:(?:{_LETTER}\.){{2,}}(?:{_LETTER}\b)?|(?:{_LETTER}\.)+{_LETTER}\b|{_LETTER}\.(?:\s{_LETTER}\.)+(?!{_LETTER}))"
)
# letters that radio and shops mask, with * or --
_MASKED = [
    (re.compile(rf"{word[0]}(?=\w*(?:\*|--))(?:{''.join(f'[{letter}*-]' for letter in word[1:])})(?![*r-])"), word)
    for word in ("bitch", "fuck", "nigga", "shit")
]
_MASKED.append((re.compile(r"\ba\*\*(?!\*)"), "ass"))
_ROMAN = {
    roman: str(number) for number, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_PARTS = frozenset({"part", "parts", "pt", "pts"})
_NUMBER_SIGNS = frozenset({"no", "nr", "number"})
_SPELLINGS = dict.fromkeys(("acapella", "accapella", "accappella"), "acappella") | {"rmx": "remix"}
_CAPPELLA = frozenset({"cappella", "capella"})  # after "a"
# "version" after them adds nothing
_KINDS = frozenset({"acappella", "instrumental", "live", "remix", *_SPELLINGS, *_CAPPELLA})
_FEATURED = re.compile(r"(?:^|\s|\b)(?:feat(?:uring|\.)?|ft\.?)(?=\s)\s*|\s[fw]/\s*(?=\S)", re.IGNORECASE)
_MAY_BE_FEATURED = re.compile(r"[Ff][Ee][Aa][Tt]|[Ff][Tt]|/")  # a cheap look before a dear one
_MAY_BE_LISTED = re.compile("[;,/×]")
_BETWEEN = re.compile(r";|\s[/×]\s(?![^()]*\))")  # not in a remark on whose name it is: (Producer / DJ)
_FULL_NAMES = re.compile(r"(?!(?:a|an|his|her|jr|sr)\b)\S+\s+\S.*", re.IGNORECASE)
_AND = re.compile(r"\s+(?:&|and)\s+", re.IGNORECASE)
_TRAILING_THE = re.compile(r"^(.*\S)\s*,\s*the$", re.IGNORECASE)

# ASCII to lower case, signs that no rule looks at to spaces, those that a rule looks at to "." (and "&" kept)
_PLAIN = {
    at: character.lower() if character.isalnum() else " " if character in ' "#%-/:;<=>?@\\^_{|}~,' else "."
    for at, character in enumerate(map(chr, range(128)))
} | str.maketrans({"'": None, "`": None, "$": "s", "&": "&"})
_PLAIN_CREDIT = _PLAIN | str.maketrans(dict.fromkeys(",/", "."))
_SINGLE_LETTERS = frozenset("bcdefghjklmnopqrstuvwxyz")  # a run of single letters has one that is neither a nor i
_WORDS_OF_RULES = _SINGLE_LETTERS | {"vs", "versus"}
_WORDS_OF_TITLE_RULES = (
    _WORDS_OF_RULES
    | _PARTS
    | _NUMBER_SIGNS
    | _SPELLINGS.keys()
    | {word for word in _ROMAN if len(word) > 1}
    | {"cappella", "capella", "inst", "version", "feat", "featuring", "ft"}
)
_WORDS_OF_CREDIT_RULES = _WORDS_OF_RULES | {"feat", "featuring", "ft"}

Role = Literal["main", "featured", "remixer"]


class Credit(NamedTuple):
    """One artist in the credits of a song."""

    name: str
    role: Role
    artist_id: str


class _Letters(dict[int, str]):
    """A table for str.translate, filled as it is used: letters, marks and numbers stay, all else becomes a space."""

    def __missing__(self, code: int) -> str:
        kept = chr(code) if unicodedata.category(chr(code))[0] in "LMN" else " "
        if code < 0x20000:  # what texts hold; the rest is not worth remembering
            self[code] = kept
        return kept


class _Visible(dict[int, str]):
    """A table for str.translate: all that shows stays, format characters go, other invisible ones become spaces."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(chr(code))
        kept = "" if category == "Cf" else " " if category[0] in "ZC" else chr(code)
        if code < 0x20000:
            self[code] = kept
        return kept


_SPACED = _Letters(str.maketrans(dict.fromkeys("'`*", "")))
_VISIBLE = _Visible()


def clean_text(text: str) -> str:
    """The text as one line for people: composed, without control, format and private characters, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_VISIBLE).split())


def _plain_text(text: str) -> str:
    """Clean text with the dashes, apostrophes and dots of a keyboard."""
    clean = clean_text(text)
    return clean if clean.isascii() else clean.translate(_TYPOGRAPHIC)


@lru_cache(maxsize=2**12)
def _marks_are_left_out(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("LATIN", "GREEK", "FULLWIDTH LATIN"))


def _folded_letters(text: str) -> str:
    """Lower case in one composition, without what keyboards leave out."""
    if text.isascii():
        return text.lower()
    kept: list[str] = []
    dropped = False
    # apostrophes first: nothing may come to stand beside a mark that it was apart from
    composed = unicodedata.normalize("NFKC", text).translate(_NO_APOSTROPHES)
    for character in unicodedata.normalize("NFD", composed.casefold()):
        if unicodedata.combining(character):
            if dropped:
                continue
        else:
            dropped = character in "*$" or _marks_are_left_out(character)
        kept.append(character)
    return unicodedata.normalize("NFC", _POINTS.sub("", "".join(kept))).translate(_LETTERS)


def _folded_signs(text: str) -> str:
    """The words of folded text, with spaces for all else."""
    if "." in text:
        text = _ACRONYM.sub(lambda match: re.sub(r"[.\s]", "", match[0]), text)
    if "!" in text:
        text = re.sub(r"(?<=\w)!(?=\w)", "i", text)
    if "*" in text or "--" in text:
        for pattern, word in _MASKED:
            text = pattern.sub(word, text)
    if "+" in text:
        text = re.sub(r"(?<=\S)\s*\+\s*(?=\S)", " and ", text)
    return text.replace("&", " and ").replace("$", "s").translate(_SPACED)


def _words(text: str) -> list[str]:
    """The words of plain text in normal form; none of a text that is all symbols."""
    words = _folded_signs(_folded_letters(text)).split()
    if _WORDS_OF_RULES.isdisjoint(words):
        return words
    return ["and" if word == "n" else "vs" if word == "versus" else word for word in _with_runs_joined(words)]


def _with_runs_joined(words: list[str]) -> list[str]:
    """Three single letters and more are one word: U.N.I.T.Y., U-N-I-T-Y, U N I T Y."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isascii() and word.isalpha():
            run.append(word)
            continue
        one = len(run) > 3 or (len(run) == 3 and run[1] != "n")  # R 'n' B is "r and b"
        joined += ["".join(run)] if one else run
        joined.append(word)
        run = []
    return joined[:-1]


def _symbols(text: str) -> list[str]:
    """The code points of a name that is all symbols: "?", "!!!", "♥"."""
    return [f"u{ord(c):x}" for c in unicodedata.normalize("NFKC", text) if not c.isspace()]


def _joined(words: list[str]) -> str:
    form = "-".join(words)
    if len(form) <= LONGEST:
        return form
    digest = hashlib.sha256(form.encode()).hexdigest()[:12]
    # whole words, so that the form's own form is the same
    head = form[: LONGEST - 13]
    return f"{head[: head.rfind('-')] if '-' in head else head}-{digest}"


@lru_cache(maxsize=CACHED)
def normal_form(text: str) -> str:
    """The text's words in normal form, joined by single hyphens; never empty for a text that is not blank."""
    plain = _plain_text(text)
    return _joined(_words(plain) or _symbols(plain))


def _without_article(words: list[str]) -> list[str]:
    while words[0] == "the" and len(words) > 1:
        words = words[1:]
    return words


def _turned(text: str) -> str:
    return _TRAILING_THE.sub(r"\1", text) if "," in text else text


def _plain_words(text: str, table: Mapping[int, str | None], rules: frozenset[str]) -> list[str] | None:
    """The words of a text that the rules leave as the table makes them; None when a rule has to look."""
    if not text.isascii():
        return None
    spaced = text.translate(table)
    if "." in spaced:
        return None
    if "&" in spaced:
        spaced = spaced.replace("&", " and ")
    words = spaced.split()
    return words if rules.isdisjoint(words) else None


@lru_cache(maxsize=CACHED)
def artist_id(name: str) -> str:
    """The artist's id: the normal form without a leading (or trailing ", The") article."""
    words = _plain_words(name, _PLAIN, _WORDS_OF_RULES)
    if not words or words[-1] == "the":
        plain = _turned(_plain_text(name))
        words = _words(plain) or _symbols(plain)
    return _joined(_without_article(words)) if words else ""


@lru_cache(maxsize=CACHED)
def title_id(title: str) -> str:
    """The normal form of a title without remarks and article, its numbers in one spelling."""
    if " - " in title or "--" in title or not (words := _plain_words(title, _PLAIN, _WORDS_OF_TITLE_RULES)):
        bare = _turned(without_remarks(_plain_text(title)))
        words = _words(bare) or _symbols(bare)
        if not words:
            return ""
        if not _WORDS_OF_TITLE_RULES.isdisjoint(words):
            words = _with_numbers_folded(_without_article(words))
    elif words[-1] == "the":
        words = _words(_turned(_plain_text(title)))
    return _joined(_without_article(words) if words[0] == "the" else words)


def _with_numbers_folded(words: list[str]) -> list[str]:
    """`Pt. II`, `Part Two`, `part 2` in one spelling, `No. 9` and `Number 9` as `#9`, and the kinds of recordings."""
    folded: list[str] = []  # from the last word to the first
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        before = words[at - 1] if at else ""
        if word in _PARTS:
            word = "part"
        elif before in _PARTS or (at == len(words) - 1 and before and len(word) > 1):
            word = _ROMAN.get(word) or (_NUMBERS.get(word) if before in _PARTS else None) or word
        if word in _NUMBER_SIGNS and folded and folded[-1].isdecimal():
            continue
        if word == "version" and not folded and before in _KINDS:
            continue
        if word == "a" and folded and folded[-1] in _CAPPELLA:
            folded[-1] = "acappella"
            continue
        if word == "inst" and at and not folded:
            word = "instrumental"
        folded.append(_SPELLINGS.get(word, word))
    return folded[::-1]


def bare_words(title: str) -> list[str]:
    """The words of the title without anything in brackets, in normal form; empty when nothing is left."""
    return [word for word in _joined(_words(without_brackets(without_remarks(_plain_text(title))))).split("-") if word]


def bare_title(title: str) -> str:
    """The letters and digits of the title without anything in brackets: what twins and covers share.

    Empty when nothing is left; such a title is shared with none.
    """
    return "".join(bare_words(title))


def _names(part: str) -> list[str]:
    """The names of one part of a credit; commas and the last `&` separate full names only, others are those of one group."""
    names: list[str] = []
    for group in _BETWEEN.split(part):
        commas = [name.strip() for name in group.split(",")]
        listed = [*commas[:-1], *_AND.split(re.sub(r"^(?:&|and\b)\s*", "", commas[-1], flags=re.IGNORECASE))]
        names += listed if len(commas) > 1 and all(map(_FULL_NAMES.fullmatch, listed)) else [group]
    return names


@lru_cache(maxsize=CACHED)
def credited_artists(artist_credit: str) -> tuple[Credit, ...]:
    """The artists of a credit: names before `feat.`, `f/`, `w/` are main, those after it featured; `;` separates names.

    `&`, `and` and `,` alone do not separate: they stand inside the names of groups (Earth, Wind & Fire). A list of full names
    is one of people: `Benny Green, Russell Malone`. No artist comes twice.
    """
    found: dict[str, Credit] = {}
    for name in artist_credit.split(";"):
        words = _plain_words(name, _PLAIN_CREDIT, _WORDS_OF_CREDIT_RULES)
        if not words:
            break
        identity = _joined(_without_article(words) if words[0] == "the" else words)
        if identity not in found:
            found[identity] = Credit(" ".join(name.split()), "main", identity)
    else:
        return tuple(found.values())
    found.clear()
    text = clean_text(artist_credit)
    for position, part in enumerate(_FEATURED.split(text) if _MAY_BE_FEATURED.search(text) else (text,)):
        for name in _names(part) if _MAY_BE_LISTED.search(part) else (part,):
            bare = name.strip(" ,([)]")
            if "(" in bare and name.rstrip(" ,]").endswith(")") and bare.count("(") > bare.count(")"):
                bare += ")"  # of a name's own remark, as in `Nova (Rapper)`, not of `(feat. Nova)`
            if bare:
                identity = artist_id(bare)
                found.setdefault(identity, Credit(bare, "featured" if position else "main", identity))
    return tuple(found.values())


def song_id(artist_credit: str, title: str) -> str:
    """The song's id, first credited artist / title (`lyn-collins/think-about-it`); empty when either is blank."""
    artists = credited_artists(artist_credit)
    form = title_id(title)
    return f"{artists[0].artist_id}/{form}" if artists and form else ""
