"""Checks as a page for a terminal: the list, then what is behind every line that is not good, and what to do."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.live.check import Check, State
from tlsrpt_tui.output.check_causes import Mute, common_cause
from tlsrpt_tui.output.check_results import MARKS, Checked, asked_whom, headline
from tlsrpt_tui.output.check_senders import alike_senders, sentence_of
from tlsrpt_tui.output.check_words import AGAINST, STEPS, dos, max_age, speaks
from tlsrpt_tui.output.columns import cells, fit, left, wrap
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.drift import SenderDrift
from tlsrpt_tui.triage.posture import Step

WIDTH: Final = 80
WIDEST: Final = 120
_LABEL: Final = 10
_STATE: Final = 11
_TTL: Final = 4
_SECTION: Final = 11
_TITLE: Final = 18
_FACTS: Final = 24
_SENDER: Final = 20
_DAY: Final = 8
_POLICY: Final = 6
_MODE: Final = 9
_NAMED: Final = 3
"""Senders that are named before the rest of them is counted."""


def render(results: Sequence[Checked], *, width: int = WIDTH) -> str:
    """Return the page.

    Args:
        results: the domains, in their order.
        width: columns to use, at least :data:`WIDTH`.
    """
    lines: list[str] = []
    for result in results:
        lines += [*([""] if lines else []), *_lines(result, min(max(width, WIDTH), WIDEST))]
    return "".join(f"{sanitise(line.replace(numbers.NBSP, ' ')).rstrip()}\n" for line in lines)


def _lines(result: Checked, width: int) -> Iterator[str]:
    yield headline(result)
    yield from _labelled("Checked", asked_whom(result.checkup), width)
    yield ""
    yield from _table(result.checkup.checks, width)
    mute = common_cause(result.checkup.checks)
    if mute:
        yield from ("", *_mute(mute, width))
    for check in result.checkup.checks:
        if speaks(check) and check not in mute.checks:
            yield from ("", *_detail(check, width))
    if result.posture.steps:
        yield from ("", *_posture(result, width))
    if result.senders is not None:
        yield from ("", *_senders(result.senders, result.checkup.domain, width))


def _mute(mute: Mute, width: int) -> Iterator[str]:
    """Tell once why several lines are unknown."""
    end = f" {MARKS[State.UNKNOWN]} {State.UNKNOWN}"
    title = fit(mute.title, width - cells(end) - 3)
    yield f"{title} {'─' * (width - cells(title) - cells(end) - 1)}{end}"
    yield from _labelled(State.UNKNOWN.value, mute.sentence, width)
    yield from _labelled("Lines", mute.lines, width)
    yield from _labelled("Do", mute.do, width)
    for number, command in enumerate(mute.repeat):
        yield f"{'' if number else 'Repeat':<{_LABEL}}{command}"


def _labelled(label: str, text: str, width: int) -> Iterator[str]:
    for number, line in enumerate(wrap(text, width - _LABEL)):
        yield f"{'' if number else left(label, _LABEL - 1):<{_LABEL}}{line}"


def _table(checks: Sequence[Check], width: int) -> Iterator[str]:
    hosts = {check.host for check in checks if check.host}
    titles = [_title(check, hosts) for check in checks]
    room = min(max([cells(title) for title in (*titles, "Check")]), _TITLE + (width - WIDTH) // 2)
    section = min(max([cells(check.section) for check in checks], default=0), _SECTION)
    found = width - _STATE - room - 2 - 2 - _TTL - 2 - section
    yield f"{'State':<{_STATE}}{left('Check', room)}  {left('Found now', found)}  {'TTL':>{_TTL}}  RFC"
    for check, title in zip(checks, titles, strict=True):
        first, *more = wrap(check.found, found) or [""]
        second = fit(" ".join(more), found)
        ttl = numbers.ttl(check.ttl)
        state = f"{MARKS[check.state]} {check.state}"
        rule = fit(check.section, section)
        yield f"{state:<{_STATE}}{left(title, room)}  {left(first, found)}  {ttl:>{_TTL}}  {rule}"
        if second:
            yield f"{'':<{_STATE + room + 2}}{second}"


def _title(check: Check, hosts: set[str]) -> str:
    """Return a title with its host by its first label, as long as no other host begins with the same."""
    first = check.host.partition(".")[0]
    alone = sum(host.partition(".")[0] == first for host in hosts) == 1
    short = bool(check.host) and alone and cells(check.title) > _TITLE and not first.isdigit()
    return check.title.replace(check.host, first, 1) if short else check.title


def _detail(check: Check, width: int) -> Iterator[str]:
    end = f" {MARKS[check.state]} {check.state}"
    title = fit(check.title, width - cells(end) - 3)
    yield f"{title} {'─' * (width - cells(title) - cells(end) - 1)}{end}"
    for finding in check.findings:
        rule = f" (RFC {finding.section})" if finding.section else ""
        yield from _labelled(finding.state.value, f"{finding.sentence}{rule}", width)
    for label, value in check.facts[:_FACTS]:
        yield from _labelled(label, value, width)
    if check.asked is not None:
        yield from _labelled("Asked", _asked(check), width)
    for number, do in enumerate(dos(check)):
        yield from _labelled("" if number else "Do", do, width)
    lines = [line for command in check.repeat for line in _shell(command, width - _LABEL)]
    for number, line in enumerate(lines):
        yield f"{'' if number else 'Repeat':<{_LABEL}}{line}"


def _asked(check: Check) -> str:
    when = f"{check.asked.astimezone(dt.UTC):%H:%M:%S} UTC" if check.asked else ""
    whom = f"{check.resolver}, " if check.resolver else ""
    held = f", holds for {numbers.ttl(check.ttl)}" if check.ttl is not None else ""
    return f"{whom}{when}{held}{', from memory' if check.cached else ''}"


def _shell(command: str, width: int) -> Iterator[str]:
    """Yield a command in lines that a shell joins again; one with quotes in it stays as it is."""
    if "'" in command or '"' in command or cells(command) <= width:
        yield command
        return
    line = ""
    for word in command.split(" "):
        if line and cells(line) + cells(word) + 3 > width:
            yield f"{line} \\"
            line = f"  {word}"
        else:
            line = f"{line} {word}" if line else word
    yield line


def _posture(result: Checked, width: int) -> Iterator[str]:
    yield from wrap(f"Where it stands: {result.posture.sentence}", width)
    for step in result.posture.steps:
        yield from _step(step, width)


def _step(step: Step, width: int) -> Iterator[str]:
    head = f"{STEPS[step.state]} {step.state}"
    told = f"{step.title}: {step.evidence}" if step.evidence else step.title
    for number, line in enumerate(wrap(told, width - _STATE)):
        yield f"{'' if number else head:<{_STATE}}{line}"
    for number, line in enumerate(wrap(step.do, width - _STATE - 4) if step.do else ()):
        yield f"{'':<{_STATE}}{'' if number else 'Do':<4}{line}"


def _senders(senders: Sequence[SenderDrift], domain: str, width: int) -> Iterator[str]:
    if not senders:
        yield from wrap(f"What senders saw: no report about {domain} among those that were read", width)
        return
    room = _SENDER + (width - WIDTH) // 2
    rest = width - room - 2 - _DAY - _POLICY - _MODE - _MODE
    yield (
        f"{left('What senders saw', room)}  {'Last':<{_DAY}}{'Type':<{_POLICY}}{'Mode':<{_MODE}}"
        f"{'Max age':<{_MODE}}Against live"
    )
    for sender in senders:
        against = f"{AGAINST[sender.drift]} {_brief(sender, domain)}"
        yield (
            f"{left(sender.organization or '(none)', room)}  {numbers.day(sender.last):<{_DAY}}"
            f"{left(sender.policy_type, _POLICY - 1)} {left(sender.mode or '—', _MODE - 1)} "
            f"{left(max_age(sender), _MODE - 1)} {fit(against, rest)}"
        )
    for alike in alike_senders(senders):
        yield ""
        told = f"{_names(alike)}: {alike[0].brief or alike[0].drift}. {sentence_of(alike)}"
        yield from (line for line in wrap(told, width))


def _brief(sender: SenderDrift, domain: str) -> str:
    """Return the difference in a few words, with the MX host where the sender reports under its name."""
    brief = sender.brief or sender.drift.value
    host = sender.domain.partition(".")[0]
    return f"{brief}, {host}" if sender.domain not in ("", domain) else brief


def _names(senders: Sequence[SenderDrift]) -> str:
    names = list(dict.fromkeys(sender.organization or "(none)" for sender in senders))
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
