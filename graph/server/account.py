"""The password of the local server: random, known to this user's files only, set before Neo4j first starts."""

import hashlib
import secrets

from graph.errors import ServerUnavailable
from graph.server.home import ServerHome
from model.atomic_write import atomic_file

USERNAME = "neo4j"
ITERATIONS = 1024


def password_of(home: ServerHome) -> str:
    """The password of the store in this folder; a new one if there is no store yet.

    Neo4j takes its first user from `data/dbms/auth.ini` and never looks there again once it has users, so the file may be
    written as often as the store is new. Raises ServerUnavailable if a store is there and its password is gone.
    """
    if home.password_file.exists():
        password = home.password_file.read_text(encoding="ascii").strip()
    elif (home.data / "databases").exists():
        raise ServerUnavailable(
            f"the password of the local Neo4j is gone ({home.password_file})",
            hint="put the file back, or empty the database with `mixgraph db reset`",
        )
    else:
        password = secrets.token_urlsafe(24)
        with atomic_file(home.password_file, permissions=0o600) as file:
            file.write(password + "\n")
    users = home.data / "dbms" / "auth.ini"
    if not users.exists():
        with atomic_file(users, permissions=0o600) as file:
            file.write(_user_line(password))
    return password


def _user_line(password: str) -> str:
    # the format of `neo4j-admin dbms set-initial-password`, which would cost a second of Java
    salt = secrets.token_bytes(32)
    digest = salt + password.encode()
    for _ in range(ITERATIONS):
        digest = hashlib.sha256(digest).digest()
    return f"{USERNAME}:SHA-256,{digest.hex()},{salt.hex()},{ITERATIONS}:\n"
