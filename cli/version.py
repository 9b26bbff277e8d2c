"""Versions of installed distributions, mixgraph's own among them."""


def version_of(distribution: str) -> str:
    """The version that is installed, or `not installed`; nothing of it is imported."""
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"
