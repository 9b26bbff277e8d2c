"""Tempo and key of songs, from a file, for the songs that a crawl meets."""

from collections.abc import Callable
from pathlib import Path

from graph.records import FeatureRecord
from graph.sources.feature_table import read
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream


def features_in(path: Path, note: Callable[[str], None] = lambda _: None) -> dict[str, FeatureRecord]:
    """What a table of features says, by the songs' ids; raises InputUnusable for a file that is none."""
    with open_stream(path) as stream:
        records = read(stream, ReadOptions(note=note))
        return {each.song_id: each for _, each in records if isinstance(each, FeatureRecord)}
