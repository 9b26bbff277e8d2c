"""Elements of a dump as records; rejects for those whose claims cannot be used."""

from collections.abc import Iterable, Iterator

from graph.dump.claims import from_text
from graph.dump.model import Read
from graph.dump.shape import BY_NAME, CLAIMS
from graph.errors import InputUnusable
from graph.records import AnyRecord, Reject


def refuse_source(name: str, source: str | None) -> None:
    """Raise InputUnusable when somebody says whose claims those of a dump are: it says so itself, claim by claim."""
    if source:
        raise InputUnusable(f"{name} is a dump, which says itself whose claims it holds", "leave out --source")


def records_of(elements: Iterable[Read]) -> Iterator[tuple[int, AnyRecord | Reject]]:
    """What the elements claim, each with its line; elements without claims say nothing that others do not say."""
    for line, name, values in elements:
        part = BY_NAME.get(name)
        if part is None:
            yield line, Reject(line, f"{name[:40]!r} is no label or relationship type of a dump")
        elif any(each.name == CLAIMS for each in part.properties):
            try:
                for record in from_text(name, values.get(CLAIMS, "")):
                    yield line, record
            except ValueError as error:
                yield line, Reject(line, f"{name}: {error}", {"claims": values.get(CLAIMS, "")[:200]})
