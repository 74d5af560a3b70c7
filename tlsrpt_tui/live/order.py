"""The order in which a domain is asked about: what waits for what, and that a mistake in one part costs no other."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from tlsrpt_tui.live import dane, dnssec, mta_sts, mx, starttls, tlsrpt
from tlsrpt_tui.live.answers import Answer, Validation
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.means import MOST_HOSTS, Means, Wishes
from tlsrpt_tui.live.published import DaneState, MxState, PolicyState, Probe, Published, ReportingState, StsRecordState

DEBUG_VARIABLE: Final = "TLSRPT_DEBUG"
"""Environment variable that has a mistake of the program raised, when it is ``1``."""

_T = TypeVar("_T")


class Part(StrEnum):
    """What is found out at one go; the value names it in sentences."""

    VALIDATION = "whether the resolver validates"
    REPORTING = "the TLS-RPT record"
    HOST_REPORTING = "the TLS-RPT records of the MX hosts"
    STS_RECORD = "the MTA-STS record"
    POLICY = "the MTA-STS policy"
    MX = "the MX hosts"
    DANE = "the TLSA records"
    DNSSEC = "DNSSEC"
    PROBES = "the connections to port 25"


NEEDS: Final = {
    Topic.TLSRPT_RECORD: frozenset({Part.REPORTING, Part.MX, Part.HOST_REPORTING}),
    Topic.STS_RECORD: frozenset({Part.STS_RECORD}),
    Topic.STS_POLICY: frozenset({Part.STS_RECORD, Part.POLICY, Part.MX}),
    Topic.POLICY_HOST: frozenset({Part.POLICY}),
    Topic.MX: frozenset({Part.MX}),
    Topic.TLS: frozenset({Part.MX, Part.PROBES}),
    Topic.DANE: frozenset({Part.MX, Part.DANE}),
    Topic.DNSSEC: frozenset({Part.MX, Part.DANE, Part.DNSSEC}),
}
"""What has to be found out for a topic; nothing else is asked."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known so far.

    Attributes:
        published: the facts of the domain.
        validation: of the resolver.
        dnssec: what the question of DNSSEC brought beyond them.
        done: what has been found out, or has failed.
        bugs: where a mistake of this program is in the way: the part, and the type of the exception.
    """

    published: Published
    validation: Validation = Validation.UNKNOWN
    dnssec: tuple[Answer, ...] = ()
    done: frozenset[Part] = frozenset()
    bugs: tuple[tuple[Part, str], ...] = ()

    def bug(self, part: Part) -> str:
        """Return the type of the exception that a part ended with; "" for none."""
        return dict(self.bugs).get(part, "")


class Order:
    """Asks about one domain, and tells what is known after each answer."""

    def __init__(self, domain: str, means: Means, wishes: Wishes, tell: Callable[[Facts], None]) -> None:
        self._domain = domain
        self._means = means
        self._wishes = wishes
        self._tell = tell
        self._parts = frozenset[Part]().union(*(NEEDS[topic] for topic in wishes.topics))
        self.facts = Facts(Published(domain))

    async def carry_out(self) -> None:
        """Ask all that is wished for; when it returns or is cancelled, no task of it is left.

        Raises:
            Exception: with :data:`DEBUG_VARIABLE` in the environment what went wrong in this program, and always what
                was raised by who is told.
        """
        try:
            async with asyncio.TaskGroup() as group:
                self._begin(group)
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from several

    def _begin(self, group: asyncio.TaskGroup) -> None:
        domain, resolver = self._domain, self._means.resolver
        self._start(group, Part.VALIDATION, self._validation)
        self._start(
            group, Part.REPORTING, lambda: self._put(tlsrpt.look_up_reporting(domain, resolver), _with_reporting)
        )
        record = self._start(
            group, Part.STS_RECORD, lambda: self._put(mta_sts.look_up_record(domain, resolver), _with_record)
        )
        self._start(group, Part.POLICY, self._policy, after=record)
        hosts = self._start(group, Part.MX, lambda: self._put(mx.look_up_mx(domain, resolver, self._wishes), _with_mx))
        self._start(group, Part.HOST_REPORTING, self._host_reporting, after=hosts, blame=Part.MX)
        tlsa = self._start(group, Part.DANE, self._dane, after=hosts, blame=Part.MX)
        self._start(group, Part.PROBES, self._probes, after=hosts, blame=Part.MX)
        self._start(group, Part.DNSSEC, self._dnssec, after=tlsa)

    def _start(
        self,
        group: asyncio.TaskGroup,
        part: Part,
        find_out: Callable[[], Awaitable[None]],
        *,
        after: asyncio.Task[None] | None = None,
        blame: Part | None = None,
    ) -> asyncio.Task[None] | None:
        """Begin a part, where it is wished for, when what comes before it is done.

        Args:
            group: whose task it becomes.
            part: which one.
            find_out: what it does.
            after: what it waits for.
            blame: the part without whose answer it cannot be done.
        """
        if part is not Part.VALIDATION and part not in self._parts:
            return None
        return group.create_task(self._part(part, find_out, after, blame), name=f"{self._domain}: {part}")

    async def _part(
        self,
        part: Part,
        find_out: Callable[[], Awaitable[None]],
        after: asyncio.Task[None] | None,
        blame: Part | None,
    ) -> None:
        if after is not None:
            await asyncio.wait([after])
        bug = "" if blame is None else self.facts.bug(blame)
        if not bug:
            try:
                await find_out()
            except Exception as error:  # a mistake in one part must not cost the others
                if os.environ.get(DEBUG_VARIABLE) == "1":
                    raise
                bug = type(error).__name__
        bugs = (*self.facts.bugs, (part, bug)) if bug else self.facts.bugs
        self.facts = replace(self.facts, done=self.facts.done | {part}, bugs=bugs)
        self._tell(self.facts)

    async def _put(self, asked: Awaitable[_T], put: Callable[[Published, _T], Published]) -> None:
        answer = await asked
        self.facts = replace(self.facts, published=put(self.facts.published, answer))

    async def _validation(self) -> None:
        validation = await self._means.resolver.validation()  # first: what is known may grow meanwhile
        self.facts = replace(self.facts, validation=validation)

    async def _policy(self) -> None:
        await self._put(mta_sts.look_up_policy(self._domain, self._means), _with_policy)

    async def _host_reporting(self) -> None:
        hosts = [host.name for host in self._mx.hosts[:MOST_HOSTS] if host.name != self._domain]
        await self._put(tlsrpt.look_up_host_reporting(hosts, self._means.resolver), _with_host_reporting)

    async def _dane(self) -> None:
        await self._put(dane.look_up_dane(self._domain, self._mx, self._means.resolver, self._wishes), _with_dane)

    async def _probes(self) -> None:
        await self._put(starttls.probe_hosts(self._mx, self._means, self._wishes, self._probed), _with_probes)

    def _probed(self, probe: Probe) -> None:
        published = self.facts.published
        self.facts = replace(self.facts, published=replace(published, probes=(*published.probes, probe)))
        self._tell(self.facts)

    async def _dnssec(self) -> None:
        published = self.facts.published
        answers = await dnssec.look_up_dnssec(self._domain, published.mx, published.dane, self._means.resolver)
        self.facts = replace(self.facts, dnssec=answers)

    @property
    def _mx(self) -> MxState:
        known = self.facts.published.mx
        if known is None:
            raise RuntimeError("the MX hosts are asked for first")
        return known


def _with_reporting(known: Published, state: ReportingState) -> Published:
    return replace(known, reporting=state)


def _with_host_reporting(known: Published, states: tuple[ReportingState, ...]) -> Published:
    return replace(known, host_reporting=states)


def _with_record(known: Published, state: StsRecordState) -> Published:
    return replace(known, sts_record=state)


def _with_policy(known: Published, state: PolicyState) -> Published:
    return replace(known, sts_policy=state)


def _with_mx(known: Published, state: MxState) -> Published:
    return replace(known, mx=state)


def _with_dane(known: Published, states: tuple[DaneState, ...]) -> Published:
    return replace(known, dane=states)


def _with_probes(known: Published, probes: tuple[Probe, ...]) -> Published:
    return replace(known, probes=probes)
