"""The record under the cursor: what it says, from whom to whom, under which policy, and who must act."""

from dataclasses import dataclass

from textual.strip import Strip

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import FailureRecord
from tlsrpt_tui.reports.model import NO_DETAILS
from tlsrpt_tui.reports.raw import RawLine
from tlsrpt_tui.triage.result_types import Advice, Owner, advice
from tlsrpt_tui.tui.names import said
from tlsrpt_tui.tui.paint import Run, Runs, cut_middle, titled, wrapped
from tlsrpt_tui.tui.theme import Ground, Role
from tlsrpt_tui.tui.widgets.canvas import Canvas
from tlsrpt_tui.tui.widgets.json_lines import part_of, screen_lines

_LABEL = 9
_ROOMY = 12
_WIDE = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A record, its JSON once that has been read, and whether days need their year."""

    record: FailureRecord
    lines: tuple[RawLine, ...] = ()
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
    facts = [said(record.row.policy_type), record.row.mode]
    facts += [f"max_age {numbers.age_of_policy(age)}" for age in ages[:1] if age]
    if not record.row.counts:
        facts.append("same sessions as its twin")
    return " · ".join(fact for fact in facts if fact)


class RecordPane(Canvas):
    """Five lines where room is short; more, and the JSON, where there is room."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._shown: Shown | None = None

    @property
    def roomy(self) -> bool:
        """Whether there is room for the JSON."""
        return self.size.height >= _ROOMY

    def show(self, shown: Shown | None) -> None:
        """Show another record."""
        self._shown = shown
        self.repaint()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Return the lines."""
        right = [Run("enter", Role.ACCENT), Run(" whole report ", Role.MUTED)]
        if self._shown is None:
            return [self.line(titled([Run("Record", Role.STRONG)], [], width), width)]
        lines: list[Strip] = [self.line(titled([Run("Record", Role.STRONG)], right, width), width)]
        for label, runs in self._facts(self._shown, width, height):
            lines.append(self.line([Run(f" {label:<{_LABEL}}", Role.MUTED), *runs], width))
        if height >= _ROOMY:
            lines.append(self.line([], width))
            lines += self._json(self._shown, width)
        return lines

    def _facts(self, shown: Shown, width: int, height: int) -> list[tuple[str, Runs]]:
        record, row = shown.record, shown.record.row
        room = width - _LABEL - 2
        known = advised(record)
        says: list[Run] = [Run(said(row.result_type), Role.FAILED, bold=True)]
        if row.reason:
            says += [Run("  “"), Run(cut_middle(row.reason, max(8, room - len(row.result_type) - 6))), Run("”")]
        sessions = record.policy_failed + record.policy_successful
        number = numbers.count(row.sessions if row.result_type != NO_DETAILS else record.policy_failed)
        day = "without a date" if row.day is None else f"on {numbers.weekday(row.day)}"
        count = [
            Run(number, Role.FAILED),
            Run(f" of {numbers.count(sessions)} sessions {day}", Role.MUTED),
            Run(f" {row.day.year}" if row.day and (shown.years or height >= _ROOMY) else "", Role.MUTED),
        ]
        to = [Run(" → ", Role.FAINT), Run(said(row.mx_host)), Run(f" {row.receiving_ip}", Role.MUTED)]
        act = Run(sentence_of(known), Role.STRONG)
        report = Run(cut_middle(record.file, room), Role.MUTED)
        policy = Run(policy_facts(record), Role.TEXT)
        if height >= _ROOMY:
            sender = [Run(said(record.organization)), Run(f" · {record.contact}" if record.contact else "", Role.MUTED)]
            acts = [Run(piece, Role.STRONG) for piece in wrapped(sentence_of(known), room)]
            return [
                ("Says", says),
                *self._more(record, width),
                ("Sender", sender),
                ("From, to", [Run(said(row.sending_ip)), *to]),
                ("Policy", [policy]),
                ("Count", count),
                *[("Acts" if not number else "", [piece]) for number, piece in enumerate(acts)],
                ("Report", [report]),
            ]
        return [
            ("Says", says),
            ("From, to", [Run(f"{said(record.organization)} {row.sending_ip}".rstrip()), *to]),
            ("Policy", [policy, Run("   "), *count]),
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
        for line in part_of(shown.lines, path_of(shown.record)):
            here = line.path == marked
            ground = Ground.BRUSH if here else Ground.BG
            lines += [self.line(runs, width, ground) for runs in screen_lines(line, width, marked=here)]
        return lines
