"""One Spark session: its Java, its settings, its quiet start, and an end that leaves no process behind."""

import itertools
import logging
import os
import re
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Self, TypeVar

from model.als import spark_files
from model.als.java import find_java
from model.als.spark_master import check_master
from model.als.spark_options import SparkOptions
from model.errors import EngineFailed

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Result = TypeVar("Result")

_POLL_SECONDS = 0.2
_PATIENCE_SECONDS = 5.0
# a cluster that gives nothing for so long will not: Spark itself would wait for ever
_START_SECONDS = 180.0
_WORKER_SECONDS = 120.0
_SUBMITTED = "PYSPARK_GATEWAY_PORT"  # set by spark-submit, which has started Java before us
_MORE_MEMORY = "give Spark more memory: --spark-conf spark.driver.memory=8g"


class SparkConnection:
    """A session that starts when it is first used and ends with the `with` block; one at a time in a process.

    All of Spark's work happens on one thread of ours, so that the caller's thread hears Ctrl-C at once. What Java and
    Spark write goes to a log in `folder`; that folder is gone with the session. A program that spark-submit runs takes
    the Java, the master and the settings from there.
    """

    def __init__(self, options: SparkOptions | None = None) -> None:
        self.options = options or SparkOptions()
        self._session: SparkSession | None = None
        self._gateway: Any = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._thread: _DaemonThread | None = None
        self._groups = itertools.count(1)
        self.scratch: str | None = None  # see SparkOptions.scratch; known once the session runs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """A folder on this machine for the session's own files."""
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="mixgraph-spark-", ignore_cleanup_errors=True)
        return Path(self._temporary.name)

    @property
    def running(self) -> bool:
        """Whether there is a session now."""
        return self._session is not None

    def run(self, work: Callable[["SparkSession"], Result], watch: Callable[[int], None] | None = None) -> Result:
        """Start the session if need be and do `work` with it, on the session's thread; Ctrl-C cancels its jobs.

        `watch` is told how many of Spark's jobs have finished, a few times a second, on the calling thread. What Java
        or Spark raise becomes EngineFailed.
        """
        session = self._session or self._wait(self._submit(self._start), self._limit_of_start())
        group = f"mixgraph-{next(self._groups)}"

        def grouped() -> Result:
            session.sparkContext.setJobGroup(group, group, interruptOnCancel=True)
            return work(session)

        workers = self._limit_of_waiting(session)

        def look() -> None:
            workers()
            if watch is not None:
                started = session.sparkContext.statusTracker().getJobIdsForGroup(group)
                watch(max(0, len(started) - 1))

        return self._wait(self._submit(grouped), look)

    def stop(self) -> None:
        """End the session, its Java process and its files; starting again afterwards is allowed."""
        session, self._session = self._session, None
        gateway, self._gateway = self._gateway, None
        scratch, self.scratch = self.scratch, None
        if session is not None and scratch is not None and not self.options.is_local:
            with suppress(Exception):  # what cannot be removed stands in nobody's way
                spark_files.remove(session, scratch)
        if gateway is not None:
            _stop_java(session, gateway)
        logging.getLogger().removeFilter(_not_of_py4j)
        if self._thread is not None:
            self._thread.end()
            self._thread = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def _submit(self, work: Callable[[], Result]) -> "Future[Result]":
        if self._thread is None:
            self._thread = _DaemonThread()
        return self._thread.submit(work)

    def _wait(self, future: "Future[Result]", look: Callable[[], None] = lambda: None) -> Result:
        try:
            while wait([future], timeout=_POLL_SECONDS).not_done:
                look()
            return future.result()
        except BaseException as error:
            if not future.done():
                self._cancel(future)
            explained = self._explain(error)
            if explained is error:
                raise
            raise explained from error

    def _cancel(self, future: "Future[Any]") -> None:
        """End the running jobs, and Java itself when that is not enough."""
        if self._session is not None:
            with suppress(Exception):
                self._session.sparkContext.cancelAllJobs()
        wait([future], timeout=_PATIENCE_SECONDS)
        if not future.done():
            if self._gateway is not None and self._gateway.proc is not None:
                self._gateway.proc.kill()
            self.stop()

    def _limit_of_start(self) -> Callable[[], None]:
        """Something to call now and then: EngineFailed when the start takes longer than any start does."""
        until = time.monotonic() + _START_SECONDS

        def look() -> None:
            if time.monotonic() > until:
                said = _tail(self.folder / "spark.log")
                raise EngineFailed(
                    f"Spark did not start on {self.options.master} within {_START_SECONDS:.0f} seconds{said}",
                    hint="is that cluster up, and does it let this machine in? Without --master Spark runs here",
                )

        return look

    def _limit_of_waiting(self, session: "SparkSession") -> Callable[[], None]:
        """Something to call now and then: EngineFailed when no worker of the cluster has worked for us for long."""
        last = looked = time.monotonic()

        def look() -> None:
            nonlocal last, looked
            now = time.monotonic()
            if self.options.is_local or now - looked < 1:
                return
            looked = now
            java: Any = session.sparkContext._jsc
            if len(java.sc().statusTracker().getExecutorInfos()) > 1:  # the driver is one
                last = now
            elif now - last > _WORKER_SECONDS:
                raise EngineFailed(
                    f"no worker of {self.options.master} has taken a task for {_WORKER_SECONDS:.0f} seconds",
                    hint="its page shows whether workers are alive and free; ask for less with --spark-conf "
                    "spark.executor.memory=512m or spark.cores.max=1",
                )

        return look

    def _explain(self, error: BaseException) -> BaseException:
        """What Java or Spark raised, or that Java is gone; other errors are the work's own and stay as they are."""
        of_spark = type(error).__module__.startswith(("py4j", "pyspark"))
        if not of_spark and not isinstance(error, ConnectionError):
            return error
        process = None if self._gateway is None else self._gateway.proc
        if process is not None and _ended(process):
            self.stop()  # the next use starts anew
            message = f"the Java process of Spark ended by itself, with code {process.returncode}"
            return EngineFailed(message, hint=_MORE_MEMORY)
        if not of_spark:
            return error
        return EngineFailed(f"Spark failed: {_reason(error)}", hint=_hint(error))

    def _start(self) -> "SparkSession":
        try:
            from pyspark import SparkConf, SparkContext
            from pyspark.java_gateway import launch_gateway
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise EngineFailed(f"Spark is not installed: {error}", hint="`pip install 'pyspark>=4.1,<5'`") from error

        if SparkContext._active_spark_context is not None:
            raise EngineFailed("another Spark session runs in this process", hint="stop it first")
        thread, folder = self._thread, self.folder
        launch: Callable[..., Any] = launch_gateway
        log = folder / "spark.log"
        gateway = session = None
        logging.getLogger().addFilter(_not_of_py4j)
        try:
            if _SUBMITTED in os.environ:
                gateway = launch()
                conf = SparkConf(loadDefaults=True, _jvm=gateway.jvm)
                self.options = replace(self.options, master=conf.get("spark.master", self.options.master))
                for name, value in self.options.settings(folder).items():
                    conf.set(name, value) if name in self.options.conf else conf.setIfMissing(name, value)
                context = SparkContext(conf=conf, gateway=gateway)
            else:
                check_master(self.options.master)
                variables = self.options.variables() | {"JAVA_HOME": str(find_java().java_home(folder / "java"))}
                conf = SparkConf(loadDefaults=False).setAll(list(self.options.settings(folder).items()))
                # Java inherits the log for its stdout and stderr: ours stay untouched, and quiet
                with log.open("ab") as sink, _environment(variables):
                    gateway = launch(conf, popen_kwargs={"stdout": sink, "stderr": subprocess.STDOUT})
                    self._gateway = gateway  # from here on there is something to end
                    context = SparkContext(conf=conf, gateway=gateway)
            session = SparkSession(context)
            self.scratch = self.options.scratch(folder, context.applicationId)
            if self.scratch is not None:  # without such a folder ALS silently never cuts its lineage
                context.setCheckpointDir(f"{self.scratch}/checkpoint")
            if self._thread is not thread:
                raise EngineFailed("Spark was stopped while it started")
        except Exception as error:
            if self._gateway is gateway:
                self._gateway = None
            if gateway is not None:
                _stop_java(session, gateway)
            else:
                _close_launch(error)
            if isinstance(error, EngineFailed):
                raise
            message = f"Spark did not start on {self.options.master}: {_reason(error)}{_tail(log)}"
            raise EngineFailed(message, hint=_hint(error)) from error
        self._gateway, self._session = gateway, session
        return session


