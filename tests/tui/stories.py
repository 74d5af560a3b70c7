"""The stories of the sample reports, and the keys that find each of them from the first screen at 80x24.

``docs/tour.md`` quotes these keys, and a test presses them.
"""

from typing import NamedTuple


class Story(NamedTuple):
    """What happened, the keys that find it, and what the screen says then."""

    title: str
    keys: tuple[str, ...]
    expected: tuple[str, ...]


STORIES = [
    Story(
        "An expired certificate, recovered",
        ("u", "enter"),
        (
            "› certificate-expired",
            "12 714 ",
            "most 3 590, Wed 14 Oct",
            "1 mx1.example.com   100%",
            "o Senders 11 Microsoft",
            "▸16 Oct Microsoft  mx1.example.com    448",
            "Acts     MX operator: renew",
        ),
    ),
    Story(
        "A policy that names a retired MX host, ongoing",
        ("m", "j", "enter", "tab", "enter"),
        (
            "mx-new.example.org    43 reports, 43 with failures",
            "mx       mx-old.example.org",
            "mx2.example.org",
            "why      validation-failure",
            "at       mx-new.example.org",
            '▌      "failed-session-count": 11',
        ),
    ),
    Story(
        "One sender's network, ongoing",
        ("u", "j", "enter", "i"),
        (
            "starttls-not-supported",
            "o Senders  1 Kiosk Mail        100%",
            "i Sending IPs 3",
            "203.0.113.17",
            "203.0.113.21",
            "203.0.113.18",
            "EHLO reply offers no STARTTLS",
        ),
    ),
    Story(
        "The same sessions twice",
        ("o", "j", "enter", "u", "enter", "3", "tab", "ctrl+d", "ctrl+d", "ctrl+d"),
        (
            "4 reports, 4 with failures",
            "16 Oct Microsoft Corporation example.com sts, tlsa",
            "policy   2 of 2, same",
            "sessions, not",
            "counted again",
            "type     tlsa",
        ),
    ),
    Story(
        "A clean test",
        ("d", "G", "enter"),
        ("example.net", "0 failed", "nothing failed", "231 sessions in 2–30 Oct 2026", "◆example.net"),
    ),
    Story(
        "A silent sender",
        ("o", "j", "j", "j", "enter"),
        ("Northwind Mail", "11 090 sessions in 1–18 Oct 2026", "19 Oct╌ ╌ ╌ ╌ 26 Oct╌ ╌ ╌  ╌ no report"),
    ),
    Story(
        "Copies",
        ("5", "ctrl+d", "ctrl+d", "ctrl+d", "k", "k", "k", "ctrl+d"),
        (
            "= 2 duplicate",
            "= duplicate  mail/16-northwind.eml  same report as 2026-10/northwind.example!",
            "= duplicate  mail/31-google.eml     same report as 2026-10/google.example!",
        ),
    ),
    Story(
        "A report sent twice, with other counts",
        ("5", "j"),
        (
            "≠ 2 conflict",
            "▸≠ conflict   2026-10/no…001.json.gz same id, other content:",
            "two reports claim the same id, sender and days; both are kept and",
        ),
    ),
    Story(
        "A file cut off",
        ("5",),
        (
            "▸✗ unreadable 2026-10/me…599.json.gz gzip ends early, after 280 bytes",
            "Means    what it holds is missing from every total",
            "Do       save it again from the mailbox, or ask the sender to send it again",
        ),
    ),
    Story(
        "Mail of other kinds",
        ("5", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d", "k", "k", "k"),
        (
            "2 not reports",
            "▸– not report mail/12-dmarc.eml      a DMARC report, not a TLS report",
            "it is left out of every total",
        ),
    ),
    Story(
        "A bounce in the mailbox",
        ("5", "G", "tab", "ctrl+d", "ctrl+d"),
        ("mail/inbox.mbox", "– not report message 5: a bounce"),
    ),
]
"""Title, keys and what they bring to the screen, in the order of ``sample_reports/README.md``."""
