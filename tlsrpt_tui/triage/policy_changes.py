"""Policies that changed in the eyes of senders: which text each of them reported over time (RFC 8460 §4.4).

A sender reports the policy that it applied, which may come out of its cache. A change in its eyes is therefore no
proof of a change at that time, nor is the absence of one a proof that nothing was changed (RFC 8461 §3.3).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.index.seen import PolicySeen
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.change import Change, Kind, PolicyLine
from tlsrpt_tui.triage.differences import listed, only_in
from tlsrpt_tui.triage.periods import Periods
from tlsrpt_tui.triage.policy_runs import runs_of
from tlsrpt_tui.triage.seen_policy import read_sts, read_tlsa

MOST_LINES: Final = 60
"""Lines of both texts that are shown."""

_LONGEST: Final = 120
_LINE: Final = 300
_Meaning = tuple[object, ...]
_Switch = tuple[PolicySeen, PolicySeen]
"""What was seen before, and what since."""


def policy_changes(seen: Iterable[PolicySeen], periods: Periods) -> Iterator[Change]:
    """Yield what senders saw change in the later period; those who saw the same change are told together."""
    ordered = sorted(seen, key=_order)
    by_sender: defaultdict[tuple[str, str], list[PolicySeen]] = defaultdict(list)
    for policy in ordered:
        if policy.first is not None and policy.last is not None:
            by_sender[policy.organization, policy.domain].append(policy)
    alike: defaultdict[tuple[object, ...], list[_Switch]] = defaultdict(list)
    for policies in by_sender.values():
        for old, new in _switches(policies):
            if periods.after.holds(new.first):
                alike[old.domain, old.policy_type, new.policy_type, _meaning(old), _meaning(new)].append((old, new))
    for switches in alike.values():
        yield _changed(switches)


def marked(old: Sequence[str], new: Sequence[str]) -> tuple[PolicyLine, ...]:
    """Return the lines of two policy texts, sanitised: of both, then only of the old one, then only of the new one.

    Case and the order of lines make no difference.
    """
    plain_old, plain_new = ({_plain(line) for line in lines} for lines in (old, new))
    lines = [PolicyLine(sanitise(line, _LINE), "" if _plain(line) in plain_old else "+") for line in new]
    gone = [PolicyLine(sanitise(line, _LINE), "-") for line in old if _plain(line) not in plain_new]
    both = [line for line in lines if not line.mark]
    made = [*both, *gone, *(line for line in lines if line.mark)]
    more = len(made) - MOST_LINES
    return (*made[:MOST_LINES], PolicyLine(f"… and {more} more")) if more > 0 else tuple(made)


def difference_in_words(old: PolicySeen, new: PolicySeen) -> str:
    """Return in a few words how the newer of two policies differs; "" where they mean the same."""
    if PolicyType.NO_POLICY_FOUND in (old.policy_type, new.policy_type) and old.policy_type != new.policy_type:
        found = new if old.policy_type == PolicyType.NO_POLICY_FOUND else None
        return (
            f"{found.policy_type} policy found, none before" if found else f"{old.policy_type} policy no longer found"
        )
    if _meaning(old) == _meaning(new):
        return ""
    if new.policy_type == PolicyType.STS:
        return _sts_in_words(old, new)
    if new.policy_type == PolicyType.TLSA:
        return _tlsa_in_words(old, new)
    return "text changed"


def _order(policy: PolicySeen) -> tuple[object, ...]:
    last = dt.date.max
    return (
        policy.domain, policy.organization, policy.policy_type, policy.first or last, policy.last or last, policy.text,
        policy.mode,
    )  # fmt: skip


def _switches(policies: Sequence[PolicySeen]) -> Iterator[_Switch]:
    """Yield each policy that a sender turned to, with the one it saw before; one that came back counts again."""
    by_type: defaultdict[str, list[PolicySeen]] = defaultdict(list)
    for run in runs_of(policies):
        by_type[run.policy_type].append(run)
    none = by_type.pop(PolicyType.NO_POLICY_FOUND, [])
    for ones in by_type.values():
        told = [one for one in ones if one.text] or ones[-1:]
        # Without a policy there is nothing else to report; beside one, it is about other sessions.
        told += [empty for empty in none if not any(_overlap(empty, one) for one in ones)]
        yield from _turns(sorted(told, key=_order_of_days))


def _turns(runs: Sequence[PolicySeen]) -> Iterator[_Switch]:
    """Yield what followed on what, of one sender, domain and type.

    What is seen while another policy lasts is told once, where it is new, and is not what the next one followed on: a
    sender with several caches reports an old policy for a while beside the new one (RFC 8461 §3.3).
    """
    if not runs:
        return
    current, known = runs[0], set[_Meaning]()
    for run in runs:
        meaning, lasting = _whole_meaning(run), (run.last or dt.date.min) > (current.last or dt.date.min)
        if meaning != _whole_meaning(current) and (lasting or meaning not in known):
            yield current, run
        known.add(meaning)
        if lasting:
            current = run


def _order_of_days(policy: PolicySeen) -> tuple[object, ...]:
    return policy.first or dt.date.max, policy.last or dt.date.max, _order(policy)


def _overlap(one: PolicySeen, other: PolicySeen) -> bool:
    (first, last), (start, end) = ((each.first or dt.date.min, each.last or dt.date.max) for each in (one, other))
    return first <= end and start <= last


def _whole_meaning(policy: PolicySeen) -> _Meaning:
    return policy.policy_type, _meaning(policy)


def _meaning(policy: PolicySeen) -> _Meaning:
    """Return what a policy asks for, whatever the order and the case of its lines."""
    if policy.policy_type == PolicyType.STS:
        said = read_sts(policy.text, policy.mode)
        return said.mode, frozenset(said.mx), said.max_age, frozenset(map(str.casefold, said.others))
    records = read_tlsa(policy.text)
    return (records or frozenset(map(_plain, policy.text)), policy.mode.casefold())


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()


def _sts_in_words(old: PolicySeen, new: PolicySeen) -> str:
    was, now = read_sts(old.text, old.mode), read_sts(new.text, new.mode)
    words = []
    if was.mode != now.mode:
        words.append(f"mode {sanitise(was.mode) or 'none'} → {sanitise(now.mode) or 'none'}")
    for sign, hosts in (("+", only_in(now.mx, was.mx)), ("-", only_in(was.mx, now.mx))):
        if hosts:
            words.append(f"{sign} mx {listed(hosts)}")
    if was.max_age != now.max_age:
        words.append(f"max_age {_age(was.max_age)} → {_age(now.max_age)}")
    return ", ".join(words) or _others(was.others, now.others)


def _others(was: Sequence[str], now: Sequence[str]) -> str:
    return f"other lines: {listed([*only_in(was, now), *only_in(now, was)])}"


def _age(seconds: int | None) -> str:
    return "none" if seconds is None else numbers.age_of_policy(str(seconds))


def _tlsa_in_words(old: PolicySeen, new: PolicySeen) -> str:
    was, now = read_tlsa(old.text), read_tlsa(new.text)
    came, went = len(now - was), len(was - now)
    if not came and not went:
        return "TLSA text changed"
    words = [f"{numbers.plural(came, 'TLSA record')} new" if came else "", f"{went} gone" if went else ""]
    return ", ".join(filter(None, words))


def _changed(switches: Sequence[_Switch]) -> Change:
    """Return one change that several senders saw."""
    senders: dict[str, int] = {}
    for _, new in switches:
        senders[new.organization] = senders.get(new.organization, 0) + new.successful + new.failed
    named = tuple(sorted(senders, key=lambda name: (-senders[name], name)))
    old, new = min(switches, key=lambda pair: (pair[1].first, _order(pair[1])))
    first = min(pair[1].first for pair in switches if pair[1].first is not None)
    last = max(pair[1].last for pair in switches if pair[1].last is not None)
    policy_type = old.policy_type if new.policy_type == PolicyType.NO_POLICY_FOUND else new.policy_type
    domain = shorten(sanitise(new.domain), _LONGEST) or "a policy without a domain"
    by = listed([name or "a sender without a name" for name in named])
    return Change(
        kind=Kind.POLICY,
        sentence=f"{domain}, {shorten(sanitise(policy_type), _LONGEST)}: {difference_in_words(old, new)}; "
        f"seen since {numbers.day(first)} by {by}",
        domain=new.domain,
        organizations=named,
        sessions_before=sum(pair[0].successful + pair[0].failed for pair in switches),
        sessions_after=sum(senders.values()),
        first=first,
        last=last,
        policy_type=policy_type,
        lines=marked(old.text, new.text),
    )
