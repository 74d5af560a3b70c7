"""The verdict on a domain in stand-ins: all that it rests on is hidden first, so that no sentence quotes a name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.redacted import hidden_answer
from tlsrpt_tui.index.seen import DomainSeen
from tlsrpt_tui.index.tally import Tally
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.short_names import hidden_short_names
from tlsrpt_tui.output.check_results import hosts_named
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.triage.incidents import incidents
from tlsrpt_tui.triage.readiness import Readiness, readiness
from tlsrpt_tui.triage.readiness_view import domain_view
from tlsrpt_tui.triage.seen_policy import host_name


def hidden_readiness(
    engine: Engine,
    names: Sequence[str],
    domain: str,
    checkup: Checkup | None,
    redactor: Redactor,
    *,
    now: dt.datetime,
) -> Readiness:
    """Return the verdict on a domain; never on the event loop.

    Args:
        engine: answers what is real.
        names: under which reports may speak of the domain.
        domain: in A-labels or U-labels, real like the names.
        checkup: what a live check found; ``None`` where nothing was asked.
        redactor: gives the stand-ins.
        now: UTC.
    """
    for name in sorted({host_name(domain), *map(host_name, names)}):
        redactor.name(name)
    found = hidden_answer(_spelt_tally(engine.tally(domain_view(domain), now=now)), redactor)
    seen = hidden_answer(_spelt_seen(engine.domain_seen(tuple(names), now=now)), redactor)
    hidden = None if checkup is None else _hidden_checkup(checkup, redactor)
    return readiness(redactor.name(host_name(domain)), seen, incidents(found, now=now), hidden, now=now)


def _hidden_checkup(checkup: Checkup, redactor: Redactor) -> Checkup:
    hosts = hosts_named(checkup, ())
    for host in sorted(hosts):
        redactor.name(host)
    return hidden_answer(hidden_short_names(checkup, hosts, redactor), redactor)


# One name in two spellings would have two stand-ins, and no longer be known as one.


def _spelt_tally(tally: Tally) -> Tally:
    return replace(
        tally,
        failures=tuple(
            each._replace(domain=host_name(each.domain), mx_host=host_name(each.mx_host)) for each in tally.failures
        ),
        days=tuple(each._replace(domain=host_name(each.domain)) for each in tally.days),
        hosts=tuple((host_name(host), host_name(domain)) for host, domain in tally.hosts),
    )


def _spelt_seen(seen: DomainSeen) -> DomainSeen:
    return replace(
        seen,
        policies=tuple(replace(each, domain=host_name(each.domain)) for each in seen.policies),
        failures=tuple(
            replace(each, domain=host_name(each.domain), mx_host=host_name(each.mx_host)) for each in seen.failures
        ),
    )
