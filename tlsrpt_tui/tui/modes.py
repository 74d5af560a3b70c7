"""The screens by mode; all but the first are imported when they are first gone to."""

from collections.abc import Callable
from typing import Any, Final

from textual.screen import Screen

from tlsrpt_tui.tui.screens.incidents import IncidentsScreen


def _explore() -> Screen[None]:
    from tlsrpt_tui.tui.screens.explore import ExploreScreen  # noqa: PLC0415  the first frame does not need it

    return ExploreScreen()


def _reports() -> Screen[None]:
    from tlsrpt_tui.tui.screens.reports import ReportsScreen  # noqa: PLC0415  as above

    return ReportsScreen()


def _domain() -> Screen[None]:
    from tlsrpt_tui.tui.screens.domain import DomainScreen  # noqa: PLC0415  as above

    return DomainScreen()


def _changes() -> Screen[None]:
    from tlsrpt_tui.tui.screens.changes import ChangesScreen  # noqa: PLC0415  as above

    return ChangesScreen()


def _files() -> Screen[None]:
    from tlsrpt_tui.tui.screens.files import FilesScreen  # noqa: PLC0415  as above

    return FilesScreen()


FIRST: Final = IncidentsScreen.mode
"""Where one starts who asks for nothing else."""

MODES: Final[dict[str, str | Callable[[], Screen[Any]]]] = {
    FIRST: IncidentsScreen,
    "explore": _explore,
    "reports": _reports,
    "domain": _domain,
    "files": _files,
    "changes": _changes,
}
