"""Lists of the best k as one number an entry, which compiled code compares at once.

An entry is the score's bits above what is the larger the lower the position: of two entries the larger stands first in a
list, by score and, of equal scores, by position. 0 is where nothing stands. Scores are positive floats: their bits are ordered
as they are.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from model.als.engine import TOP_K_SCHEMA

LAST = 2**31 - 1  # the last position, and more than any score's bits


def table_of(entries: npt.NDArray[np.int64], first: int = 0) -> pa.Table:
    """A table of TOP_K_SCHEMA from the entries (songs, k), in any order, of the songs from `first` on."""
    entries = np.sort(entries, axis=1)[:, ::-1]
    song, rank = np.nonzero(entries)
    found = entries[song, rank]
    columns = [
        (song + first).astype(np.int32),
        LAST - (found & LAST).astype(np.int32),
        (rank + 1).astype(np.int32),
        (found >> 32).astype(np.int32).view(np.float32),
    ]
    return pa.table(columns, TOP_K_SCHEMA)
