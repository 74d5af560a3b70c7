"""Counts, rates and shares for pages of text: as on the screens, but with plain blanks, and a dash for nothing."""

from typing import Final

from tlsrpt_tui import numbers

NONE: Final = "—"
"""Stands where there is no number, or no failure to give a rate of."""


def grouped(number: int) -> str:
    """Return ``1 377``: thousands parted by a blank."""
    return numbers.count(number).replace("\u00a0", " ")


def count(number: int, noun: str, many: str = "") -> str:
    """Return ``1 report`` or ``1 377 reports``."""
    return f"{grouped(number)} {noun if number == 1 else many or noun + 's'}"


def rate(failed: int, successful: int | None) -> str:
    """Return the failure rate in per cent with two decimals."""
    return numbers.rate(failed, successful, decimals=2) or NONE


def share(part: int, whole: int) -> str:
    """Return a part in whole per cent."""
    return numbers.share(part, whole) or NONE
