"""The card of an incident: what it means, who acts and what to do, with the evidence in it or beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from textual.strip import Strip

from tlsrpt_tui.index.tally import Evidence
from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.card import Card
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.tui.keys import keymap_of
from tlsrpt_tui.tui.paint import Run, Runs, clipped, width_of
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.card_evidence import evidence_lines, evidence_slots
from tlsrpt_tui.tui.widgets.card_head import head_runs
from tlsrpt_tui.tui.widgets.card_text import COMMANDS, Fitted, Label, fitted, in_full, labels_of, slotted
from tlsrpt_tui.tui.widgets.reader import Page, Reader, ReaderLine

_LABEL: Final = 10
_WIDE: Final = 116
"""Cells from which the evidence stands beside the text."""

_VAST: Final = 180
_EVIDENCE: Final = 53
_TEXT: Final = 112
_TEXT_BESIDE: Final = 80
"""Cells of a line of text and of evidence, above which reading is hard."""

_EDGE: Final = "│  "
_FLAT: Final = 20
"""Lines of a screen that has room for one pane."""

_BESIDE: Final = "Evidence"
_STRONG: Final = "Who acts"
_NEXT: Final = "Next"
_OF_RECORDS: Final = frozenset({ResultType.TLSA_INVALID, ResultType.DNSSEC_INVALID, ResultType.DANE_REQUIRED})
_ASKING: Final = ("Ask ", "Contact of ")
"""How a step begins that is to ask a sender."""

_NOTES: Final = ("Reports lag", "No report since", "Noise is")


_PLANS: Final[tuple[Mapping[str, int], ...]] = (
    {"Means": 2, "Who acts": 5, "Effect": 2, "Next": 6, "Fix": 2},
    {"Means": 2, "Who acts": 4, "Effect": 2, "Next": 5, "Fix": 2},
)
"""Lines of each label for who passes by, where there is more room and less: what is at the same place in every card
need not be written again, and a step of the cursor is to cost a slow terminal 2 KiB at most."""


class Fit(NamedTuple):
    """How much of a card is shown.

    Attributes:
        rows: lines there are; all of the card is shown where that is 0.
        slots: the lines of each label, where each has its place.
        more: the key that shows the rest.
    """

    rows: int = 0
    slots: Mapping[str, int] | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class ShownCard:
    """What the pane shows.

    Attributes:
        evidence: what the failure rows say; ``None`` as long as that is not known.
        years: whether days carry their year.
        live: the key of a live check and what it would do; "" where there can be none.
    """

    incident: Incident
    card: Card
    evidence: Evidence | None = None
    years: bool = False
    live: tuple[str, str] = ("", "")


class CardPane(Reader):
    """The card; it scrolls, and keeps its head."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.shown: ShownCard | None = None

    @property
    def _is_whole(self) -> bool:
        """Whether all of it is shown, to be scrolled: to who goes into it, and where it stands alone."""
        return self.has_focus or self.app.size.height < _FLAT

    def _fits(self) -> Fit:
        """Return how much is shown: all of it to who goes into it."""
        if self._is_whole:
            return Fit()
        return Fit(self._room, self._slots(), keymap_of(self.app).shown("pane.next"))

    def _slots(self) -> Mapping[str, int] | None:
        """Return the lines of each label where a step of the cursor would cost much."""
        if not _WIDE <= self.app.size.width < _VAST:
            return None
        # Before each label is an empty line, and below all of them the one that says what shows the rest.
        return next((plan for plan in _PLANS if sum(plan.values()) + len(plan) + 1 <= self._room), None)

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001  Textual's interface
        """Show all of the text to who goes into it."""
        super().watch_has_focus(has_focus)
        if self.shown is not None:
            self.show_card(self.shown)

    def show_card(self, shown: ShownCard) -> None:
        """Show the card of an incident; of the same one, at the place scrolled to."""
        keep = self.shown is not None and self.shown.incident.key == shown.incident.key
        self.shown = shown
        self.show(card_page(shown, fits=self._fits, room=lambda: self._room), keep=keep)

    def show_words(self, title: str, lines: list[Runs]) -> None:
        """Show something else in its place."""
        self.shown = None
        self.show(Page(title, lambda _: ([ReaderLine(runs) for runs in lines], None)))

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines, with the state in its colour in the head."""
        lines = super().draw(width, height)
        if self.shown is None or not lines:
            return lines
        place = ""
        if self.top or self._room < len(self._lines):
            place = f"{self.top + 1}–{min(self.top + self._room, len(self._lines))} of {len(self._lines)}"
        shown = self.shown
        head = head_runs(shown.incident, width, years=shown.years, place=place, focused=self.has_focus)
        return [self.line(head, width), *lines[1:]]


def card_page(shown: ShownCard, *, fits: Callable[[], Fit] = Fit, room: Callable[[], int] = lambda: 0) -> Page:
    """Return the card as a page: where it is wide the evidence stands beside the text, else in its place in it.

    Args:
        shown: the card.
        fits: says how much of it is to be shown.
        room: says how many lines the pane has: what parts text and evidence reaches to their end.
    """

    def lay_out(width: int) -> tuple[list[ReaderLine], int | None]:
        fit, labels, live = fits(), _labels(shown), shown.live[0]
        if width < _WIDE:
            cells = max(8, width - _LABEL - 1)
            made = fitted(labels, cells, fit.rows, airy=False) if fit.rows else in_full(labels, cells, airy=False)
            if made.left_out:
                # The last line is for saying so.
                made = fitted(labels, cells, fit.rows - 1, airy=False)
            more = [_more(made, fit.more)] if made.left_out else []
            return [ReaderLine(runs) for runs in (*_text(made, live), *more)], None
        return [ReaderLine(runs) for runs in _beside(shown, labels, width, fit, max(1, room() - 1))], None

    return Page(shown.card.title, lay_out)


def _labels(shown: ShownCard) -> tuple[Label, ...]:
    """Return the card's labels, with the key of a live check under what to do next."""
    found = labels_of(shown.card.lines)
    key, does = shown.live
    live = (f"{key} {does}",) if key else ()
    return tuple(
        label._replace(texts=_steps(label.texts, live, shown)) if label.name == _NEXT else label for label in found
    )


