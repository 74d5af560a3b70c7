"""The generated reports: number N of a seed is always the same, whoever asks and in whatever order."""

import base64
import datetime as dt
import itertools
import random
import zlib
from dataclasses import dataclass
from typing import Any, Final

import orjson

from benchmarks.senders import SENDERS, Sender

SEED: Final = 8460
FIRST_DAY: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAYS: Final = 365
SENDING_IPS: Final = 100_000
"""How many addresses reports may come from; the popular ones far more often than the others."""

_DAY: Final = dt.timedelta(days=1)
_SECOND: Final = dt.timedelta(seconds=1)
_GZIP: Final = 31
_DOMAINS: Final = tuple(f"d{number}.example.com" for number in range(40))
_DOMAIN_SHARES: Final = tuple(itertools.accumulate(1 / (number + 1) for number in range(len(_DOMAINS))))
_SENDER_SHARES: Final = tuple(itertools.accumulate(sender.weight for sender in SENDERS))
_NETS: Final = ("192.0.2", "198.51.100", "203.0.113")
_RESULTS: Final = (
    "certificate-expired",
    "validation-failure",
    "starttls-not-supported",
    "certificate-host-mismatch",
    "sts-policy-fetch-error",
    "sts-webpki-invalid",
    "tlsa-invalid",
    "certificate-not-trusted",
)
_RESULT_SHARES: Final = tuple(itertools.accumulate((40, 20, 12, 10, 7, 5, 3, 3)))
_REASONS: Final = (
    "certificate has expired or is not yet valid",
    "no STARTTLS offered after EHLO",
    "unable to do http request: context deadline exceeded",
)
_WITHOUT_DETAILS: Final = 0.03
_OTHER_RESULT: Final = 0.15
_MOST_DETAILS: Final = 400


@dataclass(frozen=True, slots=True)
class Generated:
    """One report: its document, and what its sender calls the file that carries it, without an ending."""

    sender: Sender
    domain: str
    report_id: str
    stem: str
    data: bytes

    @property
    def packed(self) -> bytes:
        """The document, compressed as gzip."""
        packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        return packer.compress(self.data) + packer.flush()


def dice_of(seed: int, number: int, salt: int = 0) -> random.Random:
    """Return the source of all that is random about one file."""
    return random.Random((seed << 40) + (number << 2) + salt)  # noqa: S311  # invented reports need no secret


def generate(number: int, seed: int = SEED) -> Generated:
    """Make report ``number``."""
    dice = dice_of(seed, number)
    sender = dice.choices(SENDERS, cum_weights=_SENDER_SHARES)[0]
    domain = dice.choices(_DOMAINS, cum_weights=_DOMAIN_SHARES)[0]
    start = FIRST_DAY + _DAY * int(dice.random() * DAYS)
    end = start + (_DAY if sender.next_midnight else _DAY - _SECOND)
    report_id = f"{dice.getrandbits(96):024x}.{number}"
    document = {
        "organization-name": sender.organization,
        "date-range": {"start-datetime": _moment(start, sender), "end-datetime": _moment(end, sender)},
        "contact-info": sender.contact,
        "report-id": report_id,
        "policies": _policies(sender, domain, dice),
    }
    stem = f"{sender.domain}!{domain}!{start.timestamp():.0f}!{end.timestamp():.0f}!{number:07}"
    return Generated(sender, domain, report_id, stem, orjson.dumps(document))


def _moment(moment: dt.datetime, sender: Sender) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}{sender.zone}"


def _policies(sender: Sender, domain: str, dice: random.Random) -> list[dict[str, Any]]:
    successful = int(dice.paretovariate(0.8) * 3) % 50_000
    details = [] if dice.random() < sender.clean else _details(sender, domain, dice)
    failed = sum(detail["failed-session-count"] for detail in details)
    if details and dice.random() < _WITHOUT_DETAILS:
        details = []
    kinds = ("sts", "tlsa") if sender.twins else ("sts",)
    return [_policy(kind, sender, domain, (successful, failed), details) for kind in kinds]


