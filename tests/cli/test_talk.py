"""What is said of work that goes on: rate, share and time left."""

import pytest

from cli import talk as said
from cli.talk import Talk


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as the test moves it."""
    now = [100.0]
    monkeypatch.setattr(said.time, "monotonic", lambda: now[0])
    return now


def test_where_rows_have_no_total_the_share_of_the_file_tells_the_time_left(
    clock: list[float], capfd: pytest.CaptureFixture[str]
) -> None:
    share = [0.0]
    with Talk().step("loading list.tsv", share=lambda: share[0]) as step:
        clock[0] += 5
        step.advance(1000)
        assert capfd.readouterr().err == ""
        clock[0] += 15
        share[0] = 0.25
        step.advance(4000)
        assert capfd.readouterr().err == "loading list.tsv: 5,000 rows (25%), 250/s, 60 s left\n"
        clock[0] += 3600
        step.advance(0)
        assert capfd.readouterr().err == "loading list.tsv: 5,000 rows (25%), 1/s, 3.0 h left\n"
        share[0] = 1.7  # a file that grew meanwhile
        clock[0] += 11
        step.advance(0)
        assert "(100%)" in capfd.readouterr().err


def test_with_a_total_it_is_counted_against_that(clock: list[float], capfd: pytest.CaptureFixture[str]) -> None:
    with Talk().step("publishing", 400, "songs") as step:
        clock[0] += 20
        step.advance(100)
        assert capfd.readouterr().err == "publishing: 100 of 400 songs, 5/s, 60 s left\n"
        clock[0] += 20
        step.reach(300, 600)
        assert capfd.readouterr().err == "publishing: 300 of 600 songs, 8/s, 40 s left\n"


def test_of_a_pipe_only_rows_and_rate_are_known(clock: list[float], capfd: pytest.CaptureFixture[str]) -> None:
    with Talk().step("loading stdin") as step:
        clock[0] += 20
        step.advance(100)
    assert capfd.readouterr().err == "loading stdin: 100 rows, 5/s\n"


def test_on_a_terminal_it_is_a_bar(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(said.sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Talk().step("loading [bold]x.tsv", share=lambda: 0.5) as step:
        step.advance(1000)
    shown = capfd.readouterr().err
    assert "loading [bold]x.tsv" in shown
    assert "1,000 rows (50%)" in shown
