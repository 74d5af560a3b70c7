"""Checkers that answer out of thin air, a snapshot at a time, and remember what they were asked."""

import asyncio
import datetime as dt
import threading
from dataclasses import replace

from tests.tui.seat import NOW
from tlsrpt_tui.live.answers import Address, Answer, Exchange, Kind, Security, Status, Text, Validation
from tlsrpt_tui.live.check import Check, Finding, State, Topic
from tlsrpt_tui.live.checkup import Checkup
from tlsrpt_tui.live.published import (
    MxHost,
    MxState,
    PolicyState,
    Published,
    ReportingRecord,
    ReportingState,
    StsPolicy,
)

AT = NOW.replace(hour=9, minute=12)
RESOLVER = "192.0.2.53"
MAIL, MX2 = "mail.example.net", "mx2.example.net"


def a_check(key, topic, title, state, found, **more):
    values = {"asked": AT, "resolver": RESOLVER, **more}
    return Check(key, topic, title, state, found, **values)


def checks_of(domain, mail=MAIL, mx2=MX2, address="203.0.113.26"):
    """Return the checks of a domain with two hosts, the certificate of the second of which has expired."""
    short = mx2.partition(".")[0]
    return (
        a_check(
            "tlsrpt-record",
            Topic.TLSRPT_RECORD,
            "TLS-RPT record",
            State.GOOD,
            f"rua=mailto:tlsrpt@{domain}",
            ttl=3600,
            section="8460 §3",
            facts=(("Found", f"v=TLSRPTv1; rua=mailto:tlsrpt@{domain}"),),
            repeat=(f"dig _smtp._tls.{domain} TXT",),
            sent=(f'_smtp._tls.{domain}. 3600 IN TXT "v=TLSRPTv1; rua=mailto:tlsrpt@{domain}"',),
        ),
        a_check(
            "sts-record",
            Topic.STS_RECORD,
            "MTA-STS record",
            State.GOOD,
            "id=20261005T101500",
            ttl=3600,
            section="8461 §3.1",
            cached=True,
        ),
        a_check(
            "sts-policy",
            Topic.STS_POLICY,
            "MTA-STS policy",
            State.WARNING,
            "testing, max_age 1 day is short",
            section="8461 §3.2",
            resolver="",
            findings=(
                Finding(
                    State.WARNING,
                    "max-age-short",
                    "max_age is 1 day; senders forget the policy within a week-end",
                    "8461 §3.2",
                    "raise max_age to 7 days or more",
                ),
            ),
            do="raise max_age to 7 days or more",
            repeat=(f"curl -sSi --max-time 60 https://mta-sts.{domain}/.well-known/mta-sts.txt",),
        ),
        a_check(
            "policy-host",
            Topic.POLICY_HOST,
            "Policy host",
            State.GOOD,
            "HTTP 200, certificate 61 days",
            section="8461 §3.3",
            host=f"mta-sts.{domain}",
            resolver="",
        ),
        a_check(
            "mx",
            Topic.MX,
            "MX",
            State.GOOD,
            f"10 {mail.partition('.')[0]}, 20 {short}: both in policy",
            ttl=3600,
            section="8461 §4.1",
            facts=(("Found", f"10 {mail} 203.0.113.25"), ("", f"20 {mx2} {address}, 2001:db8::26")),
        ),
        a_check(
            f"tls {mail}",
            Topic.TLS,
            f"TLS {mail}",
            State.GOOD,
            "names match, 74 days left",
            section="8461 §4.2",
            host=mail,
            resolver="",
        ),
        a_check(
            f"tls {mx2}",
            Topic.TLS,
            f"TLS {mx2}",
            State.BAD,
            f"expired 28 Oct on {address}",
            section="8461 §4.2",
            host=mx2,
            resolver="",
            facts=(
                ("Found", f"CN={mx2}, SAN {mx2}"),
                ("", "notAfter 2026-10-28 23:59 UTC, 3 days ago"),
                ("Where", f"{address} (1 of 2 addresses)"),
                ("Rule", "RFC 8461 §4.2: the certificate must be valid and name the MX"),
            ),
            findings=(
                Finding(
                    State.BAD, "certificate-expired", f"the certificate on {address} expired on 28 Oct", "8461 §4.2"
                ),
            ),
            do=f"renew, reload on {address}, then c again",
            repeat=(f"openssl s_client -starttls smtp -connect {address}:25 -servername {mx2} </dev/null",),
            sent=(f"220 {mx2} ESMTP", "EHLO probe.example", "250 STARTTLS"),
        ),
        a_check(
            f"tls {mx2} IPv6",
            Topic.TLS,
            f"TLS {mx2} IPv6",
            State.UNKNOWN,
            "port 25 blocked from here",
            host=mx2,
            address="2001:db8::26",
            resolver="",
        ),
        a_check(
            f"dane {mail}",
            Topic.DANE,
            f"DANE {mail}",
            State.BAD,
            "3 1 1 does not match the key",
            ttl=900,
            section="7672 §3.1",
            host=mail,
        ),
        a_check(
            f"dane {mx2}",
            Topic.DANE,
            f"DANE {mx2}",
            State.GOOD,
            "3 1 1 matches the key",
            ttl=900,
            section="7672 §3.1",
            host=mx2,
        ),
        a_check(
            "dnssec",
            Topic.DNSSEC,
            "DNSSEC",
            State.GOOD,
            ", ".join(dict.fromkeys((domain, mail.partition(".")[2]))) + " signed",
            ttl=14400,
            section="7672 §2.1",
        ),
    )


