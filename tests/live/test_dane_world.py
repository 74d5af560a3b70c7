"""DANE and DNSSEC against a real name server with signed zones and a real validating resolver, on loopback."""

import asyncio
import datetime as dt

import pytest

from tests.live.world.dns import DnsWorld, Signing, Zone
from tests.live.world.pki import LocalCa
from tlsrpt_tui.live.answers import Security, Tlsa, Validation
from tlsrpt_tui.live.certificates import read_certificate
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.dane import dane_checks, look_up_dane
from tlsrpt_tui.live.dnssec import dnssec_check, look_up_dnssec
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.mx import look_up_mx, mx_check
from tlsrpt_tui.live.published import DaneOutcome, Probe, ProbeStatus
from tlsrpt_tui.live.resolver import make_resolver

DIGEST = "3 1 1 " + "ab" * 32
ORG = """\
mail     300 IN MX 10 mail.example.net.
none     300 IN MX 10 bare.example.net.
plain    300 IN MX 10 mail.unsigned.test.
alias    300 IN MX 10 alias.example.net.
original 300 IN MX 10 original.example.net.
half     300 IN MX 10 half.example.net.
link     300 IN MX 10 link.example.net.
outside  300 IN MX 10 outside.example.net.
denial   300 IN MX 10 denial.example.net.
spoiled  300 IN MX 10 spoiled.example.net.
late     300 IN MX 10 mail.late.test.
pkix     300 IN MX 10 pkix.example.net.
null     300 IN MX 0 .
gone     300 IN MX 10 gone.example.net.
implicit 300 IN A 127.0.0.1
"""
NET = f"""\
mail               300 IN A 127.0.0.1
_25._tcp.mail      300 IN TLSA {DIGEST}
bare               300 IN A 127.0.0.1
alias              300 IN CNAME real.example.com.
_25._tcp.alias     300 IN TLSA 3 1 1 {"cd" * 32}
original           300 IN CNAME bare.example.com.
_25._tcp.original  300 IN TLSA {DIGEST}
half               300 IN CNAME mail.unsigned.test.
_25._tcp.half      300 IN TLSA {DIGEST}
link               300 IN A 127.0.0.1
_25._tcp.link      300 IN CNAME tlsa.example.com.
outside            300 IN A 127.0.0.1
_25._tcp.outside   300 IN CNAME tlsa.unsigned.test.
denial             300 IN A 127.0.0.1
denial             300 IN AAAA ::1
spoiled            300 IN A 127.0.0.1
_25._tcp.spoiled   300 IN TLSA {DIGEST}
pkix               300 IN A 127.0.0.1
_25._tcp.pkix      300 IN TLSA 1 1 1 {"ab" * 32}
"""
COM = f"""\
real           300 IN A 127.0.0.1
_25._tcp.real  300 IN TLSA {DIGEST}
bare           300 IN A 127.0.0.1
tlsa           300 IN TLSA {DIGEST}
"""
UNSIGNED = f"@ 300 IN MX 10 mail.example.net.\nmail 300 IN A 127.0.0.1\n_25._tcp.mail 300 IN TLSA {DIGEST}\n"
UNSIGNED += f"tlsa 300 IN TLSA {DIGEST}\n"
OWN = "@ 300 IN MX 10 mail\nmail 300 IN A 127.0.0.1\n"


@pytest.fixture(scope="module")
def dns_world():
    zones = [
        Zone("example.org", ORG),
        Zone("example.net", NET, broken_denial=("_25._tcp.denial",), broken_signatures=("_25._tcp.spoiled",)),
        Zone("example.com", COM),
        Zone("unsigned.test", UNSIGNED, Signing.UNSIGNED),
        Zone("late.test", OWN, Signing.EXPIRED),
        Zone("early.test", OWN, Signing.EARLY),
        Zone("nods.test", OWN, Signing.NO_DS),
        Zone("wrongds.test", OWN, Signing.WRONG_DS),
    ]
    with DnsWorld(*zones) as world:
        yield world


@pytest.fixture
async def resolver(dns_world):
    made = make_resolver(dns_world.resolver_address, clock=lambda: dt.datetime.now(dt.UTC))
    yield made
    await made.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def looked_up(domain, resolver):
    mx = await look_up_mx(domain, resolver, Wishes())
    return mx, await look_up_dane(domain, mx, resolver, Wishes())


S, N, B, U = Security.SECURE, Security.INSECURE, Security.BOGUS, Security.UNKNOWN
O = DaneOutcome  # noqa: E741 -- the table is read by it
HOSTS = {
    "mail": (O.AUTHENTICATE, (S, S, S), "mail.example.net", State.UNKNOWN),
    "none": (O.OPPORTUNISTIC, (S, S, S), "bare.example.net", State.GOOD),
    "plain": (O.OPPORTUNISTIC, (S, N, N), "mail.unsigned.test", State.WARNING),
    "alias": (O.AUTHENTICATE, (S, S, S), "real.example.com", State.UNKNOWN),
    "original": (O.AUTHENTICATE, (S, S, S), "original.example.net", State.UNKNOWN),
    "half": (O.AUTHENTICATE, (S, S, S), "half.example.net", State.UNKNOWN),
    "link": (O.AUTHENTICATE, (S, S, S), "link.example.net", State.UNKNOWN),
    "outside": (O.OPPORTUNISTIC, (S, S, N), "outside.example.net", State.WARNING),
    "denial": (O.SKIP, (S, S, B), "denial.example.net", State.BAD),
    "spoiled": (O.SKIP, (S, S, B), "spoiled.example.net", State.BAD),
    "late": (O.SKIP, (S, B, U), "mail.late.test", State.BAD),
    "pkix": (O.ENCRYPT, (S, S, S), "pkix.example.net", State.WARNING),
}


