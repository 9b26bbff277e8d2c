"""Takes out what looks like a secret, before anything is logged, listed or kept."""

import re
from collections.abc import Sequence

HIDDEN = "***"
SECRET_NAME = re.compile(r"secret|passw|token|credential|access[._-]?key|api[._-]?key", re.IGNORECASE)
_PAIR = re.compile(r"(?<![^\s=])([^\s=]+)=\S+")
_SHORTEST = 4  # a password shorter than that stands in half of all words, and would only make them unreadable


def redacted(text: str) -> str:
    """The text without users and passwords in addresses, values of secret settings, and the database's password."""
    password = _password()
    if len(password) >= _SHORTEST:
        text = text.replace(password, HIDDEN)
    return _PAIR.sub(_hidden, re.sub(r"\S+", _without_entry, text))


def _without_entry(word: re.Match[str]) -> str:
    # user:password@ in an address, also where the password holds a slash or another @
    scheme, separator, rest = word[0].partition("://")
    entry, _, host = rest.rpartition("@")
    return f"{scheme}{separator}{host}" if ":" in entry or "/" not in entry else word[0]


def _hidden(pair: re.Match[str]) -> str:
    return f"{pair[1]}={HIDDEN}" if SECRET_NAME.search(pair[1]) else pair[0]


def redacted_arguments(arguments: Sequence[str]) -> list[str]:
    """A command line without secrets: KEY=VALUE and --key VALUE whose name says that it is one."""
    shown: list[str] = []
    secret = False
    for argument in arguments:
        name, equals, _ = argument.partition("=")
        if secret:
            shown.append(HIDDEN)
        elif equals and SECRET_NAME.search(name):
            shown.append(f"{name}={HIDDEN}")  # to its end: a secret may have spaces
        else:
            shown.append(redacted(argument))
        secret = argument.startswith("--") and not equals and bool(SECRET_NAME.search(argument))
    return shown


def _password() -> str:
    from graph.connection import database_settings

    return database_settings().get("NEO4J_PASSWORD", ("", ""))[0]
