"""The list of changes: its columns, and what stands behind one of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.triage.change import Change, Changes, Kind
from tlsrpt_tui.triage.left_out import left_out
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.keys import MOVES
from tlsrpt_tui.tui.names import brief, said
from tlsrpt_tui.tui.paint import Run, cut, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.reader import Page, ReaderLine
from tlsrpt_tui.tui.widgets.table import Table
from tlsrpt_tui.tui.widgets.table_columns import Column

KINDS: Final[dict[Kind, tuple[str, str, Role]]] = {
    Kind.NEW: ("✗", "new", Role.FAILED),
    Kind.GROWN: ("▲", "grown", Role.FAILED),
    Kind.DROP: ("▼", "fewer", Role.WARN),
    Kind.SILENT: ("?", "silent", Role.WARN),
    Kind.POLICY: ("≠", "policy", Role.WARN),
    Kind.SHRUNK: ("▼", "shrunk", Role.OK),
    Kind.GONE: ("✓", "gone", Role.OK),
    Kind.NEW_SENDER: ("·", "new sender", Role.MUTED),
}
"""The glyph, word and colour of each kind of change."""

_NAMED: Final = 2
_MARKS: Final = {"": Role.MUTED, "-": Role.WARN, "+": Role.STRONG}


def kind_words(change: Change) -> str:
    """Return the glyph and the word of a kind."""
    glyph, word, _ = KINDS[change.kind]
    # Whether what nobody reported on since is gone, nobody knows.
    return f"{'?' if change.kind is Kind.GONE and not change.sessions_after else glyph} {word}"


def what_words(change: Change) -> str:
    """Return what it is about in a few words."""
    if change.kind in (Kind.SILENT, Kind.NEW_SENDER):
        return brief(next(iter(change.organizations), ""))
    if change.kind is Kind.POLICY:
        return said(change.policy_type)
    return "successes" if change.kind is Kind.DROP else said(change.result_type)


def where_words(change: Change) -> str:
    """Return where it is; "" for a sender, who is everywhere."""
    return quoted(change.mx_host or change.domain)


def who_words(change: Change) -> str:
    """Return who reported it, most first; "" of a sender, who stands there already."""
    if change.kind in (Kind.SILENT, Kind.NEW_SENDER):
        return ""
    more = len(change.organizations) - _NAMED
    names = ", ".join(brief(name) for name in change.organizations[:_NAMED])
    return f"{names} and {numbers.count(more)} more" if more > 0 else names


def since_words(change: Change) -> str:
    """Return since when; of what is over, when it was last."""
    return numbers.day(change.last if change.kind in (Kind.SILENT, Kind.GONE) else change.first)


def _tone(change: Change) -> Role:
    return Role.MUTED if change.minor else Role.TEXT


def _role(change: Change) -> Role:
    return Role.MUTED if change.minor else KINDS[change.kind][2]


def _counted(change: Change, number: int) -> str:
    # Of a sender these are sessions, beside failures in all other rows: its sentence tells them.
    return "" if change.kind in (Kind.POLICY, Kind.SILENT, Kind.NEW_SENDER) else numbers.count(number)


COLUMNS: Final[tuple[Column[Change], ...]] = (
    Column("kind", "Change", kind_words, _role, least=8, most=12, sorts=False, export="kind"),
    Column("what", "What", what_words, _tone, least=22, most=34, sorts=False, export="what"),
    Column("where", "Where", where_words, _tone, least=9, most=40, middle=True, sorts=False, export="where"),
    Column("who", "Reported by", who_words, _tone, least=12, most=60, rank=10, sorts=False),
    Column(
        "senders", "Senders", lambda change: numbers.count(len(change.organizations)), _tone,
        least=7, most=9, right=True, rank=9, sorts=False, export="senders",
    ),
    Column(
        "before", "Before", lambda change: _counted(change, change.before), _tone,
        least=6, most=12, right=True, sorts=False, export="before",
    ),
    Column(
        "after", "Now", lambda change: _counted(change, change.after), _tone,
        least=6, most=12, right=True, sorts=False, export="after",
    ),
    Column("since", "Day", since_words, _tone, least=6, most=7, right=True, rank=8, sorts=False, export="day"),
)  # fmt: skip
"""The columns of the list, in the order in which they stand."""


class ChangeTable(Table[Change]):
    """The changes, kind by kind; how many there are of each above them."""

    BINDINGS = [*MOVES]  # noqa: RUF012  # Textual's convention

    def __init__(self, columns: Sequence[Column[Change]], *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(columns, empty="", id=id)
        self.title = "Changes"
        self._counts: Counter[Kind] = Counter()

    def tell(self, changes: Sequence[Change]) -> None:
        """Say how many changes of each kind there are, and take no more lines than they need."""
        self._counts = Counter(change.kind for change in changes)
        self.styles.max_height = self._heads + max(1, len(changes))

    @property
    def _heads(self) -> int:
        return 2

    def _title_line(self, width: int) -> list[Run]:  # noqa: ARG002  as tables ask
        runs = [Run(" "), Run(self.title, Role.ACCENT if self.has_focus else Role.STRONG, bold=True)]
        for kind, (_, word, role) in KINDS.items():
            number = self._counts[kind]
            if number:
                several = "s" if number > 1 and kind is Kind.NEW_SENDER else ""
                runs += [Run(f"  {numbers.count(number)}", role, bold=True), Run(f" {word}{several}", Role.MUTED)]
        return runs


def change_page(change: Change | None, changes: Changes | None) -> Page:
    """Return the page about one change, or about the comparison where there is none."""
    if changes is None:
        return Page("", lambda _: ([], None))
    title = "Against the period before" if change is None else kind_words(change)
    return Page(title, lambda width: (list(_lines(change, changes, width)), None), source=changes.periods.after.words)


def _lines(change: Change | None, changes: Changes, width: int) -> Iterator[ReaderLine]:
    if change is not None:
        yield from _told(change.sentence, width, Role.STRONG)
        for line in change.lines:
            yield ReaderLine([Run(cut(f"  {line.mark or ' '} {quoted(line.text)}", width), _MARKS[line.mark])])
        if len(change.organizations) > 1:
            yield from _told(f"Senders: {', '.join(map(brief, change.organizations))}", width, Role.TEXT)
    yield ReaderLine([])
    yield from _told(_sums(changes), width, Role.MUTED)
    if changes.uncertain:
        yield from _told(f"Note: {changes.uncertain}", width, Role.MUTED)
    if changes.cut or changes.cut_days:
        yield from _told(f"Left out: {left_out(changes.cut, changes.cut_days)}", width, Role.MUTED)


def _sums(changes: Changes) -> str:
    """Return what failed in both periods, of how much, by how many."""
    after, before = (
        f"{numbers.count(each.failed)} of {numbers.plural(each.sessions, 'session')} failed, "
        f"by {numbers.plural(each.senders, 'sender')}"
        for each in (changes.after, changes.before)
    )
    return f"In all: {after}; before, {before}."


def _told(text: str, width: int, role: Role) -> Iterator[ReaderLine]:
    for piece in wrapped(text, max(8, width - 2)):
        yield ReaderLine([Run(f" {piece}", role)])
