"""What the graph holds, and which model answers."""

import json
from typing import Any

from graph.connection import Database, Work


def foreign_sources(database: Database, *sources: str) -> bool:
    """Whether the graph holds claims of any other source than these."""
    return bool(database.read("foreign_sources", names=list(sources))[0]["sources"])


def sources_of(database: Database) -> list[dict[str, Any]]:
    """Every source as a row: how many songs, artists, relations and measurements it speaks of, its licence and terms."""
    counts: dict[str, dict[str, int]] = {}
    for row in database.read("source_counts"):
        counts.setdefault(row["source"], {})[row["what"]] = row["number"]
    kinds = ("songs", "artists", "samples", "covers", "remixes", "measured")
    return [
        {
            "source": row["source"],
            **{kind: counts.get(row["source"], {}).get(kind, 0) for kind in kinds},
            "precedence": row["precedence"],
            "licence": row["licence"],
            "terms": row["terms"],
        }
        for row in database.read("sources")
    ]


def describe_source(
    database: Database,
    name: str,
    *,
    terms: str | None = None,
    licence: str | None = None,
    precedence: int | None = None,
) -> None:
    """Say what is known of a source; of several that measured a song, the one with the highest precedence is believed."""

    def work(work: Work) -> None:
        work.run("lock_graph")
        row = work.run("describe_source", name=name, terms=terms, licence=licence, precedence=precedence).rows[0]
        if precedence is not None:
            work.run("derive_features", ids=row["songs"])

    database.transact(work)


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
        if model["vectors"]:
            facts["vectors"] = model["vectors"]
    return facts
