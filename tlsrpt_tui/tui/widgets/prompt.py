"""What the prompts at the bottom have in common: a line to type in, a line that answers, completion and recall."""

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Static

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.completion import Offer
from tlsrpt_tui.keymap import Scope
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.history import Recall
from tlsrpt_tui.tui.keys import bindings
from tlsrpt_tui.tui.paint import cut

_MARGIN = 3
_LONGEST = 16384
"""Characters of a line."""

_WRONG = ("$error", "$warning")
"""Styles of answers after which one goes on typing."""


class Expression(Input):
    """The field of a prompt; what is pasted into it may come from a stranger."""

    def validate_value(self, value: str) -> str:
        """Keep only what can do nothing but be read."""
        return sanitise(value, _LONGEST)

    async def on_key(self, event: Key) -> None:
        """Have every key take effect here and now, before the next one comes; others wait, or belong elsewhere."""
        prompt = next(node for node in self.ancestors if isinstance(node, Prompt))
        if self.screen.focused is not self:
            # Pressed before another pane had the focus, and sent here.
            prompt.send([event])
        elif not prompt.keeps(event):
            if event.is_printable:
                return
            active = self.screen.active_bindings.get(event.key)
            if (
                active is None
                or not active.enabled
                or not await self.app.run_action(active.binding.action, active.node)
            ):
                return
        event.stop()
        event.prevent_default()

    async def action_submit(self) -> None:
        """Have the prompt take what stands here now."""
        next(node for node in self.ancestors if isinstance(node, Prompt)).enter()


