"""The card of one incident: what it means, who acts, the evidence, the effect, and what to do."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.index.tally import Evidence
from tlsrpt_tui.numbers import count, day, days, plural, weekday
from tlsrpt_tui.triage.card_tables import CardTable, tables_of
from tlsrpt_tui.triage.card_words import acts, effect, evidence_words, policy_against, sentence
from tlsrpt_tui.triage.catalogue import entry
from tlsrpt_tui.triage.check_lines import Subject, dns_line, tls_line, unchecked_line
from tlsrpt_tui.triage.clusters import OF_POLICY_HOST
from tlsrpt_tui.triage.contacts import contact_words
from tlsrpt_tui.triage.drift_kinds import later
from tlsrpt_tui.triage.incidents import Incident, IncidentState
from tlsrpt_tui.triage.result_types import Owner

__all__ = ["Card", "CardTable", "card_of", "commands_of"]

LAG: Final = dt.timedelta(days=2)
"""Reports come a day or two after the day that they are about (RFC 8460 §4.1)."""

STALE: Final = dt.timedelta(days=3)
"""What the newest report may be old before that is said: with the lag of reports alone it is never older."""

MOST_COMMANDS: Final = 6
MOST_OTHERS: Final = 4
SHORT: Final = 68
"""Characters that a line of the card holds beside its label where it is 80 cells wide."""

_MOST_HOSTS: Final = 3


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of one incident.

    Attributes:
        title: result type, domain and host.
        lines: each with its label, ``""`` where it goes on under the one before: Means, Who acts, Evidence, Effect,
            Next, Fix, See also. A line under Next that begins with a program's name is a command.
        tables: the evidence: senders by day, where it was received, the other MX hosts, reasons as sent.
        since: how long it has been as it is: ``since Wed 18 Nov``.
    """

    title: str
    state: IncidentState
    lines: tuple[tuple[str, str], ...] = ()
    tables: tuple[CardTable, ...] = ()
    since: str = ""


def card_of(
    incident: Incident,
    evidence: Evidence | None,
    *,
    now: dt.datetime,
    others: Iterable[Incident] = (),
    newest: dt.date | None = None,
) -> Card:
    """Return the card of an incident; under each label what matters most stands first, and fits into a short line.

    Args:
        incident: what it is about.
        evidence: what the failure rows say; ``None`` as long as that is not known.
        now: the time it is.
        others: incidents among which related ones are looked for.
        newest: day of the newest report of all; ``None`` where the newest known is not the newest there is.
    """
    title = " · ".join(part for part in (incident.result_type, incident.domain, incident.place) if part)
    against = policy_against(incident, evidence)
    lines = (
        *_labelled("Means", _means(incident, against=against is not None)),
        *_labelled("Who acts", [*acts(incident), incident.because]),
        *_labelled("Evidence", evidence_words(incident, evidence)),
        *_labelled("Effect", effect(incident)),
        *_labelled("Next", [*_look(incident, evidence, against=against is not None), *commands_of(incident, evidence)]),
        *_labelled("Fix", [*_fix(incident, against=against is not None), *_again(incident, now, newest)]),
        *_labelled("See also", _related(incident, others)),
    )
    return Card(title, incident.state, lines, tables_of(incident, evidence), since_of(incident, incident.first, now))


def _labelled(label: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in filter(None, texts):
        yield label, text
        label = ""


def since_of(incident: Incident, first: dt.date | None, now: dt.datetime) -> str:
    """Return how long it has been as it is, from ``first`` where it lasts; with the year where that is another one."""
    if first is None or incident.last is None:
        return "without a date"
    year = now.astimezone(dt.UTC).year
    if incident.state is IncidentState.ONGOING:
        return f"since {_dated(first, year)}"
    if incident.state is IncidentState.RECOVERED and incident.clean_since is not None:
        return f"since {_dated(incident.clean_since, year)}"
    return days(first, incident.last, year=incident.last.year != year)


def _dated(date: dt.date, year: int) -> str:
    return f"{weekday(date)}{f' {date.year}' if date.year != year else ''}"


def _means(incident: Incident, *, against: bool) -> Iterator[str]:
    if against:
        yield f"Senders hold a policy without {incident.place or 'the MX host'} (RFC 8461 §4.1)."
        yield "So under enforce they do not deliver to it."
        return
    known = entry(incident.result_type, incident.policy_type)
    yield f"{sentence(known.text.gist).removesuffix('.')} (RFC {known.section})."
    # What nobody has defined is not told twice.
    yield known.text.meaning if known.known else sentence(next(iter(known.text.not_so), ""))


def _look(incident: Incident, evidence: Evidence | None, *, against: bool) -> Iterator[str]:
    if against:
        yield f"Hold the policy as served now against the MX records of {incident.domain}."
        return
    if incident.owner is Owner.SENDER and incident.senders:
        yield f"Ask {incident.senders[0].organization} what it meets, and from where."
    yield from contact_words(incident, evidence)
    look = entry(incident.result_type, incident.policy_type).text.look
    if look:
        told = f"Look at {look[0]}" if look[0].endswith("?") else sentence(f"Look at {look[0]}")
        yield _named(told, incident)


def commands_of(incident: Incident, evidence: Evidence | None) -> tuple[str, ...]:
    """Return the commands that repeat the check of an incident; none that its names do not fit into."""
    text = policy_against(incident, evidence) or _most_text(evidence)
    policy_text = tuple(text.split("\n")) if text else ()
    hosts = (
        [""] if incident.result_type in OF_POLICY_HOST else [host for host in incident.hosts if host] or [incident.host]
    )
    found: list[str] = []
    for host in hosts[:_MOST_HOSTS]:
        subject = Subject(incident.result_type, incident.policy_type, incident.domain, host, policy_text=policy_text)
        found += [dns_line(subject).command, unchecked_line(subject).command, tls_line(subject).command]
    first = dns_line(Subject("", "", incident.domain)).command
    if first:
        # The dig line has been held to what a domain may be.
        probe = "" if incident.result_type in OF_POLICY_HOST or policy_against(incident, evidence) else " --probe"
        found.append(f"tlsrpt-tui check {first.split(' ')[1]}{probe}")
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_COMMANDS]


