"""The model of a dump and its lists, to be published again after what was claimed is in the graph."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice

from graph.connection import Database
from graph.dump.shape import LEARNED, MODELS, RECOMMENDED
from graph.errors import InputUnusable
from graph.publish import LISTS_PER_TRANSACTION, PublishCount, PublishedModel, publish
from graph.records import AnyRecord, Records

Lists = Iterator[tuple[str, list[tuple[str, float]]]]
Texts = dict[str, str]
Read = tuple[int, str, Texts]  # line, label or type, values by property


@dataclass(slots=True)
class DumpRecords(Records[AnyRecord]):
    """What a dump tells; `model` gives what stands after the claims, once those were read."""

    model: Callable[[], tuple[PublishedModel, Lists] | None] = lambda: None


LEARNED_NAMES = frozenset(part.name.value for part in LEARNED)


def read_model(name: str, rest: Iterable[Read]) -> tuple[PublishedModel, Lists] | None:
    """The model and its lists, read as they are asked for, from what stands after the claims; `name` is the file's.

    Raises InputUnusable for what is no such thing.
    """
    elements = iter(rest)
    first = next(elements, None)
    if first is None:
        return None
    line, what, values = first
    if what != MODELS.name or not values.get("model_id"):
        raise InputUnusable(f"{name}, line {line}: a {what} before its model", "export the graph again")
    told = {each.name: values.get(each.name, "") for each in MODELS.properties}
    model = PublishedModel(**told, songs=())  # those of the lists; publish would hold them all
    return model, _lists(name, elements)


def _lists(name: str, elements: Iterator[Read]) -> Lists:
    for song, rows in groupby(elements, key=lambda each: each[2].get(RECOMMENDED.start_name, "")):
        others = [_preference(name, *each) for each in rows]
        yield song, sorted(others, key=lambda each: -each[1])


def _preference(name: str, line: int, what: str, values: Texts) -> tuple[str, float]:
    if what != RECOMMENDED.name:
        raise InputUnusable(f"{name}, line {line}: a {what} among what a model said", "export the graph again")
    try:
        learned = float(values.get("learned", ""))
    except ValueError:
        learned = -1.0
    if not 0 <= learned <= 1:
        raise InputUnusable(f"{name}, line {line}: learned is not a number from 0 to 1", "export the graph again")
    return values.get(RECOMMENDED.end_name, ""), learned


def restore_model(
    database: Database, records: Records[AnyRecord], advance: Callable[[int], None] = lambda _: None
) -> tuple[str, PublishCount | None] | None:
    """Publish the model of a dump whose records were loaded; gives its id and what was published, if anything.

    A graph that has a model keeps it, and then nothing is. None for what has no model, or is no dump.
    """
    told = records.model() if isinstance(records, DumpRecords) else None
    if told is None:
        return None
    model, lists = told
    if database.read("model"):
        return model.model_id, None
    return model.model_id, publish(database, model, _here(database, lists), advance)


def _here(database: Database, lists: Lists) -> Lists:
    """The lists in the ids that songs have in this graph, which may have joined some of them or named them otherwise."""
    while some := list(islice(lists, LISTS_PER_TRANSACTION)):
        ids = {song for song, _ in some} | {other for _, others in some for other, _ in others}
        names = {row["id"]: row["song_id"] for row in database.read("resolve_aliases", ids=sorted(ids))[0]["found"]}
        for song, others in some:
            here = names.get(song, song)
            best: dict[str, float] = {}
            for other, learned in others:
                best.setdefault(names.get(other, other), learned)
            best.pop(here, None)
            yield here, list(best.items())


def split(
    name: str, elements: Iterator[Read]
) -> tuple[Iterator[Read], Callable[[], tuple[PublishedModel, Lists] | None]]:
    """What is claimed, up to the first that a model said, and the model after it."""
    waiting: list[Read] = []

    def claimed() -> Iterator[Read]:
        for each in elements:
            if each[1] in LEARNED_NAMES:
                waiting.append(each)
                return
            yield each

    return claimed(), lambda: read_model(name, chain(waiting, elements))
