"""The app's way: what is looked at, how one came there, and how one goes back."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from textual.widget import AwaitMount, Widget

from tlsrpt_tui.bookmarks import Bookmark, Shelf, Shelved
from tlsrpt_tui.errors import FilterError, ShelfError
from tlsrpt_tui.index.engine import RowIdentity
from tlsrpt_tui.index.view import Sort, View
from tlsrpt_tui.remap import KeyMap
from tlsrpt_tui.settings import state_path
from tlsrpt_tui.tui.dress import DressedApp
from tlsrpt_tui.tui.history import History, Moment, Recall
from tlsrpt_tui.tui.screens.base import Page
from tlsrpt_tui.tui.state import State
from tlsrpt_tui.tui.veil import Veil

RECORDS: Final = "explore"
"""The screen that shows rows."""

REPORTS: Final = "reports"
"""The screen that shows reports, each with the policy that it saw."""


class JourneyingApp(DressedApp, inherit_bindings=False):
    """An app that remembers the way."""

    state: State
    shelf: Shelf | None = None
    """Where bookmarks and the last session are kept; ``None`` for nowhere."""

    folder: str = ""
    """What names the folder among the sessions that are kept."""

    recalls: tuple[tuple[str, Recall], ...] = ()
    """What was typed into each prompt, by its sign."""

    veil: Veil
    """What hides names and addresses from everything that shows them."""

    keymap: KeyMap
    pages: list[Page]
    _came_from: str | None = None
    wanted_facet = ""
    """The facet that Explore is to go to, as one asked for it on another screen."""

    opens_rows = False
    """Whether Explore is to show its rows first, as one comes for records."""

    _records: tuple[Moment, Moment] | None = None
    """What was opened, and from where."""

    _way: History | None = None

    @property
    def history(self) -> History:
        """The steps so far."""
        if self._way is None:
            self._way = History((Moment(self.state.view, self.current_mode),))
        return self._way

    def set_view(self, view: View) -> None:
        """Look at something else."""
        self._came_from = None
        self._note()
        self._replace(view=self.veil.real(view), report=None, row=None)
        self._step()

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to another screen; that is a step too."""
        if mode == self.current_mode:
            return super().switch_mode(mode)
        self._note()
        switching = super().switch_mode(mode)
        self._step()
        return switching

    def turn_veil(self) -> None:
        """Hide addresses, domains and contacts behind stand-ins everywhere, or show them again."""
        self.veil.turn()
        for screen in {*self.screen_stack, *self.pages}:
            for widget in screen.query(Widget):
                widget.refresh()  # what is still on the screen goes through other doors from now on
        self._replace(generation=self.state.generation + 1)

    def remember_report(self, report: bytes) -> None:
        """Remember which report Reports shows."""
        row = self.state.row
        self.state = replace(self.state, report=report, row=row if row and row.report == report else None)

    def open_report(self, report: bytes, row: RowIdentity | None) -> None:
        """Show a report, with the row marked from which it was opened."""
        self._came_from = self.current_mode
        self.state = replace(self.state, report=report, row=row)
        self.switch_mode("reports")

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place from which this report was opened."""
        return self._came_from is not None and self._came_from != self.current_mode

    def go_back(self) -> bool:
        """Go back to where a report was opened from; return whether there is such a place."""
        came_from, self._came_from = self._came_from, None
        if came_from is None or came_from == self.current_mode:
            return False
        self.switch_mode(came_from)
        return True

    def open_records(self, view: View) -> None:
        """Show the rows of a view on Explore; from there one can go back to where one is now."""
        self.opens_rows = True
        self._open(view, RECORDS)

    def open_reports(self, view: View) -> None:
        """Show the reports of a view; from there one can go back to where one is now."""
        self._open(view, REPORTS)

    def _open(self, view: View, mode: str) -> None:
        self._note()
        here, there = self.history.current, Moment(self.veil.real(view), mode)
        self.go_to(there)
        self._records = there, here

    def leave_records(self) -> bool:
        """Go back to where these records were opened from; return whether there is such a place."""
        opened = self._records
        if opened is None or not opened[0].is_like(Moment(self.state.view, self.current_mode)):
            return False
        self._records = None
        self.go_to(opened[1])
        return True

    def travel(self, steps: int | None) -> bool:
        """Go back or forward in history, or with ``None`` to where one was before; return whether there is such a step.

        Everything is as it was left there: filter, sort, screen, cursor and scroll.
        """
        self._note()
        there = self.history.turned() if steps is None else self.history.moved(steps)
        if there is None:
            return False
        self._way = there
        self._return_to(there.current)
        return True

    def go_to(self, moment: Moment) -> None:
        """Look at something else, on another screen perhaps."""
        if moment.mode not in self.MODES:
            moment = replace(moment, mode=self.current_mode)
        self._note()
        self._way = self.history.then(moment)
        self._return_to(moment)

    def recall(self, sign: str) -> Recall:
        """Return what was typed into a prompt, as it may be shown."""
        typed = dict(self.recalls).get(sign, Recall())
        return replace(typed, texts=tuple(map(self.veil.text, typed.texts)))

    def typed(self, sign: str, text: str) -> None:
        """Remember what was typed into a prompt."""
        before = dict(self.recalls)
        self.recalls = tuple({**before, sign: before.get(sign, Recall()).with_text(text)}.items())

    def take_shelf(self, paths: Sequence[Path]) -> None:
        """Keep bookmarks, and of ``paths``, if any, the last view, in the state folder of the one who runs this."""
        folder = state_path()
        if folder.is_absolute():
            self.shelf = Shelf(folder)
            self.folder = os.pathsep.join(sorted(str(path.resolve()) for path in paths))

    def look_back(self) -> None:
        """Find the last session's view of this folder, which nothing but a key goes back to."""
        shelf, folder = self.shelf, self.folder
        if shelf is None or not folder or not self.state.view.is_open:
            return

        def look() -> None:
            try:
                shelved = shelf.last(folder)
            except ShelfError as error:
                self.call_from_thread(self._announce, str(error))
                return
            self.call_from_thread(self._found_session, shelved)

        self.run_worker(look, thread=True, group="session")

    def _found_session(self, shelved: Shelved) -> None:
        moment = next(iter(map(understood, shelved.bookmarks)), None)
        if shelved.note:
            self._announce(shelved.note)
        if moment is None or moment.mode not in self.MODES or moment.view == View():
            return
        self._way = self.history.after(moment)
        self._announce(f"{self.keymap.shown('view.last')} goes to the last session's view")

    def _announce(self, sentence: str) -> None:
        for page in self._seen_pages:
            page.announce(sentence)

    def keep_session(self) -> None:
        """Keep the view for the next session with this folder; said nowhere, as the screen is gone."""
        if self.shelf is None or not self.folder or self.state.engine is None:
            return
        with suppress(ShelfError):  # a full disk is no reason to end otherwise than asked
            self.shelf.leave(self.folder, bookmark_of(self.state.view, self.current_mode))

    def _return_to(self, moment: Moment) -> None:
        self._came_from = None
        for page in self.pages:
            page.return_to(moment.place if page.mode == moment.mode else None)
        then = {"view": moment.view, "report": moment.report, "row": moment.row}
        if moment.mode == self.current_mode:
            self._replace(**then)
        else:
            self.state = replace(self.state, **then)  # type: ignore[arg-type]  # as the fields are named
            super().switch_mode(moment.mode)

    def _note(self) -> None:
        """Remember where one stands, before one leaves it."""
        page = next((page for page in self.screen_stack if isinstance(page, Page)), None)
        state = self.state
        place = page.place if page is not None and page.is_mounted else None
        self._way = self.history.noted(Moment(state.view, self.current_mode, state.report, state.row, place))
        for page in self.pages:
            page.return_to(None)

    def _step(self) -> None:
        self._way = self.history.then(Moment(self.state.view, self.current_mode))

    def _replace(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # callers name the fields
        for page in self._seen_pages:
            page.take()

    @property
    def _seen_pages(self) -> list[Page]:
        return [screen for screen in self.screen_stack if isinstance(screen, Page) and screen.is_mounted]


def bookmark_of(view: View, mode: str, name: str = "") -> Bookmark:
    """Return a view as text."""
    return Bookmark(name or view.text or "all", view.text, view.sort.text, mode)


def moment_of(bookmark: Bookmark) -> Moment:
    """Return what a bookmark shows.

    Raises:
        FilterError: its filter or its sort cannot be understood.
    """
    return Moment(View(View.parse(bookmark.filter).clauses, Sort.parse(bookmark.sort)), bookmark.screen)


def understood(bookmark: Bookmark) -> Moment | None:
    """Return what a bookmark shows; ``None`` where it cannot be understood."""
    try:
        return moment_of(bookmark)
    except FilterError:
        return None
