"""The stories of the sample reports, and the keys that find each of them from the first screen at 80x24.

``docs/tour.md`` quotes these keys, and a test presses them.
"""

import re
from typing import NamedTuple


class Story(NamedTuple):
    """What happened, in words, the keys that find it, and what the screen says then."""

    title: str
    telling: str
    keys: tuple[str, ...]
    expected: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Its title as a file name."""
        return "story-" + re.sub(r"[^a-z0-9]+", "-", self.title.casefold()).strip("-")


STORIES = [
    Story(
        "An expired certificate, recovered",
        "The first result type is `certificate-expired`. Narrowed to it, four days stand out, 13 to 16 "
        "October; one MX host has it all, `mx1.example.com`, and eleven senders agree. The record says who "
        "must act.",
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
        "`mx-new.example.org` fails to the month's end. The whole report shows why: the policy as the sender "
        "saw it names `mx-old.example.org`, and the host that took its place is not in it.",
        ("m", "j", "enter", "tab", "enter"),
        ("› mx-new.example.org", "43 reports", "mx mx-old.example.org", "acts policy web host:", 'session-count": 11'),
    ),
    Story(
        "One sender's network, ongoing",
        "`starttls-not-supported` comes from one sender alone, Kiosk Mail, and from three addresses of one network.",
        ("u", "j", "enter", "i"),
        ("› starttls-not-supported", "Kiosk Mail 100%", "203.0.113.17", "203.0.113.21", "203.0.113.18", "no STARTTLS"),
    ),
    Story(
        "The same sessions twice",
        "Microsoft reports the same sessions under `sts` and `tlsa`. The second policy of the report says "
        "that its sessions are not counted again.",
        ("o", "j", "enter", "u", "enter", "3", "tab", "ctrl+d", "ctrl+d", "ctrl+d"),
        ("4 reports, 4 with failures", "16 Oct Microsoft Corporation", "sts, tlsa", "2 of 2, same", "type tlsa"),
    ),
    Story(
        "A clean test",
        "`example.net` is in testing. Narrowed to it, nothing failed, in any session of any day.",
        ("d", "G", "enter"),
        ("› example.net", "nothing failed", "231 sessions in 2–30 Oct 2026", "◆example.net 0"),
    ),
    Story(
        "A silent sender",
        "Narrowed to Northwind Mail, the days after 18 October are gaps: not zeros, but days without any report.",
        ("o", "j", "j", "j", "enter"),
        ("› Northwind Mail", "11 090 sessions in 1–18 Oct 2026", "◆Northwind Mail", "╌ no report"),
    ),
    Story(
        "Copies",
        "Files that repeat a report are listed as duplicates and name the report that they repeat. It counts once.",
        ("5", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d"),
        (
            "= 2 duplicate",
            "= duplicate mail/16-northwind.eml same report as",
            "= duplicate mail/31-google.eml same report as",
        ),
    ),
    Story(
        "A report sent twice, with other counts",
        "Two files claim the same id, sender and days, with other content. Both are kept and counted, and "
        "both are flagged, each naming the other.",
        ("5", "j"),
        ("≠ 2 conflict", "▸≠ conflict", "same id, other content:", "both are kept and"),
    ),
    Story(
        "A file cut off",
        "What could not be read comes first in Files, with what it means and what to do.",
        ("5",),
        ("▸✗ unreadable", "gzip ends early, after 280 bytes", "missing from", "22 Oct"),
    ),
    Story(
        "Mail of other kinds",
        "The DMARC report is recognised, listed as what it is, and left out of every total.",
        ("5", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d", "k", "k", "k"),
        (
            "2 not reports",
            "▸– not report mail/12-dmarc.eml a DMARC report, not a TLS report",
            "left out of every total",
        ),
    ),
    Story(
        "A bounce in the mailbox",
        "An mbox is one file. Its detail lists what became of every message in it.",
        ("5", "G", "tab", "G"),
        ("mail/inbox.mbox", "– not report message 5: a bounce"),
    ),
]
"""Title, keys and what they bring to the screen, blanks counted once, in the order of ``sample_reports/README.md``."""
