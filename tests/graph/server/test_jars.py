"""Jars from a small Maven repository on this machine; the real ones where their content counts."""

import hashlib
import http.server
import re
import threading
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.errors import ServerUnavailable
from graph.server.jars import DOWNLOAD_BYTES, LOCK, JarFolder, fetch
from graph.server.progress import Silent

NAMES = ("neo4j", "kernel", "io")


class Told(Silent):
    """Progress that is looked at."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.arrived = 0

    def tell(self, line: str) -> None:
        self.lines.append(line)

    @contextmanager
    def step(self, *_: object) -> Iterator[Callable[[int], None]]:
        def add(amount: int) -> None:
            self.arrived += amount

        yield add


class Repository:
    """A Maven repository whose files can be changed, and which counts what it was asked for."""

    def __init__(self, lock: Path) -> None:
        self.lock = lock
        self.files = {name: f"the classes of {name} ".encode() * 5000 for name in NAMES}
        self.asked: Counter[str] = Counter()
        self.breaks_off: set[str] = set()  # once each
        lines = [
            f'[[dependencies]]\ngroupId = "org.neo4j"\nartifactId = "{name}"\nversion = "5.0"\npackaging = "jar"\n'
            f'sha256 = "{hashlib.sha256(content).hexdigest()}"\n'
            for name, content in self.files.items()
        ]
        lock.write_text("\n".join(lines))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    repository = Repository(tmp_path / "jgo.lock.toml")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = re.fullmatch(r"/maven/org/neo4j/(\w+)/5\.0/\1-5\.0\.jar", self.path)
            if name is None or name[1] not in repository.files:
                self.send_error(404)
                return
            content = repository.files[name[1]]
            repository.asked[name[1]] += 1
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if name[1] in repository.breaks_off:
                repository.breaks_off.remove(name[1])
                content = content[:1000]
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        central_is(monkeypatch, tmp_path, server.server_port)
        monkeypatch.setenv("MIXGRAPH_CACHE", str(tmp_path / "cache"))
        yield repository
        server.shutdown()
        thread.join()


def central_is(monkeypatch: pytest.MonkeyPatch, folder: Path, port: int) -> None:
    """Let the user's jgo configuration name another repository."""
    configuration = folder / "jgo.conf"
    configuration.write_text(f"[repositories]\ncentral = http://127.0.0.1:{port}/maven\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(configuration))


def installed(folder: JarFolder) -> dict[str, bytes]:
    return {path.name.removesuffix("-5.0.jar"): path.read_bytes() for path in (folder.path / "lib").iterdir()}


def test_jars_are_fetched_once_and_the_user_is_told_what_and_under_which_licence(repository: Repository) -> None:
    told = Told()
    folder = fetch(told, repository.lock)
    assert installed(folder) == repository.files
    assert told.arrived == sum(map(len, repository.files.values()))
    for fact in ("Neo4j 5.0", "Browser", "155 MB", str(folder.path), "GPL-3", "Apache-2.0"):
        assert fact in " ".join(told.lines)
    assert [path.name for path in folder.path.parent.iterdir() if path.is_dir()] == [folder.path.name]

    again = Told()
    assert fetch(again, repository.lock) == folder
    assert (again.lines, repository.asked.total()) == ([], len(NAMES))


def test_a_jar_that_is_not_the_locked_one_is_refused(repository: Repository) -> None:
    repository.files["kernel"] += b"and something else"
    with pytest.raises(ServerUnavailable, match=r"kernel-5\.0\.jar.*refused") as caught:
        fetch(Silent(), repository.lock)
    assert "NEO4J_URI" in caught.value.hint
    assert not JarFolder.of_lock(repository.lock).path.exists()


def test_a_half_fetched_jar_is_fetched_again_and_the_others_are_not(repository: Repository) -> None:
    repository.files["io"], io = b"", repository.files["io"]
    with pytest.raises(ServerUnavailable):
        fetch(Silent(), repository.lock)
    repository.files["io"] = io
    parts = JarFolder.of_lock(repository.lock).path.with_name(JarFolder.of_lock(repository.lock).path.name + ".parts")
    half = parts / "org" / "neo4j" / "io" / "5.0" / "io-5.0.jar"
    half.write_bytes(io[:1000])  # as a kill in mid-transfer leaves it
    before = repository.asked.copy()
    folder = fetch(Silent(), repository.lock)
    assert installed(folder) == repository.files
    assert repository.asked - before == {"io": 1}
    assert not parts.exists()


def test_a_connection_that_breaks_is_tried_again(repository: Repository) -> None:
    repository.breaks_off.add("neo4j")
    assert installed(fetch(Silent(), repository.lock)) == repository.files
    assert repository.asked["neo4j"] == 2


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: b"X" + content[1:], lambda _: None])
def test_an_installed_jar_that_changed_is_replaced(
    repository: Repository, damage: Callable[[bytes], bytes | None]
) -> None:
    folder = fetch(Silent(), repository.lock)
    jar = folder.path / "lib" / "io-5.0.jar"
    content = damage(jar.read_bytes())
    jar.unlink()
    if content is not None:
        jar.write_bytes(content)
    (folder.path / "java-21.jsa").touch()  # made of the old jars
    told = Told()
    assert installed(fetch(told, repository.lock)) == repository.files
    assert repository.asked == {"neo4j": 1, "kernel": 1, "io": 2}
    assert "io-5.0.jar" in told.lines[0]
    assert not (folder.path / "java-21.jsa").exists()


