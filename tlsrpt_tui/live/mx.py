"""Where a domain's mail goes: its MX records and the addresses of the hosts that they name (RFC 5321 §5.1)."""

import asyncio
from itertools import chain
from typing import Final

from tlsrpt_tui.live.answers import Answer, Exchange, Kind, Resolver, Security, Status
from tlsrpt_tui.live.check import Check, Finding, State, Topic, worst
from tlsrpt_tui.live.dig import dig_lines
from tlsrpt_tui.live.host_names import LINE, fitted, short_names, shown
from tlsrpt_tui.live.means import MOST_HOSTS, Wishes
from tlsrpt_tui.live.mx_findings import coverage, findings_of, troubles
from tlsrpt_tui.live.names import is_address
from tlsrpt_tui.live.no_answer import status_words
from tlsrpt_tui.live.published import MxHost, MxState, PolicyState, StsPolicy

_MOST_REPEATED: Final = 6
_TARGET: Final = "5321 §5.1"
_NULL: Final = "7505 §3"
_MATCH: Final = "8461 §4.1"
_RULES: Final = {
    _TARGET: "RFC 5321 §5.1: an MX record names a host that has an address",
    _NULL: "RFC 7505 §3: “MX 0 .” stands alone, and says that no mail is taken",
    _MATCH: "RFC 8461 §4.1: the policy must name every MX host",
    "7672 §2.1.2": "RFC 7672 §2.1.2: what fails validation counts as not reached",
    "2181 §10.3": "RFC 2181 §10.3: an MX record must not name an alias",
}


async def look_up_mx(domain: str, resolver: Resolver, wishes: Wishes) -> MxState:
    """Ask for the MX records of a domain in A-labels, then for both kinds of addresses of every host at once.

    At most ``MOST_HOSTS`` hosts are kept. Where only some hosts are wished for, the others are kept without answers.
    """
    answer = await resolver.ask(domain, Kind.MX)
    exchanges = answer.exchanges
    if answer.status is Status.NO_RECORD:
        return MxState(answer, (await _host(domain, None, resolver),), implicit=True)
    if exchanges and not any(exchange.host for exchange in exchanges):
        return MxState(answer, null=True)
    literals = tuple(dict.fromkeys(each.host for each in exchanges if is_address(each.host.strip("[]"))))
    named = _named(exchanges, wishes, literals)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_host(each.host, each.preference, resolver, wishes)) for each in named]
    return MxState(answer, tuple(task.result() for task in tasks), literals=literals[:MOST_HOSTS])


def _named(exchanges: tuple[Exchange, ...], wishes: Wishes, literals: tuple[str, ...]) -> list[Exchange]:
    """Return the records to look at, each host once; those that are wished for are never left out."""
    once: dict[str, Exchange] = {}
    for exchange in exchanges:
        if exchange.host and exchange.host not in literals:
            once.setdefault(exchange.host, exchange)
    first = sorted(once.values(), key=lambda exchange: exchange.host not in wishes.hosts)
    return sorted(first[:MOST_HOSTS])


async def _host(name: str, preference: int | None, resolver: Resolver, wishes: Wishes | None = None) -> MxHost:
    if wishes and wishes.hosts and name not in wishes.hosts:
        return MxHost(name, preference)
    async with asyncio.TaskGroup() as group:
        four = group.create_task(resolver.ask(name, Kind.A))
        six = group.create_task(resolver.ask(name, Kind.AAAA))
    return MxHost(name, preference, (four.result(), six.result()))


def mx_check(state: MxState, policy: PolicyState | None, *, domain: str, told: bool = False) -> Check:
    """Return the line of the list about MX.

    Args:
        state: what was looked up.
        policy: the MTA-STS policy whose patterns have to name every host (RFC 8461 §4.1); ``None`` where it is not
            known (yet). One of mode ``none`` asks for nothing.
        domain: in A-labels.
        told: whether the line about the policy says which hosts it leaves out; here that is then a remark.
    """
    sts = policy.policy if policy else None
    findings = findings_of(state, sts, domain=domain, told=told)
    answers = [state.answer, *(answer for host in state.hosts for answer in host.answers)]
    lines = chain.from_iterable(map(dig_lines, answers[: 1 + 2 * _MOST_REPEATED]))
    section = _section(state, sts, findings)
    return Check(
        key="mx",
        topic=Topic.MX,
        title=Topic.MX.value,
        state=worst(findings),
        found=_found(state, None if told and _outside(state, sts) else sts),
        ttl=state.answer.ttl,
        section=section,
        findings=findings,
        facts=_facts(state, sts, section),
        do=next((finding.do for finding in findings if finding.do), ""),
        repeat=tuple(lines),
        sent=tuple(line for answer in answers for line in answer.lines),
        resolver=state.answer.resolver,
        asked=state.answer.asked,
        cached=state.answer.cached,
    )


