"""The command about records: a text held against its grammar, or a record and a policy file to publish."""

import asyncio
import datetime as dt
import sys
from typing import TYPE_CHECKING, Final

from tlsrpt_tui import own_commands
from tlsrpt_tui.arguments import Request
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.names import domain_name
from tlsrpt_tui.live.policy_values import WEEK
from tlsrpt_tui.live.record_lint import RecordKind, lint
from tlsrpt_tui.live.sts_policy import make_policy
from tlsrpt_tui.live.sts_record import RULE as STS_RULE
from tlsrpt_tui.live.sts_record import make_sts_record
from tlsrpt_tui.live.tlsrpt_record import RULE as TLSRPT_RULE
from tlsrpt_tui.live.tlsrpt_record import make_reporting_record
from tlsrpt_tui.output import record_page
from tlsrpt_tui.output.exits import Exit
from tlsrpt_tui.output.record_page import Made
from tlsrpt_tui.record_arguments import TLSRPT, Recording

if TYPE_CHECKING:
    from tlsrpt_tui.live.published import MxState

MOST_BYTES: Final = 128 * 1024
"""Of standard input; a policy is at most half as long."""

STANDARD_INPUT: Final = "-"


def carry_out(request: Request, now: dt.datetime) -> int:
    """Do what ``record`` asks for and return the exit code: 1 for a text that does not conform.

    Raises:
        UsageError: it cannot be done as asked.
        Hangup: nobody reads standard output any more.
    """
    asked = request.recording
    if asked.text is not None:
        data = _standard_input() if asked.text == STANDARD_INPUT else asked.text
        if not asked.kind and not data.strip():
            where = "standard input" if asked.text == STANDARD_INPUT else "the text"
            raise UsageError(f"{where} is empty, so there is nothing to judge; --kind says what it was to be")
        found = lint(data, RecordKind(asked.kind) if asked.kind else None)
        record_page.show_lint(found, request.format)
        return Exit.DONE if found.conforms else Exit.FOUND
    made = _made_tlsrpt(asked) if asked.kind == TLSRPT else _made_sts(request, now)
    record_page.show_made(made, request.format, asked.part)
    return Exit.DONE


def _standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("- reads standard input, which is closed; pipe a record or a policy into it")
    if sys.stdin.isatty():
        raise UsageError("- reads standard input, which is a terminal; pipe a record into it, or write it as TEXT")
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"standard input cannot be read: {error.strerror or error}") from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"standard input is larger than {MOST_BYTES // 1024} KiB; no record or policy is")
    return data


def _made_tlsrpt(asked: Recording) -> Made:
    place = TLSRPT_RULE.place
    name = f"{place}.{domain_name(asked.domain)}" if asked.domain else place
    return Made(RecordKind.TLSRPT, name, make_reporting_record(asked.words))


def _made_sts(request: Request, now: dt.datetime) -> Made:
    asked = request.recording
    domain = domain_name(asked.words[0])
    value = make_sts_record(now.strftime("%Y%m%dT%H%M%S") if asked.id is None else asked.id)
    resolver, hosts, age = "", asked.mx, WEEK if asked.max_age is None else asked.max_age
    make_policy(asked.mode, hosts or (domain,), age)  # whatever is wrong with it is known before asking DNS
    if not hosts and asked.mode != "none":
        resolver, hosts = asyncio.run(_looked_up(request, domain))
    return Made(
        kind=RecordKind.MTA_STS,
        name=f"{STS_RULE.place}.{domain}",
        value=value,
        url=f"https://mta-sts.{domain}/.well-known/mta-sts.txt",
        policy=make_policy(asked.mode, hosts, age),
        resolver=resolver,
    )


async def _looked_up(request: Request, domain: str) -> tuple[str, tuple[str, ...]]:
    """Ask for the MX hosts of a domain; return who answered, and their names."""
    from tlsrpt_tui.live.means import Wishes  # noqa: PLC0415  only a look-up needs it
    from tlsrpt_tui.live.mx import look_up_mx  # noqa: PLC0415  as above
    from tlsrpt_tui.live.resolver import make_resolver  # noqa: PLC0415  brings the DNS library with it

    live = own_commands.settings_for(request).live
    try:
        resolver = make_resolver(live.resolver, clock=lambda: dt.datetime.now(dt.UTC), lifetime=float(live.lifetime))
    except UsageError as error:
        raise UsageError(f"{live.resolver_said}{error}") from error
    try:
        state = await look_up_mx(domain, resolver, Wishes())
    finally:
        await resolver.close()
    return resolver.name, _hosts(domain, state)


def _hosts(domain: str, state: "MxState") -> tuple[str, ...]:
    """Return the MX hosts that a policy has to name.

    Raises:
        UsageError: there are none, or they could not be found out.
    """
    if not state.answer.status.answered:
        raise UsageError(f"the MX hosts of {domain} cannot be found out: {state.answer.status}; name them with --mx")
    if state.null:
        raise UsageError(f"{domain} takes no mail (RFC 7505), so no policy is needed; otherwise name hosts with --mx")
    if state.implicit:
        return (domain,)
    hosts = tuple(dict.fromkeys(exchange.host for exchange in state.answer.exchanges if exchange.host))
    named = tuple(host for host in hosts if host not in state.literals)
    if not named:
        raise UsageError(f"{domain} has no MX record that names a host; name hosts with --mx")
    return named
