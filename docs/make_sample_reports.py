"""Write the sample month: ``python docs/make_sample_reports.py [FOLDER]``, or ``--figures`` for its totals as JSON.

The same bytes come out every time, as far as zlib allows: another zlib may compress differently. The totals are
taken from the scenario, not from the files, so that they can be held against what a reader of the files finds.
"""

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sample_company import STS, TLSA
from sample_containers import Part, came, gzipped, mail, mailbox, report_mail, zipped
from sample_dialects import Written, write
from sample_scenario import Policy, Report, reports

DEFAULT_FOLDER: Final = Path(__file__).resolve().parent.parent / "sample_reports"
NO_DETAILS: Final = "(no details)"
README_FILES: Final = 1
"""README.md lies in the folder too: a file that is not a report and that this script leaves alone."""

TRUNCATED: Final = ("meridian", "example.com", 22)
"""The report whose file was cut off; nothing of it can be read, so it is in no figure."""
DMARC: Final = "mail/12-dmarc.eml"
"""The file that is a report of another kind."""

MAILS: Final = {
    ("google", "example.com", 31): "gzip",
    ("northwind", "example.com", 16): "gzip",
    ("microsoft", "example.com", 20): "html",
    ("postal", "example.com", 21): "mislabelled",
    ("fjordpost", "example.com", 29): "plain",
    ("lanterna", "example.com", 24): "name-in-type",
}
MAILBOX: Final = {
    ("google", "example.net", 22),
    ("google", "example.net", 26),
    ("google", "example.net", 28),
    ("google", "example.net", 30),
    ("university", "example.com", 27),
    ("bramble", "example.net", 26),
    ("bramble", "example.net", 30),
    ("kiosk", "example.com", 30),
    ("kiosk", "example.com", 31),
}
BACKFILL: Final = {
    *(("microsoft", "example.com", day) for day in range(26, 32)),
    *(("microsoft", "example.org", day) for day in (26, 28, 29, 30)),
    *(("kiosk", "example.com", day) for day in (26, 27, 28)),
    ("google", "example.com", 26),
    ("google", "example.com", 27),
}

SAVED_TOO: Final = {
    ("google", "example.com", 31),
    ("northwind", "example.com", 16),
    ("google", "example.com", 26),
    ("google", "example.com", 27),
}
"""Reports of a mail or of the backfill that were also saved as files: one duplicate each."""
MAILED_TWICE: Final = {("google", "example.net", 22), ("kiosk", "example.com", 30)}
"""Mails that are in the mailbox two times: one duplicate each."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files by their path, the reports that can be read, once each, and how many copies there are of those."""

    files: dict[str, bytes]
    distinct: tuple[Written, ...]
    duplicates: int


def lay_out() -> Layout:
    """Put every report of the month where it lies."""
    month = [write(report) for report in reports()]
    files: dict[str, bytes] = {}
    for written in month:
        place = written.report.place
        if place in MAILS:
            name = f"mail/{written.report.day:%d}-{place[0]}.eml"
            files[name] = report_mail(written, style=MAILS[place])
        if place not in MAILS.keys() | MAILBOX | BACKFILL or place in SAVED_TOO:
            files |= _saved(written)
    files[DMARC] = _dmarc_mail()
    files["mail/inbox.mbox"] = _inbox([written for written in month if written.report.place in MAILBOX])
    backfill = [written for written in month if written.report.place in BACKFILL]
    files["backfill.zip"] = zipped({f"{written.stem}.json": written.data for written in backfill})
    distinct = tuple(written for written in month if written.report.place != TRUNCATED)
    return Layout(files, distinct, len(SAVED_TOO) + len(MAILED_TWICE))


def _saved(written: Written) -> dict[str, bytes]:
    """The report as a file of its own; one of them was cut off while it was saved."""
    data = gzipped(written.data) if written.ending.endswith(".gz") else written.data
    if written.report.place == TRUNCATED:
        data = data[: len(data) * 3 // 5]
    return {f"{written.report.day:%Y-%m}/{written.stem}{written.ending}": data}


def _inbox(month: list[Written]) -> bytes:
    """The mailbox: its mails by arrival, two of them a second time five minutes later, and one bounce."""
    mails = []
    for written in month:
        sender = f"bounces@{written.report.sender.domain}"
        mails.append((sender, came(written), report_mail(written)))
        if written.report.place in MAILED_TWICE:
            mails.append((sender, came(written) + dt.timedelta(minutes=5), report_mail(written)))
    bounced = dt.datetime(2026, 10, 27, 14, 2, 31, tzinfo=dt.UTC)
    mails.append(("MAILER-DAEMON@mx1.example.com", bounced, _bounce()))
    return mailbox(sorted(mails, key=lambda entry: entry[1]))


def _bounce() -> bytes:
    headers = {
        "From": "MAILER-DAEMON@mx1.example.com",
        "To": "tlsrpt@example.com",
        "Date": "Tue, 27 Oct 2026 14:02:31 +0000",
        "Subject": "Undelivered Mail Returned to Sender",
        "Message-ID": "<20261027140231.4C1F@mx1.example.com>",
    }
    status = (
        "Reporting-MTA: dns; mx1.example.com\n\nFinal-Recipient: rfc822; noc@bramble.example\n"
        "Action: failed\nStatus: 5.1.1\n"
    )
    text = "Your message to noc@bramble.example could not be delivered: no such mailbox.\n"
    parts = (
        Part("text/plain; charset=us-ascii", text.encode()),
        Part("message/delivery-status", status.encode()),
    )
    return mail(headers, "report; report-type=delivery-status", parts)


def _dmarc_mail() -> bytes:
    """A DMARC aggregate report, as they come to the same mailbox."""
    stem = "northwind.example!example.com!1791676800!1791763199"
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feedback><report_metadata><org_name>Northwind Mail</org_name>'
        "<email>dmarc@northwind.example</email><report_id>dmarc-20261011</report_id><date_range>"
        "<begin>1791676800</begin><end>1791763199</end></date_range></report_metadata>"
        "<policy_published><domain>example.com</domain><p>reject</p></policy_published>"
        "<record><row><source_ip>192.0.2.10</source_ip><count>41</count><policy_evaluated>"
        "<disposition>none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row>"
        "<identifiers><header_from>example.com</header_from></identifiers></record></feedback>\n"
    )
    headers = {
        "From": "dmarc@northwind.example",
        "To": "dmarc@example.com",
        "Date": "Mon, 12 Oct 2026 03:30:00 +0000",
        "Subject": "Report Domain: example.com Submitter: northwind.example Report-ID: <dmarc-20261011>",
        "Message-ID": "<dmarc-20261011@northwind.example>",
    }
    parts = (
        Part("text/plain; charset=us-ascii", b"DMARC aggregate report for example.com.\n"),
        Part("application/zip", zipped({f"{stem}.xml": xml.encode()}), f"{stem}.zip"),
    )
    return mail(headers, "mixed", parts)