def _most_text(evidence: Evidence | None) -> str:
    return evidence.policies[0].value if evidence and evidence.policies else ""


def _fix(incident: Incident, *, against: bool) -> Iterator[str]:
    if against:
        yield f"Name {incident.place or 'every MX host'} in the policy, then change the id."
        yield f"The id is in the record _mta-sts.{incident.domain} (RFC 8461 §8.1)."
        return
    if incident.owner is Owner.SENDER:
        yield "Nothing of yours while others are served well: tell the sender."
        return
    known = entry(incident.result_type, incident.policy_type)
    first, *others = known.text.fix or (known.act,)
    yield _named(sentence(first if len(first) < SHORT else known.act), incident)
    yield from (_named(sentence(other), incident) for other in others[:1])


def _named(text: str, incident: Incident) -> str:
    """Return a text of the catalogue with its domain; a command keeps the word that stands for one."""
    return text.replace("mta-sts.DOMAIN", f"mta-sts.{incident.domain}")


def is_stale(newest: dt.date | None, now: dt.datetime) -> bool:
    """Return whether the newest report is older than the lag that reports have."""
    return newest is not None and now.astimezone(dt.UTC).date() - newest > STALE


def told_age(newest: dt.date, now: dt.datetime) -> str:
    """Return ``31 Oct, 22 days ago``, with its year where that is another one."""
    today = now.astimezone(dt.UTC).date()
    return f"{day(newest, year=newest.year != today.year)}, {plural((today - newest).days, 'day')} ago"


def _again(incident: Incident, now: dt.datetime, newest: dt.date | None) -> Iterator[str]:
    if incident.state is IncidentState.NOISE:
        yield "Noise is a judgement: look again should it return."
    elif incident.state is IncidentState.RECOVERED or incident.last is None:
        return
    elif newest is not None and is_stale(newest, now):
        yield f"No report since {told_age(newest, now)}: check live what is so now."
    else:
        again = later(max(now.astimezone(dt.UTC).date(), incident.last), LAG)
        yield f"Reports lag 1–2 days: look again on {day(again)}."


def _related(incident: Incident, others: Iterable[Incident]) -> Iterator[str]:
    found = [other for other in others if other.key != incident.key and _is_related(incident, other)]
    for other in found[:MOST_OTHERS]:
        what = f"{other.result_type}{f' at {other.place}' if other.place else ''}"
        if other.domain != incident.domain:
            alike = (other.result_type, other.place) == (incident.result_type, incident.place)
            what = f"{other.domain} fails so at the same host" if alike else f"{other.domain}: {what}"
        yield f"{what}: {count(other.failed)} since {day(other.first)}, {other.state}"


def _is_related(incident: Incident, other: Incident) -> bool:
    """Whether another incident may have the same cause: the same host elsewhere, or the same domain at that time."""
    if other.state is IncidentState.NOISE:
        return False
    if set(filter(None, incident.hosts)) & set(filter(None, other.hosts)) and other.result_type == incident.result_type:
        return True
    if other.domain != incident.domain or None in (incident.first, incident.last, other.first, other.last):
        return False
    mine, theirs = (incident.first, incident.last), (other.first, other.last)
    return max(mine[0] or dt.date.min, theirs[0] or dt.date.min) <= min(
        mine[1] or dt.date.max, theirs[1] or dt.date.max
    )
