"""What failed and what succeeded, by sender and day: the sums from which incidents, changes and digests are made."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple


class FailureDay(NamedTuple):
    """Reported failures of one sender on one day, at one place, in one way; a tuple, as there are very many.

    Attributes:
        organization: as sent, in the spelling that most of its reports use.
        domain: the policy domain; where DANE is reported under the name of an MX host, that name.
        mx_host: "" where the sender named none.
        day: UTC, by the start of the report's period; ``None`` without a readable date.
        sessions: of details that count. Where two policies of one report describe the same sessions, a failure that
            both tell of counts once, and one that only one of them tells of counts as well; failures without details
            count where they are the policy's that counts in totals, or the only ones.
        enforced: of these the sessions under a policy in mode enforce, or under a TLSA policy; under which they are
            where either of two policies that tell of them is.
        networks: from how many /24 or /48 networks of the sender they came: 0 where none is told, 1, or 2 for several.
        dane: of these the sessions under a TLSA policy, likewise.
        unnamed: of these the sessions under an STS policy that names MX hosts and not this one (RFC 8461 §4.1), or
            of which the sender says so without naming the host.
        untold: of these the sessions under a policy whose mode is not told.
        network: a number for the one network, the same wherever it is met; where they are several, for any of them.
    """

    organization: str
    domain: str
    mx_host: str
    result_type: str
    day: dt.date | None
    sessions: int
    enforced: int
    networks: int = 0
    dane: int = 0
    unnamed: int = 0
    untold: int = 0
    network: int | None = None


class SenderDay(NamedTuple):
    """All sessions of one sender to one domain on one day, counted as in totals (counting rule 1).

    It is there for every policy of the view without its clauses on result type, MX host and IPs: reports attribute no
    successes to those (RFC 8460 §4.4), and failures are a share of all sessions of the same senders, domains and
    days. Words that are found in failure rows do not narrow it either. A tuple, as there are very many.

    Attributes:
        policy_types: under which it reported that day, each once, of those that RFC 8460 §4.4 names.
    """

    organization: str
    domain: str
    day: dt.date | None
    reports: int
    successful: int
    failed: int
    policy_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of one view.

    Attributes:
        failures: by domain, host, result type, sender and day; at most 200,000, most sessions first, then oldest first.
        days: by sender, domain and day; at most 500,000, in the same order. Of more, as many of each sender as of
            any other, its newest.
        first, newest: days of the first and the newest report of the whole folder, not only of the view.
        cut: how many of the failures were left out because there are more than can be looked at.
        cut_days: how many of the days were left out, likewise.
        others: what was left out of ``days``, summed over the domains, with "" for them: so that sums of days and of
            senders are those of all reports.
        hosts: MX host and policy domain, for each host that an STS policy of the domain names as a whole, or that a
            failure of the domain names; a host of several domains is there several times.
    """

    failures: tuple[FailureDay, ...] = ()
    days: tuple[SenderDay, ...] = ()
    first: dt.date | None = None
    newest: dt.date | None = None
    cut: int = 0
    cut_days: int = 0
    others: tuple[SenderDay, ...] = ()
    hosts: tuple[tuple[str, str], ...] = ()

    @property
    def all_days(self) -> tuple[SenderDay, ...]:
        """All days, for sums that do not ask for the domain."""
        return (*self.days, *self.others) if self.others else self.days


@dataclass(frozen=True, slots=True)
class Count:
    """A value and the reported failures with it."""

    value: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a sender names for questions about its reports (RFC 8460 §4.4, ``contact-info``), as sent."""

    organization: str
    contact: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the reports say of one incident, for its card and its handover; each list most sessions first, bounded.

    Sessions count as in :class:`FailureDay`. There are at most 20 values of each kind, 10 policies and 200 rows.

    Attributes:
        reasons: failure-reason-code as sent; "" where none was given.
        infos: additional-information as sent, where any was.
        receiving_ips, sending_ips: as sent, where any was.
        other_hosts: the same failure of the same domains at their other MX hosts, with 0 for those that did not fail
            so but are known from other failures or from policies; empty where the view picks no MX host.
        policies: policy texts under which it failed, each as its lines joined by newlines, where any was given.
        modes: modes under which it failed; "" where none was given.
        rows: numbers of the failure rows behind it, newest first.
        contacts: of each sender the newest contact in the reports of these rows, where any names one.
    """

    reasons: tuple[Count, ...] = ()
    infos: tuple[Count, ...] = ()
    receiving_ips: tuple[Count, ...] = ()
    sending_ips: tuple[Count, ...] = ()
    other_hosts: tuple[Count, ...] = ()
    policies: tuple[Count, ...] = ()
    modes: tuple[Count, ...] = ()
    rows: tuple[int, ...] = ()
    contacts: tuple[Contact, ...] = ()
