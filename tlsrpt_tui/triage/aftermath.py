"""What reports say of a failure after it was last seen: who met it, until when, and who was served well since."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.index.seen import DomainSeen, FailureSeen, SenderSeen
from tlsrpt_tui.numbers import count, day, plural
from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.drift_kinds import later
from tlsrpt_tui.triage.seen_policy import host_name

LAG: Final = dt.timedelta(days=2)
"""Reports come a day or two after the day that they are about (RFC 8460 §4.1)."""

_FEW_SESSIONS: Final = 3
_MOST_FAILED: Final = 0.01
_LAG: Final = "reports come 1–2 days late"


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of a failure, as far as reports say.

    Attributes:
        senders: how many met it.
        sessions: reported failures.
        first, last: days on which it was reported; ``None`` where there is none.
        since: the first day on which every sender that met it was served without failure; ``None`` for none yet.
        successful: sessions of those senders that succeeded since.
        rate: their share of failed sessions, 0 to 1; ``None`` without sessions.
        today: UTC.
    """

    senders: int
    sessions: int
    first: dt.date | None
    last: dt.date | None
    since: dt.date | None
    successful: int
    rate: float | None
    today: dt.date

    @property
    def words(self) -> str:
        """The end of ``recovered``: since when, as reports say, or when it was last reported."""
        if self.since:
            return f" since {day(self.since)}"
        return f", last reported {day(self.last)}" if self.last else ""

    @property
    def do(self) -> str:
        """What to do where checks find nothing wrong any more."""
        if self.since or self.last is None:
            return ""
        return f"look again on {day(later(max(self.today, self.last), LAG))}, when reports of today are in"

    @property
    def lines(self) -> tuple[str, ...]:
        """Evidence, a line each."""
        if not self.senders:
            return ()
        sessions, senders = plural(self.sessions, "session"), plural(self.senders, "sender")
        span = f"{day(self.first)} to {day(self.last)}" if self.first != self.last else f"on {day(self.last)}"
        made = [f"Reported: {sessions} of {senders}, {span}."]
        if self.since:
            made.append(f"Reports since {day(self.since)}: {count(self.successful)} succeeded, none failed.")
        else:
            made.append(f"Not each of its senders has reported without a failure since: {_LAG}.")
        return tuple(made)


def aftermath(subject: Subject, seen: DomainSeen | None, *, today: dt.date) -> Aftermath:
    """Return what became of a failure: of its result type, at its MX host where it names one."""
    failures = list(_alike(subject, seen))
    names = {failure.organization for failure in failures}
    senders = [sender for sender in seen.senders if sender.organization in names] if seen else []
    firsts = [failure.first for failure in failures if failure.first]
    lasts = [failure.last for failure in failures if failure.last]
    failed, successful = sum(each.failed for each in senders), sum(each.successful for each in senders)
    return Aftermath(
        senders=len(names),
        sessions=sum(failure.sessions for failure in failures),
        first=min(firsts, default=None),
        last=max(lasts, default=None),
        since=_since(senders) if len(senders) == len(names) else None,
        successful=sum(each.successful_since for each in senders),
        rate=failed / (failed + successful) if failed + successful else None,
        today=today,
    )


def _alike(subject: Subject, seen: DomainSeen | None) -> Iterator[FailureSeen]:
    host = host_name(subject.mx_host)
    for failure in seen.failures if seen else ():
        same = failure.result_type == subject.result_type and failure.policy_type == subject.policy_type
        if same and (not host or host_name(failure.mx_host) == host):
            yield failure


def _since(senders: Sequence[SenderSeen]) -> dt.date | None:
    """Return the day from which all of them were served well; ``None`` where one was not seen to be."""
    # A failure on an unknown day may be newer than any success.
    days = [sender.clean_since if sender.last_failed else None for sender in senders]
    return max((each for each in days if each), default=None) if all(days) else None


def notes(subject: Subject, after: Aftermath, *, recovered: bool) -> tuple[str, ...]:
    """Return what experience says of such a failure when checks find nothing wrong; said to be a judgement."""
    if not recovered or not after.senders:
        return ()
    return tuple(f"Judgement: {note}." for note in _judgements(subject, after))


def _judgements(subject: Subject, after: Aftermath) -> Iterator[str]:
    few = after.sessions <= _FEW_SESSIONS and after.first == after.last
    if after.senders == 1 and few and after.rate is not None and after.rate < _MOST_FAILED:
        yield "one sender, one day and few sessions: transient"
    if subject.result_type == ResultType.STS_POLICY_FETCH_ERROR:
        yield "the policy can be fetched from here: watch, it may fail for single senders or at times"
    if subject.result_type == ResultType.STARTTLS_NOT_SUPPORTED and after.senders == 1:
        yield "a single sender met it: something on its way may strip STARTTLS"
    if after.last is not None and after.last < after.today and after.since is None:
        yield "failures end before today: recovered, to be verified when the next reports are in"
