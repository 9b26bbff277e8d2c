"""A file, or stdin, as it is read: what is in it, decompressed, as bytes or as lines of text, in flat memory."""

import codecs
import io
import lzma
import os
import stat
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Any

from graph.dump import csv_files
from graph.errors import InputUnusable
from graph.records import Reject
from graph.sources.decompression import LONGEST_MAGIC, SUFFIXES, blocks, compression
from graph.sources.lines import UNREADABLE, as_utf8, is_binary, split

HEAD = 1 << 16  # bytes that recognition may look at

# Tables shrink to a fifth or a tenth, long runs of one row to a hundredth; gzip itself cannot pass 1,032:1.
HIGHEST_RATIO = 1000
UNSUSPECTED = 100_000_000  # bytes that any file may unpack to

_MARKS = (  # the longer ones first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FETCH_AGAIN = "fetch the file again; what stands before it is sound"
_ENCODING_HINT = "say how it is encoded, for example --encoding cp1252"


class Stream:
    """What is in a file, read once from its beginning to its end; `open_stream` and `members` make them.

    `name` is what people call it, `stem` its name without folder and endings, `size` the bytes of the file as it is stored
    (None for a pipe), `head` the first 64 KiB of what is in it, for recognition, `line` the number of the last line given.
    """

    def __init__(
        self, name: str, stem: str, data: Iterator[bytes], size: int | None, position: Callable[[], int]
    ) -> None:
        self.name = name
        self.stem = stem
        self.size = size
        self.position = position  # how many of the stored bytes were read so far
        self.line = 0
        self.repeatable = False  # whether opening it again gives the same: not so for pipes
        self._data = data
        self._given = 0
        self._failure: tuple[str, str] | None = None  # what, and what to do
        self._closing: list[IO[bytes]] = []
        self._ahead = b""
        while len(self._ahead) < HEAD and (block := self._next_block()):
            self._ahead += block
        self.head = self._ahead[:HEAD]
        if not self.head:
            self._fail()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._data, Generator):
            with suppress(ValueError):  # another thread reads: it will come upon the closed file
                self._data.close()  # lets go of what it opened itself
        for file in self._closing:
            file.close()

    def read(self, size: int = 1 << 18) -> bytes:
        """The next bytes, at most `size` of them (all with -1) and maybe fewer; none only at the end.

        Raises InputUnusable, with the last line that was given, where the file is damaged, cut off, or unpacks without end.
        """
        if size < 0:
            return b"".join(iter(self.read, b""))
        if not self._ahead:
            self._ahead = self._next_block()
        if not self._ahead:
            self._fail()
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def readable(self) -> bool:
        """Yes: libraries that want a file ask."""
        return True

    @property
    def is_tar(self) -> bool:
        """Whether it is a tar archive: read its `members`."""
        return self.head[257:262] == b"ustar"

    def members(self) -> Iterator["Stream"]:
        """The files of a tar archive as streams, in its order; each must be read before the next is asked for.

        `name` is then `archive: member`, `stem` the member's path in the archive; position and size stay those of the archive.
        """
        try:
            with tarfile.open(fileobj=self, mode="r|", bufsize=1 << 17) as archive:  # type: ignore[call-overload]  # it only reads
                for member in archive:
                    if member.isfile():
                        file = archive.extractfile(member)
                        yield Stream(
                            f"{self.name}: {member.name}", member.name, _blocks(file), self.size, self.position
                        )
        except tarfile.TarError as error:
            raise self._broken(f"the archive is damaged or cut off ({error})", _FETCH_AGAIN) from error

    def encoding(self, said: str | None = None) -> str:
        """Python's name of its encoding: as was said, else as the byte order mark says, else UTF-8."""
        if said:
            return codec(said)
        return next((name for mark, name in _MARKS if self.head.startswith(mark)), "utf-8")

    def lines(self, encoding: str | None = None) -> Iterator[tuple[int, str | Reject]]:
        r"""Each line with its number, without its end (\n, \r\n or \r); a Reject for one that is no text or over 1 MiB.

        Encoded as `encoding` says, else as the byte order mark does, else in UTF-8. Raises InputUnusable at once for what is
        no text at its start and for an encoding that is none, and as `read` does.
        """
        if self.is_tar:
            raise InputUnusable(f"{self.name} is a tar archive", "unpack it and give the file itself")
        encoding = self.encoding(encoding)
        if encoding == "utf-8":
            data = iter(self.read, b"")
            head = self.head
        else:
            data = self._decoded(encoding)
            first = next(data, b"")
            head = first[:HEAD]
            data = _chain(first, data)
        if is_binary(head):
            raise InputUnusable(
                f"{self.name} is not a text file", "give a table in UTF-8; for UTF-16, say --encoding utf-16"
            )
        return self._numbered(data, "UTF-8" if encoding == "utf-8" else encoding)

    def _decoded(self, encoding: str) -> Iterator[bytes]:
        try:
            yield from as_utf8(iter(self.read, b""), encoding)
        except UnicodeError as error:
            raise InputUnusable(f"{self.name}: it cannot be read as {encoding}", _ENCODING_HINT) from error

    def _numbered(self, data: Iterator[bytes], encoding: str) -> Iterator[tuple[int, str | Reject]]:
        for text in split(data):
            self.line += 1
            if text is None:
                yield self.line, Reject(self.line, "a line of over 1 MiB")
            elif isinstance(text, bytes):
                yield self.line, Reject(self.line, f"not {encoding}: {_ENCODING_HINT}")
            elif "\0" in text:
                yield self.line, Reject(self.line, "NUL bytes in it")
            elif encoding != "UTF-8" and UNREADABLE in text:
                yield self.line, Reject(self.line, f"not {encoding}: {_ENCODING_HINT}")
            else:
                yield self.line, text.removeprefix("\ufeff") if self.line == 1 else text

    def _next_block(self) -> bytes:
        if self._failure:
            return b""
        try:
            block = next(self._data, b"")
        except _Broken as error:  # of the archive that this is a member of
            self._failure = error.what, error.hint
        except EOFError:
            self._failure = "the compressed data break off here", _FETCH_AGAIN
        except (zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                self._failure = f"it cannot be read: {error.strerror}", "check the disk and its permissions"
            else:
                self._failure = "the compressed data are damaged from here on", _FETCH_AGAIN
        else:
            self._given += len(block)
            if self._given <= UNSUSPECTED or self._given <= HIGHEST_RATIO * max(self.position(), 1):
                return block
            self._failure = (
                f"it unpacks to over {HIGHEST_RATIO:,} times its size, which no list does",
                "if it is sound, unpack it and give the file itself",
            )
        return b""

    def _fail(self) -> None:
        if self._failure:
            raise self._broken(*self._failure)

    def _broken(self, what: str, hint: str) -> "_Broken":
        return _Broken(f"{self.name}, line {self.line + 1}" if self.line else self.name, what, hint)


class _Broken(InputUnusable):
    def __init__(self, where: str, what: str, hint: str) -> None:
        super().__init__(f"{where}: {what}", hint)
        self.what = what


class _Counted(io.RawIOBase):
    """A file that knows, also for another thread and when it is closed, how far it was read."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self.file.seekable())

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.at = int(self.file.seek(offset, whence))
        return self.at

    def tell(self) -> int:
        return int(self.file.tell())

    def readinto(self, buffer: Any) -> int:
        number = int(self.file.readinto(buffer))
        self.at += number
        return number


def open_stream(path: Path) -> Stream:
    """Open a file, or stdin for `-`, and find out by its first bytes how it is compressed (gzip, bzip2, xz, zstd, zip).

    Raises InputUnusable where it is not there or cannot be read.
    """
    stdin = str(path) == "-"
    if not stdin and path.is_dir() and csv_files.is_dump([each.name for each in path.iterdir()]):
        return Stream(str(path), path.name, *csv_files.in_folder(path))
    try:
        file = open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) if stdin else path.open("rb", buffering=0)  # noqa: SIM115
        status = os.fstat(file.fileno())
        raw = _Counted(file)
        buffered = io.BufferedReader(raw, 1 << 17)
        how = compression(buffered.peek(LONGEST_MAGIC)[:LONGEST_MAGIC])
    except FileNotFoundError as error:
        raise InputUnusable(f"there is no file {path}", "check the path") from error
    except IsADirectoryError as error:
        raise InputUnusable(f"{path} is a folder", "give the files in it") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputUnusable(f"{path} cannot be read: {reason}", "check its permissions") from error
    name = "stdin" if stdin else str(path)
    is_file = stat.S_ISREG(status.st_mode)
    size = status.st_size if is_file else None
    try:
        stream = Stream(name, stem(path), blocks(buffered, name, how), size, lambda: raw.at)
    except InputUnusable:
        file.close()
        raise
    stream.repeatable = is_file and not stdin
    stream._closing += [buffered, file]
    return stream


def codec(name: str) -> str:
    """Python's name of a text encoding; raises InputUnusable for one that is none."""
    try:
        b"a".decode(name, "ignore")  # also refuses codecs that are not for text
        return codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError) as error:
        raise InputUnusable(
            f"{name!r} is not a text encoding", "for example utf-8, utf-16, latin-1, cp1252, shift_jis"
        ) from error


def stem(path: Path) -> str:
    """The name of a file without folder, compression and ending (`list` of `lists/list.tsv.gz`)."""
    if str(path) == "-":
        return "stdin"
    bare = PurePath(path.name)
    if bare.suffix.lower() in SUFFIXES:
        bare = PurePath(bare.stem)
    return bare.stem


def _blocks(file: IO[bytes] | None) -> Iterator[bytes]:
    while file and (block := file.read(1 << 16)):
        yield block


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest
