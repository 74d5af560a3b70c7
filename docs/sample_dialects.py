"""How each sender of the sample month writes a report: field by field, as reports differ in life (RFC 8460 §4.4)."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Final

from sample_company import NO_POLICY, STS, TLSA, Failure
from sample_scenario import Policy, Report, draw

FILETIME_EPOCH_SECONDS: Final = 11_644_473_600
"""Seconds from 1601 to 1970: Microsoft counts its ids in tenths of microseconds from there."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One sender's way of writing; the defaults are what the RFC describes.

    Attributes:
        report_id: template over start, domain, stamp (Microsoft's clock), uuid and day.
        unique: template of the last field of the file name, before the ending; "" for none.
        ending: of the file that a report alone makes.
        start, end: templates over day and next_day.
        mx_host: ``list``, ``string`` or ``absent``; a string holds the first pattern only.
        policy_string: ``list``, ``absent``, or ``nested`` for tlsa records written as JSON within JSON.
        no_failures: ``absent``, ``empty`` or ``null``: what stands for no failure-details.
        rooted_mx: MX hosts in the details end in a dot.
        max_age_first: the policy's lines are told with max_age before mx.
        help_uri: the additional-information of every detail; "" for none.
        indent, newline: layout of the JSON; ``None`` is one line.
    """

    report_id: str = "{uuid}@{sender}"
    unique: str = ""
    ending: str = ".json.gz"
    start: str = "{day}T00:00:00Z"
    end: str = "{day}T23:59:59Z"
    mx_host: str = "list"
    policy_string: str = "list"
    no_failures: str = "absent"
    rooted_mx: bool = False
    max_age_first: bool = False
    help_uri: str = ""
    indent: int | None = None
    newline: str = "\n"


DIALECTS: Final = {
    "google": Dialect(report_id="{start}_{domain}", unique="001"),
    "microsoft": Dialect(
        report_id="{stamp}+{domain}",
        unique="{stamp}",
        start="{day}T00:00:00",
        end="{day}T23:59:59",
        mx_host="absent",
        policy_string="nested",
    ),
    "northwind": Dialect(unique="00{revision}", help_uri="https://postmaster.northwind.example/tls"),
    "meridian": Dialect(report_id="{day}.{domain}.{uuid}", rooted_mx=True, max_age_first=True, no_failures="empty"),
    "kiosk": Dialect(report_id="kiosk-{day}-{domain}", start="{day}T00:00:00+00:00", end="{day}T23:59:59+00:00"),
    "postal": Dialect(unique="001", end="{next_day}T00:00:00Z", mx_host="absent", policy_string="absent", indent=3),
    "alpenpost": Dialect(report_id="{uuid}", ending=".json", mx_host="string", indent=2),
    "fjordpost": Dialect(report_id="{start}_idx1_{domain}", unique="1", no_failures="empty", mx_host="absent"),
    "bramble": Dialect(report_id="{day}_{domain}_{uuid}", no_failures="null", mx_host="absent"),
    "university": Dialect(report_id="{uuid}", indent=4, newline="\r\n"),
    "harbour": Dialect(report_id="{day}-{domain}", ending=".json"),
    "lanterna": Dialect(max_age_first=True, no_failures="empty"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A report as its sender wrote it: the JSON, its id, its period, and the name of its file without ending."""

    report: Report
    report_id: str
    start: dt.datetime
    end: dt.datetime
    stem: str
    data: bytes

    @property
    def ending(self) -> str:
        """The ending of the file that the report alone makes."""
        return DIALECTS[self.report.sender.key].ending


def write(report: Report) -> Written:
    """Render a report in its sender's dialect."""
    dialect, sender = DIALECTS[report.sender.key], report.sender
    dice = draw("id/{}/{}/{}".format(*report.place))
    midnight = dt.datetime.combine(report.day, dt.time(), dt.UTC)
    words = {
        "day": report.day.isoformat(),
        "next_day": (report.day + dt.timedelta(days=1)).isoformat(),
        "domain": report.domain,
        "sender": sender.domain,
        "revision": report.revision,
        "uuid": _uuid(dice.random(), dice.random()),
        "stamp": (int(midnight.timestamp()) + FILETIME_EPOCH_SECONDS) * 10**7 + int(dice.random() * 10**7),
    }
    words["start"] = dialect.start.format(**words)
    words["end"] = dialect.end.format(**words)
    report_id = dialect.report_id.format(**words)
    start, end = (_instant(str(words[name])) for name in ("start", "end"))
    fields = [sender.domain, report.domain, f"{start.timestamp():.0f}", f"{end.timestamp():.0f}"]
    if dialect.unique:
        fields.append(dialect.unique.format(**words))
    body = {
        "organization-name": sender.organization,
        "date-range": {"start-datetime": words["start"], "end-datetime": words["end"]},
        "contact-info": sender.contact,
        "report-id": report_id,
        "policies": [_policy(policy, dialect) for policy in report.policies],
    }
    return Written(report, report_id, start, end, "!".join(fields), _layout(body, dialect))


def _instant(text: str) -> dt.datetime:
    """A date as some sender writes it, in UTC."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _uuid(first: float, second: float) -> str:
    digits = f"{int(first * 16**12):012x}{int(second * 16**12):012x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:18]}-{digits[18:]}{digits[:6]}"


def _layout(body: dict[str, Any], dialect: Dialect) -> bytes:
    separators = (",", ":") if dialect.indent is None else (",", ": ")
    text = json.dumps(body, ensure_ascii=False, indent=dialect.indent, separators=separators)
    return text.replace("\n", dialect.newline).encode()


def _policy(policy: Policy, dialect: Dialect) -> dict[str, Any]:
    said: dict[str, Any] = {"policy-type": policy.kind}
    if policy.kind != NO_POLICY and dialect.policy_string != "absent":
        said["policy-string"] = _policy_string(policy, dialect)
    said["policy-domain"] = policy.domain
    if policy.kind == STS and dialect.mx_host != "absent":
        said["mx-host"] = policy.mx_hosts[0] if dialect.mx_host == "string" else list(policy.mx_hosts)
    summary = {
        "total-successful-session-count": policy.successful,
        "total-failure-session-count": policy.failed,
    }
    entry: dict[str, Any] = {"policy": said, "summary": summary}
    if policy.failures:
        entry["failure-details"] = [_detail(failure, dialect) for failure in policy.failures]
    elif dialect.no_failures != "absent":
        entry["failure-details"] = [] if dialect.no_failures == "empty" else None
    return entry


def _policy_string(policy: Policy, dialect: Dialect) -> list[str]:
    if policy.kind == TLSA and dialect.policy_string == "nested":
        return [json.dumps([line.upper() for line in policy.lines], separators=(",", ":"))]
    if policy.kind == STS and dialect.max_age_first:
        version, mode, *patterns, max_age = policy.lines
        return [version, mode, max_age, *patterns]
    return list(policy.lines)


def _detail(failure: Failure, dialect: Dialect) -> dict[str, Any]:
    fields = {
        "result-type": failure.result_type,
        "sending-mta-ip": failure.sending_ip,
        "receiving-ip": failure.receiving_ip,
        "receiving-mx-hostname": f"{failure.mx}." if dialect.rooted_mx and failure.mx else failure.mx,
        "failed-session-count": failure.sessions,
        "additional-information": dialect.help_uri,
        "failure-reason-code": failure.reason,
    }
    return {name: value for name, value in fields.items() if value != ""}
