"""What is set by the configuration file and the environment: is it right, and where does each value come from?"""

import os

import click

from cli.checks.finding import Finding
from cli.configuration import PREFIX, Configuration, nearest, variable

FOLDERS = ("MIXGRAPH_HOME", "MIXGRAPH_CACHE", "MIXGRAPH_CONFIG")


def file(program: click.Group) -> Finding:
    """The configuration file can be read and holds nothing that is no option."""
    from graph.errors import InputUnusable
    from graph.folders import config_file

    try:
        configuration = Configuration.of_user(program)
    except InputUnusable as error:
        return Finding("no", str(error), error.hint)
    problems = configuration.problems()
    if problems:
        return Finding("no", "; ".join(map(str, problems)), problems[0].hint)
    if not config_file().exists():
        return Finding("yes", f"none; it would be {config_file()}")
    return Finding("yes", str(configuration.path))


def values(program: click.Group) -> Finding:
    """Every value that is not a default, with what set it; secrets by their names only."""
    from graph.connection import configured_address, database_settings
    from graph.errors import MixgraphError
    from graph.folders import config_file

    try:
        configuration = Configuration.of_user(program, must_exist=False)
    except MixgraphError:
        configuration = Configuration(program, config_file(), {})  # `file` tells what is wrong
    configured_address()
    told = [f"{name} (environment)" for name in FOLDERS if os.environ.get(name)]
    told += [f"{name} ({source})" for name, (_, source) in database_settings().items()]
    for name in configuration.options:
        setting = configuration.setting(name)
        if setting.source != "default":
            shown = f"{setting.variable} ({setting.source})" if setting.source == "environment" else f"{name} (file)"
            told.append(shown)
    known = _variables(program)
    unknown = [name for name in os.environ if name.startswith(f"{PREFIX}_") and name not in known]
    detail = ", ".join(told) or "nothing is set: every option has its default"
    if unknown:
        return Finding(
            "note", f"{detail}; {', '.join(unknown)}: mixgraph knows no such variable", nearest(unknown[0], known)
        )
    return Finding("yes", detail)


def _variables(program: click.Group) -> list[str]:
    from cli.configuration import each_command, long_name

    found = [*FOLDERS]
    for names, command in [((), program), *each_command(program)]:
        for option in command.params:
            if isinstance(option, click.Option):
                found += [variable(names, long_name(option)), variable(names, str(option.name))]
    return found
