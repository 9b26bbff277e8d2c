"""Is there a Spark master where one is said to be? Spark itself would ask for a minute and then say something else."""

import socket

from model.errors import EngineFailed

_SECONDS = 5.0
_SCHEME = "spark://"


def check_master(master: str, seconds: float = _SECONDS) -> None:
    """Connect to the masters of `spark://host:port,host:port`; EngineFailed when none answers. Other masters pass."""
    if not master.startswith(_SCHEME):
        return
    tried = []
    for address in master.removeprefix(_SCHEME).split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise EngineFailed(
                f"{master} does not name a Spark master",
                hint="write it as spark://host:port (7077 is the usual port), as the master's own page shows it",
            )
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=seconds):
                return
        except (OSError, OverflowError) as error:
            tried.append(f"{address} ({(getattr(error, 'strerror', None) or str(error)).lower()})")
    raise EngineFailed(
        f"no Spark master answers at {', '.join(tried)}",
        hint="start the master, correct --master, or leave it out: then Spark runs on this machine",
    )
