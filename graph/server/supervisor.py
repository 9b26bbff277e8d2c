"""The process that owns one local Neo4j: starts it, writes where it is, stops it when nobody needs it, and ends with it.

`graph.server.launch` runs it as `python -m graph.server.supervisor HOME LOCK IDLE_SECONDS`. The call comes back as soon as the
running lock is held, and the supervisor goes on in the background; from then on the state file and the log tell the rest.
"""

import fcntl
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil

from graph.server.account import USERNAME, password_of
from graph.server.configuration import Ports, free_ports, shipped, write_conf
from graph.server.ending import end_left_over
from graph.server.home import ServerHome, ServerState
from graph.server.jars import JarFolder
from graph.server.java import ClassArchive, command, environment
from graph.server.signals import Wakeups, end_with_parent

START_SECONDS = 300.0  # recovery of a large store after a crash takes its time
STOP_SECONDS = 60.0
LOCK_SECONDS = 5.0
LOOK_SECONDS = 0.05
IDLE_LOOK_SECONDS = 20.0
PORT_TRIES = 4
STARTED = re.compile(rb"INFO\s+Started\.")
PORT_TAKEN = re.compile(rb"Address already in use|PortBindException")
ARCHIVE_REFUSED = re.compile(rb"Unable to use shared archive")

log = logging.getLogger("mixgraph")


