"""Where numba keeps what it compiled: compiling takes seconds, reading it again a fraction of one."""

import os
import sys
from pathlib import Path

from model.errors import EngineFailed

_VARIABLE = "NUMBA_CACHE_DIR"


def keep_kernels(folder: Path) -> None:
    """Have kernels that are imported from now on kept in `folder`, unless NUMBA_CACHE_DIR names another.

    Call it before anything imports numba. The folder is for its owner alone, since what lies there is run. Raises
    EngineFailed when it cannot be written to.
    """
    folder = Path(os.environ.get(_VARIABLE, folder))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(f"you may not write to {folder}")
    except OSError as error:
        raise EngineFailed(
            f"compiled code cannot be kept in {folder}: {error.strerror or error}",
            hint="MIXGRAPH_CACHE names another folder",
        ) from error
    os.environ[_VARIABLE] = str(folder)
    if "numba" in sys.modules:  # which read the variable when it was imported
        sys.modules["numba"].config.CACHE_DIR = str(folder)
