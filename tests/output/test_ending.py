"""However the program is ended, its exit code says so and nothing stays behind."""

import fcntl
import itertools
import json
import os
import pty
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.output.invented import folder, report, save
from tests.pty import terminal as terminals
from tlsrpt_tui import arguments, stdin
from tlsrpt_tui.cli import run
from tlsrpt_tui.output import headless
from tlsrpt_tui.output.narration import Narrator

ROOT = Path(__file__).parents[2]
START = "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
MAIN = "from tlsrpt_tui.__main__ import main; sys.exit(main())\n"
CODES = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
IDS = ["int", "term", "hup"]


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TLSRPT_")}
    return {**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}


@pytest.fixture
def python(environment, tmp_path):
    def started(code, *words):
        arguments = [sys.executable, "-c", code, *map(str, words)]
        return subprocess.run(arguments, capture_output=True, check=False, env=environment, cwd=tmp_path)

    return started


@pytest.mark.parametrize(("number", "code"), CODES, ids=IDS)
def test_standard_input_that_is_being_read_leaves_nothing(number, code, environment, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", START + MAIN, "summary", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, bufsize=0, env=environment,
    ) as process:  # fmt: skip
        chunk = b" " * 65536
        for _ in range(32):  # far more than a pipe holds: when it is gone, it is being read
            process.stdin.write(chunk)
        process.send_signal(number)
        with pytest.raises(BrokenPipeError):
            process.stdin.writelines(itertools.repeat(chunk))
        assert process.wait() == code
        assert (process.stdout.read(), process.stderr.read()) == (b"", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), CODES, ids=IDS)
def test_a_file_that_is_being_written_leaves_nothing(number, code, python, tmp_path):
    save(tmp_path / "one.json", report())
    ended = (
        "from tlsrpt_tui.output import headless\n"
        "def fill(stream):\n"
        "    stream.write(b'half')\n"
        "    assert [name for name in os.listdir() if name.endswith('.part')]\n"
        f"    os.kill(os.getpid(), {number:d})\n"
        "headless._fill = lambda *_: fill\n"
    )
    done = python(START + ended + MAIN, "summary", "one.json", "--output", "out.txt")
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["one.json"]


def test_a_signal_that_was_ignored_from_the_start_stays_ignored(python, tmp_path):
    save(tmp_path / "one.json", report())
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        ignored = f"signal.signal({number:d}, signal.SIG_IGN)\n"
        kills = (
            "from tlsrpt_tui.output import headless\n"
            "load = headless.open_folder\n"
            f"headless.open_folder = lambda *given, **more: os.kill(os.getpid(), {number:d}) or load(*given, **more)\n"
        )
        done = python(START + ignored + kills + MAIN, "summary", "one.json")
        assert (done.returncode, done.stderr) == (0, b"")


