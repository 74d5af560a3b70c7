"""The paths that were given, as what is found under them refers to them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Root:
    """One of the given paths.

    Attributes:
        real: its real path.
        prefix: what stands before the names of what is in it; "" where one path was given only.
        place: among the given paths.
    """

    real: str
    prefix: str = ""
    place: int = 0

    def holds(self, path: str) -> bool:
        """Tell whether a real path is this one or lies in it."""
        return path == self.real or path.startswith(self.real.rstrip("/") + "/")


def roots_of(paths: Sequence[Path]) -> tuple[Root, ...]:
    """Return what is known of the given paths before anything under them is looked at."""
    several = len(paths) > 1
    return tuple(Root(os.path.realpath(path), f"{path}/" if several else "", n) for n, path in enumerate(paths))
