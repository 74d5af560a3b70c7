"""Checks as Markdown for a ticket; nothing in it can become more than text, tables and code."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.live.check import Check, State
from tlsrpt_tui.output.cells import markdown_safe
from tlsrpt_tui.output.check_causes import common_cause
from tlsrpt_tui.output.check_results import MARKS, Checked, asked_whom, headline
from tlsrpt_tui.output.check_words import AGAINST, STEPS, dos, max_age, speaks
from tlsrpt_tui.text import sanitise

_POLICY: Final = re.compile(r"(?:version|mode|mx|max_age): ")
_QUOTED: Final = re.compile(r"“([^”]*)”")
_RECORD: Final = re.compile(r"(?<=: )v=(?:TLSRPT|STS)v1.*")
_PASTED: Final = re.compile(r"mx: |v=|[0-3] [01] [0-2] [0-9a-f]{32}|MX 0 \.")
_TICKS: Final = re.compile(r"`+")


def render(results: Sequence[Checked]) -> str:
    """Return the document."""
    lines: list[str] = []
    for result in results:
        lines += [*([""] if lines else []), *_lines(result)]
    told = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    while told and not told[-1]:
        told.pop()
    return "".join(f"{sanitise(line.replace(numbers.NBSP, ' '))}\n" for line in told)


def _lines(result: Checked) -> Iterator[str]:
    yield f"## {markdown_safe(headline(result))}"
    yield from ("", f"Checked {markdown_safe(asked_whom(result.checkup))}", "")
    rows = [
        (f"{MARKS[check.state]} {check.state}", check.title, check.found, numbers.ttl(check.ttl), check.section)
        for check in result.checkup.checks
    ]
    yield from _table(("State", "Check", "Found now", "TTL", "RFC"), rows)
    mute = common_cause(result.checkup.checks)
    if mute:
        yield from ("", f"### {MARKS[State.UNKNOWN]} {State.UNKNOWN}: {markdown_safe(mute.title)}", "")
        yield from (f"- {markdown_safe(mute.sentence)}", f"- Lines: {markdown_safe(mute.lines)}")
        yield from (f"- Do: {markdown_safe(mute.do)}", *code(mute.repeat))
    for check in result.checkup.checks:
        if speaks(check) and check not in mute.checks:
            yield from _detail(check)
    if result.posture.steps:
        yield from ("", f"### Where it stands: {markdown_safe(result.posture.sentence)}", "")
        steps = [
            (f"{STEPS[step.state]} {step.state}", step.title, step.evidence, step.do) for step in result.posture.steps
        ]
        yield from _table(("State", "Step", "Why", "Do"), steps)
    if result.senders is not None:
        yield from ("", "### What senders saw", "")
        seen = [
            (
                sender.organization or "(none)",
                numbers.day(sender.last, year=True),
                sender.policy_type,
                sender.mode or "—",
                max_age(sender),
                f"{AGAINST[sender.drift]} {sender.brief or sender.drift}",
                sender.sentence,
            )
            for sender in result.senders
        ]
        yield from _table(("Sender", "Last", "Type", "Mode", "Max age", "Against live", "What that means"), seen)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head)):
        yield f"| {' | '.join(row)} |"
    for row in rows:
        yield f"| {' | '.join(map(markdown_safe, row))} |"


def _detail(check: Check) -> Iterator[str]:
    yield from ("", f"### {MARKS[check.state]} {check.state}: {markdown_safe(check.title)}", "")
    for finding in check.findings:
        rule = f" (RFC {finding.section})" if finding.section else ""
        yield f"- {finding.state}: {markdown_safe(finding.sentence + rule)}"
    for label, values in _groups(check.facts):
        published = [_published(value) for value in values] if label == "Found" else [""]
        if all(published):
            yield from (f"- {label}:", *code(published, inside=True))
            continue
        for number, value in enumerate(values):
            yield f"- {markdown_safe(label)}: {markdown_safe(value)}" if not number else f"- {markdown_safe(value)}"
    for do in dos(check):
        words, pasted = _pasted(do)
        yield f"- Do: {markdown_safe(words)}"
        yield from code(pasted, inside=True)
    if check.repeat:
        yield from ("", "To ask the same again:", *code(check.repeat))


def _groups(facts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield labels with all their values; an empty label goes on."""
    groups: list[tuple[str, list[str]]] = []
    for label, value in facts:
        if label or not groups:
            groups.append((label, []))
        groups[-1][1].append(value)
    yield from groups


def _published(value: str) -> str:
    """Return a record or a line of a policy as it is published; "" for anything else."""
    if _POLICY.match(value):
        return value
    quoted = _QUOTED.fullmatch(value)
    return quoted[1] if quoted else ""


def _pasted(do: str) -> tuple[str, list[str]]:
    """Return what to do in words, and what of it is to be pasted: records, lines of a policy."""
    record = _RECORD.search(do)
    if record:
        return do[: record.start()].rstrip(), [record[0]]
    return do, [found for found in _QUOTED.findall(do) if _PASTED.match(found)]


def code(lines: Sequence[str], *, inside: bool = False) -> Iterator[str]:
    """Yield lines as fenced code, which only a longer fence than any in them can end; nothing for no lines.

    Args:
        lines: of any content; each is made one line.
        inside: whether it belongs to the item of a list above it.
    """
    if not lines:
        return
    plain = [sanitise(line.replace(numbers.NBSP, " ")) for line in lines]
    fence = "`" * max(3, 1 + max((len(run) for line in plain for run in _TICKS.findall(line)), default=0))
    margin = "  " if inside else ""
    yield from ("", *(f"{margin}{line}".rstrip() for line in (fence, *plain, fence)), "")
