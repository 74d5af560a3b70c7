"""What the screens have in common: context line, key bar, filter prompt, and questions asked off the event loop."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.screen import Screen

from tlsrpt_tui.index.engine import Engine, Totals
from tlsrpt_tui.tui.keys import SCREEN
from tlsrpt_tui.tui.messages import Answered
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.questions import Questions
from tlsrpt_tui.tui.state import State
from tlsrpt_tui.tui.widgets.context_line import Context, ContextLine, crumbs_of, problem_count
from tlsrpt_tui.tui.widgets.empty import TOO_SMALL, Empty, too_small, what_to_say
from tlsrpt_tui.tui.widgets.filter_prompt import FilterPrompt
from tlsrpt_tui.tui.widgets.key_bar import KeyBar
from tlsrpt_tui.tui.widgets.table import Table

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
    hints: ClassVar[tuple[tuple[str, str], ...]] = (("/", "filter"), ("?", "keys"))
    needs_no_report: ClassVar[bool] = False
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.questions = Questions(self)
        self.answering: Answering | None = None
        self._displayed: View | None = None
        self._asked: tuple[int, View] | None = None
        self._kept: Stand | None = None
        self._chases = 0
        self.settled = False

    @property
    def explorer(self) -> "ExplorerApp":
        """The app, as what it is."""
        return cast("ExplorerApp", self.app)

    @property
    def state(self) -> State:
        """What all screens share."""
        return self.explorer.state

    def now(self) -> dt.datetime:
        """Return the time, UTC."""
        return self.explorer.clock()

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield ContextLine()
        yield from self.compose_body()
        yield Empty()
        yield FilterPrompt()
        yield KeyBar(self.mode, self.hints)

    def compose_body(self) -> ComposeResult:
        """Lay out what is between the two bars."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Be known."""
        self.explorer.pages.append(self)

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
        """Whether the view is another than the one on the screen."""
        return self._displayed != self.state.view

    def name_of(self, engine: Engine, row: Any) -> Any:  # noqa: ANN401  each screen has rows of its own
        """Return what names a row in every index that holds it."""
        raise NotImplementedError

    @property
    def stand(self) -> Stand:
        """Where the cursor is; at the top of what is still being read, it stays at the top."""
        table: Table[Any] = self.query_one(Table)
        if self.answering is None:
            return self._kept or Stand(table.cursor)
        if table.current is None or (not table.cursor and not self.settled):
            return Stand(table.cursor)
        return Stand(table.cursor, self.name_of(self.answering.engine, table.current))

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
        moved = self.query_one(Table).cursor - asked.place
        if moved and asked.name is not None and self._chases < _CHASES and self.state.engine is not None:
            self._chases += 1
            self.ask_all(self.state.engine, fresh=self.is_fresh)
            return None
        return max(0, (asked.place if place is None else place) + moved)

    def arrive(self) -> None:
        """Do what is to be done on coming back to a screen that is up to date."""

    def facts(self) -> tuple[tuple[Run, ...], ...]:
        """Return what the context line says at its right, most important last."""
        return ()

    def crumbs(self) -> tuple[str, ...]:
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
        """Take the last step of the filter back."""
        if self.state.view.is_open:
            self.say("nothing is filtered: q quits")
            return
        self.explorer.set_view(self.state.view.widened())

    def say(self, words: str) -> None:
        """Say why a key cannot act."""
        self.query_one(KeyBar).say(words)

    def announce(self, sentence: str) -> None:
        """Say something that nobody asked for, until a key is pressed."""
        self.query_one(KeyBar).say(sentence, keep=True)

    def heard(self) -> None:
        """Take back what was announced."""
        self.query_one(KeyBar).heard()

    def open_filter(self) -> None:
        """Open the prompt for the filter language."""
        self.query_one(KeyBar).hush()
        self.query_one(FilterPrompt).open(self.state.view)

    @property
    def is_filtering(self) -> bool:
        """Whether the prompt is open."""
        return any(prompt.is_open for prompt in self.query(FilterPrompt))

    def _close_filter(self) -> None:
        self.query_one(FilterPrompt).close()
        self.focus_main()

    def focus_main(self) -> None:
        """Put the focus where the user works."""
        raise NotImplementedError

    def on_filter_prompt_changed(self, message: FilterPrompt.Changed) -> None:
        """Count what the typed filter leaves."""
        engine, now = self.state.engine, self.now()
        if engine is not None:
            self.ask("typed", lambda: engine.totals(message.view, now=now), self._tell)

    def _tell(self, totals: Totals) -> None:
        prompt = self.query_one(FilterPrompt)
        if prompt.is_open:
            prompt.tell(totals)

    def on_filter_prompt_applied(self, message: FilterPrompt.Applied) -> None:
        """Take the typed filter."""
        self._close_filter()
        self.explorer.set_view(message.view)

    def on_filter_prompt_closed(self) -> None:
        """Leave the filter as it was."""
        self._close_filter()

    def on_key_bar_chosen(self, message: KeyBar.Chosen) -> None:
        """Go to the screen that was clicked."""
        self.app.switch_mode(message.mode)
