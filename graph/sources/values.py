"""Values as tables hold them, numbers as any program may have written them, as the graph's values."""

import re
from functools import lru_cache

from graph.identity import clean_text

FIRST_YEAR, LAST_YEAR = 1850, 2100  # before the first recording, and after any
LONGEST_DURATION = 24 * 60 * 60  # seconds
LONGEST_SOURCE = 200  # letters of a source's name

_FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_THOUSANDS = re.compile(r"[0-9],[0-9]{3}")
_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,4}):([0-5][0-9])(?:\.[0-9]{1,6})?")
_SECONDS = re.compile(r"([0-9]{1,9})(?:\.[0-9]{1,20})?")


def clean(text: str) -> str:
    """`clean_text`, quicker for text that is clean."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return clean_text(text)


@lru_cache(maxsize=4096)
def year(text: str) -> int | None:
    """The first year in the text (`1988`, `1988.0`, `1,988`, `c. 1988`, `1988-05-01`); None where none is in 1850 to 2100."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    found = (int(digits) for digits in _FOUR_DIGITS.findall(text))
    return next((each for each in found if FIRST_YEAR <= each <= LAST_YEAR), None)


def duration(text: str, milliseconds: bool = False) -> int | None:
    """Seconds, from seconds, `m:ss` or `h:mm:ss`; None for what is none, or over a day."""
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        total = 3600 * hours + 60 * minutes + seconds
    elif number := _SECONDS.fullmatch(text):
        total = round(float(number[0]) / (1000 if milliseconds else 1))
    else:
        return None
    return total if 0 < total <= LONGEST_DURATION else None


@lru_cache(maxsize=256)
def source_name(text: str) -> str:
    """The name under which a source's claims stand; "" for one that is blank or of over 200 letters."""
    name = clean(text)
    return name if len(name) <= LONGEST_SOURCE else ""
