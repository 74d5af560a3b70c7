"""Folders of generated reports, any size, the same for the same seed."""

import datetime as dt
import gzip
import random
from pathlib import Path

import orjson

_SENDERS = [f"Sender {number}" for number in range(40)]
_RESULTS = (
    "certificate-expired",
    "starttls-not-supported",
    "validation-failure",
    "sts-policy-fetch-error",
    "tlsa-invalid",
    "certificate-host-mismatch",
)
_FIRST_DAY = 1_767_225_600  # 1 January 2026
_DAY = 86_400


def _report(number: int, source: random.Random) -> dict[str, object]:
    sender = source.choice(_SENDERS)
    day = _FIRST_DAY + _DAY * source.randrange(365)
    domain = f"d{source.randrange(25)}.example.com"
    details = [
        {
            "result-type": source.choice(_RESULTS),
            "sending-mta-ip": f"198.51.100.{source.randrange(256)}",
            "receiving-ip": f"192.0.2.{source.randrange(256)}",
            "receiving-mx-hostname": f"mx{source.randrange(4)}.{domain}",
            "failed-session-count": source.randrange(1, 50),
        }
        for _ in range(source.choice((0, 0, 1, 2, 4, 6)))
    ]
    failed = sum(int(str(detail["failed-session-count"])) for detail in details)
    text = ["version: STSv1", "mode: enforce", f"mx: *.{domain}", "max_age: 604800"]
    return {
        "organization-name": sender,
        "date-range": {"start-datetime": _moment(day), "end-datetime": _moment(day + _DAY - 1)},
        "contact-info": "tlsrpt@example.net",
        "report-id": f"{number}-{day}",
        "policies": [
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-string": text,
                    "policy-domain": domain,
                    "mx-host": [f"*.{domain}"],
                },
                "summary": {
                    "total-successful-session-count": source.randrange(5000),
                    "total-failure-session-count": failed,
                },
                "failure-details": details,
            }
        ],
    }


def _moment(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(folder: Path, files: int, seed: int = 8460) -> None:
    """Write ``files`` reports of about 1 KB into ``folder``, a thousand to a subfolder."""
    source = random.Random(seed)  # noqa: S311  # invented reports need no secret
    for number in range(files):
        place = folder / f"{number // 1000:04}"
        place.mkdir(parents=True, exist_ok=True)
        data = orjson.dumps(_report(number, source))
        (place / f"{number:07}.json.gz").write_bytes(gzip.compress(data, mtime=0))
