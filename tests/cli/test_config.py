"""The configuration file: what goes before what, what is refused, and how it is changed."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.configuration_file import set_value, unset_value
from tests.conftest import Ran

Program = Callable[..., Ran]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration file of a home of its own; there is none yet."""
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "config.toml"


def rows(mixgraph: Program) -> dict[str, dict[str, object]]:
    return {row["option"]: row for row in json.loads(mixgraph("config", "--format", "json").out)}


def test_flag_before_environment_before_file_before_default(
    mixgraph: Program, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listed(*arguments: str) -> int:
        return len(json.loads(mixgraph("runs", "--format", "json", *arguments).out))

    for _ in range(5):
        assert mixgraph("import", "none.tsv").code == 2
    assert listed() == 5
    file.write_text("[runs]\nlimit = 4\n")
    assert listed() == 4
    monkeypatch.setenv("MIXGRAPH_RUNS_LIMIT", "3")
    assert listed() == 3
    assert listed("--limit", "2") == 2


def test_each_value_is_shown_with_its_source(mixgraph: Program, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(
        'verbose = true\n[recommend]\nlimit = 20\n[db.start]\nstay = true\n[train]\nrelations = ["samples"]\n'
    )
    monkeypatch.setenv("MIXGRAPH_RECOMMEND_FORMAT", "csv")  # the option's own name, whatever the code calls it
    found = rows(mixgraph)
    told = {name: (row["value"], row["source"]) for name, row in found.items() if row["source"] != "default"}
    assert told == {
        "verbose": (True, "file"),
        "recommend.limit": (20, "file"),
        "recommend.format": ("csv", "environment"),
        "db.start.stay": (True, "file"),
        "train.relations": (["SAMPLES"], "file"),
    }
    assert found["recommend.limit"]["variable"] == "MIXGRAPH_RECOMMEND_LIMIT"
    assert found["recommend.bpm-tolerance"]["value"] == 6.0
    assert not any("password" in name or name.endswith(".yes") for name in found)
    assert mixgraph("config", "get", "recommend.limit").out == "20\n"
    assert mixgraph("config", "get", "train.relations").out == "SAMPLES\n"
    assert mixgraph("config", "get", "recommend.half-double").out == "true\n"


def test_the_file_reaches_the_command_and_its_subcommands(mixgraph: Program, file: Path) -> None:
    file.write_text("quiet = true\n")
    assert mixgraph("db", "stop").err == ""
    assert mixgraph("runs").err == ""
    file.write_text("[db.stop]\nquiet = true\n")
    assert mixgraph("db", "stop").err == ""
    file.write_text("")
    assert mixgraph("db", "stop").err == "Neo4j was not running\n"


def test_the_environment_goes_before_the_file_for_what_every_command_has(
    mixgraph: Program, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("quiet = true\n")
    monkeypatch.setenv("MIXGRAPH_QUIET", "0")
    assert mixgraph("db", "stop").err == "Neo4j was not running\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[recomend]\nlimit = 3", "there is no command 'recomend'"),
        ("limit = 3", "'limit' stands in no table"),
        ("runs = 3", "'runs' must be a table"),
        ("[runs]\nlimt = 3", "[runs] has no option 'limt'"),
        ('[runs]\nlimit = "3"', "[runs] limit: must be a whole number, not a text"),
        ("[runs]\nlimit = true", "[runs] limit: must be a whole number, not true or false"),
        ("[runs]\nlimit = 2.5", "[runs] limit: must be a whole number, not a number"),
        ("[runs]\nlimit = [1]", "[runs] limit: must be a whole number, not a list"),
        ("[runs]\nlimit = 0", "[runs] limit: 0 is not in the range"),
        ("[runs]\nlimit = 1979-05-27", "[runs] limit: must be a whole number, not a date or time"),
        ("[runs]\nfailed = 1", "[runs] failed: must be true or false"),
        ("[runs]\nformat = 'xml'", "[runs] format: 'xml' is not one of"),
        ("[runs]\nshow = 1", "[runs] show: must be a table"),
        ("[runs.show]\nx = 1", "[runs.show] has no option 'x'"),
        ("quiet = 1", "quiet: must be true or false"),
        ("[neo4j]\npassword = 'canary-secret'", "there is no command 'neo4j'"),
        ("[runs\n", "(at line 1, column 6)"),
        ("\n\na = \n", "(at line 3, column 5)"),
    ],
)
def test_what_is_wrong_is_told_with_file_table_and_key(mixgraph: Program, file: Path, text: str, told: str) -> None:
    file.write_text(text)
    for arguments in (["runs"], ["config"]):
        ran = mixgraph(*arguments)
        assert ran.code == 2, ran
        [line, hint] = ran.err.strip().splitlines()[-2:]
        assert line.startswith(f"mixgraph: {file}: ")
        assert told in line
        assert hint.startswith("  → ")
        assert "canary-secret" not in ran.err + ran.out
    doctor = {row["check"]: row for row in json.loads(mixgraph("doctor", "--format", "json").out)}
    assert doctor["configuration file"]["ok"] == "no"
    assert told in doctor["configuration file"]["detail"]
    assert mixgraph("--help").code == mixgraph("config", "path").code == 0


def test_what_is_wrong_in_another_commands_table_is_left_to_config(mixgraph: Program, file: Path) -> None:
    file.write_text("[train]\nrank = 'x'\n[fit]\nrank = 0\n")
    assert mixgraph("runs").code == 0
    ran = mixgraph("config")
    assert ran.code == 2
    assert "[train] rank" in ran.err
    assert "[fit] rank" in ran.err


