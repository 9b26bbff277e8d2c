"""Shell completion: click's protocol, songs from a real graph, and a real bash at a terminal."""

import os
import pty
import select
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli import song_names
from cli.main import main
from cli.shells import Word, last_word
from graph.completion import songs_begun
from graph.connection import Database
from tests.conftest import Ran

ROOT = Path(__file__).parents[2]
TITLES = (
    ("Lyn Collins", "Think (About It)"),
    ("Lyn Collins", "Wheel of Life"),
    ("Guns N' Roses", "Don't Cry: Live $5 [*]"),
    ("Beyoncé", "Crazy in Love"),
    ("The Winstons", "Amen, Brother"),
    ("Simon: Says", 'Hello: "World" `x` \\ y!'),
)


@pytest.fixture
def songs(
    database: Database, mixgraph: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """A graph of songs whose names a shell would take apart."""
    table = tmp_path / "list.jsonl"
    rows = [f"samples\t{artist}\t{title}\tJames Brown\tFunky Drummer\n" for artist, title in TITLES]
    table = tmp_path / "list.tsv"
    quoted = [row.replace('"', '""').replace("Hello", '"Hello').replace("y!", 'y!"') for row in rows]
    table.write_text("relation\tartist\ttitle\tsource_artist\tsource_title\n" + "".join(quoted))
    assert mixgraph("import", table).code == 0
    # what is tested here is what is found, not how soon on a busy machine
    monkeypatch.setattr(song_names, "SECONDS", 60.0)
    return database


@pytest.fixture
def completed(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What is suggested for the last of some words, by click's protocol."""

    def ask(words: str, position: int, shell: str = "bash") -> list[str]:
        monkeypatch.setenv("_MIXGRAPH_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(position))
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([])
        assert stop.value.code == 0
        out, err = capfd.readouterr()
        assert err == ""
        return [line.removeprefix("plain,") for line in out.splitlines() if line]

    return ask


def test_commands_options_and_values(completed: Callable[..., list[str]]) -> None:
    assert completed("mixgraph rec", 1) == ["recommend"]
    assert completed("mixgraph recommend --key", 2) == ["--key-match", "--key"]
    assert completed("mixgraph recommend --key-match ", 3) == ["strict", "loose", "off"]
    assert completed("mixgraph db st", 2) == ["start", "status", "stop"]
    assert "recommend.limit" in completed("mixgraph config set recommend.", 3)


def test_songs_are_suggested_as_they_are_typed(songs: Database, completed: Callable[..., list[str]]) -> None:
    def bash(typed: str, before: int = 0) -> list[str]:
        return completed(f"mixgraph show {typed}", 2 + before)

    assert bash("lyn") == [r"Lyn\ Collins\ –\ Think\ \(About\ It\)", r"Lyn\ Collins\ –\ Wheel\ of\ Life"]
    assert bash("'lyn coll") == ["Lyn Collins – Think (About It)", "Lyn Collins – Wheel of Life"]
    assert bash("think") == [r"Think\ \(About\ It\)\ –\ Lyn\ Collins"]
    assert bash("Lyn Collins Wh", 2) == [r"–\ Wheel\ of\ Life"]
    assert bash("Lyn Col", 1) == [r"Collins\ –\ Think\ \(About\ It\)", r"Collins\ –\ Wheel\ of\ Life"]
    assert bash("beyonce") == bash("BEYONCÉ") == [r"Beyoncé\ –\ Crazy\ in\ Love"]
    assert bash("wins") == [r"The\ Winstons\ –\ Amen,\ Brother"]
    assert bash("lyn-collins/w") == ["lyn-collins/wheel-of-life"]
    assert bash("'wheel of") == ["Wheel of Life – Lyn Collins"]
    assert bash("collins") == []  # not how it begins
    assert completed("mixgraph show guns", 2, "zsh") == ["plain", "Guns N' Roses – Don't Cry: Live $5 [*]", "_"]
    for command in ("recommend", "network"):
        assert completed(f"mixgraph {command} amen", 2) == [r"Amen,\ Brother\ –\ The\ Winstons"]


def test_what_is_suggested_is_found(songs: Database, mixgraph: Callable[..., Ran]) -> None:
    for artist, title in TITLES:
        for typed in (artist[:5], title[:5]):
            names = songs_begun(songs, typed, 30)
            assert names, typed
            for name in names:
                ran = mixgraph("show", name)
                assert ran.code == 0, ran.err


@pytest.mark.parametrize(
    "typed", ["", " ", "*", "a*b~", "(", '"', "AND", "title:x", "\\", "???", "a/b/c", "x" * 5000, "♥"]
)
def test_whatever_is_typed_is_no_error(songs: Database, typed: str) -> None:
    songs_begun(songs, typed, 30)


def test_nothing_is_started_and_nothing_said_when_no_database_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, completed: Callable[..., list[str]]
) -> None:
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path))
    assert completed("mixgraph show lyn", 2) == []
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("NEO4J_URI", "nonsense")
    assert completed("mixgraph show lyn", 2) == []
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    assert completed("mixgraph show lyn", 2) == []
    (tmp_path / "config.toml").write_text("[nonsense")
    assert completed("mixgraph rec", 1) == ["recommend"]


