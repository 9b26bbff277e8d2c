"""The folder of a local Neo4j: what lies where, who runs it, and how to reach it.

Everything here is on the way of each command that asks the database, so it imports next to nothing and takes a millisecond.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from graph.folders import data_folder


@dataclass(frozen=True)
class ServerState:
    """A server of ours: where it listens, how to enter it, and its processes.

    `ready` is false while Neo4j is starting; `java_created` (seconds since the epoch) tells the process from a later one of
    the same number.
    """

    version: str
    bolt_port: int
    http_port: int
    username: str
    password: str = field(repr=False)
    supervisor: int
    java: int
    java_created: float
    started_at: str
    ready: bool

    @property
    def bolt_uri(self) -> str:
        """The address for drivers."""
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def browser_url(self) -> str:
        """The address of Neo4j Browser."""
        return f"http://127.0.0.1:{self.http_port}/browser/"


@dataclass(frozen=True)
class ServerHome:
    """One local Neo4j's folder, `neo4j` in the data folder."""

    path: Path

    @classmethod
    def of_user(cls) -> "ServerHome":
        """The one of this user (MIXGRAPH_HOME, else the platform's data folder)."""
        return cls(data_folder() / "neo4j")

    @property
    def data(self) -> Path:
        """The store, with users and passwords (hashed)."""
        return self.path / "data"

    @property
    def replaced(self) -> Path:
        """The store that another is just taking the place of; there for a moment, or after a crash in that moment."""
        return self.path / "data.replaced"

    @property
    def console_log(self) -> Path:
        """What supervisor and Neo4j say; one file a start, the one before is kept beside it."""
        return self.path / "logs" / "console.log"

    @property
    def password_file(self) -> Path:
        """The password that belongs to the store, mode 0600."""
        return self.path / "password"

    @property
    def state_file(self) -> Path:
        """A ServerState as JSON, mode 0600; its time of change says when the server was last asked for."""
        return self.path / "state.json"

    @property
    def stay_file(self) -> Path:
        """There while the server shall not stop by itself."""
        return self.path / "stay"

    @property
    def start_lock(self) -> Path:
        """Held while somebody starts, resets or dumps the server."""
        return self.path / "start.lock"

    @property
    def running_lock(self) -> Path:
        """Held by the supervisor for as long as it lives, so that no clock and no reused process number can deceive."""
        return self.path / "running.lock"

    def supervisor(self) -> int | None:
        """The process that looks after the server: None if there is none, 0 if it has not said its number yet."""
        try:
            descriptor = os.open(self.running_lock, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(os.read(descriptor, 20) or b"0")
        finally:
            os.close(descriptor)
        return None

    def last_state(self) -> ServerState | None:
        """What the last supervisor wrote, which may be dead by now."""
        try:
            return ServerState(**json.loads(self.state_file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def state(self) -> ServerState | None:
        """The server that is up, or None."""
        last = self.last_state()
        if last is None or not last.ready or last.supervisor != self.supervisor():
            return None
        return last

    def write_state(self, state: ServerState) -> None:
        """Put a state in place of the last one."""
        from model.atomic_write import atomic_file

        with atomic_file(self.state_file, permissions=0o600) as file:
            json.dump(asdict(state), file)
