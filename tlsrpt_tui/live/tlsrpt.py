"""Where a domain and its MX hosts ask for reports: the TLS-RPT records that they publish (RFC 8460 §3, §1.1)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tlsrpt_tui.live.answers import Answer, Kind, Resolver, Status
from tlsrpt_tui.live.means import MOST_HOSTS
from tlsrpt_tui.live.published import Fault, Level, ReportingState
from tlsrpt_tui.live.tlsrpt_check import is_meant, reporting_check
from tlsrpt_tui.live.tlsrpt_record import judge_reporting_texts

__all__ = ["look_up_host_reporting", "look_up_reporting", "reporting_check"]

_WRONG_PLACES: Final = (
    "_smtp._tls.{0}.{0}",
    "{0}",
    "_tls.{0}",
    "_smtp-tlsrpt.{0}",
    "_smtp_tls.{0}",
    "smtp._tls.{0}",
    "_tls._smtp.{0}",
    "_tlsrpt.{0}",
    "_dmarc.{0}",
)
"""Where records are found that belong to ``_smtp._tls``; the first is what a zone makes of a name without its dot."""

_LONGEST: Final = 253


async def look_up_reporting(domain: str, resolver: Resolver) -> ReportingState:
    """Ask for the TLS-RPT record of a domain in A-labels.

    Only where the right place holds nothing that was meant as one, the usual wrong places are asked as well.
    """
    state = await _look_up(domain, resolver)
    if not state.answer.status.answered or any(map(is_meant, state.answer.texts)):
        return state
    names = [name for place in _WRONG_PLACES if len(name := place.format(domain)) <= _LONGEST]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(resolver.ask(name, Kind.TXT)) for name in names]
    answers = [task.result() for task in tasks]
    found = [f"{answer.name}: {text}" for answer in answers for text in answer.texts if is_meant(text)]
    return replace(state, elsewhere=next(iter(found), ""), faults=(*state.faults, *_wildcard(state, answers, domain)))


async def look_up_host_reporting(hosts: Sequence[str], resolver: Resolver) -> tuple[ReportingState, ...]:
    """Ask for the TLS-RPT records of MX hosts, ``MOST_HOSTS`` at most; they ask for reports on DANE (RFC 8460 §1.1)."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_look_up(host, resolver)) for host in hosts[:MOST_HOSTS]]
    return tuple(task.result() for task in tasks)


async def _look_up(at: str, resolver: Resolver) -> ReportingState:
    answer = await resolver.ask(f"_smtp._tls.{at}", Kind.TXT)
    if answer.status is not Status.FOUND:
        return ReportingState(at, answer)
    return ReportingState(at, answer, *judge_reporting_texts(answer.texts))


def _wildcard(state: ReportingState, answers: Sequence[Answer], domain: str) -> tuple[Fault, ...]:
    """Say where the texts come from, when other names that nobody made hold just the same."""
    same = [each.name for each in answers if each.texts == state.answer.texts and each.name != domain]
    if not state.answer.texts or len(same) < 2:  # noqa: PLR2004  two invented names are no accident
        return ()
    sentence = f"A wildcard TXT record answers here, as it does at {same[-1]}; a record of its own hides it."
    return (Fault(Level.NOTE, "wildcard", sentence, "4592 §2.1.1"),)
