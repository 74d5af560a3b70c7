"""When what is being written has been left alone for long enough to be read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What happened below the watched paths.

    Attributes:
        settled: real paths that were created, changed or removed and have been left alone since; not always files.
        everything: compare all that there is: something may have happened that no event told of.
        unsettled: real paths that are being written; they come later and are best left alone until then.
    """

    settled: frozenset[str] = frozenset()
    everything: bool = False
    unsettled: frozenset[str] = frozenset()


class Settling:
    """Which paths had an event when, and when they have been quiet for long enough."""

    def __init__(self, quiet: float) -> None:
        self._quiet = quiet
        self._due: dict[str, float] = {}  # in the order of time
        self._everything: float | None = None
        self._again = 0.0

    def touch(self, path: str, at: float) -> None:
        """Take down that something happened to a path."""
        self._due.pop(path, None)
        self._due[path] = at + self._quiet

    def doubt(self, at: float) -> None:
        """Have everything compared; by then, files that had their last event unseen have been quiet as well."""
        self._again = at + self._quiet
        if self._everything is None:
            self._everything = self._again

    def next(self) -> float | None:
        """Return when something is due next."""
        first = next(iter(self._due.values()), None)
        return min((due for due in (first, self._everything) if due is not None), default=None)

    def take(self, now: float) -> Change | None:
        """Return what is due, if anything is."""
        settled = []
        for path, due in self._due.items():
            if due > now:
                break
            settled.append(path)
        for path in settled:
            del self._due[path]
        everything = self._everything is not None and self._everything <= now
        if everything:
            self._everything = self._again if self._again > now else None
        if not settled and not everything:
            return None
        return Change(frozenset(settled), everything, frozenset(self._due))
