"""What DANE senders make of MX hosts: the four outcomes, from DNS alone and against what servers send."""

import dataclasses
import datetime as dt
import subprocess
import sys

import pytest

from tests.live import fake
from tests.live.fake import FakeResolver, addresses, found, mx, no_record, tlsa
from tests.live.world.pki import LocalCa, with_root
from tlsrpt_tui.live.answers import Kind, Other, Security, Status, Tlsa
from tlsrpt_tui.live.certificates import read_certificate
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.dane import dane_checks, look_up_dane
from tlsrpt_tui.live.local_addresses import why_not
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.mx import look_up_mx
from tlsrpt_tui.live.published import DaneOutcome, Probe, ProbeStatus

DOMAIN, HOST, REAL = "example.org", "mail.example.net", "real.example.com"
NAME, REAL_NAME = f"_25._tcp.{HOST}", f"_25._tcp.{REAL}"
S, N, B, C, U = Security.SECURE, Security.INSECURE, Security.BOGUS, Security.CLAIMED, Security.UNKNOWN
KEY, OTHER, WEAK = Tlsa(3, 1, 1, b"k" * 32), Tlsa(3, 1, 1, b"o" * 32), Tlsa(1, 1, 1, b"k" * 32)


def world(*more, mx_is=S, host_is=S, aliases=()):
    """An MX record and an address, signed or not, and what is given besides."""
    host = addresses(HOST, "192.0.2.1", security=host_is, aliases=aliases)
    return [mx(DOMAIN, HOST, security=mx_is), *host, *more]


def resolver_of(answers):
    return FakeResolver(answers, unknown=S)


async def looked_up(answers, wishes=None):
    resolver = answers if isinstance(answers, FakeResolver) else resolver_of(answers)
    state = await look_up_mx(DOMAIN, resolver, wishes or Wishes())
    return await look_up_dane(DOMAIN, state, resolver, wishes or Wishes())


async def checked(answers, probes=()):
    return dane_checks(await looked_up(answers), probes, domain=DOMAIN)


def alias(name, security):
    return found(name, Kind.CNAME, [Other(f"{REAL}.")], security=security)


