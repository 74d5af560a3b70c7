"""Whoever is asked may do his worst: it costs a bounded time, writes no secret down, and leads nowhere."""

import asyncio
import contextlib
import datetime as dt
import ssl

import pytest

from tests.live.world.scripted_dns import ScriptedDns, answer, silent
from tests.live.world.smtp import HANG, good, mail_hosts, scripted
from tests.live.world.strangers import (
    FIRST,
    HERE,
    HOST,
    PATIENT,
    POLICY_HOST,
    SECOND,
    means_for,
    mx_of,
    nothing_is_left,
    probing,
)
from tlsrpt_tui.live.answers import Kind, Security, Status
from tlsrpt_tui.live.authorities import system_places, trust
from tlsrpt_tui.live.egress import told_apart
from tlsrpt_tui.live.local_addresses import why_not
from tlsrpt_tui.live.means import ADDRESS_STEPS, PROBE_SECONDS, PROBING_STEPS
from tlsrpt_tui.live.policy_host import fetch_policy
from tlsrpt_tui.live.published import FetchStatus, Probe, ProbeStatus
from tlsrpt_tui.live.resolver import make_resolver
from tlsrpt_tui.live.starttls import tls_checks

# Time


HANGING = {
    "greeting": (scripted(greeting=HANG), ProbeStatus.NO_GREETING, ""),
    "ehlo": (scripted(ehlo=HANG), ProbeStatus.TIMED_OUT, "220 mx.example.net ESMTP"),
    "starttls": (scripted(starttls=HANG), ProbeStatus.TIMED_OUT, "220 mx.example.net ESMTP"),
    "handshake": (scripted(tls=HANG), ProbeStatus.HANDSHAKE_FAILED, "220 mx.example.net ESMTP"),
}
MANY = tuple(f"127.0.0.{number}" for number in range(2, 10))


@pytest.mark.parametrize("step", HANGING)
async def test_all_steps_at_one_address_share_one_patience(ca, step, monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.live.starttls.ADDRESS_STEPS", 0.005)
    behaviour, status, banner = HANGING[step]
    async with mail_hosts({FIRST: behaviour}) as world:
        (probe,) = await probing(mx_of(FIRST), means_for(ca, port=world.port))
        await world.idle()
    assert (probe.status, probe.banner) == (status, banner)


async def test_a_host_with_many_slow_addresses_ends_when_the_patience_for_all_ends(ca, monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.live.starttls.PROBING_STEPS", 0.005)
    mx = mx_of(*MANY)
    async with mail_hosts({address: scripted(greeting=HANG) for address in MANY}) as world:
        first, *others = await probing(mx, means_for(ca, port=world.port))
        await world.idle()
        assert [world[address].connections for address in MANY] == [1] + [0] * 7
    assert first.status is not ProbeStatus.NOT_TRIED
    assert {(probe.status, probe.reason) for probe in others} == {
        (ProbeStatus.NOT_TRIED, "what was connected to before it took too long")
    }
    (check,) = tls_checks(tuple(others), mx, None, domain="example.org", now=ca.now, pending=False)
    assert check.state.value == "unknown"
    assert {finding.code for finding in check.findings} == {"not-tried"}


async def test_what_was_not_tried_is_no_sign_of_a_blocked_port(ca):
    async with mail_hosts({FIRST: good(ca.issue([HOST]))}) as world:
        means = means_for(ca, port=world.port)
        tried, late = await probing(mx_of(FIRST), means), Probe(HOST, SECOND, ProbeStatus.NOT_TRIED, reason="too late")
        await world.idle()
    assert await told_apart((*tried, late), means) == (*tried, late)
    assert await told_apart((late,), means) == (late,)


def test_the_patience_for_all_is_more_than_that_for_one_and_less_than_minutes():
    assert 1 < ADDRESS_STEPS < PROBING_STEPS
    assert PROBING_STEPS * PROBE_SECONDS <= 120


async def test_a_name_server_whose_own_name_cannot_be_looked_up_is_looked_up_once_for_all_questions(
    tmp_path, monkeypatch
):
    with ScriptedDns(silent) as server:
        port = int(server.address.rpartition(":")[2])
        monkeypatch.setattr("tlsrpt_tui.live.name_servers._DNS", port)
        (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\n")
        resolver = make_resolver(
            "tls://dns.example",
            clock=lambda: dt.datetime.now(dt.UTC),
            lifetime=0.4,
            resolv_conf=tmp_path / "resolv.conf",
        )
        answers = await asyncio.gather(*(resolver.ask(f"{number}.example.com", Kind.A) for number in range(6)))
        await resolver.close()
        asked = len(server.asked)
    assert {each.status for each in answers} == {Status.UNREACHABLE}
    assert asked <= 10  # four tries for each kind of address, and one or two more where the clock was late
    await nothing_is_left()


# Whom it trusts


def test_no_secret_of_tls_is_written_down_for_the_environment(ca, monkeypatch, tmp_path):
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "secrets"))
    assert trust(str(ca.file)).keylog_filename is None
    assert trust("").keylog_filename is None


async def test_an_encrypted_question_writes_no_secret_down(ca, monkeypatch, tmp_path):
    secrets = tmp_path / "secrets"
    monkeypatch.setenv("SSLKEYLOGFILE", str(secrets))
    context = ca.issue(["dns.example", HERE]).context()

    async def talk(reader, writer):
        with contextlib.suppress(OSError, EOFError):
            await reader.read(1000)
        writer.close()

    server = await asyncio.start_server(talk, HERE, 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    for scheme in ("tls", "https"):
        resolver = make_resolver(
            f"{scheme}://{HERE}:{port}", clock=lambda: dt.datetime.now(dt.UTC), lifetime=PATIENT, ca_file=str(ca.file)
        )
        await resolver.ask("example.com", Kind.A)
        await resolver.close()
    server.close()
    await server.wait_closed()
    assert not secrets.exists()


def test_authorities_that_lie_elsewhere_than_openssl_looks_are_found(ca, monkeypatch, tmp_path):
    paths = ssl.get_default_verify_paths()
    empty = paths._replace(cafile=None, capath=None, openssl_cafile=str(tmp_path / "no"), openssl_capath=str(tmp_path))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: empty)
    assert system_places(("/nowhere", str(ca.file))) == (str(ca.file), None)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "no"))
    assert system_places((str(ca.file),)) == (None, None)


