"""Remarks of titles that name no other recording: the edition, featured artists, producers, the film a song is from.

They stand in brackets, after a dash, or (featured artists) at the end. A remark is one about the edition when all its words
are: `(2011 Remaster)`, `[Mono / Single Version]`. One word of another kind keeps it: `(Live Album Version)`, `(12" Dub)`.
A lone `(Original)` stays: it is written where there is a remake.
"""

import re

# (With You) and (With a Gun) belong to the song, (with SZA) is a credit
_NOT_NAMES = "a an the this that no all my your you u ya yo me us him her his them it its love out"
_NOT_A_NAME = rf"(?!(?:{'|'.join(_NOT_NAMES.split())})\b)"
_BRACKETS = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_FEATURED = re.compile(
    rf"\s*(?:(?:feat(?:uring|\.)?|ft\.?|prod(?:\.|uced)?(?:\s+by)?|(?:duet\s+)?with)\s+{_NOT_A_NAME}\S|[fw]/\s*{_NOT_A_NAME}\S)",
    re.IGNORECASE,
)
_FEATURED_TAIL = re.compile(
    r"\s+(?:feat\.|feat|featuring|ft\.|(?<!\d\s)ft|f/)\s+[^()\[\]]+?(?=\s+-\s|\s*[(\[]|$)", re.IGNORECASE
)
_FROM_A_FILM = re.compile(
    r"\s*(?:(?:music\s+)?from\s+(?:the\s+)?(?:[\"“„«'‘]|.*\b(?:film|movie|motion\s+picture|soundtrack|album)\b).*"
    r"|.*\b(?:original\s+soundtrack|motion\s+picture\s+soundtrack|soundtrack\s+version|ost)\s*)",
    re.IGNORECASE,
)
_INCHES = re.compile(r"\b(7|10|12)[\s-]?(?:\"|''?|’’?|[”″′]|inch\b|in\b)\.?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,3}(?:st|nd|rd|th)")  # a year, or which anniversary


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EDITION = _words_of(
    "remaster remastered remastering mastered mono stereo explicit clean dirty censored uncensored uncut deluxe "
    "bonus official audio lyric lyrics visualizer visualiser inches soundtrack hd hq 4k"
)  # each says it alone
_FORMATS = _words_of("original album lp ep single radio video studio main standard")  # … with one of the next
_NOUNS = _words_of("version edit edition single music")
_PRESSINGS = _words_of("expanded anniversary platinum special limited legacy")  # … with "edition"
_FILLERS = _words_of("digital digitally re in the and track new mix")
_VOCABULARY = _EDITION | _FORMATS | _NOUNS | _PRESSINGS | _FILLERS
_SAME_MIXES = _words_of("original mono stereo album single lp mix")  # any other mix is another recording


def is_edition(remark: str) -> bool:
    """Whether the remark says nothing but which edition of a recording is meant."""
    lower = remark.lower()
    words = _WORD.findall(_INCHES.sub(" inches ", lower) if "1" in lower or "7" in lower else lower)
    for word in words:
        if word not in _VOCABULARY and not _YEAR.fullmatch(word):
            return False
    kinds = _VOCABULARY.intersection(words)
    if "mix" in kinds:
        return kinds <= _SAME_MIXES and len(kinds) > 1
    if kinds & _PRESSINGS and "edition" not in kinds:
        return False
    return bool(kinds & _EDITION or kinds & _PRESSINGS or (kinds & _FORMATS and kinds & _NOUNS and len(kinds) > 1))


def _says_nothing_new(remark: str) -> bool:
    bare = remark.strip().lower()
    return (
        not bare
        or is_edition(bare)
        or (bare[0] in "fpwd" and _FEATURED.match(bare) is not None)
        or (("from" in bare or "ost" in bare or "soundtrack" in bare) and _FROM_A_FILM.fullmatch(bare) is not None)
    )


def _kept(bracket: re.Match[str]) -> str:
    remark = bracket[1] if bracket[1] is not None else bracket[2]
    return " " if _says_nothing_new(remark) else bracket[0]


def without_remarks(title: str) -> str:
    """The title without such remarks; the whole title where nothing else is there.

    It must be clean text with the dashes of a keyboard.
    """
    bare = title
    if "(" in bare or "[" in bare:
        bare = _BRACKETS.sub(_kept, bare)
    lower = bare.lower()
    if " feat" in lower or " ft" in lower or " f/" in lower:
        bare = _FEATURED_TAIL.sub("", bare)
    bare = bare.strip()
    while " - " in bare:
        shorter, _, remark = bare.rpartition(" - ")
        if not _says_nothing_new(remark):
            break
        bare = shorter.rstrip()
    return bare or title


def without_brackets(title: str) -> str:
    """The title without anything in brackets; maybe nothing."""
    while (shorter := _BRACKETS.sub(" ", title)) != title:
        title = shorter
    return title.strip()