class Prompt(Vertical):
    """Two lines above the key bar: what is typed, and what becomes of it."""

    DEFAULT_CSS = """
    Prompt { height: 2; background: $panel; }
    Prompt Horizontal { height: 1; }
    Prompt .sign { width: 3; color: $accent; background: $panel; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; color: $foreground; }
    Prompt Input:focus { border: none; background: $panel; }
    Prompt .hint { height: 1; background: $panel; color: $muted; }
    """
    BINDINGS: ClassVar = [*bindings(Scope.PROMPT)]
    sign: ClassVar[str]
    offers: ClassVar[tuple[tuple[str, str], ...]] = (
        ("prompt.complete", "complete"),
        ("enter", "take it"),
        ("prompt.close", "close"),
    )
    """The keys that matter while it is open."""

    class Completing(Message):
        """What stands before the cursor is to be completed."""

        def __init__(self, prompt: "Prompt", text: str, cursor: int) -> None:
            super().__init__()
            self.prompt = prompt
            self.text = text
            self.cursor = cursor

    class Closed(Message):
        """A prompt is to go; everything stays as it was."""

        def __init__(self, prompt: "Prompt") -> None:
            super().__init__()
            self.prompt = prompt

    def __init__(self) -> None:
        super().__init__()
        self._recall = Recall()
        self._base = ""
        self._offer = Offer(0, 0)
        self._place = -1
        self._step = 1
        self._entered: str | None = None
        self._kept: list[Key] | None = None
        self.is_working = False
        self.display = False

    def compose(self) -> ComposeResult:
        """Lay out both lines."""
        with Horizontal():
            yield Static(Content(f" {self.sign} "), classes="sign")
            yield Expression(select_on_focus=False)
        yield Static(Content(""), classes="hint")

    @property
    def is_open(self) -> bool:
        """Whether the prompt is on the screen."""
        return bool(self.display)

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.query_one(Input).value

    def begin(self, text: str, recall: Recall) -> None:
        """Offer a text for editing, with those that were typed before."""
        self._recall = recall
        self._forget_offer()
        self._go_on()
        self._entered = None
        self.display = True
        field = self.query_one(Input)
        field.cursor_blink = False
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(field.value)
        # At once, not after the next refresh: what is typed right behind the key belongs here.
        self.screen.set_focus(field)

    def close(self) -> None:
        """Take the prompt away; what was typed behind Enter is for whoever has the focus then."""
        self.display = False
        self._go_on()

    def enter(self) -> None:
        """Take what stands here; keys wait until it is known whether the prompt goes or stays."""
        self._forget_offer()
        self._entered = self.text
        self._kept = []
        self.submitted()

    def keeps(self, event: Key) -> bool:
        """Keep a key that comes behind Enter; while something is at work, those that leave still act."""
        if self._kept is None:
            return False
        if not self.is_working or event.is_printable:
            self._kept.append(event)
            return True
        if event.key == "enter":
            # A second Enter answers a warning, and that has to be seen first.
            return True
        self._kept.clear()
        return False

    def work(self) -> None:
        """Wait for something that may take a while, and that one may leave meanwhile."""
        self.is_working = True
        kept, self._kept = self._kept or [], []
        self.send([key for key in kept if key.key != "enter"])

    def _go_on(self) -> None:
        """Have the keys that waited act now."""
        kept, self._kept = self._kept or [], None
        self.is_working = False
        self.send(kept)

    def send(self, keys: list[Key]) -> None:
        """Have keys come once more, as from the terminal: a sender on their way up would end it there."""
        for key in keys:
            self.app.post_message(Key(key.key, key.character).set_sender(self.app))

    def changed(self) -> None:
        """Say what becomes of the text that stands here now."""
        raise NotImplementedError

    def submitted(self) -> None:
        """Take the text that stands here."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Leave everything as it was."""
        self.post_message(self.Closed(self))

    def action_recall(self, steps: int) -> None:
        """Go back in what was typed before, or forth."""
        recall = self._recall.moved(steps, self.text)
        if recall is not None:
            self._recall = recall
            self._put(recall.text, len(recall.text))

    def action_complete(self, steps: int) -> None:
        """Complete what stands before the cursor; again, with what else could stand there."""
        self._step = steps
        if self._place >= 0:
            self._choose(self._place + steps)
        else:
            self.post_message(self.Completing(self, self.text, self.query_one(Input).cursor_position))

    def offer(self, text: str, offer: Offer) -> None:
        """Take what could stand in the text for which that was asked."""
        if text != self.text or not self.is_open:
            return
        if not offer.choices:
            self.answer("nothing to complete here")
            return
        self._base, self._offer = text, offer
        self._choose(0 if self._step > 0 else len(offer.choices) - 1)
        if len(offer.choices) == 1:
            self._forget_offer()

    def _choose(self, place: int) -> None:
        """Put one of what is offered where it belongs, and show what else there is."""
        offer = self._offer
        self._place = place % len(offer.choices)
        choice = offer.choices[self._place]
        text = f"{self._base[: offer.start]}{choice}"
        self._put(text + self._base[offer.end :], len(text))
        if len(offer.choices) > 1:
            self._show_offer()

    def _put(self, text: str, cursor: int) -> None:
        field = self.query_one(Input)
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = min(cursor, len(field.value))
        self.changed()

    def _show_offer(self) -> None:
        """Show the choices from the one that stands in the text, as many as fit."""
        offer = self._offer
        room = self.app.size.width - _MARGIN - 8
        pieces: list[tuple[str, str]] = [(" " * _MARGIN, "$muted")]
        for number in range(self._place, len(offer.choices)):
            shown = cut(offer.choices[number], max(8, room))
            room -= cell_len(shown) + 2
            if room < 0 and number > self._place:
                break
            pieces.append((f"{shown}  ", "$accent" if number == self._place else "$muted"))
        pieces.append((f"{self._place + 1}/{offer.all}", "$muted"))
        self.query_one(".hint", Static).update(Content.assemble(*pieces))

    def _forget_offer(self) -> None:
        self._place = -1

    @property
    def is_choosing(self) -> bool:
        """Whether completions are shown, one of which stands in the text."""
        return self._place >= 0

    def on_input_changed(self, event: Input.Changed) -> None:
        """Answer what is typed, unless more was typed since, or it was taken already."""
        event.stop()
        if event.value == self._entered or event.value != self.text:
            return
        self._entered = None
        self._forget_offer()
        self.changed()

    def point(self, error: FilterError, *, shift: int = 0) -> None:
        """Put a caret under the place, ``shift`` characters further right than in the text of the error."""
        place = _MARGIN + cell_len(self.text[:shift]) + cell_len(error.text[: error.position])
        message = sanitise(str(error))
        room = self.size.width - 2
        place = min(place, room)
        if place <= room // 2 or place + 2 + cell_len(message) <= room:
            self.answer(f"{' ' * place}^ {message}", "$error", margin=0)
        else:
            before = f"{cut(message, place - 2)} "
            self.answer(f"{before:>{place}}^", "$error", margin=0)

    def answer(self, text: str, style: str = "$muted", *, margin: int = _MARGIN) -> None:
        """Say something below what is typed; where it is no good, one goes on typing."""
        if style in _WRONG and self._kept is not None:
            self._go_on()
        if self.is_choosing and len(self._offer.choices) > 1:
            return
        shown = cut(f"{' ' * margin}{text}", max(1, self.app.size.width - 1))
        self.query_one(".hint", Static).update(Content.assemble((shown, style)))
