"""The command as its users and their scripts meet it: streams and exit codes of whole processes."""

import csv
import gzip
import io
import itertools
import json
import os
import pty
import signal
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import polars as pl
import pytest

from tests.output.invented import detail, folder, policy, quiet, report, save
from tlsrpt_tui import __version__
from tlsrpt_tui.cli import run
from tlsrpt_tui.commands import NAMED_COMMANDS

ROOT = Path(__file__).parent.parent
INTERRUPTIBLE = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from tlsrpt_tui.__main__ import main; sys.exit(main())"
)


@pytest.fixture
def environment(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if name not in {"TLSRPT_TUI_CONFIG", "TERM"}}
    return {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "PYTHONPATH": str(ROOT), "TERM": "xterm"}


@pytest.fixture
def command(environment, tmp_path):
    def started(*words, **how):
        given = {"capture_output": True, "cwd": tmp_path, "env": environment}
        given |= how if "input" in how else {"stdin": subprocess.DEVNULL, **how}
        return subprocess.run([sys.executable, "-m", "tlsrpt_tui", *map(str, words)], check=False, **given)

    return started


def message(document):
    mail = EmailMessage()
    mail["From"] = "tls-reports@northwind.example"
    mail["Subject"] = "Report Domain: example.com Submitter: northwind.example Report-ID: <r1>"
    mail.set_content("A report is attached.")
    mail.add_attachment(
        gzip.compress(json.dumps(document).encode()),
        maintype="application",
        subtype="tlsrpt+gzip",
        filename="r.json.gz",
    )
    return mail.as_bytes()


def zipped(document):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("r.json", json.dumps(document))
    return made.getvalue()


FORMS = {
    "json": lambda document: json.dumps(document).encode(),
    "gzip": lambda document: gzip.compress(json.dumps(document).encode()),
    "mail": message,
    "mbox": lambda document: b"From a@northwind.example Thu Nov  5 00:00:00 2026\n" + message(document) + b"\n",
    "zip": zipped,
}


def test_it_says_its_version_and_its_help(command):
    assert command("--version").stdout.decode() == f"tlsrpt-tui {__version__}\n"
    for words in ([], *([command] for command in NAMED_COMMANDS)):
        done = command(*words, "--help")
        assert done.returncode == 0
        assert b"usage: tlsrpt-tui" in done.stdout
        assert max(map(len, done.stdout.decode().splitlines())) <= 100


