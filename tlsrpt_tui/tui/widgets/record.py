"""The record under the cursor: what it says, from whom to whom, under which policy, and who must act."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import FailureRecord
from tlsrpt_tui.reports.model import NO_DETAILS
from tlsrpt_tui.reports.raw import RawLine
from tlsrpt_tui.triage.reasons import decoded
from tlsrpt_tui.triage.result_types import Advice, Owner, advice
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import MOVES, ROWS, hint_of, keymap_of
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.paint import Run, Runs, cut_middle, titled, width_of, wrapped
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.hits import with_hits
from tlsrpt_tui.tui.widgets.json_lines import part_of, screen_lines

_LABEL = 9
_ROOMY = 12
_RESULT = 25
_WHEEL = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A record, its JSON, ``None`` where that was not asked for, and whether days need their year."""

    record: FailureRecord
    lines: tuple[RawLine, ...] | None = None
    years: bool = False


def path_of(record: FailureRecord) -> str:
    """Return where in its document the record is."""
    policy = f"policies[{record.policy_position}]"
    if record.row.position is None:
        return f"{policy}.summary"
    return f"{policy}.failure-details[{record.row.position}]"


def count_path(record: FailureRecord) -> str:
    """Return where in its document the record's number is."""
    key = "total-failure-session-count" if record.row.position is None else "failed-session-count"
    return f"{path_of(record)}.{key}"


def sentence_of(known: Advice) -> str:
    """Return who must act and what to do first, as one line."""
    return known.act if known.owner is Owner.UNKNOWN else f"{known.owner}: {known.act}"


def advised(record: FailureRecord) -> Advice:
    """Return what to make of a record."""
    row = record.row
    return advice(row.result_type, row.policy_type, policy_text=record.policy_text, host=row.mx_host)


def policy_facts(record: FailureRecord) -> str:
    """Return type, mode and max_age of the policy as the sender saw it."""
    ages = [line.partition(":")[2].strip() for line in record.policy_text if line.lower().startswith("max_age")]
    facts = [said(record.row.policy_type), quoted(record.row.mode)]
    facts += [f"max_age {numbers.age_of_policy(age)}" for age in ages[:1] if age]
    if not record.row.counts:
        facts.append("same sessions as its twin")
    return " · ".join(fact for fact in facts if fact)


