"""Shell completion through click's machinery, for values with spaces, commas, quotes and colons: titles have them all."""

import os
import re
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass, field

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
    shell_complete,
)

SHELLS = ("bash", "zsh", "fish")

# click's own script reads without -r and splits what it read: backslashes, runs of spaces and stars would not survive
_BASH = """\
%(complete_func)s() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${line#*,}") ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \
%(complete_var)s=bash_complete "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

# click's own script cuts what it read at every comma
_FISH = """\
function %(complete_func)s
    for completion in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
COMP_CWORD=(commandline -t) %(prog_name)s 2>/dev/null)
        set -l parts (string split -m 1 "," -- $completion)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                printf '%%s\\n' $parts[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""

_WORD_BREAKS = " \t\n\"'@><=;|&(:"  # bash's own COMP_WORDBREAKS
_UNSAFE = re.compile(r"([^\w@%+=:,./–—-])")  # what bash takes for more than a letter, outside of quotes


@dataclass
class Word:
    """The last word of a command line: its text so far, the quote that is open, how many letters bash leaves as they are."""

    before: list[str] = field(default_factory=list)  # the whole words, without quotes and backslashes
    text: str = ""
    quote: str = ""
    kept: int = 0

    def rest(self, value: str) -> str:
        """What bash shall put in place of what was typed, so that the word becomes the value."""
        if value[: self.kept].casefold() == self.text[: self.kept].casefold():
            value = value[self.kept :]
        if self.quote == "'":
            return value.replace("'", r"'\''")
        return re.sub(r'([\\"$`])', r"\\\1", value) if self.quote else _UNSAFE.sub(r"\\\1", value)


def last_word(line: str, breaks: str = _WORD_BREAKS) -> Word:
    """Read a line as bash does, up to its end, which may lie within a quote or at a backslash."""
    word = Word()
    begun = escaped = False
    for character in line:
        if escaped:
            escaped = False
            # within double quotes a backslash stands for itself before most letters
            word.text += f"\\{character}" if word.quote and character not in '"\\$`' else character
        elif character == "\\" and word.quote != "'":
            escaped = begun = True
        elif word.quote:
            if character == word.quote:
                word.quote = ""
            else:
                word.text += character
        elif character.isspace():
            if begun:
                word = Word([*word.before, word.text])
            begun = False
        elif character in "\"'":
            begun, word.quote, word.kept = True, character, len(word.text)
        else:
            begun = True
            word.text += character
            if character in breaks:
                word.kept = len(word.text)
    return word


@add_completion_class
class Bash(BashComplete):
    """click's completion for bash, told of the line as it was typed."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before, and the one to be completed."""
        args: list[str]
        line = os.environ.get("COMP_LINE")
        if line is not None:
            self._word = last_word(line, os.environ.get("COMP_WORDBREAKS", _WORD_BREAKS))
            return self._word.before[1:], self._word.text
        args, incomplete = super().get_completion_args()  # click's own protocol
        self._word = last_word(os.environ["COMP_WORDS"] if incomplete else "")
        return args, incomplete

    def format_completion(self, item: CompletionItem[str]) -> str:
        """One line of the answer."""
        return f"{item.type},{self._word.rest(item.value)}"


@add_completion_class
class Fish(FishComplete):
    """click's completion for fish, with commas."""

    source_template = _FISH


def script(program: click.Command, shell: str) -> str:
    """The script that a user's shell reads."""
    classes = {"bash": Bash, "zsh": ZshComplete, "fish": Fish}
    return classes[shell](program, {}, "mixgraph", "_MIXGRAPH_COMPLETE").source()


def complete(program: click.Command, variable: str) -> int:
    """Answer the script's question on stdout; whatever goes wrong, nothing is suggested and nothing is said."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere), suppress(Exception):  # noqa: PTH123
        return shell_complete(program, {}, "mixgraph", variable, os.environ[variable])
    return 1
