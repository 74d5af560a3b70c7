"""How far loading is, as it is told to whoever waits."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tlsrpt_tui.index.schema import Tables

_TELL_SECONDS = 0.1
_FIRST_LOOK_SECONDS = 0.3
_LOOK_GROWTH = 3
_SETTLED_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far loading is.

    Attributes:
        files: files read so far.
        found: files listed so far; all of them once ``listed``.
        listed: whether the folder has been listed to its end.
        reports: reports so far, repeated ones included.
        rate: files a second; 0.0 while nothing can be said.
        left: seconds until the end at that rate; ``None`` while nothing can be said.
        tables: what can be looked at meanwhile, now and then; else ``None``.
        said: something that people should know, as a sentence; else "".
    """

    files: int
    found: int
    listed: bool
    reports: int
    rate: float = 0.0
    left: float | None = None
    tables: "Tables | None" = None
    said: str = ""


Tell = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Tell nobody."""


def never() -> bool:
    """Return that nothing was cancelled."""
    return False


class Teller:
    """Decides when progress is worth telling, and when a first look at the tables is worth its price."""

    def __init__(self, tell: Tell, *, looks: bool) -> None:
        self._tell = tell
        self._looks = looks
        self._began = self._told = self._looked = time.monotonic()
        self._look_at = 1

    def tick(self, progress: Progress, freeze: Callable[[], "Tables"]) -> None:
        """Tell how far it is, at most ten times a second; ``freeze`` makes tables of what there is."""
        now = time.monotonic()
        if now - self._told < _TELL_SECONDS:
            return
        tables = None
        if self._looks and progress.reports >= self._look_at and now - self._looked > _FIRST_LOOK_SECONDS:
            tables = freeze()
            self._looked = time.monotonic()
            self._look_at = progress.reports * _LOOK_GROWTH
        rate, left = self._speed(progress, now)
        self._tell(replace(progress, tables=tables, rate=rate, left=left))
        self._told = time.monotonic()

    def _speed(self, progress: Progress, now: float) -> tuple[float, float | None]:
        spent = now - self._began
        if spent < _SETTLED_SECONDS or not progress.files:
            return 0.0, None
        rate = progress.files / spent
        return rate, (progress.found - progress.files) / rate if progress.listed else None

    def say(self, sentence: str, progress: Progress) -> None:
        """Tell a sentence at once."""
        self._tell(replace(progress, said=sentence))

    def finish(self, progress: Progress) -> None:
        """Tell that all is read."""
        self._tell(progress)
