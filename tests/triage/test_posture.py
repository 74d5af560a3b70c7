"""Where a domain stands on the way to protected mail, step by step, each with its evidence."""

from dataclasses import replace

import pytest

from tests.triage.worlds import (
    DOMAIN,
    HOSTS,
    KEY,
    NEXT_KEY,
    NOW,
    check,
    checkup,
    dane,
    failed,
    finding,
    mx,
    on,
    probe,
    reporting,
    saw,
    seen,
    sender,
    sts_policy,
    sts_record,
    unfetched,
)
from tlsrpt_tui.live.answers import Security, Status
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.published import Fault, Level, PolicyState, ProbeStatus
from tlsrpt_tui.triage.posture import StepState, posture
from tlsrpt_tui.triage.posture_sts import CLEAN_DAYS, LONG_AGE

MAIL, MX2 = HOSTS
ORDER = (
    "tlsrpt",
    "starttls",
    "sts-testing",
    "sts-covered",
    "reports-clean",
    "sts-enforce",
    "sts-max-age",
    "dnssec",
    "dane",
    "host-tlsrpt",
)
TLS_GOOD = tuple(check(Topic.TLS, host=host, found="names match, 60 days left") for host in HOSTS)
TLS_BAD = (TLS_GOOD[0], check(Topic.TLS, "certificate-expired", host=MX2, found="expired 17 Nov"))
TLS_UNSEEN = (check(Topic.TLS, finding("port-blocked", State.UNKNOWN), host=MX2, found="port 25 blocked from here"),)
CLEAN = seen(
    saw(), senders=(sender(last=20, last_failed=5, clean_since=6, since=900, bad=3), sender("Google", last=20))
)
DIRTY = seen(saw(failed=9), failures=(failed(),), senders=(sender(last=20, last_failed=20, bad=212),))
SHORT = seen(saw(), senders=(sender(last=20, last_failed=16, clean_since=17, bad=1),))
ENFORCE = {"sts_policy": sts_policy("enforce", max_age=LONG_AGE)}
NOTHING = {"sts_record": sts_record(None), "sts_policy": PolicyState(f"mta-sts.{DOMAIN}")}
READY = {"dane": tuple(dane(host, KEY, NEXT_KEY) for host in HOSTS), "probes": tuple(probe(host) for host in HOSTS)}
FAULT = Fault(Level.ERROR, "rua-missing", "there is no rua", "8460 §3")


def stand(*checks, reports=None, **facts):
    return posture(checkup(*checks, **facts), reports, now=NOW)


def step(key, *checks, reports=None, **facts):
    return next(each for each in stand(*checks, reports=reports, **facts).steps if each.key == key)


