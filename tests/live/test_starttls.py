"""The probe goes as far as TLS and no further, tells every way of failing apart, and leaves nothing behind."""

import asyncio
import datetime as dt
import errno
import os
import socket
import ssl
from pathlib import Path

import pytest

from tests.live.fake import FakeResolver
from tests.live.world.pki import LocalCa
from tests.live.world.smtp import (
    CLOSE,
    HANDSHAKE_FAILURE,
    HANG,
    MASKED_EHLO,
    PLAIN_EHLO,
    endless,
    good,
    mail_hosts,
    mail_hosts_aside,
    old_tls,
    scripted,
    silent,
)
from tlsrpt_tui.live.answers import Address, Answer, Kind, Status
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.means import MOST_ADDRESSES, Means, Wishes
from tlsrpt_tui.live.published import MxHost, MxState, ProbeStatus, StsPolicy
from tlsrpt_tui.live.smtp_words import greeting_name
from tlsrpt_tui.live.starttls import MOST_AT_ONCE, probe_hosts, tls_checks

HOST = "mx1.example.net"
FIRST, SECOND = "127.0.0.2", "127.0.0.3"
OPEN_FILES = Path("/proc/self/fd")

QUICK, HANGING, PATIENT = 0.1, 0.5, 60.0
"""Seconds: where nothing is going to come, where something has to come before that, where everything comes."""


def mx_of(**hosts):
    """An MX set; each host, ``mx1``, with its addresses."""
    return MxState(
        Answer("example.org", Kind.MX, Status.FOUND),
        tuple(mx_host(f"{name}.example.net", addresses) for name, addresses in hosts.items()),
    )


def mx_host(name, addresses):
    answers = (
        Answer(name, kind, Status.FOUND, tuple(Address(each) for each in addresses if (":" in each) is six))
        for kind, six in ((Kind.A, False), (Kind.AAAA, True))
    )
    return MxHost(name, 10, tuple(answers))


def means_for(world, ca, *, seconds=PATIENT, resolver=None, **options):
    return Means(
        resolver or FakeResolver(),
        lambda: ca.now,
        smtp_port=world.port,
        ca_file=str(ca.file),
        probe_seconds=seconds,
        allow_local=True,
        **options,
    )


async def probed(behaviours, ca, *, mx=None, wishes=None, **options):
    """Probe the hosts of a world, ``mx1`` with all addresses unless told otherwise; return the probes and the world."""
    told = []
    async with mail_hosts(behaviours) as world:
        hosts = mx or mx_of(mx1=tuple(behaviours))
        probes = await probe_hosts(hosts, means_for(world, ca, **options), wishes or Wishes(), told.append)
        await world.idle()
    assert [(probe.host, probe.address) for probe in probes] == sorted(
        ((probe.host, probe.address) for probe in told),
        key=[(host.name, address) for host in hosts.hosts for address in host.addresses].index,
    )
    assert not [command for command in world.commands if command.upper().startswith(("MAIL", "RCPT", "DATA"))]
    return probes, world


async def probed_one(behaviour, ca, **options):
    (probe,), world = await probed({FIRST: behaviour}, ca, **options)
    return probe, world[FIRST]


async def test_a_good_host_is_met_as_a_sender_meets_it_and_left_without_a_mail(ca):
    issued = ca.issue([HOST])
    probe, host = await probed_one(good(issued), ca, ehlo="probe.example.com")
    assert host.commands == ["EHLO probe.example.com", "STARTTLS", "QUIT"]
    assert host.names == [HOST]
    assert probe.status is ProbeStatus.TLS
    assert probe.version == "TLSv1.3"
    assert probe.cipher.startswith("TLS_")
    assert tuple(each.der for each in probe.chain) == issued.chain
    assert (probe.trust_fault, probe.trust_code, probe.names_host) == ("", "", True)
    assert probe.asked == ca.now


async def test_what_was_said_is_kept_line_by_line(ca):
    probe, _host = await probed_one(good(ca.issue([HOST])), ca, ehlo="probe.example.com")
    assert probe.banner.startswith("220 mx.example.net")
    assert "STARTTLS" in probe.features
    assert probe.reply.startswith("220 ")
    assert probe.transcript[0] == f"< {probe.banner}"
    assert [line for line in probe.transcript if line[0] == ">"] == ["> EHLO probe.example.com", "> STARTTLS"]


