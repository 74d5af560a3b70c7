"""Nothing is called recovered where the domain or the host does not exist, or where DNS does not answer.

Each case is a whole checkup, with every line as the checks make it: only the resolver, the policy host and port 25 are
invented, and what can be reached at all is in the best of order.
"""

import asyncio
from dataclasses import replace

import pytest

from tests.live.fake import FakeResolver, addresses, bogus, failed, mx, no_name, no_record, tlsa, txt
from tests.triage.test_verdict import KEYED, NOW, subject
from tests.triage.worlds import DOMAIN, HOSTS, KEY, seen, sender
from tests.triage.worlds import failed as reported_failure
from tests.triage.worlds import tlsa as record
from tlsrpt_tui.live import mta_sts, starttls
from tlsrpt_tui.live.answers import Answer, Kind, Security, Status
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.checkup import check_domain
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.live.published import Fetch, FetchStatus, MxHost
from tlsrpt_tui.reports.model import NO_DETAILS, ResultType
from tlsrpt_tui.triage.verdict import Verdict, judged, wishes_for

MX1, MX2 = HOSTS
SECURE = Security.SECURE
POLICY = f"version: STSv1\r\nmode: enforce\r\nmx: {MX1}\r\nmx: {MX2}\r\nmx: {DOMAIN}\r\nmax_age: 604800\r\n".encode()
DANE_TYPES = (ResultType.TLSA_INVALID, ResultType.DNSSEC_INVALID, ResultType.DANE_REQUIRED)
OF_POLICY = (ResultType.STS_POLICY_FETCH_ERROR, ResultType.STS_POLICY_INVALID, ResultType.STS_WEBPKI_INVALID)
UNNAMED = (NO_DETAILS, "quantum-handshake-flux")
FAILURES = [(result, kind) for result in (*ResultType, *UNNAMED) for kind in ("sts", "tlsa", "no-policy-found")]
FAILURE_OF_DNS = (Status.FAILED, Status.REFUSED, Status.TIMED_OUT, Status.UNREACHABLE, Status.GARBLED)
SOME = (Status.FAILED, Status.TIMED_OUT)
REPORTED = {
    (result, kind): seen(
        failures=(reported_failure(result, 15, first=15, kind=kind, host=""),),
        senders=(sender(last_failed=15, clean_since=16, bad=212, since=40),),
    )
    for result, kind in FAILURES
}


def healthy():
    """Answers for a domain in which nothing at all is wrong."""
    hosts = [each for number, host in enumerate(HOSTS, 26) for each in addresses(host, f"203.0.113.{number}")]
    signed = [replace(each, security=SECURE) for each in hosts]
    return [
        txt(f"_smtp._tls.{DOMAIN}", f"v=TLSRPTv1; rua=mailto:tls@{DOMAIN}", security=SECURE),
        txt(f"_mta-sts.{DOMAIN}", "v=STSv1; id=20261105", security=SECURE),
        mx(DOMAIN, *HOSTS, security=SECURE),
        *signed,
        *(tlsa(f"_25._tcp.{host}", record(KEY)) for host in HOSTS),
        *(replace(each, security=SECURE) for each in addresses(f"mta-sts.{DOMAIN}", "203.0.113.80")),
    ]


class Failing(FakeResolver):
    """Answers nothing at all."""

    def __init__(self, status):
        super().__init__([])
        self._status = status

    async def ask(self, name, kind):
        return Answer(name, kind, self._status, resolver=self.name)


def changed(*answers, without=()):
    resolver = FakeResolver(healthy(), unknown=SECURE)
    for name in without:
        resolver.answers = {key: answer for key, answer in resolver.answers.items() if key[0] != name}
    resolver.put(*answers)
    return resolver


def of_host(make, host=MX2, **more):
    return [make(host, kind, **more) for kind in (Kind.A, Kind.AAAA)]


def nowhere(**more):
    return [no_name(DOMAIN, Kind.MX, **more)]


