"""The invented company behind sample_reports/: its domains, who reports about them and when, and what went wrong."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Final

YEAR: Final = 2026
MONTH: Final = 10
STS: Final = "sts"
TLSA: Final = "tlsa"
NO_POLICY: Final = "no-policy-found"

MX1, MX2 = "mx1.example.com", "mx2.example.com"
MX_NEW, MX_NEW_2 = "mx-new.example.org", "mx2.example.org"
MX_RETIRED: Final = "mx-old.example.org"
MX_NET: Final = "mx.example.net"

ADDRESSES: Final = {
    MX1: "192.0.2.10",
    MX2: "192.0.2.20",
    MX_NEW: "192.0.2.35",
    MX_NEW_2: "192.0.2.36",
    MX_NET: "192.0.2.50",
}
ADDRESSES_V6: Final = {MX1: "2001:db8:10::25", MX2: "2001:db8:20::25"}


@dataclass(frozen=True, slots=True)
class Domain:
    """One of the company's policy domains: its MTA-STS policy, and the MX hosts that have TLSA records."""

    name: str
    mode: str
    policy_mx: tuple[str, ...]
    max_age: int
    dane_mx: tuple[str, ...] = ()
    tlsa: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """One reporting organization and its habits; ``ways`` are the policy types it can find, best first.

    Attributes:
        volume: sessions of a working day, by policy domain.
        days: days of the month it reports, by policy domain.
        ips: where it sends from; ``masked_ips`` is its network whose firewall hides STARTTLS.
        reasons: its failure-reason-code by result type.
        tells_details: whether its reports say anything about failures beyond their number.
    """

    key: str
    organization: str
    domain: str
    contact: str | None
    ways: tuple[str, ...]
    volume: dict[str, int]
    days: dict[str, tuple[int, ...]]
    ips: tuple[str, ...]
    masked_ips: tuple[str, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    tells_details: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """A failure that lasts: each day ``share`` of a sender's sessions fail, ``part_days`` scale single days."""

    result_type: str
    domain: str
    mx: tuple[str, ...]
    first: int
    last: int
    share: float
    ways: tuple[str, ...]
    masked: bool = False
    part_days: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure detail; an absent value is ""."""

    result_type: str
    mx: str
    sending_ip: str
    receiving_ip: str
    sessions: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Glitch:
    """A failure of one day and one sender; its details may overlap and sum to more than ``failed``."""

    sender: str
    domain: str
    day: int
    failed: int
    failures: tuple[Failure, ...]


def _tlsa(subject: str) -> str:
    return f"2 1 1 {hashlib.sha256(subject.encode()).hexdigest()}"


DOMAINS: Final = {
    domain.name: domain
    for domain in (
        Domain(
            name="example.com",
            mode="enforce",
            policy_mx=(MX1, MX2),
            max_age=604800,
            dane_mx=(MX1, MX2),
            tlsa=(_tlsa("Sample Issuing CA 1"), _tlsa("Sample Issuing CA 2")),
        ),
        Domain(name="example.org", mode="enforce", policy_mx=(MX_RETIRED, MX_NEW_2), max_age=604800),
        Domain(name="example.net", mode="testing", policy_mx=(MX_NET,), max_age=86400),
    )
}

EXPIRED: Final = Story(
    result_type="certificate-expired",
    domain="example.com",
    mx=(MX1,),
    first=13,
    last=16,
    share=0.44,
    ways=(STS, TLSA),
    part_days={13: 0.7, 16: 0.9},
)
RETIRED: Final = Story(
    result_type="validation-failure",
    domain="example.org",
    mx=(MX_NEW,),
    first=6,
    last=31,
    share=0.18,
    ways=(STS,),
    part_days={6: 0.5},
)
MASKED: Final = Story(
    result_type="starttls-not-supported",
    domain="example.com",
    mx=(MX1, MX2),
    first=8,
    last=31,
    share=0.32,
    ways=(STS,),
    masked=True,
)
STORIES: Final = (EXPIRED, RETIRED, MASKED)

GLITCHES: Final = (
    Glitch(
        "google",
        "example.com",
        9,
        2,
        (Failure("validation-failure", MX2, "198.51.100.12", ADDRESSES[MX2], 2),),
    ),
    Glitch(
        "alpenpost",
        "example.com",
        22,
        1,
        (Failure("validation-failure", MX1, "198.51.100.141", ADDRESSES[MX1], 1, "connection closed in handshake"),),
    ),
    Glitch(
        "postal",
        "example.com",
        21,
        3,
        (
            Failure("sts-policy-fetch-error", "", "", "", 3, "bad https response code: 502"),
            Failure("sts-policy-fetch-error", "", "", "", 1, "policy fetch: no answer within 60 s"),
        ),
    ),
)

GAP: Final = 25
"""The Sunday for which nobody's report arrived."""

ALL_DAYS = tuple(day for day in range(1, 32) if day != GAP)
WORKING_DAYS = tuple(day for day in ALL_DAYS if dt.date(YEAR, MONTH, day).isoweekday() < 6)  # noqa: PLR2004 - Saturday

SENDERS: Final = (
    Sender(
        key="google",
        organization="Google Inc.",
        domain="google.example",
        contact="smtp-tls-reporting@google.example",
        ways=(STS,),
        volume={"example.com": 2400, "example.org": 310, "example.net": 18},
        days={
            "example.com": ALL_DAYS,
            "example.org": (*WORKING_DAYS, 31),
            "example.net": (2, 5, 7, 9, 12, 14, 16, 20, 22, 26, 28, 30),
        },
        ips=("198.51.100.11", "198.51.100.12", "198.51.100.14"),
    ),
    Sender(
        key="microsoft",
        organization="Microsoft Corporation",
        domain="microsoft.example",
        contact="tlsrpt-noreply@microsoft.example",
        ways=(STS, TLSA),
        volume={"example.com": 1900, "example.org": 220},
        days={
            "example.com": ALL_DAYS,
            "example.org": (2, 5, 6, 8, 9, 12, 14, 16, 19, 21, 22, 26, 28, 29, 30),
        },
        ips=("198.51.100.40", "198.51.100.43"),
        reasons={"validation-failure": f"MX host {MX_NEW} does not match policy"},
    ),
    Sender(
        key="northwind",
        organization="Northwind Mail",
        domain="northwind.example",
        contact="tls-reports@northwind.example",
        ways=(STS,),
        volume={"example.com": 720},
        days={"example.com": tuple(range(1, 19))},
        ips=("198.51.100.65", "198.51.100.66"),
        reasons={"certificate-expired": "X509_V_ERR_CERT_HAS_EXPIRED"},
    ),
    Sender(
        key="meridian",
        organization="Meridian Cable",
        domain="meridian.example",
        contact="postmaster@meridian.example",
        ways=(STS,),
        volume={"example.com": 610, "example.org": 85},
        days={"example.com": (2, 6, 9, 13, 14, 15, 16, 17, 21, 22, 28), "example.org": (6, 15, 21, 28)},
        ips=("198.51.100.90", "198.51.100.91", "198.51.100.92"),
        reasons={"certificate-expired": "certificate has expired", "validation-failure": "mx-mismatch"},
    ),
    Sender(
        key="kiosk",
        organization="Kiosk Mail",
        domain="kioskmail.example",
        contact="tlsrpt@kioskmail.example",
        ways=(STS,),
        volume={"example.com": 330},
        days={
            "example.com": (2, 5, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30, 31),
        },
        ips=("198.51.100.77",),
        masked_ips=("203.0.113.17", "203.0.113.18", "203.0.113.21"),
        reasons={"starttls-not-supported": "EHLO reply offers no STARTTLS"},
    ),
    Sender(
        key="postal",
        organization="Postal Cooperative",
        domain="postalcoop.example",
        contact="tls_support@desk.postalcoop.example",
        ways=(STS,),
        volume={"example.com": 260, "example.org": 60},
        days={"example.com": (5, 8, 13, 14, 15, 16, 19, 21), "example.org": (7, 12, 20, 27)},
        ips=("198.51.100.120",),
        reasons={
            "certificate-expired": "tls: certificate has expired",
            "validation-failure": f'"{MX_NEW}" is not among the mx of the policy',
        },
    ),
    Sender(
        key="alpenpost",
        organization="Alpenpost AG",
        domain="alpenpost.example",
        contact="mta-sts@alpenpost.example",
        ways=(STS,),
        volume={"example.com": 180, "example.org": 40},
        days={"example.com": (6, 13, 14, 15, 16, 22), "example.org": (13, 27)},
        ips=("198.51.100.140", "198.51.100.141"),
        reasons={"validation-failure": f"MX host {MX_NEW} does not match policy"},
    ),
    Sender(
        key="fjordpost",
        organization="Fjordpost AS",
        domain="fjordpost.example",
        contact="postmaster@fjordpost.example",
        ways=(TLSA,),
        volume={"example.com": 120},
        days={"example.com": (3, 7, 13, 15, 16, 18, 23, 29)},
        ips=("198.51.100.160",),
        reasons={"certificate-expired": "certificate verification failed: certificate has expired"},
    ),
    Sender(
        key="bramble",
        organization="Bramble Hosting",
        domain="bramble.example",
        contact="noc@bramble.example",
        ways=(TLSA, NO_POLICY),
        volume={"example.com": 55, "example.net": 3},
        days={"example.com": (8, 14, 16, 24), "example.net": (9, 19, 26, 30)},
        ips=("198.51.100.175",),
    ),
    Sender(
        key="university",
        organization="Universitätsrechenzentrum Beispielstadt",
        domain="urz-beispielstadt.example",
        contact="postmaster@urz-beispielstadt.example",
        ways=(STS,),
        volume={"example.com": 44},
        days={"example.com": (6, 14, 15, 20, 27)},
        ips=("198.51.100.190",),
        reasons={"certificate-expired": "Zertifikat abgelaufen (gültig bis 13.10.2026)"},
    ),
    Sender(
        key="harbour",
        organization="Harbour Lane Logistics",
        domain="harbourlane.example",
        contact=None,
        ways=(STS,),
        volume={"example.com": 14},
        days={"example.com": (14, 21, 28)},
        ips=("198.51.100.205",),
        tells_details=False,
    ),
    Sender(
        key="lanterna",
        organization="Lanterna Networks",
        domain="lanterna.example",
        contact="tls-feedback@lanterna.example",
        ways=(STS,),
        volume={"example.com": 95},
        days={"example.com": (7, 13, 14, 15, 16, 24)},
        ips=("2001:db8:51:0012::25", "2001:db8:51:0013::25"),
    ),
)

CORRECTED: Final = ("northwind", "example.com", 12)
"""The report that its sender sent again under the same id with other counts."""
