"""Blocks of bytes as lines of text, in flat memory whatever the blocks and lines are."""

import codecs
from collections.abc import Iterator

LONGEST_LINE = 1 << 20  # bytes; no song needs more
UNREADABLE = "\ufffd"


def as_utf8(data: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Text in another encoding in UTF-8, with U+FFFD for what cannot be read; raises UnicodeError where nothing can."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for block in data:
        if text := decoder.decode(block):
            yield text.encode("utf-8", "replace")
    if text := decoder.decode(b"", final=True):
        yield text.encode("utf-8", "replace")


def is_binary(head: bytes) -> bool:
    """Whether what begins so is no text: NUL bytes in its first line, many of them, or among what is not UTF-8."""
    start = head[:8192]
    if b"\0" not in start:
        return False
    if b"\0" in start.splitlines()[0] or start.count(b"\0") > len(start) // 20:
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return True
    return False


def split(data: Iterator[bytes]) -> Iterator[str | bytes | None]:
    """Each line as text, as bytes where it is not UTF-8, as None where it is too long, for which no more of it is held."""
    pending = bytearray()
    held = 0  # bytes of the line whose end has not come; more than `pending` has once it is too long
    for block in _with_newlines(data):
        end = block.rfind(b"\n")
        start = 0
        if end >= 0 and held:
            start = block.find(b"\n") + 1
            held += start - 1
            if held > LONGEST_LINE:
                yield None
            else:
                yield from _texts(bytes(pending) + block[: start - 1])
            pending.clear()
            held = 0
        if end >= start:
            yield from _texts(block[start:end])
        held += len(block) - (end + 1)
        if held > LONGEST_LINE:
            pending.clear()
        else:
            pending += block[end + 1 :]
    if held > LONGEST_LINE:
        yield None
    elif held:
        yield from _texts(bytes(pending))


def _with_newlines(data: Iterator[bytes]) -> Iterator[bytes]:
    waiting = False  # a \r stood at the end of the last block: a \n may follow
    for block in data:
        if waiting:
            block = b"\r" + block
        waiting = block.endswith(b"\r")
        if waiting:
            block = block[:-1]
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if block:
            yield block
    if waiting:
        yield b"\n"


def _texts(lines: bytes) -> Iterator[str | bytes]:
    try:
        yield from lines.decode().split("\n")
    except UnicodeDecodeError:
        for line in lines.split(b"\n"):
            try:
                yield line.decode()
            except UnicodeDecodeError:
                yield line
