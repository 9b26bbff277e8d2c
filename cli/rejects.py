"""The list of rows that were not loaded."""

import json
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from cli.talk import Talk
from graph.folders import data_folder
from graph.records import Reject
from graph.sources.stream import stem
from model.atomic_write import atomic_file
from model.errors import MixgraphError

HEADER = "file\tline\treason\trow\n"
MOST_REASONS = 1000  # that are counted apart; reasons quote values


class RejectList:
    """The rows of one command that were not loaded, listed in one file with file, line, reason and, as JSON, the values.

    They are written as they come, and the file takes its place at the end, also where a file broke off in its middle. A list of
    an earlier run does not stay behind. Where `writes` is False they are only counted.
    """

    def __init__(self, talk: Talk, to: Path | None, files: Sequence[Path], writes: bool = True) -> None:
        self._talk = talk
        self.path = to or data_folder() / "rejects" / f"{stem(files[0])}.rejects.tsv"
        self.number = 0
        self._writes = writes
        self._reasons: Counter[str] = Counter()
        self._file = ExitStack()
        self._listed = 0
        self._lock = threading.Lock()

    def __enter__(self) -> "RejectList":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and not issubclass(kind, MixgraphError):
            self._file.__exit__(kind, error, trace)
            return
        self._file.close()
        if self._listed:
            self._talk.note(f"rows that were not loaded are listed in {self.path}")
        elif self._writes and self.path.is_file() and _is_list(self.path):
            self.path.unlink()

    def add(self, name: str, reject: Reject) -> None:
        """Take one reject of the file called `name`."""
        with self._lock:  # readers and the loader reject, each in its thread
            self.number += 1
            if reject.reason in self._reasons or len(self._reasons) < MOST_REASONS:
                self._reasons[reject.reason] += 1
            if not self._writes:
                return
            if not self._listed:
                self._open = self._file.enter_context(atomic_file(self.path))
                self._open.write(HEADER)
            self._listed += 1
            row = json.dumps(reject.row, ensure_ascii=False) if reject.row else ""
            values = (name, str(reject.line), reject.reason, row)
            self._open.write("\t".join(map(_one_line, values)) + "\n")

    def say(self) -> None:
        """Say how many rows of a file were not loaded, and the usual reasons, and begin to count anew."""
        if self.number:
            self._talk.note(f"  {self.number:,} rows were not loaded:")
        for reason, number in self._reasons.most_common(3):
            self._talk.note(f"    {number:,} × {reason}")
        self.number = 0
        self._reasons.clear()


def _is_list(path: Path) -> bool:
    # a file of the user's that is no list of ours is not taken away
    with path.open("rb") as file:
        return file.read(len(HEADER)) == HEADER.encode()


def _one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())
