"""What loading commands say about rows that were not loaded."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cli.talk import Talk
from graph.folders import data_folder
from graph.records import Reject
from model.atomic_write import atomic_file


def write_rejects(path: Path, to: Path | None, rejects: Sequence[Reject]) -> Path | None:
    """List the rejected rows of a file with line and reason; the list's path, None when there are none."""
    target = to or data_folder() / "rejects" / f"{path.stem}.rejects.tsv"
    if not rejects:
        return None
    columns = list(dict.fromkeys(column for reject in rejects for column in reject.row))
    with atomic_file(target) as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["line", "reason", *columns])
        for reject in rejects:
            writer.writerow([reject.line, reject.reason, *(reject.row.get(column, "") for column in columns)])
    return target


def say_rejects(talk: Talk, path: Path | None, rejects: Sequence[Reject]) -> None:
    """Say how many rows were not loaded, for which reasons, and where they are listed."""
    if path is None:
        return
    talk.note(f"  {len(rejects):,} rows were not loaded; they are listed in {path}")
    for reason, number in Counter(reject.reason for reject in rejects).most_common(3):
        talk.note(f"    {number:,} × {reason}")
