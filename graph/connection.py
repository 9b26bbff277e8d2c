"""The way to the database: which one, the driver, transactions, and what its errors mean.

`NEO4J_URI` (environment or `.env` in the working folder) names a server of the user's; without it the local Neo4j is used, and
started when it is not up.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from graph.answer_limit import limited
from graph.errors import DatabaseError, DatabaseRefused, DatabaseUnreachable, TransactionTooLarge
from graph.interrupts import held_back
from graph.queries import statement

if TYPE_CHECKING:
    import neo4j

    from graph.server.local import Progress, ServerState

T = TypeVar("T")

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
USER_AGENT = "mixgraph"
CONNECTION_TIMEOUT = 5.0  # seconds until an address counts as silent
FETCH_ROWS = 1000  # of an answer that are asked for at a time
ANSWER_MEGABYTES = 32.0  # of a user's own statement, as they come over the wire: ten times that in memory
PATIENCE = 5.0  # seconds beyond a statement's limit in which the database may say itself that it stopped
RETRY_TIME = 15.0  # seconds for which a managed transaction is tried again
OUT_OF_MEMORY = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
SETTINGS = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")

log = logging.getLogger("mixgraph.database")


@dataclass(frozen=True, slots=True)
class Address:
    """A database and how to enter it; `local` is the server mixgraph brings along."""

    uri: str
    username: str
    database: str
    local: bool
    password: str = ""

    def __repr__(self) -> str:
        return f"Address({self.shown}, {self.database})"  # never the password, which a traceback would show

    @property
    def shown(self) -> str:
        """The address without a user or password that somebody wrote into it."""
        scheme, separator, rest = self.uri.partition("://")
        return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def database_settings() -> dict[str, tuple[str, str]]:
    """What is set of NEO4J_*, each with where it comes from: `environment`, which goes before `.env`."""
    found: dict[str, tuple[str, str]] = {}
    if Path(".env").is_file():
        from dotenv import dotenv_values

        found = {name: (value, ".env") for name, value in dotenv_values(".env").items() if value and name in SETTINGS}
    return found | {name: (os.environ[name], "environment") for name in SETTINGS if name in os.environ}


def configured_address() -> Address | None:
    """The user's own server from NEO4J_*; None when no NEO4J_URI is set."""
    settings = {name: value for name, (value, _) in database_settings().items()}
    uri = settings.get("NEO4J_URI")
    if not uri:
        return None
    address = Address(
        uri=uri,
        username=settings.get("NEO4J_USERNAME") or "neo4j",
        database=settings.get("NEO4J_DATABASE") or "neo4j",
        local=False,
        password=settings.get("NEO4J_PASSWORD") or "",
    )
    try:
        parts = urlsplit(uri)
        usable = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        usable = False
    if not usable:
        raise DatabaseRefused(
            f"NEO4J_URI={address.shown} is not an address of a Neo4j", "write it like bolt://localhost:7687"
        )
    return address


@dataclass(slots=True)
class Outcome:
    """What a statement returned and changed."""

    rows: list[dict[str, Any]]
    nodes_created: int = 0
    relationships_created: int = 0
    relationships_deleted: int = 0