def _says(record: FailureRecord, room: int) -> tuple[Runs, Sequence[str]]:
    """Return what failed, the reason as sent and what that comes to; the latter as lines where it does not fit."""
    row = record.row
    why = cut_middle(said(row.result_type), max(_RESULT, room * 2 // 3) if row.reason else room)
    says: list[Run] = [Run(why, Role.FAILED, bold=True)]
    if row.reason:
        says += [Run("  “"), Run(cut_middle(quoted(row.reason), max(8, room - cell_len(why) - 4))), Run("”")]
    comes_to = decoded(row.reason, row.result_type)
    if not comes_to:
        return says, ()
    if width_of(says) + 2 + cell_len(comes_to) <= room:
        return [*says, Run(f"  {comes_to}", Role.MUTED)], ()
    return says, wrapped(comes_to, room)


def _route(sender: str, record: FailureRecord, room: int) -> Runs:
    """Return from whom to whom: the address of the receiver goes first, then the names are cut, the longer one most."""
    row = record.row
    start, to, at = quoted(row.sending_ip), said(row.mx_host), quoted(row.receiving_ip)
    start = start or ("" if sender else said(""))
    gap = " " if sender and start else ""
    if cell_len(f"{sender}{gap}{start} → {to} {at}") > room:
        at = ""
    left = room - cell_len(f"{gap} → ")
    shared = max(6, left // 3)
    to = cut_middle(to, max(shared, left - cell_len(sender) - cell_len(start)))
    start = cut_middle(start, max(shared, left - cell_len(to) - min(cell_len(sender), shared)))
    sender = cut_middle(sender, max(0, left - cell_len(to) - cell_len(start)))
    return [Run(f"{sender}{gap}{start}"), Run(" → ", Role.FAINT), Run(to), Run(f" {at}" if at else "", Role.MUTED)]


class RecordPane(Canvas, can_focus=True):
    """Five lines where room is short; more, and the JSON, where there is room."""

    BINDINGS = [*MOVES, *ROWS]  # noqa: RUF012  # Textual's convention

    class Opened(Message):
        """The whole report is wanted."""

    class Roomier(Message):
        """There is room for the JSON, which is not at hand."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._shown: Shown | None = None
        self._length = 0
        self._sought = ""
        self.top = 0

    def seek(self, text: str) -> None:
        """Mark a text wherever the record holds it."""
        self._sought = text
        self.repaint()

    @property
    def roomy(self) -> bool:
        """Whether there is room for the JSON."""
        return self.size.height >= _ROOMY

    def show(self, shown: Shown | None) -> None:
        """Show another record, from its top; the same one stays where it was scrolled to."""
        if shown is None or self._shown is None or shown.record != self._shown.record:
            self.top = 0
        self._shown = shown
        self.repaint()
        self._ask_for_json()

    def action_move(self, lines: int) -> None:
        """Go down, or up."""
        self.top = max(0, min(self.top + lines, self._length - self.size.height + 1))
        self.repaint()

    def action_page(self, pages: int) -> None:
        """Go a page down, or up."""
        self.action_move(pages * max(1, self.size.height - 2))

    def action_edge(self, end: bool) -> None:  # noqa: FBT001  # an action's argument
        """Go to the first line, or to the last."""
        self.action_move(self._length if end else -self._length)

    def action_open(self) -> None:
        """Ask for the whole report."""
        self.post_message(self.Opened())

    def on_click(self, event: Click) -> None:
        """Open the whole report from the title, or at the second click."""
        if self._shown is not None and (event.chain > 1 or not event.y):
            self.action_open()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.action_move(-_WHEEL)

    def on_resize(self) -> None:
        """Draw anew in the new room, and ask for what there is room for now."""
        super().on_resize()
        self.action_move(0)
        self._ask_for_json()

    def _ask_for_json(self) -> None:
        """Ask for the JSON where there is room for it, and it was not asked for because there was none."""
        if self.roomy and self._shown is not None and self._shown.lines is None:
            self.post_message(self.Roomier())

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        title = [Run("Record", Role.ACCENT if self.has_focus else Role.STRONG, bold=True)]
        if self._shown is None:
            return [self.line(titled(title, [], width), width)]
        right = [Run(hint_of(keymap_of(self.app), "rows.open"), Role.ACCENT), Run(" whole report ", Role.MUTED)]
        lines: list[Strip] = []
        for label, runs in self._facts(self._shown, width, height):
            lines.append(self.line([Run(f" {label:<{_LABEL}}", Role.MUTED), *with_hits(runs, self._sought)], width))
        if height >= _ROOMY:
            lines.append(self.line([], width))
            lines += self._json(self._shown, width)
        self._length = len(lines)
        return [self.line(titled(title, right, width), width), *lines[self.top :]]

    def _facts(self, shown: Shown, width: int, height: int) -> list[tuple[str, Runs]]:
        record, row = shown.record, shown.record.row
        room = width - _LABEL - 2
        known = advised(record)
        says, more = _says(record, room)
        sessions = record.policy_failed + record.policy_successful
        number = numbers.count(row.sessions if row.result_type != NO_DETAILS else record.policy_failed)
        day = "without a date" if row.day is None else f"on {numbers.weekday(row.day)}"
        count = [
            Run(number, Role.FAILED),
            Run(f" of {numbers.count(sessions)} sessions {day}", Role.MUTED),
            Run(f" {row.day.year}" if row.day and (shown.years or height >= _ROOMY) else "", Role.MUTED),
        ]
        act = Run(sentence_of(known), Role.STRONG)
        report = Run(cut_middle(quoted(record.file), room), Role.MUTED)
        if height >= _ROOMY:
            contact = Run(f" · {quoted(record.contact)}" if record.contact else "", Role.MUTED)
            name = cut_middle(said(record.organization), max(room - cell_len(contact.text), room // 2))
            acts = [Run(piece, Role.STRONG) for piece in wrapped(sentence_of(known), room)]
            return [
                ("Says", says),
                *[("", [Run(piece, Role.MUTED)]) for piece in more],
                *self._more(record, width),
                ("Sender", [Run(name), contact]),
                ("From, to", _route("", record, room)),
                ("Policy", [Run(policy_facts(record))]),
                ("Count", count),
                *[("Acts" if not number else "", [piece]) for number, piece in enumerate(acts)],
                ("Report", [report]),
            ]
        return [
            ("Says", says),
            ("From, to", _route(said(record.organization), record, room)),
            ("Policy", [Run(cut_middle(policy_facts(record), room - width_of(count) - 3)), Run("   "), *count]),
            ("Acts", [act]),
            ("Report", [report]),
        ]

    @staticmethod
    def _more(record: FailureRecord, width: int) -> list[tuple[str, Runs]]:
        """Return the meaning of the result type, with its RFC section."""
        known = advised(record)
        pieces = wrapped(f"{known.meaning} RFC {known.section}", width - _LABEL - 2)
        return [("Means" if not number else "", [Run(piece)]) for number, piece in enumerate(pieces)]

    def _json(self, shown: Shown, width: int) -> list[Strip]:
        marked = count_path(shown.record)
        lines: list[Strip] = []
        for line in part_of(shown.lines or (), path_of(shown.record)):
            here = line.path == marked
            ground = Ground.BRUSH if here else Ground.BG
            pieces = screen_lines(line, width, marked=here)
            lines += [self.line(with_hits(runs, self._sought), width, ground) for runs in pieces]
        return lines
