"""What the screens have in common: context line, key bar, filter prompt, and questions asked off the event loop."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.events import DescendantFocus
from textual.screen import Screen

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.tui.history import Place
from tlsrpt_tui.tui.keys import SCREEN
from tlsrpt_tui.tui.messages import Answered
from tlsrpt_tui.tui.questions import Questions
from tlsrpt_tui.tui.state import State
from tlsrpt_tui.tui.widgets.choices import Choices
from tlsrpt_tui.tui.widgets.column_chooser import ColumnChooser
from tlsrpt_tui.tui.widgets.command_line import CommandLine
from tlsrpt_tui.tui.widgets.context_line import Context, ContextLine, Crumb, crumbs_of, problem_count
from tlsrpt_tui.tui.widgets.copy_menu import CopyMenu
from tlsrpt_tui.tui.widgets.empty import TOO_SMALL, Empty, too_small, what_to_say
from tlsrpt_tui.tui.widgets.export_prompt import ExportPrompt
from tlsrpt_tui.tui.widgets.facts import Said
from tlsrpt_tui.tui.widgets.filter_prompt import FilterPrompt
from tlsrpt_tui.tui.widgets.find_prompt import FindPrompt
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.table import Table
from tlsrpt_tui.tui.widgets.time_prompt import TimePrompt

if TYPE_CHECKING:
    from tlsrpt_tui.index.view import View
    from tlsrpt_tui.tui.app import ExplorerApp

T = TypeVar("T")
_CHASES = 3
"""How often places are looked up again because the cursor moved meanwhile."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a cursor stands: its place in the list, and what names the row there in every index that holds it."""

    place: int
    name: Any = None


@dataclass(frozen=True, slots=True)
class Answering:
    """What the answers on the screen come from.

    Attributes:
        engine: numbers on the screen are this engine's.
        view: the view that was asked about.
        whole: whether the engine knew all of the folder.
    """

    engine: Engine
    view: "View"
    whole: bool