CASES = [
    # id, step, checks, reports, facts, state, words of the evidence
    ("tlsrpt-done", "tlsrpt", (), None, {"reporting": reporting()}, StepState.DONE, "1 address"),
    ("tlsrpt-missing", "tlsrpt", (), None, {"reporting": reporting(record=False)}, StepState.MISSING, "there is none"),
    (
        "tlsrpt-faulty",
        "tlsrpt",
        (),
        None,
        {"reporting": replace(reporting(record=False), faults=(FAULT,))},
        StepState.MISSING,
        "there is no rua",
    ),
    (
        "tlsrpt-unanswered",
        "tlsrpt",
        (),
        None,
        {"reporting": reporting(record=False, status=Status.TIMED_OUT)},
        StepState.UNKNOWN,
        "timed out",
    ),
    ("tlsrpt-not-asked", "tlsrpt", (), None, {}, StepState.UNKNOWN, "not asked"),
    ("starttls-done", "starttls", TLS_GOOD, None, {}, StepState.DONE, "2 MX hosts without fault"),
    ("starttls-expired", "starttls", TLS_BAD, CLEAN, {}, StepState.PARTLY, "TLS mx2.example.net: expired 17 Nov"),
    ("starttls-blocked", "starttls", TLS_UNSEEN, None, {}, StepState.UNKNOWN, "port 25 blocked from here"),
    ("starttls-not-probed", "starttls", (), None, {}, StepState.UNKNOWN, "port 25 was not asked"),
    ("starttls-by-reports", "starttls", (), CLEAN, {}, StepState.DONE, "as reports of 1 sender tell"),
    (
        "starttls-failing-by-reports",
        "starttls",
        TLS_UNSEEN,
        DIRTY,
        {},
        StepState.PARTLY,
        "212 certificate-expired at mx2",
    ),
    ("testing-done", "sts-testing", (), None, {}, StepState.DONE, "id=20261105T101500, mode testing"),
    ("testing-missing", "sts-testing", (), None, NOTHING, StepState.MISSING, "there is no MTA-STS record"),
    ("testing-mode-none", "sts-testing", (), None, {"sts_policy": sts_policy("none")}, StepState.MISSING, "mode none"),
    (
        "testing-policy-bad",
        "sts-testing",
        (check(Topic.STS_POLICY, "no-mode", found="no mode"),),
        None,
        {"sts_policy": sts_policy(None, ())},
        StepState.PARTLY,
        "MTA-STS policy: no mode",
    ),
    ("testing-unfetched", "sts-testing", (), None, {"sts_policy": unfetched()}, StepState.UNKNOWN, "cannot be fetched"),
    ("testing-not-asked", "sts-testing", (), None, {"sts_policy": None}, StepState.UNKNOWN, "not asked"),
    (
        "testing-unanswered",
        "sts-testing",
        (),
        None,
        {"sts_record": sts_record(status=Status.FAILED)},
        StepState.UNKNOWN,
        "server failure",
    ),
    ("covered-done", "sts-covered", (), None, {}, StepState.DONE, "names all MX hosts"),
    ("covered-lacks", "sts-covered", (), None, {"sts_policy": sts_policy(patterns=(MAIL,))}, StepState.PARTLY, MX2),
    (
        "covered-host-trouble",
        "sts-covered",
        (check(Topic.POLICY_HOST, finding("certificate-ends", State.WARNING), found="certificate 3 days"),),
        None,
        {},
        StepState.PARTLY,
        "certificate 3 days",
    ),
    ("covered-without-policy", "sts-covered", (), None, NOTHING, StepState.MISSING, "not before there is a policy"),
    (
        "covered-mx-unknown",
        "sts-covered",
        (),
        None,
        {"mx": mx(status=Status.TIMED_OUT)},
        StepState.UNKNOWN,
        "not known",
    ),
    ("clean-done", "reports-clean", (), CLEAN, {}, StepState.DONE, "no failure since 6 Nov"),
    ("clean-missing", "reports-clean", (), DIRTY, {}, StepState.MISSING, "Mail.ru reported failures on 20 Nov"),
    ("clean-partly", "reports-clean", (), SHORT, {}, StepState.PARTLY, f"4 days of {CLEAN_DAYS}"),
    ("clean-no-reports", "reports-clean", (), None, {}, StepState.UNKNOWN, "no reports at hand"),
    ("clean-nobody", "reports-clean", (), seen(), {}, StepState.UNKNOWN, "no sender reported"),
    (
        "enforce-done",
        "sts-enforce",
        TLS_GOOD,
        CLEAN,
        {**ENFORCE, "reporting": reporting()},
        StepState.DONE,
        "mode enforce",
    ),
    ("enforce-too-early", "sts-enforce", TLS_BAD, CLEAN, ENFORCE, StepState.PARTLY, "though open: STARTTLS"),
    (
        "enforce-next",
        "sts-enforce",
        TLS_GOOD,
        CLEAN,
        {"reporting": reporting()},
        StepState.MISSING,
        "nothing speaks against",
    ),
    (
        "enforce-blocked",
        "sts-enforce",
        TLS_BAD,
        DIRTY,
        {},
        StepState.MISSING,
        "9 of 19 sessions would have been refused",
    ),
    ("enforce-not-asked", "sts-enforce", (), None, {"sts_policy": None}, StepState.UNKNOWN, ""),
    ("age-done", "sts-max-age", (), None, ENFORCE, StepState.DONE, "14 days"),
    ("age-partly", "sts-max-age", (), None, {}, StepState.PARTLY, "7 days"),
    ("age-missing", "sts-max-age", (), None, {"sts_policy": sts_policy(max_age=86400)}, StepState.MISSING, "1 day"),
    (
        "dnssec-done",
        "dnssec",
        (),
        None,
        READY,
        StepState.DONE,
        "example.org, mail.example.net and mx2.example.net signed",
    ),
    (
        "dnssec-missing",
        "dnssec",
        (),
        None,
        {
            "mx": mx(*HOSTS, security=Security.INSECURE),
            "dane": tuple(dane(host, security=Security.INSECURE) for host in HOSTS),
        },
        StepState.MISSING,
        "not signed",
    ),
    (
        "dnssec-of-a-host-missing",
        "dnssec",
        (),
        None,
        {"dane": (dane(MAIL), dane(MX2, security=Security.INSECURE))},
        StepState.PARTLY,
        "mx2.example.net not signed",
    ),
    (
        "dnssec-bogus",
        "dnssec",
        (),
        None,
        {"dane": (dane(MAIL), dane(MX2, security=Security.BOGUS))},
        StepState.PARTLY,
        "fails validation",
    ),
    (
        "dnssec-claimed",
        "dnssec",
        (),
        None,
        {"mx": mx(*HOSTS, security=Security.CLAIMED), "dane": (dane(MAIL),)},
        StepState.DONE,
        "as the resolver says",
    ),
    (
        "dnssec-unknown",
        "dnssec",
        (),
        None,
        {"mx": mx(*HOSTS, security=Security.UNKNOWN), "dane": (dane(MAIL, security=Security.UNKNOWN),)},
        StepState.UNKNOWN,
        "not known",
    ),
    ("dane-done", "dane", (), None, READY, StepState.DONE, "next key published"),
    ("dane-single-key", "dane", (), None, {**READY, "dane": (dane(MAIL, KEY),)}, StepState.PARTLY, "a single one"),
    ("dane-missing", "dane", (), None, {"dane": (dane(MAIL), dane(MX2))}, StepState.MISSING, "no MX host"),
    (
        "dane-on-one-host",
        "dane",
        (),
        None,
        {"dane": (dane(MAIL, KEY), dane(MX2))},
        StepState.PARTLY,
        "mx2.example.net has no",
    ),
    (
        "dane-mismatch",
        "dane",
        (check(Topic.DANE, "tlsa-mismatch", host=MAIL, found="3 1 1 does not match the key"),),
        None,
        READY,
        StepState.PARTLY,
        "does not match the key",
    ),
    (
        "dane-not-compared",
        "dane",
        (),
        None,
        {**READY, "probes": (probe(MAIL, status=ProbeStatus.BLOCKED),)},
        StepState.UNKNOWN,
        "not held against the certificate",
    ),
    ("dane-not-asked", "dane", (), None, {}, StepState.UNKNOWN, "not asked"),
    (
        "host-tlsrpt-done",
        "host-tlsrpt",
        (),
        None,
        {"host_reporting": tuple(reporting(at=host) for host in HOSTS)},
        StepState.DONE,
        "2 records",
    ),
    (
        "host-tlsrpt-partly",
        "host-tlsrpt",
        (),
        None,
        {**READY, "host_reporting": (reporting(at=MAIL), reporting(record=False, at=MX2))},
        StepState.PARTLY,
        "none at mx2.example.net",
    ),
    (
        "host-tlsrpt-missing",
        "host-tlsrpt",
        (),
        None,
        {
            "mx": mx(*HOSTS, security=Security.INSECURE),
            "dane": tuple(dane(host, security=Security.INSECURE) for host in HOSTS),
            "host_reporting": tuple(reporting(record=False, at=host) for host in HOSTS),
        },
        StepState.MISSING,
        "of no use before DANE",
    ),
    ("host-tlsrpt-own", "host-tlsrpt", (), None, {"mx": mx(DOMAIN)}, StepState.DONE, "its own MX host"),
    ("host-tlsrpt-not-asked", "host-tlsrpt", (), None, {}, StepState.UNKNOWN, "not asked"),
]


