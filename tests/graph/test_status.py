from graph.connection import Database
from graph.status import foreign_sources, status_of


def test_what_the_graph_holds_is_counted(published: Database) -> None:
    facts = status_of(published)
    assert (facts["songs"], facts["samples"], facts["measured"], facts["recommendations"]) == (7, 5, 4, 8)
    assert facts["model"] == "m1 (active)"
    assert facts["rmse"] == "0.500"


def test_whose_data_it_is(songs: Database) -> None:
    assert foreign_sources(songs, "another list")
    assert not foreign_sources(songs, "list")
    assert not foreign_sources(songs, "another list", "list")
