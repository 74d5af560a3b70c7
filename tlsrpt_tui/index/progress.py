"""How far loading is, as it is told to whoever waits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tlsrpt_tui.index.schema import Tables


@dataclass(frozen=True, slots=True)
class Progress:
    """How far loading is.

    Attributes:
        files: files read so far.
        found: files listed so far; all of them once ``listed``.
        listed: whether the folder has been listed to its end.
        reports: distinct reports so far.
        tables: what can be looked at meanwhile, now and then; else ``None``.
    """

    files: int
    found: int
    listed: bool
    reports: int
    tables: "Tables | None" = None