def test_two_fetchers_fetch_once(repository: Repository) -> None:
    threads = [threading.Thread(target=fetch, args=(Silent(), repository.lock)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert installed(JarFolder.of_lock(repository.lock)) == repository.files
    assert set(repository.asked.values()) == {1}


def test_what_the_repository_does_not_have_is_named(repository: Repository) -> None:
    del repository.files["io"]
    with pytest.raises(ServerUnavailable, match=r"io-5\.0\.jar could not be fetched: .* does not have it"):
        fetch(Silent(), repository.lock)


def test_without_a_network_the_other_way_is_named(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    central_is(monkeypatch, tmp_path, 1)  # where nobody listens
    with pytest.raises(ServerUnavailable, match="no connection to the Maven repository") as caught:
        fetch(Silent(), repository.lock)
    assert "NEO4J_URI" in caught.value.hint
    assert capfd.readouterr() == ("", "")


def test_the_lock_has_a_hash_for_each_jar_and_names_no_place() -> None:
    text = LOCK.read_text()
    locked = tomllib.loads(text)["dependencies"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", each["sha256"]) for each in locked)
    assert "://" not in text
    assert not re.search(r'"[^"]*[/\\]', text)
    wanted = tomllib.loads(LOCK.with_name("jgo.toml").read_text())["dependencies"]["coordinates"]
    assert set(wanted) <= {f"{each['groupId']}:{each['artifactId']}:{each['version']}" for each in locked}


def test_the_real_jars_have_the_size_that_is_told_and_an_order_that_java_can_archive() -> None:
    folder = fetch(Silent())
    paths = folder.class_path()
    assert sum(path.stat().st_size for path in paths) == DOWNLOAD_BYTES
    assert set(paths) == set((folder.path / "lib").iterdir())
    seen = set()
    for path in paths:
        seen.add(path.name)
        with zipfile.ZipFile(path) as jar:
            manifest = jar.read("META-INF/MANIFEST.MF").decode() if "META-INF/MANIFEST.MF" in jar.namelist() else ""
        named = re.search(r"^Class-Path: (.*)$", re.sub(r"\r?\n ", "", manifest), re.MULTILINE)
        behind = {path.name for path in paths} - seen
        assert not behind & set(named[1].split() if named else ()), (
            f"{path.name} must come later: see LAST_ON_CLASS_PATH"
        )
    assert paths[-1].name.startswith("neo4j-browser-")