def test_an_interruption_of_the_imports_is_quiet(python):
    importing = (
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'tlsrpt_tui.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    done = python(START + importing + MAIN, "--help")
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_an_interruption_after_the_exit_code_is_decided_changes_nothing(python):
    late = (
        "import tlsrpt_tui.cli; tlsrpt_tui.cli.run = lambda: 3\n"
        "from tlsrpt_tui.__main__ import main\n"
        "code = main(); os.kill(os.getpid(), signal.SIGINT); sys.exit(code)\n"
    )
    done = python(START + late)
    assert (done.returncode, done.stderr) == (3, b"")


def test_an_interruption_that_another_exception_hides_is_one(monkeypatch, capsys):
    def hiding(_):
        try:
            raise KeyboardInterrupt
        finally:
            raise AttributeError("nargs")

    monkeypatch.setattr(arguments, "read_arguments", hiding)
    assert run(["summary"]) == 130
    assert capsys.readouterr() == ("", "")


def test_who_ends_it_does_not_wait_for_a_reader(environment, tmp_path):
    save(tmp_path / "one.json", report())
    blocked = (
        "from tlsrpt_tui.output import headless, target\n"
        "def fill(stream):\n"
        "    stream.write(b' ' * 2**20)\n"
        "headless._fill = lambda *_: fill\n"
    )
    arguments = [sys.executable, "-c", START + blocked + MAIN, "summary", "one.json"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=tmp_path
    ) as process:
        waiting = bytes(4)
        while not any(waiting):  # as soon as there is anything, it is being written
            waiting = fcntl.ioctl(process.stdout, termios.FIONREAD, waiting)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b""


class Broken(BaseException):
    """As polars panics: no Exception at all."""


@pytest.mark.parametrize("error", [ValueError("secret\x1b[31m"), RecursionError(), Broken()])
def test_a_bug_is_one_sentence_and_not_what_fail_on_says(error, monkeypatch, tmp_path, capsys):
    def raising(*_, **__):
        raise error

    monkeypatch.setattr(headless, "open_folder", raising)
    monkeypatch.delenv("TLSRPT_DEBUG", raising=False)
    assert run(["summary", str(tmp_path)]) == 2
    name = type(error).__name__
    told = f"tlsrpt-tui: this is a bug in tlsrpt-tui: {name}; set TLSRPT_DEBUG=1 for the traceback\n"
    assert capsys.readouterr() == ("", told)
    monkeypatch.setenv("TLSRPT_DEBUG", "1")
    assert run(["summary", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"tlsrpt-tui: this is a bug in tlsrpt-tui: {name}\nTraceback (most recent call last):\n")
    assert "\x1b" not in told


def test_a_lack_of_memory_is_said(monkeypatch, tmp_path, capsys):
    def raising(*_, **__):
        raise MemoryError

    monkeypatch.setattr(headless, "open_folder", raising)
    assert run(["summary", str(tmp_path)]) == 2
    assert "not enough memory" in capsys.readouterr().err


def test_an_interruption_takes_the_progress_from_the_terminal(monkeypatch, tmp_path):
    written = []

    class Screen:
        def isatty(self):
            return True

        def write(self, text):
            written.append(text)

        def flush(self):
            return None

    def interrupted(*_, tell, **__):
        tell(headless.Progress(7, 9, listed=True, reports=0))
        raise KeyboardInterrupt

    monkeypatch.setattr("tlsrpt_tui.cli.Narrator", lambda: Narrator(Screen()))
    monkeypatch.setattr(headless, "open_folder", interrupted)
    assert run(["summary", str(tmp_path)]) == 130
    assert written == ["\rreading 7 of 9 files", f"\r{'':<20}\r"]


def test_a_crash_of_the_explorer_is_not_what_fail_on_says(monkeypatch, tmp_path):
    monkeypatch.setattr("tlsrpt_tui.tui.app.run_explorer", lambda *_, **__: 1)
    monkeypatch.setattr("tlsrpt_tui.cli._on_terminal", bool)
    monkeypatch.setenv("TERM", "xterm")
    assert run([str(folder(tmp_path))]) == 2


@pytest.mark.parametrize(("way", "code"), [("q", 0), ("\x03", 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_explorer_removes_what_came_from_standard_input(way, code, environment, tmp_path, monkeypatch):
    of_a_terminal = terminals.environment
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(terminals, "environment", lambda home: {**of_a_terminal(home), "TMPDIR": str(spool)})
    with terminals.terminal("-", home=tmp_path, piped=json.dumps(report()).encode()) as seat:
        seat.wait_for_text("? keys", "certificate-expired")
        assert list(spool.iterdir())
        if isinstance(way, str):
            seat.press(way)
        else:
            seat.process.send_signal(way)
        assert seat.end() == code
    assert list(spool.iterdir()) == []


def test_keys_come_from_the_terminal_once_standard_input_is_read(environment):
    ours, theirs = pty.openpty()
    code = (
        f"import os; os.close(os.open({os.ttyname(theirs)!r}, os.O_RDWR))\n"  # becomes the controlling terminal
        "from tlsrpt_tui.stdin import take_back_terminal; assert not os.isatty(0)\n"
        "take_back_terminal(); assert os.isatty(0) and os.get_inheritable(0); assert os.read(0, 2) == b'q\\n'\n"
    )
    os.write(ours, b"q\n")
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"", capture_output=True, check=False, env=environment,
        start_new_session=True,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (0, b"")


def test_standard_input_beyond_its_bound_is_refused_and_not_kept(monkeypatch, tmp_path, capsys):
    source = save(tmp_path / "one.json", report())
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    monkeypatch.setattr(stdin, "_GIBIBYTE", 10)
    with source.open() as piped:
        monkeypatch.setattr(sys, "stdin", piped)
        assert run(["summary", "-"]) == 2
    said = "tlsrpt-tui: standard input is larger than 4 GiB; save it as a file and name that\n"
    assert capsys.readouterr() == ("", said)
    assert list(spool.iterdir()) == []