O = DaneOutcome  # noqa: E741 -- the table is read by it
OUTCOMES = {
    "usable": (world(tlsa(NAME, KEY)), O.AUTHENTICATE, HOST, S),
    "unusable": (world(tlsa(NAME, WEAK)), O.ENCRYPT, HOST, S),
    "one-usable": (world(tlsa(NAME, WEAK, KEY)), O.AUTHENTICATE, HOST, S),
    "none": (world(), O.OPPORTUNISTIC, HOST, S),
    "tlsa-insecure": (world(tlsa(NAME, KEY, security=N)), O.OPPORTUNISTIC, HOST, N),
    "host-insecure": (world(tlsa(NAME, KEY, security=N), host_is=N), O.OPPORTUNISTIC, HOST, N),
    "mx-insecure": (world(tlsa(NAME, KEY), mx_is=N), O.OPPORTUNISTIC, HOST, S),
    "tlsa-bogus": (world(fake.bogus(NAME, Kind.TLSA)), O.SKIP, HOST, B),
    "tlsa-servfail": (world(fake.failed(NAME, Kind.TLSA)), O.SKIP, HOST, U),
    "tlsa-timed-out": (world(fake.failed(NAME, Kind.TLSA, Status.TIMED_OUT)), O.SKIP, HOST, U),
    "tlsa-refused": (world(fake.failed(NAME, Kind.TLSA, Status.REFUSED)), O.UNKNOWN, HOST, U),
    "resolver-gone": (world(fake.failed(NAME, Kind.TLSA, Status.UNREACHABLE)), O.UNKNOWN, HOST, U),
    "tlsa-fails-host-insecure": (world(fake.failed(NAME, Kind.TLSA), host_is=N), O.OPPORTUNISTIC, HOST, U),
    "tlsa-fails-mx-insecure": (world(fake.failed(NAME, Kind.TLSA), mx_is=N), O.OPPORTUNISTIC, HOST, U),
    "address-bogus": ([mx(DOMAIN, HOST, security=S), fake.bogus(HOST, Kind.A)], O.SKIP, HOST, U),
    "address-servfail": ([mx(DOMAIN, HOST, security=S), fake.failed(HOST, Kind.A)], O.SKIP, HOST, U),
    "address-timed-out": (
        [mx(DOMAIN, HOST, security=S), fake.failed(HOST, Kind.A, Status.TIMED_OUT)],
        O.UNKNOWN,
        HOST,
        U,
    ),
    "no-address": ([mx(DOMAIN, HOST, security=S)], O.OPPORTUNISTIC, HOST, U),
    "claimed": (world(tlsa(NAME, KEY, security=C), mx_is=C, host_is=C), O.AUTHENTICATE, HOST, C),
    "not-validating": (world(tlsa(NAME, KEY, security=U), mx_is=U, host_is=U), O.UNKNOWN, HOST, U),
    "not-validating-none": (
        world(no_record(NAME, Kind.TLSA, security=U), mx_is=U, host_is=U),
        O.OPPORTUNISTIC,
        HOST,
        U,
    ),
    "not-validating-fails": (world(fake.failed(NAME, Kind.TLSA), mx_is=U, host_is=U), O.UNKNOWN, HOST, U),
    "expanded-first": (world(tlsa(REAL_NAME, KEY), tlsa(NAME, OTHER), aliases=(REAL,)), O.AUTHENTICATE, REAL, S),
    "original-second": (world(tlsa(NAME, OTHER), aliases=(REAL,)), O.AUTHENTICATE, HOST, S),
    "expanded-insecure": (
        world(tlsa(REAL_NAME, KEY, security=N), tlsa(NAME, OTHER), aliases=(REAL,)),
        O.AUTHENTICATE,
        HOST,
        S,
    ),
    "expanded-bogus": (
        world(fake.bogus(REAL_NAME, Kind.TLSA), tlsa(NAME, OTHER), aliases=(REAL,)),
        O.SKIP,
        REAL,
        B,
    ),
    "alias-signed-target-not": (
        world(tlsa(NAME, KEY), alias(HOST, S), host_is=N, aliases=(REAL,)),
        O.AUTHENTICATE,
        HOST,
        S,
    ),
    "alias-not-signed": (
        world(tlsa(NAME, KEY, security=N), alias(HOST, N), host_is=N, aliases=(REAL,)),
        O.OPPORTUNISTIC,
        HOST,
        N,
    ),
    "tlsa-alias": (world(tlsa(NAME, KEY, aliases=("tlsa.example.com",))), O.AUTHENTICATE, HOST, S),
    "tlsa-alias-insecure": (
        world(tlsa(NAME, KEY, aliases=("tlsa.example.com",), security=N)),
        O.OPPORTUNISTIC,
        HOST,
        N,
    ),
}


@pytest.mark.parametrize(("answers", "outcome", "base", "security"), OUTCOMES.values(), ids=OUTCOMES.keys())
async def test_a_sender_does_one_of_four_things(answers, outcome, base, security):
    (state,) = await looked_up(answers)
    assert (state.outcome, state.base, state.tlsa) == (outcome, base, security)


async def test_the_first_signed_set_wins_and_the_other_name_is_not_asked():
    resolver = resolver_of(world(tlsa(REAL_NAME, KEY), tlsa(NAME, OTHER), aliases=(REAL,)))
    (state,) = await looked_up(resolver)
    assert state.records == (KEY,)
    assert (NAME, Kind.TLSA) not in resolver.asked


async def test_without_an_address_nothing_is_asked():
    resolver = resolver_of([mx(DOMAIN, HOST, security=S)])
    await looked_up(resolver)
    assert {kind for _, kind in resolver.asked} == {Kind.MX, Kind.A, Kind.AAAA}


async def test_only_hosts_that_are_wished_for_are_asked():
    answers = [mx(DOMAIN, HOST, "mx2.example.net", security=S), *addresses("mx2.example.net", "192.0.2.2", security=S)]
    states = await looked_up(answers, Wishes(hosts=frozenset({"mx2.example.net"})))
    assert [state.host for state in states] == ["mx2.example.net"]