async def test_a_certificate_of_rsa_is_met_as_well(ca):
    probe, _host = await probed_one(good(ca.issue([HOST], key="rsa", key_name="of rsa")), ca)
    assert probe.chain[0].key == "RSA 2048"


@pytest.fixture(scope="session")
def elsewhere(ca, tmp_path_factory):
    """An authority that nobody trusts."""
    return LocalCa(tmp_path_factory.mktemp("elsewhere"), now=ca.now, name="Elsewhere")


async def test_certificates_that_are_not_to_be_trusted_are_read_all_the_same(ca, elsewhere):
    long_ago = {"not_before": ca.now.replace(year=2020), "not_after": ca.now.replace(year=2021)}
    to_come = {"not_before": ca.now.replace(year=2040), "not_after": ca.now.replace(year=2041)}
    cases = {
        "127.0.0.2": (ca.issue([HOST], **long_ago), "expired", True),
        "127.0.0.3": (ca.issue([HOST], **to_come), "not-yet-valid", True),
        "127.0.0.4": (ca.issue(["other.example.net"]), "", False),
        "127.0.0.5": (ca.issue([HOST], self_signed=True), "self-signed", True),
        "127.0.0.6": (ca.issue([HOST], whole=False), "incomplete-chain", True),
        "127.0.0.7": (elsewhere.issue([HOST]), "untrusted", True),
        "127.0.0.8": (ca.issue([], common_name=HOST), "", False),
    }
    probes, _world = await probed({address: good(issued) for address, (issued, *_) in cases.items()}, ca)
    assert {probe.status for probe in probes} == {ProbeStatus.TLS}
    assert [(probe.chain[0].der, probe.trust_code, probe.names_host) for probe in probes] == [
        (issued.der, code, named) for issued, code, named in cases.values()
    ]


