"""Invented names: numbers in syllables, so that each is a word of its own and a million are made in a second."""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import real_shape as real

Ints: TypeAlias = npt.NDArray[np.int64]

SYLLABLES: Final = np.array([list(f"{one}{two}".encode()) for one in "bdfgklmnprst" for two in "aeiou"], np.uint8)
OWN: Final = "Z"  # begins words that one name alone has; no syllable does
WORDS_OF_NAMES = 400


def artist_names(number: int) -> pa.StringArray:
    """One name each: a word that many share, and one of its own."""
    at = np.arange(number)
    return pc.binary_join_element_wise(_words(at * 7 % WORDS_OF_NAMES, WORDS_OF_NAMES), _own_words(number), " ")


def title_texts(number: int, songs: int, seed: int) -> pa.StringArray:
    """One title each: up to four words that others have too, a few of them in very many titles, and one of its own."""
    draw = np.random.default_rng((seed, number))
    vocabulary = max(100, round(real.REPEATED_WORDS * (songs / 13_054) ** real.GROWTH_OF_WORDS))
    often = np.cumsum(1 / (np.arange(vocabulary) + 2.0))
    length = draw.choice(len(real.WORDS_A_TITLE), number, p=real.WORDS_A_TITLE)
    columns = []
    for place in range(len(real.WORDS_A_TITLE) - 1):
        rank = np.searchsorted(often / often[-1], draw.random(number))
        words = _words(rank, vocabulary)
        columns.append(pc.if_else(pa.array(place < length), words, pa.scalar(None, pa.string())))
    return pc.binary_join_element_wise(*columns, _own_words(number), " ", null_handling="skip")


def _own_words(number: int) -> pa.StringArray:
    return pc.binary_join_element_wise(OWN, pc.utf8_lower(_words(np.arange(number), number)), "")


def _words(numbers: Ints, most: int) -> pa.StringArray:
    """Each number below `most` as a word, equally long all."""
    base = len(SYLLABLES)
    length = max(2, int(np.ceil(np.log(most) / np.log(base))))
    digits = numbers[:, None] // base ** np.arange(length)[::-1] % base
    letters = SYLLABLES[digits].reshape(len(numbers), 2 * length)
    letters[:, 0] -= 32  # a capital
    data = pa.py_buffer(np.ascontiguousarray(letters))
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * np.int32(2 * length)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), data)