class Page(Screen[None]):
    """One of the numbered screens."""

    BINDINGS = [*SCREEN]  # noqa: RUF012  # Textual's convention
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  # Textual's convention
        (0, "-narrow"),
        (80, "-normal"),
        (120, "-wide"),
        (180, "-vast"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012  # Textual's convention
        (0, "-flat"),
        (20, "-low"),
        (36, "-tall"),
        (50, "-high"),
    ]
    mode: ClassVar[str]
    hints: ClassVar[tuple[tuple[str, str], ...]] = (("view.filter", "filter"), ("app.keys", "keys"))
    needs_no_report: ClassVar[bool] = False
    filterless: ClassVar[str] = ""
    """What the screen lists whatever the filter; "" where it lists what the filter picks."""

    copy_menu: ClassVar[type[CopyMenu]] = CopyMenu
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.questions = Questions(self)
        self.answering: Answering | None = None
        self._displayed: View | None = None
        self._asked: tuple[int, View] | None = None
        self._kept: Stand | None = None
        self._returning: Place | None = None
        self._chases = 0
        self.settled = False

    @property
    def explorer(self) -> "ExplorerApp":
        """The app, as what it is."""
        return cast("ExplorerApp", self.app)

    @property
    def state(self) -> State:
        """What all screens share, as it may be shown."""
        return self.explorer.veil.over(self.explorer.state)

    def now(self) -> dt.datetime:
        """Return the time, UTC."""
        return self.explorer.clock()

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield ContextLine()
        yield from self.compose_body()
        yield Empty()
        yield FilterPrompt()
        yield CommandLine()
        yield Choices()
        yield TimePrompt()
        yield self.copy_menu()
        yield FindPrompt()
        yield ExportPrompt()
        yield ColumnChooser()
        yield KeyBar(self.mode, self.hints)

    def compose_body(self) -> ComposeResult:
        """Lay out what is between the two bars."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Be known."""
        self.explorer.pages.append(self)

    @on(DescendantFocus)
    def lend_key_bar(self, event: DescendantFocus) -> None:
        """Offer the keys of a prompt or a list as long as it has the focus."""
        over = (getattr(widget, "offers", ()) for widget in event.widget.ancestors_with_self)
        self.query_one(KeyBar).lend(next(filter(None, over), ()))

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was shown."""
        self.take()

    def on_resize(self) -> None:
        """Draw what depends on the whole size."""
        self.query_one(ContextLine).repaint()
        self.take()

    def take(self) -> None:
        """Show the shared state; ask only about what is not shown already."""
        state = self.state
        self.show_context()
        small = too_small(*self.app.size)
        words = TOO_SMALL if small else () if self.needs_no_report and state.engine is not None else what_to_say(state)
        self.set_class(bool(words), "-empty")
        if self.has_class("-small") and not small and isinstance(self.focused, ContextLine):
            self.call_after_refresh(self.focus_main)  # nothing else could have the focus
        self.set_class(small, "-small")
        self.query_one(Empty).show(words)
        if state.engine is None:
            return
        if self.answering is not None and self.answering.engine is state.engine:
            self.settled = state.whole
        wanted, before = (state.generation, state.view), self._asked
        if before != wanted:
            self._asked = wanted
            self._chases = 0
            if before is None or before[1] != state.view:
                self.query_one(KeyBar).hush()
            elif self.is_filtering:
                self.query_one(FilterPrompt).count_again()
            self.ask_all(state.engine, fresh=self.is_fresh)
        else:
            self.arrive()

    def ask_all(self, engine: Engine, *, fresh: bool) -> None:
        """Ask for everything the screen shows; ``fresh`` when the view is another than before."""
        raise NotImplementedError

    @property
    def is_fresh(self) -> bool:
        """Whether the view is another than the one on the screen, and nobody has stood in it."""
        return self._displayed != self.state.view and self._returning is None

    def name_of(self, engine: Engine, row: Any) -> Any:  # noqa: ANN401  each screen has rows of its own
        """Return what names a row in every index that holds it."""
        raise NotImplementedError

    @property
    def stand(self) -> Stand:
        """Where the cursor is, or is to go; at the top of what is still being read, it stays at the top."""
        if self._returning is not None:
            return Stand(self._returning.row, self._returning.name)
        table: Table[Any] = self.query_one(Table)
        if self.answering is None:
            return self._kept or Stand(table.cursor)
        if table.current is None or (not table.cursor and not self.settled):
            return Stand(table.cursor)
        return Stand(table.cursor, self.name_of(self.answering.engine, table.current))

    @property
    def place(self) -> Place | None:
        """Where one stands in the view; ``None`` while that is not on the screen."""
        if self._returning is not None or self._displayed != self.state.view:
            return self._returning
        stand, table, pane = self.stand, self.query_one(Table), self.focused
        return Place(stand.place, stand.name, table.cursor - table.top, pane.id or "" if pane is not None else "")

    def return_to(self, place: Place | None) -> None:
        """Go to where one stood, when the view is shown that one stood in; with ``None`` nowhere in particular."""
        self._returning = place
        if place is None:
            return
        self._asked = None
        pane = next(iter(self.query(f"#{place.pane}")), None) if place.pane else None
        if pane is not None and pane.display and pane.focusable:
            self.set_focus(pane)

    def let_go(self) -> None:
        """Remember where the cursor is, and no longer hold what an engine that is replaced holds."""
        self._kept = self.stand
        self.answering = None

    def display_answer(self, answering: Answering) -> None:
        """Take note of what is on the screen from now on."""
        self.answering = answering
        self.settled = answering.whole or (answering.engine is self.state.engine and self.state.whole)
        self._displayed = answering.view
        self._kept = None

    def landing(self, asked: Stand, place: int | None) -> int | None:
        """Return where the cursor goes in a new list; ``None`` when it moved meanwhile and has to be looked up again.

        Args:
            asked: where it stood when the list was asked for.
            place: of that row in the list; ``None`` when it is gone.
        """
        table: Table[Any] = self.query_one(Table)
        if self._returning is not None:
            table.top = table.cursor - self._returning.line
            self._returning = None
            return asked.place if place is None else place
        moved = table.cursor - asked.place
        if moved and asked.name is not None and self._chases < _CHASES and self.state.engine is not None:
            self._chases += 1
            self.ask_all(self.state.engine, fresh=self.is_fresh)
            return None
        return max(0, (asked.place if place is None else place) + moved)

    def arrive(self) -> None:
        """Do what is to be done on coming back to a screen that is up to date."""

    def facts(self) -> tuple[Said, ...]:
        """Return what the context line says at its right, most important last."""
        return ()

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the filter as the context line shows it."""
        return crumbs_of(self.state.view, self.now())

    def show_context(self) -> None:
        """Say where the user is."""
        state = self.state
        self.query_one(ContextLine).show(
            Context(
                source=state.source,
                crumbs=self.crumbs(),
                facts=self.facts(),
                problems=problem_count(state.counts),
                progress=state.progress,
                shows=state.engine is not None,
                joined=state.joined,
                redacted=self.explorer.veil.is_down,
            )
        )

    def ask(self, group: str, question: Callable[[], T], answer: Callable[[T], None]) -> None:
        """Ask off the event loop; an answer that comes after a newer question of its group is dropped."""
        self.questions.ask(group, question, answer)

    def on_answered(self, message: Answered) -> None:
        """Take an answer that is still wanted."""
        message.stop()
        self.questions.take(message)

    def action_widen(self) -> None:
        """Go back to where these records were opened from, or take the last step of the filter back."""
        if self.explorer.leave_records():
            return
        if self.state.view.is_open:
            self.say(f"nothing is filtered: {self.key('app.quit')} quits")
            return
        self.explorer.set_view(self.state.view.widened())

    def key(self, name: str) -> str:
        """Return how the key of an id is shown."""
        return self.explorer.keymap.shown(name)

    def why_not(self, action: str, parameters: tuple[object, ...] = ()) -> str:  # noqa: ARG002  for screens that know
        """Return why the key of an action cannot act now; "" where it can, or where only trying tells."""
        return ""

    def say(self, words: str) -> None:
        """Say why a key cannot act."""
        self.query_one(KeyBar).say(self.explorer.veil.text(words))

    def announce(self, sentence: str) -> None:
        """Say something that nobody asked for, until a key is pressed."""
        self.query_one(KeyBar).say(self.explorer.veil.text(sentence), keep=True)

    def heard(self) -> None:
        """Take back what was announced."""
        self.query_one(KeyBar).heard()

    @property
    def is_filtering(self) -> bool:
        """Whether the prompt is open."""
        return any(prompt.is_open for prompt in self.query(FilterPrompt))

    def focus_main(self) -> None:
        """Put the focus where the user works."""
        raise NotImplementedError

    def on_key_bar_chosen(self, message: KeyBar.Chosen) -> None:
        """Go to the screen that was clicked."""
        self.app.switch_mode(message.mode)
