"""What a report's file name says: who sent it, about which domain, for which day (RFC 8460 §5.1)."""

import datetime as dt
from dataclasses import dataclass

_FIELDS = 4


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """The facts of a file name; the body, where it can be read, has the last word (RFC 8460 §5.6)."""

    sender: str
    domain: str
    day: dt.date


def named_period(name: str) -> NamedPeriod | None:
    """Return what ``sender!domain!begin!end[!id].json.gz`` says, folders aside; ``None`` for any other name."""
    fields = name.rpartition("/")[2].split("!")
    if len(fields) < _FIELDS or not all(fields[:3]):
        return None
    try:
        day = dt.datetime.fromtimestamp(int(fields[2]), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return NamedPeriod(fields[0], fields[1], day)
