"""The invented checkup of example.org: two lines bad, one short, one not known, and what four senders saw."""

import datetime as dt
from dataclasses import replace

from tests.output.invented import HOSTILE
from tlsrpt_tui.live.answers import Validation
from tlsrpt_tui.live.check import Check, Finding, State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.published import Published
from tlsrpt_tui.output.check_results import Checked
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.drift import Difference, Drift, SenderDrift
from tlsrpt_tui.triage.posture import Posture, Step, StepState

NOW = dt.datetime(2026, 11, 21, 9, 12, 3, tzinfo=dt.UTC)
RESOLVER = "192.0.2.53"


def line(topic, state, found, section="", host="", **more):
    """Make a line of the list."""
    key = f"{topic.key} {host}".rstrip()
    title = f"{topic} {host}".rstrip() if topic in (Topic.TLS, Topic.DANE) else topic.value
    return replace(Check(key, topic, title, state, found, host, section=section), asked=NOW, **more)


def finding(state, code, sentence, section="", do=""):
    """Make a finding."""
    return Finding(state, code, sentence, section, do)


CHECKS = (
    line(Topic.TLSRPT_RECORD, State.GOOD, "rua=mailto:tlsrpt@example.org", "8460 §3", ttl=3600, resolver=RESOLVER),
    line(Topic.STS_RECORD, State.GOOD, "id=20261105T101500", "8461 §3.1", ttl=3600, resolver=RESOLVER),
    line(
        Topic.STS_POLICY,
        State.WARNING,
        "testing, max_age 1 day is short",
        "8461 §3.2",
        findings=(
            finding(
                State.WARNING,
                "max-age-short",
                "max_age is 1 day: whoever blocks the policy host for longer is back to no policy.",
                "8461 §3.2",
                "set max_age: 604800 or more, and a new id",
            ),
        ),
        do="set max_age: 604800 or more, and a new id",
        facts=(("Found", "version: STSv1"), ("", "mode: testing"), ("", "mx: *.example.net"), ("", "max_age: 86400")),
        repeat=("curl -sSi --max-time 60 https://mta-sts.example.org/.well-known/mta-sts.txt",),
        sent=("version: STSv1", "mode: testing", "mx: *.example.net", "max_age: 86400"),
    ),
    line(Topic.POLICY_HOST, State.GOOD, "HTTP 200, certificate 61 days", "8461 §3.3", host="mta-sts.example.org"),
    line(Topic.MX, State.GOOD, "10 mail, 20 mx2: both in policy", "8461 §4.1", ttl=3600, resolver=RESOLVER),
    line(Topic.TLS, State.GOOD, "names match, 74 days left", "8461 §4.2", host="mail.example.net"),
    line(
        Topic.TLS,
        State.BAD,
        "expired 17 Nov on 203.0.113.26",
        "8461 §4.2",
        host="mx2.example.net",
        address="203.0.113.26",
        findings=(
            finding(
                State.BAD,
                "certificate-expired",
                "The certificate ended on 17 Nov 2026, 3 days ago; in enforce mode senders keep the mail.",
                "8461 §4.2",
                "renew, reload on 203.0.113.26, then check again",
            ),
            finding(State.WARNING, "tls-old", "TLS 1.0 is what it speaks.", do="offer TLS 1.2 or later"),
        ),
        facts=(
            ("Found", "CN=mx2.example.net, SAN mx2.example.net"),
            ("", "notAfter 2026-11-17 23:59 UTC, 3 days ago"),
            ("Where", "203.0.113.26 (1 of 2 addresses)"),
            ("Reports", "212 certificate-expired since 18 Nov, 3 senders: they agree"),
        ),
        do="renew, reload on 203.0.113.26, then check again",
        repeat=("openssl s_client -starttls smtp -connect 203.0.113.26:25 -servername mx2.example.net </dev/null",),
    ),
    line(
        Topic.TLS,
        State.UNKNOWN,
        "port 25 blocked from here",
        host="mx2.example.net",
        address="2001:db8::26",
        findings=(finding(State.UNKNOWN, "blocked", "Port 25 is blocked from here, which says nothing of the host."),),
    ),
    line(Topic.DANE, State.GOOD, "3 1 1 matches the key", "7672 §3.1", host="mail.example.net", ttl=900),
    line(
        Topic.DNSSEC,
        State.BAD,
        "the signatures of example.net ended on 20 Nov",
        "7672 §2.1",
        ttl=14400,
        resolver=RESOLVER,
        cached=True,
        findings=(finding(State.BAD, "bogus", "EDE 7 Signature Expired", "4035 §5.3.3", "sign the zone anew"),),
        do="sign the zone anew",
        repeat=("dig +dnssec example.org MX",),
    ),
)

CHECKUP = Checkup(
    domain="example.org",
    started=NOW,
    finished=NOW + dt.timedelta(seconds=2),
    resolver=RESOLVER,
    validation=Validation.VALIDATES,
    checks=CHECKS,
    published=Published("example.org"),
)

POSTURE = Posture(
    "MTA-STS in testing; enforce waits for the certificate of mx2.example.net",
    (
        Step("tlsrpt", "TLS-RPT", StepState.DONE, "reports go to tlsrpt@example.org", section="8460 §3"),
        Step("sts-testing", "MTA-STS in testing", StepState.DONE, "since 5 Nov", section="8461 §3.2"),
        Step(
            "sts-enforce",
            "MTA-STS enforced",
            StepState.MISSING,
            "212 of 17 655 sessions would be refused",
            "renew the certificate of mx2.example.net, then mode: enforce with a new id",
            "8461 §5",
        ),
        Step("dane", "DANE", StepState.PARTLY, "1 of 2 MX hosts has TLSA records", "publish them for mx2.example.net"),
    ),
)


def sender(organization, last, drift, brief="", sentence="", mode="testing", max_age=86400, **more):
    """Make what a sender saw."""
    return SenderDrift(
        organization,
        "sts",
        dt.date(2026, 11, last),
        mode,
        max_age,
        ("*.example.net",),
        drift,
        brief or drift.value,
        sentence,
        domain="example.org",
        **more,
    )


SENDERS = (
    sender(
        "Northwind Mail",
        16,
        Drift.STALE,
        "mx2.example.net missing",
        "It holds the policy of before 5 Nov, until 23 Nov at the latest; nothing is to be done.",
        max_age=604800,
        until=dt.date(2026, 11, 23),
        lines=(Difference("mode: testing", "mode: testing"), Difference("", "mx: mx2.example.net")),
    ),
    sender("Alpenpost AG", 20, Drift.NO_POLICY, "", "Does it use MTA-STS?", mode="", max_age=None),
    sender("Fjordpost AS", 20, Drift.SAME),
)

CHECKED = Checked(CHECKUP, POSTURE, SENDERS)


def hostile():
    """Return a result every text of which a stranger wrote, sanitised as those that make them have to."""
    text = sanitise(HOSTILE)
    checks = tuple(
        replace(
            check,
            found=text,
            facts=((text, text),),
            findings=(Finding(State.BAD, "code", text, "8461 §3.2", text),),
            state=State.BAD,
            sent=(text,),
            resolver=text,
        )
        for check in CHECKS
    )
    posture = Posture(text, (Step("tlsrpt", text, StepState.MISSING, text, text),))
    seen = tuple(replace(one, organization=text, brief=text, sentence=text, mode=text, mx=(text,)) for one in SENDERS)
    return Checked(replace(CHECKUP, checks=checks, resolver=text), posture, seen)
