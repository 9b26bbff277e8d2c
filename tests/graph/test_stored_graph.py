from pathlib import Path

from tests.stored_graph import STORED, stored_graph


def test_a_stored_graph_is_the_one_that_was_stored(tmp_path: Path) -> None:
    with stored_graph(STORED / "schema_1.dump", tmp_path) as database:
        assert database.read("schema/marker")[0]["version"] == 1
        held = database.read("count")[0]
    assert (held["songs"], held["samples"], held["recommendations"]) == (33, 50, 28)
