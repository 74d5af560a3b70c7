"""What readiness looks like: on a terminal, to a program, in a ticket; and the command that writes it."""

import json
from dataclasses import replace

import jsonschema
import pytest

from tests.output.invented import HOSTILE
from tests.output.test_golden import compare
from tests.output.test_schemas import schema
from tests.triage.test_readiness import fine, incident, judge, policy, world
from tests.triage.worlds import HOSTS, check, failed, text
from tests.tui.seat import SAMPLE
from tlsrpt_tui.cli import run
from tlsrpt_tui.index.redacted import hidden_answer
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.output import readiness_json, readiness_markdown, readiness_text
from tlsrpt_tui.output.columns import cells
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.triage.readiness import Point, Weight

BAD = check(Topic.TLS, "certificate-expired", host=HOSTS[1], found="expired 17 Nov on 203.0.113.26")
REPORTS = world(
    policy(),
    policy("Microsoft", good=8443, failed=212),
    policy("Mail.ru", text(patterns=HOSTS[:1]), 1, 16, good=40),
    policy("Yahoo", (), kind="no-policy-found", good=900),
    failures=[failed()],
)
MANY = judge(REPORTS, incident(), live=fine(check(Topic.TLS, host=HOSTS[0]), BAD))
RESULTS = [MANY, judge(), judge(world(policy(first=None, last=None, good=0)))]


def hostile():
    """Return a verdict every text of which a stranger wrote, sanitised as those that make them have to."""
    said = sanitise(HOSTILE)
    points = tuple(Point(weight, said, said, said, said, said, said, said, said) for weight in Weight)
    senders = tuple(replace(sender, organization=said, mode=said) for sender in MANY.senders)
    hosts = tuple(replace(host, mx_host=said) for host in MANY.hosts)
    told = replace(MANY, domain=said, sentence=said, mode=said, then=(said,), back=(said,))
    return replace(told, points=points, senders=senders, hosts=hosts)


@pytest.mark.parametrize(
    ("render", "name"),
    [
        (readiness_text.render, "readiness.txt"),
        (readiness_json.render, "readiness.json"),
        (readiness_markdown.render, "readiness.md"),
    ],
)
def test_the_page_is_byte_for_byte_what_it_was(render, name):
    compare(name, render(MANY).encode())


@pytest.mark.parametrize("result", [*RESULTS, hostile()])
@pytest.mark.parametrize("width", [10, 80, 100, 300])
def test_the_page_fits_its_columns(result, width):
    widest = max(cells(line) for line in readiness_text.render(result, width=width).splitlines())
    assert widest <= min(max(width, 80), 120)


@pytest.mark.parametrize("result", [*RESULTS, hostile()])
def test_the_json_obeys_its_schema(result):
    document = json.loads(readiness_json.render(result))
    jsonschema.Draft202012Validator(schema("readiness")).validate(document)


def test_numbers_and_the_incident_are_in_the_json():
    document = json.loads(readiness_json.render(MANY))
    (blocker,) = [point for point in document["points"] if point["weight"] == "blocker"]
    assert document["verdict"] == "not-ready"
    assert document["sessions"] == {"all": 18595, "covered": 17655, "refused": 212}
    assert (blocker["failed"], blocker["sessions"]) == (212, 17655)
    assert blocker["incident"] == {
        "domain": "example.org",
        "mx_host": "mx2.example.net",
        "result_type": "certificate-expired",
        "first": "2026-11-18",
    }


@pytest.mark.parametrize("render", [readiness_text.render, readiness_json.render, readiness_markdown.render])
def test_what_strangers_wrote_can_do_nothing(render):
    page = render(hostile())
    assert not any(character in page for character in "\x1b\x9b\u202e\u2066\u200b\x00\r")
    if render is readiness_markdown.render:
        assert "<b>" not in page
        assert {line.count("|") for line in page.splitlines() if line.startswith("| ")} <= {5, 6}


@pytest.mark.parametrize("render", [readiness_text.render, readiness_json.render, readiness_markdown.render])
def test_redacted_it_names_no_host_and_no_domain(render):
    page = render(hidden_answer(MANY, Redactor("keyword")))
    for real in ("example.org", "example.net", "203.0.113.26"):
        assert real not in page
    assert "Microsoft" in page


# The command


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """No settings of somebody's own."""
    path = tmp_path / "config.toml"
    path.write_text("")
    monkeypatch.setenv("TLSRPT_TUI_CONFIG", str(path))


@pytest.fixture
def ready(capsysbinary, monkeypatch):
    """Run the command on the sample reports; nothing may be asked of anybody."""
    monkeypatch.setattr("tlsrpt_tui.output.readying.check_domain", None)
    monkeypatch.setattr("tlsrpt_tui.live.set_up.means_of", None)

    def started(*words):
        code = run(["readiness", "--no-cache", str(SAMPLE), *words])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return started


def test_the_command_judges_the_last_word_by_the_reports_and_sends_nothing(ready):
    code, page, _ = ready("Example.Org.")
    assert code == 1
    page = " ".join(page.split())
    assert page.startswith("example.org: ✗ in enforce already, and this was refused: 1 blocker: policy lacks mx")
    assert "Live not asked; --live looks at what is published now" in page
    assert "add “mx: mx-new.example.org” to the policy, then a new id" in page


@pytest.mark.parametrize(
    ("domain", "level", "code"),
    [
        ("example.org", "unknown", 1),
        ("example.org", "not-ready", 1),
        ("example.org", "never", 0),
        ("example.net", "unknown", 1),
        ("example.net", "not-ready", 0),
        ("nobody.example", "unknown", 1),
    ],
)
def test_the_user_says_on_what_it_fails(domain, level, code, ready):
    assert ready(domain, "--fail-on", level)[0] == code


def test_the_json_of_the_command_obeys_the_schema_redacted_or_not(ready):
    for more in ((), ("--redact",)):
        document = json.loads(ready("example.com", "--format", "json", *more)[1])
        jsonschema.Draft202012Validator(schema("readiness")).validate(document)
        assert ("example.com" in document["domain"]) is not bool(more)


def test_a_folder_without_reports_ends_in_3(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert run(["readiness", "--no-cache", str(tmp_path / "empty"), "example.org"]) == 3
    assert "no report that can be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["example.org"], "name reports and a domain, as in tlsrpt-tui readiness reports/ example.com"),
        ([str(SAMPLE), "user@example.org"], "is an address; name what stands behind its @"),
        (["/nowhere", "example.org"], "/nowhere: no such file or folder"),
        ([str(SAMPLE), "example.org", "--probe"], "--probe: nothing is asked without --live"),
        ([str(SAMPLE), "example.org", "--resolver", "192.0.2.53"], "--resolver: nothing is asked without --live"),
        ([str(SAMPLE), "example.org", "--live", "--resolver", "a b"], '--resolver: "a b" is not an address'),
        ([str(SAMPLE), "example.org", "--fail-on", "bad"], "invalid choice"),
        ([str(SAMPLE), "example.org", "--output", "/nowhere/page"], "/nowhere/page cannot be written"),
    ],
)
def test_what_cannot_be_asked_ends_in_2(words, said, capsys):
    assert run(["readiness", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
