"""Who samples whom, by number: as many relations for each song as real songs have, between ends as they are met there."""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from benchmarks import real_shape as real

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

SAMPLER, SAMPLED, BOTH = 0, 1, 2
CLASSES: Final = len(real.DEGREES_OF_ENDS)


def relations_of(songs: int, relations_a_song: float, draw: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """Role and year of each song, sampler and sampled song of each relation; every song has one, no pair two."""
    shares = np.cumsum(real.ROLES)
    role = draw.permutation(np.searchsorted(shares / shares[-1], (np.arange(songs) + 0.5) / songs))
    samples, uses = np.zeros(songs, np.int64), np.zeros(songs, np.int64)
    for counts, which in ((real.SAMPLES_OF_SAMPLERS, SAMPLER), (real.SAMPLES_OF_BOTH, BOTH)):
        of_role = np.flatnonzero(role == which)
        samples[of_role] = counts_with_tail(counts, real.SAMPLES_TAIL, len(of_role), draw)
    for counts, which in ((real.USES_OF_SAMPLED, SAMPLED), (real.USES_OF_BOTH, BOTH)):
        of_role = np.flatnonzero(role == which)
        uses[of_role] = counts_with_tail(counts, real.USES_TAIL, len(of_role), draw)
    group = np.minimum(samples + uses, CLASSES) - 1

    year = _years(role, draw)
    wanted = round(songs * relations_a_song)
    sampler = np.repeat(np.arange(songs), _stretched(samples, len(real.SAMPLES_OF_BOTH), wanted, draw))
    sampled = np.repeat(np.arange(songs), _stretched(uses, len(real.USES_OF_BOTH), wanted, draw))
    number = min(len(sampler), len(sampled))
    ends = _met(draw.permutation(sampler)[:number], draw.permutation(sampled)[:number], group, year, draw)
    return role, year, *_each_pair_once(*ends, songs, draw)


def counts_with_tail(counts: tuple[int, ...], exponent: float, number: int, draw: np.random.Generator) -> Ints:
    """Draw `number` counts from 1, as often as `counts` says, the last for a power law's tail from there on.

    Stratified: one from each of `number` equal parts of the distribution, in any order, so that the largest hub has the
    degree that belongs to the size, whatever the seed.
    """
    ends = np.cumsum(counts) / np.sum(counts)
    chance = draw.permutation((np.arange(number) + draw.uniform(0.25, 0.75, number)) / number)
    drawn = 1 + np.searchsorted(ends, chance)
    beyond = drawn == len(counts)
    left = (1 - chance[beyond]) / (1 - ends[-2])
    drawn[beyond] = np.floor(len(counts) * left ** (-1 / (exponent - 1)))
    return drawn.astype(np.int64)


def _years(role: Ints, draw: np.random.Generator) -> Ints:
    chance, year = draw.random(len(role)), np.zeros(len(role), np.int64)
    for which, years in enumerate(real.YEARS):
        of_role = role == which
        year[of_role] = np.interp(chance[of_role], np.divide(real.YEAR_SHARES, 100), years)
    return year


def _stretched(degrees: Ints, knee: int, wanted: int, draw: np.random.Generator) -> Ints:
    """Raise all degrees to the power that gives as many relations as wanted; hubs beyond the knee grow all alike.

    So songs with one relation stay the most, and a power law's tail stays one of the same exponent.
    """
    some = np.flatnonzero(degrees)
    smooth = degrees[some] + draw.random(len(some))

    def raised(power: float) -> Ints:
        grown = np.floor(smooth * np.minimum(smooth, knee) ** (power - 1))
        return np.maximum(1, grown).astype(np.int64)

    low, high = 0.1, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if raised(middle).sum() < wanted else (low, middle)
    found = np.zeros_like(degrees)
    found[some] = raised(high)
    # what is too much by rounding is taken from songs that have more than one
    spare = draw.permutation(np.flatnonzero(found > 1))[: max(0, int(found.sum()) - wanted)]
    found[spare] -= 1
    return found


def _met(sampler: Ints, sampled: Ints, group: Ints, year: Ints, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Join the ends, as many of each two classes of degree as real relations have of them, roughly in the order of time.

    The real table is fitted to the sums of this graph (iterative proportional fitting).
    """
    rows = np.bincount(group[sampler], minlength=CLASSES).astype(float)
    columns = np.bincount(group[sampled], minlength=CLASSES).astype(float)
    table = np.array(real.DEGREES_OF_ENDS, float)
    for _ in range(200):
        table *= (rows / table.sum(axis=1))[:, None]
        table *= columns / table.sum(axis=0)
    number = np.floor(table).astype(np.int64)
    ones = [sampler[group[sampler] == at] for at in range(CLASSES)]
    others = [sampled[group[sampled] == at] for at in range(CLASSES)]
    from_one, from_other = np.cumsum(number, axis=1), np.cumsum(number, axis=0)
    cells = [(row, column) for row in range(CLASSES) for column in range(CLASSES)]
    found = [ones[row][from_one[row, at] - number[row, at] : from_one[row, at]] for row, at in cells]
    met = [others[at][from_other[row, at] - number[row, at] : from_other[row, at]] for row, at in cells]

    def in_time(songs: Ints) -> Ints:
        return songs[np.argsort(year[songs] + draw.normal(0, real.YEARS_ASTRAY, len(songs)))]

    found, met = [in_time(each) for each in found], [in_time(each) for each in met]
    # rounding left a few over on both sides
    found += [ones[row][from_one[row, -1] :] for row in range(CLASSES)]
    met += [others[at][from_other[-1, at] :] for at in range(CLASSES)]
    return np.concatenate(found), np.concatenate(met)


def _each_pair_once(sampler: Ints, sampled: Ints, songs: int, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Change partners where a pair stands twice or a song samples itself; what cannot be helped is left out."""
    sampled = sampled.copy()
    for _ in range(30):
        wrong = _repeated(sampler, sampled, songs)
        if not len(wrong):
            break
        other = draw.integers(0, len(sampled), len(wrong))
        kept = np.unique(other, return_index=True)[1]  # each partner changes hands once
        wrong, other = wrong[kept], other[kept]
        apart = ~np.isin(other, wrong)
        wrong, other = wrong[apart], other[apart]
        sampled[wrong], sampled[other] = sampled[other], sampled[wrong]
    right = np.ones(len(sampler), bool)
    right[_repeated(sampler, sampled, songs)] = False
    sampler, sampled = sampler[right], sampled[right]
    # a song that lost its only relation by that gets another
    degree = np.bincount(sampler, minlength=songs) + np.bincount(sampled, minlength=songs)
    lonely = np.flatnonzero(degree == 0)
    partners = sampled[draw.integers(0, len(sampled), len(lonely))]
    return np.concatenate([sampler, lonely]), np.concatenate([sampled, partners])


def _repeated(sampler: Ints, sampled: Ints, songs: int) -> Ints:
    pair = np.minimum(sampler, sampled) * songs + np.maximum(sampler, sampled)
    first = np.zeros(len(pair), bool)
    first[np.unique(pair, return_index=True)[1]] = True
    return np.flatnonzero(~first | (sampler == sampled))
