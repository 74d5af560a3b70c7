"""What a probe found becomes one line for a host whose addresses agree, and one for each that differs."""

import datetime as dt
from dataclasses import replace

import pytest

from tlsrpt_tui.live.answers import Address, Answer, Kind, Status
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.published import Certificate, MxHost, MxState, Probe, ProbeStatus, StsPolicy
from tlsrpt_tui.live.tls_lines import tls_checks

NOW = dt.datetime(2026, 11, 21, 9, 12, tzinfo=dt.UTC)
HOST = "mx2.example.net"
V4, OTHER_V4, V6 = "203.0.113.26", "203.0.113.27", "2001:db8::26"
NO_IPV6 = "no IPv6 from here"


def policy(mode):
    return StsPolicy(mode, ("*.example.net",), 604800)


def mx_of(*addresses, host=HOST):
    v4, v6 = (tuple(Address(each) for each in addresses if (":" in each) is six) for six in (False, True))
    answers = (Answer(host, Kind.A, Status.FOUND, v4), Answer(host, Kind.AAAA, Status.FOUND, v6))
    return MxState(Answer("example.org", Kind.MX, Status.FOUND), (MxHost(host, 10, answers),))


def certificate(*, days=74.5, names=(HOST,), subject=f"CN={HOST}", issuer="CN=Example CA", since=-10.0):
    begin, end = NOW + dt.timedelta(days=since), NOW + dt.timedelta(days=days)
    return Certificate(b"der", subject, issuer, names, begin, end, "ECDSA P-256")


def tls(address=V4, *, days=74.5, chain=None, **changes):
    chain = (certificate(days=days),) if chain is None else chain
    probe = Probe(HOST, address, ProbeStatus.TLS, "220 mx2 ESMTP", ("STARTTLS",), "220 go", "TLSv1.3", "TLS_AES", chain)
    return replace(probe, **{"names_host": True, "asked": NOW, **changes})


def failed(status, address=V4, **changes):
    return Probe(HOST, address, status, asked=NOW, **changes)


def lines(*probes, mode="enforce", mx=None, pending=False, wishes=None):
    mx = mx or mx_of(*(probe.address for probe in probes))
    rules = policy(mode) if mode else None
    return tls_checks(probes, mx, rules, domain="example.org", now=NOW, pending=pending, wishes=wishes)


def line(*probes, **options):
    (check,) = lines(*probes, **options)
    return check


def test_a_good_host_is_one_line():
    check = line(tls(), tls(V6))
    assert (check.key, check.topic, check.title) == (f"tls {HOST}", Topic.TLS, f"TLS {HOST}")
    assert (check.state, check.found, check.section) == (State.GOOD, "names match, 74 days left", "8461 §4.2")
    assert (check.host, check.address, check.do, check.findings) == (HOST, "", "", ())
    assert dict(check.facts)["Where"] == f"{V4}, {V6} (2 of 2 addresses)"
    assert check.asked == NOW


def test_of_several_certificates_the_one_that_ends_first_speaks():
    assert line(tls(), tls(V6, days=20.5)).found == "names match, 20 days left"


def test_an_expired_certificate_is_told_with_its_day_and_address_beside_what_cannot_be_seen():
    expired = tls(days=-3.5, trust_fault="the certificate expired 2026-11-17 21:12 UTC", trust_code="expired")
    mx2, ipv6 = lines(expired, failed(ProbeStatus.BLOCKED, V6, reason=NO_IPV6))
    assert (mx2.title, mx2.state, mx2.found) == (f"TLS {HOST}", State.BAD, f"expired 17 Nov on {V4}")
    assert (mx2.address, mx2.do) == (V4, f"renew the certificate and reload the mail server on {V4}")
    assert [finding.code for finding in mx2.findings] == ["certificate-expired"]
    assert mx2.facts[:2] == (
        ("Found", f"CN={HOST}, SAN {HOST}"),
        ("", "notAfter 2026-11-17 21:12 UTC, 3 days ago"),
    )
    assert ("Where", f"{V4} (1 of 2 addresses)") in mx2.facts
    assert ("Rule", "RFC 8461 §4.2: the certificate must be valid and name the MX") in mx2.facts
    assert (ipv6.title, ipv6.key, ipv6.section) == (f"TLS {HOST} IPv6", f"tls {HOST} ipv6", "")
    assert (ipv6.state, ipv6.found) == (State.UNKNOWN, "no IPv6 from here")


def test_addresses_of_one_family_that_differ_are_named_by_address():
    first, second = lines(tls(), tls(OTHER_V4, names_host=False))
    assert (first.title, second.title) == (f"TLS {HOST}", f"TLS {HOST} {OTHER_V4}")
    assert (first.state, second.state) == (State.GOOD, State.BAD)
    assert first.key != second.key


