"""Which model a fit goes on from, and that model's factors in the order of another adjacency."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.artefact import MANIFEST_FILE, NODES_FILE, Artefact, model_id
from model.errors import ArtefactUnusable
from model.label import ARTIST, SONG, TITLE


def find_start(models_folder: Path, adjacency: Adjacency, engine: str, parameters: AlsParameters) -> Artefact | None:
    """Choose the last model of the same rank and kind of adjacency, whichever engine fitted it; None: begin anew.

    When that is just what would come out now (the same adjacency, engine and parameters), what it began from itself is
    given: so a fit that is repeated gives the same model, of the same name.
    """
    for artefact in _newest_first(models_folder):
        manifest = artefact.manifest
        if manifest["adjacency"]["kind"] != adjacency.kind or artefact.parameters.rank != parameters.rank:
            continue
        before = manifest.get("start")
        if artefact.model_id != model_id(engine, parameters, adjacency.digest, before):
            return artefact
        return next((one for one in _newest_first(models_folder) if one.model_id == before), None)
    return None


def factors_for(artefact: Artefact, adjacency: Adjacency) -> Factors:
    """Put a model's factors into the lines of an adjacency's nodes, by label and id; zeros for nodes it does not know."""
    try:
        known = pq.read_table(artefact.folder / NODES_FILE, columns=["id", "label"])
    except (OSError, pa.ArrowException) as error:
        raise ArtefactUnusable(f"the model at {artefact.folder} cannot be read: {error}") from error
    rows, columns = np.zeros((2, len(adjacency), artefact.parameters.rank), np.float32)
    ids = pa.array(adjacency.ids, pa.string())
    first = 0
    for label, count in ((SONG, adjacency.songs), (ARTIST, adjacency.artists), (TITLE, adjacency.titles)):
        lines = np.flatnonzero(pc.equal(known["label"], label).to_numpy())
        if count and len(lines):
            found = pc.index_in(ids.slice(first, count), value_set=known["id"].take(lines).combine_chunks())
            there = first + np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
            here = lines[found.drop_null().to_numpy()]
            rows[there], columns[there] = artefact.factors[0][here], artefact.factors[1][here]
        first += count
    return Factors(rows, columns)


def _newest_first(models_folder: Path) -> Iterator[Artefact]:
    """Every model that can be opened; a damaged one is no reason not to train."""
    manifests = sorted(models_folder.glob(f"[!.]*/{MANIFEST_FILE}"), key=lambda file: -file.stat().st_mtime_ns)
    for manifest in manifests:
        try:
            yield Artefact.load(manifest.parent)
        except ArtefactUnusable:
            continue