def _section(state: MxState, policy: StsPolicy | None, findings: tuple[Finding, ...]) -> str:
    """Return the rule that decides: that of the worst finding where there is one for it."""
    if findings and findings[0].state in (State.BAD, State.WARNING) and findings[0].section in _RULES:
        return findings[0].section
    if state.null:
        return _NULL
    return _MATCH if policy and policy.mode != "none" else _TARGET


def _found(state: MxState, policy: StsPolicy | None) -> str:
    if state.null:
        return "null MX: takes no mail"
    if state.implicit:
        return _implicit(state)
    if state.answer.security is Security.BOGUS:
        return "MX records fail DNSSEC validation"
    return _of_hosts(state, policy) if state.answer.status is Status.FOUND else state.answer.status.value


def _implicit(state: MxState) -> str:
    if any(host.addresses for host in state.hosts):
        return "none: mail goes to the domain itself"
    failed = [answer for host in state.hosts for answer in host.answers if not answer.status.answered]
    if any(answer.security is Security.BOGUS for answer in failed):
        return "none, and addresses fail validation"
    return "none, and addresses are not known" if failed else "none, and no address"


def _of_hosts(state: MxState, policy: StsPolicy | None) -> str:
    names = short_names([host.name for host in state.hosts])
    in_trouble = troubles(state)
    if in_trouble and not _outside(state, policy):
        (name, told), more = in_trouble[0], len(in_trouble) - 1
        return told.format(names[name]) + (f", {more} more" if more else "")
    words = [f"{host.preference} {names[host.name]}" for host in state.hosts]
    words += [f"address {shown(literal)}" for literal in state.literals]
    end = _in_policy(state, policy)
    if any(not exchange.host for exchange in state.answer.exchanges):
        return f"null MX beside {fitted(words, LINE - 15)}"
    return fitted(words, LINE - len(end)) + end if words else "no usable MX record"


def _outside(state: MxState, policy: StsPolicy | None) -> bool:
    """Return whether the policy leaves out a host, which is told before what else is wrong with it."""
    return bool(policy and policy.mode != "none" and coverage(state, policy)[1])


def _in_policy(state: MxState, policy: StsPolicy | None) -> str:
    """Return what follows the hosts: ``: both in policy``."""
    if not policy or policy.mode == "none" or not state.hosts:
        return ""
    inside, outside = coverage(state, policy)
    if not outside:
        word = {1: "", 2: "both "}.get(len(inside), "all ")
        return f": {word}in policy"
    return f": {'not' if not inside else f'{len(outside)} not'} in policy"


def _facts(state: MxState, policy: StsPolicy | None, section: str) -> tuple[tuple[str, str], ...]:
    lines = [_host_line(host) for host in state.hosts] or [_found(state, policy)]
    facts = [("Found" if place == 0 else "", line) for place, line in enumerate(lines)]
    if policy and policy.mode != "none":
        patterns = [shown(pattern) for pattern in policy.mx]
        facts.append(("Policy", f"mode {policy.mode}, mx: {fitted(patterns, 200)}"))
    return (*facts, ("Rule", _RULES[section]))


def _host_line(host: MxHost) -> str:
    preference = "" if host.preference is None else f"{host.preference} "
    alias = f", an alias of {shown(host.aliases[-1])}" if host.aliases else ""
    return f"{preference}{shown(host.name)}{alias}: {_where(host.answers, host.addresses)}"


def _where(answers: tuple[Answer, ...], addresses: tuple[str, ...]) -> str:
    if addresses:
        return fitted(map(shown, addresses), 120)
    if not answers:
        return "not asked"
    return "; ".join(dict.fromkeys(map(status_words, answers)))
