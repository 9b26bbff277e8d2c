import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.output import Output

ROWS = [
    {"title": "=SUM(A1)", "bpm": 112.0, "known": True, "year": None},
    {"title": "[bold]Ümläut[/bold]\x1b[31m", "bpm": None, "known": False, "year": 1972},
]


def written(form: str, rows: list[dict[str, object]], folder: Path) -> str:
    path = folder / "out"
    Output(form, path).write(rows)
    return path.read_text(encoding="utf-8")


def test_json_is_one_list_of_flat_objects(tmp_path: Path) -> None:
    assert json.loads(written("json", ROWS, tmp_path)) == ROWS
    assert [json.loads(line) for line in written("jsonl", ROWS, tmp_path).splitlines()] == ROWS
    assert json.loads(written("json", [], tmp_path)) == []


def test_a_formula_becomes_text_in_tables_for_spreadsheets(tmp_path: Path) -> None:
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.DictReader(io.StringIO(written(form, ROWS, tmp_path)), delimiter=delimiter))
        assert rows[0]["title"] == "'=SUM(A1)"
        assert rows[0]["bpm"] == "112.0"


def test_a_table_shows_markup_as_text_and_no_escapes(tmp_path: Path) -> None:
    table = written("table", ROWS, tmp_path)
    assert "[bold]Ümläut[/bold] [31m" in table
    assert "\x1b" not in table


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_title_comes_back_from_csv(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    titles = [title.replace("\r", " ").replace("\0", " ").encode("utf-8", "replace").decode() for title in titles]
    text = written("csv", [{"title": title, "n": 1} for title in titles], tmp_path_factory.mktemp("csv"))
    back = [row["title"] for row in csv.DictReader(io.StringIO(text))]
    assert [title.removeprefix("'") if title[1:2] in tuple("=+-@\t") else title for title in back] == [
        title.removeprefix("'") if title[1:2] in tuple("=+-@\t") else title for title in titles
    ]


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    with pytest.raises(TypeError):
        Output("json", path).write([{object(): 1}])  # type: ignore[dict-item]
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
