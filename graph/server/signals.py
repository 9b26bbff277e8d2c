"""Ends of processes: waits that are cut short when this one shall end or a child ends, and children that end with it."""

import ctypes
import select
import signal
import socket
import sys
from types import FrameType

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """In a child that was just forked: let it be asked to stop when its parent ends, however that ends; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Wakeups:
    """Turns SIGTERM, SIGINT and SIGCHLD into an early end of `wait`; nothing else happens inside a handler."""

    def __init__(self) -> None:
        self.stop_asked = False
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked = True

    def wait(self, seconds: float) -> None:
        """Wait so long, or until a signal comes; one that came before this call counts."""
        readable, _, _ = select.select([self._reading], [], [], seconds)
        if readable:
            self._reading.recv(4096)
