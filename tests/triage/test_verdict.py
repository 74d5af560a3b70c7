"""Whether a reported failure is still so: what is asked for it, and what the answers come to."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.triage.worlds import (
    DOMAIN,
    HOSTS,
    KEY,
    NOW,
    address,
    certificate,
    checkup,
    dane,
    failed,
    mx,
    on,
    probe,
    published,
    seen,
    sender,
    sts_policy,
    sts_record,
    text,
    tlsa,
    unfetched,
)
from tlsrpt_tui.live.answers import Answer, Kind, Security, Status, Validation
from tlsrpt_tui.live.check import Check, Topic
from tlsrpt_tui.live.check_list import checks_of
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.order import Facts, Part
from tlsrpt_tui.live.published import DaneOutcome, Fault, Fetch, FetchStatus, Level, MxHost, PolicyState, ProbeStatus
from tlsrpt_tui.reports.model import NO_DETAILS, ResultType
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.verdict import Verdict, judged, wishes_for

MX2 = HOSTS[1]
IP = "203.0.113.26"
NO_RECORD = {"sts_record": sts_record(None), "sts_policy": PolicyState(f"mta-sts.{DOMAIN}")}


def subject(result, kind="sts", *, host=MX2, ip=IP, policy=()):
    return Subject(result, kind, DOMAIN, host, ip, policy)


def looked(about, *, probed=True, **facts):
    """Return a checkup of just what a failure calls for, its lines as the checks themselves make them."""
    wishes = wishes_for(about, probe=probed)
    known = published(**facts)
    made = checks_of(Facts(known, Validation.VALIDATES, done=frozenset(Part)), wishes, now=NOW)
    return Checkup(DOMAIN, NOW, NOW, "192.0.2.53", Validation.VALIDATES, made, known)


def verdict(about, reported=None, **facts):
    return judged(about, looked(about, **facts), reported, now=NOW)


# What is asked

MX_TLS = {Topic.MX, Topic.TLS}
OF_POLICY = {Topic.STS_RECORD, Topic.STS_POLICY, Topic.POLICY_HOST, Topic.MX}
NAMES = {Topic.STS_RECORD, Topic.STS_POLICY, Topic.MX}
SIGNED = {Topic.MX, Topic.DANE, Topic.DNSSEC}


@pytest.mark.parametrize(
    ("result", "kind", "topics"),
    [
        ("starttls-not-supported", "sts", MX_TLS),
        ("starttls-not-supported", "tlsa", MX_TLS),
        ("starttls-not-supported", "no-policy-found", MX_TLS),
        ("certificate-host-mismatch", "sts", MX_TLS | NAMES),
        ("certificate-host-mismatch", "tlsa", MX_TLS | {Topic.DANE}),
        ("certificate-expired", "sts", MX_TLS),
        ("certificate-expired", "tlsa", MX_TLS | {Topic.DANE}),
        ("certificate-not-trusted", "sts", MX_TLS),
        ("certificate-not-trusted", "tlsa", MX_TLS | {Topic.DANE}),
        ("validation-failure", "sts", MX_TLS | NAMES),
        ("validation-failure", "tlsa", MX_TLS | SIGNED),
        ("tlsa-invalid", "tlsa", MX_TLS | SIGNED),
        ("dnssec-invalid", "tlsa", SIGNED),
        ("dane-required", "tlsa", SIGNED),
        ("sts-policy-fetch-error", "sts", OF_POLICY),
        ("sts-policy-invalid", "sts", OF_POLICY),
        ("sts-webpki-invalid", "sts", OF_POLICY),
        ("quantum-handshake-flux", "sts", set(Topic) - {Topic.TLS}),
        (NO_DETAILS, "sts", set(Topic) - {Topic.TLS}),
        ("", "", set(Topic) - {Topic.TLS}),
    ],
)
def test_a_failure_calls_for_exactly_its_checks(result, kind, topics):
    assert wishes_for(subject(result, kind), probe=True).topics == topics
    assert wishes_for(subject(result, kind), probe=False).topics == topics - {Topic.TLS}


def test_only_the_host_and_the_address_that_failed_are_connected_to():
    wishes = wishes_for(subject("certificate-expired", host="MX2.example.net.", ip="2001:DB8:0::26"), probe=True)
    assert wishes == Wishes(frozenset(MX_TLS), frozenset({MX2}), "2001:db8::26")


@pytest.mark.parametrize("ip", ["", "x.x.x.x", "198.51.100.0/24"])
def test_what_is_no_address_picks_none(ip):
    assert wishes_for(subject("certificate-expired", ip=ip), probe=True).address == ""


def test_without_a_host_all_of_them_are_asked():
    assert wishes_for(subject("certificate-expired", host=""), probe=True).hosts == frozenset()


def test_a_failure_of_the_policy_concerns_no_single_host():
    wishes = wishes_for(subject("sts-policy-invalid"), probe=True)
    assert (wishes.hosts, wishes.address, wishes.probes) == (frozenset(), "", False)


@pytest.mark.parametrize("result", ["validation-failure", "certificate-host-mismatch"])
def test_where_the_policy_lacks_the_host_nobody_connects_to_it(result):
    wishes = wishes_for(subject(result, policy=text(patterns=(HOSTS[0],))), probe=True)
    assert not wishes.probes
    assert Topic.STS_POLICY in wishes.topics


# What the answers come to

WELL = probe()
EXPIRED = replace(WELL, chain=(certificate((MX2,), ends=-dt.timedelta(days=3)),), trust_code="expired", trust_fault="x")
MISNAMED = replace(WELL, names_host=False)
SELF_SIGNED = replace(WELL, trust_code="self-signed", trust_fault="the certificate is self-signed")
INCOMPLETE = replace(WELL, trust_code="incomplete-chain", trust_fault="the intermediate is missing")
WITHOUT = replace(probe(status=ProbeStatus.NO_STARTTLS), banner="220 mx2", reason="EHLO does not list it")
REFUSING = replace(probe(status=ProbeStatus.STARTTLS_REFUSED), banner="220 mx2", reply="454 no")
BROKEN = replace(probe(status=ProbeStatus.HANDSHAKE_FAILED), banner="220 mx2", reason="alert 40")
BLOCKED = replace(probe(status=ProbeStatus.BLOCKED), reason="port 25 blocked from here")
KEYED = replace(WELL, chain=(replace(WELL.chain[0], digests=(("1 1", tlsa(KEY).data),)),))
OTHER_KEY = replace(WELL, chain=(replace(WELL.chain[0], digests=(("1 1", b"x" * 32),)),))
DANE = {"dane": (dane(MX2, KEY),)}
BOGUS = Answer(
    f"_25._tcp.{MX2}", Kind.TLSA, Status.FAILED, security=Security.BOGUS, errors=("EDE 7 Signature Expired",)
)
BROKEN_ZONE = {
    "dane": (replace(dane(MX2, outcome=DaneOutcome.SKIP), tlsa=Security.BOGUS, answers=(BOGUS,)),),
}
FAULT = Fault(Level.ERROR, "no-mode", "there is no mode: write mode: testing", "8461 §3.2", line=2)
BAD_TLS = Fetch("203.0.113.80", FetchStatus.TLS_FAILED, tls_fault="the certificate names other.example")
FAILING = {
    "sts_policy": PolicyState(f"mta-sts.{DOMAIN}", fetches=(Fetch("203.0.113.80", FetchStatus.WRONG_STATUS, http=404),))
}

CASES = [
    # id, result type, policy type, facts, verdict, words of the sentence
    (
        "no-starttls-still",
        "starttls-not-supported",
        "sts",
        {"probes": (WITHOUT,)},
        Verdict.STILL,
        "STARTTLS not offered",
    ),
    (
        "starttls-refused-still",
        "starttls-not-supported",
        "sts",
        {"probes": (REFUSING,)},
        Verdict.STILL,
        "STARTTLS refused",
    ),
    ("handshake-still", "starttls-not-supported", "tlsa", {"probes": (BROKEN,)}, Verdict.STILL, "handshake failed"),
    ("starttls-recovered", "starttls-not-supported", "sts", {"probes": (WELL,)}, Verdict.RECOVERED, "names match"),
    ("starttls-blocked", "starttls-not-supported", "sts", {"probes": (BLOCKED,)}, Verdict.UNSEEN, "port 25 blocked"),
    (
        "starttls-other",
        "starttls-not-supported",
        "sts",
        {"probes": (EXPIRED,)},
        Verdict.OTHERWISE,
        "wrong in another way: expired",
    ),
    (
        "mismatch-still",
        "certificate-host-mismatch",
        "sts",
        {"probes": (MISNAMED,)},
        Verdict.STILL,
        "names another host",
    ),
    (
        "mismatch-by-policy-still",
        "certificate-host-mismatch",
        "sts",
        {"probes": (WELL,), "sts_policy": sts_policy("enforce", HOSTS[:1])},
        Verdict.STILL,
        "mx2.example.net is not in the policy",
    ),
    ("mismatch-recovered", "certificate-host-mismatch", "sts", {"probes": (WELL,)}, Verdict.RECOVERED, ""),
    ("mismatch-not-probed", "certificate-host-mismatch", "sts", {}, Verdict.UNSEEN, ""),
    ("expired-still", "certificate-expired", "sts", {"probes": (EXPIRED,)}, Verdict.STILL, "expired 18 Nov"),
    (
        "expired-without-policy-still",
        "certificate-expired",
        "sts",
        {"probes": (EXPIRED,), **NO_RECORD},
        Verdict.STILL,
        "expired 18 Nov",
    ),
    ("expired-recovered", "certificate-expired", "sts", {"probes": (WELL,)}, Verdict.RECOVERED, "60 days left"),
    ("expired-other", "certificate-expired", "sts", {"probes": (SELF_SIGNED,)}, Verdict.OTHERWISE, "self-signed"),
    ("expired-with-dane-recovered", "certificate-expired", "tlsa", {"probes": (KEYED,), **DANE}, Verdict.RECOVERED, ""),
    (
        "expired-with-dane-still",
        "certificate-expired",
        "tlsa",
        {"probes": (EXPIRED,), **DANE},
        Verdict.STILL,
        "expired",
    ),
    ("untrusted-still", "certificate-not-trusted", "sts", {"probes": (SELF_SIGNED,)}, Verdict.STILL, "self-signed"),
    (
        "incomplete-still",
        "certificate-not-trusted",
        "sts",
        {"probes": (INCOMPLETE,)},
        Verdict.STILL,
        "chain incomplete",
    ),
    ("untrusted-recovered", "certificate-not-trusted", "sts", {"probes": (WELL,)}, Verdict.RECOVERED, ""),
    ("untrusted-blocked", "certificate-not-trusted", "sts", {"probes": (BLOCKED,)}, Verdict.UNSEEN, "port 25 blocked"),
    (
        "validation-by-policy-still",
        "validation-failure",
        "sts",
        {"probes": (WELL,), "sts_policy": sts_policy("enforce", HOSTS[:1])},
        Verdict.STILL,
        "is not in the policy",
    ),
    ("validation-by-tls-still", "validation-failure", "sts", {"probes": (BROKEN,)}, Verdict.STILL, "handshake failed"),
    ("validation-recovered", "validation-failure", "sts", {"probes": (WELL,)}, Verdict.RECOVERED, "the policy names"),
    (
        "validation-unfetched",
        "validation-failure",
        "sts",
        {"probes": (WELL,), **FAILING},
        Verdict.OTHERWISE,
        "404",
    ),
    (
        "validation-of-dane-still",
        "validation-failure",
        "tlsa",
        {"probes": (OTHER_KEY,), **DANE},
        Verdict.STILL,
        "not match",
    ),
    ("tlsa-still", "tlsa-invalid", "tlsa", {"probes": (OTHER_KEY,), **DANE}, Verdict.STILL, "3 1 1 does not match"),
    ("tlsa-recovered", "tlsa-invalid", "tlsa", {"probes": (KEYED,), **DANE}, Verdict.RECOVERED, "3 1 1 matches"),
    ("tlsa-withdrawn", "tlsa-invalid", "tlsa", {"probes": (WELL,), "dane": (dane(MX2),)}, Verdict.RECOVERED, "no TLSA"),
    ("tlsa-blocked", "tlsa-invalid", "tlsa", {"probes": (BLOCKED,), **DANE}, Verdict.UNSEEN, "no certificate seen"),
    ("tlsa-bogus-still", "tlsa-invalid", "tlsa", BROKEN_ZONE, Verdict.STILL, "fails validation"),
    ("dnssec-still", "dnssec-invalid", "tlsa", BROKEN_ZONE, Verdict.STILL, ""),
    ("dnssec-recovered", "dnssec-invalid", "tlsa", DANE, Verdict.RECOVERED, ""),
    (
        "dane-required-still",
        "dane-required",
        "tlsa",
        {"dane": (dane(HOSTS[0], KEY), dane(MX2))},
        Verdict.STILL,
        "no TLSA record",
    ),
    ("dane-required-nowhere-still", "dane-required", "tlsa", {"dane": (dane(MX2),)}, Verdict.STILL, "not in use"),
    ("dane-required-recovered", "dane-required", "tlsa", DANE, Verdict.RECOVERED, "3 1 1"),
    (
        "dane-required-unknown",
        "dane-required",
        "tlsa",
        {"dane": (dane(MX2, KEY, outcome=DaneOutcome.UNKNOWN, security=Security.UNKNOWN),)},
        Verdict.UNSEEN,
        "",
    ),
    ("fetch-still", "sts-policy-fetch-error", "sts", FAILING, Verdict.STILL, "404"),
    ("fetch-recovered", "sts-policy-fetch-error", "sts", {}, Verdict.RECOVERED, "Policy host"),
    ("fetch-unreachable", "sts-policy-fetch-error", "sts", {"sts_policy": unfetched()}, Verdict.UNSEEN, ""),
    ("fetch-withdrawn", "sts-policy-fetch-error", "sts", NO_RECORD, Verdict.RECOVERED, "no MTA-STS any more"),
    (
        "policy-still",
        "sts-policy-invalid",
        "sts",
        {"sts_policy": sts_policy(None, (), faults=(FAULT,))},
        Verdict.STILL,
        "line 2: there is no mode",
    ),
    ("policy-recovered", "sts-policy-invalid", "sts", {}, Verdict.RECOVERED, "the policy is valid, mode testing"),
    ("policy-unreachable", "sts-policy-invalid", "sts", {"sts_policy": unfetched()}, Verdict.UNSEEN, ""),
    ("policy-other", "sts-policy-invalid", "sts", FAILING, Verdict.OTHERWISE, "404"),
    (
        "webpki-still",
        "sts-webpki-invalid",
        "sts",
        {"sts_policy": PolicyState(f"mta-sts.{DOMAIN}", fetches=(BAD_TLS,))},
        Verdict.STILL,
        "",
    ),
    ("webpki-recovered", "sts-webpki-invalid", "sts", {}, Verdict.RECOVERED, ""),
    ("webpki-other", "sts-webpki-invalid", "sts", FAILING, Verdict.OTHERWISE, "404"),
    ("webpki-unreachable", "sts-webpki-invalid", "sts", {"sts_policy": unfetched()}, Verdict.UNSEEN, ""),
    ("no-details", NO_DETAILS, "sts", {"reporting": None, **FAILING}, Verdict.UNSEEN, "does not say what failed; "),
    ("unknown-type", "quantum-handshake-flux", "sts", {"dane": (dane(MX2, KEY),)}, Verdict.UNSEEN, "no RFC names"),
]


@pytest.mark.parametrize(
    ("result", "kind", "facts", "expected", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_verdict_follows_from_the_checks_of_the_result_type(result, kind, facts, expected, words):
    found = verdict(subject(result, kind), **facts)
    assert found.verdict is expected, found
    assert found.sentence.startswith(str(expected))
    assert words in found.sentence
    assert found.checks or expected is Verdict.UNSEEN
    if expected is Verdict.STILL:
        assert found.do


@pytest.mark.parametrize("known", list(ResultType))
@pytest.mark.parametrize("expected", [Verdict.STILL, Verdict.RECOVERED])
def test_every_result_type_has_its_cases(known, expected):
    assert any(case[1] == known and case[4] is expected for case in CASES)


def test_as_long_as_a_deciding_check_is_out_nothing_is_said():
    waiting = checkup(Check("tls mx2.example.net", Topic.TLS, "TLS mx2.example.net", host=MX2), finished=None)
    found = judged(subject("certificate-expired"), waiting, None, now=NOW)
    assert (found.verdict, found.sentence) == (Verdict.ASKING, "asking: TLS mx2.example.net")


def test_what_other_hosts_wait_for_does_not_matter():
    about = subject("certificate-expired")
    ready = looked(about, probes=(EXPIRED,))
    other = Check("tls mail.example.net", Topic.TLS, "TLS mail.example.net", host=HOSTS[0])
    assert (
        judged(about, replace(ready, checks=(*ready.checks, other), finished=None), None, now=NOW).verdict
        is Verdict.STILL
    )


def test_what_was_never_asked_is_not_waited_for():
    cut_off = checkup(Check("tls mx2.example.net", Topic.TLS, "TLS mx2.example.net", host=MX2))
    assert judged(subject("certificate-expired"), cut_off, None, now=NOW).verdict is Verdict.UNSEEN


def test_without_consent_to_connect_the_verdict_says_how_to_see():
    about = subject("certificate-expired")
    found = judged(about, looked(about, probed=False), None, now=NOW)
    assert found.sentence == "cannot be seen from here: port 25 was not asked"
    assert "openssl" in found.do


def test_the_address_that_failed_decides_though_others_are_out_of_reach():
    other = replace(BLOCKED, address="2001:db8::26")
    about = subject("certificate-expired")
    known = published(probes=(WELL, other))
    two = MxHost(MX2, 20, (address(MX2),))
    known = replace(known, mx=replace(mx(*HOSTS), hosts=(two,)))
    made = checks_of(Facts(known, done=frozenset(Part)), Wishes(frozenset({Topic.TLS})), now=NOW)
    found = judged(about, Checkup(DOMAIN, NOW, NOW, "", Validation.VALIDATES, made, known), None, now=NOW)
    assert found.verdict is Verdict.RECOVERED
    elsewhere = judged(
        replace(about, receiving_ip=""), Checkup(DOMAIN, NOW, NOW, "", Validation.VALIDATES, made, known), None, now=NOW
    )
    assert elsewhere.verdict is Verdict.UNSEEN


def test_a_host_that_is_no_mx_host_any_more_is_not_judged():
    found = verdict(subject("certificate-expired", host="mx9.example.net"), probes=(EXPIRED,))
    assert found.verdict is Verdict.UNSEEN
    assert "mx9.example.net is no MX host now" in found.sentence


def test_a_policy_that_lacked_the_host_and_names_it_now_is_recovery_without_any_connection():
    found = verdict(subject("validation-failure", policy=text(patterns=(HOSTS[0],))), probes=())
    assert found.verdict is Verdict.RECOVERED


# What reports add

REPORTED = seen(
    failures=(failed(), failed(org="Google", last=19, sessions=10), failed("tlsa-invalid", org="Yahoo", kind="tlsa")),
    senders=(
        sender(last_failed=20, bad=212),
        sender("Google", last_failed=19, clean_since=20, since=300, bad=10),
        sender("Yahoo", last_failed=20, bad=3),
    ),
)
MENDED = seen(
    failures=(failed(last=16, first=14), failed(org="Google", last=17, first=14)),
    senders=(
        sender(last_failed=16, clean_since=17, since=40, bad=212),
        sender("Google", last_failed=17, clean_since=18, since=60, bad=10),
    ),
)


def test_a_recovery_has_its_day_once_every_sender_that_failed_was_served_again():
    found = verdict(subject("certificate-expired"), MENDED, probes=(WELL,))
    assert found.since == on(18)
    assert found.sentence.startswith("recovered since 18 Nov: ")
    assert "Reports since 18 Nov: 100 succeeded, none failed." in found.evidence


def test_a_recovery_that_reports_do_not_show_yet_is_to_be_verified():
    found = verdict(subject("certificate-expired"), REPORTED, probes=(WELL,))
    assert found.since is None
    assert found.sentence.startswith("recovered, last reported 20 Nov: ")
    assert any("reports come 1–2 days late" in line for line in found.evidence)
    assert found.do == "look again on 23 Nov, when reports of today are in"


def test_a_failure_that_is_still_so_says_who_reported_it():
    found = verdict(subject("certificate-expired"), REPORTED, probes=(EXPIRED,))
    assert "Reported: 222 sessions of 2 senders, 18 Nov to 20 Nov." in found.evidence


def transient(result="validation-failure", *, good=1000, sessions=2):
    return seen(
        failures=(failed(result, 18, sessions=sessions),), senders=(sender(last_failed=18, good=good, bad=sessions),)
    )


@pytest.mark.parametrize(
    ("result", "reported", "words"),
    [
        ("validation-failure", transient(), "transient"),
        ("sts-policy-fetch-error", transient("sts-policy-fetch-error", sessions=90), "watch"),
        ("starttls-not-supported", transient("starttls-not-supported", sessions=90), "strip STARTTLS"),
        ("certificate-expired", transient("certificate-expired", sessions=90), "to be verified"),
    ],
)
def test_experience_is_labelled_as_a_judgement(result, reported, words):
    found = verdict(subject(result), reported, probes=(WELL,))
    assert found.verdict is Verdict.RECOVERED
    assert any(line.startswith("Judgement: ") and words in line for line in found.evidence)


@pytest.mark.parametrize("reported", [transient(sessions=90), transient(good=100), REPORTED, None])
def test_many_sessions_or_many_senders_are_not_transient(reported):
    found = verdict(subject("validation-failure"), reported, probes=(WELL,))
    assert not any("transient" in line for line in found.evidence)


def test_no_judgement_is_passed_where_the_failure_is_still_so():
    found = verdict(subject("validation-failure"), transient(), probes=(BROKEN,))
    assert not any(line.startswith("Judgement") for line in found.evidence)


def test_a_failure_without_a_name_is_over_when_reports_say_so():
    mended = seen(
        failures=(failed(NO_DETAILS, 16, host=""),), senders=(sender(last_failed=16, clean_since=17, since=9),)
    )
    found = verdict(subject(NO_DETAILS, host=""), mended, dane=(dane(MX2, KEY),), reporting=None)
    assert (found.verdict, found.since) in {(Verdict.RECOVERED, on(17)), (Verdict.UNSEEN, None)}


def test_under_dane_a_leaf_may_be_expired_and_the_verdict_says_so():
    found = verdict(subject("certificate-expired", "tlsa"), probes=(EXPIRED,), **DANE)
    assert any("neither names nor dates (RFC 7672 §3.1.1)" in line for line in found.evidence)


def test_what_strangers_wrote_is_shown_as_one_harmless_line():
    found = verdict(subject("certificate-expired", host="\x1b[31m" + "x" * 5000))
    assert "\x1b" not in "".join((found.sentence, *found.evidence))
    assert len(found.sentence) < 400
