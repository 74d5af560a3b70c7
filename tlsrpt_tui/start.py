"""Where the explorer starts: a screen, a filter and an order, or a bookmark, as ``--view`` says it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tlsrpt_tui.arguments import parsed_view
from tlsrpt_tui.errors import FilterError, UsageError
from tlsrpt_tui.index.view import Sort, View
from tlsrpt_tui.keymap import SCREENS
from tlsrpt_tui.text import sanitise, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tlsrpt_tui.bookmarks import Bookmark

OPTION: Final = "--view"

_SORT: Final = "sort:"
_SHOWN: Final = 60
_MODES: Final = (*(screen.mode for screen in SCREENS), "changes")
_ROWS: Final = "explore"
"""Where rows are: what a filter or an order without a screen is for."""

_ALL: Final = View()


@dataclass(frozen=True, slots=True)
class Start:
    """The first thing to look at."""

    mode: str = _MODES[0]
    view: View = _ALL


def start_for(text: str, view: View) -> Start:
    """Return what ``--view`` names among the bookmarks of who runs this; ``view`` is what the other options leave.

    Raises:
        UsageError: it names nothing, or both filter.
    """
    start = start_of(text, _kept) if text else Start(view=view)
    if text and not start.view.is_open and not view.is_open:
        raise UsageError(f"{OPTION} filters, and so does another option; leave one of them out")
    return start if not view.clauses else Start(start.mode, View(view.clauses, start.view.sort))


def _kept() -> "Sequence[Bookmark]":
    from tlsrpt_tui.bookmarks import Shelf  # noqa: PLC0415  needed where a bookmark is named
    from tlsrpt_tui.settings import state_path  # noqa: PLC0415  as above

    return Shelf(state_path()).bookmarks().bookmarks


def start_of(text: str, bookmarks: "Callable[[], Sequence[Bookmark]]") -> Start:
    """Return what ``text`` names: ``reports domain:example.com sort:failed``, each part optional, or ``@bookmark``.

    ``bookmarks`` is asked only where one is named.

    Raises:
        UsageError: it names nothing.
    """
    text = text.strip()
    if text.startswith("@"):
        return _bookmarked(text[1:].strip(), bookmarks())
    screen, _, rest = text.partition(" ")
    mode, expression = (screen.casefold(), rest.strip()) if screen.casefold() in _MODES else (_ROWS, text)
    expression, order = _parted(expression)
    view = parsed_view(OPTION, expression)
    return Start(mode, View(view.clauses, order))


def _parted(text: str) -> tuple[str, Sort]:
    """Return the filter and the order at its end: ``sort:failed``, ``sort:sender:desc``."""
    before, _, last = text.rpartition(" ")
    if not last.casefold().startswith(_SORT):
        return text, Sort()
    try:
        return before.strip(), Sort.parse(last[len(_SORT) :].replace(":", " "))
    except FilterError as error:
        raise UsageError(f"{OPTION}: {error}") from error


def _bookmarked(name: str, bookmarks: "Sequence[Bookmark]") -> Start:
    known = [bookmark for bookmark in bookmarks if bookmark.name.casefold() == name.casefold()]
    if not known:
        names = ", ".join(shorten(sanitise(bookmark.name), _SHOWN) for bookmark in bookmarks[:10])
        there = f"; there are {names}" if names else "; there are none, B in the explorer makes one"
        raise UsageError(f"{OPTION}: there is no bookmark {shorten(sanitise(name), _SHOWN)}{there}")
    kept = known[0]
    try:
        view = View(View.parse(kept.filter).clauses, Sort.parse(kept.sort))
    except FilterError as error:
        raise UsageError(f"{OPTION}: the bookmark {shorten(sanitise(kept.name), _SHOWN)}: {error}") from error
    return Start(kept.screen if kept.screen in _MODES else _ROWS, view)
