"""A stand-in for MusicBrainz's web service on a loopback address, with the recordings that a test gives it.

It answers what addresses.py asks for, with the fields that `inc` names and no others, so that a parameter that is missing is
seen; it keeps count of how fast it is asked and of who asks, as the service is documented to.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from tests.graph.sources.musicbrainz_dump import Json, artist, mbid, recording, relate, short

TOO_FAST = (
    "Your requests are exceeding the allowable rate limit. "
    "Please see http://wiki.musicbrainz.org/XMLWebService for more information."
)
BUSY = "The MusicBrainz web server is currently busy. Please try again later."
NOT_NAMED = "Your requests are being throttled because the application you are using has not identified itself."
ROBOTS = "User-agent: *\nDisallow: /recording/\nDisallow: /ws\n"
INCS = {"artist-credits", "genres", "isrcs", "recording-rels", "releases"}


class StandIn:
    """Serves while it is entered, at `base`; `requests` holds the address and user agent of each.

    `interval`: seconds that must lie between two requests, counted on `clock`; requests that were refused count, too.
    `busy`: so many of the next requests are refused because the whole service is busy. `takes`: seconds to each answer.
    """

    def __init__(
        self, recordings: Iterable[Json], interval: float = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.recordings = {each["id"]: each for each in recordings}
        self.interval = interval
        self.clock = clock
        self.busy = 0
        self.takes = 0.0
        self.robots = ROBOTS
        self.requests: list[tuple[str, str]] = []
        self._last: float | None = None
        self._lock = threading.Lock()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stand_in.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "StandIn":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Write the answer to one request."""
        agent = request.headers.get("User-Agent", "")
        headers: dict[str, str] = {}
        with self._lock:
            self.requests.append((request.path, agent))
            now, last, self._last = self.clock(), self._last, self.clock()
            asked = request.path != "/robots.txt"
            busy, self.busy = self.busy > 0, max(0, self.busy - asked)
        time.sleep(self.takes)
        if not asked:
            status, body, kind = 200, self.robots, "text/plain"
        else:
            kind = "application/json; charset=utf-8"
            if not re.search(r"\(.*(@|https?://).*\)", agent):
                status, told = 403, {"error": NOT_NAMED}
            elif busy:
                status, told, headers = 503, {"error": BUSY}, {"Retry-After": "0", "X-RateLimit-Zone": "global"}
            elif last is not None and now - last < self.interval:
                status, told, headers = 503, {"error": TOO_FAST}, {"Retry-After": "1", "X-RateLimit-Zone": "ws ip"}
            else:
                status, told = self._told(request.path)
            body = json.dumps(told)
        data = body.encode()
        request.send_response(status)
        for name, value in (headers | {"Content-Type": kind, "Content-Length": str(len(data))}).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    def _told(self, path: str) -> tuple[int, Json]:
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        inc = set(asked.get("inc", "").split())  # a + comes as a space
        if asked.get("fmt") != "json":
            return 406, {"error": "the stand-in writes JSON only"}
        if inc - INCS:
            return 400, {"error": f"{min(inc - INCS)} is not a valid inc parameter for the recording resource."}
        if found := re.fullmatch("/ws/2/recording/(.+)", parts.path):
            if not re.fullmatch("[0-9a-f-]{36}", found[1]):
                return 400, {"error": "Invalid mbid."}
            one = self.recordings.get(found[1])
            return (200, told(one, inc)) if one else (404, {"error": "Not Found"})
        limit, offset = min(int(asked.get("limit", 25)), 100), int(asked.get("offset", 0))
        if parts.path == "/ws/2/recording" and "artist" in asked:
            by = [each for each in self.recordings.values() if asked["artist"] in _artists(each)]
            listed = [told(each, inc) for each in by[offset : offset + limit]]
            return 200, {"recording-count": len(by), "recording-offset": offset, "recordings": listed}
        if parts.path not in ("/ws/2/recording", "/ws/2/artist") or not asked.get("query"):
            return 400, {"error": "The given parameters do not match any available query type for the resource."}
        words = set(re.findall(r"\w+", asked["query"].lower())) - {"artist"}
        matches: list[Json] = []
        if parts.path == "/ws/2/recording":
            matches = [
                {**short(each), "score": 90} for each in self.recordings.values() if words & set(_words(each["title"]))
            ]
            return 200, _page("recordings", matches, limit, offset)
        names = {own_id: name for each in self.recordings.values() for own_id, name in _artists(each).items()}
        for own_id, name in names.items():
            if shared := words & set(_words(name)):
                matches.append({"id": own_id, "name": name, "score": 100 * len(shared) // len(_words(name))})
        matches.sort(key=lambda match: -match["score"])
        return 200, _page("artists", matches, limit, offset)


def told(document: Json, inc: set[str]) -> Json:
    """The recording with what `inc` names."""
    fields = {"id", "title", "disambiguation", "length", "video", "first-release-date"}
    fields |= {"artist-credit"} if "artist-credits" in inc else set()
    kept = {name: value for name, value in document.items() if name in fields | (inc & {"genres", "isrcs"})}
    if "recording-rels" in inc:
        kept["relations"] = [
            relation | {"recording": short(relation["recording"], credit="artist-credits" in inc)}
            for relation in document["relations"]
        ]
    return kept


def catalogue() -> list[Json]:
    """Invented: samples both ways, a remix, a mash-up, an unknown artist, and an artist with 230 recordings."""
    night_bus = recording(1, "Night Bus", artist("MC Quillon", " feat. "), artist("Ola Brandt"), isrcs=["GBAAA9500001"])
    night_bus |= {"first-release-date": "1995-03-02", "genres": [{"name": "boom bap", "count": 2}]}
    paper_lantern = recording(2, "Paper Lantern", "Nova Kestrel", **{"first-release-date": "1974"})
    tin_whistle = recording(3, "Tin Whistle", "Ola Brandt", disambiguation="live, 1971")
    remix = recording(4, "Night Bus (Halyard remix)", artist("MC Quillon"), length=None)
    mash_up = recording(5, "Bus Lantern", "DJ Halyard")
    street = recording(6, "Street Noise", "[unknown]")
    later = recording(7, "Last Lantern", artist("DJ Halyard", " & "), artist("Nova Kestrel"))
    relate(night_bus, paper_lantern, attributes=["drums (drum set)", "additional"])
    relate(night_bus, tin_whistle)
    relate(night_bus, street)
    relate(remix, night_bus, "bfbdb55a-b857-473a-8f2e-a9c09e45c3f5")
    relate(mash_up, night_bus, "579d0b4c-bf77-479d-aa59-a8af1f518958")
    relate(later, tin_whistle)
    tracks = [recording(1000 + number, f"Track {number}", "Nova Kestrel") for number in range(228)]
    relate(later, tracks[200])
    return [night_bus, paper_lantern, tin_whistle, remix, mash_up, street, *tracks, later]


ARTISTS = {
    name: artist(name)["artist"]["id"]
    for name in ("MC Quillon", "Ola Brandt", "Nova Kestrel", "DJ Halyard", "[unknown]")
}
NOBODY = mbid(0xDEAD)


def _artists(document: Json) -> dict[str, str]:
    return {part["artist"]["id"]: part["artist"]["name"] for part in document["artist-credit"]}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _page(name: str, matches: list[Json], limit: int, offset: int) -> Json:
    listed = matches[offset : offset + limit]
    return {"created": "2030-01-01T00:00:00.000Z", "count": len(matches), "offset": offset, name: listed}