class Work:
    """The statements of one transaction; the function that uses it may run more than once, so it must be idempotent.

    `meanwhile` is called while the database works on a statement that was sent, `before` before each statement; it may raise.
    """

    def __init__(
        self,
        transaction: "neo4j.ManagedTransaction",
        meanwhile: Callable[[], None] = lambda: None,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._transaction = transaction
        self._meanwhile = meanwhile
        self._before = before

    def found(self, name: str, /, **parameters: Any) -> list[Any]:
        """What the statement of that name gives in its one row and column `found`."""
        rows: list[Any] = self.run(name, **parameters).rows[0]["found"]
        return rows

    def send(self, name: str, /, **parameters: Any) -> Callable[[], Outcome]:
        """Run the statement of that name without waiting for its end: what goes wrong comes out later in the transaction.

        What is given waits for the end, and gives what was changed.
        """
        self._before()
        log.debug("%s: sent", name)
        began = time.perf_counter()
        result = self._transaction.run(statement(name), parameters)
        self._meanwhile()
        return lambda: self._outcome(name, result, began)

    def run(self, name: str, /, **parameters: Any) -> Outcome:
        """Run the statement of that name."""
        self._before()
        began = time.perf_counter()
        return self._outcome(name, self._transaction.run(statement(name), parameters), began)

    @staticmethod
    def _outcome(name: str, result: "neo4j.Result", began: float) -> Outcome:
        columns = result.keys()
        # no statement of ours gives nodes or relationships, so there is nothing to turn into something plainer
        rows = [dict(zip(columns, record.values(), strict=True)) for record in result]
        counters = result.consume().counters
        log.debug("%s: %.1f ms, %d rows", name, (time.perf_counter() - began) * 1e3, len(rows))
        return Outcome(
            rows,
            counters.nodes_created,
            counters.relationships_created,
            counters.relationships_deleted,
        )


class Answered(NamedTuple):
    """What a user's own statement gave; `cut` says that there was more."""

    columns: Sequence[str]
    rows: list[list[Any]]
    cut: bool
    plan: dict[str, Any] | None = None


class Database:
    """One database behind one driver; made by `connect`."""

    def __init__(self, driver: "neo4j.Driver", address: Address) -> None:
        self.driver = driver
        self.address = address

    @contextmanager
    def _session(self, **options: Any) -> "Iterator[neo4j.Session]":
        try:
            with self.driver.session(database=self.address.database, **options) as session:
                yield session
        except Exception as error:
            if hidden := _hidden_behind(error):
                raise hidden from error
            raise

    def read(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """All rows of a reading statement."""
        with self._session(default_access_mode="READ") as session:
            return session.execute_read(lambda transaction: Work(transaction).run(name, **parameters).rows)

    def stream(self, name: str, /, **parameters: Any) -> Iterator[dict[str, Any]]:
        """The rows of a reading statement one by one, in bounded memory; not tried again once rows have come."""
        with self._session(default_access_mode="READ") as session, session.begin_transaction() as transaction:
            began, rows = time.perf_counter(), 0
            result = transaction.run(statement(name), parameters)
            columns = result.keys()
            for rows, record in enumerate(result, start=1):  # noqa: B007
                yield dict(zip(columns, record.values(), strict=True))
            log.debug("%s: %.1f ms, %d rows, with their use", name, (time.perf_counter() - began) * 1e3, rows)

    def write(self, name: str, /, **parameters: Any) -> Outcome:
        """Run one writing statement in a transaction of its own."""
        return self.transact(lambda work: work.run(name, **parameters))

    def transact(self, function: Callable[[Work], T], meanwhile: Callable[[], None] = lambda: None) -> T:
        """Run several statements as one transaction, all or nothing; tried again on transient errors.

        `meanwhile` is called, perhaps several times, while the database works. An interrupt is held back to the next statement,
        or to the end of the transaction. Raises TransactionTooLarge when the database has no room for it, without another try.
        """

        def once(transaction: "neo4j.ManagedTransaction") -> T:
            with _size_told():
                return function(Work(transaction, meanwhile, safe_place))

        with held_back() as safe_place, _size_told(), self._session() as session:
            return session.execute_write(once)

    def ask(
        self,
        cypher: str,
        *,
        seconds: float,
        rows: int,
        parameters: Mapping[str, Any] | None = None,
        check: "Callable[[neo4j.ResultSummary], None]" = lambda _: None,
    ) -> Answered:
        """Run a user's own reading statement, under a limit of time, rows and size.

        `check` is given the plan first, and raises what must not be run.
        """
        with (
            self._session(default_access_mode="READ", fetch_size=min(rows + 1, FETCH_ROWS)) as session,
            session.begin_transaction(timeout=seconds) as transaction,
        ):
            began = time.perf_counter()
            with limited(transaction, ANSWER_MEGABYTES, seconds + PATIENCE):
                check(transaction.run("EXPLAIN " + cypher, parameters).consume())  # type: ignore[arg-type]
                result = transaction.run(cypher, parameters)  # type: ignore[arg-type]  # the one text that is a user's own
                found = [list(record.values()) for record in islice(result, rows)]
                cut = len(found) == rows and result.peek() is not None
                columns = result.keys()
                # only a statement that was asked to explain itself has a plan
                plan = None if cut else result.consume().plan
                transaction.close()  # what is on its way of the rest counts too
            log.debug("a statement of the user's: %.1f ms", (time.perf_counter() - began) * 1e3)
            return Answered(columns, found, cut, plan)


@contextmanager
def _size_told() -> Iterator[None]:
    """Turn the driver's error about a transaction's memory into ours, which it does not take for one that passes."""
    from neo4j.exceptions import TransientError

    try:
        yield
    except TransientError as error:
        if error.code != OUT_OF_MEMORY:
            raise
        raise TransactionTooLarge("a transaction needs more memory than the database gives one") from error


def _hidden_behind(error: Exception) -> BaseException | None:
    """What the driver hides when it clears up: that it was interrupted, or lost the connection, while it wrote."""
    from neo4j.exceptions import ServiceUnavailable

    behind = error.__context__
    while behind is not None:
        if isinstance(behind, KeyboardInterrupt):
            return KeyboardInterrupt()
        if isinstance(error, BufferError) and isinstance(behind, OSError):
            return ServiceUnavailable(str(behind))
        behind = behind.__context__
    return None


@contextmanager
def connect(progress: "Progress | None" = None, *, stay: bool = False, own_server: bool = False) -> Iterator[Database]:
    """The configured database, else the local one, which is started when it is not up; `own_server` is always the local one.

    Raises DatabaseUnreachable, DatabaseRefused or ServerUnavailable; driver errors inside the block are turned into those.
    """
    address = None if own_server else configured_address()
    if address is None:
        from graph.server import local

        with local_database(local.start(progress, stay=stay)) as database:
            yield database
        return
    with enter(address) as database:
        yield database


def standing_address() -> Address | None:
    """The database that commands would use, if none has to be started: the configured one, or the local one that is up."""
    from graph.server import local

    address = configured_address()
    if address is None and (server := local.status()) is not None:
        address = _local(server)
    return address


def _local(server: "ServerState") -> Address:
    return Address(server.bolt_uri, server.username, "neo4j", True, server.password)


@contextmanager
def local_database(server: "ServerState") -> Iterator[Database]:
    """The database of a local server that is up; driver errors inside the block are turned into ours."""
    with enter(_local(server)) as database:
        yield database


@contextmanager
def enter(
    address: Address, *, connection_timeout: float = CONNECTION_TIMEOUT, retry_time: float = RETRY_TIME
) -> Iterator[Database]:
    """The database at an address, under limits in seconds; raises what `connect` raises."""
    import neo4j

    log.debug("%s, database %s", address.shown, address.database)
    # its log speaks of retries and connections on stderr; what matters of it comes as an error
    logging.getLogger("neo4j").setLevel(logging.CRITICAL + 1)
    with (
        translated(address),
        neo4j.GraphDatabase.driver(
            address.uri,
            auth=(address.username, address.password),
            user_agent=USER_AGENT,
            connection_timeout=connection_timeout,
            max_transaction_retry_time=retry_time,
            # unknown labels and properties are usual in an empty graph, and no user's business
            notifications_min_severity="OFF",
        ) as driver,
    ):
        if not address.local:
            driver.verify_connectivity()  # an address where nobody is fails at once, not after all retries
        yield Database(driver, address)


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn the driver's errors into ours, in one line each."""
    from neo4j import exceptions

    local_hint = "see `mixgraph db status`; `mixgraph db stop` and `start` begin anew"
    try:
        yield
    except exceptions.AuthError as error:
        hint = local_hint if address.local else "check NEO4J_USERNAME and NEO4J_PASSWORD"
        raise DatabaseRefused(f"the database at {address.shown} refused the credentials", hint) from error
    except (exceptions.ServiceUnavailable, exceptions.SessionExpired) as error:
        hint = local_hint if address.local else "check NEO4J_URI and that the server runs"
        raise DatabaseUnreachable(f"no database answers at {address.shown}", hint) from error
    except exceptions.ConfigurationError as error:
        raise DatabaseRefused(
            f"NEO4J_URI={address.shown} is not an address the driver knows", "try bolt://localhost:7687"
        ) from error
    except exceptions.ClientError as error:
        first_line = (error.message or str(error)).splitlines()[0]
        if error.code == "Neo.ClientError.Database.DatabaseNotFound":
            raise DatabaseRefused(
                f"there is no database {address.database!r} at {address.shown}", "check NEO4J_DATABASE"
            ) from error
        if error.code and "TransactionTimedOut" in error.code:
            raise DatabaseRefused(
                "the statement took too long and was stopped", "narrow it, or raise --seconds"
            ) from error
        raise DatabaseRefused(f"the database refused: {first_line}", "") from error
    except (exceptions.DriverError, exceptions.Neo4jError) as error:
        told = getattr(error, "message", None) or str(error) or type(error).__name__
        first_line = told.splitlines()[0]
        raise DatabaseError(f"the database failed: {first_line}") from error