def test_a_silent_database_does_not_hold_the_shell(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        environment = {
            **os.environ,
            "NEO4J_URI": f"bolt://127.0.0.1:{silent.getsockname()[1]}",
            "_MIXGRAPH_COMPLETE": "bash_complete",
            "COMP_WORDS": "mixgraph show lyn",
            "COMP_CWORD": "2",
        }
        run = subprocess.run(
            [sys.executable, "-m", "cli.main"], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60
        )
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "", "")


@pytest.mark.parametrize("question", ["bash_complete", "fish_complete", "nonsense", "csh_source", ""])
def test_a_broken_question_is_answered_with_silence(capfd: pytest.CaptureFixture[str], question: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMP_")}
    run = subprocess.run(
        [sys.executable, "-m", "cli.main"],
        env={**environment, "_MIXGRAPH_COMPLETE": question},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("", "")


WORD = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]) | st.just(" "), max_size=12)


@given(st.lists(WORD, max_size=4), WORD.filter(lambda word: word.strip() == word != ""))
def test_a_line_is_read_as_the_shell_reads_it(before: list[str], last: str) -> None:
    word = last_word(f"{shlex.join(before)} {shlex.quote(last)}", breaks="")
    assert [*word.before, word.text] == [*before, last]
    assert last_word(shlex.join(before) + " ").before == before


VALUE = WORD.filter(lambda value: value.strip() == value != "")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(VALUE, st.integers(0, 5), st.sampled_from(["", "'", '"'])), min_size=1, max_size=20))
def test_what_bash_gets_becomes_the_value(cases: list[tuple[str, int, str]]) -> None:
    line = "printf '%s\\0'"
    for value, length, quote in cases:
        typed = Word(text=value[:length], quote=quote)
        line += f" {quote}{typed.rest(value)}{quote}"
    run = subprocess.run(["bash", "-c", line], capture_output=True, check=True)
    assert run.stdout.decode().split("\0")[:-1] == [value for value, _, _ in cases]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which `mixgraph` is this one."""
    program = tmp_path / "bin" / "mixgraph"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m cli.main "$@"\n'
    )
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("shell", "mark"), [("bash", "complete -o nosort"), ("zsh", "#compdef mixgraph"), ("fish", "--no-files")]
)
def test_the_script_is_printed(mixgraph: Callable[..., Ran], shell: str, mark: str) -> None:
    ran = mixgraph("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert mark in ran.out
    assert f"{shell}_complete" in ran.out
    assert "Install it:" in mixgraph("completion", "--help").out
    assert mixgraph("completion", "csh").code == 2


class Terminal:
    """A bash somebody sits at."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process, self._descriptor = pty.fork()
        if self.process == 0:
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
        self.shown = ""

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    def sees(self, text: str, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while text not in self.shown and time.monotonic() < deadline:
            if select.select([self._descriptor], [], [], 0.1)[0]:
                self.shown += os.read(self._descriptor, 65536).decode(errors="replace").replace("\r", "")
        return text in self.shown

    def end(self) -> None:
        os.close(self._descriptor)
        os.waitpid(self.process, 0)


@pytest.fixture
def terminal(path: str, data_folder: Path) -> Iterator[Terminal]:
    """A bash with the completion script sourced."""
    settings = {"PATH": path, "TERM": "dumb", "PS1": "$ ", "LC_ALL": "C.UTF-8", "COLUMNS": "500"}
    bash = Terminal({**os.environ, **settings})
    bash.type("stty cols 500; source <(mixgraph completion bash); echo rea''dy\n")
    assert bash.sees("\nready", 60)
    yield bash
    bash.end()


@pytest.mark.parametrize(
    ("typed", "inserted", "song_id"),
    [
        ("thin", r"Think\ \(About\ It\)\ –\ Lyn\ Collins", "lyn-collins/think-about-it"),
        ('"lyn collins – w', 'Lyn Collins – Wheel of Life"', "lyn-collins/wheel-of-life"),
        ("guns", r"Guns\ N\'\ Roses\ –\ Don\'t\ Cry:\ Live\ \$5\ \[\*\]", "guns-and-roses/dont-cry-live-s5"),
        ("'the win", "The Winstons – Amen, Brother'", "winstons/amen-brother"),
        ("simon:", r"\ Says\ –\ Hello:\ \"World\"\ \`x\`\ \\\ y\!", "simon-says/hello-world-x-y"),
    ],
)
def test_a_title_is_completed_and_found_in_a_real_bash(
    songs: Database, terminal: Terminal, typed: str, inserted: str, song_id: str
) -> None:
    terminal.type(f"mixgraph show {typed}\t")
    for _ in range(20):  # on a busy machine the second that completion waits may be over too soon
        if terminal.sees(inserted, 4):
            break
        terminal.type("\t")
    assert inserted in terminal.shown
    terminal.type("\n")
    assert terminal.sees(f"song_id  {song_id}\n", 60), terminal.shown
