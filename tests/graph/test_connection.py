"""Interrupts, and what the driver hides: real transactions, and a driver that fails as the real one was seen to."""

import os
import signal
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

import pytest

from graph.connection import Address, Database, Work, enter
from graph.errors import DatabaseUnreachable
from graph.interrupts import held_back


def write(work: Work, name: str) -> None:
    work.send("load_sources", rows=[{"name": name, "terms": None, "licence": None}])


def sources(database: Database) -> set[str]:
    return {row["name"] for row in database.read("dump_sources")}


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_before_the_last_statement_undoes_the_transaction(database: Database) -> None:
    reached: list[str] = []

    def function(work: Work) -> None:
        write(work, "one")
        interrupt()
        reached.append("after the signal")
        write(work, "two")
        reached.append("after the statement")

    with pytest.raises(KeyboardInterrupt):
        database.transact(function)
    assert reached == ["after the signal"]
    assert not sources(database) & {"one", "two"}
    database.transact(lambda work: write(work, "three"))
    assert "three" in sources(database)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_after_the_last_statement_comes_when_it_is_done(database: Database) -> None:
    def function(work: Work) -> None:
        write(work, "one")
        interrupt()

    with pytest.raises(KeyboardInterrupt):
        database.transact(function)
    assert "one" in sources(database)


def test_a_second_interrupt_does_not_wait() -> None:
    reached: list[int] = []

    def impatient() -> None:
        with held_back():
            for number in range(3):
                interrupt()
                reached.append(number)

    with pytest.raises(KeyboardInterrupt):
        impatient()
    assert reached == [0]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_that_comes_first_is_told() -> None:
    def failing() -> None:
        with held_back():
            interrupt()
            raise ValueError("first")

    with pytest.raises(ValueError, match="first"):
        failing()


def test_who_handles_the_signal_already_keeps_it() -> None:
    seen: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    try:
        with held_back() as safe_place:
            interrupt()
            safe_place()
    finally:
        signal.signal(signal.SIGINT, usual)
    assert seen == [signal.SIGINT]


def test_another_thread_holds_nothing_back() -> None:
    kept: list[object] = []

    def work() -> None:
        with held_back() as safe_place:
            safe_place()
            kept.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert kept == [signal.default_int_handler]


class Clearing:
    """A driver's session that fails while it lets go of its connection, as the driver's buffer does in the midst of a write."""

    def __init__(self, **_: Any) -> None:
        pass

    def __call__(self, **_: Any) -> "Clearing":
        return self

    session = __call__

    def __enter__(self) -> "Clearing":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        raise BufferError("Existing exports of data: object cannot be re-sized")

    def execute_write(self, function: Callable[[Any], object]) -> object:
        return function(None)


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt),
        (BrokenPipeError("Broken pipe"), DatabaseUnreachable),
        (None, BufferError),
        (LookupError("x"), BufferError),
    ],
)
def test_what_the_driver_hides_is_told(
    monkeypatch: pytest.MonkeyPatch, happened: BaseException | None, told: type[BaseException]
) -> None:
    driver = Clearing()
    monkeypatch.setattr("neo4j.GraphDatabase.driver", lambda *_, **__: Nothing(driver))

    def function(_: Work) -> None:
        if happened:
            raise happened

    with pytest.raises(told), enter(Address("bolt://localhost:1", "neo4j", "neo4j", local=True)) as database:
        database.transact(function)


class Nothing:
    """Enters as a driver does."""

    def __init__(self, driver: Clearing) -> None:
        self._driver = driver

    def __enter__(self) -> Clearing:
        return self._driver

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        pass
