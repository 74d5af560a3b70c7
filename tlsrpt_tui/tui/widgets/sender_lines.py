"""What senders saw: one line a sender, how that differs from what is published, and what is missing in which order."""

from collections.abc import Callable, Iterator
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.triage.drift import Difference, Drift, SenderDrift
from tlsrpt_tui.triage.policy_stories import PolicyStory
from tlsrpt_tui.triage.posture import Posture, StepState
from tlsrpt_tui.triage.verdict import Judgement
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import MOVES
from tlsrpt_tui.tui.names import brief
from tlsrpt_tui.tui.paint import Run, cut_middle, padded, titled, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.check_lines import shared_suffix, without_suffix
from tlsrpt_tui.tui.widgets.reader import Page, ReaderLine
from tlsrpt_tui.tui.widgets.story_lines import story_lines
from tlsrpt_tui.tui.widgets.table import Table
from tlsrpt_tui.tui.widgets.table_columns import Column

STEPS: Final[dict[StepState, tuple[str, Role]]] = {
    StepState.DONE: ("✓", Role.OK),
    StepState.PARTLY: ("▲", Role.WARN),
    StepState.MISSING: ("✗", Role.FAILED),
    StepState.UNKNOWN: ("?", Role.MUTED),
}
_MOST_LINES: Final = 200
_LEAST_SIDE: Final = 14


def mx_words(drift: SenderDrift) -> str:
    """Return the MX hosts that a sender saw in the policy, cut short where they share a suffix; of DANE, its host."""
    if drift.policy_type == PolicyType.TLSA:
        return without_suffix(drift.domain, drift.domain, shared_suffix([drift.domain])) or "—"
    suffix = shared_suffix(host for host in drift.mx if not host.startswith("*"))
    cut = [host.removesuffix(f".{suffix}") if suffix else host for host in drift.mx]
    return quoted(", ".join(cut)) or "—"


def against(drift: SenderDrift) -> str:
    """Return how what a sender saw stands against what is published."""
    if drift.drift is Drift.SAME:
        return "= same as live"
    if drift.drift is Drift.UNKNOWN:
        return f"? {drift.brief or drift.drift.value}"
    return f"≠ {drift.brief or drift.drift.value}"


def _against_role(drift: SenderDrift) -> Role:
    return Role.MUTED if drift.drift in (Drift.SAME, Drift.UNKNOWN) else Role.WARN


def _mode(drift: SenderDrift) -> str:
    if drift.policy_type == PolicyType.TLSA:
        return quoted(f"DANE {drift.domain.partition('.')[0]}".strip())
    return quoted(drift.mode) or "—"


def _age(drift: SenderDrift) -> str:
    return "—" if drift.max_age is None else numbers.age_of_policy(str(drift.max_age))


def sender_columns(*, asked: bool) -> tuple[Column[SenderDrift], ...]:
    """Return the columns; before anything is ``asked`` there is nothing to hold them against."""
    shown = Column(
        "against", "Against live", against if asked else lambda _: "· not asked",
        _against_role if asked else lambda _: Role.MUTED, least=14, most=40, sorts=False,
    )  # fmt: skip
    muted = lambda _: Role.MUTED  # noqa: E731  # said three times
    return (
        Column(
            "sender", "Sender", lambda drift: brief(drift.organization), least=10, most=20, middle=True, sorts=False
        ),
        Column("last", "Last", lambda drift: numbers.day(drift.last), muted, least=6, most=8, sorts=False),
        Column("mode", "Mode", _mode, muted, least=8, most=10, sorts=False),
        Column("max_age", "Max age", _age, muted, least=7, most=10, rank=9, sorts=False),
        Column("mx", "MX in policy", mx_words, muted, least=12, most=30, rank=8, sorts=False),
        shown,
    )


