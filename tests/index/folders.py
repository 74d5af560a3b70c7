"""Folders of small reports for tests, and what an index says of them whatever its numbers are."""

import datetime as dt
import gzip
import json
from collections import Counter

from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.view import View

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def body(report_id, *, sender="Example Inc.", failed=2, ip="192.0.2.1", day=1):
    """Return the JSON of a report."""
    detail = {
        "result-type": "certificate-expired",
        "sending-mta-ip": ip,
        "receiving-mx-hostname": "mx1.example.com",
        "failed-session-count": failed,
    }
    policy = {"policy-type": "sts", "policy-domain": "example.com", "policy-string": ["version: STSv1"]}
    date = f"2026-11-{day:02}"
    return json.dumps(
        {
            "organization-name": sender,
            "contact-info": "tls@example.net",
            "report-id": str(report_id),
            "date-range": {"start-datetime": f"{date}T00:00:00Z", "end-datetime": f"{date}T23:59:59Z"},
            "policies": [
                {
                    "policy": policy,
                    "summary": {"total-successful-session-count": 10, "total-failure-session-count": failed},
                    "failure-details": [detail],
                }
            ],
        }
    ).encode()


def write(path, data):
    """Write a report as its name says: gzip'd or not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def fill(folder, count):
    """Write so many reports, some of them in subfolders, and one file of every other kind."""
    for number in range(count):
        name = f"{number % 7}/{number}.json.gz" if number % 3 else f"{number}.json"
        write(folder / name, body(number, sender=f"Sender {number % 5}", ip=f"192.0.2.{number % 250}"))
    write(folder / "again.json", body(0, sender="Sender 0", ip="192.0.2.0"))
    write(folder / "other.json", body(0, sender="Sender 0", ip="192.0.2.0", failed=9))
    (folder / "broken.json.gz").write_bytes(gzip.compress(body("broken"))[:-20])
    (folder / "note.txt").write_text("not a report")
    (folder / "gone").symlink_to(folder / "nowhere")
    return folder


def meaning(tables):
    """Return what tables say, without the numbers that differ from load to load."""
    engine = LocalEngine(tables)
    totals = engine.totals(View(), now=NOW)
    rows = engine.export_rows(View(), now=NOW, offset=0, limit=totals.all_rows)
    counts = engine.file_counts()
    return (
        totals,
        counts,
        Counter(
            (row.report_id, row.start, row.row.organization, row.row.sending_ip, row.row.sessions, row.row.counts)
            for row in rows
        ),
        Counter((row.name, row.size) for row in engine.files(problems=False, offset=0, limit=counts.seen).rows),
        Counter(
            (row.name, row.sentence)
            for row in engine.files(problems=True, offset=0, limit=counts.seen).rows
            if "same id" not in row.sentence
        ),
    )
