"""What a site answers."""

from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers and body; `declared_length` and `seconds` are for faults: a length that is told, a time to send it."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    declared_length: int | None = None
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


def plain_text(text: str, status: int = HTTPStatus.OK) -> Response:
    """Such as robots.txt."""
    return Response(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})


def redirect(location: str, status: int = HTTPStatus.MOVED_PERMANENTLY) -> Response:
    """To another address."""
    return Response(status, b"", {"Content-Type": "text/html; charset=utf-8", "Location": location})