DENIALS = {
    "bogus-and-nothing-there": ([fake.bogus(NAME, Kind.TLSA)], True),
    "bogus-and-a-record-there": ([fake.bogus(NAME, Kind.TLSA, lines=(f"{NAME}. 300 IN TLSA 3 1 1 00",))], False),
    "failing-and-a-bogus": ([fake.failed(NAME, Kind.TLSA), fake.bogus(NAME, Kind.A)], True),
    "failing-for-this-type-alone": ([fake.failed(NAME, Kind.TLSA), no_record(NAME, Kind.A, security=S)], False),
    "failing-for-all": ([fake.failed(NAME, Kind.TLSA), fake.failed(NAME, Kind.A)], False),
}


@pytest.mark.parametrize(("answers", "broken"), DENIALS.values(), ids=DENIALS.keys())
async def test_a_broken_denial_of_existence_is_told_from_a_broken_record(answers, broken):
    (state,) = await looked_up(world(*answers))
    assert (state.outcome, state.broken_denial) == (DaneOutcome.SKIP, broken)


def host_world(records, **more):
    return world(tlsa(NAME, *records), **more)


DNS_ALONE = {
    "usable": (
        host_world([KEY]),
        State.UNKNOWN,
        "3 1 1, not compared with the key",
        ["tlsa-not-compared", "rollover-single"],
    ),
    "two": (host_world([KEY, OTHER]), State.UNKNOWN, "3 1 1, not compared with the key", ["tlsa-not-compared"]),
    "pkix": (
        host_world([WEAK]),
        State.WARNING,
        "1 1 1: cannot be used",
        ["tlsa-none-usable", "tlsa-pkix"],
    ),
    "pkix-beside": (
        host_world([KEY, WEAK]),
        State.WARNING,
        "3 1 1, not compared with the key",
        ["tlsa-pkix", "tlsa-not-compared", "rollover-single"],
    ),
    "short": (
        host_world([Tlsa(3, 1, 1, b"k")]),
        State.WARNING,
        "3 1 1: cannot be used",
        ["tlsa-none-usable", "tlsa-unusable"],
    ),
    "many": (
        host_world([Tlsa(3, 1, 1, bytes([number]) * 32) for number in range(13)]),
        State.UNKNOWN,
        "3 1 1, not compared with the key",
        ["tlsa-not-compared", "tlsa-many"],
    ),
    "mx-insecure": (
        host_world([KEY, OTHER], mx_is=N),
        State.UNKNOWN,
        "3 1 1, not compared with the key",
        ["tlsa-not-compared", "mx-not-signed"],
    ),
    "in-vain": (
        world(tlsa(NAME, KEY, OTHER, security=N)),
        State.WARNING,
        "3 1 1, in vain: not signed",
        ["tlsa-not-signed"],
    ),
    "bogus": (
        world(fake.bogus(NAME, Kind.TLSA, lines=("x",))),
        State.BAD,
        "TLSA fails validation",
        ["tlsa-bogus"],
    ),
    "denial": (world(fake.bogus(NAME, Kind.TLSA)), State.BAD, "broken denial of existence", ["denial-broken"]),
    "servfail": (
        world(fake.failed(NAME, Kind.TLSA)),
        State.BAD,
        "TLSA look-up: server failure",
        ["tlsa-not-answered"],
    ),
    "servfail-mx-insecure": (
        world(fake.failed(NAME, Kind.TLSA), mx_is=N),
        State.WARNING,
        "TLSA not known: server failure",
        ["tlsa-not-answered"],
    ),
    "address-bogus": (
        [mx(DOMAIN, HOST, security=S), fake.bogus(HOST, Kind.A)],
        State.BAD,
        "addresses fail validation",
        ["address-bogus"],
    ),
    "address-timed-out": (
        [mx(DOMAIN, HOST, security=S), fake.failed(HOST, Kind.A, Status.TIMED_OUT)],
        State.UNKNOWN,
        "addresses not known",
        ["dane-unknown"],
    ),
    "refused": (
        world(fake.failed(NAME, Kind.TLSA, Status.REFUSED)),
        State.UNKNOWN,
        "TLSA not known: refused",
        ["dane-unknown"],
    ),
    "not-validating": (
        world(tlsa(NAME, KEY, OTHER, security=U), mx_is=U, host_is=U),
        State.UNKNOWN,
        "3 1 1, not compared with the key",
        ["dane-unknown", "tlsa-not-compared"],
    ),
    "claimed": (
        world(tlsa(NAME, KEY, OTHER, security=C), mx_is=C, host_is=C),
        State.UNKNOWN,
        "3 1 1, not compared with the key",
        ["tlsa-not-compared", "dnssec-claimed"],
    ),
    "none-signed": (world(), State.GOOD, "not in use: no TLSA record", ["dane-absent"]),
    "none-mx-insecure": (world(mx_is=N), State.GOOD, "not in use: MX records are not signed", ["dane-absent"]),
    "none-host-insecure": (world(host_is=N), State.GOOD, "not in use: MX hosts are not signed", ["dane-absent"]),
    "no-address": ([mx(DOMAIN, HOST, security=S)], State.UNKNOWN, "no MX host to ask about", ["dane-not-asked"]),
}


