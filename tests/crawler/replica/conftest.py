"""Walks through a whole replica, without a socket."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

import pytest
from lxml import html

from crawler.replica.site import Layout, ReplicaSite, replica_of_catalogue


@dataclass
class Walk:
    """Every page that links lead to: its tree, or its status where it is none."""

    site: ReplicaSite
    pages: dict[str, html.HtmlElement] = field(default_factory=dict)
    dead: dict[str, int] = field(default_factory=dict)

    def trees(self, *first_parts: str) -> Iterable[tuple[str, html.HtmlElement]]:
        return ((url, tree) for url, tree in self.pages.items() if url.split("/")[1] in first_parts)


def walk(site: ReplicaSite, start: str = "/", sorts: bool = True) -> Walk:
    found = Walk(site)
    seen, todo = {start}, [start]
    while todo:
        url = todo.pop()
        response = site.page(url)
        if response.status != 200:
            found.dead[url] = response.status
            continue
        tree = found.pages[url] = html.fromstring(response.text)
        for href in set(tree.xpath("//@href")) - {"data:,"}:
            target = urljoin(url, href)
            if target not in seen and (sorts or "ob=" not in target):
                seen.add(target)
                todo.append(target)
    return found


@pytest.fixture(scope="module", params=[Layout.NEW, Layout.OLD])
def whole(request: pytest.FixtureRequest) -> Walk:
    """All pages of the catalogue's replica in one layout."""
    return walk(replica_of_catalogue(request.param), sorts=request.param is Layout.NEW)
