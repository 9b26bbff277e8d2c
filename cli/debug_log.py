"""What `--debug` shows: what is done, how long it takes, and where an error comes from; on stderr, without secrets."""

import logging
import platform
import sys
from collections.abc import Sequence

import click

from cli.redaction import redacted, redacted_arguments
from cli.talk import printable
from cli.version import version_of
from graph.folders import cache_folder, config_file, data_folder

VERSIONS = ("click", "neo4j", "pyspark", "numpy", "pyarrow")

log = logging.getLogger("mixgraph")


class _OnStderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(printable(redacted(self.format(record))), err=True)


def begin(arguments: Sequence[str]) -> None:
    """Show debug lines from now on, first what runs where; `end` stops it."""
    if any(isinstance(handler, _OnStderr) for handler in log.handlers):
        return
    handler = _OnStderr()
    handler.setFormatter(logging.Formatter("%(asctime)s.%(msecs)03d %(name)s: %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    log.debug(
        "mixgraph %s, Python %s, %s; %s",
        version_of("mixgraph"),
        platform.python_version(),
        platform.platform(),
        ", ".join(f"{name} {version_of(name)}" for name in VERSIONS),
    )
    log.debug("data %s, caches %s, configuration %s", data_folder(), cache_folder(), config_file())
    log.debug("command: %s", " ".join(redacted_arguments(arguments)))


def end(code: int, seconds: float) -> None:
    """Say how it ended, and show no more."""
    log.debug("exit code %d after %.3f s", code, seconds)
    log.setLevel(logging.NOTSET)
    for handler in [each for each in log.handlers if isinstance(each, _OnStderr)]:
        log.removeHandler(handler)


def traceback() -> None:
    """Show where the error that is being handled comes from."""
    import traceback

    exception = sys.exception()
    if exception is not None:
        for line in redacted("".join(traceback.format_exception(exception))).splitlines():
            click.echo(printable(line), err=True)
