"""The registry: what it knows, what it recognises, and the sources that it tells of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import InputUnusable
from graph.records import SourceRecord
from graph.sources import registry
from graph.sources.format import ReadOptions, Tells
from graph.sources.stream import open_stream
from tests.graph.sources.conftest import read

ROWS = "relation,artist,title,source_artist,source_title,origin\n" + "".join(
    f"covers,A,B{number},C,D,{'one' if number % 2 else 'two'}\n" for number in range(4)
)


def test_every_format_has_a_name_of_its_own_and_says_what_it_is() -> None:
    names = [form.name for form in registry.FORMATS]
    assert len(set(names)) == len(names)
    for form in registry.FORMATS:
        assert registry.named(form.name) is form
        assert form.summary
        assert form.recognised_by


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(InputUnusable, match="there is no format 'mp3'") as refused:
        registry.named("mp3")
    assert "relations" in refused.value.hint


def test_what_is_wanted_decides_between_tables(write: Callable[..., Path]) -> None:
    with open_stream(write(ROWS)) as stream:
        assert registry.recognised(stream, Tells.RELATIONS).name == "relations"
        assert registry.recognised(stream, Tells.FEATURES).name == "features"


def test_terms_and_licence_come_before_the_first_record_of_each_source(write: Callable[..., Path]) -> None:
    path = write(ROWS)
    rows = read(path, options=ReadOptions(licence="CC0", terms="be kind"))
    assert [line for line, record in rows if isinstance(record, SourceRecord)] == [2, 3]
    assert rows[0][1] == SourceRecord("two", "be kind", "CC0")
    assert len(rows) == 6
    assert not any(isinstance(record, SourceRecord) for _, record in read(path))
    rows = read(path, options=ReadOptions(licence="CC0", source="mine"))
    assert [record for _, record in rows if isinstance(record, SourceRecord)] == [SourceRecord("mine", "", "CC0")]