# Where DNS leads


LOCAL = (
    "127.0.0.1",
    "127.9.9.9",
    "::1",
    "0.0.0.0",  # noqa: S104 -- the address itself, nobody listens
    "0.1.2.3",
    "::",
    "169.254.169.254",
    "fe80::1",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
)


@pytest.mark.parametrize("address", LOCAL)
async def test_a_stranger_s_dns_leads_to_no_address_of_this_machine_or_link(ca, address, monkeypatch):
    monkeypatch.setattr(asyncio, "open_connection", lambda *_args, **_options: pytest.fail("it was connected to"))
    means = means_for(ca, local=False)
    (probe,) = await probing(mx_of(address), means)
    assert probe.status is ProbeStatus.NOT_TRIED
    assert probe.asked is None
    assert address in probe.reason
    (check,) = tls_checks((probe,), mx_of(address), None, domain="example.org", now=ca.now, pending=False)
    assert check.state.value == "unknown"
    fetch = await fetch_policy(POLICY_HOST, address, means, trust(str(ca.file)))
    assert fetch.status is FetchStatus.UNREACHABLE
    assert fetch.reason == probe.reason


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.1.1", "172.16.0.1", "fd00::1", "192.0.2.1", "2001:db8::1"])
def test_private_networks_may_be_connected_to(address):
    assert not why_not(address, allow_local=False)


def test_tunnels_may_be_allowed():
    assert not why_not("127.0.0.1", allow_local=True)


def _once(kinds):
    """Fail the first time each thing is asked with validation, unless it is the root; answer ever after."""
    failed = set()

    def behave(query):
        if query.name == "":
            return kinds(query)
        if query.unchecked or query.kind in failed:
            return [answer(query, f"{query.name}. 300 IN A 192.0.2.1", authentic=not query.unchecked)]
        failed.add(query.kind)
        return [answer(query, rcode="SERVFAIL")]

    return behave


def _validating(query):
    return [answer(query, ". 300 IN NS a.example.", authentic=True)]


async def _asked(behave, lifetime=PATIENT):
    with ScriptedDns(behave) as server:
        resolver = make_resolver(server.address, clock=lambda: dt.datetime.now(dt.UTC), lifetime=lifetime)
        found = await resolver.ask("example.com", Kind.A)
        await resolver.close()
    return found


async def test_a_bad_moment_of_a_validating_resolver_is_no_verdict_on_dnssec():
    found = await _asked(_once(_validating))
    assert (found.status, found.security) == (Status.FOUND, Security.SECURE)


async def test_a_failure_of_a_resolver_of_which_nothing_is_known_is_no_verdict_on_dnssec():
    def behave(query):
        if query.name == "":
            return [answer(query, rcode="SERVFAIL")]
        if query.unchecked:
            return [answer(query, f"{query.name}. 300 IN A 192.0.2.1")]
        return [answer(query, rcode="SERVFAIL")]

    found = await _asked(behave)
    assert (found.status, found.security) == (Status.FAILED, Security.UNKNOWN)
