"""The commands that look at reports over time: changes, and the policies that senders saw."""

import datetime as dt
import json

import pytest

from tests.output.invented import HOSTILE, detail, folder, hostile, policy, report, save
from tests.output.test_golden import compare
from tests.output.test_schemas import schema, valid
from tests.tui.seat import sample
from tlsrpt_tui.cli import run
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output import changes_markdown, changes_text, comparing, policies_told
from tlsrpt_tui.output.change_words import HEADINGS, Compared
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.triage.change import Change, Changes, Kind, PolicyLine
from tlsrpt_tui.triage.comparison import Asked
from tlsrpt_tui.triage.periods import Period, beside

NOW = dt.datetime(2026, 11, 5, 9, tzinfo=dt.UTC)
TEXT = ["version: STSv1", "mode: testing", "mx: mx1.example.com", "max_age: 604800"]


@pytest.fixture
def weeks(tmp_path):
    """A fortnight of one sender, whose policy changes on the tenth day, when a failure begins."""
    for number in range(1, 15):
        lines = [line.replace("testing", "enforce") for line in TEXT] if number > 9 else TEXT
        failed = 20 if number > 9 else 0
        made = policy(successful=500, failed=failed, details=[detail(count=20)] if failed else [])
        made["policy"]["policy-string"] = lines
        save(tmp_path / f"{number}.json", report(f"r{number}", f"2026-10-{number:02}", policies=[made]))
    return tmp_path


def made(form, *, text="", redactor=None):
    view = View.parse(text)
    return comparing.page_maker(view, Asked(), frozenset(), form, redactor, NOW)(sample()).text


@pytest.mark.parametrize(
    ("form", "name"), [("text", "changes.txt"), ("json", "changes.json"), ("markdown", "changes.md")]
)
def test_the_changes_of_the_sample_reports_are_what_they_were(form, name):
    compare(name, made(form, text="since:2026-10-12 until:2026-10-18").encode())


@pytest.mark.parametrize(
    ("form", "name"), [("text", "policies.txt"), ("json", "policies.json"), ("markdown", "policies.md")]
)
def test_the_policies_of_the_sample_reports_are_what_they_were(form, name):
    page = policies_told.page_maker(View.parse("domain:example.org"), form, None, NOW)(sample()).text
    compare(name, page.encode())


def test_a_page_fits_a_mail_and_nothing_changed_is_a_few_lines():
    assert all(len(line) <= 78 for line in made("text").splitlines())
    quiet = made("text", text="domain:example.net").splitlines()
    assert quiet[0] == "Nothing changed: 25–31 Oct 2026 against 18–24 Oct 2026"
    assert len(quiet) == 4


def test_every_kind_of_change_has_a_heading_and_its_place():
    assert tuple(HEADINGS) == tuple(Kind)


def test_a_change_of_policy_is_told_line_by_line(weeks, capsys):
    assert run(["changes", str(weeks)]) == 0
    page = capsys.readouterr().out
    assert "2 changes: 8–14 Oct 2026 against 1–7 Oct 2026" in page
    assert "- certificate-expired at mx1.example.com: 100 sessions failed since 10 Oct" in page
    assert "- example.com, sts: mode testing → enforce; seen since 10 Oct by Northwind" in page
    assert "    - mode: testing\n    + mode: enforce\n" in page


def test_other_lengths_and_other_periods_can_be_asked_for(weeks, capsys):
    def periods(*words):
        assert run(["changes", "--format", "json", *words, str(weeks)]) == 0
        document = json.loads(capsys.readouterr().out)
        valid(document, schema("changes"))
        return [(document[side]["first"][5:], document[side]["last"][5:]) for side in ("after", "before")]

    assert periods("--period", "day") == [("10-14", "10-14"), ("10-13", "10-13")]
    assert periods("--period", "3d") == [("10-12", "10-14"), ("10-09", "10-11")]
    assert periods("--since", "2026-10-10", "--until", "2026-10-11") == [("10-10", "10-11"), ("10-08", "10-09")]
    assert periods("--against", "2026-10-02..2026-10-03") == [("10-08", "10-14"), ("10-02", "10-03")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--fail-on", "new"], 1),
        (["--fail-on", "silent,Policy"], 1),
        (["--fail-on", "any"], 1),
        (["--fail-on", "gone,silent,new-sender"], 0),
        (["--fail-on", "new", "--until", "2026-10-09"], 0),
        (["--fail-on", "loud"], 2),
        (["--fail-on", ""], 2),
        (["--period", "soon"], 2),
        (["--against", "soon"], 2),
        (["--against", "until 2026-10-03"], 2),
        (["--since", "2026-10-10", "--until", "2026-10-03"], 2),
    ],
)
def test_how_it_ends(words, code, weeks, capsys):
    assert run(["changes", *words, str(weeks)]) == code
    capsys.readouterr()