def test_a_variable_of_the_wrong_type_is_2(mixgraph: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGRAPH_RECOMMEND_LIMIT", "many")
    for arguments in (["config"], ["config", "get", "recommend.limit"]):
        ran = mixgraph(*arguments)
        assert ran.code == 2
        assert "MIXGRAPH_RECOMMEND_LIMIT: 'many' is not" in ran.err


def test_set_and_unset_keep_comments_and_order(mixgraph: Program, file: Path) -> None:
    text = "# mine\n[recommend] # here\nkey-match = 'loose' # why\n\n# next\n[train]\nrank = 32\n"
    file.write_text(text)
    assert mixgraph("config", "set", "recommend.limit", "20").code == 0
    assert mixgraph("config", "set", "quiet", "off").code == 0
    assert mixgraph("config", "set", "db.browser.open", "false").code == 0
    assert mixgraph("config", "set", "train.relations", "SAMPLES", "covers").code == 0
    assert tomllib.loads(file.read_text()) == {
        "quiet": False,
        "recommend": {"key-match": "loose", "limit": 20},
        "train": {"rank": 32, "relations": ["SAMPLES", "covers"]},
        "db": {"browser": {"open": False}},
    }
    for comment in ("# mine", "# here", "# why", "# next"):
        assert comment in file.read_text()
    for name in ("recommend.limit", "quiet", "db.browser.open", "train.relations"):
        assert mixgraph("config", "unset", name).code == 0
    assert tomllib.loads(file.read_text()) == tomllib.loads(text)
    assert "db" not in file.read_text()
    assert "was not set" in mixgraph("config", "unset", "recommend.limit").err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("recommend.limit", "0"), "0 is not in the range"),
        (("recommend.limit", "many"), "'many' is not a valid integer"),
        (("recommend.limit", "1", "2"), "takes one value"),
        (("recommend.key-match", "loos"), "is not one of"),
        (("recommend.year", "1999-1990"), "the first year comes after the last"),
        (("recommend.bpm", "nan"), "nan"),
        (("recommend.limt", "1"), "did you mean 'recommend.limit'?"),
        (("db.reset.yes", "true"), "on the command line only"),
        (("neo4j.password", "canary-secret"), "in the environment or in .env"),
    ],
)
def test_set_refuses_what_the_option_would(
    mixgraph: Program, file: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = mixgraph("config", "set", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert "canary-secret" not in ran.err
    assert not file.exists()


def test_unset_takes_out_what_is_no_option(mixgraph: Program, file: Path) -> None:
    file.write_text("[recomend]\nlimit = 3\n")
    assert mixgraph("runs").code == 2
    assert mixgraph("config", "unset", "recomend.limit").code == 0
    assert mixgraph("runs").code == 0
    assert mixgraph("config", "unset", "recomend.limit").code == 2


def test_secrets_of_options_are_not_shown(mixgraph: Program) -> None:
    mixgraph("config", "set", "train.spark-conf", "spark.hadoop.fs.s3a.secret.key=canary-secret")
    for arguments in (["config"], ["config", "--format", "json"], ["config", "get", "train.spark-conf"], ["doctor"]):
        ran = mixgraph(*arguments)
        assert "canary-secret" not in ran.out + ran.err


def test_mixgraph_config_names_another_file(mixgraph: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other" / "mine.toml"
    monkeypatch.setenv("MIXGRAPH_CONFIG", str(other))
    missing = mixgraph("runs")
    assert missing.code == 2
    assert "which MIXGRAPH_CONFIG names" in missing.err
    assert mixgraph("config", "path").out == f"{other}\n"
    assert mixgraph("config", "set", "runs.limit", "3").code == 0
    assert mixgraph("runs").code == 0
    assert other.is_file()


def test_two_changes_at_once_are_both_kept(file: Path) -> None:
    code = "import sys; from pathlib import Path; from cli.configuration_file import set_value\n"
    code += "for n in range(20): set_value(Path(sys.argv[1]), (sys.argv[2], f'k{n}'), n)"
    root = Path(__file__).parents[2]
    running = [subprocess.Popen([sys.executable, "-c", code, file, name], cwd=root) for name in ("a", "b")]
    assert [each.wait(60) for each in running] == [0, 0]
    wanted = {f"k{n}": n for n in range(20)}
    assert tomllib.loads(file.read_text()) == {"a": wanted, "b": wanted}


NAMES = st.lists(st.text("abcdefgh-", min_size=1, max_size=4), min_size=1, max_size=3, unique=True)
VALUES = st.one_of(
    st.booleans(), st.integers(-(2**60), 2**60), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)


@given(NAMES, VALUES)
def test_what_is_set_is_there_and_what_is_unset_is_gone(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], value: object
) -> None:
    path = tmp_path_factory.mktemp("config") / "c.toml"
    path.write_text("# first\nz = 1 # one\n\n[zz]\ny = 2\n")
    before = tomllib.loads(path.read_text())
    set_value(path, names, value)
    found = tomllib.loads(path.read_text())
    for name in names:
        found = found[name]
    assert found == value
    assert type(found) is type(value)
    assert unset_value(path, names)
    assert tomllib.loads(path.read_text()) == before
    assert path.read_text().startswith("# first\nz = 1 # one\n")
