"""How numbers and days are written: one blank between thousands, no K or M, everything UTC."""

import datetime as dt

NBSP = "\u00a0"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PERCENT = 100


def count(number: int) -> str:
    """Return ``1 377`` with a no-break space."""
    return f"{number:,}".replace(",", NBSP)


def rate(failed: int, successful: int | None, *, decimals: int) -> str:
    """Return the share of failed sessions; ``—`` where nothing failed, "" where no rate can be told."""
    if successful is None:
        return ""
    if not failed:
        return "—"
    return _percent(failed, failed + successful, decimals)


def share(part: int, whole: int) -> str:
    """Return whole per cent, ``<1%`` and never ``0%``, ``>99%`` and never ``100%`` of less than all; "" for nothing."""
    if not part or not whole:
        return ""
    return _percent(part, whole, 0)


def _percent(part: int, whole: int, decimals: int) -> str:
    """Return a part in per cent; neither all nor nothing is said of a part."""
    least = 10**-decimals
    percent = _PERCENT * part / whole
    if percent < least:
        return f"<{least:.{decimals}f}%"
    shown = f"{percent:.{decimals}f}%"
    if part < whole and shown == f"{_PERCENT:.{decimals}f}%":
        return f">{_PERCENT - least:.{decimals}f}%"
    return shown


def day(date: dt.date | None, *, year: bool = False) -> str:
    """Return ``20 Nov``, ``20 Nov 2026`` with ``year``, or ``no date``."""
    if date is None:
        return "no date"
    return f"{date.day} {_MONTHS[date.month - 1]}{f' {date.year}' if year else ''}"


def weekday(date: dt.date) -> str:
    """Return ``Fri 20 Nov``."""
    return f"{_WEEKDAYS[date.weekday()]} {day(date)}"


def days(first: dt.date, last: dt.date, *, year: bool = True) -> str:
    """Return ``15–20 Nov 2026``, ``28 Oct – 3 Nov 2026``, or with both years where they differ."""
    end = f" {last.year}" if year else ""
    if first == last:
        return f"{day(first)}{end}"
    if first.year != last.year:
        return f"{day(first)} {first.year} – {day(last)} {last.year}"
    if first.month != last.month:
        return f"{day(first)} – {day(last)}{end}"
    return f"{first.day}–{day(last)}{end}"


def plural(number: int, noun: str) -> str:
    """Return ``1 report`` or ``1 204 reports``."""
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def age_of_policy(seconds: str) -> str:
    """Return a max_age as ``7 days``; what is no whole number of seconds stays as it is (RFC 8461 §3.2)."""
    if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > len("31557600"):
        return seconds
    for length, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if int(seconds) and int(seconds) % length == 0:
            return plural(int(seconds) // length, name)
    return plural(int(seconds), "second")


def ttl(seconds: int | None) -> str:
    """Return a TTL in its largest unit: ``30 s``, ``15 m``, ``1 h``, ``2 d``; ``—`` for none."""
    if seconds is None:
        return "—"
    units = ((86400, "d"), (3600, "h"), (60, "m"), (0, "s"))
    unit, name = next(each for each in units if seconds >= each[0])
    return f"{seconds // max(unit, 1)}{NBSP}{name}"


def period(start: dt.datetime | None, end: dt.datetime | None) -> str:
    """Return ``20 Nov, 00–24 UTC`` for a whole day, days for several, and times where they are uneven."""
    if start is None or end is None:
        return "no readable date"
    midnight = end.time() == dt.time()
    whole = start.time() == dt.time() and (midnight or end.time() >= dt.time(23, 59))
    if whole and end > start:
        last = end.date() - dt.timedelta(days=midnight)
        shown = days(start.date(), last, year=True)
        return f"{shown}, 00–24 UTC" if last == start.date() else f"{shown} UTC"
    return f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M} UTC"
