"""Small builders for what is published, what was checked, and what senders saw; each says only what a test is about."""

import datetime as dt

from tlsrpt_tui.index.seen import DomainSeen, FailureSeen, PolicyDay, PolicySeen, SenderSeen
from tlsrpt_tui.live.answers import Address, Answer, Exchange, Kind, Security, Status, Text, Tlsa, Validation
from tlsrpt_tui.live.check import Check, Finding, State
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.published import (
    Certificate,
    DaneOutcome,
    DaneState,
    Fetch,
    FetchStatus,
    MxHost,
    MxState,
    PolicyState,
    Probe,
    ProbeStatus,
    Published,
    ReportingRecord,
    ReportingState,
    StsPolicy,
    StsRecord,
    StsRecordState,
)

DOMAIN = "example.org"
NOW = dt.datetime(2026, 11, 21, 9, 12, tzinfo=dt.UTC)
HOSTS = ("mail.example.net", "mx2.example.net")
KEY = f"3 1 1 {'ab' * 32}"
NEXT_KEY = f"3 1 1 {'cd' * 32}"
OLD_KEY = f"3 1 1 {'ef' * 32}"


def on(day, month=11):
    return dt.date(2026, month, day)


# What is published


def mx(*hosts, status=Status.FOUND, null=False, security=Security.SECURE):
    records = tuple(Exchange(10 * number, host) for number, host in enumerate(hosts, 1))
    found = tuple(MxHost(host, 10, (address(host),)) for host in hosts)
    return MxState(Answer(DOMAIN, Kind.MX, status, records, security=security), found, null=null)


def address(host):
    return Answer(host, Kind.A, Status.FOUND, (Address("203.0.113.26"),), security=Security.SECURE)


def sts_record(id_="20261105T101500", *, status=Status.FOUND):
    name = f"_mta-sts.{DOMAIN}"
    if id_ is None or status is not Status.FOUND:
        return StsRecordState(Answer(name, Kind.TXT, Status.NO_NAME if status is Status.FOUND else status))
    text = Text((f"v=STSv1; id={id_}".encode(),))
    return StsRecordState(Answer(name, Kind.TXT, Status.FOUND, (text,)), StsRecord(id_))


def sts_policy(mode="testing", patterns=HOSTS, max_age=604800, *, differs=(), faults=()):
    policy = None if mode is None else StsPolicy(mode, patterns, max_age)
    fetches = (Fetch("203.0.113.80", FetchStatus.FETCHED, http=200),)
    return PolicyState(f"mta-sts.{DOMAIN}", fetches=fetches, policy=policy, differs=differs, faults=faults)


def unfetched(status=FetchStatus.UNREACHABLE):
    return PolicyState(f"mta-sts.{DOMAIN}", fetches=(Fetch("203.0.113.80", status),))


def tlsa(text):
    usage, selector, matching, data = text.split()
    return Tlsa(int(usage), int(selector), int(matching), bytes.fromhex(data))


def dane(host, *records, outcome=None, security=Security.SECURE):
    made = tuple(map(tlsa, records))
    outcome = outcome or (DaneOutcome.AUTHENTICATE if made else DaneOutcome.OPPORTUNISTIC)
    status = Status.FOUND if made else Status.NO_NAME
    answer = Answer(f"_25._tcp.{host}", Kind.TLSA, status, made, security=security)
    return DaneState(host, host, security, security, security, (answer,), made, made, outcome)


def certificate(names=("mail.example.net",), *, ends=dt.timedelta(days=60)):
    return Certificate(b"", "CN=mail", "CN=ca", names, NOW - dt.timedelta(days=30), NOW + ends)


def probe(host=HOSTS[1], at="203.0.113.26", status=ProbeStatus.TLS):
    chain = (certificate((host,)),) if status is ProbeStatus.TLS else ()
    return Probe(host, at, status, chain=chain, names_host=True if chain else None, asked=NOW)


def reporting(*, record=True, at=DOMAIN, status=Status.FOUND):
    answer = Answer(f"_smtp._tls.{at}", Kind.TXT, status)
    return ReportingState(at, answer, ReportingRecord((f"mailto:tls@{at}",)) if record else None)


def published(**facts):
    facts = {"mx": mx(*HOSTS), "sts_record": sts_record(), "sts_policy": sts_policy(), **facts}
    return Published(DOMAIN, **facts)


# What was checked


def check(topic, *findings, host="", found="found", state=None, address=""):
    made = tuple(each if isinstance(each, Finding) else finding(each) for each in findings)
    worst = state or min((each.state for each in made), key=lambda each: each.rank, default=State.GOOD)
    key = f"{topic.key} {host}".strip()
    do = next((each.do for each in made if each.do), "")
    return Check(key, topic, f"{topic} {host}".strip(), worst, found, host, address, findings=made, do=do)


def finding(code, state=State.BAD, do="mend it"):
    return Finding(state, code, f"The check says {code}.", "8461 §4.2", do if state is not State.GOOD else "")


def checkup(*checks, finished=NOW, **facts):
    made = published(**facts)
    return Checkup(DOMAIN, NOW, finished, "192.0.2.53", Validation.VALIDATES, checks, made)


# What senders saw


def text(mode="testing", patterns=HOSTS, max_age=604800):
    return ("version: STSv1", f"mode: {mode}", *(f"mx: {one}" for one in patterns), f"max_age: {max_age}")


def saw(lines=None, first=15, last=20, *, org="Mail.ru", kind="sts", domain=DOMAIN, failed=0):
    lines = text() if lines is None else lines
    days = (None if first is None else on(first), None if last is None else on(last))
    daily = () if None in days else tuple(PolicyDay(on(day), 1, 1, 0) for day in range(first, last + 1))
    return PolicySeen(org, domain, kind, "", tuple(lines), *days, 1, 10, failed, daily)


def failed(result="certificate-expired", last=20, *, org="Mail.ru", kind="sts", host=HOSTS[1], sessions=212, **more):
    first = on(more.pop("first", 18))
    return FailureSeen(org, more.pop("domain", DOMAIN), kind, result, host, sessions, first, on(last), **more)


def sender(org="Mail.ru", *, last=20, last_failed=None, clean_since=None, good=1000, bad=0, since=0):
    days = (on(1), on(last), last_failed and on(last_failed), clean_since and on(clean_since))
    return SenderSeen(org, *days, good, bad, since)


def seen(*policies, failures=(), senders=(), newest=20):
    return DomainSeen((DOMAIN, *HOSTS), policies, tuple(failures), tuple(senders), newest and on(newest))