def _steps(texts: Sequence[str], live: tuple[str, ...], shown: ShownCard) -> tuple[str, ...]:
    """Return what to do next, ``live`` among it: who is asked, what is looked at, then what repeats the check."""
    words = [text for text in texts if not text.startswith(COMMANDS)]
    asked = _asked(texts)
    commands = sorted(
        (text for text in texts if text.startswith(COMMANDS)), key=lambda text: _weight(text, shown.incident)
    )
    # What the key looks at need not be said again before the command that does the same.
    later = words[asked:] if live or asked else words[1:]
    return (*words[: asked or not live], *live, *commands[:1], *later, *commands[1:])


def _of(labels: Sequence[Label], name: str) -> Sequence[str]:
    return next((label.texts for label in labels if label.name == name), ())


def _asked(texts: Sequence[str]) -> int:
    """Return how many steps are to ask a sender; they stand first."""
    return sum(text.startswith(_ASKING) for text in texts)


def _weight(command: str, incident: Incident) -> int:
    """Return what comes first: what meets the failure itself; of DANE, the records."""
    if command.startswith("dig "):
        return 0 if incident.result_type in _OF_RECORDS else 2
    return int(command.startswith("tlsrpt-tui "))


def _filled(runs: Runs, width: int) -> list[Run]:
    kept = clipped(runs, width - 1) if width_of(runs) > width - 1 else list(runs)
    return [*kept, Run(" " * (width - width_of(kept)))]


def _beside(shown: ShownCard, labels: Sequence[Label], width: int, fit: Fit, rows: int) -> Iterator[list[Run]]:
    """Yield the lines of text and evidence beside each other, to the end of the pane."""
    left_room = min(width - _EVIDENCE, _TEXT)
    right_room = min(width - left_room, _TEXT_BESIDE) - len(_EDGE) - 1
    cells = left_room - _LABEL - 3
    beside = [label for label in labels if label.name != _BESIDE]
    if fit.slots:
        made = slotted(beside, cells, fit.slots, {_NEXT: 2 + _asked(_of(labels, _NEXT))})
        evidence = evidence_slots(shown.incident, shown.evidence, right_room)
    elif fit.rows:
        made = fitted(beside, cells, rows, airy=True)
        made = fitted(beside, cells, rows - 1, airy=True) if made.left_out else made
        evidence = evidence_lines(shown.incident, shown.evidence, right_room, rows=rows)
    else:
        made = in_full(beside, cells, airy=True)
        evidence = evidence_lines(shown.incident, shown.evidence, right_room)
    text = list(_text(made, shown.live[0]))
    yield []
    last = max(len(text), len(evidence), rows) - 1
    for number in range(last + 1):
        left: Runs = text[number] if number < len(text) else []
        left = _more(made, fit.more) if made.left_out and number == last else left
        right = evidence[number] if number < len(evidence) else []
        yield [*_filled(left, left_room), Run(_EDGE, Role.RULE), *right]


def _text(made: Fitted, live: str) -> Iterator[list[Run]]:
    """Yield the lines of the text; ``live`` is the key of a check."""
    for place, (name, each) in enumerate(made.shown):
        if made.airy and place:
            yield []
        head = name
        for told in each:
            role = _role(name, told.text, told.number)
            key = live if name == _NEXT and live and told.text.startswith(f"{live} ") else ""
            for piece in told.lines:
                yield [Run(f" {head:<{_LABEL}}", Role.MUTED), *_marked(piece, role, key)] if piece else []
                head = key = ""


def _more(made: Fitted, key: str) -> list[Run]:
    lines = "1 line" if made.left_out == 1 else f"{made.left_out} lines"
    head = Run(f" {'…':<{_LABEL}}", Role.MUTED)
    return [head, Run(key, Role.ACCENT, bold=True), Run(f" shows the rest: {lines}", Role.MUTED)]


def _role(label: str, text: str, number: int) -> Role:
    if text.startswith((*COMMANDS, *_NOTES)):
        return Role.MUTED
    return Role.STRONG if label == _STRONG and not number else Role.TEXT


def _marked(piece: str, role: Role, key: str) -> list[Run]:
    """Return a line of text, with the key that it begins with marked as one."""
    if not key:
        return [Run(piece, role)]
    return [Run(key, Role.ACCENT, bold=True), Run(piece.removeprefix(key), role)]