WORLDS = {
    "no such domain": lambda: FakeResolver([]),
    "no such domain, denied by a signed zone": lambda: FakeResolver([], unknown=SECURE),
    "no such domain, the rest fails": lambda: _only(*nowhere()),
    "no such domain, though a policy host is there": lambda: changed(*nowhere(), without=(f"_mta-sts.{DOMAIN}",)),
    **{f"no DNS: {status.value}": lambda status=status: Failing(status) for status in FAILURE_OF_DNS},
    "no such hosts": lambda: changed(*of_host(no_name), *of_host(no_name, MX1)),
    "no address": lambda: changed(*of_host(no_record), *of_host(no_record, MX1)),
    "no mail": lambda: changed(mx(DOMAIN, (0, ""))),
    "neither MX nor address": lambda: changed(no_record(DOMAIN, Kind.MX), *of_host(no_record, DOMAIN)),
    **{
        f"addresses of the hosts: {status.value}": lambda status=status: changed(
            *of_host(failed, status=status), *of_host(failed, MX1, status=status)
        )
        for status in SOME
    },
    "addresses of the hosts: bogus": lambda: changed(*of_host(bogus), *of_host(bogus, MX1)),
    **{
        f"MX records: {status.value}": lambda status=status: changed(failed(DOMAIN, Kind.MX, status)) for status in SOME
    },
    "MX records: bogus": lambda: changed(bogus(DOMAIN, Kind.MX)),
}
"""Where no failure of a mail host can be seen."""

UNSEEN_POLICY = {
    **{name: make for name, make in WORLDS.items() if name.startswith(("no such domain", "no DNS"))},
    **{
        f"MTA-STS record: {status.value}": lambda status=status: changed(failed(f"_mta-sts.{DOMAIN}", Kind.TXT, status))
        for status in SOME
    },
    "MTA-STS record: bogus": lambda: changed(bogus(f"_mta-sts.{DOMAIN}", Kind.TXT)),
    **{
        f"policy host: {status.value}": lambda status=status: changed(
            *of_host(failed, f"mta-sts.{DOMAIN}", status=status)
        )
        for status in SOME
    },
    "no such policy host": lambda: changed(*of_host(no_name, f"mta-sts.{DOMAIN}")),
    "no record, and whether the domain is there is not known": lambda: changed(
        failed(DOMAIN, Kind.MX), without=(f"_mta-sts.{DOMAIN}", f"mta-sts.{DOMAIN}", f"_smtp._tls.{DOMAIN}")
    ),
}
"""Where no failure of a policy can be seen."""

UNSEEN_DANE = {
    f"TLSA records: {status.value}": lambda status=status: changed(
        *(failed(f"_25._tcp.{host}", Kind.TLSA, status) for host in HOSTS)
    )
    for status in SOME
}
"""Where no failure of DANE can be seen."""


def _only(*answers):
    resolver = Failing(Status.TIMED_OUT)
    answered = resolver.ask

    async def ask(name, kind):
        return next((each for each in answers if (each.name, each.kind) == (name, kind)), await answered(name, kind))

    resolver.ask = ask
    return resolver


@pytest.fixture(autouse=True)
def world(monkeypatch):
    """Whatever has an address is in order: the policy host serves the policy, and MX hosts speak TLS."""

    async def fetch_all(_host, asked, _means):
        return tuple(
            Fetch(address, FetchStatus.FETCHED, http=200, media_type="text/plain", body=POLICY) for address in asked
        )

    async def probe_hosts(known, _means, wishes, tell):
        hosts = [host for host in known.hosts if not wishes.hosts or host.name in wishes.hosts]
        probes = tuple(_well(host, address) for host in hosts for address in host.addresses)
        for probe in probes:
            tell(probe)
        return probes

    monkeypatch.setattr(mta_sts, "_fetch_all", fetch_all)
    monkeypatch.setattr(starttls, "probe_hosts", probe_hosts)


def _well(host: MxHost, address: str):
    leaf = replace(KEYED.chain[0], names=(host.name,))
    return replace(KEYED, host=host.name, address=address, chain=(leaf,))


def verdict(about, resolver, wishes=None):
    return told(about, looked(resolver, wishes or wishes_for(about, probe=True)))


def looked(resolver, wishes):
    return asyncio.run(check_domain(DOMAIN, Means(resolver, lambda: NOW), wishes))


