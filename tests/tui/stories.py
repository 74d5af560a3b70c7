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
            "12 714",
            "MX 1 mx1.example.com 100%",
            "▸16 Oct Microsoft mx1.example.com 448",
            "renew",
        ),
    ),
    Story(
        "A policy that names a retired MX host, ongoing",
        ("m", "j", "enter", "tab", "enter"),
        ("› mx-new.example.org", "43 reports", "mx mx-old.example.org", "at mx-new.example.org", 'session-count": 11'),
    ),
    Story(
        "One sender's network, ongoing",
        ("u", "j", "enter", "i"),
        ("› starttls-not-supported", "Kiosk Mail 100%", "203.0.113.17", "203.0.113.21", "203.0.113.18", "no STARTTLS"),
    ),
    Story(
        "The same sessions twice",
        ("o", "j", "enter", "u", "enter", "3", "tab", "ctrl+d", "ctrl+d", "ctrl+d"),
        ("4 reports, 4 with failures", "16 Oct Microsoft Corporation", "sts, tlsa", "2 of 2, same", "type tlsa"),
    ),
    Story(
        "A clean test",
        ("d", "G", "enter"),
        ("› example.net", "nothing failed", "231 sessions in 2–30 Oct 2026", "◆example.net 0"),
    ),
    Story(
        "A silent sender",
        ("o", "j", "j", "j", "enter"),
        ("› Northwind Mail", "11 090 sessions in 1–18 Oct 2026", "◆Northwind Mail", "╌ no report"),
    ),
    Story(
        "Copies",
        ("5", "ctrl+d", "ctrl+d", "ctrl+d", "k", "k", "k", "ctrl+d"),
        (
            "= 2 duplicate",
            "= duplicate mail/16-northwind.eml same report as",
            "= duplicate mail/31-google.eml same report as",
        ),
    ),
    Story(
        "A report sent twice, with other counts",
        ("5", "j"),
        ("≠ 2 conflict", "▸≠ conflict", "same id, other content:", "both are kept and"),
    ),
    Story("A file cut off", ("5",), ("▸✗ unreadable", "gzip ends early, after 280 bytes", "missing from", "22 Oct")),
    Story(
        "Mail of other kinds",
        ("5", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d", "k", "k", "k"),
        (
            "2 not reports",
            "▸– not report mail/12-dmarc.eml a DMARC report, not a TLS report",
            "left out of every total",
        ),
    ),
    Story(
        "A bounce in the mailbox",
        ("5", "G", "tab", "ctrl+d", "ctrl+d"),
        ("mail/inbox.mbox", "– not report message 5: a bounce"),
    ),
]
"""Title, keys and what they bring to the screen, blanks counted once, in the order of ``sample_reports/README.md``."""