@pytest.mark.parametrize(("answers", "state", "shown", "codes"), DNS_ALONE.values(), ids=DNS_ALONE.keys())
async def test_dns_alone_gives_a_line(answers, state, shown, codes):
    (check,) = await checked(answers)
    assert (check.state, check.found, [finding.code for finding in check.findings]) == (state, shown, codes)
    assert bool(check.do) is (
        state in (State.BAD, State.WARNING) or {"dane-unknown", "tlsa-not-compared"} & {*codes} != set()
    )


async def test_a_domain_without_dane_has_one_line_and_not_one_for_each_host():
    answers = [mx(DOMAIN, HOST, "mx2.example.net", security=S)]
    answers += [*addresses(HOST, "192.0.2.1", security=S), *addresses("mx2.example.net", "192.0.2.2", security=S)]
    (check,) = await checked(answers)
    assert (check.key, check.title, check.host) == ("dane", "DANE", "")


@pytest.mark.parametrize(("security", "code"), [(S, "tlsa-missing"), (N, "host-not-signed")])
async def test_a_host_without_records_beside_one_with_records_is_a_warning(security, code):
    answers = [mx(DOMAIN, HOST, "mx2.example.net", security=S), *addresses(HOST, "192.0.2.1", security=S)]
    answers += [*addresses("mx2.example.net", "192.0.2.2", security=security), tlsa(NAME, KEY)]
    first, second = await checked(answers)
    assert (first.state, second.state) == (State.UNKNOWN, State.WARNING)
    assert (second.found, second.findings[0].code) == ("no TLSA record", code)


def test_nothing_heavy_is_imported_before_something_is_asked():
    heavy = "{'dns', 'cryptography', 'OpenSSL', 'httpx2'} & set(sys.modules)"
    code = f"import sys, tlsrpt_tui.live.mx, tlsrpt_tui.live.dane, tlsrpt_tui.live.dnssec; print({heavy})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


async def test_no_states_no_lines():
    assert dane_checks((), (), domain=DOMAIN) == ()


NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def chains(tmp_path_factory):
    """Chains that a server may send: with the key of now, with another key, and with RSA; all for the host."""
    own = LocalCa(tmp_path_factory.mktemp("dane"), now=NOW)
    above = with_root(own.intermediate, own.root)
    made = {"now": own.issue([HOST], ca=above, key_name="now"), "next": own.issue([HOST], ca=above, key_name="next")}
    made["rsa"] = own.issue([HOST], ca=above, key="rsa", key_name="rsa")
    return {name: tuple(map(read_certificate, issued.chain)) for name, issued in made.items()}


def probe(chain=(), address="192.0.2.1", status=ProbeStatus.TLS):
    return Probe(HOST, address, status, chain=tuple(chain), asked=NOW)


def record(spoken, chain):
    """``3 1 1`` of the leaf, ``2 1 1`` of the authority above it."""
    usage, selector, matching = map(int, spoken.split())
    certificate = chain[0 if usage == 3 else 1]
    return Tlsa(usage, selector, matching, dict(certificate.digests)[f"{selector} {matching}"])