def told(about, checkup):
    return judged(about, checkup, REPORTED.get((about.result_type, about.policy_type)), now=NOW)


def told_of_all(world, failures):
    """What is said of each failure: by its own checks, and by all that the page of a domain asks for."""
    known = {}
    for result, kind in failures:
        for host, ip in ((MX2, "203.0.113.27"), ("", "")):
            about = subject(result, kind, host=host, ip=ip)
            for wishes in (wishes_for(about, probe=True), Wishes(frozenset(Topic))):
                if wishes not in known:
                    known[wishes] = looked(world(), wishes)
                yield told(about, known[wishes])


def test_in_a_healthy_world_each_failure_is_over():
    for found in told_of_all(changed, [each for each in FAILURES if each[0] not in UNNAMED]):
        assert found.verdict is Verdict.RECOVERED, found


@pytest.mark.parametrize("world_name", WORLDS)
def test_no_failure_of_a_mail_host_is_over_where_it_cannot_be_seen(world_name):
    for found in told_of_all(WORLDS[world_name], [each for each in FAILURES if each[0] not in OF_POLICY]):
        assert found.verdict is not Verdict.RECOVERED, found
        assert found.since is None
        assert not any("recovered" in line for line in found.evidence)


@pytest.mark.parametrize("world_name", UNSEEN_POLICY)
def test_no_failure_of_a_policy_is_over_where_it_cannot_be_seen(world_name):
    for found in told_of_all(UNSEEN_POLICY[world_name], [each for each in FAILURES if each[0] in OF_POLICY]):
        assert found.verdict is not Verdict.RECOVERED, found


@pytest.mark.parametrize("world_name", UNSEEN_DANE)
def test_no_failure_of_dane_is_over_where_its_records_cannot_be_seen(world_name):
    results = (*DANE_TYPES, ResultType.CERTIFICATE_EXPIRED, ResultType.VALIDATION_FAILURE)
    for found in told_of_all(UNSEEN_DANE[world_name], [(result, "tlsa") for result in results]):
        assert found.verdict is not Verdict.RECOVERED, found


@pytest.mark.parametrize(
    ("about", "world_name", "words"),
    [
        (subject("sts-policy-fetch-error"), "no such domain", "example.org does not exist"),
        (subject("certificate-expired"), "no such domain", "example.org does not exist"),
        (subject("dnssec-invalid", "tlsa"), "no such hosts", "mx2.example.net does not exist"),
        (subject("dane-required", "tlsa"), "no address", "mx2.example.net has no address"),
        (subject("tlsa-invalid", "tlsa"), "MX records: timed out", "MX records of example.org are not known"),
    ],
)
def test_the_sentence_says_why_nothing_can_be_seen(about, world_name, words):
    found = verdict(about, WORLDS[world_name]())
    assert found.sentence.startswith("cannot be seen from here: ")
    assert words in " ".join((found.sentence, *found.evidence))
    assert found.do


def test_a_record_that_was_taken_away_is_recovery_where_the_domain_is_there():
    about = subject("sts-policy-fetch-error")
    resolver = changed(without=(f"_mta-sts.{DOMAIN}", f"mta-sts.{DOMAIN}"))
    found = verdict(about, resolver)
    assert found.verdict is Verdict.RECOVERED
    assert "no MTA-STS any more" in found.sentence


def test_the_very_address_that_failed_decides_though_the_other_kind_is_not_known():
    resolver = changed(failed(MX2, Kind.AAAA, Status.TIMED_OUT))
    assert verdict(subject("certificate-expired", ip="203.0.113.27"), resolver).verdict is Verdict.RECOVERED
    resolver = changed(failed(MX2, Kind.AAAA, Status.TIMED_OUT))
    found = verdict(subject("certificate-expired", ip=""), resolver)
    assert found.sentence == "cannot be seen from here: the AAAA records of mx2.example.net are not known: timed out"


def test_a_question_about_another_host_does_not_matter():
    resolver = changed(*of_host(failed, MX1))
    assert verdict(subject("certificate-expired", ip=""), resolver).verdict is Verdict.RECOVERED
