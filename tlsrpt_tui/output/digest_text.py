"""The digest as one page of plain text for a mail; its first line does for the subject."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from tlsrpt_tui.numbers import days, weekday
from tlsrpt_tui.output.columns import cells, left
from tlsrpt_tui.output.digest_words import (
    LOUD,
    MOST_CASES,
    MOST_CHANGES,
    MOST_FAULTS,
    MOST_TOPS,
    chance_of,
    clean,
    facts,
    faults_of,
    first_steps,
    headline,
    important,
    listed,
    more_steps,
    noise_of,
    nothing_first,
    numbers_of,
    since,
    tally_of_states,
    title_of,
)
from tlsrpt_tui.output.mail_text import WIDTH, continued, hanging, mail_safe
from tlsrpt_tui.output.numbers import grouped, rate
from tlsrpt_tui.triage.change import Kind
from tlsrpt_tui.triage.digest import Case, DaySum, Digest, Top

_LABEL: Final = 10
_STATE: Final = 13
_NAME: Final = 32
_LEAST_NAME: Final = 10
_NUMBER: Final = 10
_BAR: Final = 22
_WEEK: Final = 7
_DAILY: Final = 8
_MOST_STRETCHES: Final = 10


def render(digest: Digest) -> str:
    """Return the page; no line is wider than :data:`mail_text.WIDTH`, but for commands with a word that is."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(digest))


def _lines(digest: Digest) -> Iterator[str]:
    yield from hanging(headline(digest))
    yield ""
    for label, text in facts(digest):
        yield from hanging(text, first=f"{label:<{_LABEL}}")
    yield from _first(digest)
    yield from _incidents(digest)
    yield from _changes(digest)
    yield from _silent(digest)
    yield from _days(digest)
    yield from _tops(("Result types", "failures", "before"), digest.result_types)
    yield from _tops(("Senders", "failed", "before", "of all", "rate"), digest.senders)
    yield from _faults(digest)


def _first(digest: Digest) -> Iterator[str]:
    yield from ("", "What to do first")
    if not digest.steps:
        yield from hanging(nothing_first(digest), first="  ")
        return
    several = len(digest.steps) > 1
    for number, (step, case) in enumerate(first_steps(digest), 1):
        head = f"  {number}. " if several else "  "
        indent = " " * len(head)
        if number > 1:
            yield ""
        yield from hanging(f"{title_of(case)}, {since(case)}", first=head, rest=indent)
        for words in filter(None, (step.who, step.act)):
            yield from hanging(words, first=indent)
        for command in step.commands:
            yield from continued(command, indent=f"{indent}  ")
    if more := more_steps(digest):
        yield from ("", *hanging(more, first="  "))


def _incidents(digest: Digest) -> Iterator[str]:
    yield from ("", f"Incidents: {tally_of_states(digest)}")
    shown, more = listed(digest.of(*LOUD), MOST_CASES)
    for case in shown:
        yield from _case(case)
    if more:
        yield f"  {mail_safe(more)}: tlsrpt-tui incidents"
    if noise := noise_of(digest):
        yield from hanging(noise, first="  ")


def _case(case: Case) -> Iterator[str]:
    head = f"  {case.state:<{_STATE - 2}}"
    yield from hanging(f"{title_of(case)}, {since(case)}", first=head, rest=" " * len(head))
    yield from hanging(numbers_of(case), first=" " * len(head))


def _changes(digest: Digest) -> Iterator[str]:
    found = important([change for change in digest.changes.all if change.kind is not Kind.SILENT])
    chance = chance_of(digest)
    if not found:
        return
    yield from ("", "What changed")
    shown, more = listed(found, MOST_CHANGES)
    for change in shown:
        yield from hanging(clean(change.sentence), first="- ", rest="  ")
    if more:
        yield f"  {mail_safe(more)}: tlsrpt-tui changes"
    if chance:
        yield from hanging(chance, first="  ")


def _silent(digest: Digest) -> Iterator[str]:
    shown, more = listed(digest.silent, MOST_TOPS)
    if shown:
        yield from ("", "Silent senders")
    for change in shown:
        yield from hanging(clean(change.sentence), first="- ", rest="  ")
    if more:
        yield f"  {mail_safe(more)}"


def _days(digest: Digest) -> Iterator[str]:
    """Yield sessions and failures by day, or by week where there are more days."""
    stretches = _stretches(digest.days)
    if len(stretches) < 2 or not any(one.failed for part in stretches for one in part):  # noqa: PLR2004  one is no course
        return
    yield from ("", "Failed sessions" + (" by day" if len(digest.days) <= _DAILY else " by week"))
    sums = [(part, sum(one.failed for one in part), sum(one.successful for one in part)) for part in stretches]
    most = max(failed for _, failed, _ in sums)
    width = max(_NUMBER, *(cells(grouped(failed)) for _, failed, _ in sums))
    for part, failed, successful in sums:
        name = weekday(part[0].day) if len(part) == 1 else clean(days(part[0].day, part[-1].day, year=False))
        if not any(one.reports for one in part):
            yield f"  {mail_safe(name):<17}no report"
            continue
        bar = "#" * max(round(_BAR * failed / most), 1) if failed else ""
        share = rate(failed, successful) if failed else ""
        yield f"  {mail_safe(name):<16} {grouped(failed):>{width}} {share:>8}  {bar}"


def _stretches(found: Sequence[DaySum]) -> list[Sequence[DaySum]]:
    if len(found) <= _DAILY:
        return [(one,) for one in found]
    ends = range(len(found), 0, -_WEEK)
    return [found[max(end - _WEEK, 0) : end] for end in ends][:_MOST_STRETCHES][::-1]


def _tops(heads: Sequence[str], tops: Sequence[Top]) -> Iterator[str]:
    shown, more = listed(tops, MOST_TOPS)
    if not shown:
        return
    rows: list[Sequence[str]] = [heads]
    for top in shown:
        name = f"  {clean(top.value) or '(none)'}"
        of = (grouped(top.sessions), rate(top.failed, top.sessions - top.failed)) if top.sessions else ()
        rows.append((name, grouped(top.failed), grouped(top.before), *of))
    yield ""
    yield from _table(rows)
    if more:
        yield f"  {mail_safe(more)}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows in columns; numbers get the room they need from the names, and a blank before them in any case."""
    widths = [max(_NUMBER, 1 + max(map(cells, column))) for column in list(zip_longest(*rows, fillvalue=""))[1:]]
    room = max(min(_NAME, WIDTH - sum(widths)), _LEAST_NAME)
    for name, *numbers in rows:
        shown = left(mail_safe(name), room).replace("…", "~")
        yield shown + "".join(f"{mail_safe(cell):>{width}}" for cell, width in zip(numbers, widths, strict=False))


def _faults(digest: Digest) -> Iterator[str]:
    said = faults_of(digest)
    if not said:
        return
    yield from ("", f"Files: {said}")
    for name, reason in digest.faults.named[:MOST_FAULTS]:
        yield from hanging(f"{clean(name)}: {clean(reason)}", first="- ", rest="  ")
    more = digest.faults.files - len(digest.faults.named[:MOST_FAULTS])
    if more > 0:
        yield f"  and {grouped(more)} more: tlsrpt-tui summary"