WRONG = {
    "3 1 1": Tlsa(3, 1, 1, b"w" * 32),
    "3 1 2": Tlsa(3, 1, 2, b"w" * 64),
    "2 1 1": Tlsa(2, 1, 1, b"w" * 32),
    "3 0 1": Tlsa(3, 0, 1, b"w" * 32),
}
SETS = {
    "3 1 1": (["3 1 1 now"], State.GOOD, "3 1 1 matches the key", ["rollover-single"]),
    "3 0 1": (["3 0 1 now"], State.GOOD, "3 0 1 matches the certificate", ["rollover-single"]),
    "2 1 1": (["2 1 1 now"], State.GOOD, "2 1 1 matches the authority", []),
    "next published": (["3 1 1 now", "3 1 1 next"], State.GOOD, "3 1 1 matches the key", []),
    "both match": (["3 1 1 now", "2 1 1 now"], State.GOOD, "3 1 1, 2 1 1 match the server", []),
    "ee stale": (["3 1 1 next", "2 1 1 now"], State.WARNING, "2 1 1 matches, 3 1 1 not", ["tlsa-partly"]),
    "ta stale": (["3 1 1 now", "2 1 1 wrong"], State.WARNING, "3 1 1 matches, 2 1 1 not", ["tlsa-partly"]),
    "nothing": (["3 1 1 next"], State.BAD, "3 1 1 does not match the key", ["tlsa-mismatch"]),
    "nothing of two": (
        ["3 1 1 wrong", "2 1 1 wrong"],
        State.BAD,
        "3 1 1, 2 1 1 do not match the server",
        ["tlsa-mismatch"],
    ),
    "weaker only": (
        ["3 1 1 now", "3 1 2 wrong"],
        State.BAD,
        "3 1 1 matches, 3 1 2 not",
        ["tlsa-weaker-only"],
    ),
    "stronger only": (["3 1 1 wrong", "3 1 2 now"], State.WARNING, "3 1 2 matches, 3 1 1 not", ["tlsa-partly"]),
}


@pytest.mark.parametrize(("published", "state", "shown", "codes"), SETS.values(), ids=SETS.keys())
async def test_a_set_is_held_against_the_chain(chains, published, state, shown, codes):
    made = [WRONG[text[:5]] if text.endswith("wrong") else record(text[:5], chains[text[6:]]) for text in published]
    (check,) = await checked(host_world(made), (probe(chains["now"]),))
    assert (check.state, check.found, [finding.code for finding in check.findings]) == (state, shown, codes)


async def test_every_address_is_compared_and_the_one_that_fails_is_named(chains):
    probes = (probe(chains["now"]), probe(chains["next"], "2001:db8::1"))
    (check,) = await checked(host_world([record("3 1 1", chains["now"])]), probes)
    assert (check.state, check.found) == (State.BAD, "no match on 2001:db8::1")
    right = record("3 1 1", chains["next"])
    assert check.do == f"publish “{right}” beside what is there, or give the server the old key back"
    assert ("Where", "compared on 192.0.2.1, 2001:db8::1") in check.facts


async def test_a_server_with_two_keys_needs_a_record_for_each(chains):
    probes = (probe(chains["now"]), probe(chains["rsa"]))
    both = [record("3 1 1", chains["now"]), record("3 1 1", chains["rsa"])]
    (check,) = await checked(host_world(both), probes)
    assert (check.state, check.found) == (State.GOOD, "3 1 1 matches the key")
    (check,) = await checked(host_world(both[:1]), probes)
    assert check.state is State.BAD


async def test_missing_starttls_is_bad_where_records_ask_for_it():
    (check,) = await checked(host_world([KEY]), (probe(status=ProbeStatus.NO_STARTTLS),))
    assert (check.state, check.found) == (State.BAD, "3 1 1, but no STARTTLS")
    assert check.findings[0].code == "dane-no-starttls"


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (ProbeStatus.BLOCKED, "3 1 1, not compared: port 25 blocked"),
        (ProbeStatus.TIMED_OUT, "3 1 1, not compared: timed out"),
        (ProbeStatus.HANDSHAKE_FAILED, "3 1 1, not compared: TLS handshake failed"),
    ],
    ids=lambda value: str(value).replace(" ", "-"),
)
async def test_where_no_certificate_was_seen_the_line_says_so(status, shown):
    (check,) = await checked(host_world([KEY]), (probe(status=status),))
    assert (check.state, check.found) == (State.UNKNOWN, shown)
    assert check.findings[0].sentence.endswith(shown.partition(": ")[2])
    assert "--probe" not in check.do


