"""A way to a database that can be cut and mended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CuttableProxy:
    """Passes bytes on between a port of this machine and another one; when it is cut, nobody answers at its port."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._accept(self._listener)

    def cut(self) -> None:
        """End all connections, and take no more."""
        with self._lock:
            for each in (self._listener, *self._open):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
            self._open.clear()

    def mend(self) -> None:
        """Take connections again."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accept(self._listener)

    def _accept(self, listener: socket.socket) -> None:
        def accept() -> None:
            with suppress(OSError):  # it was cut
                while True:
                    near, _ = listener.accept()
                    far = socket.create_connection(("127.0.0.1", self._to))
                    with self._lock:
                        self._open += [near, far]
                    for one, other in ((near, far), (far, near)):
                        threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()


@contextmanager
def cuttable_proxy(to: int) -> Iterator[CuttableProxy]:
    """A proxy until the block ends."""
    proxy = CuttableProxy(to)
    try:
        yield proxy
    finally:
        proxy.cut()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for each in (one, other):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
