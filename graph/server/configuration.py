"""neo4j.conf: the shipped one, and the copy with this start's addresses that Neo4j reads."""

import socket
import sysconfig
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from graph.errors import ServerUnavailable
from graph.server.home import ServerHome
from model.atomic_write import atomic_file

ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """Where one server listens."""

    bolt: int
    http: int


def free_ports() -> Ports:
    """Two ports that were free a moment ago; somebody may be faster, so a start tries more than once."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(2)]
        for each in sockets:
            each.bind((ADDRESS, 0))
        return Ports(*(each.getsockname()[1] for each in sockets))


def shipped() -> Path:
    """The project's neo4j.conf: in the repository beside the packages, else where the wheel put it."""
    places = [Path(__file__).parents[2] / "neo4j.conf"]
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    places += [Path(sysconfig.get_path("data", scheme), "share", "mixgraph", "neo4j.conf") for scheme in schemes]
    for place in places:
        if place.is_file():
            return place
    raise ServerUnavailable("neo4j.conf is missing from this installation of mixgraph", hint="install it again")


def settings(text: str) -> dict[str, str]:
    """The settings of a neo4j.conf."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def heap_options(text: str) -> list[str]:
    """The heap of a neo4j.conf as Java's options; in Docker the image's own script does this."""
    found = settings(text)
    return [f"-Xms{found['server.memory.heap.initial_size']}", f"-Xmx{found['server.memory.heap.max_size']}"]


def write_conf(home: ServerHome, shipped_text: str, ports: Ports) -> Path:
    """Write the configuration of one start; returns its folder."""
    addresses = [
        f"server.{connector}.{kind}_address={ADDRESS}:{port}"
        for connector, port in (("bolt", ports.bolt), ("http", ports.http))
        for kind in ("listen", "advertised")
    ]
    folder = home.path / "conf"
    with atomic_file(folder / "neo4j.conf") as file:
        file.write(
            "\n".join([shipped_text, "# of this start", f"server.default_listen_address={ADDRESS}", *addresses, ""])
        )
    return folder
