"""Sums of dates and spans that stop at the ends of the calendar: “9999-12-31” is how people write “never”."""

from datetime import date, timedelta

A_DAY = timedelta(days=1)


def plus(day: date, span: timedelta = A_DAY) -> date:
    """Return `day` so much later, by default the next day, at most the last day that there is."""
    try:
        return day + span
    except OverflowError:
        return date.max


def eve(day: date) -> date:
    """Return the day before, at least the first day that there is."""
    try:
        return day - A_DAY
    except OverflowError:
        return date.min
