"""What stands behind one check: what was found and where, what senders reported, the rule, what to do, the answer."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from tlsrpt_tui import numbers
from tlsrpt_tui.live.check import Check, State
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.paint import Run, cut, wrapped
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.check_lines import STATES, Line, clock, state_words
from tlsrpt_tui.tui.widgets.reader import Page, ReaderLine

_LABEL: Final = 9
_MOST_LINES: Final = 2000
"""Lines of an answer that are shown."""

_FIRST: Final = ("Found", "Asks", "Do", "Where")
"""What comes first where only a few lines are in sight."""

_WORD: Final = re.compile(r"(?:[^\s'\"]|'[^']*'|\"[^\"]*\")+")
"""A word of a command, with the blanks that are quoted in it."""

Fact = tuple[str, str]


def check_page(line: Line, reported: Sequence[str], *, brief: bool) -> Page:
    """Return the page of a line; ``reported`` is what senders said of it, and ``brief`` puts what to do early."""

    def lay_out(width: int) -> tuple[list[ReaderLine], int | None]:
        return list(_lines(line, reported, width, brief=brief)), None

    source = state_words(line)
    return Page(line.check.title, lay_out, f"{source}  {_in_few_words(reported[0])}" if brief and reported else source)


def _in_few_words(reported: str) -> str:
    """Return what senders reported without its days and senders: ``212 reported: they agree``."""
    head, colon, verdict = reported.rpartition(": ")
    return f"{head.partition(' ')[0]} reported: {verdict}" if colon else reported


def answer_page(line: Line) -> Page:
    """Return the answer as it came."""
    check = line.check

    def lay_out(width: int) -> tuple[list[ReaderLine], int | None]:
        if not check.sent:
            return [ReaderLine([Run(" there is no answer to show", Role.MUTED)])], None
        shown = [
            ReaderLine([Run(f" {piece}")])
            for text in check.sent[:_MOST_LINES]
            for piece in wrapped(quoted(text), max(8, width - 2))
        ]
        if len(check.sent) > _MOST_LINES:
            shown.append(ReaderLine([Run(f" and {len(check.sent) - _MOST_LINES} more lines", Role.MUTED)]))
        return shown, None

    return Page(f"{check.title}: the answer as sent", lay_out)


def text_of(line: Line, reported: Sequence[str]) -> str:
    """Return a check as lines of text, for a ticket."""
    check = line.check
    lines = [f"{check.title}: {check.state.value}, {check.found}".rstrip(", ")]
    before = ""
    for label, value in _facts(line, reported, brief=False):
        lines.append(f"{'' if label == before else label:<{_LABEL}} {value}".rstrip())
        before = label
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def line_of(line: Line) -> str:
    """Return a check as one line of text."""
    check = line.check
    parts = (check.state.value, check.title, check.found, "" if check.ttl is None else f"TTL {numbers.ttl(check.ttl)}")
    section = f"RFC {check.section}" if check.section else ""
    return "  ".join(part for part in (*parts, section) if part).replace("\u00a0", " ")


def _facts(line: Line, reported: Sequence[str], *, brief: bool) -> Iterator[Fact]:
    """Return what there is to say, label by label; a label that repeats continues."""
    check = line.check
    facts = list(_told(check, reported))
    if brief:
        told = [(first, ", ".join(value for label, value in facts if label == first)) for first in _FIRST]
        facts = [fact for fact in told if fact[1]] + [fact for fact in facts if fact[0] not in _FIRST]
    yield from facts


def _told(check: Check, reported: Sequence[str]) -> Iterator[Fact]:
    label = ""
    named: set[str] = set()
    for name, value in check.facts:
        label = name or label
        named.add(label)
        yield label, value
    if not check.facts and check.found:
        yield "Found", check.found
    yield from (("Reports", words) for words in reported)
    told = {value for _, value in check.facts}
    for finding in check.findings:
        if finding.state is not State.GOOD and finding.sentence not in told:
            rule = f" (RFC {finding.section})" if finding.section and finding.section != check.section else ""
            yield "Means", f"{STATES[finding.state][0]} {finding.sentence}{rule}"
    if check.section and "Rule" not in named:
        yield "Rule", f"RFC {check.section}"
    if "Do" not in named:
        dos = dict.fromkeys(do for do in (check.do, *(finding.do for finding in check.findings)) if do)
        yield from (("Do", do) for do in dos)
    if "Repeat" not in named:
        yield from (("Repeat", command) for command in check.repeat)
    if check.asked is not None:
        yield "Asked", _asked(check)


def _asked(check: Check) -> str:
    by = f" by {check.resolver}" if check.resolver else ""
    memory = ", from memory" if check.cached else ""
    holds = "" if check.ttl is None else f", holds {numbers.ttl(check.ttl)}"
    return f"answered {clock(check.asked)}{by}{memory}{holds}" if check.asked is not None else ""


def _lines(line: Line, reported: Sequence[str], width: int, *, brief: bool) -> Iterator[ReaderLine]:
    room = max(8, width - _LABEL - 3)
    for label, facts in groupby(_facts(line, reported, brief=brief), key=lambda fact: fact[0]):
        shown = label
        for _, value in facts:
            pieces = [cut(value, room)] if brief and label == "Found" else _pieces(label, value, room)
            for number, piece in enumerate(pieces):
                yield ReaderLine([Run(f" {shown:<{_LABEL}} ", Role.MUTED), Run(piece, _role(label, line, number))])
                shown = ""


def _pieces(label: str, value: str, room: int) -> list[str]:
    """Return a value in as many lines as it needs; a command goes on as a shell lets it, between its words."""
    if label != "Repeat" or cell_len(value) <= room:
        return wrapped(value, room)
    lines = [""]
    for word in _WORD.findall(value):
        if lines[-1].strip() and cell_len(lines[-1]) + cell_len(word) + len("  \\") > room:
            lines[-1] += " \\"
            lines.append(f"  {word}")
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines


def _role(label: str, line: Line, number: int) -> Role:
    if label == "Do":
        return Role.STRONG
    if label in ("Rule", "Repeat", "Asked"):
        return Role.MUTED
    bad = label == "Found" and not number and line.asked and line.check.state is State.BAD
    return Role.FAILED if bad else Role.TEXT
