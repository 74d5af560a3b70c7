"""Ready for enforce? In short beside the checks, and as a page of its own with all that the verdict rests on."""

from collections.abc import Callable, Iterator
from typing import Final

from rich.cells import cell_len

from tlsrpt_tui import numbers
from tlsrpt_tui.triage.differences import told_age
from tlsrpt_tui.triage.readiness import Point, Readiness, Ready, Sees, SenderCover, Weight
from tlsrpt_tui.tui.names import brief
from tlsrpt_tui.tui.paint import Run, Runs, padded, titled, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.check_lines import shared_suffix
from tlsrpt_tui.tui.widgets.reader import Page, ReaderLine

VERDICTS: Final[dict[Ready, tuple[str, Role]]] = {
    Ready.READY: ("✓", Role.OK),
    Ready.NOT_READY: ("✗", Role.FAILED),
    Ready.UNSURE: ("?", Role.WARN),
}
_WEIGHTS: Final[dict[Weight, tuple[str, Role, Role]]] = {
    Weight.BLOCKER: ("✗", Role.FAILED, Role.STRONG),
    Weight.GAP: ("?", Role.WARN, Role.STRONG),
    Weight.REMARK: ("▲", Role.WARN, Role.TEXT),
    Weight.QUESTION: ("?", Role.MUTED, Role.TEXT),
    Weight.GOOD: ("✓", Role.OK, Role.MUTED),
}
_QUESTION: Final = "Ready for enforce?"
_MOST_BRIEF: Final = 9
"""Points beside the checks; the page of its own has all."""

_MOST_SENDERS: Final = 200
_READABLE: Final = 112
"""Cells of a line of text, above which reading is hard."""

_NAME: Final = 20
_LONGEST_NAME: Final = 44
_SAW: Final = 15
_NUMBER: Final = 10
_LABEL: Final = 10
_SAID: Final = {Sees.STS: "saw", Sees.DANE: "DANE", Sees.NOTHING: "no policy", Sees.UNKNOWN: "not known"}

Shorten = Callable[[str], str]


def shortened(ready: Readiness) -> Shorten:
    """Return what cuts MX hosts in a text down to what tells them apart."""
    hosts = [host.mx_host for host in ready.hosts]
    suffix = shared_suffix(hosts)

    def shorten(text: str) -> str:
        for host in sorted(hosts, key=len, reverse=True) if suffix else ():
            text = text.replace(host, host.removesuffix(f".{suffix}"))
        return text

    return shorten


def ready_words(ready: Readiness) -> tuple[str, Role, str]:
    """Return what the line above the checks says: the verdict, its colour, and what decides."""
    glyph, role = VERDICTS[ready.verdict]
    return f"{glyph} {ready.verdict} for enforce", role, shortened(ready)(ready.reason) or ready.brief_then


def ready_lines(ready: Readiness | None, width: int, *, key: str) -> Iterator[ReaderLine]:
    """Yield the verdict in short, where the domain is in testing; ``key`` shows all of it."""
    if ready is None or ready.mode != "testing":
        return
    yield _head(ready, width)
    shorten = shortened(ready)
    for point in ready.points[:_MOST_BRIEF]:
        yield from _titled(point, width, shorten)
        # What is to be done names hosts in full: it is to be copied into files.
        second = point.do if point.weight is Weight.GAP and point.do else shorten(point.told)
        yield from _indented(second if point.weight is not Weight.GOOD else "", Role.MUTED, width)
    more = len(ready.points) - _MOST_BRIEF
    if more > 0:
        yield ReaderLine([Run(f"   and {more} more: {key} shows all", Role.MUTED)])
    if ready.brief_then:
        yield ReaderLine([])
        yield from _labelled("Then", ready.brief_then, width, label=len(" Then  "))
    yield ReaderLine([])


def ready_page(ready: Readiness | None) -> Page:
    """Return the whole verdict; ``None`` as long as reports are looked at."""

    def lay_out(width: int) -> tuple[list[ReaderLine], int | None]:
        if ready is None:
            return [ReaderLine([Run(" looking at what senders reported", Role.MUTED)])], None
        return list(_all(ready, width, min(width, _READABLE))), None

    verdict = "" if ready is None else f"{VERDICTS[ready.verdict][0]} {ready.brief}"
    return Page(_QUESTION, lay_out, verdict, counted=True)


