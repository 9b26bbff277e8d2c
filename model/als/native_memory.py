"""How much memory a native fit and ranking need, told before they start."""

from pathlib import Path

from model.als.gram import BLOCK, PART
from model.errors import EngineFailed

CONTROL_GROUP = Path("/sys/fs/cgroup")
_FLOAT32, _FLOAT64 = 4, 8
_BASE = 200_000_000  # numba and its compiler, the algebra library's buffers


def memory_needed(nodes: int, rank: int, threads: int, lists: int = 0) -> int:
    """Bytes that a fit and the ranking after it take beside the adjacency: 16 · nodes · rank, and what grows more slowly.

    8 · nodes · rank are the factors, and as much those that a fit goes on from, or the `lists` of the ranking where they are
    more (`native_top_k.memory_needed`). Sums of products take 8 · rank² for every 16,384 nodes, a thread's rows four such
    matrices and two blocks of 1,024 lines.
    """
    factors = 2 * nodes * rank * _FLOAT32
    sums = (nodes // PART + 4 + 4 * threads) * rank * rank * _FLOAT64
    blocks = 2 * threads * BLOCK * rank * _FLOAT64
    return _BASE + factors + max(factors + sums + blocks, lists)


def check_memory(nodes: int, rank: int, needed: int) -> None:
    """Raise EngineFailed, with the estimate and what to do, when fewer bytes are free than are needed."""
    free = free_memory()
    if needed > free:
        raise EngineFailed(
            f"{nodes:,} nodes of rank {rank} need {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free",
            hint="lower --rank, stop what else runs, or fit on a cluster: --engine spark --master …",
        )


def free_memory() -> int:
    """Bytes that this process may still take: of the machine's, and of its control group's where that has a limit."""
    import psutil

    free = int(psutil.virtual_memory().available)
    try:
        limit = int((CONTROL_GROUP / "memory.max").read_text())
        taken = int((CONTROL_GROUP / "memory.current").read_text())
        told = dict(line.split() for line in (CONTROL_GROUP / "memory.stat").read_text().splitlines())
        # what only keeps files at hand is given up when it is needed
        return min(free, limit - taken + int(told.get("file", 0)))
    except (OSError, ValueError):  # no such file; "max"
        return free
