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
        "The third incident of the list: `certificate-expired`, four days from 13 October. The card says who must act "
        "and why: eleven senders agree, and it says since when the same senders succeed again.",
        ("j", "j"),
        (
            "▸✓ recovered 13 Oct certificate-expired example.com 9 909",
            "✓ recovered since Sat 17 Oct",
            "Who acts You, as operator of mx1.example.com.",
            "11 senders agree",
        ),
    ),
    Story(
        "A policy that names a retired MX host, ongoing",
        "The second incident: `mx-new.example.org` fails to the month's end. Its records are one key away, and the "
        "whole report another: the policy as the sender saw it names `mx-old.example.org`, and the host that took its "
        "place is not in it.",
        ("j", "enter", "enter"),
        ("› validation-failure", "mx mx-old.example.org", "acts policy web host:", 'session-count": 11'),
    ),
    Story(
        "One sender's network, ongoing",
        "The first incident: `starttls-not-supported` comes from one sender alone, Kiosk Mail, at each host, and the "
        "others were offered STARTTLS there. The card calls it a suspicion, and says who should look first.",
        ("tab",),
        (
            "▸● ongoing 8 Oct starttls-not-supported example.com 1 930",
            "● ongoing since Thu 8 Oct",
            "Who acts Kiosk Mail",
            "A suspicion, no proof",
        ),
    ),
    Story(
        "The same sessions twice",
        "Microsoft reports the same sessions under `sts` and `tlsa`. The second policy of the report says "
        "that its sessions are not counted again.",
        ("2", "o", "j", "enter", "u", "enter", "3", "tab", "ctrl+d", "ctrl+d", "ctrl+d"),
        ("4 reports, 4 with failures", "16 Oct Microsoft Corporation", "sts, tlsa", "2 of 2, same", "type tlsa"),
    ),
    Story(
        "A clean test",
        "`example.net` is in testing. Narrowed to it, nothing failed, in any session of any day.",
        ("2", "d", "G", "enter"),
        ("› example.net", "nothing failed", "231 sessions in 2–30 Oct 2026", "◆example.net 0"),
    ),
    Story(
        "A silent sender",
        "Narrowed to Northwind Mail, the days after 18 October are gaps: not zeros, but days without any report.",
        ("2", "o", "j", "j", "j", "enter"),
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
