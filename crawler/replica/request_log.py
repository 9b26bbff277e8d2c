"""What was asked of a replica: the evidence for how polite a crawl was."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise


@dataclass(slots=True)
class Request:
    """One request; `at_once` counts the requests that were answered at that moment, it included; times are monotonic seconds.

    `target` is path and query; `ended` and `status` are 0 until it is answered.
    """

    target: str
    user_agent: str
    began: float
    at_once: int
    ended: float = 0.0
    status: int = 0


class RequestLog:
    """All requests in the order in which they came, safe to read and to write from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._open = 0

    @contextmanager
    def request(self, target: str, user_agent: str) -> Iterator[Request]:
        """Note a request for as long as it is answered."""
        with self._lock:
            self._open += 1
            request = Request(target, user_agent, time.monotonic(), self._open)
            self._requests.append(request)
        try:
            yield request
        finally:
            with self._lock:
                self._open -= 1
                request.ended = time.monotonic()

    @property
    def requests(self) -> list[Request]:
        """All so far."""
        with self._lock:
            return list(self._requests)

    @property
    def targets(self) -> list[str]:
        """Paths and queries, as often as they were asked for."""
        return [request.target for request in self.requests]

    @property
    def most_at_once(self) -> int:
        """How many requests were answered at one time, at most."""
        return max((request.at_once for request in self.requests), default=0)

    @property
    def shortest_pause(self) -> float:
        """Seconds between the end of an answer and the next request, at least; infinite for fewer than two requests."""
        requests = self.requests
        pauses = (after.began - before.ended for before, after in pairwise(requests))
        return min(pauses, default=float("inf"))

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._requests.clear()
