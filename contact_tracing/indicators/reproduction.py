"""The reproduction number from the days on which signs began.

Cori, Ferguson, Fraser, Cauchemez 2013, A new framework and software to estimate time-varying reproduction numbers during epidemics,
Am J Epidemiol 178:1505, and its web appendix: cases are Poisson around R times the infectiousness of those before, R has a gamma prior, so
that the posterior is gamma too and the interval is exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

SERIAL_INTERVAL = (4.7, 2.9)
"""Days, mean and standard deviation (Nishiura, Linton, Akhmetzhanov 2020, Int J Infect Dis 93:284), where the data give none."""
WINDOW = 7
PRIOR = (1.0, 5.0)
"""Shape and scale of the prior of R: mean 5, sd 5, as in the paper: little is believed beforehand."""
ENOUGH = 11
"""Cases in the window below which no estimate is given: the paper asks for a coefficient of variation of 0.3 at most."""
LONGEST = 30
"""Days after which nobody infects any more."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """mean, low, high: of R, with the 95 % credible interval; None where there are too few cases. cases: in the window; None: too
    few to be told."""

    last: date
    cases: int | None
    mean: float | None
    low: float | None
    high: float | None


@lru_cache(maxsize=8)
def serial_interval(mean: float, sd: float) -> tuple[float, ...]:
    """The share of infections after 0, 1, 2... days: the paper's discretisation of a gamma shifted by a day.

    Raises ValueError for a mean of a day or less.
    """
    # only here: every process that reads cases would carry it in memory
    from scipy.special import gammainc  # noqa: PLC0415

    if mean <= 1 or sd <= 0:
        raise ValueError("a serial interval has a mean above 1 day and a positive deviation")
    shape, scale = ((mean - 1) / sd) ** 2, sd * sd / (mean - 1)

    def below(day: float, more: float = 0.0) -> float:
        return float(gammainc(shape + more, day / scale)) if day > 0 else 0.0

    weights = []
    for day in range(LONGEST + 1):
        share = day * below(day) + (day - 2) * below(day - 2) - 2 * (day - 1) * below(day - 1)
        share += shape * scale * (2 * below(day - 1, 1) - below(day - 2, 1) - below(day, 1))
        weights.append(max(0.0, share))
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def estimate(onsets: Mapping[date, int], last: date, interval: tuple[float, float] = SERIAL_INTERVAL) -> Estimate:
    """R over the `WINDOW` days up to `last`. onsets: cases by the day of their first sign, days without any may be left out."""
    weights = serial_interval(*interval)
    days = [last - timedelta(days=back) for back in range(WINDOW)]
    cases = sum(onsets.get(day, 0) for day in days)
    pressure = sum(onsets.get(day - timedelta(days=back), 0) * weights[back] for day in days for back in range(1, LONGEST + 1))
    if cases < ENOUGH or pressure <= 0:
        return Estimate(last, cases, None, None, None)
    shape, scale = PRIOR[0] + cases, 1 / (1 / PRIOR[1] + pressure)
    from scipy.special import gammaincinv  # noqa: PLC0415

    low, high = (float(gammaincinv(shape, share)) * scale for share in (0.025, 0.975))
    return Estimate(last, cases, shape * scale, low, high)