@pytest.mark.parametrize(
    ("behaviour", "status", "told", "said"),
    [
        (scripted(greeting=HANG), ProbeStatus.NO_GREETING, "said nothing in time", ["QUIT"]),
        (scripted(greeting=CLOSE), ProbeStatus.NO_GREETING, "closed the connection", None),
        (scripted(greeting=b"220-half"), ProbeStatus.NO_GREETING, "said nothing in time", ["QUIT"]),
        (scripted(greeting=b"554 5.7.1 not you\r\n"), ProbeStatus.REJECTED, "", ["QUIT"]),
        (scripted(greeting=b"421 busy\r\n"), ProbeStatus.REJECTED, "", ["QUIT"]),
        (scripted(greeting=b"HTTP/1.1 400 Bad Request\r\n"), ProbeStatus.NOT_SMTP, "no SMTP reply", None),
        (scripted(greeting=b"SSH-2.0-x\r\n"), ProbeStatus.NOT_SMTP, "no SMTP reply", None),
        (scripted(greeting=b"\x15\x03\x01\x00\x02\x02\x0a\n"), ProbeStatus.NOT_SMTP, "no SMTP reply", None),
        (endless(), ProbeStatus.NOT_SMTP, "more than a reply may hold", None),
        (endless(line=b""), ProbeStatus.NOT_SMTP, "more than a reply may hold", None),
        (scripted(ehlo=HANG), ProbeStatus.TIMED_OUT, "no answer to EHLO", ["EHLO", "QUIT"]),
        (scripted(ehlo=CLOSE), ProbeStatus.REJECTED, "closed the connection in answer to EHLO", None),
        (scripted(ehlo=b"550 who are you\r\n"), ProbeStatus.REJECTED, "in answer to EHLO", ["EHLO", "QUIT"]),
        (scripted(ehlo=b"502 no\r\n"), ProbeStatus.NO_STARTTLS, "does not know EHLO", ["EHLO", "QUIT"]),
        (scripted(ehlo=b"what?\r\n"), ProbeStatus.NOT_SMTP, "in answer to EHLO", None),
        (scripted(ehlo=b"250-a\r\n251 b\r\n"), ProbeStatus.NOT_SMTP, "in answer to EHLO", None),
        (scripted(ehlo=PLAIN_EHLO), ProbeStatus.NO_STARTTLS, "does not list STARTTLS", ["EHLO", "QUIT"]),
        (good(None), ProbeStatus.NO_STARTTLS, "does not list STARTTLS", ["EHLO", "QUIT"]),
        (scripted(ehlo=MASKED_EHLO), ProbeStatus.NO_STARTTLS, "masked by a firewall", ["EHLO", "QUIT"]),
        (
            scripted(greeting=b"220 ***************2**\r\n", ehlo=PLAIN_EHLO),
            ProbeStatus.NO_STARTTLS,
            "masked by a firewall",
            ["EHLO", "QUIT"],
        ),
        (scripted(starttls=b"454 not now\r\n"), ProbeStatus.STARTTLS_REFUSED, "", ["EHLO", "STARTTLS", "QUIT"]),
        (scripted(starttls=CLOSE), ProbeStatus.STARTTLS_REFUSED, "closed the connection", None),
        (scripted(starttls=HANG), ProbeStatus.TIMED_OUT, "no answer to STARTTLS", ["EHLO", "STARTTLS", "QUIT"]),
        (scripted(tls=HANG), ProbeStatus.HANDSHAKE_FAILED, "no end of the handshake", None),
        (scripted(tls=CLOSE), ProbeStatus.HANDSHAKE_FAILED, "the connection", None),
        (scripted(tls=HANDSHAKE_FAILURE), ProbeStatus.HANDSHAKE_FAILED, "alert from the server: handshake", None),
        (scripted(tls=b"500 what?\r\n"), ProbeStatus.HANDSHAKE_FAILED, "what came back is not TLS", None),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
async def test_every_way_of_failing_is_told_from_the_others(ca, behaviour, status, told, said):
    hangs = any(words in told for words in ("in time", "no answer", "no end"))
    probe, host = await probed_one(behaviour, ca, seconds=HANGING if hangs else PATIENT)
    assert (probe.status, told in probe.reason) == (status, True), probe
    assert not probe.chain
    assert host.connections == 1
    if said:
        assert host.verbs == said


async def test_the_reply_that_ended_it_is_kept(ca):
    probes, _world = await probed(
        {FIRST: scripted(greeting=b"554-5.7.1\r\n554 not you\r\n"), SECOND: scripted(starttls=b"454 not now\r\n")}, ca
    )
    assert [probe.reply for probe in probes] == ["554 not you", "454 not now"]


async def test_old_versions_are_spoken_with_and_told(ca):
    old = old_tls(ca.issue([HOST]), ssl.TLSVersion.TLSv1_1)
    probe, _host = await probed_one(scripted(context=old), ca)
    assert (probe.status, probe.version) == (ProbeStatus.TLS, "TLSv1.1")


async def test_plain_text_behind_the_answer_to_starttls_is_noted_and_not_believed(ca):
    injecting = scripted(starttls=b"220 go ahead\r\n250 SIZE 0\r\n", context=ca.issue([HOST]).context())
    probe, host = await probed_one(injecting, ca)
    assert probe.status is ProbeStatus.TLS
    assert probe.injected == "250 SIZE 0\r\n"
    assert host.verbs == ["EHLO", "STARTTLS", "QUIT"]


async def test_a_server_that_never_says_goodbye_is_left(ca):
    probe, _host = await probed_one(scripted(context=ca.issue([HOST]).context(), goodbye=HANG), ca, seconds=HANGING)
    assert probe.status is ProbeStatus.TLS


async def test_every_address_of_a_host_is_met_one_after_the_other(ca):
    serving = good(ca.issue([HOST]))
    addresses = [f"127.0.0.{number}" for number in range(2, 2 + MOST_ADDRESSES + 2)]
    probes, world = await probed(
        dict.fromkeys(addresses, serving), ca, mx=mx_of(mx1=addresses[:MOST_ADDRESSES]), wishes=Wishes()
    )
    assert len(probes) == MOST_ADDRESSES
    assert {host.most_open for host in world.hosts.values()} == {0, 1}


async def test_of_very_many_addresses_only_some_are_met(ca):
    async with mail_hosts({FIRST: silent()}) as world:
        told = []
        hosts = mx_of(mx1=[f"127.0.1.{number}" for number in range(1, 100)])
        await probe_hosts(hosts, means_for(world, ca), Wishes(), told.append)
    assert len(told) == MOST_ADDRESSES


async def test_an_address_that_two_hosts_share_has_one_connection_at_a_time(ca):
    hosts = mx_of(mx1=[FIRST], mx2=[FIRST], mx3=[FIRST], mx4=[FIRST])
    probes, world = await probed({FIRST: good(ca.issue([HOST, "mx3.example.net"]))}, ca, mx=hosts)
    assert [probe.names_host for probe in probes] == [True, False, True, False]
    assert (world[FIRST].connections, world[FIRST].most_open) == (4, 1)
    assert sorted(world[FIRST].names) == [host.name for host in hosts.hosts]


async def test_hosts_are_met_side_by_side_but_only_a_few(ca):
    addresses = [f"127.0.0.{number}" for number in range(2, 4 + MOST_AT_ONCE)]
    async with mail_hosts(dict.fromkeys(addresses, scripted(greeting=HANG))) as world:
        hosts = mx_of(**{f"mx{number}": [address] for number, address in enumerate(addresses)})
        task = asyncio.create_task(probe_hosts(hosts, means_for(world, ca), Wishes(), lambda _probe: None))
        for address in addresses[:MOST_AT_ONCE]:
            await world[address].reached.wait()
        assert [world[address].open for address in addresses] == [1] * MOST_AT_ONCE + [0, 0]
        world[FIRST].release.set()
        await world[addresses[MOST_AT_ONCE]].reached.wait()
        assert sum(host.open for host in world.hosts.values()) == MOST_AT_ONCE
        task.cancel()
        await asyncio.wait([task])
        await world.idle()


async def test_only_the_hosts_and_the_address_that_are_wished_for_are_met(ca):
    serving = dict.fromkeys([FIRST, SECOND, "127.0.0.4"], good(ca.issue([HOST])))
    hosts = mx_of(mx1=[FIRST, SECOND], mx2=["127.0.0.4"])
    async with mail_hosts(serving) as world:
        wishes = Wishes(hosts=frozenset({HOST}), address=SECOND)
        (probe,) = await probe_hosts(hosts, means_for(world, ca), wishes, lambda _probe: None)
        await world.idle()
    assert probe.address == SECOND
    assert [host.connections for host in world.hosts.values()] == [0, 1, 0]


async def test_a_domain_without_mail_has_nothing_to_meet(ca):
    resolver = FakeResolver()
    nothing = MxState(Answer("example.org", Kind.MX, Status.FOUND), null=True)
    means = Means(resolver, lambda: ca.now, smtp_port=1, egress_host="egress.example.com")
    assert await probe_hosts(nothing, means, Wishes(), lambda _probe: None) == ()
    assert resolver.asked == []


async def test_a_port_that_nobody_listens_at_refuses(ca):
    probes, _world = await probed({FIRST: good(ca.issue([HOST]))}, ca, mx=mx_of(mx1=[FIRST], mx2=["127.0.0.77"]))
    assert [probe.status for probe in probes] == [ProbeStatus.TLS, ProbeStatus.REFUSED]


async def test_one_address_that_times_out_while_another_answers_is_its_own_fault(ca):
    probes, _world = await probed({FIRST: silent(), SECOND: good(ca.issue([HOST]))}, ca, seconds=2 * HANGING)
    assert [probe.status for probe in probes] == [ProbeStatus.TIMED_OUT, ProbeStatus.TLS]


async def test_where_every_address_times_out_the_port_is_judged_to_be_blocked(ca):
    probes, _world = await probed({FIRST: silent(), SECOND: silent()}, ca, seconds=QUICK)
    assert {probe.status for probe in probes} == {ProbeStatus.BLOCKED}
    assert probes[0].reason.startswith("every address timed out: most networks that do this block port ")


async def test_refusals_alone_are_no_blocked_port(ca):
    probes, _world = await probed({FIRST: silent()}, ca, mx=mx_of(mx1=["127.0.0.77"], mx2=["127.0.0.78"]))
    assert {probe.status for probe in probes} == {ProbeStatus.REFUSED}


def egress(address):
    return FakeResolver([Answer("egress.example.com", Kind.A, Status.FOUND, (Address(address),))])


async def test_a_known_host_that_answers_shows_that_the_port_is_open(ca):
    behaviours = {FIRST: silent(), "127.0.0.9": scripted()}
    options = {"seconds": HANGING, "egress_host": "egress.example.com", "resolver": egress("127.0.0.9")}
    (probe,), world = await probed(behaviours, ca, mx=mx_of(mx1=[FIRST]), **options)
    assert probe.status is ProbeStatus.TIMED_OUT
    assert world["127.0.0.9"].commands == ["QUIT"]
    (check,) = tls_checks((probe,), mx_of(mx1=[FIRST]), None, domain="example.org", now=ca.now, pending=False)
    assert (check.state, check.found) == (State.WARNING, "timed out")
    assert "a known host answers" in check.findings[0].sentence


@pytest.mark.parametrize("known", ["egress.example.com", "127.0.0.9"])
async def test_a_known_host_that_is_silent_too_shows_that_the_port_is_blocked(ca, known):
    options = {"seconds": QUICK, "egress_host": known, "resolver": egress("127.0.0.9")}
    (probe,), _world = await probed({FIRST: silent(), "127.0.0.9": silent()}, ca, mx=mx_of(mx1=[FIRST]), **options)
    assert probe.status is ProbeStatus.BLOCKED
    assert f"{known} does not answer either" in probe.reason


async def test_the_known_host_is_left_alone_while_anybody_answers(ca):
    resolver = egress("127.0.0.9")
    behaviours = {FIRST: good(ca.issue([HOST])), "127.0.0.9": scripted()}
    _probes, world = await probed(
        behaviours, ca, mx=mx_of(mx1=[FIRST]), egress_host="egress.example.com", resolver=resolver
    )
    assert (resolver.asked, world["127.0.0.9"].connections) == ([], 0)


@pytest.fixture
def without_ipv6(monkeypatch):
    """A machine that has no way to any IPv6 address."""
    connect = asyncio.open_connection

    async def refuse(address, port, **options):
        if ":" in address:
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        return await connect(address, port, **options)

    monkeypatch.setattr(asyncio, "open_connection", refuse)


async def test_a_machine_without_ipv6_says_so_and_blames_nobody(ca, without_ipv6):
    mx = mx_of(mx1=[FIRST, "2001:db8::1"], mx2=["2001:db8::2"])
    probes, _world = await probed({FIRST: good(ca.issue([HOST]))}, ca, mx=mx)
    assert [probe.status for probe in probes] == [ProbeStatus.TLS, ProbeStatus.BLOCKED, ProbeStatus.BLOCKED]
    assert probes[1].reason == "no IPv6 from here"


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (errno.EHOSTUNREACH, ProbeStatus.UNREACHABLE),
        (errno.ECONNRESET, ProbeStatus.REFUSED),
        (errno.ETIMEDOUT, ProbeStatus.TIMED_OUT),
        (errno.EPERM, ProbeStatus.BLOCKED),
    ],
)
async def test_what_the_network_says_becomes_a_status(ca, monkeypatch, number, status):
    connect = asyncio.open_connection

    async def fail(address, port, **options):
        if address == SECOND:
            raise OSError(number, os.strerror(number))
        return await connect(address, port, **options)

    monkeypatch.setattr(asyncio, "open_connection", fail)
    probes, _world = await probed({FIRST: good(ca.issue([HOST]))}, ca, mx=mx_of(mx1=[FIRST, SECOND]))
    assert [probe.status for probe in probes] == [ProbeStatus.TLS, status]


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as each:
            each.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")
