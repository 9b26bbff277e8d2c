"""The configuration file: a TOML table a command, each key the long name of one of its options; and where a value comes from.

    quiet = true            # of every command

    [recommend]
    limit = 20

A flag goes before the environment (MIXGRAPH_RECOMMEND_LIMIT), that before the file, and that before the option's own default.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from cli.talk import Talk
from graph.errors import InputUnusable
from graph.folders import config_file

PREFIX = "MIXGRAPH"
SHARED = ("quiet", "verbose", "debug")
# what is answered or shown once, not for ever
ON_THE_COMMAND_LINE_ONLY = frozenset({"help", "version", "yes", "show-password"})

Table = Mapping[str, Any]


def long_name(option: click.Option) -> str:
    """The name by which people know an option: `limit` of -n/--limit."""
    return max(option.opts, key=len).lstrip("-")


def settable(command: click.Command) -> dict[str, click.Option]:
    """The options of a command that a file may set, by their long names."""
    options = {long_name(each): each for each in command.params if isinstance(each, click.Option)}
    return {name: option for name, option in options.items() if name not in ON_THE_COMMAND_LINE_ONLY}


def variable(names: Sequence[str], option: str) -> str:
    """The environment variable of an option."""
    return "_".join([PREFIX, *names, option]).upper().replace("-", "_")


def each_command(program: click.Group) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its names, `("db", "start")`; the groups that are none of their own not."""
    context = click.Context(program)
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        if command is None:
            continue
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield (name,), command
        if isinstance(command, click.Group):
            yield from (((name, sub), each) for sub, each in command.commands.items())


def options_by_name(program: click.Group) -> dict[str, tuple[tuple[str, ...], click.Option]]:
    """Every option a file may set, as `recommend.limit`, `db.start.stay`, `quiet`; those of all commands come first."""
    found = {name: ((), option) for name, option in settable(program).items()}
    every = {
        ".".join([*names, name]): (names, option)
        for names, command in each_command(program)
        for name, option in settable(command).items()
    }
    return {**found, **every}


def nearest(name: str, names: Sequence[str]) -> str:
    """A hint for a name that is none."""
    import difflib

    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]!r}?" if near else "`mixgraph config` lists all names"


def read(path: Path | None = None, *, must_exist: bool = True) -> dict[str, Any]:
    """The file's content; InputUnusable names file and line. No file is no settings, unless MIXGRAPH_CONFIG names one."""
    path = path or config_file()
    if not path.exists():
        if must_exist and os.environ.get("MIXGRAPH_CONFIG"):
            raise InputUnusable(
                f"there is no {path}, which MIXGRAPH_CONFIG names", "unset it, or make the file: `mixgraph config set`"
            )
        return {}

    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputUnusable(f"{path}: {error}", "correct it in an editor; it is written in TOML") from error
    except UnicodeDecodeError as error:
        raise InputUnusable(f"{path} is not written in UTF-8", "save it anew as UTF-8") from error
    except OSError as error:
        raise InputUnusable(f"{path} cannot be read: {error.strerror}", "MIXGRAPH_CONFIG names another") from error


