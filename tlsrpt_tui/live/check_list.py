"""The list of checks that stands on what is known so far: in fixed order, with those that are still out."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from typing import Final

from tlsrpt_tui.live import dane, dnssec, mta_sts, mx, tlsrpt
from tlsrpt_tui.live.check import Check, Finding, State, Topic
from tlsrpt_tui.live.host_names import shown
from tlsrpt_tui.live.means import MOST_HOSTS, Wishes
from tlsrpt_tui.live.no_mail import without_domain
from tlsrpt_tui.live.order import DEBUG_VARIABLE, Facts, Part
from tlsrpt_tui.live.sts_demand import demand_unknown
from tlsrpt_tui.live.tls_lines import tls_checks
from tlsrpt_tui.live.wished import gone_hosts

_SHOWN_WHEN: Final = {
    Topic.TLSRPT_RECORD: frozenset({Part.REPORTING}),
    Topic.STS_RECORD: frozenset({Part.STS_RECORD}),
    Topic.STS_POLICY: frozenset({Part.STS_RECORD, Part.POLICY, Part.MX}),
    Topic.POLICY_HOST: frozenset({Part.POLICY}),
    Topic.MX: frozenset({Part.MX}),
    Topic.TLS: frozenset({Part.MX}),
    Topic.DANE: frozenset({Part.MX, Part.DANE}),
    Topic.DNSSEC: frozenset({Part.DNSSEC, Part.VALIDATION}),
}
"""What has to be known before a line says more than that it is asked for; what comes later may add to it."""

_ABOUT: Final = {
    Topic.TLSRPT_RECORD: Part.REPORTING,
    Topic.STS_RECORD: Part.STS_RECORD,
    Topic.STS_POLICY: Part.POLICY,
    Topic.POLICY_HOST: Part.POLICY,
    Topic.MX: Part.MX,
    Topic.TLS: Part.PROBES,
    Topic.DANE: Part.DANE,
    Topic.DNSSEC: Part.DNSSEC,
}
"""Without what there is nothing to say in a line."""

_MX: Final = "5321 §5.1"
_OF_POLICY: Final = frozenset({Topic.STS_POLICY, Topic.POLICY_HOST})
_OF_HOSTS: Final = frozenset({Topic.TLS, Topic.DANE})


def checks_of(facts: Facts, wishes: Wishes, *, now: dt.datetime) -> tuple[Check, ...]:
    """Return a line for everything that is wished for, in the fixed order, hosts in the order of their preference."""
    checks = tuple(check for topic in Topic if topic in wishes.topics for check in _of_topic(topic, facts, wishes, now))
    return without_domain(checks, facts.published)


def _of_topic(topic: Topic, facts: Facts, wishes: Wishes, now: dt.datetime) -> tuple[Check, ...]:
    if bug := facts.bug(_ABOUT[topic]):
        return (_broken(topic, f"in asking for {_ABOUT[topic]}", bug),)
    if not _SHOWN_WHEN[topic] <= facts.done:
        return tuple(_asking(topic, facts, wishes))
    try:
        made = _sorted(_MAKERS[topic](facts, wishes, now), facts)
        gone = tuple(_gone(topic, facts, wishes)) if topic in _OF_HOSTS else ()
        return (*made, *gone) or _nothing(topic, facts)
    except Exception as error:  # as for looking up: a mistake in one line must not cost the others
        if os.environ.get(DEBUG_VARIABLE) == "1":
            raise
        return (_broken(topic, "in judging the answer", type(error).__name__),)


def _sorted(checks: tuple[Check, ...], facts: Facts) -> tuple[Check, ...]:
    hosts = [host.name for host in facts.published.mx.hosts] if facts.published.mx else []
    places = {name: place for place, name in enumerate(hosts)}
    return tuple(sorted(checks, key=lambda check: places.get(check.host, len(places) if check.host else -1)))


def _asking(topic: Topic, facts: Facts, wishes: Wishes) -> Iterator[Check]:
    """Yield the lines of what is still out: one for each host as soon as the hosts are known."""
    known = facts.published.mx
    names = [host.name for host in known.hosts[:MOST_HOSTS]] if known and topic in _OF_HOSTS else []
    if wishes.hosts:
        names = [name for name in names if name in wishes.hosts]
    for name in names:
        yield Check(f"{topic.key} {name}", topic, f"{topic} {name}", host=name)
    if not names:
        yield Check(topic.key, topic, topic.value)


def _gone(topic: Topic, facts: Facts, wishes: Wishes) -> Iterator[Check]:
    """Yield a line for every host that is wished for and is no MX host any more."""
    known = facts.published.mx
    for host in gone_hosts(known, wishes) if known else ():
        name, domain = shown(host), shown(facts.published.domain)
        answer = known.answer if known else None
        finding = Finding(State.GOOD, "host-gone", f"{name} is no MX host of {domain} now, so it was not asked", _MX)
        yield Check(
            f"{topic.key} {name}",
            topic,
            f"{topic} {name}",
            State.GOOD,
            "no MX host now",
            name,
            section=_MX,
            findings=(finding,),
            facts=(("Found", f"{name} is no MX host of {domain} now"),),
            resolver=answer.resolver if answer else "",
            asked=answer.asked if answer else None,
            cached=answer.cached if answer else False,
        )


def _nothing(topic: Topic, facts: Facts) -> tuple[Check, ...]:
    """Return what stands where no host has a line: nothing where the domain takes no mail (RFC 7505)."""
    known = facts.published.mx
    if known is not None and known.null:
        return ()
    nameless = known is None or not known.hosts
    found = "no MX host is known" if nameless else "no address of an MX host is known"
    finding = Finding(State.UNKNOWN, "no-hosts", f"{found} that could be looked at")
    return (Check(topic.key, topic, topic.value, State.UNKNOWN, found, findings=(finding,)),)


def _broken(topic: Topic, where: str, name: str) -> Check:
    sentence = f"this is a bug in tlsrpt-tui, {where}: {name}; set {DEBUG_VARIABLE}=1 for the traceback"
    return Check(
        topic.key,
        topic,
        topic.value,
        State.UNKNOWN,
        f"not known, a bug here: {name}",
        findings=(Finding(State.UNKNOWN, "bug", sentence),),
    )


_Maker = Callable[[Facts, Wishes, dt.datetime], tuple[Check, ...]]


def _reporting(facts: Facts, _wishes: Wishes, _now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    return (tlsrpt.reporting_check(known.reporting, known.host_reporting, domain=known.domain, mx=known.mx),)


def _sts_record(facts: Facts, _wishes: Wishes, _now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    return (mta_sts.record_check(known.sts_record, domain=known.domain, policy=known.sts_policy, mx=known.mx),)


def _sts_policy(facts: Facts, _wishes: Wishes, _now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    return (mta_sts.policy_check(known.sts_policy, known.sts_record, known.mx, domain=known.domain),)


def _policy_host(facts: Facts, _wishes: Wishes, now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    return (
        mta_sts.policy_host_check(known.sts_policy, domain=known.domain, now=now, record=known.sts_record, mx=known.mx),
    )


def _mx(facts: Facts, wishes: Wishes, _now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    told = Topic.STS_POLICY in wishes.topics
    return () if known.mx is None else (mx.mx_check(known.mx, known.sts_policy, domain=known.domain, told=told),)


def _tls(facts: Facts, wishes: Wishes, now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    policy = known.sts_policy.policy if known.sts_policy else None
    asked = bool(wishes.topics & _OF_POLICY)
    pending = Part.PROBES not in facts.done
    if known.mx is None:
        return ()
    return tls_checks(
        known.probes,
        known.mx,
        policy,
        domain=known.domain,
        now=now,
        pending=pending,
        wishes=wishes,
        dane=known.dane,
        unknown=demand_unknown(known, asked=asked, done=Part.POLICY in facts.done),
    )


def _dane(facts: Facts, wishes: Wishes, _now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    pending = wishes.probes and Part.PROBES not in facts.done
    return dane.dane_checks(known.dane, known.probes, domain=known.domain, pending=pending)


def _dnssec(facts: Facts, _wishes: Wishes, _now: dt.datetime) -> tuple[Check, ...]:
    known = facts.published
    return (dnssec.dnssec_check(facts.dnssec, known.mx, known.dane, facts.validation, domain=known.domain),)


_MAKERS: Final[dict[Topic, _Maker]] = {
    Topic.TLSRPT_RECORD: _reporting,
    Topic.STS_RECORD: _sts_record,
    Topic.STS_POLICY: _sts_policy,
    Topic.POLICY_HOST: _policy_host,
    Topic.MX: _mx,
    Topic.TLS: _tls,
    Topic.DANE: _dane,
    Topic.DNSSEC: _dnssec,
}