def test_what_may_be_chance_never_fails(tmp_path, capsys):
    for number in range(1, 15):
        bad = number == 12
        made_policy = policy(successful=500, failed=2 * bad, details=[detail(count=2)] if bad else [])
        save(tmp_path / f"{number}.json", report(f"r{number}", f"2026-10-{number:02}", policies=[made_policy]))
    assert run(["changes", "--fail-on", "any", str(tmp_path)]) == 0
    assert "so few that it may be chance" in capsys.readouterr().out.replace("\n  ", " ")


def test_nothing_readable_is_told(tmp_path, capsys):
    assert run(["changes", str(tmp_path)]) == 3
    assert run(["policies", str(tmp_path)]) == 3
    assert "No report tells of a policy" in capsys.readouterr().out


def test_the_policies_of_each_sender_are_told_with_what_differed(weeks, capsys):
    assert run(["policies", str(weeks)]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    told = ["Northwind Mail 1–9 Oct 2026 9 1", "Northwind Mail 10–14 Oct 2026 5 2 ≠", "mode testing → enforce"]
    assert lines[-3:] == told
    assert lines[2:4] == ["example.com", "text 1 sts"]
    assert run(["policies", "--until", "2026-10-05", str(weeks)]) == 0
    assert "enforce" not in capsys.readouterr().out


def test_a_sender_has_one_timeline_of_all_policy_types(tmp_path, capsys):
    for number in range(1, 15):
        made = policy(successful=500, failed=0, details=[])
        made["policy"]["policy-string"] = TEXT
        if 5 <= number <= 9:
            made["policy"] = {"policy-type": "no-policy-found", "policy-domain": "example.com"}
        save(tmp_path / f"{number}.json", report(f"r{number}", f"2026-10-{number:02}", policies=[made]))
    assert run(["policies", str(tmp_path)]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[-5:] == [
        "Northwind Mail 1–4 Oct 2026 4 1",
        "Northwind Mail 5–9 Oct 2026 5 2 ≠",
        "sts policy no longer found",
        "Northwind Mail 10–14 Oct 2026 5 1 ≠",
        "sts policy found, none before",
    ]
    assert run(["policies", "--format", "markdown", str(tmp_path)]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| Northwind")]
    assert [row.split(" | ")[2] for row in rows] == ["sts", "no-policy-found", "sts"]


def test_policies_refuse_what_no_policy_has(weeks, capsys):
    assert run(["policies", "--filter", "result:certificate-expired", str(weeks)]) == 2
    assert "result picks no policies" in capsys.readouterr().err


@pytest.mark.parametrize("make", [folder, hostile])
@pytest.mark.parametrize("command", ["changes", "policies"])
def test_json_obeys_its_schema(command, make, tmp_path, capsys):
    run([command, "--format", "json", str(make(tmp_path))])
    document = json.loads(capsys.readouterr().out)
    valid(document, schema(command))
    assert list(document) == schema(command)["required"]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_redacted_pages_name_no_domain(form, weeks, capsys):
    assert "example.com" not in made(form, text="since:2026-10-12 until:2026-10-18", redactor=Redactor())
    for command in ("changes", "policies"):
        assert run([command, "--redact", "--format", form, str(weeks)]) == 0
        assert "example.com" not in capsys.readouterr().out


@pytest.mark.parametrize("render", [changes_text.render, changes_markdown.render])
def test_what_strangers_wrote_can_do_nothing(render):
    periods = beside(Period(dt.date(2026, 10, 8), dt.date(2026, 10, 14)))
    lines = (PolicyLine(HOSTILE, "+"),)
    change = Change(Kind.POLICY, HOSTILE, domain=HOSTILE, organizations=(HOSTILE,), policy_type=HOSTILE, lines=lines)
    page = render(Compared(Changes(periods, all=(change,)), HOSTILE))
    assert not {"\x1b", "\x9b", "\u202e", "\x00", "\r", "\t"} & set(page)
    if render is changes_markdown.render:
        assert not any("<b>" in line for line in page.splitlines() if not line.startswith("      "))
