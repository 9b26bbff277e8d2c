"""Which of a table's columns is which of ours: by --map, by name, or by a usual other name of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.errors import InputUnusable


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Another kind of table that people may give: it is without these of our columns, has any of those, and what to do then."""

    without: frozenset[str]
    having: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of table: those it needs, those also read, and for each the other names it goes by."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    mistaken: Mistaken | None = None


@dataclass(slots=True)
class Match:
    """Their column for each of ours that was found, and what people should hear of it; `unread` are the others."""

    theirs: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def normal_name(name: str) -> str:
    """The letters and digits of a column's name, whatever its case, spaces and underscores."""
    return re.sub(r"[\W_]+", "", name.casefold())


def match(
    name: str, found: Sequence[str], columns: Columns, mapped: Mapping[str, str], needless: Sequence[str] = ()
) -> Match:
    """Find our columns among those found in the file called `name`; those in `needless` may be missing.

    Raises InputUnusable, with what was found and how to map it, where a needed one is missing or could be several.
    """
    result = Match()
    ours = (*columns.required, *columns.optional)
    for our, their in mapped.items():
        if our not in ours:
            raise InputUnusable(f"there is no column {our!r} to map", f"the columns are {', '.join(ours)}")
        result.theirs[our] = _mapped(name, found, our, their)
    missing = []
    for our in ours:
        if our in result.theirs:
            continue
        names = {normal_name(synonym) for synonym in columns.synonyms.get(our, ())}
        free = [their for their in found if their not in result.theirs.values()]
        fitting = [their for their in free if normal_name(their) == normal_name(our)]
        fitting = fitting or [their for their in free if normal_name(their) in names]
        needed = our in columns.required and our not in needless
        if len(fitting) == 1:
            result.theirs[our] = fitting[0]
            if normal_name(fitting[0]) != normal_name(our):
                result.said.append(f"{our} = {fitting[0]}")
        elif fitting:
            question = f"{our} could be {' or '.join(repr(their) for their in fitting[:4])}"
            if needed:
                raise InputUnusable(f"{name}: {question}", f"say which, for example --map {_argument(our, fitting[0])}")
            result.said.append(f"{question}: not read, say --map {_argument(our, fitting[0])}")
        elif needed:
            missing.append(our)
    if missing:
        there = ", ".join(found) or "none"
        raise InputUnusable(
            f"{name}: no column {', '.join(missing)} (there are: {there if len(there) <= 300 else there[:300] + ' …'})",
            _hint(columns.mistaken, missing, found),
        )
    result.unread = [their for their in found if their not in result.theirs.values()]
    return result


def _hint(mistaken: Mistaken | None, missing: Sequence[str], found: Sequence[str]) -> str:
    if missing == ["relation"]:
        return "say what all rows are: --relation samples"
    if mistaken and mistaken.without.issubset(missing):
        there = {normal_name(each) for each in found}
        if any(normal_name(each) in there for each in mistaken.having):
            return mistaken.hint
    return f"say which of them it is: --map {missing[-1]}=THEIRS"


def _mapped(name: str, found: Sequence[str], our: str, their: str) -> str:
    fitting = [each for each in found if each == their]
    fitting = fitting or [each for each in found if normal_name(each) == normal_name(their)]
    if len(fitting) != 1:
        raise InputUnusable(
            f"{name}: {'no' if not fitting else 'more than one'} column {their!r}, which is to be {our}",
            f"there are: {', '.join(found)[:300]}",
        )
    return fitting[0]


def _argument(our: str, their: str) -> str:
    return f"'{our}={their}'" if re.search(r"[^\w.-]", their) else f"{our}={their}"
