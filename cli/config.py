"""`mixgraph config`: the options in effect, where each comes from, and the file that sets them."""

import click

from cli.configuration import ON_THE_COMMAND_LINE_ONLY, SHARED, Configuration, Setting, nearest, options_by_name, parsed
from cli.output import Output, output_options
from cli.talk import Talk
from graph.errors import InputUnusable


def _names(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    program = context.find_root().command
    assert isinstance(program, click.Group)  # noqa: S101 - the program is one
    return [name for name in options_by_name(program) if name.startswith(incomplete)]


NAME = click.argument("name", metavar="NAME", shell_complete=_names)


@click.group("config", invoke_without_command=True)
@output_options
@click.pass_context
def command(context: click.Context, output: Output) -> None:
    """List every option with its value and where that comes from; set and unset them.

    A flag on the command line goes before the environment (MIXGRAPH_RECOMMEND_LIMIT=20), that before the configuration file,
    and that before the default. The file is written in TOML, one table a command. NEO4J_* never stand in it: those are for
    the environment or for .env.

    \b
    Example:
      mixgraph config
      mixgraph config set recommend.limit 20
    """
    if context.invoked_subcommand is not None:
        return
    configuration = _configuration(context)
    rows = []
    wrong = configuration.problems()
    for name in configuration.options:
        try:
            setting = configuration.setting(name)
        except InputUnusable as error:
            wrong.append(error)
            continue
        # what every command has stands first, and with a command only where it is set
        if setting.source == "default" and name.count(".") and name.rpartition(".")[2] in SHARED:
            continue
        shown = _shown(setting)
        rows.append(
            {
                "option": name,
                "value": " ".join(shown) if output.for_people else _typed(setting, shown),
                "source": setting.source,
                "variable": setting.variable,
            }
        )
    output.write(rows, ["option", "value", "source"])
    talk: Talk = context.obj
    for problem in wrong:
        talk.error(str(problem), problem.hint)
    if wrong:
        context.exit(2)


@command.command("get")
@NAME
@click.pass_context
def get(context: click.Context, name: str) -> None:
    """Print the value of an option that is used when no flag is given; of several, one a line.

    \b
    Example:
      mixgraph config get recommend.limit
    """
    configuration = _configuration(context)
    _known(configuration, name)
    for line in _shown(configuration.setting(name)):
        click.echo(line)


@command.command("set")
@NAME
@click.argument("values", nargs=-1, required=True, metavar="VALUE…")
@click.pass_context
def set_(context: click.Context, name: str, values: tuple[str, ...]) -> None:
    """Set an option in the file; comments and order in it stay. Options that may be repeated take several values.

    \b
    Example:
      mixgraph config set recommend.limit 20
    """
    from cli.configuration_file import set_value

    configuration = _configuration(context)
    names, option = _known(configuration, name)
    try:
        value = parsed(option, values)
    except click.BadParameter as error:
        raise click.UsageError(f"{name}: {error.message}", context) from error
    set_value(configuration.path, (*names, name.rpartition(".")[2]), value)
    talk: Talk = context.obj
    talk.note(f"{name} is set in {configuration.path}")
    setting = configuration.setting(name)
    if setting.source == "environment":
        talk.note(f"{setting.variable} is set too, and goes before it")


@command.command("unset")
@NAME
@click.pass_context
def unset(context: click.Context, name: str) -> None:
    """Take an option out of the file, so that its default holds again.

    \b
    Example:
      mixgraph config unset recommend.limit
    """
    from cli.configuration_file import unset_value

    configuration = _configuration(context)
    talk: Talk = context.obj
    if unset_value(configuration.path, tuple(name.split("."))):
        talk.note(f"{name} is no longer set in {configuration.path}")
        return
    _known(configuration, name)  # what is in the file may go, known or not
    talk.note(f"{name} was not set in {configuration.path}")


@command.command("path")
def path() -> None:
    """Print where the file is, or would be: MIXGRAPH_CONFIG, or config.toml in MIXGRAPH_HOME or the system's folder.

    \b
    Example:
      mixgraph config path
    """
    from graph.folders import config_file

    click.echo(config_file())


def _configuration(context: click.Context) -> Configuration:
    program = context.find_root().command
    assert isinstance(program, click.Group)  # noqa: S101 - the program is one
    return Configuration.of_user(program, must_exist=False)


def _known(configuration: Configuration, name: str) -> tuple[tuple[str, ...], click.Option]:
    if name in configuration.options:
        return configuration.options[name]
    hint = nearest(name, list(configuration.options))
    if name.rpartition(".")[2] in ON_THE_COMMAND_LINE_ONLY:
        hint = f"--{name.rpartition('.')[2]} can be given on the command line only"
    elif name.upper().startswith("NEO4J"):
        hint = "NEO4J_URI, NEO4J_PASSWORD and the like stand in the environment or in .env"
    raise InputUnusable(f"there is no option {name!r}", hint)


def _shown(setting: Setting) -> list[str]:
    from cli.redaction import redacted_arguments

    return redacted_arguments(setting.lines())


def _typed(setting: Setting, shown: list[str]) -> object:
    """For programs: numbers, booleans and lists as such, texts as they are shown to people."""
    if isinstance(setting.value, list | tuple):
        return shown
    return setting.value if isinstance(setting.value, bool | int | float | None) else shown[0]