def _all(ready: Readiness, rule: int, width: int) -> Iterator[ReaderLine]:
    """Yield all lines: titles in ``rule`` cells, text in ``width``."""
    shorten = shortened(ready)
    for piece in wrapped(shorten(ready.sentence), width - 2):
        yield ReaderLine([Run(f" {piece}", Role.STRONG, bold=True)])
    for label, told in (("Policy", _policy(ready)), ("Reports", _reports(ready)), ("Live", _live(ready))):
        yield from _labelled(label, told, width)
    for weight in Weight:
        points = ready.of(weight)
        if points:
            yield ReaderLine([])
        for point in points:
            yield from _titled(point, width, shorten)
            yield from _indented(shorten(point.told), Role.TEXT, width)
            yield from _indented(shorten(point.more), Role.MUTED, width)
            yield from _indented(point.do, Role.STRONG, width)
    for title, steps in (("Then", ready.then), ("The way back", ready.back)):
        if steps:
            yield from (ReaderLine([]), _title(title, rule))
        for number, step in enumerate(steps, 1):
            yield from _labelled(str(number), step, width, label=4)
    yield from _senders(ready, rule)


def _head(ready: Readiness, width: int) -> ReaderLine:
    glyph, role = VERDICTS[ready.verdict]
    right = [Run(f"{glyph} {ready.brief} ", role, bold=True)]
    return ReaderLine(titled([Run(_QUESTION, Role.STRONG, bold=True)], right, width))


def _title(text: str, width: int) -> ReaderLine:
    return ReaderLine(titled([Run(text, Role.STRONG, bold=True)], [], width))


def _titled(point: Point, width: int, shorten: Shorten) -> Iterator[ReaderLine]:
    glyph, mark, role = _WEIGHTS[point.weight]
    for number, piece in enumerate(wrapped(brief(shorten(point.title)), width - 4)):
        head = Run("   ") if number else Run(f" {glyph} ", mark)
        yield ReaderLine([head, Run(piece, role, bold=point.weight is Weight.BLOCKER or None)])


def _indented(text: str, role: Role, width: int) -> Iterator[ReaderLine]:
    if text:
        yield from (ReaderLine([Run(f"   {piece}", role)]) for piece in wrapped(text, width - 4))


def _labelled(name: str, text: str, width: int, *, label: int = _LABEL) -> Iterator[ReaderLine]:
    for number, piece in enumerate(wrapped(text, width - label - 1)):
        head = "" if number else f" {name}"
        yield ReaderLine([Run(f"{head:<{label}}", Role.MUTED), Run(piece, Role.TEXT)])


def _policy(ready: Readiness) -> str:
    if not ready.mode:
        return "none known"
    age = f", max_age {told_age(ready.max_age)}" if ready.max_age is not None else ""
    return f"mode {ready.mode}{age}; {'as served now' if ready.from_live else 'as senders reported it last'}"


def _reports(ready: Readiness) -> str:
    if ready.first is None or ready.last is None:
        return "none on an MTA-STS policy of this domain"
    mine = f"{numbers.count(len(ready.covered))} of {numbers.plural(len(ready.senders), 'sender')}"
    share = numbers.share(ready.covered_sessions, ready.sessions) or "none"
    when = numbers.days(ready.first, ready.last)
    return f"{when}; {mine} saw the policy, {share} of {numbers.plural(ready.sessions, 'session')}"


def _live(ready: Readiness) -> str:
    if ready.checked is None:
        return "not asked"
    return f"checked {numbers.day(ready.checked.date())} {ready.checked:%H:%M} UTC"


def _senders(ready: Readiness, width: int) -> Iterator[ReaderLine]:
    if not ready.senders:
        return
    yield from (ReaderLine([]), _title("Senders", width))
    shown = ready.senders[:_MOST_SENDERS]
    longest = max(cell_len(brief(each.organization)) for each in shown)
    name = max(_NAME, min(_LONGEST_NAME, longest, width // 2))
    for sender in shown:
        yield ReaderLine(_sender(sender, name))
    if ready.senders[_MOST_SENDERS:]:
        more = numbers.plural(len(ready.senders) - _MOST_SENDERS, "sender")
        yield ReaderLine([Run(f" and {more} more", Role.MUTED)])


def _sender(sender: SenderCover, name: int) -> Runs:
    saw = f"{_SAID[sender.sees]} {sender.mode or 'no mode'}" if sender.sees is Sees.STS else _SAID[sender.sees]
    held = f"  until {numbers.day(sender.until)} an older one" if sender.until is not None else ""
    return [
        Run(f" {padded(brief(sender.organization) or '(none)', name)} "),
        Run(f"{padded(saw, _SAW)} ", Role.MUTED),
        Run(padded(numbers.count(sender.sessions), _NUMBER, right=True)),
        Run(held, Role.WARN),
    ]
