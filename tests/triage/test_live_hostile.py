"""What judges the present never claims more than was seen, and no date or text that strangers choose ends it."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.triage.test_verdict import IP, MX2, subject, verdict
from tests.triage.worlds import (
    DOMAIN,
    HOSTS,
    KEY,
    NEXT_KEY,
    NOW,
    certificate,
    check,
    checkup,
    dane,
    failed,
    finding,
    mx,
    on,
    probe,
    published,
    reporting,
    saw,
    seen,
    sender,
    sts_policy,
    sts_record,
    text,
)
from tlsrpt_tui.index.seen import DomainSeen, FailureSeen, PolicySeen, SenderSeen
from tlsrpt_tui.live.answers import Answer, Kind, Security, Status
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.published import DaneOutcome, PolicyState, ProbeStatus, Published
from tlsrpt_tui.reports.model import NO_DETAILS, ResultType
from tlsrpt_tui.triage.drift import Drift, drifts
from tlsrpt_tui.triage.posture import StepState, posture
from tlsrpt_tui.triage.reported import reported
from tlsrpt_tui.triage.verdict import Verdict, judged

MAIL = HOSTS[0]
LAST_DAY, FIRST_DAY = dt.date.max, dt.date.min
CLEAN = seen(
    failures=(failed(last=15, first=15),), senders=(sender(last_failed=15, clean_since=16, bad=212, since=40),)
)
NO_STS = {"sts_record": sts_record(None), "sts_policy": PolicyState(f"mta-sts.{DOMAIN}")}


# Verdicts


@pytest.mark.parametrize("result", [NO_DETAILS, "quantum-handshake-flux"])
@pytest.mark.parametrize("state", [State.UNKNOWN, State.ASKING])
def test_a_failure_without_a_name_is_not_over_where_nothing_could_be_told(result, state):
    reports = replace(CLEAN, failures=(replace(CLEAN.failures[0], result_type=result),))
    checks = (check(Topic.MX, state=state), check(Topic.STS_POLICY, state=state))
    found = judged(subject(result), checkup(*checks), reports, now=NOW)
    assert found.verdict is Verdict.UNSEEN
    assert judged(subject(result), checkup(), reports, now=NOW).verdict is Verdict.UNSEEN


def test_a_failure_without_a_name_is_not_over_by_the_checks_of_another_failure():
    reports = replace(CLEAN, failures=(replace(CLEAN.failures[0], result_type=NO_DETAILS),))
    found = judged(subject(NO_DETAILS), checkup(check(Topic.MX), check(Topic.TLS, host=MX2)), reports, now=NOW)
    assert found.verdict is Verdict.UNSEEN


def test_trust_that_cannot_be_told_at_the_very_address_is_no_recovery():
    odd = replace(probe(), trust_fault="something odd", trust_code="other")
    found = verdict(subject("certificate-not-trusted"), CLEAN, probes=(odd,))
    assert found.verdict is Verdict.UNSEEN
    assert "trust" in found.sentence


@pytest.mark.parametrize("written", [IP, "2001:0db8:abcd:0012::1", "2001:DB8:ABCD:12:0:0:0:1"])
def test_the_address_that_failed_is_known_however_it_is_written(written):
    reached = probe(at=IP if written == IP else "2001:db8:abcd:12::1")
    silent = probe(at="203.0.113.99", status=ProbeStatus.TIMED_OUT)
    found = verdict(subject("certificate-expired", ip=written), CLEAN, probes=(reached, silent))
    assert found.verdict is Verdict.RECOVERED
    assert "timed out" not in found.sentence


def test_the_address_of_another_host_decides_nothing():
    other = probe(MAIL, at=IP)
    silent = probe(MX2, at="203.0.113.99", status=ProbeStatus.TIMED_OUT)
    found = verdict(subject("certificate-expired"), CLEAN, probes=(other, silent))
    assert found.verdict is Verdict.UNSEEN


@pytest.mark.parametrize("result", list(ResultType))
@pytest.mark.parametrize("kind", ["sts", "tlsa", "no-policy-found"])
def test_with_the_network_cut_nothing_is_still_so_and_nothing_recovered(result, kind):
    cut = {
        "mx": mx(status=Status.TIMED_OUT, security=Security.UNKNOWN),
        "sts_record": sts_record(status=Status.TIMED_OUT),
        "sts_policy": PolicyState(f"mta-sts.{DOMAIN}", (Answer(f"mta-sts.{DOMAIN}", Kind.A, Status.TIMED_OUT),)),
        "dane": (),
        "probes": (),
    }
    reports = replace(CLEAN, failures=(replace(CLEAN.failures[0], result_type=result, policy_type=kind),))
    assert verdict(subject(result, kind), reports, **cut).verdict is Verdict.UNSEEN


@pytest.mark.parametrize("result", [each for each in ResultType if not each.startswith("sts")])
def test_a_fault_of_another_host_is_not_blamed_on_the_one_that_failed(result):
    expired = probe(MAIL, at="203.0.113.25")
    expired = replace(expired, chain=(certificate((MAIL,), ends=-dt.timedelta(days=3)),), trust_code="expired")
    bad = probe(MAIL, at="203.0.113.24", status=ProbeStatus.NO_STARTTLS)
    for kind in ("sts", "tlsa"):
        found = verdict(subject(result, kind), CLEAN, probes=(expired, bad), dane=())
        assert found.verdict is not Verdict.STILL


def test_a_sender_that_is_not_among_those_told_is_not_counted_as_served_well():
    two = (failed(last=15, first=15), failed(last=15, first=15, org="Other"))
    found = verdict(subject("certificate-expired"), replace(CLEAN, failures=two), probes=(probe(),))
    assert found.verdict is Verdict.RECOVERED
    assert found.since is None


def test_a_failure_on_an_unknown_day_has_no_day_since_when_it_is_over():
    undated = replace(failed(), first=None, last=None)
    alone = SenderSeen("Mail.ru", on(1), on(20), None, on(1), 100, 5, 100)
    found = verdict(subject("certificate-expired"), seen(failures=(undated,), senders=(alone,)), probes=(probe(),))
    assert found.verdict is Verdict.RECOVERED
    assert found.since is None


@pytest.mark.parametrize("hour", [0, 23])
def test_days_are_those_of_utc(hour):
    at = dt.datetime(2026, 11, 21, hour, 30, tzinfo=dt.UTC)
    recent = seen(failures=(failed(last=20),), senders=(sender(last_failed=20, bad=3),))
    made = checkup(check(Topic.TLS, host=MX2), probes=(probe(),))
    found = judged(subject("certificate-expired"), made, recent, now=at)
    assert found.do == "look again on 23 Nov, when reports of today are in"
    until = next(iter(drifts(seen(saw(text(patterns=(MAIL,), max_age=86400))), published(), now=at))).until
    assert until == on(21)


def test_a_domain_that_takes_no_mail_any_more_has_no_host_to_ask():
    found = verdict(subject("certificate-expired"), CLEAN, mx=mx(null=True))
    assert (found.verdict, "is no MX host now" in found.sentence) == (Verdict.UNSEEN, True)


# Days at the ends of time


@pytest.mark.parametrize("day", [LAST_DAY, LAST_DAY - dt.timedelta(days=1), FIRST_DAY, dt.date(1970, 1, 1)])
def test_no_day_that_a_report_names_is_too_much(day):
    policies = (
        replace(saw(text(max_age=31_557_600)), first=day, last=day),
        replace(saw(text(patterns=(MAIL,))), first=day, last=day, organization="Two"),
        replace(saw(text(patterns=(MAIL,), max_age=None)), first=FIRST_DAY, last=LAST_DAY, organization="Two"),
        replace(saw((), kind="no-policy-found"), first=day, last=day, organization="Three"),
        replace(saw((KEY,), kind="tlsa"), first=day, last=day),
    )
    ways = tuple(replace(failed(result), first=day, last=day) for result in ResultType)
    people = (SenderSeen("Mail.ru", day, day, day, None, 0, 9, 0), SenderSeen("Two", day, day, None, day, 9, 0, 9))
    reports = DomainSeen((DOMAIN,), policies, ways, people, day)
    whole = checkup(*(check(topic, host=MX2) for topic in Topic), dane=(dane(MX2, KEY),), probes=(probe(),))
    for live in (whole.published, published(**NO_STS), published(sts_policy=sts_policy("enforce")), Published(DOMAIN)):
        assert drifts(reports, live, now=NOW)
    assert posture(whole, reports, now=NOW).steps
    for result in ResultType:
        assert judged(subject(result), whole, reports, now=NOW).sentence
    for each in whole.checks:
        reported(each, reports)


def test_a_log_id_at_the_end_of_time_is_too_much_for_nobody():
    far = replace(saw(text(patterns=(MAIL,))), first=LAST_DAY, last=LAST_DAY)
    near = replace(saw(text(), org="Two"), first=LAST_DAY, last=LAST_DAY)
    assert drifts(seen(far, near), published(), now=NOW)


# Drift


@pytest.mark.parametrize(
    "lines",
    [
        ("version: STSv1", "mx: MX2.example.NET.", "mx: mail.example.net", "max_age: 604800", "mode: Testing"),
        ("version: STSv1\r", "mode: testing\r", "mx: mail.example.net\r", "mx: mx2.example.net\r", "max_age: 604800\r"),
        ("mode: testing", "mx: mail.example.net", "mx: mail.example.net", "mx:mx2.example.net", "max_age:604800"),
        ("version:STSv1", "mode:testing", "mx:mx: mail.example.net", "mx:mx2.example.net", "max_age:604800", ""),
        ("version: STSv1\r\nmode: testing\r\nmx: mail.example.net\r\nmx: mx2.example.net\r\nmax_age: 604800\r\n",),
    ],
)
def test_the_same_policy_in_other_clothes_is_the_same(lines):
    (found,) = drifts(seen(saw(lines)), published(), now=NOW)
    assert (found.drift, found.max_age) == (Drift.SAME, 604800)


def test_a_text_without_max_age_blames_no_id():
    lines = tuple(line for line in text() if not line.startswith("max_age"))
    reports = seen(saw(lines, org="Brief", first=18, last=20), saw(first=1, last=20, org="Whole"))
    found = next(each for each in drifts(reports, published(), now=NOW) if each.organization == "Brief")
    assert found.drift in (Drift.UNKNOWN, Drift.SAME, Drift.OTHER)


# Posture


def steps_of(made, reports=None):
    found = posture(made, reports, now=NOW)
    return found, {step.key: step for step in found.steps}


def a_dane_domain(*records, policy=NO_STS):
    checks = (
        check(Topic.TLSRPT_RECORD, found="rua"),
        check(Topic.MX),
        check(Topic.TLS, host=MAIL),
        check(Topic.DANE, host=MAIL),
        check(Topic.DNSSEC),
    )
    chain = (probe(MAIL),)
    return checkup(*checks, reporting=reporting(), mx=mx(MAIL), dane=(dane(MAIL, *records),), probes=chain, **policy)


@pytest.mark.parametrize("records", [(KEY,), (KEY, NEXT_KEY)])
def test_a_domain_with_dane_alone_is_protected_be_the_next_key_published_or_not(records):
    found, _ = steps_of(a_dane_domain(*records))
    assert found.sentence.startswith("protected by DANE")


def test_records_of_dane_that_match_nothing_protect_nobody():
    made = a_dane_domain(KEY)
    bad = check(Topic.DANE, finding("tlsa-mismatch"), host=MAIL)
    made = replace(made, checks=tuple(bad if each.topic is Topic.DANE else each for each in made.checks))
    found, _ = steps_of(made)
    assert not found.sentence.startswith("protected")


@pytest.mark.parametrize("security", [Security.INSECURE, Security.BOGUS])
def test_dane_without_dnssec_protects_nobody(security):
    made = a_dane_domain(KEY, NEXT_KEY)
    outcome = DaneOutcome.OPPORTUNISTIC if security is Security.INSECURE else DaneOutcome.SKIP
    state = dane(MAIL, KEY, NEXT_KEY, security=security, outcome=outcome)
    unsigned = replace(made.published, mx=mx(MAIL, security=security), dane=(state,))
    found, _ = steps_of(replace(made, published=unsigned))
    assert "protected by DANE" not in found.sentence


def test_a_domain_with_sts_alone_is_protected_by_it():
    policy = {"sts_policy": sts_policy("enforce", (MAIL,), 1209600), "sts_record": sts_record()}
    made = a_dane_domain(policy=policy)
    found, _ = steps_of(made)
    assert found.sentence.startswith("protected by MTA-STS")


@pytest.mark.parametrize("status", [Status.NO_NAME, Status.NO_RECORD])
def test_a_domain_without_any_host_for_mail_has_no_step_done_about_hosts(status):
    made = checkup(check(Topic.MX), reporting=reporting(), mx=mx(status=status), dane=(), probes=())
    found, steps = steps_of(made)
    assert found.sentence
    for key in ("sts-covered", "starttls", "dnssec", "dane", "host-tlsrpt"):
        assert key not in steps or steps[key].state is not StepState.DONE


# Sizes


def test_five_thousand_senders_and_five_hundred_checks_are_judged():
    policies = tuple(PolicySeen(f"Org {n}", DOMAIN, "sts", "", text(), on(1), on(20), 1, 9, 0) for n in range(500))
    ways = tuple(
        FailureSeen(f"Org {n}", DOMAIN, "sts", result, f"mx{n}.example.net", 5, on(1), on(2))
        for n, result in zip(range(500), list(ResultType) * 50, strict=False)
    )
    people = tuple(SenderSeen(f"Org {n}", on(1), on(20), on(2), on(3), 9, 1, 5) for n in range(5000))
    reports = DomainSeen((DOMAIN,), policies, ways, people, on(20))
    made = checkup(*(check(Topic.TLS, host=f"mx{n}.example.net") for n in range(500)))
    assert len(drifts(reports, made.published, now=NOW)) == len(policies)
    assert judged(subject("certificate-expired", host=""), made, reports, now=NOW).sentence
    assert posture(made, reports, now=NOW).sentence
    assert all(isinstance(reported(each, reports), tuple) for each in made.checks)


def test_nothing_at_all_is_judged_too():
    nothing = DomainSeen(())
    empty = checkup(mx=None, sts_record=None, sts_policy=None)
    assert drifts(nothing, Published(""), now=NOW) == ()
    assert posture(empty, nothing, now=NOW).sentence
    for result in (*ResultType, "", NO_DETAILS):
        assert judged(subject(result, "", host="", ip=""), empty, nothing, now=NOW).verdict is Verdict.UNSEEN