async def test_a_record_waits_for_the_probe_that_is_to_come():
    states = await looked_up(host_world([KEY]))
    (waiting,) = dane_checks(states, (), domain=DOMAIN, pending=True)
    (asked,) = dane_checks(states, (), domain=DOMAIN)
    assert (waiting.state, waiting.found) == (State.ASKING, "3 1 1, waiting for port 25")
    assert (waiting.key, waiting.title, waiting.host) == (asked.key, asked.title, asked.host)
    assert asked.do == "let port 25 be connected to (--probe)"


async def test_what_is_not_connected_to_on_purpose_is_told_with_the_setting_that_allows_it():
    refused = dataclasses.replace(
        probe(address="127.0.0.4", status=ProbeStatus.NOT_TRIED), reason=why_not("127.0.0.4", allow_local=False)
    )
    (check,) = await checked(host_world([KEY]), (refused,))
    assert check.found == "3 1 1, not compared: 127.0.0.4 is local"
    assert check.findings[0].sentence.endswith("not connected to: 127.0.0.4 is this machine")
    assert "live.local_addresses" in check.do


async def test_probes_of_other_hosts_are_not_compared(chains):
    other = dataclasses.replace(probe(chains["next"]), host="mx2.example.net")
    (check,) = await checked(host_world([record("3 1 1", chains["now"])]), (other,))
    assert check.found == "3 1 1, not compared with the key"


@pytest.mark.parametrize("more", [{"mx_is": N}, {"mx_is": C, "host_is": C}], ids=["mx-not-signed", "claimed"])
async def test_a_mismatch_is_bad_too_where_senders_only_may_use_the_records(chains, more):
    (check,) = await checked(host_world([KEY], **more), (probe(chains["now"]),))
    assert check.state is State.BAD


async def test_a_mismatch_that_nobody_heeds_is_a_warning(chains):
    (check,) = await checked(world(tlsa(NAME, KEY, security=N)), (probe(chains["now"]),))
    assert check.state is State.WARNING


async def test_the_line_shows_records_names_and_how_to_ask_again(chains):
    used, spare = record("3 1 1", chains["now"]), record("3 1 1", chains["next"])
    (check,) = await checked(host_world([used, spare]), (probe(chains["now"]),))
    facts = dict(check.facts)
    assert (check.key, check.title, check.host, check.ttl) == (f"dane {HOST}", f"DANE {HOST}", HOST, 3600)
    assert facts["Found"].endswith(": matches")
    assert facts[""].endswith(": the server has another key")
    assert facts["At"] == NAME
    assert facts["DNSSEC"] == "MX signed, addresses signed, TLSA signed"
    assert facts["Rollover"] == "safe: every combination matches, 1 spare for the next key"
    assert facts["Senders"] == "authenticate"
    dig, openssl = check.repeat
    assert dig == f"dig @192.0.2.53 +dnssec {NAME} TLSA"
    assert openssl.startswith(f"openssl s_client -starttls smtp -connect 192.0.2.1:25 -servername {HOST} ")
    assert f"-dane_tlsa_rrdata '{used}'" in openssl


async def test_a_failed_validation_is_asked_again_with_validation_switched_off_beside():
    (check,) = await checked(world(fake.bogus(NAME, Kind.TLSA, lines=("x",))))
    assert check.repeat == (
        f"dig @192.0.2.53 +dnssec {NAME} TLSA",
        f"dig @192.0.2.53 +dnssec +cd {NAME} TLSA",
    )


async def test_hostile_names_and_many_records_stay_harmless_and_bounded():
    host = "\x1b[31m-x.example.net"
    name = f"_25._tcp.{host}"
    records = [Tlsa(number % 256, 9, 9, b"z" * 1000) for number in range(500)]
    answers = [mx(DOMAIN, host, security=S), *addresses(host, "192.0.2.1", security=S), tlsa(name, *records)]
    (check,) = await checked(answers)
    said = repr((check.title, check.found, check.facts, check.do, check.repeat, check.findings))
    assert "\\x1b" not in said
    assert len(check.findings) < 10
    assert len(check.facts) < 25
    assert not any("example.net" in line for line in check.repeat)
