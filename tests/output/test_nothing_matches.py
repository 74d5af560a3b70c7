"""A filter that leaves nothing, and one that decides what can be judged: each page and each JSON says so."""

import json

import pytest

from tests.output.invented import detail, policy, report, save
from tests.output.test_schemas import schema, valid
from tlsrpt_tui.cli import run

COMMANDS = ("incidents", "changes", "digest", "policies")


@pytest.fixture
def asked(capsysbinary):
    """Run a command; returns exit code, output with single blanks, and what was told."""

    def started(command, *words):
        code = run([command, "--no-cache", *map(str, words)])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return started


@pytest.fixture
def weeks(tmp_path):
    """A fortnight of one sender at one host, which fails all the time; beside it, two that are well served."""
    for number in range(1, 15):
        told = policy(successful=500, failed=20, details=[detail(count=20)])
        save(tmp_path / f"{number}.json", report(f"r{number}", f"2026-10-{number:02}", policies=[told]))
        for name in ("Alpenpost AG", "Kiosk Mail"):
            well = policy(successful=500, failed=0, details=[])
            made = report(f"{name}{number}", f"2026-10-{number:02}", policies=[well])
            save(tmp_path / f"{name}{number}.json", {**made, "organization-name": name})
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_slip_in_a_filter_is_no_clean_bill_of_health(command, form, weeks, asked):
    code, page, _ = asked(command, weeks, "--filter", "domain:exmple.com", "--format", form)
    said = " ".join(page.replace("\\", "").split()).casefold()
    assert code == 0
    assert "nothing matches domain:exmple.com: none of 42 reports with 14 failure rows" in said
    assert "incidents: none" not in said
    assert "nothing changed" not in said
    assert "no incident lasts" not in said


@pytest.mark.parametrize("command", COMMANDS)
def test_json_says_how_many_reports_and_rows_a_filter_leaves(command, weeks, asked):
    for text, left in (("domain:exmple.com", (0, 0)), ("domain:example.com", (42, 14))):
        document = json.loads(asked(command, weeks, "--filter", text, "--format", "json")[1])
        valid(document, schema(command))
        assert document["filter"] == text
        assert document["reports"] == {"matching": left[0], "all": 42, "rows": left[1], "all_rows": 14}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_range_that_ends_before_it_begins_is_refused(command, weeks, asked):
    code, page, told = asked(command, weeks, "--since", "2026-10-10", "--until", "2026-10-05")
    assert (code, page) == (2, "")
    assert "the filter leaves no day" in told


@pytest.mark.parametrize("command", ["incidents", "digest"])
def test_where_no_report_can_be_read_nothing_is_known(command, tmp_path, asked):
    code, page, _ = asked(command, tmp_path)
    assert code == 3
    assert "Incidents: not known" in page
    assert "no incident lasts" not in page


@pytest.mark.parametrize("command", ["incidents", "digest"])
def test_a_filter_that_hides_those_who_do_not_agree_is_said_to(command, weeks, asked):
    words = "states and who acts are judged by what this leaves, without the rest"
    narrowed = " ".join(asked(command, weeks, "--filter", "org:northwind")[1].casefold().split())
    assert words in narrowed
    assert words not in " ".join(asked(command, weeks, "--filter", "domain:example.com")[1].casefold().split())


def test_what_began_before_a_range_keeps_its_first_day(weeks, asked):
    code, page, _ = asked("incidents", weeks, "--since", "2026-10-10")
    assert code == 0
    assert "● ongoing since Thu 1 Oct\n" in page
    assert "Counts and states are without what was before 10 Oct 2026, first days are not." in " ".join(page.split())
    (incident,) = json.loads(asked("incidents", weeks, "--since", "2026-10-10", "--format", "json")[1])["incidents"]
    assert (incident["first"], incident["days"][0]["day"], incident["failed"]) == ("2026-10-01", "2026-10-10", 100)
    assert "2026-10-01" in asked("incidents", weeks, "--since", "2026-10-10", "--format", "csv")[1]
    whole = asked("incidents", weeks, "--since", "2026-10-01")[1]
    assert "first days" not in whole


def test_incidents_say_what_they_are_made_of(weeks, asked):
    page = asked("incidents", weeks)[1]
    assert "Sessions  21 280 in 42 reports, 280 failed (1.32%).\n" in page
    document = json.loads(asked("incidents", weeks, "--filter", "result:certificate-expired", "--format", "json")[1])
    assert document["as_of"] == document["newest_report"] == "2026-10-14"
    assert document["period"] == {"first": "2026-10-01", "last": "2026-10-14"}
    assert document["sessions"] == {"successful": None, "failed": 280}
    assert document["note"].startswith("States and who acts")


def test_two_periods_of_which_one_is_empty_cannot_be_compared(weeks, asked):
    page = asked("changes", weeks, "--since", "2026-11-10", "--until", "2026-11-12")[1]
    assert page.startswith("Cannot be compared: 10–12 Nov 2026 against 7–9 Nov 2026\n")
    assert json.loads(asked("changes", weeks, "--since", "2026-11-10", "--format", "json")[1])["comparable"] is False
    assert json.loads(asked("changes", weeks, "--format", "json")[1])["comparable"] is True


def test_a_period_before_that_is_later_is_refused(weeks, asked):
    code, page, told = asked("changes", weeks, "--until", "2026-10-07", "--against", "9 oct 2026..10 oct 2026")
    assert (code, page) == (2, "")
    assert "9–10 Oct 2026 is later than 1–7 Oct 2026" in told
