"""When something is said to a contact: by day, and by chance, so that the moment points at nobody's visit or report. Pure."""

from datetime import datetime, time, timedelta

DAY = (8, 19)
"""Hours between which a contact is written to; Mali keeps UTC."""
EARLIEST, LATEST = timedelta(hours=1), timedelta(hours=25)
"""After the agent agreed: a day's spread, over which an agent has agreed to several."""
END_LATEST = timedelta(hours=48)
"""Spread of the word that the follow-up is over: its day alone would tell the day of the last contact."""


def by_chance(now: datetime, chance: float, earliest: timedelta = EARLIEST, latest: timedelta = LATEST) -> datetime:
    """A moment between `earliest` and `latest` after `now`, by day. chance: 0 to below 1.

    What falls into the night is spread over the next morning: a heap at eight o'clock would be a moment of its own.
    """
    at = now + earliest + (latest - earliest) * chance
    if DAY[0] <= at.hour < DAY[1]:
        return at
    morning = datetime.combine(at.date() if at.hour < DAY[0] else at.date() + timedelta(days=1), time(DAY[0]), at.tzinfo)
    night = timedelta(hours=24 - (DAY[1] - DAY[0]))
    into = (at - (morning - night)) / night
    return morning + timedelta(hours=4) * into