@pytest.mark.parametrize(
    ("key", "checks", "reports", "facts", "state", "words"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_each_step_stands_on_its_evidence(key, checks, reports, facts, state, words):
    found = step(key, *checks, reports=reports, **facts)
    assert (found.state, words in found.evidence) == (state, True), found
    assert found.section
    if state is StepState.DONE:
        assert found.do == ""


@pytest.mark.parametrize("key", ORDER)
def test_every_step_has_a_case_for_what_cannot_be_seen_and_for_what_is_done(key):
    states = {case[5] for case in CASES if case[1] == key}
    assert StepState.DONE in states
    assert len(states) >= 2


def test_the_steps_stand_in_the_order_in_which_to_do_them():
    assert tuple(each.key for each in stand().steps) == ORDER


def test_the_next_step_is_the_first_that_is_not_done():
    found = stand(*TLS_GOOD, reports=CLEAN, reporting=reporting())
    assert found.next.key == "sts-enforce"
    assert found.sentence == "not protected yet, MTA-STS is being tested; next: MTA-STS enforce"


def test_what_cannot_be_seen_is_never_the_next_step():
    assert stand().next.state is not StepState.UNKNOWN


@pytest.mark.parametrize(
    ("checks", "reports", "facts", "sentence"),
    [
        (
            TLS_GOOD,
            CLEAN,
            {**ENFORCE, **READY, "reporting": reporting(), "mx": mx(*HOSTS), "host_reporting": (reporting(at=MAIL),)},
            "protected by MTA-STS and DANE",
        ),
        (TLS_GOOD, CLEAN, {**ENFORCE, "reporting": reporting()}, "protected by MTA-STS"),
        ((), None, {**NOTHING, **READY}, "protected by DANE; next: MTA-STS record and policy, in testing at first"),
        (
            TLS_BAD,
            CLEAN,
            ENFORCE,
            "MTA-STS is enforced, with steps before it open; next: STARTTLS with a valid certificate on every MX host",
        ),
        (
            (),
            None,
            {**NOTHING, "dane": (dane(MAIL),)},
            "not protected; next: MTA-STS record and policy, in testing at first",
        ),
        ((), None, {"sts_record": None, "sts_policy": None}, "whether it is protected cannot be told"),
    ],
    ids=["both", "sts", "dane", "enforced-with-faults", "nothing", "unknown"],
)
def test_a_sentence_says_where_the_domain_stands(checks, reports, facts, sentence):
    assert stand(*checks, reports=reports, **facts).sentence == sentence


def test_a_domain_that_takes_no_mail_has_nothing_to_protect():
    found = stand(mx=mx(null=True), **NOTHING)
    assert found.sentence == "it takes no mail (null MX): there is nothing to protect"
    assert [(each.key, each.state) for each in found.steps] == [("null-mx", StepState.DONE)]
    assert found.next is None


def test_a_null_mx_needs_no_policy_and_no_other_mx():
    found = stand(check(Topic.MX, "mx-null-beside"), mx=mx(null=True), reporting=reporting())
    assert [(each.key, each.state) for each in found.steps] == [
        ("null-mx", StepState.PARTLY),
        ("sts-none", StepState.PARTLY),
        ("tlsrpt", StepState.DONE),
    ]


def test_clean_days_count_up_to_the_newest_report_and_not_to_today():
    quiet = seen(saw(), senders=(sender(last=8, last_failed=1, clean_since=2),), newest=8)
    assert step("reports-clean", reports=quiet).evidence == f"none failed since 2 Nov, 7 days of {CLEAN_DAYS}"


def test_old_reports_say_nothing_of_handshakes_today():
    long_ago = seen(replace(saw(), last=on(1, 9)), senders=(replace(sender(), last=on(1, 9)),))
    assert step("starttls", reports=long_ago).state is StepState.UNKNOWN


def test_large_numbers_stay_readable():
    many = seen(saw(failed=1652), senders=(sender(last_failed=20),))
    assert "1\u00a0652 of 1\u00a0662 sessions" in step("sts-enforce", *TLS_BAD, reports=many).evidence


def test_what_strangers_wrote_is_shown_as_one_harmless_line():
    nasty = seen(senders=(sender("\x1b[31m" + "x" * 9000, last_failed=20, bad=1),))
    found = step("reports-clean", reports=nasty)
    assert "\x1b" not in found.evidence
    assert len(found.evidence) <= 200
