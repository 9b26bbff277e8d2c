import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.answers.lexemes import Unreadable, called, lexemes, loads_files, readings

CLAUSE = "LOAD CSV FROM 'x' AS r"
HIDDEN = st.one_of(
    st.text().map(lambda text: "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"),
    st.text().map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'),
    st.text().map(lambda text: "`" + text.replace("`", "``") + "`"),
    st.text().map(lambda text: "/*" + text.replace("*/", "") + " */").filter(lambda text: "*/" not in text[2:-2]),
    st.text().map(lambda text: "//" + text.replace("\n", "").replace("\r", "") + "\n"),
)


@given(st.lists(HIDDEN), st.lists(HIDDEN))
def test_nothing_before_or_after_it_hides_a_clause(before: list[str], after: list[str]) -> None:
    assert loads_files(lexemes(" , ".join([*before, f" {CLAUSE} ", *after])))


@given(HIDDEN)
def test_strings_names_and_comments_are_no_clauses(hidden: str) -> None:
    quote = hidden[0]
    if quote == "/":
        text = hidden[:2] + f" {CLAUSE} CALL a.b() " + hidden[2:]
    else:
        text = quote + CLAUSE.replace(quote, "") + " CALL a.b() " + hidden[1:]
    assert not loads_files(lexemes(f"RETURN {text}, 1"))
    assert called(lexemes(f"RETURN {text}, 1")) == (set(), set())


@given(st.text(alphabet="LOADCSV'\"`/*\\u0041 \n.()", max_size=40))
def test_every_text_is_read_or_said_to_be_unreadable(text: str) -> None:
    try:
        for words in readings(text):
            assert isinstance(loads_files(words), bool)
            called(words)
    except Unreadable:
        pass


@pytest.mark.parametrize("space", [" ", "\t\n", "\u00a0", "\u2003", "\u0085", "/**/", "//'\n", "/* ' */"])
def test_every_space_separates(space: str) -> None:
    assert loads_files(lexemes(f"LOAD{space}CSV FROM 'x' AS r"))


@pytest.mark.parametrize("text", ["RETURN 'x", 'RETURN "x', "RETURN `x", "RETURN /* x"])
def test_what_does_not_end_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        lexemes(text)


def test_calls_are_told_by_their_names() -> None:
    words = lexemes(
        "CALL db.labels() YIELD label CALL `a b` . C(1) RETURN date.truncate('x', n.y), n.x, size(n.z) AS call"
    )
    assert called(words) == ({"db.labels", "a b.C"}, {"date.truncate"})
