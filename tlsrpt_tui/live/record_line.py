"""What the lines about TXT records and about the policy have in common: faults as findings, and answers in words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from tlsrpt_tui.live.answers import Answer, Security
from tlsrpt_tui.live.check import Check, Finding, State, Topic, worst
from tlsrpt_tui.live.dig import dig_lines
from tlsrpt_tui.live.dnssec_findings import advice
from tlsrpt_tui.live.local_addresses import LOCAL, LOCAL_CELLS
from tlsrpt_tui.live.no_answer import reason, status_words, unanswered
from tlsrpt_tui.live.published import Fault, Level
from tlsrpt_tui.text import sanitise, shorten

CELLS: Final = 40
"""Cells of what a line of the list found."""

SEVERAL: Final = "records-several"
"""The fault of several records in place of one."""

_TEXT: Final = 300
_MOST_LINES: Final = 40
_STATES: Final = {Level.ERROR: State.BAD, Level.WARNING: State.WARNING, Level.NOTE: State.GOOD}


def safe(text: str, length: int = _TEXT) -> str:
    """Return a hostile text as it may stand in a sentence or a line."""
    return shorten(sanitise(text), length)


def of_faults(faults: Iterable[Fault]) -> tuple[Finding, ...]:
    """Return faults of a text as findings; of a policy file with their line."""
    return tuple(
        Finding(_STATES[fault.level], fault.code, _sentence(fault), fault.section, _REPAIR[fault.level])
        for fault in faults
    )


def as_remark(finding: Finding) -> Finding:
    """Return a finding that says the same and weighs nothing."""
    return replace(finding, state=State.GOOD, do="")


def no_answer(answer: Answer, what: str) -> Finding:
    """Return the finding for a question that was not answered: no verdict, unless DNSSEC itself is what fails."""
    return _no_answer(answer, what, "fails", "is")


def no_addresses(answers: Iterable[Answer]) -> tuple[Finding, ...]:
    """Return the findings for addresses of one host that are not known; types that fail alike share one."""
    return tuple(
        _no_answer(answer, f"the {kinds} records of {safe(answer.name, 80)}", "fail", "are")
        for answer, kinds in unanswered(answers)
    )


def _no_answer(answer: Answer, what: str, fails: str, are: str) -> Finding:
    if answer.security is Security.BOGUS:
        sentence = f"{what} {fails} DNSSEC validation: {reason(answer)}; senders that validate see nothing there"
        do = f"mend DNSSEC: {advice(answer.errors).do}"
        return Finding(State.BAD, "dnssec-bogus", sentence, "4035 §5.5", do)
    why = reason(answer)
    return Finding(
        State.UNKNOWN, "not-answered", f"{what} {are} not known: {why}", "", "ask again, or another resolver"
    )


def not_valid_words(faults: Iterable[Fault], texts: int = 1) -> str:
    """Return what makes a text invalid, for a narrow line: ``not valid: id missing``.

    Args:
        faults: of the text; the first error speaks.
        texts: how many records there are in place of one.
    """
    errors = [fault.code for fault in faults if fault.level is Level.ERROR]
    if SEVERAL in errors:
        return f"not valid: {texts} records"
    return f"not valid: {errors[0].replace('-', ' ')}" if errors else "not valid"


def keep_one(faults: Iterable[Fault], count: int, place: str) -> str:
    """Return what to do where several records stand in place of one; "" where that is not what is wrong."""
    if not any(fault.code == SEVERAL for fault in faults):
        return ""
    others = "the other" if count == 2 else "the others"  # noqa: PLR2004  one and another
    return f"keep one of the {count} records at {place}, and take {others} away"


def line(  # noqa: PLR0913  the parts of a line
    topic: Topic,
    answers: Sequence[Answer],
    findings: Iterable[Finding],
    *,
    found: str,
    section: str,
    facts: Iterable[tuple[str, str]],
    sent: Iterable[str] = (),
    repeat: Iterable[str] = (),
    host: str = "",
) -> Check:
    """Return a line of the list, its findings worst first; resolver and age are those of the first answer."""
    told = tuple(sorted(findings, key=lambda finding: finding.state.rank))
    first = answers[0] if answers else None
    return Check(
        key=topic.key,
        topic=topic,
        title=topic.value,
        state=worst(told),
        found=shorten(found, LOCAL_CELLS if found.startswith(LOCAL) else CELLS),
        host=host,
        ttl=first.ttl if first else None,
        section=section,
        findings=told,
        facts=tuple(facts),
        do=next((finding.do for finding in told if finding.do), ""),
        repeat=tuple(filter(None, [*chain.from_iterable(map(dig_lines, answers)), *repeat])),
        sent=tuple([each for answer in answers for each in _sent(answer)][:_MOST_LINES]) + tuple(sent),
        resolver=first.resolver if first else "",
        asked=first.asked if first else None,
        cached=any(answer.cached for answer in answers),
    )


def where(answer: Answer) -> tuple[tuple[str, str], ...]:
    """Return the facts that say where a record stands."""
    alias = f", an alias of {safe(answer.aliases[-1], 80)}" if answer.aliases else ""
    return (("Where", f"TXT at {safe(answer.name, 120)}{alias}"),)


def texts(answer: Answer, most: int = 4) -> tuple[tuple[str, str], ...]:
    """Return the facts that show TXT records, or why there are none."""
    shown = [f"“{safe(text)}”" for text in answer.texts[:most]]
    if len(answer.texts) > most:
        shown.append(f"and {len(answer.texts) - most} more")
    return labelled("Found", shown or [status_words(answer)])


def labelled(label: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return facts of which only the first repeats its label."""
    return tuple((label if not place else "", value) for place, value in enumerate(values))


_REPAIR: Final = {Level.ERROR: "publish it corrected", Level.WARNING: "publish it corrected", Level.NOTE: ""}


def _sentence(fault: Fault) -> str:
    text = fault.sentence.rstrip(".")
    if text[:1].isupper() and (text[1:2].islower() or text[1:2] == " "):
        text = text[0].lower() + text[1:]
    return text if fault.line is None else f"line {fault.line}: {text}"


def _sent(answer: Answer) -> Iterable[str]:
    if answer.lines:
        return answer.lines
    return (f"{safe(answer.name, 120)} {answer.kind}: {', '.join([answer.status.value, *answer.errors[:3]])}",)
