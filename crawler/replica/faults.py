"""Faults that a site can have, laid over a replica one by one or together."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.utils import formatdate
from http import HTTPStatus
from time import time

from crawler.replica.response import Response, plain_text, redirect
from crawler.replica.server import Pages
from graph.errors import InputUnusable

ROBOTS = "/robots.txt"
_KEYS = ("path", "after", "times", "value")
# what a new layout would call the elements of rows; headings stay
_NEW_NAMES = (
    (rb"<(/?)(?:tr|td|li|article)\b", rb"<\1div"),
    (
        rb"\b(?:trackName|listEntry|sampleEntry|trackDetails|details-inner|trackArtist|trackItem|tdata__td\d|connectionName|destTrackName)\b",
        b"cell",
    ),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault by its name in FAULTS, and when it comes.

    It comes on requests whose path and query `path` (a regular expression) is found in: by default those for robots.txt for
    the faults of robots.txt, and all others for the others. The first `after` of these are answered well, then `times` badly
    (None: for ever). `value` is the fault's own, "" for its default.
    """

    name: str
    path: str = ""
    after: int = 0
    times: int | None = None
    value: str = ""

    @classmethod
    def of(cls, text: str) -> "Fault":
        """The fault written as `NAME[:path=…,after=…,times=…,value=…]`; raises InputUnusable for what is none."""
        name, _, rest = text.partition(":")
        if name not in FAULTS:
            raise InputUnusable(f"there is no fault {name!r}", f"one of {', '.join(FAULTS)}")
        said: dict[str, str] = {}
        for each in re.split(rf",(?=(?:{'|'.join(_KEYS)})=)", rest) if rest else ():
            key, equals, value = each.partition("=")
            if key not in _KEYS or not equals:
                raise InputUnusable(
                    f"{each!r} says nothing of a fault", f"{name}:{','.join(f'{key}=…' for key in _KEYS)}"
                )
            said[key] = value
        try:
            re.compile(said.get("path", ""))
            times = int(said["times"]) if "times" in said else None
            return cls(name, said.get("path", ""), int(said.get("after", "0")), times, said.get("value", ""))
        except (ValueError, re.error) as error:
            raise InputUnusable(
                f"{text!r} is no fault: {error}", "after and times are numbers, path is a regular expression"
            ) from None

    def concerns(self, target: str) -> bool:
        """Whether a request for this path and query can meet the fault."""
        if self.path:
            return re.search(self.path, target) is not None
        return (target == ROBOTS) == self.name.startswith("robots-")


class FaultySite:
    """A site with faults; where several concern a request, the first of them that is due comes."""

    def __init__(self, site: Pages, faults: Sequence[Fault]) -> None:
        self._site = site
        self._faults = list(faults)
        self._met = [0] * len(self._faults)
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """One more fault, from now on."""
        with self._lock:
            self._faults.append(fault)
            self._met.append(0)

    def clear(self) -> None:
        """No more faults, from now on."""
        with self._lock:
            self._faults.clear()
            self._met.clear()

    def page(self, target: str) -> Response:
        """The answer to a request for this path and query."""
        fault = self._due(target)
        if fault is None:
            return self._site.page(target)
        kind = FAULTS[fault.name]
        return kind.answer(lambda: self._site.page(target), fault.value or kind.value, target)

    def _due(self, target: str) -> Fault | None:
        due = None
        with self._lock:
            for index, fault in enumerate(self._faults):
                if not fault.concerns(target):
                    continue
                before = self._met[index]
                if before < fault.after:
                    self._met[index] += 1
                elif due is None and (fault.times is None or before < fault.after + fault.times):
                    self._met[index] += 1
                    due = fault
        return due


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What a fault does: `answer` makes it of the good answer, the fault's value (else `value`) and the path and query."""

    summary: str
    answer: Callable[[Callable[[], Response], str, str], Response]
    value: str = ""


def _status(status: HTTPStatus, retry_after: str = "") -> Response:
    headers = {"Content-Type": "text/html; charset=utf-8"} | ({"Retry-After": retry_after} if retry_after else {})
    return Response(status, f"<!DOCTYPE html><title>{status.phrase}</title>".encode(), headers)