async def test_ipv6_is_met_like_ipv4(ca, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "nowhere")
    serving = good(ca.issue([HOST]))
    probes, world = await probed({FIRST: serving, "::1": serving}, ca)
    assert [probe.status for probe in probes] == [ProbeStatus.TLS, ProbeStatus.TLS]
    assert world[FIRST].commands[0] == "EHLO [127.0.0.1]"
    assert world["::1"].commands[0] == "EHLO [IPv6:::1]"


@pytest.mark.parametrize(
    ("wished", "machine", "said"),
    [
        ("probe.example.com", "box.example.net", "probe.example.com"),
        ("", "box.example.net", "box.example.net"),
        ("", "box", "[192.0.2.1]"),
        ("[192.0.2.9]", "box", "[192.0.2.9]"),
        ("a\r\nMAIL FROM:<>", "box", "[192.0.2.1]"),
        ("a b.example.com", "box.example.net\n", "[192.0.2.1]"),
    ],
)
def test_a_name_is_said_that_can_stand_behind_ehlo(monkeypatch, wished, machine, said):
    monkeypatch.setattr(socket, "gethostname", lambda: machine)
    assert greeting_name(wished, "192.0.2.1") == said


@pytest.mark.parametrize("name", ["mx1.exämple.net", "_mx.example.net", "a\\000b.example.net", "x" * 300, "\0.net"])
async def test_a_host_with_an_odd_name_is_met_all_the_same(ca, name):
    mx = MxState(Answer("example.org", Kind.MX, Status.FOUND), (mx_host(name, [FIRST]),))
    (probe,), _world = await probed({FIRST: scripted(context=ca.issue([HOST]).context())}, ca, mx=mx)
    assert probe.status in (ProbeStatus.TLS, ProbeStatus.HANDSHAKE_FAILED)
    assert not probe.names_host


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (scripted(greeting=HANG), ["QUIT"]),
        (scripted(ehlo=HANG), ["EHLO", "QUIT"]),
        (scripted(starttls=HANG), ["EHLO", "STARTTLS", "QUIT"]),
        (scripted(tls=HANG), None),
        (scripted(greeting=b"554 no\r\n", goodbye=HANG), None),
    ],
    ids=["greeting", "ehlo", "starttls", "handshake", "goodbye"],
)
async def test_a_probe_that_is_cancelled_leaves_politely_and_leaves_nothing(ca, behaviour, said):
    before = asyncio.all_tasks()
    async with mail_hosts({FIRST: behaviour}) as world:
        hosts = mx_of(mx1=[FIRST])
        task = asyncio.create_task(probe_hosts(hosts, means_for(world, ca), Wishes(), lambda _probe: None))
        await world[FIRST].reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await world.idle()
    assert asyncio.all_tasks() == before
    if said:
        assert world[FIRST].verbs == said


