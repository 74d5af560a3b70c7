"""Counts, rates and days as people read them; the rules are those of the screens."""

import datetime as dt
from typing import Final

NONE: Final = "—"
"""Stands where there is no number, or no failure to give a rate of."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def grouped(number: int) -> str:
    """Return ``1 377``: thousands parted by a blank."""
    return f"{number:,}".replace(",", " ")


def count(number: int, noun: str, many: str = "") -> str:
    """Return ``1 report`` or ``1 377 reports``."""
    return f"{grouped(number)} {noun if number == 1 else many or noun + 's'}"


def rate(failed: int, successful: int | None) -> str:
    """Return the failure rate in per cent with two decimals; neither all nor nothing is said of a part."""
    if successful is None or failed == 0:
        return NONE
    total = failed + successful
    shown = f"{100 * failed / total:.2f}%"
    if shown == "0.00%":
        return "<0.01%"
    return ">99.99%" if shown == "100.00%" and successful else shown


def share(part: int, whole: int) -> str:
    """Return a part in whole per cent; neither all nor nothing is said of a part."""
    if part == 0 or whole == 0:
        return NONE
    shown = f"{100 * part / whole:.0f}%"
    if shown == "0%":
        return "<1%"
    return ">99%" if shown == "100%" and part < whole else shown


def day(date: dt.date) -> str:
    """Return ``20 Nov 2026``."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def days(first: dt.date, last: dt.date) -> str:
    """Return ``15–20 Nov 2026``, and no month or year twice."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    if first.month != last.month:
        return f"{first.day} {_MONTHS[first.month - 1]} – {day(last)}"
    return f"{first.day}–{day(last)}"
