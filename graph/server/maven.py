"""The one place that knows jgo: a Maven repository in a folder of ours, quiet, with errors in our words."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import requests
from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import Artifact, MavenContext, PythonResolver

for name in ("jgo", "urllib3"):
    # their warnings would fall into the middle of our progress bar; what matters comes as an exception
    logging.getLogger(name).addHandler(logging.NullHandler())
    logging.getLogger(name).propagate = False


class TransferFailed(Exception):
    """The repository cannot be reached or does not have the file."""


class TransferBroken(Exception):
    """The file began to arrive, and then the connection was lost."""


def repository(folder: Path, timeout: int, arrived: Callable[[int], None]) -> MavenContext:
    """Maven Central, or what the user's jgo configuration names; files land in `folder`, and ~/.m2 is left alone."""

    @contextmanager
    def callback(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
        yield arrived

    return MavenContext(
        resolver=PythonResolver(progress_callback=callback),
        repo_cache=folder,
        remote_repos={"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories},
        timeout=timeout,
    )


def place(artifact: Artifact) -> Path:
    """Where the file lies once it is fetched."""
    return cast(Path, artifact.cached_path)  # None for a context without a folder, which ours are not


def resolve(artifact: Artifact) -> Path:
    """Where the file lies, fetched if it is not there; unchecked."""
    try:
        path: Path = artifact.resolve()
    except requests.RequestException as error:
        if place(artifact).exists():
            raise TransferBroken("the connection broke") from error
        raise TransferFailed(_reason(error)) from error
    except RuntimeError as error:
        raise TransferFailed("the Maven repository does not have it") from error
    return path


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate of the Maven repository was not accepted (REQUESTS_CA_BUNDLE names others)"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy did not let us through"
    if isinstance(error, requests.Timeout):
        return "the Maven repository did not answer in time"
    return "no connection to the Maven repository"
