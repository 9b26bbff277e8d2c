"""The words of a Cypher text outside its strings and comments, read as Neo4j reads it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

_LEXEME: Final = re.compile(
    r"""
    (?P<space>  //[^\r\n]* | /\*.*?\*/ | [^\w!-/:-@\[-`{-~]+ )
  | (?P<string> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
  | `(?P<quoted>(?:[^`]|``)*)`
  | (?P<word>   \w+ )
  | (?P<sign>   . )
    """,
    re.DOTALL | re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"\\u+([0-9A-Fa-f]{4})")


class Unreadable(ValueError):
    """A quote or comment that does not end: the text was read otherwise than Neo4j does."""


def readings(cypher: str) -> Iterator[list[str]]:
    """The text as lexemes, and once more with its escapes replaced by the letters they mean, which may be quotes."""
    yield lexemes(cypher)
    meant = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), cypher)
    if meant != cypher:
        yield lexemes(meant)


def lexemes(cypher: str) -> list[str]:
    """Words, names in backticks as `name, signs as they are, strings as an empty one."""
    found = []
    for match in _LEXEME.finditer(cypher):
        kind, text = match.lastgroup, match[0]
        if kind == "sign" and (text in "'\"`" or cypher.startswith("/*", match.start())):
            raise Unreadable(text)
        if kind == "quoted":
            found.append("`" + match["quoted"].replace("``", "`"))
        elif kind == "string":
            found.append("''")
        elif kind != "space":
            found.append(text)
    return found


def loads_files(words: list[str]) -> bool:
    """Whether LOAD CSV is among the words, which no other clause has beside each other."""
    # digits may stand right before a word: LIMIT 1LOAD
    return any(
        first.upper().endswith("LOAD") and first[0] != "`" and then.upper() == "CSV" for first, then in pairwise(words)
    )


def called(words: list[str]) -> tuple[set[str], set[str]]:
    """The procedures and functions with a namespace that are called."""
    procedures, functions = set(), set()
    at = 0
    while at < len(words):
        start, name = at, []
        while _is_name(words[at]):
            name.append(words[at].lstrip("`"))
            if at + 2 >= len(words) or words[at + 1] != ".":
                break
            at += 2
        if len(name) > 1 and start and words[start - 1].upper().endswith("CALL"):
            procedures.add(".".join(name))
        elif len(name) > 1 and words[at + 1 : at + 2] == ["("]:
            functions.add(".".join(name))
        at += 1
    return procedures, functions


def _is_name(lexeme: str) -> bool:
    return lexeme[0] == "`" or lexeme[0].isalpha() or lexeme[0] == "_"