def published_of(domain, mail=MAIL, mx2=MX2, address="203.0.113.26"):
    """Return the facts behind those checks."""
    mx = Answer(domain, Kind.MX, Status.FOUND, (Exchange(10, mail), Exchange(20, mx2)))
    found = Answer(mx2, Kind.A, Status.FOUND, (Address(address),), security=Security.SECURE)
    text = Text((f"v=TLSRPTv1; rua=mailto:tlsrpt@{domain}".encode(),))
    return Published(
        domain,
        mx=MxState(mx, (MxHost(mail, 10), MxHost(mx2, 20, (found,)))),
        reporting=ReportingState(
            domain,
            Answer(f"_smtp._tls.{domain}", Kind.TXT, Status.FOUND, (text,)),
            ReportingRecord((f"mailto:tlsrpt@{domain}",)),
        ),
        sts_policy=PolicyState(f"mta-sts.{domain}", policy=StsPolicy("testing", (mail, mx2), 86400)),
    )


def a_checkup(domain, checks=None, *, whole=True):
    return Checkup(
        domain=domain,
        started=AT,
        finished=AT if whole else None,
        resolver=RESOLVER,
        validation=Validation.VALIDATES,
        checks=checks_of(domain) if checks is None else checks,
        published=published_of(domain),
    )


def pictured(domain):
    """Return a checkup that fits the sample reports: the certificate that they tell of is still the old one."""
    hosts = ("mx2.example.com", "mx1.example.com", "192.0.2.10")
    return replace(a_checkup(domain, checks_of(domain, *hosts)), published=published_of(domain, *hosts))


def partial(domain, answered):
    """Return a checkup of which the first ``answered`` checks are there."""
    checks = tuple(
        check if number < answered else replace(check, state=State.ASKING, found="", asked=None)
        for number, check in enumerate(checks_of(domain))
    )
    return a_checkup(domain, checks, whole=False)


class Recording:
    """Gives the same at once, and remembers who asked for what."""

    def __init__(self, give=a_checkup):
        self.asked = []
        self._give = give

    async def check(self, domain, wishes, tell):
        self.asked.append((domain, wishes))
        found = self._give(domain)
        if isinstance(found, BaseException):
            raise found
        tell(replace(found, finished=None))
        return found


class Staged:
    """Gives a snapshot whenever it is told to, from the thread of the test, and knows whether it was cancelled."""

    def __init__(self):
        self.asked = []
        self.begun = threading.Event()
        self.cancelled = threading.Event()
        self._loop = None
        self._queue = None
        self.tells = []

    async def check(self, domain, wishes, tell):
        self.asked.append((domain, wishes))
        self._loop, self._queue = asyncio.get_running_loop(), asyncio.Queue()
        self.tells.append(tell)
        self.begun.set()
        try:
            while True:
                checkup, last = await self._queue.get()
                if last:
                    return checkup
                tell(checkup)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise

    def give(self, checkup, *, last=False):
        assert self.begun.wait(30), "nothing is being checked"
        self._loop.call_soon_threadsafe(self._queue.put_nowait, (checkup, last))


def days_ago(number):
    return (NOW - dt.timedelta(days=number)).date()
