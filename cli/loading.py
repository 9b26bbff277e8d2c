"""What loading commands say about rows that were not loaded."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cli.talk import Talk
from graph.folders import data_folder
from graph.records import Reject
from model.atomic_write import atomic_file


class RejectList:
    """The rows of one command that were not loaded, listed in one file; a list of an earlier run does not stay behind."""

    def __init__(self, talk: Talk, to: Path | None, files: Sequence[Path]) -> None:
        self._talk = talk
        self.path = to or data_folder() / "rejects" / f"{files[0].stem}.rejects.tsv"
        self._rows: list[tuple[Path, Reject]] = []

    def add(self, path: Path, rejects: Sequence[Reject]) -> None:
        """Take the rejects of one file and say how many they are, and why."""
        self._rows += [(path, reject) for reject in rejects]
        if rejects:
            self._talk.note(f"  {len(rejects):,} rows were not loaded:")
        for reason, number in Counter(reject.reason for reject in rejects).most_common(3):
            self._talk.note(f"    {number:,} × {reason}")

    def write(self) -> None:
        """List them with file, line and reason, and say where; without any, remove the list."""
        if not self._rows:
            if self.path.is_file():
                self.path.unlink()
            return
        columns = list(dict.fromkeys(column for _, reject in self._rows for column in reject.row))
        with atomic_file(self.path) as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n")
            writer.writerow(["file", "line", "reason", *columns])
            for path, reject in self._rows:
                writer.writerow([path, reject.line, reject.reason, *(reject.row.get(column, "") for column in columns)])
        self._talk.note(f"rows that were not loaded are listed in {self.path}")
