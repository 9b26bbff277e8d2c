"""Changes of the configuration file: one value at a time, whole or not at all, with the user's comments and order kept."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from graph.errors import InputUnusable
from model.atomic_write import atomic_file


def set_value(path: Path, names: Sequence[str], value: Any) -> None:
    """Set the value at `("recommend", "limit")`; raises InputUnusable where the file cannot be read or has no room for it."""
    import tomlkit

    def change(document: Any) -> bool:
        table = document
        for position, name in enumerate(names[:-1]):
            if name not in table:
                # [db.start] stands alone, without an empty [db] before it
                table.append(name, tomlkit.table(is_super_table=position < len(names) - 2))
            table = table[name]
            if not isinstance(table, dict):
                raise InputUnusable(f"{path}: {name!r} must be a table", f"write [{name}] and the options below it")
        table[names[-1]] = value
        return True

    _change(path, change)


def unset_value(path: Path, names: Sequence[str]) -> bool:
    """Take a value out, and the tables that are empty then; False if it is not there."""

    def change(document: Any) -> bool:
        tables = [document]
        for name in names[:-1]:
            below = tables[-1].get(name)
            if not isinstance(below, dict):
                return False
            tables.append(below)
        if names[-1] not in tables[-1]:
            return False
        del tables[-1][names[-1]]
        for name, table, above in zip(names[-2::-1], tables[:0:-1], tables[-2::-1], strict=False):
            if not table and not _comments(table):
                del above[name]
        return True

    return path.exists() and _change(path, change)


def _change(path: Path, change: Callable[[Any], bool]) -> bool:
    import tomlkit
    from filelock import FileLock
    from tomlkit.exceptions import ParseError

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):  # two changes at once are both kept
        try:
            document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
        except ParseError as error:
            raise InputUnusable(f"{path}: {error}", "correct it in an editor; it is written in TOML") from error
        changed = change(document)
        if changed:
            with atomic_file(path) as file:
                file.write(tomlkit.dumps(document))
    return changed


def _comments(table: Any) -> bool:
    return "#" in table.as_string()
