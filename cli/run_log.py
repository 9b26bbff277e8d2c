"""What was done when, with which parameters and result: a JSON line at the start of what changes something, one at its end.

The lines stand in `runs.jsonl` of the data folder, which becomes `runs.1.jsonl` when it is full. A line is appended in one
write; a torn one (a full disk, a power cut) is left out when reading. A run without an end was killed, or still goes on.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.redaction import redacted, redacted_arguments
from cli.version import version_of
from graph.folders import data_folder

BYTES = 1_000_000  # of one file, some thousand runs; there are at most two files
LETTERS = 500  # of one text in a line
ENTRIES = 50  # of one list in a line: files may be given by the thousand


@dataclass(frozen=True)
class RunRecord:
    """One run as the log tells it; `seconds` and `exit_code` are None for one that did not end."""

    id: str
    command: str
    state: str  # done, failed, interrupted, unfinished (killed), running
    started: str
    seconds: float | None
    exit_code: int | None
    result: str
    arguments: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    folder: str = ""
    version: str = ""

    def row(self) -> dict[str, Any]:
        """The run as a flat row, without its parameters."""
        row = asdict(self)
        del row["parameters"]
        return row


class Run:
    """A run that goes on; `end` writes how it ended."""

    def __init__(self, command: str, arguments: Sequence[str], parameters: Mapping[str, Any]) -> None:
        self._path = log_file()  # now: the demo changes to a folder of its own on the way
        self._id = secrets.token_hex(4)
        self._began = time.monotonic()
        _append(
            self._path,
            {
                "id": self._id,
                "event": "start",
                "command": command,
                "arguments": _bounded(redacted_arguments(arguments)),
                "parameters": _bounded(parameters),
                "started": datetime.now().astimezone().isoformat(timespec="seconds"),
                "folder": _working_folder(),
                "version": version_of("mixgraph"),
                "process": os.getpid(),
            },
        )

    def end(self, exit_code: int, result: str) -> None:
        """Write exit code, seconds, and one line of what came out or went wrong."""
        seconds = round(time.monotonic() - self._began, 3)
        line = _bounded(" ".join(result.split()))
        _append(
            self._path,
            {"id": self._id, "event": "end", "seconds": seconds, "exit_code": exit_code, "result": line},
        )


def _working_folder() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # somebody deleted it
        return ""


def log_file() -> Path:
    """The log of this user's data folder."""
    return data_folder() / "runs.jsonl"


def runs() -> list[RunRecord]:
    """All runs that are still in the log, newest first."""
    starts: dict[str, dict[str, Any]] = {}
    ends: dict[str, dict[str, Any]] = {}
    for entry in _entries():
        (starts if entry.get("event") == "start" else ends)[entry["id"]] = entry
    return [_record(start, ends.get(run_id)) for run_id, start in reversed(starts.items())]


def _record(start: dict[str, Any], end: dict[str, Any] | None) -> RunRecord:
    end = end or {}
    code = end.get("exit_code")
    if code is None:
        state = "running" if _alive(start) else "unfinished"
    else:
        state = {0: "done", 130: "interrupted"}.get(code, "failed")
    return RunRecord(
        id=start["id"],
        command=str(start.get("command", "")),
        state=state,
        started=str(start.get("started", "")),
        seconds=end.get("seconds"),
        exit_code=code,
        result=str(end.get("result", "")),
        arguments=start.get("arguments", []),
        parameters=start.get("parameters", {}),
        folder=str(start.get("folder", "")),
        version=str(start.get("version", "")),
    )


def _alive(start: dict[str, Any]) -> bool:
    import psutil

    try:
        began = datetime.fromisoformat(start["started"]).timestamp()
        # a later process may have got the same number
        return bool(psutil.Process(start["process"]).create_time() < began + 1)
    except (KeyError, ValueError, TypeError, psutil.Error):
        return False


def _entries() -> Iterator[dict[str, Any]]:
    path = log_file()
    for file in (_full(path), path):
        try:
            lines = file.read_bytes().splitlines()
        except FileNotFoundError:
            continue
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:  # torn
                continue
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield entry


def _full(path: Path) -> Path:
    return path.with_suffix(".1.jsonl")


def _append(path: Path, entry: dict[str, Any]) -> None:
    line = json.dumps(entry, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _opened(path, len(line))
        try:
            size = os.fstat(descriptor).st_size
            whole = not size or os.pread(descriptor, 1, size - 1) == b"\n"
            os.write(descriptor, line if whole else b"\n" + line)
        finally:
            os.close(descriptor)
    except OSError as error:  # no space, no right to write: the work itself is what matters
        import logging

        logging.getLogger("mixgraph.runs").debug("the run log could not be written: %s", error)


def _opened(path: Path, room: int) -> int:
    """The log, locked and with room for a line."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        here = os.fstat(descriptor)
        if path.exists() and os.path.samestat(here, path.stat()):
            if not here.st_size or here.st_size + room <= BYTES:
                return descriptor
            path.replace(_full(path))
        os.close(descriptor)  # another file has its name now


def _bounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _bounded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        rest = len(value) - ENTRIES
        return [_bounded(each) for each in value[:ENTRIES]] + ([f"… and {rest:,} more"] if rest > 0 else [])
    if value is None or isinstance(value, bool | int | float):
        return value
    text = redacted(str(value)[: 4 * LETTERS])  # more first: what is half of a secret would not be seen as one
    return text if len(text) <= LETTERS else f"{text[:LETTERS]}…"
