"""Readiness as a page for a terminal: the verdict, what it rests on, senders, MX hosts, what then, and the way back."""

from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.output.columns import cells, left, wrap
from tlsrpt_tui.output.readiness_words import (
    WEIGHTS,
    headline,
    holds,
    host_words,
    live_line,
    policy_line,
    reports_line,
    rule,
    sees,
)
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.readiness import HostCover, Point, Readiness, SenderCover, Weight

WIDTH: Final = 80
WIDEST: Final = 120
MOST_SENDERS: Final = 20
_LABEL: Final = 11
_DAY: Final = 8
_SEEN: Final = 17
_NUMBER: Final = 10
_HOST: Final = 11


def render(result: Readiness, *, width: int = WIDTH) -> str:
    """Return the page.

    Args:
        result: the verdict.
        width: columns to use, at least :data:`WIDTH`.
    """
    lines = _lines(result, min(max(width, WIDTH), WIDEST))
    return "".join(f"{sanitise(line.replace(numbers.NBSP, ' ')).rstrip()}\n" for line in lines)


def _lines(result: Readiness, width: int) -> Iterator[str]:
    yield from wrap(headline(result), width)
    for label, told in (
        ("Policy", policy_line(result)),
        ("Reports", reports_line(result)),
        ("Live", live_line(result)),
    ):
        yield from _labelled(label, told, width)
    for weight in Weight:
        points = result.of(weight)
        if points:
            yield ""
        for point in points:
            yield from _point(point, width)
    if result.senders:
        yield ""
        yield from _senders(result.senders, width)
    if result.hosts:
        yield ""
        yield from _hosts(result.hosts, width)
    for label, steps in (("Then", result.then), ("Back", result.back)):
        if steps:
            yield ""
        for number, step in enumerate(steps):
            yield from _labelled("" if number else label, step, width)


def _labelled(label: str, text: str, width: int) -> Iterator[str]:
    for number, line in enumerate(wrap(text, width - _LABEL)):
        yield f"{'' if number else label:<{_LABEL}}{line}"


def _point(point: Point, width: int) -> Iterator[str]:
    yield from _labelled(f"{WEIGHTS[point.weight]} {point.weight}", point.title, width)
    for text in (f"{point.told}{rule(point)}" if point.told else "", point.more):
        yield from _labelled("", text, width) if text else ()
    yield from _labelled("  Do", point.do, width) if point.do else ()


def _senders(senders: Sequence[SenderCover], width: int) -> Iterator[str]:
    room = width - _DAY - _SEEN - _NUMBER - 2 - len("Holds older policy") - 2
    yield (f"{left('Sender', room)}{left('Last', _DAY)}{left('Saw', _SEEN)}{'Sessions':>{_NUMBER}}  Holds older policy")
    for sender in senders[:MOST_SENDERS]:
        yield (
            f"{left(sender.organization or '(none)', room - 2)}  {left(numbers.day(sender.last), _DAY)}"
            f"{left(sees(sender), _SEEN - 1)} {numbers.count(sender.sessions):>{_NUMBER}}  {holds(sender)}"
        )
    if senders[MOST_SENDERS:]:
        yield f"and {numbers.plural(len(senders) - MOST_SENDERS, 'sender')} more"


def _hosts(hosts: Sequence[HostCover], width: int) -> Iterator[str]:
    head = ("Is MX", "In policy", "Failed", "TLS now")
    room = min(max(cells(host.mx_host) for host in hosts) + 2, width - 4 * _HOST)
    room = max(room, _LABEL)
    yield f"{left('MX host', room)}{left(head[0], _HOST)}{left(head[1], _HOST)}{head[2]:>{_HOST - 2}}  {head[3]}"
    for host in hosts:
        is_mx, in_policy, failed, probed = host_words(host)
        known = f"{left(is_mx, _HOST)}{left(in_policy, _HOST)}{failed:>{_HOST - 2}}"
        yield f"{left(host.mx_host, room - 2)}  {known}  {probed}"