def open_files():
    return {each.name for each in OPEN_FILES.iterdir()}


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="this machine does not list open files")
async def test_no_socket_and_no_task_outlives_a_probe(ca):
    issued = ca.issue([HOST])
    behaviours = {
        "127.0.0.2": good(issued),
        "127.0.0.3": scripted(greeting=HANG),
        "127.0.0.4": scripted(ehlo=HANG),
        "127.0.0.5": scripted(starttls=HANG),
        "127.0.0.6": scripted(tls=HANG),
        "127.0.0.7": endless(),
        "127.0.0.8": silent(),
        "127.0.0.9": scripted(context=issued.context(), goodbye=HANG),
    }
    tasks, files = asyncio.all_tasks(), open_files()
    probes, _world = await probed(behaviours, ca, seconds=QUICK)
    assert len(probes) == len(behaviours)
    assert asyncio.all_tasks() == tasks
    assert open_files() == files


def test_a_world_may_run_beside_a_loop_that_is_not_its_own(ca):
    with mail_hosts_aside({FIRST: good(ca.issue([HOST]))}) as world:
        probing = probe_hosts(mx_of(mx1=[FIRST]), means_for(world, ca), Wishes(), lambda _probe: None)
        (probe,) = asyncio.run(probing)
    assert probe.status is ProbeStatus.TLS