CERTIFICATE_FAULTS = [
    (tls(days=-3.5, trust_code="expired"), "certificate-expired", "expired 17 Nov"),
    (tls(days=-400.0, trust_code="expired"), "certificate-expired", "expired 17 Oct 2025"),
    (
        tls(chain=(certificate(since=3.0),), trust_code="not-yet-valid"),
        "certificate-not-yet-valid",
        "valid from 24 Nov",
    ),
    (tls(names_host=False), "host-mismatch", "certificate names another host"),
    (tls(trust_code="self-signed", trust_fault="it is"), "self-signed", "self-signed"),
    (tls(trust_code="incomplete-chain", trust_fault="it is"), "incomplete-chain", "chain incomplete"),
    (tls(trust_code="untrusted", trust_fault="it is"), "untrusted", "not trusted"),
    (
        tls(trust_code="expired", trust_fault="CN=X above the certificate expired"),
        "chain-expired",
        "intermediate expired",
    ),
    (tls(chain=()), "no-certificate", "no certificate"),
]


@pytest.mark.parametrize(("probe", "code", "found"), CERTIFICATE_FAULTS, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize(
    ("mode", "state"),
    [("enforce", State.BAD), ("testing", State.BAD), ("none", State.WARNING), ("", State.WARNING)],
)
def test_a_certificate_is_bad_where_a_policy_asks_for_a_good_one_and_else_warned_of(probe, code, found, mode, state):
    check = line(probe, mode=mode)
    assert (check.state, check.found) == (state, found)
    assert [finding.code for finding in check.findings] == [code]
    assert check.do


@pytest.mark.parametrize(
    ("probe", "code", "state", "found"),
    [
        (tls(days=13.5), "certificate-expires-soon", State.WARNING, "13 days left"),
        (tls(version="TLSv1"), "old-tls", State.WARNING, "TLSv1 is too old"),
        (tls(version="TLSv1.1"), "old-tls", State.WARNING, "TLSv1.1 is too old"),
        (tls(injected="250 x\r\n"), "text-before-tls", State.WARNING, "plain text before TLS"),
        (tls(trust_code="other", trust_fault="no authorities"), "trust-unknown", State.UNKNOWN, "trust cannot be told"),
        (
            tls(chain=(certificate(), certificate(days=5.5, subject="CN=Old", issuer="CN=Root"))),
            "chain-expires-soon",
            State.WARNING,
            "intermediate: 5 days left",
        ),
        (failed(ProbeStatus.BLOCKED, reason="every address timed out"), "port-blocked", State.UNKNOWN, None),
        (failed(ProbeStatus.TIMED_OUT), "timed-out", State.UNKNOWN, "timed out"),
        (failed(ProbeStatus.REFUSED), "refused", State.UNKNOWN, "refused"),
        (failed(ProbeStatus.UNREACHABLE), "unreachable", State.UNKNOWN, "not reached"),
        (failed(ProbeStatus.NO_GREETING), "no-greeting", State.UNKNOWN, "no greeting"),
        (failed(ProbeStatus.REJECTED, reply="554 no"), "rejected", State.UNKNOWN, "turned away: 554"),
        (failed(ProbeStatus.NOT_SMTP), "not-smtp", State.BAD, "does not speak SMTP"),
        (failed(ProbeStatus.NO_STARTTLS, banner="220"), "no-starttls", State.BAD, "STARTTLS not offered"),
        (
            failed(ProbeStatus.NO_STARTTLS, banner="220", reason="masked by a firewall"),
            "starttls-masked",
            State.BAD,
            "STARTTLS masked by a firewall",
        ),
        (failed(ProbeStatus.STARTTLS_REFUSED, banner="220"), "starttls-refused", State.BAD, "STARTTLS refused"),
        (failed(ProbeStatus.HANDSHAKE_FAILED, banner="220"), "handshake-failed", State.BAD, "TLS handshake failed"),
        (
            failed(ProbeStatus.TIMED_OUT, banner="220", reason="no answer to EHLO"),
            "hangs",
            State.BAD,
            "no answer to EHLO",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "-" in value else "",
)
@pytest.mark.parametrize("mode", ["enforce", ""])
def test_what_is_no_fault_of_the_certificate_weighs_the_same_with_and_without_a_policy(probe, code, state, found, mode):
    check = line(probe, mode=mode)
    assert [finding.code for finding in check.findings] == [code]
    assert (check.state, check.found) == (state, found or "port 25 blocked from here")
    assert len(check.found) <= 40


@pytest.mark.parametrize(
    "status", [ProbeStatus.TIMED_OUT, ProbeStatus.REFUSED, ProbeStatus.UNREACHABLE, ProbeStatus.NO_GREETING]
)
def test_silence_is_warned_of_only_where_others_answer(status):
    good, silent = lines(tls(), failed(status, OTHER_V4))
    assert (good.state, silent.state) == (State.GOOD, State.WARNING)
    assert line(failed(status, OTHER_V4)).state is State.UNKNOWN


def test_several_faults_are_all_told_the_worst_first():
    check = line(tls(days=-3.5, trust_code="self-signed", trust_fault="x", names_host=False, version="TLSv1.1"))
    assert [finding.code for finding in check.findings] == [
        "host-mismatch",
        "certificate-expired",
        "self-signed",
        "old-tls",
    ]
    assert check.state is State.BAD


def test_a_blocked_port_says_what_to_run_where():
    check = line(failed(ProbeStatus.BLOCKED, V6, reason=NO_IPV6))
    openssl = f"openssl s_client -starttls smtp -connect '[{V6}]:25' -servername {HOST} </dev/null"
    assert check.repeat[0] == openssl
    assert check.repeat[1].startswith(f"ssh {HOST} ")
    assert check.do == "run it on the mail server, or the openssl line there over ssh"
    assert "nothing can be said" in check.findings[0].sentence


def test_each_address_has_its_line_for_a_shell():
    check = line(tls(), tls(V6))
    assert check.repeat == (
        f"openssl s_client -starttls smtp -connect {V4}:25 -servername {HOST} </dev/null",
        f"openssl s_client -starttls smtp -connect '[{V6}]:25' -servername {HOST} </dev/null",
    )


@pytest.mark.parametrize("name", ["-evil.example.net", "a;rm -rf .example.net", "$(id).example.net", "", "a..b"])
def test_a_name_that_is_no_host_stands_in_no_command(name):
    probe = replace(failed(ProbeStatus.BLOCKED, reason="x"), host=name)
    assert line(probe, mx=mx_of(V4, host=name)).repeat == (
        f"openssl s_client -starttls smtp -connect {V4}:25 </dev/null",
    )


def test_the_answer_is_shown_as_it_came():
    check = line(tls(transcript=("< 220 mx2 ESMTP", "> EHLO probe.example.com"), trust_fault="", trust_code=""))
    assert check.sent == (
        f"{V4}:",
        "  < 220 mx2 ESMTP",
        "  > EHLO probe.example.com",
        "  TLSv1.3, TLS_AES",
        f"  0 subject CN={HOST}",
        "    issuer  CN=Example CA",
        "    valid   2026-11-11 09:12 UTC to 2027-02-03 21:12 UTC, ECDSA P-256",
    )


HOSTILE = "\x1b[31m\u202eevil\r\n" * 500


@pytest.mark.parametrize("status", [status for status in ProbeStatus if status is not ProbeStatus.TLS])
def test_nothing_that_a_server_says_can_write_on_the_screen(status):
    said = {"banner": HOSTILE, "reply": HOSTILE, "reason": HOSTILE, "transcript": (HOSTILE,) * 500}
    assert_harmless(line(failed(status, **said)))


def test_nothing_that_a_certificate_says_can_write_on_the_screen():
    leaf = certificate(names=(HOSTILE,) * 300, subject=HOSTILE, issuer=HOSTILE)
    hostile = replace(leaf, unreadable=HOSTILE)
    said = {"names_host": False, "trust_code": "untrusted", "trust_fault": HOSTILE, "injected": HOSTILE}
    assert_harmless(line(tls(chain=(hostile,) * 20, cipher=HOSTILE, transcript=(HOSTILE,) * 500, **said)))


def assert_harmless(check):
    texts = [check.title, check.found, check.do, check.host, *check.repeat, *check.sent]
    texts += [text for fact in check.facts for text in fact]
    texts += [text for finding in check.findings for text in (finding.sentence, finding.do)]
    assert all(text.isprintable() and len(text) <= 500 for text in texts)
    assert len(check.sent) <= 200
    assert len(check.found) <= 40


def test_a_certificate_that_cannot_be_read_is_told():
    unread = Certificate(
        b"x", "", "", (), dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
    )
    check = line(tls(chain=(replace(unread, unreadable="no such thing"),), names_host=False))
    assert ("", "not all of it can be read: no such thing") in check.facts
    assert check.state is State.BAD


def test_hosts_that_were_not_probed_have_no_line():
    assert lines(mx=mx_of(V4)) == ()
    assert tls_checks((), mx_of(), None, domain="example.org", now=NOW, pending=False) == ()


def test_hosts_that_wait_for_a_probe_are_asking():
    check = line(mx=mx_of(V4, V6), pending=True)
    assert (check.state, check.key, check.found, check.asked) == (State.ASKING, f"tls {HOST}", "", None)
    half = line(tls(), mx=mx_of(V4, V6), pending=True)
    assert (half.state, half.found) == (State.ASKING, "1 of 2 addresses asked")
    assert line(tls(), tls(V6), pending=True).state is State.GOOD


def test_silence_waits_for_its_verdict_while_others_are_asked():
    assert line(failed(ProbeStatus.TIMED_OUT), pending=True).state is State.ASKING


def test_while_asking_only_what_is_wished_for_has_a_line():
    assert lines(mx=mx_of(V4), pending=True, wishes=Wishes(hosts=frozenset({"mx1.example.net"}))) == ()
    assert lines(tls(), mx=mx_of(V4, V6), pending=True, wishes=Wishes(address=V4))[0].state is State.GOOD
