"""Pages of a list: which there are, and where they are. Page 1 has no number in its address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crawler.replica.slugs import Path, encoded

Entry = TypeVar("Entry")
_NEIGHBOURS = 2  # pages that are linked on both sides of this one


@dataclass(frozen=True, slots=True)
class Pager:
    """The links to other pages: `numbers` are (number, href), (number, "") for this page, (0, "") for those left out."""

    previous: str
    next: str
    numbers: tuple[tuple[int, str], ...]


def by_parameter(path: Path, name: str, others: str = "") -> Callable[[int], str]:
    """Addresses such as `/Nova-Kestrel/?sp=2`; `others` are further parameters."""

    def address(number: int) -> str:
        query = "&".join(filter(None, [others, f"{name}={number}" if number > 1 else ""]))
        return encoded(path) + (f"?{query}" if query else "")

    return address


def by_path(path: Path) -> Callable[[int], str]:
    """Addresses such as `/hot-samples/2/`."""
    return lambda number: encoded((*path, str(number)) if number > 1 else path)


def part(
    entries: Sequence[Entry], number: int, a_page: int, address: Callable[[int], str], most: int | None = None
) -> tuple[Sequence[Entry], Pager | None] | None:
    """The entries of a page and its pager, which a list of one page has not; None for a page that is not there."""
    last = max(1, -(-len(entries) // a_page))
    last = min(last, most) if most else last
    if not 1 <= number <= last:
        return None
    shown = entries[(number - 1) * a_page : number * a_page]
    if last == 1:
        return shown, None
    numbers: list[tuple[int, str]] = []
    for each in range(1, last + 1):
        if each in (1, last) or abs(each - number) <= _NEIGHBOURS:
            numbers.append((each, "" if each == number else address(each)))
        elif numbers[-1][0]:
            numbers.append((0, ""))
    return shown, Pager(
        address(number - 1) if number > 1 else "", address(number + 1) if number < last else "", tuple(numbers)
    )


def number_of(text: str | None) -> int:
    """The page that a parameter asks for: 1 without one, 0 (which no list has) for `1` itself and for what is no number."""
    if text is None:
        return 1
    number = positive(text)
    return number if number > 1 else 0


def positive(text: str) -> int:
    """The number in the one way to write it; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 and text[0] != "0" else 0