@pytest.mark.parametrize(
    ("name", "outcome", "security", "base", "state"), [(k, *v) for k, v in HOSTS.items()], ids=HOSTS
)
async def test_a_host_is_seen_as_dane_senders_see_it(resolver, name, outcome, security, base, state):
    _, (found,) = await looked_up(f"{name}.example.org", resolver)
    assert (found.outcome, found.base) == (outcome, base)
    assert (found.mx, found.address, found.tlsa) == security
    (check,) = dane_checks((found,), (), domain=f"{name}.example.org")
    assert check.state is state


async def test_a_broken_denial_is_told_from_a_broken_record(resolver):
    _, (denial,) = await looked_up("denial.example.org", resolver)
    _, (spoiled,) = await looked_up("spoiled.example.org", resolver)
    assert (denial.broken_denial, spoiled.broken_denial) == (True, False)
    (check,) = dane_checks((denial,), (), domain="denial.example.org")
    assert check.found == "broken denial of existence"


async def test_an_unsigned_domain_may_have_signed_hosts(resolver):
    mx, (state,) = await looked_up("unsigned.test", resolver)
    assert (state.mx, state.address, state.tlsa, state.outcome) == (N, S, S, O.OPPORTUNISTIC)
    (check,) = dane_checks((state,), (), domain="unsigned.test")
    assert (check.state, check.found) == (State.UNKNOWN, "3 1 1, not compared with the key")
    answers = await look_up_dnssec("unsigned.test", mx, (state,), resolver)
    line = dnssec_check(answers, mx, (state,), Validation.VALIDATES, domain="unsigned.test")
    assert (line.state, line.found) == (State.GOOD, "example.net signed, unsigned.test not")


DOMAINS = {
    "mail.example.org": (State.GOOD, "mail.example.org, example.net signed", ""),
    "late.test": (State.BAD, "bogus: late.test (Signature Expired)", "sign the zone again"),
    "early.test": (State.BAD, "bogus: early.test (Signature Not Yet Valid)", "set the clock"),
    "wrongds.test": (State.BAD, "bogus: wrongds.test (DNSKEY Missing)", "make the DS records"),
    "spoiled.example.org": (State.BAD, "bogus: example.net (DNSSEC Bogus)", "compare DS"),
    "denial.example.org": (State.BAD, "bogus: example.net (denial of existence)", "have the name servers prove"),
    "nods.test": (State.WARNING, "not signed, so no DANE", "have the DS record of nods.test put"),
}


@pytest.mark.parametrize(("domain", "state", "shown", "do"), [(k, *v) for k, v in DOMAINS.items()], ids=DOMAINS)
async def test_a_domain_is_signed_or_the_reason_is_told(resolver, domain, state, shown, do):
    mx, dane = await looked_up(domain, resolver)
    answers = await look_up_dnssec(domain, mx, dane, resolver)
    check = dnssec_check(answers, mx, dane, await resolver.validation(), domain=domain)
    assert (check.state, check.found) == (state, shown)
    assert check.do.startswith(do)


MX = {
    "mail.example.org": (State.GOOD, "10 mail"),
    "alias.example.org": (State.WARNING, "alias is an alias"),
    "null.example.org": (State.GOOD, "null MX: takes no mail"),
    "gone.example.org": (State.BAD, "addresses of gone fail validation"),
    "implicit.example.org": (State.WARNING, "none: mail goes to the domain itself"),
    "missing.example.org": (State.BAD, "no such name"),
    "late.test": (State.BAD, "MX records fail DNSSEC validation"),
}


@pytest.mark.parametrize(("domain", "state", "shown"), [(k, *v) for k, v in MX.items()], ids=MX)
async def test_mx_records_are_read_from_the_wire(resolver, domain, state, shown):
    mx = await look_up_mx(domain, resolver, Wishes())
    check = mx_check(mx, None, domain=domain)
    assert (check.state, check.found) == (state, shown)


async def test_a_record_is_published_changed_and_seen_to_match(tmp_path):
    own = LocalCa(tmp_path)
    chain = tuple(read_certificate(der) for der in own.issue(["mail.example.net"]).chain)
    right = Tlsa(3, 1, 1, dict(chain[0].digests)["1 1"])
    probe = Probe("mail.example.net", "127.0.0.1", ProbeStatus.TLS, chain=chain, asked=own.now)
    zones = [Zone("example.org", "@ 300 IN MX 10 mail.example.net.\n"), Zone("example.net", NET)]
    with DnsWorld(*zones) as world:
        before = await _line(world, probe)
        await asyncio.to_thread(world.change, Zone("example.net", NET.replace(DIGEST, str(right))))
        after = await _line(world, probe)
    assert (before.state, before.found) == (State.BAD, "3 1 1 does not match the key")
    assert str(right) in before.do
    assert (after.state, after.found) == (State.GOOD, "3 1 1 matches the key")


async def _line(world, probe):
    resolver = make_resolver(world.resolver_address, clock=lambda: dt.datetime.now(dt.UTC))
    try:
        _, states = await looked_up("example.org", resolver)
        return dane_checks(states, (probe,), domain="example.org")[0]
    finally:
        await resolver.close()