def figures(layout: Layout) -> dict[str, Any]:
    """The totals that a right reader of the folder finds."""
    month = [written.report for written in layout.distinct]
    keys = Counter((each.report.sender.organization, each.report_id, each.start, each.end) for each in layout.distinct)
    shared = [count for count in keys.values() if count > 1]
    domains, organizations = _sessions_by_domain(month), _sessions_by_organization(month)
    result_types, mx_hosts = _reported_failures(month)
    return {
        "files_seen": len(layout.files) + README_FILES,
        "files_not_reports": len({DMARC}) + README_FILES,
        "files_unreadable": len({TRUNCATED}),
        "documents": len(layout.distinct) + layout.duplicates,
        "distinct_reports": len(layout.distinct),
        "duplicates": layout.duplicates,
        "conflicts": len(shared),
        "conflicting_reports": sum(shared),
        "period": {
            "start": _zulu(min(written.start for written in layout.distinct)),
            "end": _zulu(max(written.end for written in layout.distinct)),
        },
        "sessions": {
            outcome: sum(domain[outcome] for domain in domains.values()) for outcome in ("successful", "failed")
        },
        "domains": domains,
        "organizations": organizations,
        "result_types": result_types,
        "mx_hosts": mx_hosts,
    }


def _zulu(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _counted(report: Report) -> Iterable[Policy]:
    """The policies whose sessions count: where sts and tlsa tell of one domain, the one with more sessions."""
    best: dict[str, Policy] = {}
    for policy in report.policies:
        if policy.kind not in (STS, TLSA):
            yield policy
        elif policy.domain not in best or policy.sessions > best[policy.domain].sessions:
            best[policy.domain] = policy
    yield from best.values()


def _sessions_by_domain(month: list[Report]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {}
    for report in month:
        for policy in _counted(report):
            entry = sums.setdefault(policy.domain, {"reports": 0, "successful": 0, "failed": 0})
            entry["reports"] += 1
            entry["successful"] += policy.successful
            entry["failed"] += policy.failed
    return _ranked(sums)


def _sessions_by_organization(month: list[Report]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {}
    for report in month:
        entry = sums.setdefault(report.sender.organization, {"reports": 0, "successful": 0, "failed": 0})
        entry["reports"] += 1
        for policy in _counted(report):
            entry["successful"] += policy.successful
            entry["failed"] += policy.failed
    return _ranked(sums)


def _ranked(sums: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Sums by failed, then successful, then name."""
    return dict(sorted(sums.items(), key=lambda item: (-item[1]["failed"], -item[1]["successful"], item[0])))


def _reported_failures(month: list[Report]) -> tuple[dict[str, int], dict[str, int]]:
    """Failed sessions by result type and by MX host: what the details of every policy say, added up."""
    result_types, mx_hosts = Counter[str](), Counter[str]()
    for report in month:
        for policy in report.policies:
            for failure in policy.failures:
                result_types[failure.result_type] += failure.sessions
                mx_hosts[failure.mx] += failure.sessions
            if policy.failed and not policy.failures:
                result_types[NO_DETAILS] += policy.failed
                mx_hosts[""] += policy.failed
    return dict(result_types.most_common()), dict(mx_hosts.most_common())


def write_folder(layout: Layout, folder: Path) -> None:
    """Write the files; README.md, and anything else that lies there, is left as it is."""
    for name, data in layout.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def main() -> None:
    """Read the arguments and do what they say."""
    parser = argparse.ArgumentParser(description="Write the sample month of TLS reports.")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER, help="where to (default: %(default)s)")
    parser.add_argument("--figures", action="store_true", help="print the month's totals as JSON and write nothing")
    arguments = parser.parse_args()
    layout = lay_out()
    if arguments.figures:
        print(json.dumps(figures(layout), ensure_ascii=False, indent=2))
    else:
        write_folder(layout, arguments.folder)


if __name__ == "__main__":
    main()
