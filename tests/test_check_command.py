"""``tlsrpt-tui check``: real answers from loopback, exit codes, and nothing sent that was not asked for."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.live.world.dns import DnsWorld, Signing, Zone
from tests.live.world.pki import LocalCa
from tests.live.world.smtp import good, mail_hosts_aside
from tests.output.invented import folder
from tests.output.test_schemas import schema
from tlsrpt_tui.cli import run
from tlsrpt_tui.output.narration import Narrator
from tlsrpt_tui.settings import PATH_VARIABLE
from tlsrpt_tui.settings_fields import RESOLVER_VARIABLE

ROOT = Path(__file__).parent.parent
DNS_ONLY = ["--only", "tlsrpt-record,sts-record,mx,dane,dnssec"]
GOOD = Zone(
    "good.example",
    "@ 300 IN MX 10 mx1\nmx1 300 IN A 127.0.0.2\n"
    '_smtp._tls 300 IN TXT "v=TLSRPTv1; rua=mailto:tlsrpt@reports.example"\n'
    '_mta-sts 300 IN TXT "v=STSv1; id=20261105"\n',
    Signing.UNSIGNED,
)
SHORT = Zone(
    "short.example",
    "@ 300 IN MX 10 mx1\nmx1 300 IN A 203.0.113.9\n"
    '_smtp._tls 300 IN TXT "v=TLSRPTv1; rua=mailto:a@reports.example,mailto:b@reports.example"\n',
    Signing.UNSIGNED,
)
BAD = Zone(
    "bad.example",
    '@ 300 IN MX 10 mx1\nmx1 300 IN A 127.0.0.2\n_smtp._tls 300 IN TXT "v=TLSRPTv1; rua=tlsrpt@reports.example"\n',
    Signing.EXPIRED,
)
HOSTILE = Zone(
    "hostile.example",
    '_smtp._tls 300 IN TXT "v=TLSRPTv1; rua=\\027[31m\\155|<b>](x)\\000\\010mailto:a"\n'
    '_mta-sts 300 IN TXT "\\027]52;c;AAAA\\007"\n@ 300 IN MX 10 a\\027b\\010c.hostile.example.\n',
    Signing.UNSIGNED,
)


@pytest.fixture(scope="module")
def world():
    """The zones of this module, served and validated."""
    with DnsWorld(GOOD, SHORT, BAD, HOSTILE) as started:
        yield started


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """An empty settings file, and no resolver that somebody has set."""
    path = tmp_path / "config.toml"
    path.write_text("")
    monkeypatch.setenv(PATH_VARIABLE, str(path))
    monkeypatch.delenv(RESOLVER_VARIABLE, raising=False)
    return path


@pytest.fixture
def check(world, capsysbinary):
    """Run the command with the resolver of the world; returns exit code, output and what was told."""

    def started(*words, resolver=world.resolver_address):
        code = run(["check", "--resolver", resolver, *map(str, words)])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return started


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_domain_in_order_ends_in_0_and_tells_nothing_beside_its_page(check):
    code, page, told = check("Good.Example.", *DNS_ONLY)
    assert (code, told) == (0, "")
    assert page.startswith("good.example: ")
    assert "✓ good     TLS-RPT record  rua=mailto:tlsrpt@reports.example " in page
    assert "which validates" in page
    assert max(map(len, page.splitlines())) <= 80


def test_something_bad_ends_in_1(check):
    code, page, told = check("bad.example", *DNS_ONLY)
    assert (code, told) == (1, "")
    assert "✗ bad      TLS-RPT record" in page
    assert "✗ bad      DNSSEC" in page


@pytest.mark.parametrize(
    ("domain", "level", "code"),
    [
        ("good.example", "warning", 0),
        ("short.example", "never", 0),
        ("short.example", "bad", 0),
        ("short.example", "warning", 1),
        ("bad.example", "bad", 1),
        ("bad.example", "warning", 1),
        ("bad.example", "never", 0),
    ],
)
def test_the_user_says_from_what_on_it_fails(domain, level, code, check):
    assert check(domain, "--only", "tlsrpt-record", "--fail-on", level)[0] == code


def test_domains_come_in_the_order_of_the_command_line_and_each_once(check):
    names = ["short.example", "good.example", "hostile.example", "bad.example", "SHORT.example."]
    code, page, _ = check(*names, *DNS_ONLY, "--format", "json")
    document = json.loads(page)
    assert code == 1
    assert [held["domain"] for held in document["domains"]] == [*names[:3], "bad.example"]
    jsonschema.Draft202012Validator(schema("check")).validate(document)


def test_only_what_is_named_has_a_line(check):
    document = json.loads(check("good.example", "--only", "mx, dane", "--format", "json")[1])
    assert {line["topic"] for line in document["domains"][0]["checks"]} == {"mx", "dane"}


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_what_a_domain_says_cannot_do_anything_to_a_terminal(form, check):
    code, page, told = check("hostile.example", *DNS_ONLY, "--format", form)
    assert code in (0, 1)
    assert told == ""
    assert all(character.isprintable() or character == "\n" for character in page)
    assert form == "text" or "\n<b>" not in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["user@good.example"], "is an address; name what stands behind its @"),
        (["https://good.example/"], "is a URL; name the domain alone"),
        (["192.0.2.1"], "is an IP address"),
        (["good.example", "--resolver", "nonsense\x1b"], "nonsense␛"),
        (["good.example", "--resolver", "a b"], '--resolver: "a b" is not an address'),
        (["good.example", "--resolver", "192.0.2.999"], "192.0.2.999"),
        (["good.example", "--only", "spf"], '--only: "spf" is not a topic; expected tlsrpt-record, '),
        (["good.example", "--ehlo", "a b"], '--ehlo: "a b" is not a host name'),
        (["good.example", "--reports", "/nowhere"], "/nowhere: no such file or folder"),
        (["good.example", "--fail-on", "unknown"], "invalid choice"),
        (["good.example", "--output", "/nowhere/page"], "/nowhere/page cannot be written"),
        (["good.example", "--output", "-"], "--output: standard output is the default"),
        ([], "the following arguments are required: DOMAIN"),
    ],
)
def test_what_cannot_be_asked_ends_in_2_before_anything_is_sent(words, said, capsys, monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.live.checkup.check_domain", None)
    assert run(["check", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert "bug" not in captured.err


def test_a_resolver_that_is_set_is_checked_as_well(settings, capsys):
    settings.write_text('[live]\nresolver = "nonsense"\n')
    assert run(["check", "good.example"]) == 2
    assert "nonsense" in capsys.readouterr().err
    settings.write_text('[live]\nca_file = "/nowhere.pem"\n')
    assert run(["check", "good.example"]) == 2
    assert "live.ca_file: /nowhere.pem cannot be read" in capsys.readouterr().err


def test_the_environment_names_the_resolver_too(world, capsys, monkeypatch):
    monkeypatch.setenv(RESOLVER_VARIABLE, world.resolver_address)
    assert run(["check", "good.example", "--only", "tlsrpt-record"]) == 0
    assert f"with resolver {world.resolver_address}, which validates" in capsys.readouterr().out


def test_without_a_network_nothing_is_known_and_that_is_said(check):
    resolver = f"127.0.0.1:{closed_port()}"
    code, page, told = check("good.example", "--format", "json", resolver=resolver)
    assert code == 3
    assert told == (
        f"tlsrpt-tui: no check of good.example could be answered; is the resolver {resolver} to be reached?\n"
    )
    domain = json.loads(page)["domains"][0]
    assert {line["state"] for line in domain["checks"]} == {"unknown"}
    assert domain["counts"] == {"bad": 0, "warning": 0, "unknown": len(domain["checks"]), "good": 0}
    assert domain["validation"] == "unknown"


def test_a_resolver_that_does_not_validate_makes_dnssec_unknown_and_nothing_else(world, capsysbinary):
    assert run(["check", "good.example", *DNS_ONLY, "--format", "json", "--resolver", world.authority_address]) == 0
    domain = json.loads(capsysbinary.readouterr().out)["domains"][0]
    states = {line["topic"]: line["state"] for line in domain["checks"]}
    assert (states["dnssec"], states["tlsrpt-record"]) == ("unknown", "good")


def test_the_page_goes_into_a_file_whole(check, tmp_path):
    target = tmp_path / "page.md"
    code, page, _ = check("good.example", *DNS_ONLY, "--format", "markdown", "--output", target)
    assert (code, page) == (0, "")
    assert target.read_text().startswith("## good.example")


def test_reports_are_held_against_what_is_found(check, tmp_path):
    reports = folder(tmp_path / "reports")
    code, page, told = check("example.com", *DNS_ONLY, "--format", "json", "--reports", reports, "--no-cache")
    assert code in (0, 1)
    assert told == ""
    domain = json.loads(page)["domains"][0]
    assert {line["organization"] for line in domain["senders"]} >= {"Northwind Mail", "Alpenpost AG"}
    jsonschema.Draft202012Validator(schema("check")).validate(json.loads(page))
    assert "What senders saw" in check("example.com", *DNS_ONLY, "--reports", reports, "--no-cache")[1]


def test_several_folders_of_reports_are_read_together(check, tmp_path):
    words = ["example.com", *DNS_ONLY, "--format", "json", "--no-cache", "--reports", folder(tmp_path / "reports")]
    (tmp_path / "more").mkdir()
    code, page, _ = check(*words, "--reports", tmp_path / "more")
    assert code in (0, 1)
    assert json.loads(page)["domains"][0]["senders"]


def test_a_folder_without_reports_ends_in_3(check, tmp_path):
    (tmp_path / "empty").mkdir()
    code, page, told = check("good.example", *DNS_ONLY, "--reports", tmp_path / "empty")
    assert code == 3
    assert "no report about good.example" in page
    assert told == "tlsrpt-tui: no report that can be read in empty/\n"


def test_a_redacted_page_names_nobody(check, tmp_path):
    words = ["short.example", *DNS_ONLY, "--reports", folder(tmp_path / "reports"), "--no-cache", "--redact"]
    for form in ("text", "json", "markdown"):
        page = check(*words, "--format", form)[1]
        assert "short.example" not in page
        assert "reports.example" not in page
        assert "203.0.113.9" not in page


def test_port_25_is_left_alone_unless_it_is_asked_for_and_no_mail_is_ever_begun(check, settings, tmp_path):
    authority = LocalCa(tmp_path)
    with mail_hosts_aside({"127.0.0.2": good(authority.issue(["mx1.good.example"]))}) as hosts:
        settings.write_text(
            f'[live]\nsmtp_port = {hosts.port}\nlocal_addresses = "yes"\nca_file = "{authority.file}"\nprobe = "yes"\n'
        )
        assert check("good.example", *DNS_ONLY)[0] == 0
        assert hosts["127.0.0.2"].connections == 0
        code, page, _ = check("good.example", "--only", "tls", "--ehlo", "check.example.net", "--format", "json")
        lines = json.loads(page)["domains"][0]["checks"]
        assert (code, [(line["key"], line["state"]) for line in lines]) == (0, [("tls mx1.good.example", "good")])
        assert any("check.example.net" in command for command in hosts.commands)
        assert not {"MAIL", "RCPT", "DATA", "VRFY", "EXPN"} & set(hosts["127.0.0.2"].verbs)


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self):
        return True


@pytest.mark.parametrize("domains", [["good.example"], ["good.example", "bad.example"]])
def test_progress_is_shown_on_a_terminal_only_and_taken_away(domains, check, monkeypatch):
    shown, hidden = Terminal(), io.StringIO()
    for stream in (shown, hidden):
        monkeypatch.setattr("tlsrpt_tui.cli.Narrator", lambda stream=stream: Narrator(stream))
        check(*domains, *DNS_ONLY)
    assert hidden.getvalue() == ""
    said = [step.rstrip() for step in shown.getvalue().split("\r")]
    if len(domains) == 1:
        assert "checking good.example: 0 of 5 answered" in said
        assert "checking good.example: 5 of 5 answered" in said
    else:
        assert "checking: 0 of 2 domains done" in said
        assert "checking: 2 of 2 domains done" in said
    assert said[-1] == ""


@pytest.mark.parametrize(("number", "ends"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_is_quiet_and_writes_nothing(number, ends, tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        words = ["check", "good.example", "--resolver", f"127.0.0.1:{deaf.getsockname()[1]}"]
        words += ["--output", str(tmp_path / "page")]
        code = (
            "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
            "from tlsrpt_tui.__main__ import main; sys.exit(main())"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:  # fmt: skip
            assert deaf.recv(4096)  # when a question is there, the command waits for its answer
            process.send_signal(number)
            assert process.wait() == ends
            assert (process.stdout.read(), process.stderr.read()) == (b"", b"")
    assert not (tmp_path / "page").exists()
