"""A checkup of one domain: what is asked in which order, and what is known so far, told as it comes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tlsrpt_tui.live.answers import Validation
from tlsrpt_tui.live.check import Check, State
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.live.published import Published


@dataclass(frozen=True, slots=True)
class Checkup:
    """What is known of a domain.

    Attributes:
        domain: in A-labels.
        started: UTC.
        finished: ``None`` while something is asked.
        resolver: who is asked, as shown.
        validation: whether its word on DNSSEC can be used.
        checks: in the fixed order of the list; those still out are ``ASKING``.
        published: the facts behind them.
    """

    domain: str
    started: dt.datetime
    finished: dt.datetime | None
    resolver: str
    validation: Validation
    checks: tuple[Check, ...]
    published: Published

    def count(self, state: State) -> int:
        """Return how many checks ended so."""
        return sum(check.state is state for check in self.checks)


Tell = Callable[[Checkup], None]
"""Takes what is known so far, after each answer."""


async def check_domain(domain: str, means: Means, wishes: Wishes, tell: Tell | None = None) -> Checkup:
    """Ask all that is wished for about a domain in A-labels, and return what is known.

    Whatever goes wrong outside is part of the answer; nothing is raised but cancellation, after which no task and no
    connection of the checkup is left. The resolver stays open: who made the means closes it.

    Args:
        domain: what to check.
        means: how the world is reached.
        wishes: what to find out; nothing is asked but that and what it needs.
        tell: gets everything known so far: at once with every line still out, after each answer, and at the end.
    """
    from tlsrpt_tui.live.check_list import checks_of  # noqa: PLC0415  brings DNS, HTTPS and TLS with it
    from tlsrpt_tui.live.order import Facts, Order  # noqa: PLC0415  as above

    started = means.clock()

    def snapshot(facts: Facts, finished: dt.datetime | None = None) -> Checkup:
        return Checkup(
            domain=domain,
            started=started,
            finished=finished,
            resolver=means.resolver.name,
            validation=facts.validation,
            checks=checks_of(facts, wishes, now=finished or means.clock()),
            published=facts.published,
        )

    def told(facts: Facts) -> None:
        if tell is not None:
            tell(snapshot(facts))

    order = Order(domain, means, wishes, told)
    told(order.facts)
    await order.carry_out()
    whole = snapshot(order.facts, means.clock())
    if tell is not None:
        tell(whole)
    return whole