@pytest.mark.parametrize(
    ("words", "never"),
    [
        (["--help"], {"textual", "rich", "polars", "orjson", "platformdirs"}),
        (["--version"], {"textual", "rich", "polars", "orjson", "platformdirs"}),
        (["summary", "--help"], {"textual", "rich", "polars", "orjson"}),
        (["incidents", "--help"], {"textual", "rich", "polars", "orjson", "dns", "httpx2"}),
        (["check", "--help"], {"textual", "rich", "polars", "orjson", "dns", "httpx2", "OpenSSL", "cryptography"}),
        (["check", "@"], {"textual", "rich", "polars", "orjson", "dns", "httpx2", "OpenSSL", "cryptography"}),
        (["record", "--help"], {"textual", "rich", "polars", "orjson", "dns", "httpx2", "OpenSSL", "cryptography"}),
        (["record", "lint", "v=STSv1; id=1"], {"textual", "rich", "polars", "orjson", "dns", "httpx2", "cryptography"}),
        (["settings"], {"textual", "rich", "polars", "orjson"}),
        (["keys"], {"textual", "rich", "polars", "orjson"}),
        (["man"], {"textual", "rich", "polars", "orjson"}),
        (["completion", "bash"], {"textual", "rich", "polars", "orjson"}),
        (["summary", "{folder}"], {"textual", "rich", "dns", "httpx2", "OpenSSL", "cryptography"}),
        (["export", "{folder}"], {"textual", "rich", "dns", "httpx2", "OpenSSL", "cryptography"}),
    ],
)
def test_it_imports_no_more_than_it_needs(words, never, command, environment, tmp_path):
    words = [word.format(folder=folder(tmp_path / "reports")) for word in words]
    code = (
        "import sys\nfrom tlsrpt_tui.cli import run\n"
        "try:\n    run(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(chr(10).join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=True, env=environment)
    loaded = {name.partition(".")[0] for name in done.stderr.decode().splitlines()}
    assert not loaded & never


def test_missing_paths_are_all_named_before_anything_is_read(command, tmp_path):
    save(tmp_path / "there.json", report())
    done = command("summary", "gone\x1b[31m", "there.json", "away")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == "tlsrpt-tui: gone␛[31m: no such file or folder; away: no such file or folder\n"


def test_an_empty_folder_holds_nothing_readable(command, tmp_path):
    done = command("summary", "--format", "json", tmp_path)
    assert done.returncode == 3
    assert json.loads(done.stdout)["reports"]["total"] == 0
    assert json.loads(done.stdout)["period"] is None
    assert done.stderr.decode() == f"tlsrpt-tui: no report that can be read in {tmp_path.name}/: 0 files seen\n"
    assert command("export", tmp_path).stdout.decode().count("\n") == 1
    assert command("summary", tmp_path).stdout.decode().startswith("No report could be read\n")


def test_one_file_is_enough(command, tmp_path):
    done = command("summary", save(tmp_path / "one.json", report()))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith(
        "3 of 100 sessions failed, 3.00%, 5 Nov 2026\nWhat     certificate-expired 3\n"
    )


def test_ten_paths_are_read_together(command, tmp_path):
    paths = [save(tmp_path / f"{number}.json", report(f"r{number}")).name for number in range(10)]
    done = command("summary", *paths, "--format", "json")
    assert json.loads(done.stdout)["reports"]["total"] == 10


def test_options_may_stand_between_paths_and_values_may_begin_with_a_dash(command, tmp_path):
    save(tmp_path / "a.json", report())
    save(tmp_path / "b.json", quiet())
    done = command("summary", "a.json", "--filter", "-org:northwind", "--format", "json", "b.json")
    assert [value["value"] for value in json.loads(done.stdout)["organizations"]] == ["Alpenpost AG"]


def test_a_path_named_like_a_command_is_reached_by_a_dot(command, tmp_path):
    save(tmp_path / "summary", report())
    assert command("summary", "./summary").returncode == 0


def test_a_command_in_the_wrong_place_is_pointed_out(command):
    done = command("--since", "7d", "summary")
    assert done.returncode == 2
    assert b"a command comes first" in done.stderr


@pytest.mark.parametrize("form", FORMS)
def test_standard_input_is_read_in_every_form(form, command, environment, tmp_path):
    spool = tmp_path / "spool"
    spool.mkdir()
    done = command(
        "export", "-", "--format", "json", input=FORMS[form](report()), env={**environment, "TMPDIR": str(spool)}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    rows = json.loads(done.stdout)["rows"]
    assert [(row["file"], row["sessions"]) for row in rows] == [("-", 3)]
    assert list(spool.iterdir()) == []


def test_standard_input_beside_a_file_keeps_its_name(command, tmp_path):
    save(tmp_path / "b.json", report("r2"))
    done = command("export", "-", "b.json", "--format", "json", input=json.dumps(report()).encode())
    assert {row["file"] for row in json.loads(done.stdout)["rows"]} == {"-", "b.json"}


def test_empty_standard_input_is_nothing_readable(command):
    assert command("summary", "-", input=b"").returncode == 3


def test_a_terminal_is_no_report(command):
    ours, theirs = pty.openpty()
    try:
        done = command("summary", "-", stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert b"which is a terminal" in done.stderr


def test_without_a_terminal_the_explorer_points_at_the_summary(command, tmp_path):
    done = command(tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        done.stderr == b"tlsrpt-tui: the explorer needs a terminal; for a page of text, try tlsrpt-tui summary PATH\n"
    )


def test_a_dumb_terminal_is_none(command, environment, tmp_path):
    ours, theirs = pty.openpty()
    try:
        done = command(
            tmp_path, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, capture_output=False,
            env={**environment, "TERM": "dumb"},
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert b"needs a terminal" in done.stderr


@pytest.mark.parametrize("words", [["export"], ["summary", "--format", "csv"], ["summary", "--format", "json"]])
def test_a_pipe_closed_early_ends_quietly(words, environment, tmp_path):
    many = [detail(f"type-{number}", 1) for number in range(20000)]
    save(tmp_path / "big.json", report(policies=[policy(details=many)]))
    arguments = [sys.executable, "-m", "tlsrpt_tui", *words, str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_help_into_a_closed_pipe_ends_quietly(environment):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tlsrpt_tui", "--help"], stdout=writing, stderr=subprocess.PIPE, check=False,
            env=environment,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interruption_is_quiet_and_leaves_nothing(environment, tmp_path):
    arguments = [sys.executable, "-c", INTERRUPTIBLE, "summary", "-"]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
        env={**environment, "TMPDIR": str(tmp_path)},
    ) as process:  # fmt: skip
        chunk = b" " * 65536
        for _ in range(32):  # far more than a pipe holds: when it is gone, it is being read
            process.stdin.write(chunk)
        process.send_signal(signal.SIGINT)
        with pytest.raises(BrokenPipeError):
            process.stdin.writelines(itertools.repeat(chunk))
        assert process.wait() == 130
        assert (process.stdout.read(), process.stderr.read()) == (b"", b"")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_while_loading_ends_the_same_way(tmp_path, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tlsrpt_tui.output.headless.open_folder", interrupted)
    assert run(["summary", str(folder(tmp_path))]) == 130
    assert capsys.readouterr() == ("", "")


def test_strict_tells_when_something_could_not_be_read(command, tmp_path):
    folder(tmp_path)
    done = command("summary", "--strict", tmp_path)
    assert done.returncode == 4
    assert done.stderr == b"tlsrpt-tui: 1 of 9 files could not be read whole\n"
    assert command("summary", tmp_path).returncode == 0


def test_nothing_readable_outranks_strict_and_strict_outranks_fail_on(command, tmp_path):
    broken = folder(tmp_path / "reports") / "broken.json"
    assert command("summary", "--strict", broken).returncode == 3
    assert command("summary", "--strict", "--fail-on", "result:*", tmp_path).returncode == 4


def test_a_file_over_a_bound_counts_as_unread_and_bounds_are_settings(command, environment, tmp_path):
    save(tmp_path / "reports" / "one.json", report())
    save(tmp_path / "reports" / "two.json", quiet() | {"padding": "x" * 5000})
    settings = tmp_path / "config.toml"
    settings.write_text("[bounds]\ndocument_bytes = 2000\n")
    done = command(
        "summary", "--strict", "--format", "json", "reports", env={**environment, "TLSRPT_TUI_CONFIG": str(settings)}
    )
    assert done.returncode == 4
    assert [problem["state"] for problem in json.loads(done.stdout)["problems"]] == ["over_bound"]
    settings.write_text("[bounds]\ndocument_bites = 2000\n")
    done = command("summary", "reports", env={**environment, "TLSRPT_TUI_CONFIG": str(settings)})
    assert done.returncode == 2
    assert b"bounds.document_bites is not a setting" in done.stderr


def test_a_message_with_a_report_and_a_damaged_one_is_read_but_not_whole(command, tmp_path):
    whole = message(report())
    damaged = (
        b'Content-Type: application/tlsrpt+json; name="b.json"\r\n\r\n{"organization-name": "x", "policies": [\r\n'
    )
    boundary = b"--" + whole.partition(b'boundary="')[2].partition(b'"')[0]
    start, _, _ = whole.rpartition(boundary + b"--")
    (tmp_path / "two.eml").write_bytes(start + boundary + b"\r\n" + damaged + boundary + b"--\r\n")
    done = command("summary", "--strict", "--format", "json", "two.eml")
    assert done.returncode == 4
    assert done.stderr == b"tlsrpt-tui: 1 of 1 file could not be read whole\n"
    document = json.loads(done.stdout)
    assert (document["files"]["read"], document["files"]["unreadable"]) == (1, 0)
    assert "unreadable" in {problem["state"] for problem in document["problems"]}


@pytest.mark.parametrize("alarm", ["result:*", "failed>=0", ""])
def test_fail_on_is_silent_about_rows_of_no_session(alarm, tmp_path, capsys):
    nothing = policy(failed=0, details=[detail(count=0)])
    save(tmp_path / "one.json", report(policies=[nothing]))
    assert run(["summary", str(tmp_path), "--fail-on", alarm]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--fail-on", "result:certificate-expired"], 1, "found: 1 row, 3 failed sessions match"),
        (["--fail-on", "failed>0"], 1, "found: 3 rows, 10 failed sessions match failed>0"),
        (["--fail-on", ""], 1, "found: 3 rows, 10 failed sessions match any failure"),
        (["--fail-on", "result:dane-required"], 0, ""),
        (["--filter", "result:starttls-not-supported", "--fail-on", "result:certificate-expired"], 0, ""),
        (["--filter", "domain:example.com", "--fail-on", "domain:example.org"], 0, ""),
        (["--filter", "since:2026-11-06", "--fail-on", "since:2026-11-05"], 1, "found: 2 rows, 7 failed sessions"),
        (["--until", "2026-11-05", "--fail-on", "failed>0"], 1, "found: 1 row, 3 failed sessions"),
        (["--filter", "org:alpenpost", "--fail-on", "failed>0"], 0, ""),
    ],
)
def test_fail_on_looks_at_what_the_filter_shows(words, code, said, tmp_path, capsys):
    save(tmp_path / "one.json", report())
    save(tmp_path / "quiet.json", quiet())
    mixed = [
        policy("example.org", successful=10, failed=5, details=[detail("starttls-not-supported", 5)]),
        policy("example.com", successful=0, failed=2, details=[]),
    ]
    save(tmp_path / "mixed.json", report("m1", "2026-11-07", policies=mixed))
    assert run(["summary", str(tmp_path), *words]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--filter", "--fail-on"])
def test_a_filter_error_points_at_its_place(option, command, tmp_path):
    done = command("summary", tmp_path, option, "org:google mode=")
    assert (done.returncode, done.stdout) == (2, b"")
    sentence, text, caret = done.stderr.decode().splitlines()
    assert sentence.startswith(f"tlsrpt-tui: {option}: ")
    assert text == "  org:google mode="
    assert caret.strip() == "^"
    assert len(caret) <= len(text) + 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--output", "-"], "standard output is the default"),
        (["--output", "x" * 300], "File name too long"),
        (["--since", "7d", "--filter", "since:3d"], "since is given twice"),
        (["--colour"], "unrecognized arguments: --colour"),
        (["--format", "xml"], "invalid choice: 'xml'"),
        (["--fil", "x"], "unrecognized arguments"),
        (["--output"], "expected one argument"),
    ],
)
def test_wrong_usage_is_one_sentence(words, said, command, tmp_path):
    done = command("summary", tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(("option", "value"), [("--since", "2026-13-01"), ("--until", "soon")])
def test_a_day_that_is_none_is_pointed_at(option, value, command, tmp_path):
    done = command("summary", tmp_path, option, value)
    assert (done.returncode, done.stdout) == (2, b"")
    expected = "expected a date as 2026-11-01, today, or 7d"
    assert done.stderr.decode() == f'tlsrpt-tui: {option}: "{value}" is not a day; {expected}\n  {value}\n  ^\n'


def test_a_command_that_there_is_none_of_is_said_beside_a_path_that_there_is(command, tmp_path):
    save(tmp_path / "there.json", report())
    missing = b"tlsrpt-tui: forecast: no such file or folder"
    assert command("forecast", "there.json").stderr == missing + b"; tlsrpt-tui has no command forecast\n"
    assert command("forecast").stderr == missing + b"\n"
    assert command("summary", "forecast", "there.json").stderr == missing + b"\n"


def test_a_command_without_paths_is_wrong_usage(command):
    done = command("summary")
    assert done.returncode == 2
    assert b"PATH" in done.stderr


def test_days_of_the_options_join_the_filter(command, tmp_path):
    folder(tmp_path)
    done = command("summary", tmp_path, "--since", "2026-11-06", "--until", "2026-11-07", "--format", "json")
    document = json.loads(done.stdout)
    assert document["filter"] == "since:2026-11-06 until:2026-11-07"
    assert [value["value"] for value in document["days"]] == ["2026-11-06", "2026-11-07"]


@pytest.mark.parametrize("where", ["missing/out.txt", "reports", "/dev/full"])
def test_output_that_cannot_be_written_is_a_sentence(where, command, tmp_path):
    folder(tmp_path / "reports")
    done = command("summary", "reports", "--output", where)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"cannot be written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]


def test_a_full_disk_behind_standard_output_is_a_sentence(command, tmp_path):
    folder(tmp_path)
    with Path("/dev/full").open("wb") as full:
        done = command("export", tmp_path, stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert done.returncode == 2
    assert done.stderr == b"tlsrpt-tui: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize("words", ["--bogus", "summary /nowhere", "summary --filter mode= ."])
def test_wrong_usage_is_told_apart_even_where_nobody_listens(redirection, words, environment):
    line = f'exec "{sys.executable}" -m tlsrpt_tui {words} {redirection}'
    assert subprocess.run(["/bin/sh", "-c", line], check=False, env=environment).returncode == 2


def test_help_onto_a_full_disk_is_a_sentence(command, environment):
    buffered = {**environment, "PYTHONUNBUFFERED": ""}  # argparse itself keeps quiet about what fails at once
    with Path("/dev/full").open("wb") as full:
        done = command("--help", stdout=full, stderr=subprocess.PIPE, capture_output=False, env=buffered)
    assert done.returncode == 2
    assert done.stderr == b"tlsrpt-tui: standard output cannot be written: No space left on device\n"


def test_a_closed_standard_output_is_a_sentence(environment, tmp_path):
    folder(tmp_path)
    line = f'exec "{sys.executable}" -m tlsrpt_tui summary "{tmp_path}" >&-'
    done = subprocess.run(["/bin/sh", "-c", line], stderr=subprocess.PIPE, check=False, env=environment)
    assert done.returncode == 2
    assert b"standard output is closed" in done.stderr


def test_an_output_file_is_the_same_as_standard_output(command, tmp_path):
    folder(tmp_path / "reports")
    shown = command("summary", "reports").stdout
    done = command("summary", "reports", "--output", "out.txt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "out.txt").read_bytes() == shown


def test_parquet_holds_the_rows_with_their_types(command, tmp_path):
    folder(tmp_path / "reports")
    save(tmp_path / "reports" / "rivals.json", report("r9", policies=[policy(), policy(kind="tlsa", successful=1)]))
    rows = json.loads(command("export", "reports", "--format", "json").stdout)["rows"]
    assert {row["counted"] for row in rows} == {True, False}
    lines = csv.DictReader(io.StringIO(command("export", "reports").stdout.decode()))
    assert [line["counted"] for line in lines] == [str(row["counted"]).lower() for row in rows]
    done = command("export", "reports", "--format", "parquet")
    frame = pl.read_parquet(io.BytesIO(done.stdout))
    assert frame.columns == list(rows[0])
    assert frame["day"].dtype == pl.Date
    assert frame["sessions"].dtype == pl.Int64
    assert frame["period_start"].dtype == pl.Datetime("ms", "UTC")
    for name in ("sessions", "counted", "organization", "report_id", "file", "member", "mode", "result_type"):
        assert frame[name].to_list() == [row[name] for row in rows]
    assert [str(day) for day in frame["day"]] == [str(row["day"]) for row in rows]


def test_parquet_is_refused_to_a_terminal(command, tmp_path):
    ours, theirs = pty.openpty()
    try:
        done = command(
            "export", tmp_path, "--format", "parquet", stdout=theirs, stderr=subprocess.PIPE, capture_output=False
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert b"not for terminals" in done.stderr


def test_more_rows_than_one_window_come_whole_and_in_order(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.setattr("tlsrpt_tui.output.export.WINDOW", 7)
    many = [detail(f"type-{number}", number) for number in range(1, 31)]
    save(tmp_path / "big.json", report(policies=[policy(details=many)]))
    assert run(["export", "--format", "ndjson", str(tmp_path)]) == 0
    counts = [json.loads(line)["sessions"] for line in capsysbinary.readouterr().out.decode().splitlines()]
    assert counts == list(range(30, 0, -1))


def test_a_filter_into_details_leaves_successes_unknown(command, tmp_path):
    folder(tmp_path)
    done = command("summary", tmp_path, "--filter", "mx:mx1.example.com", "--format", "json")
    assert json.loads(done.stdout)["sessions"]["successful"] is None
    page = command("summary", tmp_path, "--filter", "mx:mx1.example.com").stdout.decode()
    assert " by the details, " in page.splitlines()[0]


def test_notes_are_told_whole(command, tmp_path):
    made = report()
    made["date-range"] = {}
    made["policies"][0]["summary"]["total-successful-session-count"] = -4
    save(tmp_path / "one.json", made)
    (problem,) = json.loads(command("summary", tmp_path, "--format", "json").stdout)["problems"]
    assert (problem["file"], problem["member"], problem["state"]) == ("one.json", None, "notes")
    assert problem["message"].count("; ") >= 1


def test_long_lists_are_cut_in_text_and_say_so(command, tmp_path):
    for number in range(25):
        save(tmp_path / f"{number:02}.json", report(f"r{number}", organization=f"Sender {number:02}"))
        (tmp_path / f"broken-{number:02}.json").write_text('{"organization-name": "x", "policies": [')
    lines = command("summary", tmp_path).stdout.decode().splitlines()
    assert "and 15 more" in lines
    assert lines[-1] == "and 5 more, --format json lists all"
    assert max(map(len, lines)) <= 80


def test_the_explorer_is_given_paths_title_view_and_bounds(tmp_path, monkeypatch):
    app = pytest.importorskip("tlsrpt_tui.tui.app")
    seen = []
    monkeypatch.setattr(app, "run_explorer", lambda paths, **rest: seen.append((list(paths), rest)) or 0)
    monkeypatch.setattr("tlsrpt_tui.cli._on_terminal", bool)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("TLSRPT_TUI_CONFIG", "")
    folder(tmp_path / "reports")
    assert run([str(tmp_path / "reports"), "--filter", "org:north", "--since", "2026-11-01"]) == 0
    ((paths, rest),) = seen
    assert paths == [tmp_path / "reports"]
    assert rest["source"] == "reports/"
    assert rest["start"].view.text == "org:north since:2026-11-01"
