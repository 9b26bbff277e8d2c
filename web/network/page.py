"""The network page: one HTML file that holds everything it needs and asks nobody for anything."""

import json
from base64 import b64encode
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from graph.answers.neighbourhood import Neighbourhood
from web.network.drawing import Drawing, draw
from web.network.kinds import LEGEND, SHAPES

VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"


def network_page(neighbourhood: Neighbourhood) -> str:
    """The page of a neighbourhood: picture, legend, search and a table of the same content."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    drawing = draw(neighbourhood)
    scripts, style = [_vis_network(), _own("page.js")], _own("page.css")
    # our own files and escaped JSON are the only texts that go into the page as they are
    environment = Environment(loader=PackageLoader("web.network", ""), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html.j2").render(
        seed=drawing.cards[0],
        cards=drawing.cards,
        size=neighbourhood.size,
        rest=neighbourhood.rest,
        notes=neighbourhood.notes,
        legend=[(str(kind), words, SHAPES[kind]) for kind, words in LEGEND.items() if kind in drawing.kinds],
        policy=_policy(scripts, style),  # allows these very texts and no others
        data=Markup(_data(drawing)),  # noqa: S704  # escaped by script_json
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        style=Markup(style),  # noqa: S704
    )


def script_json(value: Any) -> str:
    """JSON that can stand inside a script element: no character in it can end the element or begin another."""
    # ASCII: U+2028 and U+2029 are escaped with the rest
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(drawing: Drawing) -> str:
    nodes, edges, *_, options = drawing.network.get_network_data()
    return script_json(
        {
            "nodes": nodes,
            "edges": edges,
            "options": json.loads(options),
            "cards": [asdict(card) for card in drawing.cards],
            "years": drawing.layout.years,
            "lane": drawing.layout.lane,
            "bounds": drawing.layout.bounds,
        }
    )


def _policy(scripts: list[str], style: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {_hash(style)}",
            "img-src data:",  # the empty icon, which keeps browsers from asking for one
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _own(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _vis_network() -> str:
    """vis-network as pyvis brings it along, without the comment that sends developer tools to a file that is not there.

    Its style sheet stays out: 220 kB for buttons and editors that this page does not show; the card's style is in page.css.
    """
    text = files("pyvis").joinpath(VIS_NETWORK).read_text(encoding="utf-8").replace("\r\n", "\n")
    code, _, _ = text.partition("//# sourceMappingURL=")
    return code
