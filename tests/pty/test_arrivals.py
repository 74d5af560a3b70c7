"""Files that appear while somebody works: every key acts, everything is in the index, and then there is silence."""

import re
import threading
from contextlib import contextmanager

import pytest

from tests.output.invented import detail, policy, report, save
from tests.pty.terminal import terminal

THERE = 60
"""Reports that are in the folder from the start."""

COMING = 400
PACE = 0.01
"""Seconds between one file and the next."""

STEPS = 45


def made(number, *, day, sessions):
    details = [detail(count=sessions, **{"receiving-mx-hostname": f"mx{number:03}.example.net"})]
    return report(f"r{number}", day=day, policies=[policy(successful=9, failed=sessions, details=details)])


@contextmanager
def arriving(folder, *, day):
    """Write files one after the other, each in one go and some in two, until they are all there."""
    stop = threading.Event()

    def deliver():
        for number in range(100, 100 + COMING):
            document = made(number, day=day, sessions=1)
            if number % 10:
                save(folder / f"new-{number}.json", document)
            else:
                save(folder / "half" / f"{number}.part", document).rename(folder / f"new-{number}.json")
            if stop.wait(PACE):
                return

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("day", ["2026-10-30", "2026-10-02"], ids=["above", "below"])
def test_while_files_appear_every_key_acts_and_afterwards_all_is_there_and_silent(day, tmp_path):
    folder = tmp_path / "reports"
    for number in range(THERE):
        save(folder / f"{number:03}.json", made(number, day="2026-10-15", sessions=1000 - number))
    with terminal(folder, home=tmp_path, size=(120, 40)) as seat:
        seat.wait_for_text("failed", "▸Northwind")
        seat.press("\t")
        seat.wait_for(lambda: marked(seat) == "mx000")
        with arriving(folder, day=day) as writer:
            seat.wait_for(lambda: "+" in seat.text.splitlines()[0])
            for _ in range(STEPS):
                seat.press("j")
                seat.glance()
            seat.wait_for(lambda: not writer.is_alive())
        seat.wait_for(lambda: marked(seat) == f"mx{STEPS:03}")
        seat.press("5")
        total = THERE + COMING
        seat.wait_for_text(f"{total} reports in {total} files")
        seat.press("2")
        seat.wait_for(lambda: marked(seat) == f"mx{STEPS:03}")
        seat.rest()
        assert seat.rest(2.0) == b""
        seat.press("q")
        assert seat.end() == 0
        assert not seat.children


def marked(seat):
    """Return the MX host of the record that the cursor is on."""
    found = re.search(r"→ (mx\d{3})\.example\.net", seat.text)
    return found[1] if found else ""


def test_a_filter_that_is_being_typed_waits_for_no_file(tmp_path):
    folder = tmp_path / "reports"
    for number in range(THERE):
        save(folder / f"{number:03}.json", made(number, day="2026-10-15", sessions=1000 - number))
    with terminal(folder, home=tmp_path) as seat:
        seat.wait_for_text("failed", "▸Northwind")
        with arriving(folder, day="2026-10-02"):
            seat.press("/")
            seat.wait_for_text("org:google  domain:example.com")
            for key in "mx:mx00*,mx20*":
                seat.press(key)
                seat.glance()
            seat.wait_for_text("/ mx:mx00*,mx20*", "of 460")
        seat.wait_for_text("20 rows of 460")
        seat.press("\r")
        seat.wait_for_text("› mx00*, mx20*")
        seat.rest()
        assert seat.rest(2.0) == b""
        seat.press("q")
        assert seat.end() == 0
