"""What the graph holds, and which model answers."""

import json
from typing import Any

from graph.connection import Database


def foreign_sources(database: Database, source: str) -> bool:
    """Whether the graph holds claims of any other source than this one."""
    return bool(database.read("foreign_sources", name=source)[0]["sources"])


def status_of(database: Database) -> dict[str, Any]:
    """Counts by name, the database's address, and the model with its state."""
    facts: dict[str, Any] = {"database": database.address.shown, **database.read("count")[0]}
    models = database.read("model")
    facts["model"] = (
        ", ".join(f"{model['model_id']} ({model['state']})" for model in models) or "none yet: `mixgraph train`"
    )
    for model in models[:1]:
        rmse = json.loads(model["metrics"] or "{}").get("rmse")
        if rmse is not None:
            facts["rmse"] = f"{rmse:.3f}"
    return facts
