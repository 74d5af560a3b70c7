"""The explorer on a real terminal: what it shows, what it writes, and how it leaves."""

import json
import re
import signal
import subprocess
import sys

import pytest

from tests.hostile.corpus import write_corpus
from tests.output.invented import report
from tests.pty.terminal import DEADLINE, SAMPLE, assert_restored, environment, terminal

FIRST = ("13 503 failed 9.12%", "▸Google", "? keys")


def test_the_first_screen_has_the_data_keys_work_and_q_leaves_a_clean_terminal(tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.press("u\r")
        seat.wait_for_text("› certificate-expired", "12 714")
        seat.press("\x1b")
        seat.wait_for_text("› all")
        seat.press("3")
        seat.wait_for_text("216 reports, 102 with failures")
        seat.press("/")
        seat.wait_for_text("org:google  domain:example.com")
        seat.press("org:kiosk")
        seat.wait_for_text("124 rows of 310")
        seat.press("\r")
        seat.wait_for_text("23 reports")
        seat.press("q")
        assert seat.end() == 0
        assert_restored(seat)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=["term", "hup", "int"]
)
def test_a_signal_leaves_a_clean_terminal_and_no_process(number, code, tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.process.send_signal(number)
        assert seat.end() == code
        assert_restored(seat)


@pytest.mark.parametrize("key", ["\x1a", ""], ids=["ctrl+z", "signal"])
def test_suspended_it_gives_the_terminal_back_and_resumed_it_is_where_it_was(key, tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.press("u\r")
        seat.wait_for_text("› certificate-expired")
        if key:
            seat.press(key)
        else:
            seat.process.send_signal(signal.SIGTSTP)
        seat.wait_for(seat.is_stopped)
        assert_restored(seat)
        seat.screen.reset()
        seat.process.send_signal(signal.SIGCONT)
        seat.wait_for_text("› certificate-expired", "Failed per day", "? keys")
        seat.press("\x1b")
        seat.wait_for_text("› all")
        seat.press("q")
        assert seat.end() == 0
        assert_restored(seat)


def test_what_others_wrote_over_it_is_painted_over(tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.rest()
        seat.screen.reset()
        seat.press("\x0c")
        seat.wait_for_text(*FIRST, "Record ─")


def test_ctrl_c_leaves_as_interrupted(tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.press("\x03")
        assert seat.end() == 130
        assert_restored(seat)


def test_a_terminal_that_is_closed_ends_the_program(tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.close()
        assert seat.process.wait(30) is not None
        assert not seat.children


def test_a_terminal_that_goes_without_a_signal_ends_it_too(tmp_path):
    with terminal(SAMPLE, home=tmp_path, signals=False) as seat:
        seat.wait_for_text(*FIRST)
        seat.close()
        assert seat.process.wait(DEADLINE) == 129


def test_another_size_is_drawn_anew(tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.resize(120, 40)
        seat.wait_for_text("i Sending IPs", '"result-type": "validation-failure"')
        seat.resize(60, 15)
        seat.wait_for_text("tab rows")
        seat.resize(80, 24)
        seat.wait_for_text(*FIRST, "Record ─")
        seat.press("q")
        assert seat.end() == 0


@pytest.mark.parametrize("keys", ["", "/"])
def test_at_rest_it_writes_nothing(keys, tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text(*FIRST)
        seat.press(keys)
        seat.rest()
        assert seat.rest(1.5) == b""


@pytest.mark.parametrize(("way", "most"), [("", 1024), ("\t", 2048), ("3", 2048)], ids=["facets", "rows", "reports"])
def test_a_step_of_the_cursor_costs_few_bytes(way, most, tmp_path):
    with terminal(SAMPLE, home=tmp_path, size=(120, 40)) as seat:
        seat.wait_for_text("13 503 failed")
        seat.press(way)
        seat.rest()
        costs = []
        for _ in range(3):
            seat.press("j")
            costs.append(len(seat.rest(1.0)))
        assert min(costs) > 0
        assert max(costs) <= most, costs


def test_hostile_reports_send_nothing_to_the_terminal_but_text(tmp_path):
    folder = write_corpus(tmp_path / "reports")
    with terminal(folder, home=tmp_path) as seat:
        seat.wait_for_text("? keys", "failed")
        for keys in (
            "d",
            "G",
            "m",
            "u",
            "i",
            "p",
            "o",
            "G",
            "\r",
            "\t",
            "G",
            "\r",
            "G",
            "\t",
            "G",
            "5",
            "G",
            "\r",
            "2",
        ):
            seat.press(keys)
            seat.rest(0.15)
        seat.press("q")
        assert seat.end() == 0
        assert_harmless(seat.output)


def assert_harmless(output):
    """Nothing but text and what this program itself says to a terminal."""
    # Textual itself chooses the shape of the pointer.
    commands = set(re.findall(rb"\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)", output))
    assert all(re.fullmatch(rb"22;[a-z]*", command) for command in commands), commands
    assert output.count(b"\x1b]") == len(re.findall(rb"\x1b\]22;", output))
    assert not re.findall(rb"\x1b[PX^_]", output), "a device control string"
    text = output.decode()
    left = re.sub(r"\x1b(?:\]22;[a-z]*(?:\x07|\x1b\\)|\[[0-9;<=>?$]*[a-zA-Z]|[()][A-Z0-9]|[78=>])", "", text)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", left)
    assert not re.search("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]", left)


def test_a_report_from_a_pipe_is_explored_with_keys_from_the_terminal(tmp_path):
    with terminal("-", home=tmp_path, piped=json.dumps(report()).encode()) as seat:
        seat.wait_for_text("3 failed", "▸Northwind")
        seat.press("3")
        seat.wait_for_text("1 report")
        seat.press("q")
        assert seat.end() == 0
        assert_restored(seat)


def test_without_a_terminal_it_says_so_and_names_the_way_out(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tlsrpt_tui", SAMPLE],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(tmp_path),
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"needs a terminal" in done.stderr
    assert b"summary" in done.stderr


def test_it_starts_on_incidents_whose_cursor_costs_few_bytes_and_at_rest_nothing(tmp_path):
    with terminal(SAMPLE, home=tmp_path, size=(120, 40), mode="") as seat:
        seat.wait_for_text("2 ongoing", "● ongoing since", "? keys")
        seat.rest()
        assert seat.rest(1.5) == b""
        costs = []
        for key in ("j", "j", "k"):
            seat.press(key)
            costs.append(len(seat.rest(1.0)))
        assert min(costs) > 0
        assert max(costs) <= 2048, costs
        seat.press("q")
        assert seat.end() == 0
        assert_restored(seat)
