"""Reports of invented senders, with names and addresses from the documentation ranges."""

import gzip
import json
from pathlib import Path

HOSTILE = (
    "=1+1|`<b>\x1b[31m\x9b31m\u202e\x00\r\n\t\u2066&amp;](http://evil.example)\u200b\u0301\u0301\u0301\u0301\U000e0041"
)


def detail(result="certificate-expired", count=3, **fields):
    return {
        "result-type": result,
        "sending-mta-ip": "198.51.100.7",
        "receiving-mx-hostname": "mx1.example.com",
        "receiving-ip": "203.0.113.10",
        "failed-session-count": count,
        **fields,
    }


def policy(domain="example.com", kind="sts", successful=97, failed=3, details=None):
    return {
        "policy": {
            "policy-type": kind,
            "policy-string": ["version: STSv1", "mode: enforce", "mx: *.example.com", "max_age: 604800"],
            "policy-domain": domain,
            "mx-host": ["*.example.com"],
        },
        "summary": {"total-successful-session-count": successful, "total-failure-session-count": failed},
        "failure-details": [detail()] if details is None else details,
    }


def report(identity="r1", day="2026-11-05", organization="Northwind Mail", policies=None):
    return {
        "organization-name": organization,
        "date-range": {"start-datetime": f"{day}T00:00:00Z", "end-datetime": f"{day}T23:59:59Z"},
        "contact-info": "postmaster@northwind.example",
        "report-id": identity,
        "policies": [policy()] if policies is None else policies,
    }


def save(path: Path, document: object) -> Path:
    """Write a report; an ending of ``.gz`` compresses it."""
    data = json.dumps(document).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def quiet(identity="q1", day="2026-11-06"):
    """Return a report in which nothing failed."""
    return report(identity, day, "Alpenpost AG", [policy(successful=40, failed=0, details=[])])


def folder(root: Path) -> Path:
    """Make a small folder with one of everything: reports, a duplicate, a conflict, notes, damage, other files."""
    save(root / "one.json", report())
    save(root / "again.json.gz", report())
    save(root / "quiet.json", quiet())
    mixed = [
        policy("example.org", successful=10, failed=5, details=[detail("starttls-not-supported", 5)]),
        policy("example.net", "no-policy-found", successful=7, failed=0, details=[]),
        policy("example.com", successful=0, failed=2, details=[]),
    ]
    save(root / "sub" / "mixed.json.gz", report("m1", "2026-11-07", "Meridian Cable", mixed))
    save(root / "sub" / "version-a.json", report("c1", "2026-11-08", "Fjordpost AS", [policy(failed=4)]))
    save(root / "sub" / "version-b.json", report("c1", "2026-11-08", "Fjordpost AS", [policy(failed=6)]))
    save(root / "undated.json", report("u1", policies=[policy(details=[detail(count=-1)])]) | {"date-range": {}})
    (root / "broken.json").write_text('{"organization-name": "Northwind Mail", "policies": [')
    (root / "notes.txt").write_text("shopping: milk\n")
    return root


def hostile(root: Path) -> Path:
    """Make a folder in which every text is hostile."""
    nasty = policy(HOSTILE, details=[])
    nasty["policy"]["policy-string"] = [HOSTILE]
    nasty["failure-details"] = [
        {
            "result-type": HOSTILE,
            "sending-mta-ip": HOSTILE,
            "receiving-ip": HOSTILE,
            "receiving-mx-hostname": HOSTILE,
            "receiving-mx-helo": HOSTILE,
            "failed-session-count": 3,
            "failure-reason-code": HOSTILE,
            "additional-information": HOSTILE,
        }
    ]
    nasty["summary"]["total-failure-session-count"] = HOSTILE
    made = report(HOSTILE, organization=HOSTILE, policies=[nasty])
    save(root / "=cmd\x1b[2J|`<i>`\u202e\n.json", made)
    save(root / "-again\x07.json", made)
    (root / "@broken\x9b.json").write_text('{"organization-name": "\x1b", "policies": [')
    return root