def broken_and_mended(ca, elsewhere):
    """What makes a result type of RFC 8460 §4.3, and how the first thing that is found about it is called."""
    week = dt.timedelta(days=7)
    return {
        "starttls-not-supported": (scripted(ehlo=PLAIN_EHLO), "no-starttls"),
        "certificate-host-mismatch": (good(ca.issue(["other.example.net"])), "host-mismatch"),
        "certificate-expired": (
            good(ca.issue([HOST], not_before=ca.now - 2 * week, not_after=ca.now - week)),
            "certificate-expired",
        ),
        "certificate-not-trusted": (good(elsewhere.issue([HOST])), "untrusted"),
        "validation-failure": (scripted(tls=HANDSHAKE_FAILURE), "handshake-failed"),
    }


@pytest.mark.parametrize(
    "result_type",
    [
        "starttls-not-supported",
        "certificate-host-mismatch",
        "certificate-expired",
        "certificate-not-trusted",
        "validation-failure",
    ],
)
async def test_a_host_that_fails_as_a_report_says_is_bad_and_mended_it_is_good(ca, elsewhere, result_type):
    behaviour, code = broken_and_mended(ca, elsewhere)[result_type]
    mx, policy = mx_of(mx1=[FIRST]), StsPolicy("enforce", (HOST,), 604800)
    seen = []
    for each in (behaviour, good(ca.issue([HOST]))):
        probes, _world = await probed({FIRST: each}, ca, mx=mx)
        (check,) = tls_checks(probes, mx, policy, domain="example.org", now=ca.now, pending=False)
        seen.append((check.state, [finding.code for finding in check.findings], check.found))
    assert seen == [(State.BAD, [code], seen[0][2]), (State.GOOD, [], "names match, 74 days left")]
