"""The inline prompt for a time range: presets that one key picks, or a range in words."""

import datetime as dt
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click, Key, Paste
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input, Static

from tlsrpt_tui import numbers
from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.time_range import stretches_of
from tlsrpt_tui.index.time_words import PRESETS, Preset, clauses_of
from tlsrpt_tui.index.view import Clause, View
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.paint import Run, cut, width_of
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas

_MARGIN = 3
_LONGEST = 200
"""Characters of a range."""

_EXAMPLES = "or type one: 7d  nov  last week  15 nov..20 nov"
_BEFORE = frozenset({"k", "up", "left", "shift+tab"})
_AFTER = frozenset({"j", "down", "right", "tab"})


class Presets(Canvas, can_focus=True):
    """One line of ranges, of which one key picks one; a digit, or a letter that picks none, begins to type."""

    class Pointed(Message):
        """The cursor is on a preset."""

        def __init__(self, preset: Preset) -> None:
            super().__init__()
            self.preset = preset

    class Picked(Pointed):
        """A preset is wanted."""

    def __init__(self, field: "TimeField") -> None:
        super().__init__(id="presets")
        self._field = field
        self._here = 0
        self._cells: list[tuple[int, int, int]] = []

    def begin(self) -> None:
        """Start at the first one."""
        self._go(0)

    def _go(self, place: int) -> None:
        self._here = place % len(PRESETS)
        self.post_message(self.Pointed(PRESETS[self._here]))
        self.repaint()

    def on_key(self, event: Key) -> None:
        """Pick, move, or begin to type; no key of the screen acts meanwhile."""
        picked = next((preset for preset in PRESETS if preset.key == event.character), None)
        if self._field.display:
            # Pressed before the field had the focus, and sent here.
            self._field.take(event)
        elif event.key == "enter":
            self.post_message(self.Picked(PRESETS[self._here]))
        elif event.key in _BEFORE | _AFTER:
            self._go(self._here + (1 if event.key in _AFTER else -1))
        elif picked is not None:
            self.post_message(self.Picked(picked))
        elif event.is_printable and event.character is not None:
            self._type(event.character.strip())
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Take what is pasted as a range."""
        event.stop()
        self._type(event.text.strip())

    def _type(self, text: str) -> None:
        """Go on as a field that is typed into: at once, for the next key may be on its way."""
        field = self._field
        field.display = True
        self.screen.set_focus(field)
        self.display = False
        field.insert_text_at_cursor(text)

    def on_click(self, event: Click) -> None:
        """Pick the preset under the pointer."""
        for start, end, place in self._cells:
            if start <= event.x < end:
                self.post_message(self.Picked(PRESETS[place]))

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002  # one line
        """Return the line; where not all find room, those around the cursor."""
        names = [preset.words for preset in PRESETS]
        if sum(cell_len(name) + 4 for name in names) > width:
            names = [preset.brief for preset in PRESETS]
        first = 0
        while first < self._here and sum(cell_len(name) + 4 for name in names[first : self._here + 1]) > width:
            first += 1
        runs: list[Run] = []
        self._cells = []
        for place in range(first, len(PRESETS)):
            here = Ground.CURSOR if place == self._here else Ground.PANEL
            start = width_of(runs)
            mark = "▸" if place == self._here else " "
            runs += [Run(mark, ground=here), Run(PRESETS[place].key, Role.ACCENT, ground=here)]
            runs += [Run(f" {names[place]}", ground=here), Run(" ", ground=Ground.PANEL)]
            self._cells.append((start, width_of(runs) - 1, place))
        return [self.line(runs, width, Ground.PANEL)]


class TimeField(Input):
    """The field of the prompt; what is pasted into it may come from a stranger."""

    def validate_value(self, value: str) -> str:
        """Keep only what can do nothing but be read."""
        return sanitise(value, _LONGEST)

    def take(self, event: Key) -> None:
        """Take a key that went elsewhere before this had the focus."""
        if event.key == "enter":
            self.post_message(self.Submitted(self, self.value, None))
        elif event.is_printable and event.character is not None:
            self.insert_text_at_cursor(event.character)


class TimePrompt(Vertical):
    """Two lines above the key bar: presets or a typed range, and what days they come to."""

    DEFAULT_CSS = """
    TimePrompt { height: 2; background: $panel; }
    TimePrompt Horizontal { height: 1; }
    TimePrompt #time-label { width: 3; color: $accent; background: $panel; }
    TimePrompt Presets { width: 1fr; height: 1; }
    TimePrompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; color: $foreground; }
    TimePrompt Input:focus { border: none; background: $panel; }
    TimePrompt #time-hint { height: 1; background: $panel; color: $muted; }
    """
    offers: ClassVar[tuple[tuple[str, str], ...]] = (("enter", "take it"), ("esc", "close"))
    BINDINGS = [Binding("escape", "close", "close, keeping the time range", key_display="esc", id="time.close")]  # noqa: RUF012  # Textual's convention

    class Applied(Message):
        """These clauses are to be the range of the view; none for everything."""

        def __init__(self, clauses: tuple[Clause, ...]) -> None:
            super().__init__()
            self.clauses = clauses

    class Closed(Message):
        """The prompt is to go; the range stays as it was."""

    def __init__(self) -> None:
        super().__init__()
        self._now = dt.datetime.now(dt.UTC)
        self.display = False

    def compose(self) -> ComposeResult:
        """Lay out both lines."""
        with Horizontal():
            yield Static(Content(" t "), id="time-label")
            field = TimeField(id="time-field", select_on_focus=False)
            yield Presets(field)
            yield field
        yield Static(Content(""), id="time-hint")

    @property
    def is_open(self) -> bool:
        """Whether the prompt is on the screen."""
        return self.display

    def open(self, now: dt.datetime) -> None:
        """Offer the presets, counted from ``now``."""
        self._now = now
        self.display = True
        field = self.query_one(TimeField)
        field.cursor_blink = False
        field.display = False
        field.clear()
        presets = self.query_one(Presets)
        presets.display = True
        # At once, not after the next refresh: the key that is pressed right behind it belongs here.
        self.screen.set_focus(presets)
        presets.begin()

    def close(self) -> None:
        """Take the prompt away."""
        self.display = False

    def on_descendant_blur(self) -> None:
        """Go when something else is to be typed into."""
        if self.is_open and self.screen.focused not in (self.query_one(Presets), self.query_one(TimeField)):
            self.close()

    def on_presets_pointed(self, message: Presets.Pointed) -> None:
        """Say what days the preset comes to."""
        message.stop()
        if not isinstance(message, Presets.Picked):
            self._tell(clauses_of(message.preset.text, self._now), _EXAMPLES)

    def on_presets_picked(self, message: Presets.Picked) -> None:
        """Take the preset."""
        message.stop()
        self.post_message(self.Applied(clauses_of(message.preset.text, self._now)))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what days are meant, or what is wrong."""
        event.stop()
        parsed = self._parsed()
        if not event.value.strip():
            self._say(_EXAMPLES)
        elif isinstance(parsed, FilterError):
            self._point(parsed)
        else:
            self._tell(parsed, "enter takes it")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the range, unless it is wrong."""
        event.stop()
        parsed = self._parsed()
        if isinstance(parsed, FilterError):
            self._point(parsed)
        else:
            self.post_message(self.Applied(parsed))

    def action_close(self) -> None:
        """Leave the range as it was."""
        self.post_message(self.Closed())

    def _parsed(self) -> tuple[Clause, ...] | FilterError:
        try:
            return clauses_of(self.query_one(TimeField).value, self._now)
        except FilterError as error:
            return error

    def _tell(self, clauses: tuple[Clause, ...], more: str) -> None:
        self._say(f"{range_words(clauses, self._now)}   {more}")

    def _point(self, error: FilterError) -> None:
        """Put a caret under the place and say what was expected there."""
        place = min(_MARGIN + cell_len(error.text[: error.position]), max(_MARGIN, self.app.size.width // 2))
        self._say(f"{' ' * place}^ {sanitise(str(error))}", "$error", margin=0)

    def _say(self, text: str, style: str = "$muted", *, margin: int = _MARGIN) -> None:
        shown = cut(f"{' ' * margin}{text}", max(1, self.app.size.width - 1))
        self.query_one("#time-hint", Static).update(Content.assemble((shown, style)))


def range_words(clauses: tuple[Clause, ...], now: dt.datetime) -> str:
    """Return the days that a range comes to: ``15–20 Nov 2026``, ``since Sat 21 Nov 2026``, ``all days``."""
    stretches = stretches_of(View(clauses), now)
    if not stretches:
        return "no day"
    first, last = stretches[0].first, stretches[-1].last
    if first is not None and last is not None:
        length = (last - first).days + 1
        words = numbers.days(first, last)
        return f"{words}, {numbers.plural(length, 'day')}" if length > 1 else words
    end = first or last
    if end is None:
        return "all days"
    return f"{'since' if first else 'until'} {numbers.weekday(end)} {end.year}"
