"""What a check finds, and how all of them are run at once under one limit of time."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from cli.redaction import redacted
from cli.talk import printable
from model.errors import MixgraphError

SECONDS = 5.0


@dataclass(frozen=True)
class Finding:
    """`yes`: as it should be; `note`: works, but worth knowing; `no`: something will fail, and `advice` says what to do."""

    ok: Literal["yes", "no", "note"]
    detail: str
    advice: str = ""


Check = Callable[[], Finding]


def findings(checks: Sequence[tuple[str, Check]], seconds: float = SECONDS) -> list[dict[str, Any]]:
    """Run the checks beside each other; one that gives no answer in time has failed. Rows: check, ok, detail, advice."""
    found: dict[str, Finding] = {}

    def run(name: str, check: Check) -> None:
        found[name] = _finding(check)

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in checks]
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    late = Finding(
        "no", f"gave no answer within {seconds:.0f} s", "see what keeps it: the disk, the network, the machine"
    )
    return [
        {"check": name, **{key: printable(redacted(text)) for key, text in asdict(found.get(name, late)).items()}}
        for name, _ in checks
    ]


def _finding(check: Check) -> Finding:
    try:
        return check()
    except MixgraphError as error:
        return Finding("no", str(error), error.hint)
    except Exception as error:
        return Finding("no", f"{type(error).__name__}: {error}", "this is a fault of mixgraph's check")
