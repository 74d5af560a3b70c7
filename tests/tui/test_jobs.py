"""The jobs people come for, each done from the first frame in no more keys than it may take; a typed word is one."""

import pytest

from tests.tui.checkers import Recording, pictured
from tests.tui.seat import explorer
from tlsrpt_tui.start import Start

JOBS = {
    "J1: what is failing now, since when, for which senders, and who must act": (
        (),
        ("2 ongoing", "since Thu 8 Oct", "▸● ongoing    8 Oct starttls-not-supported", "Who acts  Kiosk Mail", "1 930"),
    ),
    "J1: the same of the next one": (
        ("j",),
        ("since Tue 6 Oct", "Who acts  You, as operator of mta-sts.example.org", "Google Inc. 1 046"),
    ),
    "J2: only this domain": (("d", "enter"), ("› example.com", "hides")),
    "J2: only this MX host": (("m", "enter"), ("› mx1.example.com", "hides")),
    "J2: only since yesterday": (("t", "y"), ("› since 31 Oct", "hides")),
    "J3: the record behind this number, as the sender wrote it": (
        ("enter", "enter"),
        ("Report as sent", "Policy as Kiosk Mail saw it", '"failed-session-count": '),
    ),
    "J4: is it still so right now": (("c", "o"), ("example.com", "UTC", "reported")),
    "J5: what did each sender see of my policy, and what do I publish": (
        ("4", "c"),
        ("What senders saw", "example.com"),
    ),
    "J6: may this domain go from testing to enforce": (
        ("R",),
        ("Ready for enforce?", "✗ no, 1 blocker", "in enforce already, and this was refused"),
    ),
    "J6: the same from the domain's own screen": (
        ("4", "R"),
        ("Ready for enforce?", "STARTTLS of 2 MX hosts", "1 930 of 6 020 sessions were refused"),
    ),
    "J5: what one sender saw over time": (
        ("4", "enter"),
        ("Always the same: 6–22 Oct 2026, 6 reports", "mx1.example.com"),
    ),
    "J7: what changed since last week": (
        ("V",),
        ("25–31 Oct 2026 against 18–24 Oct 2026", "▸? silent Northwind Mail", "no report for 13 days"),
    ),
    "J9: which files were not read, and why": (("5",), ("✗ unreadable", "gzip ends early, after 280 bytes")),
}


FIRST = "incidents"
"""The screen that the program starts on."""

MOST = {"J1": 1, "J9": 1}
"""Keys that a job may take; the others two."""


def _can_ask(app):
    app.take_checker(Recording(pictured))
    app.consents = None


@pytest.mark.parametrize("job", JOBS)
async def test_it_takes_no_more_keys_than_promised(job):
    keys, words = JOBS[job]
    assert len(keys) <= MOST.get(job[:2], 2)
    async with explorer(size=(80, 24), mode=FIRST, prepare=_can_ask) as seat:
        await seat.press(*keys)
        for shown in words:
            assert shown in seat.text, seat.text


async def test_j8_the_text_for_the_ticket_is_copied_with_two_keys():
    async with explorer(size=(80, 24), mode=FIRST) as seat:
        await seat.press("y", "t")
        copied = seat.app.clipboard
        for told in (
            "## starttls-not-supported",
            "Kiosk Mail",
            "mx1.example.com",
            "1 930 of 6 020",
            "RFC 8460 §4.3.1",
            "openssl s_client -starttls smtp",
        ):
            assert told in copied, copied
        assert "copied" in seat.text


def test_the_first_screen_is_the_one_that_the_program_starts_on():
    assert Start().mode == FIRST
