"""Figures of real sampling relations: what generated graphs are drawn from, and what their shape is held against.

Counted over the 14,641 sample relations and 13,054 songs of a collection of real ones (`python -m benchmarks.generate
--compare FOLDER` counts them again from its files). Degrees of much-sampled songs bunch at 10, the length of the
pages that the collection was read from.
"""

from typing import Final

# --- degrees -------------------------------------------------------------------------------------
RELATIONS_A_SONG: Final = 14_641 / 13_054
# shares of songs that sample only, are sampled only, do both
ROLES: Final = (0.6148, 0.2671, 0.1181)
# how many songs sample 1, 2, 3, … songs, the last number counting all that sample more; the exponent of that tail
SAMPLES_OF_SAMPLERS: Final = (6819, 732, 254, 79, 30, 21, 11, 10, 6, 63)
SAMPLES_OF_BOTH: Final = (741, 357, 178, 82, 56, 30, 23, 26, 10, 39)
SAMPLES_TAIL: Final = 4.0
# the same for how many songs sample a song
USES_OF_SAMPLED: Final = (2624, 343, 122, 59, 31, 21, 18, 10, 16, 167, 38, 16, 6, 2, 5, 9)
USES_OF_BOTH: Final = (615, 237, 122, 87, 41, 43, 25, 18, 19, 207, 46, 36, 5, 3, 5, 33)
USES_TAIL: Final = 2.6
# relations by the degree of the sampler (down: 1, 2, … 7, more) and of the sampled song (across)
DEGREES_OF_ENDS: Final = (
    (19, 251, 321, 279, 296, 196, 237, 5221),
    (336, 127, 106, 61, 46, 39, 44, 1062),
    (340, 108, 75, 44, 33, 26, 25, 556),
    (232, 62, 36, 27, 23, 9, 7, 233),
    (137, 28, 12, 11, 9, 9, 9, 197),
    (116, 26, 18, 10, 9, 6, 3, 119),
    (87, 25, 13, 10, 4, 1, 3, 105),
    (1358, 416, 195, 117, 98, 55, 47, 913),
)

# --- artists -------------------------------------------------------------------------------------
# shares of songs with 1, 2, … 6 artists, by role
ARTISTS_A_SONG: Final = (
    (0.762, 0.164, 0.052, 0.016, 0.004, 0.002),
    (0.850, 0.116, 0.024, 0.006, 0.003, 0.001),
    (0.703, 0.206, 0.062, 0.019, 0.006, 0.004),
)
# how many artists have 1, 2, 3, … songs, the last number counting all that have more; the exponent of that tail
SONGS_AN_ARTIST: Final = (6131, 1014, 389, 213, 137, 79, 61, 62, 31, 24, 20, 21, 15, 14, 6, 8, 14, 5, 6, 7, 76)
SONGS_TAIL: Final = 3.6
# of artists with 1, 2, 3, 4, 5–9, 10 and more songs: those who only sample, and those who are only sampled
ONLY_SAMPLERS: Final = (0.643, 0.498, 0.404, 0.422, 0.23, 0.08)
ONLY_SAMPLED: Final = (0.298, 0.178, 0.139, 0.089, 0.06, 0.0)
SAME_ARTIST: Final = 0.052  # relations between songs that have an artist in common

# --- titles --------------------------------------------------------------------------------------
SAME_TITLE: Final = 0.044  # relations between songs of one title
SHARED_TITLES: Final = 0.214  # songs whose title another song bears
BEARERS_OF_SHARED: Final = (798, 192, 67, 29, 13, 4, 5, 3)  # titles that 2, 3, … songs bear
WORDS_A_TITLE: Final = (0.20, 0.30, 0.23, 0.14, 0.13)  # 1, 2, … words
REPEATED_WORDS: Final = 3_100  # words that more than one title has; they grow with the 0.7th power of the songs
GROWTH_OF_WORDS: Final = 0.7

# --- years, BPM, keys ----------------------------------------------------------------------------
YEAR_SHARES: Final = (0, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 100)
YEARS: Final = (  # at those percentages, by role
    (1952, 1984, 1988, 1990, 1992, 1997, 2003, 2008, 2012, 2015, 2017, 2020, 2022, 2023, 2024, 2024, 2026),
    (1851, 1945, 1958, 1965, 1969, 1973, 1977, 1982, 1988, 1994, 2001, 2007, 2015, 2020, 2023, 2024, 2026),
    (1899, 1969, 1973, 1982, 1986, 1990, 1993, 1996, 1999, 2004, 2011, 2015, 2022, 2023, 2024, 2024, 2026),
)
YEARS_ASTRAY: Final = 7.0  # standard deviation of each end from the order of time in which songs are sampled
YEAR_KNOWN: Final = (0.992, 0.936, 0.999)  # by role
BPM_KNOWN: Final = (0.151, 0.382, 0.541)
KEY_KNOWN_TOO: Final = 0.970  # of songs whose BPM is known
BPM_SHARES: Final = (0, 1, *range(5, 100, 5), 99, 100)
BPMS: Final = (  # at those percentages
    *(51.0, 72.7, 80.5, 86.7, 90.2, 92.6, 95.0, 97.0, 99.8, 102.6, 106.5, 110.6),
    *(115.7, 120.0, 124.8, 128.0, 132.7, 140.0, 149.0, 162.4, 175.1, 193.5, 210.9),
)
KEPT_TEMPO: Final = 0.25  # of samplers; 22.5 % of relations have BPMs within 4, 9.4 % would by chance
KEYS: Final = (
    *("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"),
    *("Cm", "C#m", "Dm", "D#m", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "A#m", "Bm"),
)
KEY_COUNTS: Final = (
    *(214, 372, 223, 34, 61, 109, 123, 284, 136, 126, 67, 116),
    *(71, 127, 45, 37, 120, 151, 161, 70, 82, 116, 214, 217),
)
