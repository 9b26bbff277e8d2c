"""Titles and names as they are drawn: strangers' text without what would turn the rest of the page around, cut to fit."""

import unicodedata

# they turn the direction of the text around them: embeddings, overrides, isolates, marks
_DIRECTION = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_EM = 0.6  # of a letter, in widths of the font's size; measured on DejaVu Sans, the widest of the usual ones


def plain(text: str) -> str:
    """The text on one line, without control and direction characters and halves of surrogate pairs."""
    kept = (" " if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") else character for character in text)
    return " ".join("".join(kept).translate(_DIRECTION).split())


def cells(text: str) -> int:
    """How many letters wide the text is: two for wide scripts and emoji, none for marks and joiners."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shortened(text: str, longest: int) -> str:
    """The text, cut with an ellipsis when it is wider than so many letters."""
    if cells(text) <= longest:
        return text
    kept, width = [], 0
    for character in text:
        width += _cells(character)
        if width > longest - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def drawn_width(text: str, font_size: float) -> float:
    """About how wide the text is on the page, in the unit of the font's size."""
    return cells(text) * _EM * font_size
