"""The keys that go back and forth: history, bookmarks, crumbs, the command line."""

from collections.abc import Callable

from tlsrpt_tui.bookmarks import Bookmark, Shelf, Shelved
from tlsrpt_tui.errors import FilterError, ShelfError
from tlsrpt_tui.index.view import Sort
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.tui.acts.choices import Found
from tlsrpt_tui.tui.acts.crumbs import CrumbActs
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.journey import bookmark_of, moment_of
from tlsrpt_tui.tui.widgets.choices import Choice, ChoiceList, Choices

_NOWHERE = "there is no folder to keep bookmarks in: set TLSRPT_TUI_STATE"
_NAME = 200
_SHOWN = 60


class PastActs(CrumbActs):
    """A screen that remembers where the user was."""

    def action_history(self, steps: int) -> None:
        """Go back in history, or forward."""
        if not self.explorer.travel(steps):
            self.say("this is the first view" if steps < 0 else "this is the newest view")

    def action_last_view(self) -> None:
        """Go to the view before, and back."""
        if not self.explorer.travel(None):
            self.say("there is no view before this one")

    def go_to_screen(self, mode: str) -> None:
        """Go to another screen."""
        self.app.switch_mode(mode)

    def action_bookmark(self) -> None:
        """Propose a name for this view."""
        if self._shelf() is not None:
            self.open_command_line(f"bookmark {self.state.view.text or 'all'}")

    def keep_bookmark(self, name: str) -> None:
        """Bookmark this view; without a name, under its filter."""
        shelf = self._shelf()
        if shelf is None:
            return
        bookmark = bookmark_of(self.explorer.state.view, self.mode, sanitise(self.explorer.veil.meant(name), _NAME))

        def kept(shelved: Shelved | ShelfError) -> None:
            if isinstance(shelved, ShelfError):
                self.say(str(shelved))
            else:
                self.say(shelved.note or f"bookmarked as {bookmark.name}: {self.key('view.bookmarks')} lists bookmarks")

        self.questions.do("bookmark", lambda: _tried(lambda: shelf.keep(bookmark)), kept)

    def action_bookmarks(self) -> None:
        """List the bookmarks."""
        shelf = self._shelf()
        if shelf is None:
            return
        offered = ChoiceList(
            title="Bookmarks",
            hint="enter opens, x deletes",
            empty=f"none yet: {self.key('view.bookmark')} bookmarks a view",
            types=False,
        )
        self._offer_bookmarks(offered, shelf.bookmarks)

    def _offer_bookmarks(self, offered: ChoiceList, ask: Callable[[], Shelved]) -> None:
        """List what ``ask`` finds."""
        shelf = self._shelf()

        def remove(choice: Choice) -> None:
            if shelf is not None:
                self.questions.do("bookmark", lambda: _tried(lambda: shelf.drop(choice.value)), removed)

        def removed(shelved: Shelved | ShelfError) -> None:
            if self._remove_choice is remove and self.query_one(Choices).is_open:
                self._offer_bookmarks(offered, lambda: _found(shelved))
            elif isinstance(shelved, ShelfError):
                self.say(str(shelved))

        self.offer_choices(offered, lambda: self._listed(ask), take=self._open_bookmark, remove=remove)

    def _listed(self, ask: Callable[[], Shelved]) -> Found:
        """Return bookmarks as choices; reads a file, so never on the event loop."""
        try:
            shelved = ask()
        except ShelfError as error:
            return Found((), str(error))
        here = bookmark_of(self.explorer.state.view, self.mode)
        return Found(tuple(self._choice(bookmark, here) for bookmark in shelved.bookmarks), shelved.note)

    def _choice(self, bookmark: Bookmark, here: Bookmark) -> Choice:
        veil = self.explorer.veil
        name = veil.text(sanitise(bookmark.name, _NAME))
        text = veil.text(sanitise(bookmark.filter))
        right = "" if text == name else shorten(text or "all", _SHOWN)
        sort = "" if bookmark.sort == Sort().text else f"  by {sanitise(bookmark.sort, _NAME)}"
        return Choice(bookmark, quoted(name), name.casefold(), f"{quoted(right)}{sort}", bookmark.is_like(here))

    def _open_bookmark(self, choice: Choice) -> None:
        """Show what was bookmarked, where it was."""
        bookmark: Bookmark = choice.value
        try:
            moment = moment_of(bookmark)
        except FilterError as error:
            self.say(f"{shorten(sanitise(bookmark.name), _SHOWN)}: {error}")
            return
        self.explorer.go_to(moment)

    def _shelf(self) -> Shelf | None:
        """Return where bookmarks are kept; says so where that is nowhere."""
        shelf = self.explorer.shelf
        if shelf is None:
            self.say(_NOWHERE)
        return shelf


def _tried(deed: Callable[[], Shelved]) -> Shelved | ShelfError:
    try:
        return deed()
    except ShelfError as error:
        return error


def _found(shelved: Shelved | ShelfError) -> Shelved:
    if isinstance(shelved, ShelfError):
        raise shelved
    return shelved
