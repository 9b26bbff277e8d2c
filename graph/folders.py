"""Where mixgraph keeps things: `MIXGRAPH_HOME` holds everything when it is set, else the system's own places."""

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """The database, models and exports of this user: MIXGRAPH_HOME, else the platform's data folder."""
    home = os.environ.get("MIXGRAPH_HOME")
    return Path(home).expanduser().absolute() if home else platformdirs.user_data_path("mixgraph")


def cache_folder() -> Path:
    """What can be fetched or computed again (jars, class archive): MIXGRAPH_CACHE, MIXGRAPH_HOME/cache, else the platform's."""
    cache = os.environ.get("MIXGRAPH_CACHE")
    if cache:
        return Path(cache).expanduser().absolute()
    return data_folder() / "cache" if os.environ.get("MIXGRAPH_HOME") else platformdirs.user_cache_path("mixgraph")


def config_file() -> Path:
    """The options a user has set: MIXGRAPH_CONFIG, MIXGRAPH_HOME/config.toml, else config.toml in the platform's folder."""
    named = os.environ.get("MIXGRAPH_CONFIG")
    if named:
        return Path(named).expanduser().absolute()
    folder = data_folder() if os.environ.get("MIXGRAPH_HOME") else platformdirs.user_config_path("mixgraph")
    return folder / "config.toml"


def adjacency_folder(kind: str) -> Path:
    """The newest export of one kind of adjacency."""
    return data_folder() / "adjacency" / kind


def journals_folder() -> Path:
    """How far imports of long files have come, one file each."""
    return data_folder() / "imports"


def models_folder() -> Path:
    """One folder a trained model, named by its model_id."""
    return data_folder() / "models"
