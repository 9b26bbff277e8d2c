"""GraphML dumps of the whole graph, as `mixgraph export graph` writes them.

The elements are read one by one and forgotten; only their claims count (graph.dump.shape). Documents that define types or
entities are refused, so that none can grow while it is read or name other files.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser, iterparse

from graph.dump.graphml import DUMP_KEY, NAMESPACE
from graph.dump.model import DumpRecords, Read, split
from graph.dump.records import records_of, refuse_source
from graph.dump.shape import BY_NAME, READABLE, VERSION, Relationships
from graph.errors import InputUnusable
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.stream import Stream

LONGEST_ELEMENT = 16 << 20  # bytes: a hundred thousand claims of one song
_DEEPEST = 8  # elements within elements; GraphML without graphs in nodes needs 4
_LINE = "\0line"  # an attribute that no document can have
_TAG = f"{{{NAMESPACE}}}"
_HINT = "GraphML is read as `mixgraph export graph` writes it; bring other graphs as a table, one relation a row"


def read(stream: Stream, options: ReadOptions) -> DumpRecords:
    """Each claim in the dump with its line; then `model` gives what a model said.

    Raises InputUnusable for GraphML of others at once, and in its course where it is damaged or cut off.
    """
    refuse_source(stream.name, options.source)
    elements = _elements(stream)
    next(elements)  # up to the graph's own data: whether it is ours
    claimed, model = split(stream.name, elements)
    return DumpRecords(records_of(claimed), stream.size, stream.position, model)


class _Source:
    """The stream as the parser's file; knows how many bytes went by since the last element ended."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.taken = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.taken += len(data)
        if self.taken > LONGEST_ELEMENT:
            raise InputUnusable(
                f"{self._stream.name}: an element of over {LONGEST_ELEMENT >> 20} MiB", "this is no dump of mixgraph's"
            )
        return data


def _elements(stream: Stream) -> Iterator[Read]:
    """First an empty one, when the document has shown to be ours; then each node and edge."""
    source = _Source(stream)
    keys: dict[str, str] = {}
    graph: Element | None = None
    ours = False
    depth = 0
    try:
        for event, element in iterparse(source, ("start", "end"), _parser()):
            tag = element.tag.removeprefix(_TAG)
            if event == "start":
                depth += 1
                if (
                    depth > _DEEPEST
                    or (depth == 1 and tag != "graphml")
                    or (depth == 2 and tag not in ("key", "graph"))
                ):
                    raise _foreign(stream)
                if tag == "graph":
                    graph = element
                continue
            depth -= 1
            source.taken = 0
            if tag == "key":
                keys[element.get("id", "")] = element.get("attr.name", "")
            elif tag == "data" and depth == 2 and element.get("key") == DUMP_KEY and not ours:
                _check_version(stream, element.text or "")
                ours = True
                yield 0, "", {}
            elif tag in ("node", "edge") and depth == 2:
                if not ours:
                    raise _foreign(stream)
                yield _read(element, keys)
            if depth == 2 and graph is not None:
                graph.clear()
    except DefusedXmlException as error:
        raise InputUnusable(
            f"{stream.name} defines a document type or entities, which are not read", "take the <!DOCTYPE …> out of it"
        ) from error
    except (ParseError, LookupError, ValueError) as error:  # also an encoding that is none
        line, _ = getattr(error, "position", (0, 0))
        what = f"{stream.name}, line {line}" if line else stream.name
        raise InputUnusable(
            f"{what}: it is damaged or cut off ({error})", "fetch or export it again; what stands before it is sound"
        ) from error
    if not ours:
        raise _foreign(stream)


def _parser() -> Any:
    def element(tag: str, attributes: dict[str, str]) -> Element:
        if tag.endswith(("node", "edge")):
            attributes[_LINE] = str(parser.parser.CurrentLineNumber)
        return Element(tag, attributes)

    parser = XMLParser(target=TreeBuilder(element), forbid_dtd=True)
    return parser


def _read(element: Element, keys: dict[str, str]) -> Read:
    values = {keys.get(each.get("key", ""), ""): each.text or "" for each in element}
    name = values.pop("type", "")
    part = BY_NAME.get(name)
    if isinstance(part, Relationships):
        values[part.start_name] = element.get("source", "")
        values[part.end_name] = element.get("target", "")
    return int(element.attrib[_LINE]), name, values


def _check_version(stream: Stream, text: str) -> None:
    if text not in map(str, READABLE):
        raise InputUnusable(f"{stream.name} is a dump of version {text[:20]}, not {VERSION}", "update mixgraph")


def _foreign(stream: Stream) -> InputUnusable:
    return InputUnusable(f"{stream.name} is not a dump of mixgraph's graph: it does not say mixgraph_dump", _HINT)


def _recognises(stream: Stream) -> bool:
    head = stream.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and (b"<graphml" in head or stream.stem.lower().endswith(".graphml"))


FORMAT = Format(
    name="graphml",
    summary="GraphML dump of a whole graph (mixgraph export graph)",
    tells=Tells.GRAPH,
    recognised_by="an XML document <graphml>",
    recognises=_recognises,
    read=read,
)
