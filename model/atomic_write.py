"""Files and folders that are either the old ones or the whole new ones, also after a crash or a full disk."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def atomic_file(path: Path, mode: str = "w", permissions: int | None = None) -> Iterator[IO[Any]]:
    """Open a file beside `path` for writing and rename it to `path` when the block ends well; else `path` stays as it was.

    `permissions` is the mode the file has from its first byte on (0o600 for secrets); None leaves it to the umask.
    """
    path = path.resolve()  # a link stays a link: what it points to is replaced
    binary = "b" in mode
    if path.exists() and not path.is_file():
        # a device or pipe has no old content to keep, and must not become a file
        with path.open(mode, encoding=None if binary else "utf-8", newline=None if binary else "") as file:
            yield file
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        # newline="": what is written is what stands in the file, whatever the system
        with open(descriptor, mode, encoding=None if binary else "utf-8", newline=None if binary else "") as file:  # noqa: PTH123
            yield file
            file.flush()
            os.fsync(file.fileno())
        if permissions is None:
            umask = os.umask(0)
            os.umask(umask)
            permissions = 0o666 & ~umask
        temporary.chmod(permissions)
        temporary.replace(path)
        _sync(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Give a new folder beside `path` and put it in the place of `path` when the block ends well; else remove it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield temporary
        for file in temporary.rglob("*"):
            if file.is_file():
                _sync(file)
        temporary.chmod(0o755)
        if path.exists():
            # a folder cannot be renamed over another: the old one steps aside first, and is gone last
            aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.old.", dir=path.parent))
            path.rename(aside / path.name)
            temporary.rename(path)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            temporary.rename(path)
        _sync(path.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