def _challenge() -> Response:
    body = b'<!DOCTYPE html><title>Just a moment...</title><body><div id="cf-challenge"></div></body>'
    return Response(
        HTTPStatus.FORBIDDEN, body, {"Content-Type": "text/html; charset=utf-8", "cf-mitigated": "challenge"}
    )


def _cut_off(good: Response) -> Response:
    return replace(good, body=good.body[: len(good.body) // 2], declared_length=len(good.body))


def _told_charset(good: Response, charset: str) -> Response:
    return replace(good, headers=good.headers | {"Content-Type": f"text/html; charset={charset}"})


def _other_charset(good: Response, charset: str) -> Response:
    return replace(good, body=good.text.encode(charset, errors="replace"))


def _longer(good: Response, megabytes: str) -> Response:
    return replace(good, body=good.body + b" " * int(float(megabytes) * 1_000_000))


def _new_layout(good: Response) -> Response:
    body = good.body
    for old, new in _NEW_NAMES:
        body = re.sub(old, new, body)
    return replace(good, body=body)


FAULTS = {
    "too-many": FaultKind(
        "429, Retry-After in seconds (value)",
        lambda _, value, __: _status(HTTPStatus.TOO_MANY_REQUESTS, value),
        value="1",
    ),
    "too-many-date": FaultKind(
        "429, Retry-After as the date in so many seconds (value)",
        lambda _, value, __: _status(HTTPStatus.TOO_MANY_REQUESTS, formatdate(time() + float(value), usegmt=True)),
        value="2",
    ),
    "unavailable": FaultKind(
        "503, Retry-After if there is a value", lambda _, value, __: _status(HTTPStatus.SERVICE_UNAVAILABLE, value)
    ),
    "broken": FaultKind("500", lambda _, __, ___: _status(HTTPStatus.INTERNAL_SERVER_ERROR)),
    "forbidden": FaultKind("403", lambda _, __, ___: _status(HTTPStatus.FORBIDDEN)),
    "challenge": FaultKind("403 with the page of a bot protection", lambda _, __, ___: _challenge()),
    "slow": FaultKind(
        "a body that takes so many seconds (value)",
        lambda good, value, _: replace(good(), seconds=float(value)),
        value="10",
    ),
    "cut-off": FaultKind("half of the body that was told", lambda good, _, __: _cut_off(good())),
    "huge": FaultKind(
        "so many megabytes more (value)", lambda good, value, _: _longer(good(), value), value="30"
    ),
    "told-charset": FaultKind(
        "UTF-8 under the name of another (value)",
        lambda good, value, _: _told_charset(good(), value),
        value="iso-8859-1",
    ),
    "other-charset": FaultKind(
        "another charset (value) under the name of UTF-8",
        lambda good, value, _: _other_charset(good(), value),
        value="cp1252",
    ),
    "redirect-loop": FaultKind(
        "a redirect to the same page", lambda _, __, target: redirect(target, HTTPStatus.FOUND)
    ),
    "off-site": FaultKind(
        "a redirect to another site (value)",
        lambda _, value, __: redirect(value, HTTPStatus.FOUND),
        value="https://elsewhere.invalid/",
    ),
    "private-address": FaultKind(
        "a redirect to a private address (value)",
        lambda _, value, __: redirect(value, HTTPStatus.FOUND),
        value="http://169.254.169.254/latest/meta-data/",
    ),
    "new-layout": FaultKind("other elements and classes in rows, the same headings", lambda good, _, __: _new_layout(good())),
    "robots-refuses": FaultKind(
        "a robots.txt that disallows a path (value)",
        lambda _, value, __: plain_text(f"User-agent: *\nDisallow: {value}\n"),
        value="/",
    ),
    "robots-delay": FaultKind(
        "a robots.txt with a Crawl-delay in seconds (value)",
        lambda _, value, __: plain_text(f"User-agent: *\nCrawl-delay: {value}\n"),
        value="2",
    ),
    "robots-signals": FaultKind(
        "a robots.txt with content signals (value)",
        lambda _, value, __: plain_text(f"User-agent: *\nContent-Signal: {value}\nAllow: /\n"),
        value="search=yes, ai-train=no",
    ),
    "robots-broken": FaultKind(
        "a robots.txt that answers with a status (value)",
        lambda _, value, __: _status(HTTPStatus(int(value))),
        value="503",
    ),
}  # fmt: skip
