"""Ctrl-C where it can do no harm.

An interrupt that comes while the driver writes leaves half a message on the connection: the driver's clearing up then waits for
an answer that never comes, or fails in a way that hides the interrupt, even tries the transaction again. So it waits.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held_back() -> Iterator[Callable[[], None]]:
    """Hold Ctrl-C back until the function that this gives is called, or until the end; a second one is not held back.

    Does nothing outside of the main thread, and where somebody else already handles the signal.
    """
    usual = signal.default_int_handler
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is not usual:
        yield lambda: None
        return
    asked = False

    def hold(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            usual(number, frame)
        asked = True

    def safe_place() -> None:
        if asked:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, hold)
    try:
        yield safe_place
    finally:
        signal.signal(signal.SIGINT, usual)
    safe_place()
