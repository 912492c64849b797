"""Shares, spreads and their intervals: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, median, quantiles, stdev

_Z = 1.959963984540054
"""Of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """part of `of`; interval: Wilson's of 95 % (Wilson 1927, J Am Stat Assoc 22:209). None where there is nothing to share. hidden: too few
    people to be told (`suppression`)."""

    part: int
    of: int
    hidden: bool = False

    @property
    def value(self) -> float | None:
        return self.part / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.of:
            return None
        p, n, z = self.part / self.of, self.of, _Z
        centre, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (centre - half) / (1 + z * z / n)), min(1.0, (centre + half) / (1 + z * z / n))


HIDDEN = Share(0, 0, hidden=True)


@dataclass(frozen=True, slots=True)
class Spread:
    """Of n values: mean, standard deviation (of a sample), quartiles by linear interpolation; None where n is too small for one, and n None
    where it is too small to be told."""

    n: int | None
    mean: float | None
    sd: float | None
    q1: float | None
    median: float | None
    q3: float | None


def spread(values: Sequence[float]) -> Spread:
    """Quartiles as spreadsheets and pandas give them (method 7 of Hyndman and Fan 1996)."""
    if not values:
        return Spread(0, None, None, None, None, None)
    if len(values) == 1:
        only = float(values[0])
        return Spread(1, only, None, only, only, only)
    q1, _, q3 = quantiles(values, n=4, method="inclusive")
    return Spread(len(values), fmean(values), stdev(values), q1, float(median(values)), q3)


@dataclass(frozen=True, slots=True)
class Offspring:
    """Secondary cases per case (cases None: too few to be told). k: dispersion, by moments, mean² / (variance - mean); None where cases
    vary no more than by chance."""

    cases: int | None
    mean: float | None
    k: float | None


def offspring(counts: Sequence[int]) -> Offspring:
    """counts: secondary cases of each case, 0 included (Lloyd-Smith et al. 2005, Nature 438:355)."""
    if not counts:
        return Offspring(0, None, None)
    mean = fmean(counts)
    variance = stdev(counts) ** 2 if len(counts) > 1 else 0.0
    return Offspring(len(counts), mean, mean * mean / (variance - mean) if variance > mean else None)