class _DaemonThread:
    """One thread that does what it is given in order; it does not keep the process alive.

    py4j ties a connection to each thread, and leaves it open when the thread ends: hence one thread for a session.
    """

    def __init__(self) -> None:
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threading.Thread(target=self._loop, name="mixgraph-spark", daemon=True).start()

    def _loop(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()

    def submit(self, work: Callable[[], Result]) -> "Future[Result]":
        future: Future[Result] = Future()

        def task() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # it belongs to whoever waits
                future.set_exception(error)

        self._tasks.put(task)
        return future

    def end(self) -> None:
        self._tasks.put(None)


def _not_of_py4j(record: logging.LogRecord) -> bool:
    """py4j logs on the root logger when Java is gone, and raises as well: we say it once, as EngineFailed."""
    return "py4j" not in record.pathname


def _stop_java(session: "SparkSession | None", gateway: Any) -> None:
    """Stop Spark, close the connections to Java and see it end: pyspark itself would let it live as long as we do."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # that Java is gone already is no news here
        with suppress(Exception):
            if session is not None:
                session.stop()
    if gateway.proc is None:  # spark-submit's, which ends after us
        with suppress(Exception):
            gateway.close()
    else:
        _end_java(gateway)
    # what pyspark keeps for the next session belongs to the process that has just ended
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = SparkSession._activeSession = None


def _end_java(gateway: Any) -> None:
    with suppress(Exception):
        gateway.shutdown()
    with suppress(OSError):
        gateway.proc.stdin.close()  # Java ends when its stdin does
    try:
        gateway.proc.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()


def _close_launch(error: Exception) -> None:
    """Close the pipe to a Java that did not start: pyspark keeps its handle to itself, in the frame that raised."""
    trace = error.__traceback__
    while trace is not None:
        process = trace.tb_frame.f_locals.get("proc")
        if isinstance(process, subprocess.Popen):
            process.communicate()
        trace = trace.tb_next


@contextmanager
def _environment(variables: Mapping[str, str | None]) -> Iterator[None]:
    """Set environment variables (None: unset) for the block: pyspark reads them nowhere else."""
    before = {name: os.environ.get(name) for name in variables}
    try:
        for name, value in variables.items():
            _set_variable(name, value)
        yield
    finally:
        for name, value in before.items():
            _set_variable(name, value)


def _set_variable(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    """Whether the process is gone; one whose connection broke is given a moment to be seen as such."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(1)
    return process.returncode is not None


def _reason(error: BaseException) -> str:
    """The first line of what went wrong; of a Java exception its innermost cause, of a worker's Python what it raised."""
    cause = getattr(error, "java_exception", None)
    with suppress(Exception):
        while cause is not None and cause.getCause() is not None:
            cause = cause.getCause()
    told = str(error if cause is None else cause.toString()).strip()
    raised = re.findall(r"^\w[\w.]*(?:Error|Exception|Exit|Interrupt): .+$", told, re.MULTILINE)
    if "Traceback (most recent call last)" in told and raised:
        return f"{raised[-1]} (in a Python worker)"
    return told.splitlines()[0] if told else type(error).__name__


def _hint(error: BaseException) -> str | None:
    if "OutOfMemory" in str(error):
        return _MORE_MEMORY
    if "No space left" in str(error):
        return "free some space, or let Spark spill elsewhere: --spark-conf spark.local.dir=FOLDER"
    return None


def _tail(log: Path) -> str:
    """The last line that Java left in the log, if it said anything; not what its shell script makes of it."""
    with suppress(OSError):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line.strip() for line in lines if line.strip() and "bin/spark-class" not in line]
        if said:
            return f" ({said[-1]})"
    return ""
