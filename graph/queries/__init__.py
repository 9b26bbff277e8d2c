"""The Cypher of mixgraph: one statement a file, named by what it does."""

from functools import cache
from importlib.resources import files


@cache
def statement(name: str) -> str:
    """The text of `graph/queries/<name>.cypher`; `name` is always a constant of ours, never input."""
    return files(__name__).joinpath(f"{name}.cypher").read_text(encoding="utf-8")