class SenderTable(Table[SenderDrift]):
    """The senders, those that differ first."""

    BINDINGS = [*MOVES]  # noqa: RUF012  # Textual's convention

    @property
    def _heads(self) -> int:
        """Lines above the rows: the title is what parts it from the checks."""
        return 2

    @property
    def counted(self) -> int:
        """How many senders there are; one may have a line for each MX host that it uses DANE with."""
        return len({drift.organization for drift in self._window.values()})

    @property
    def _gap(self) -> str:
        """What parts two columns."""
        return " "


def beside_page(
    drift: SenderDrift | None,
    posture: Posture | None,
    judgement: Judgement | None,
    *,
    asked: bool,
    ready: Callable[[int], Iterator[ReaderLine]] = lambda _: iter(()),
    story: PolicyStory | None = None,
) -> Page:
    """Return the page that holds one sender's policy against the live one, and says what is missing.

    The ``story`` is what that sender saw over time; where it is not known, the page has nothing of it.
    """

    def lay_out(width: int) -> tuple[list[ReaderLine], int | None]:
        seen = [*_difference(drift, width, asked=asked), *story_lines(story, width)]
        lines = [*_judged(judgement, width), *seen, *ready(width), *_steps(posture, width)]
        return lines or [ReaderLine([Run(" nothing to compare yet", Role.MUTED)])], None

    host = f", {quoted(drift.domain)}" if drift is not None and drift.policy_type == PolicyType.TLSA else ""
    name = "Side by side" if drift is None else f"{brief(drift.organization)}, {numbers.day(drift.last)}{host}"
    return Page(name, lay_out, "live" if asked else "live: not asked")


def _judged(judgement: Judgement | None, width: int) -> Iterator[ReaderLine]:
    if judgement is None:
        return
    for text in (*judgement.evidence, judgement.do):
        role = Role.STRONG if text == judgement.do else Role.TEXT
        yield from (ReaderLine([Run(f" {piece}", role)]) for piece in wrapped(text, width - 2) if text)
    yield ReaderLine([])


def _difference(drift: SenderDrift | None, width: int, *, asked: bool) -> Iterator[ReaderLine]:
    if drift is None:
        return
    side = max(_LEAST_SIDE, (width - 5) // 2)
    for difference in drift.lines[:_MOST_LINES]:
        seen = cut_middle(quoted(difference.seen), max(8, width - 2))
        yield ReaderLine(_sides(difference, side) if asked else [Run(f" {seen}")])
    if drift.sentence:
        for piece in wrapped(drift.sentence, max(8, width - 2)):
            yield ReaderLine([Run(f" {piece}", Role.TEXT)])
    yield ReaderLine([])


def _sides(difference: Difference, side: int) -> list[Run]:
    seen, live = (cut_middle(quoted(text), side) or "—" for text in (difference.seen, difference.live))
    if difference.same:
        return [Run(f" {padded(seen, side)}   {live}", Role.MUTED)]
    return [Run(f" {padded(seen, side)} ", Role.WARN), Run("≠ ", Role.WARN, bold=True), Run(live, Role.STRONG)]


def _steps(posture: Posture | None, width: int) -> Iterator[ReaderLine]:
    if posture is None:
        return
    missing = any(step.state is not StepState.DONE for step in posture.steps)
    title = "What is missing, in this order" if missing else "Nothing is missing"
    yield ReaderLine(titled([Run(title, Role.STRONG, bold=True)], [], width))
    for piece in wrapped(posture.sentence, width - 2):
        yield ReaderLine([Run(f" {piece}", Role.TEXT)])
    for step in posture.steps:
        glyph, role = STEPS[step.state]
        for number, piece in enumerate(wrapped(step.title, width - 4)):
            mark = f" {glyph} " if not number else "   "
            yield ReaderLine([Run(mark, role), Run(piece, Role.MUTED if role is Role.OK else Role.STRONG)])
        after = posture.next is step
        told = [(step.evidence, Role.MUTED), (step.do, Role.TEXT if after else Role.MUTED)]
        for text, shown in told if step.state is not StepState.DONE else told[:1]:
            if text:
                yield from (ReaderLine([Run(f"   {piece}", shown)]) for piece in wrapped(text, width - 4))
