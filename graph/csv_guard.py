"""Texts that a spreadsheet would run as formulas, guarded by an apostrophe (its own way to say "text"), and back."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"''*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text, after an apostrophe where it begins as a formula does, or as a guarded text does."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given; texts that merely begin with an apostrophe ('Round Midnight) stay."""
    return text[1:] if _GUARDED.match(text) else text