@dataclass(frozen=True)
class Configuration:
    """What a file says, checked against the program's commands where that is asked for."""

    program: click.Group
    path: Path
    tables: Table

    @classmethod
    def of_user(cls, program: click.Group, *, must_exist: bool = True) -> "Configuration":
        """The user's own file; raises InputUnusable."""
        return cls(program, config_file(), read(must_exist=must_exist))

    @cached_property
    def options(self) -> dict[str, tuple[tuple[str, ...], click.Option]]:
        """The program's `options_by_name`."""
        return options_by_name(self.program)

    def setting(self, name: str) -> "Setting":
        """What a command would take for `recommend.limit` without a flag; InputUnusable for a variable of the wrong type."""
        names, option = self.options[name]
        table: Any = self.tables
        for each in names:
            table = table.get(each) if isinstance(table, Mapping) else None
        key = long_name(option)
        in_file = {str(option.name): table[key]} if isinstance(table, Mapping) and key in table else {}
        prefix = "_".join([PREFIX, *names]).upper()
        context = click.Context(click.Command("config"), auto_envvar_prefix=prefix, default_map=in_file)
        value, source = option.consume_value(context, {})
        try:
            if source is ParameterSource.DEFAULT_MAP:
                check(option, value)
            # since 8.3 click has a mark of its own, an enum's member, for an option that nothing sets
            value = None if type(value).__module__.startswith("click.") else option.type_cast_value(context, value)
        except click.BadParameter as error:
            if source is ParameterSource.ENVIRONMENT:
                raise InputUnusable(f"{variable(names, key)}: {error.message}", "correct or unset it") from error
            # what is wrong in the file is told by `problems`
        told = {ParameterSource.ENVIRONMENT: "environment", ParameterSource.DEFAULT_MAP: "file"}.get(source, "default")
        return Setting(name, value, told, variable(names, key))

    def defaults(self, name: str, command: click.Command) -> dict[str, Any]:
        """click's default_map of one command; InputUnusable tells what in its table, or among all tables' names, is wrong."""
        shared: dict[str, Any] = {}
        for problem in self._head(shared):
            raise problem
        defaults: dict[str, Any] = {}
        for problem in self._table(self.tables.get(name, {}), (name,), command, shared, defaults):
            raise problem
        return defaults

    def problems(self) -> list[InputUnusable]:
        """Everything that is wrong in the file."""
        found = list(self._head({}))
        context = click.Context(self.program)
        for name, table in self.tables.items():
            if isinstance(table, dict) and (command := self.program.get_command(context, name)) is not None:
                found += self._table(table, (name,), command, {}, {})
        return found

    def _head(self, shared: dict[str, Any]) -> Iterator[InputUnusable]:
        commands = self.program.list_commands(click.Context(self.program))
        for key, value in self.tables.items():
            if key in SHARED:
                if not isinstance(value, bool):
                    yield self._wrong((), key, f"must be true or false, not {_kind(value)}")
                shared[key] = value
            elif key not in commands:
                hint = nearest(key, [*commands, *SHARED])
                if key.lower().startswith("neo4j"):
                    hint = "NEO4J_URI, NEO4J_PASSWORD and the like stand in the environment or in .env"
                elif not isinstance(value, dict):
                    hint = "write [COMMAND] above it"
                what = f"there is no command {key!r}" if isinstance(value, dict) else f"{key!r} stands in no table"
                yield InputUnusable(f"{self.path}: {what}", hint)
            elif not isinstance(value, dict):
                yield InputUnusable(f"{self.path}: {key!r} must be a table", f"write [{key}] and the options below it")

    def _table(
        self, table: Table, names: tuple[str, ...], command: click.Command, shared: Table, defaults: dict[str, Any]
    ) -> Iterator[InputUnusable]:
        options = settable(command)
        defaults.update({name: value for name, value in shared.items() if name in options})
        subcommands = command.commands if isinstance(command, click.Group) else {}
        for sub, each in subcommands.items():
            below = table.get(sub, {})
            if not isinstance(below, dict):
                yield self._wrong(names, sub, "must be a table")
                continue
            found: dict[str, Any] = {}
            yield from self._table(below, (*names, sub), each, shared, found)
            # click keeps both in one mapping: an option called like a subcommand (`config path`) would get all this
            if sub not in {option.name for option in options.values()}:
                defaults[sub] = found
        for key, value in table.items():
            if key in subcommands:
                continue
            if key not in options:
                hint = nearest(key, [*options, *subcommands])
                if key in ON_THE_COMMAND_LINE_ONLY:
                    hint = f"--{key} can be given on the command line only"
                yield InputUnusable(f"{self.path}: [{'.'.join(names)}] has no option {key!r}", hint)
                continue
            try:
                check(options[key], value)
            except click.BadParameter as error:
                yield self._wrong(names, key, error.message)
            defaults[str(options[key].name)] = value

    def _wrong(self, names: Sequence[str], key: str, message: str) -> InputUnusable:
        table = f"[{'.'.join(names)}] " if names else ""
        return InputUnusable(
            f"{self.path}: {table}{key}: {message}",
            f"change it, or `mixgraph config unset {'.'.join([*names, key])}`",
        )


def check(option: click.Option, value: Any) -> None:
    """Raise click.BadParameter unless a value from TOML is of the option's type and within its range."""
    wanted, types = _wanted(option)
    parts = value if isinstance(value, list) else [value]
    if option.multiple != isinstance(value, list):
        raise click.BadParameter(f"must be {'a list, in […]' if option.multiple else wanted}, not {_kind(value)}")
    for part in parts:
        if not isinstance(part, types) or (isinstance(part, bool) and types is not bool):
            raise click.BadParameter(f"must be {wanted}, not {_kind(part)}")
    if types is not bool:  # flags have nothing more to check, and their callbacks act at once
        context = click.Context(click.Command("check"), obj=Talk())
        option.process_value(context, value)


def parsed(option: click.Option, texts: Sequence[str]) -> Any:
    """What the words of a command line are in TOML; raises click.BadParameter."""
    _, types = _wanted(option)
    if len(texts) != 1 and not option.multiple:
        raise click.BadParameter("takes one value")
    values = [_parsed(types, text) for text in texts]
    value = values if option.multiple else values[0]
    check(option, value)
    return value


def _parsed(types: Any, text: str) -> Any:
    if types is bool:
        return click.BOOL(text)
    if types is int:
        return click.INT(text)
    if types == (int, float):
        number = click.FLOAT(text)
        return int(number) if text.strip().isdigit() else number
    return text


def _wanted(option: click.Option) -> tuple[str, Any]:
    if option.is_flag:
        return "true or false", bool
    if isinstance(option.type, click.types.IntParamType):
        return "a whole number", int
    if isinstance(option.type, click.types.FloatParamType):
        return "a number", (int, float)
    return "a text in quotes", str


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date or time")


@dataclass(frozen=True)
class Setting:
    """An option's value, and what set it: `environment`, `file` or `default`."""

    name: str
    value: Any
    source: str
    variable: str

    def lines(self) -> list[str]:
        """One line a value."""
        values = self.value if isinstance(self.value, list | tuple) else [self.value]
        return [str(each).lower() if isinstance(each, bool) else str(each) for each in values if each is not None]
