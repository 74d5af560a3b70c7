"""The jobs people come for, each done from the first frame in no more keys than it may take; a typed word is one."""

import pytest

from tests.tui.seat import explorer

JOBS = {
    "J2: only this domain": (("d", "enter"), ("› example.com", "hides")),
    "J2: only this MX host": (("m", "enter"), ("› mx1.example.com", "hides")),
    "J2: only since yesterday": (("t", "y"), ("› since 31 Oct", "hides")),
    "J3: the record behind this number, as the sender wrote it": (
        ("tab", "enter"),
        ("Report as sent", "Policy as Google saw it", '▌      "failed-session-count": 11'),
    ),
    "J9: which files were not read, and why": (("5",), ("✗ unreadable", "gzip ends early, after 280 bytes")),
}


@pytest.mark.parametrize("job", JOBS)
async def test_it_takes_no_more_keys_than_promised(job):
    keys, words = JOBS[job]
    assert len(keys) <= (1 if job.startswith("J9") else 2)
    async with explorer(size=(80, 24)) as seat:
        await seat.press(*keys)
        for shown in words:
            assert shown in seat.text, seat.text


async def test_j8_the_text_for_the_ticket_is_copied_with_two_keys():
    async with explorer(size=(80, 24)) as seat:
        await seat.press("y", "t")
        copied = seat.app.clipboard
        for told in (
            "validation-failure",
            "Google Inc.",
            "mx-new.example.org",
            "11 of 122 sessions",
            "RFC 8461 §4.1",
            "curl ",
        ):
            assert told in copied, copied
        assert "copied" in seat.text
