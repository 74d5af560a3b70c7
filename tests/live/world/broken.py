"""A broken domain for each result type of RFC 8460 §4.3, and the same domain mended: zones, policy host, MX host."""

import contextlib
import dataclasses
import datetime as dt
import hashlib

from tests.live.world.dns import Signing, Zone
from tests.live.world.https import answer, policy_host
from tests.live.world.smtp import good, mail_hosts
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.means import Means
from tlsrpt_tui.live.resolver import make_resolver
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.check_lines import Subject

MX_ADDRESS, WEB_ADDRESS = "127.0.0.2", "127.0.0.3"
PATIENCE = 5.0
_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Scene:
    """How a domain is at one time.

    ``certificate`` is what its MX host has, ``None`` for no STARTTLS; ``web`` the certificate of its policy host;
    ``served`` how that host answers.
    """

    zone: Zone
    certificate: object
    web: object
    served: object


@dataclasses.dataclass(frozen=True)
class Case:
    """What a sender reported of a domain, how the domain is broken and mended, and where the cause has to be named.

    ``topic`` and ``code`` are of the finding that names the cause; ``words`` stand in the verdict.
    """

    subject: Subject
    broken: Scene
    mended: Scene
    topic: Topic
    code: str
    words: str


def cases(ca):
    """Return a case for each result type, by the type."""
    made = {
        ResultType.STARTTLS_NOT_SUPPORTED: _tls(ca, "no-starttls", "STARTTLS", certificate=None),
        ResultType.CERTIFICATE_HOST_MISMATCH: _tls(
            ca, "host-mismatch", "names another host", certificate=ca.issue(["other.example"])
        ),
        ResultType.CERTIFICATE_EXPIRED: _tls(
            ca, "certificate-expired", "expired", not_before=ca.now - 90 * _DAY, not_after=ca.now - 3 * _DAY
        ),
        ResultType.CERTIFICATE_NOT_TRUSTED: _tls(ca, "self-signed", "self-signed", self_signed=True),
        ResultType.VALIDATION_FAILURE: _not_covered,
        ResultType.TLSA_INVALID: _tlsa("0" * 64, "tlsa-mismatch", "does not match"),
        ResultType.DNSSEC_INVALID: _unsigned_well,
        ResultType.DANE_REQUIRED: _tlsa("", "dane-absent", "TLSA"),
        ResultType.STS_POLICY_FETCH_ERROR: _policy("fetch-wrong-status", "404", answer(b"", status="404 Not Found")),
        ResultType.STS_POLICY_INVALID: _policy(
            "", "line", answer(b"version: STSv1\nmode: enforced\nmx: *.example\n"), topic=Topic.STS_POLICY
        ),
        ResultType.STS_WEBPKI_INVALID: _web,
    }
    return {result: make(ca, result) for result, make in made.items()}


@contextlib.asynccontextmanager
async def at(scene, world, ca):
    """Run the servers of a scene, and yield the means that reach them; the zone has to be served already."""
    web = (WEB_ADDRESS, scene.web.context(), scene.served)
    async with policy_host(web) as host, mail_hosts({MX_ADDRESS: good(scene.certificate)}) as hosts:
        resolver = make_resolver(world.resolver_address, clock=_now, lifetime=PATIENCE)
        try:
            yield Means(
                resolver,
                _now,
                smtp_port=hosts.port,
                https_port=host.port,
                ca_file=str(ca.file),
                ehlo="check.example.net",
                policy_seconds=PATIENCE,
                probe_seconds=PATIENCE,
                allow_local=True,
            )
        finally:
            await resolver.close()


def _now():
    return dt.datetime.now(dt.UTC)


def _name(result):
    return f"{result}.example"


def _subject(result, kind=PolicyType.STS, **more):
    domain = _name(result)
    return Subject(result, kind, domain, f"mx1.{domain}", MX_ADDRESS, **more)


def _served(result, mx=None):
    pattern = mx or f"mx1.{_name(result)}"
    return answer(f"version: STSv1\r\nmode: enforce\r\nmx: {pattern}\r\nmax_age: 604800\r\n".encode())


def _zone(result, more="", signing=Signing.UNSIGNED):
    records = (
        f"@ 300 IN MX 10 mx1\nmx1 300 IN A {MX_ADDRESS}\nmta-sts 300 IN A {WEB_ADDRESS}\n"
        '_smtp._tls 300 IN TXT "v=TLSRPTv1; rua=mailto:tlsrpt@reports.example"\n'
        '_mta-sts 300 IN TXT "v=STSv1; id=20261105"\n'
    )
    return Zone(_name(result), records + more, signing)


def _well(ca, result, **how):
    """Return the domain with nothing wrong."""
    certificate = ca.issue([f"mx1.{_name(result)}"])
    scene = Scene(_zone(result), certificate, ca.issue([f"mta-sts.{_name(result)}"]), _served(result))
    return dataclasses.replace(scene, **how)


def _tls(_ca, code, words, **how):
    """What is wrong with the certificate of the MX host, or that it has none."""

    def make(ca, result):
        mended = _well(ca, result)
        host = f"mx1.{_name(result)}"
        wrong = how["certificate"] if "certificate" in how else ca.issue([host], **how)
        broken = dataclasses.replace(mended, certificate=wrong)
        return Case(_subject(result), broken, mended, Topic.TLS, code, words)

    return make


def _not_covered(ca, result):
    """The policy does not name the MX host."""
    mended = _well(ca, result)
    broken = dataclasses.replace(mended, served=_served(result, "old.example"))
    return Case(_subject(result), broken, mended, Topic.STS_POLICY, "", f"mx1.{_name(result)} is not in the policy")


def _tlsa(digest, code, words):
    """A TLSA record that is for another key, or none at all."""

    def make(ca, result):
        certificate = ca.issue([f"mx1.{_name(result)}"])
        right = hashlib.sha256(certificate.spki).hexdigest()
        record = "_25._tcp.mx1 300 IN TLSA 3 1 1 {}\n".format
        mended = _well(ca, result, zone=_zone(result, record(right), Signing.SECURE), certificate=certificate)
        wrong = _zone(result, record(digest) if digest else "", Signing.SECURE)
        broken = dataclasses.replace(mended, zone=wrong)
        return Case(_subject(result, PolicyType.TLSA), broken, mended, Topic.DANE, code, words)

    return make


def _unsigned_well(ca, result):
    """The signatures of the zone are over."""
    mended = _well(ca, result, zone=_zone(result, signing=Signing.SECURE))
    broken = dataclasses.replace(mended, zone=_zone(result, signing=Signing.EXPIRED))
    return Case(_subject(result, PolicyType.TLSA), broken, mended, Topic.DNSSEC, "", "")


def _policy(code, words, served, topic=Topic.POLICY_HOST):
    """The policy host answers otherwise than it has to."""

    def make(ca, result):
        mended = _well(ca, result)
        return Case(_subject(result), dataclasses.replace(mended, served=served), mended, topic, code, words)

    return make


def _web(ca, result):
    """The certificate of the policy host is for another name."""
    mended = _well(ca, result)
    broken = dataclasses.replace(mended, web=ca.issue([f"www.{_name(result)}"]))
    return Case(_subject(result), broken, mended, Topic.POLICY_HOST, "fetch-tls-failed", "")