def _policy(
    kind: str, sender: Sender, domain: str, sessions: tuple[int, int], details: list[dict[str, Any]]
) -> dict[str, Any]:
    said: dict[str, Any] = {"policy-type": kind}
    if sender.policy_string != "absent":
        said["policy-string"] = _policy_string(kind, sender, domain)
    said["policy-domain"] = domain
    if kind == "sts" and sender.mx_host != "absent":
        said["mx-host"] = f"*.{domain}" if sender.mx_host == "string" else [f"*.{domain}"]
    policy: dict[str, Any] = {
        "policy": said,
        "summary": dict(zip(("total-successful-session-count", "total-failure-session-count"), sessions, strict=True)),
    }
    if details:
        policy["failure-details"] = details
    elif sender.no_failures != "absent":
        policy["failure-details"] = [] if sender.no_failures == "empty" else None
    return policy


def _policy_string(kind: str, sender: Sender, domain: str) -> list[str]:
    if kind == "sts":
        return ["version: STSv1", "mode: enforce", f"mx: *.{domain}", "max_age: 604800"]
    record = f"3 1 1 {zlib.crc32(domain.encode()):08X}{'0123456789ABCDEF' * 3}01234567"
    return [orjson.dumps([record]).decode()] if sender.policy_string == "nested" else [record]


def _details(sender: Sender, domain: str, dice: random.Random) -> list[dict[str, Any]]:
    usual = dice.choices(_RESULTS, cum_weights=_RESULT_SHARES)[0]
    made = []
    for _ in range(min(1 + int(dice.expovariate(1 / (sender.details - 0.5))), _MOST_DETAILS)):
        result = dice.choice(_RESULTS) if dice.random() < _OTHER_RESULT else usual
        host = int(dice.random() * 3)
        detail: dict[str, Any] = {
            "result-type": result,
            "sending-mta-ip": _sending_ip(sender, dice),
            "receiving-ip": f"192.0.2.{10 + host}",
            "receiving-mx-hostname": f"mx{host}.{domain}",
            "failed-session-count": min(int(dice.paretovariate(1.1)), 5000),
        }
        if sender.reasons:
            detail["failure-reason-code"] = dice.choice(_REASONS)
        made.append(detail)
    return made


def _sending_ip(sender: Sender, dice: random.Random) -> str:
    place = int(dice.random() ** 2 * SENDING_IPS)
    if dice.random() < sender.legacy:
        return f"{_NETS[place % 3]}.{place // 3 % 256}"
    return f"2001:db8:{place >> 8:x}::{place & 255:x}"


def mail_of(report: Generated) -> bytes:
    """Return the message that carries ``report`` as a gzip part (RFC 8460 §5.3), with the headers of a few relays."""
    name = f"{report.stem}.json.gz"
    hops = "".join(
        f"Received: from relay{hop}.{report.sender.domain} (relay{hop}.{report.sender.domain} [2001:db8::{hop}])\r\n"
        f"\tby relay{hop + 1}.example.com (Postfix) with ESMTPS id {zlib.crc32(name.encode()):08X}{hop}\r\n"
        f"\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
        f"\tfor <tls-reports@{report.domain}>; Thu, 1 Jan 2026 06:0{hop}:00 +0000\r\n"
        for hop in range(8)
    )
    signature = base64.encodebytes(report.data[:256]).decode().strip().replace("\n", "\r\n\t")
    head = (
        f"{hops}DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={report.sender.domain}; s=tlsrpt;\r\n"
        f"\th=from:to:subject:date:message-id:mime-version:tls-report-domain:tls-report-submitter;\r\n\tb={signature}\r\n"
        f"From: <{report.sender.contact}>\r\nTo: <tls-reports@{report.domain}>\r\n"
        f"Subject: Report Domain: {report.domain}\r\n\tSubmitter: {report.sender.domain}\r\n"
        f"\tReport-ID: <{report.report_id}@{report.sender.domain}>\r\n"
        f"Date: Thu, 1 Jan 2026 06:00:00 +0000\r\nMessage-ID: <{report.report_id}@{report.sender.domain}>\r\n"
        f"TLS-Report-Domain: {report.domain}\r\nTLS-Report-Submitter: {report.sender.domain}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type="tlsrpt"; boundary="part"\r\n\r\n'
        f"--part\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        f"This is an aggregate TLS report from {report.sender.organization}.\r\n\r\n"
        f'--part\r\nContent-Type: application/tlsrpt+gzip; name="{name}"\r\n'
        f'Content-Disposition: attachment;\r\n filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    body = base64.encodebytes(report.packed).decode().replace("\n", "\r\n")
    return f"{head}{body}--part--\r\n".encode()
