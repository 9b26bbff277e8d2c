"""`mixgraph completion`: the script by which a shell completes commands, options and song titles."""

import click

from cli.shells import SHELLS


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete mixgraph's commands, options and values with the TAB key.

    Songs are completed from the graph while its database is up; completing never starts it, and never takes long. Where songs
    begin alike with what was typed, artist first or title first, quoted or not, the shell offers them; so it does ids.

    \b
    Install it:
      bash   mixgraph completion bash > ~/.local/share/bash-completion/completions/mixgraph
             (or, without the package bash-completion, add to ~/.bashrc:  source <(mixgraph completion bash))
      zsh    mixgraph completion zsh > ~/.zfunc/_mixgraph
             (and in ~/.zshrc, before compinit:  fpath+=~/.zfunc)
      fish   mixgraph completion fish > ~/.config/fish/completions/mixgraph.fish

    \b
    Example:
      mixgraph completion bash
    """
    from cli.shells import script

    click.echo(script(context.find_root().command, shell), nl=False)