class Supervisor:
    """One Neo4j, from start to end."""

    def __init__(
        self, home: ServerHome, jars: JarFolder, idle_seconds: float, choose_ports: Callable[[], Ports] = free_ports
    ) -> None:
        self._home = home
        self._jars = jars
        self._idle_seconds = idle_seconds
        self._choose_ports = choose_ports
        self._archive = ClassArchive(jars)
        self._wakeups = Wakeups()
        self._lock = home.running_lock.stat()
        self._environment: dict[str, str] = {}
        self._started = False
        self._java: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Start Neo4j, watch it to its end and clean up; returns the exit code."""
        end_left_over(self._home)
        with environment(self._jars) as self._environment:
            return self._run()

    def _run(self) -> int:
        try:
            state = self._start()
            if state is None or self._java is None:
                return 0 if self._wakeups.stop_asked else 1
            self._started = True
            self._home.write_state(state)
            return self._watch(state, self._java)
        except FileNotFoundError:
            if self._owns_folder():
                raise
            log.info("stopping: the folder was deleted")
            return 0
        finally:
            self._end()
            if self._owns_folder():
                self._home.stay_file.unlink(missing_ok=True)

    def _start(self) -> ServerState | None:
        archive_options = self._archive.options()
        for _ in range(PORT_TRIES):
            ports = self._choose_ports()
            began = self._home.console_log.stat().st_size
            java = self._spawn(ports, archive_options)
            started_at = datetime.now(UTC).isoformat(timespec="seconds")
            state = ServerState(
                version=self._jars.version,
                bolt_port=ports.bolt,
                http_port=ports.http,
                username=USERNAME,
                password=password_of(self._home),
                supervisor=os.getpid(),
                java=java.pid,
                java_created=psutil.Process(java.pid).create_time(),
                started_at=started_at,
                ready=False,
            )
            self._home.write_state(state)
            if self._wait_started(java, began):
                if ARCHIVE_REFUSED.search(self._said_since(began)):
                    self._archive.refused()
                return replace(state, ready=True)
            self._end()
            if self._wakeups.stop_asked or not PORT_TAKEN.search(self._said_since(began)):
                return None
            log.info("a port was taken meanwhile: trying others")
        return None

    def _spawn(self, ports: Ports, archive_options: Sequence[str]) -> subprocess.Popen[bytes]:
        conf = shipped().read_text(encoding="utf-8")
        write_conf(self._home, conf, ports)
        with self._home.console_log.open("ab") as console:
            self._java = subprocess.Popen(
                command(self._home, conf, archive_options),
                env=self._environment,
                cwd=self._home.path,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                process_group=0,
                preexec_fn=end_with_parent,  # where it cannot, the next start finds the left-over
            )
        return self._java

    def _wait_started(self, java: subprocess.Popen[bytes], began: int) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while java.poll() is None and not self._wakeups.stop_asked:
            if STARTED.search(self._said_since(began)):
                return True
            if time.monotonic() > deadline:
                log.error("Neo4j did not start within %.0f s", START_SECONDS)
                return False
            self._wakeups.wait(LOOK_SECONDS)
        return False

    def _said_since(self, began: int) -> bytes:
        with self._home.console_log.open("rb") as console:
            console.seek(began)
            return console.read()

    def _watch(self, state: ServerState, java: subprocess.Popen[bytes]) -> int:
        used, touched = time.monotonic(), self._touched()
        while java.poll() is None and not self._wakeups.stop_asked:
            self._wakeups.wait(min(IDLE_LOOK_SECONDS, self._idle_seconds / 4))
            if not self._owns_folder():
                raise FileNotFoundError(self._home.path)
            if not self._home.state_file.exists() and self._owns_folder():
                self._home.write_state(state)  # somebody cleaned up too well; commands would wait for it
            last, touched = touched, self._touched()
            if touched != last or self._home.stay_file.exists() or self._connected(state):
                used = time.monotonic()
            elif time.monotonic() - used > self._idle_seconds and self._leave(touched):
                log.info("stopping: nobody was connected for %.0f s", self._idle_seconds)
                return 0
        if self._wakeups.stop_asked:
            return 0
        log.error("Neo4j ended by itself (%d)", java.returncode)
        return 1

    def _owns_folder(self) -> bool:
        # somebody may delete the folder while we run, and another server begin in its place
        try:
            return os.path.samestat(self._home.running_lock.stat(), self._lock)
        except FileNotFoundError:
            return False

    def _touched(self) -> int:
        # commands touch the state file when they are about to connect; a visit may be shorter than our look at connections
        return self._home.state_file.stat().st_mtime_ns

    def _connected(self, state: ServerState) -> bool:
        try:
            connections = psutil.Process(state.java).net_connections("tcp")
        except psutil.Error:
            return True  # what cannot be seen is not taken for idle; a Neo4j that is gone ends the watch anyway
        ports = {state.bolt_port, state.http_port}
        return any(each.status == psutil.CONN_ESTABLISHED and each.laddr.port in ports for each in connections)

    def _leave(self, touched: int) -> bool:
        # whoever touches the file under its name does so before this rename, and is seen after it
        leaving = self._home.state_file.with_suffix(".leaving")
        self._home.state_file.rename(leaving)
        if leaving.stat().st_mtime_ns != touched:
            leaving.rename(self._home.state_file)
            return False
        leaving.unlink()
        return True

    def _end(self) -> None:
        if self._owns_folder():
            self._home.state_file.unlink(missing_ok=True)  # first, so that nobody is sent to a server that goes
        if self._java is None:
            return
        self._java.terminate()
        try:
            self._java.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.error("Neo4j did not stop within %.0f s: killing it", STOP_SECONDS)
            self._java.kill()
            self._java.wait()
        if self._started and self._java.returncode == 0:
            self._archive.keep()
        self._java = None


def _take_running_lock(home: ServerHome) -> bool:
    descriptor = os.open(home.running_lock, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # somebody looks whether it is held, which takes microseconds, or it really is
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_SECONDS / 10)
        else:
            os.ftruncate(descriptor, 0)
            return True


def main(arguments: Sequence[str]) -> int:
    """Take the lock, go into the background, and look after a Neo4j until it ends."""
    os.umask(0o077)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)-5s %(message)s")
    home = ServerHome(Path(arguments[0]))
    if not _take_running_lock(home):
        log.error("another supervisor looks after %s", home.path)
        return 1
    if os.fork():
        os._exit(0)
    home.running_lock.write_text(str(os.getpid()), encoding="ascii")
    try:
        return Supervisor(home, JarFolder.of_lock(Path(arguments[1])), float(arguments[2])).run()
    except Exception as error:
        log.exception("%s", error)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
