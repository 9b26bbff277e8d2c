"""Elements as GraphML, one a line, as networkx, Gephi, yEd and Cytoscape read it.

GraphML (Brandes et al. 2002) has plain values only, and XML cannot hold every character: in values for people those become
U+FFFD; claims, being JSON, keep them as escapes. In Gephi `label` is the caption of a node or edge, and `weight` the weight.
"""

import json
import re
from collections.abc import Iterable
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

from graph.dump.shape import (
    CLAIMED,
    LEARNED,
    SONGS,
    VERSION,
    Element,
    Nodes,
    Part,
    Property,
    Relationships,
    Type,
    Value,
)
from graph.schema import VERSION as SCHEMA_VERSION

NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
DUMP_KEY: Final = "g.mixgraph_dump"
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(f"[&<>\r{_ILLEGAL.pattern[1:]}")
_RETURN = {"\r": "&#13;"}  # a reader would take it for a line feed
_TYPE, _LABEL = Property("type"), Property("label")


def _domain(part: Part) -> str:
    return "node" if isinstance(part, Nodes) else "edge"


def _keys() -> dict[tuple[str, str, Type], str]:
    """The id of each property by what it is of (node, edge), its name and its type."""
    found: dict[tuple[str, str, Type], str] = {}
    for part in (*CLAIMED, *LEARNED):
        domain = _domain(part)
        for each in (_TYPE, _LABEL, *part.properties):
            short, full = f"{domain[0]}.{each.name}", f"{domain[0]}.{each.name}.{each.type}"
            found.setdefault((domain, each.name, each.type), full if short in found.values() else short)
    return found


KEYS: Final = _keys()


_PARTS = (*CLAIMED, *LEARNED)
_COLUMNS = {
    part.name: [(each.name, KEYS[_domain(part), each.name, each.type]) for each in part.properties] for part in _PARTS
}
_LABELS = {part.name: KEYS[_domain(part), "label", "string"] for part in _PARTS}
_TYPES = {part.name: KEYS[_domain(part), "type", "string"] for part in _PARTS}


def node_id(part: Nodes, key: str) -> str:
    """The id of a node: a song's own, for others after what they are (`genre:Soul`); no two nodes share one."""
    if part is SONGS:
        return key
    if _ILLEGAL.search(key) or "\\" in key:
        key = json.dumps(key)[1:-1]
    return f"{part.name.lower()}:{key}"


def write(elements: Iterable[Element], file: IO[str]) -> None:
    """Write the elements as one document; memory does not grow with them."""
    file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{NAMESPACE}">\n')
    for name in ("mixgraph_dump", "schema_version"):
        file.write(f'<key id="g.{name}" for="graph" attr.name="{name}" attr.type="int"/>\n')
    for (domain, name, type_), key in KEYS.items():
        file.write(f'<key id="{key}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>\n')
    file.write('<graph id="mixgraph" edgedefault="directed">\n')
    file.write(f'<data key="{DUMP_KEY}">{VERSION}</data><data key="g.schema_version">{SCHEMA_VERSION}</data>\n')
    edges = 0
    for each in elements:
        part, values = each.part, each.values
        if isinstance(part, Nodes):
            opening, closing = f"<node id={quoteattr(node_id(part, str(values[part.key])))}>", "</node>\n"
        else:
            opening, closing = _edge(part, values, edges), "</edge>\n"
            edges += 1
        file.write(opening + _data(each) + closing)
    file.write("</graph>\n</graphml>\n")


def _edge(part: Relationships, values: dict[str, Value], number: int) -> str:
    start = node_id(part.start, str(values[part.start_name]))
    end = node_id(part.end, str(values[part.end_name]))
    # without an id networkx would tell parallel edges apart by their property `key`
    return f'<edge id="e{number}" source={quoteattr(start)} target={quoteattr(end)}>'


def _data(each: Element) -> str:
    name = each.part.name
    texts = [_datum(_TYPES[name], name), _datum(_LABELS[name], label(each))]
    texts += [_datum(key, value) for column, key in _COLUMNS[name] if (value := each.values.get(column)) is not None]
    return "".join(texts)


def _datum(key: str, value: str | int | float) -> str:
    text = value if isinstance(value, str) else repr(value)
    if _SPECIAL.search(text):
        text = escape(_ILLEGAL.sub("\ufffd", text), _RETURN)
    return f'<data key="{key}">{text}</data>'


def label(each: Element) -> str:
    """What people call it."""
    values = each.values
    if isinstance(each.part, Relationships):
        return each.part.name
    if each.part is SONGS:
        return f"{values['artist_credit']} – {values['title']}"
    return str(values.get("name") or values[each.part.key])
