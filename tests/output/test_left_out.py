"""Where there is more than can be looked at, every form says so, keeps the newest, and sums are those of everything."""

import json

import jsonschema
import pytest

from tests.output.invented import detail, policy, report, save
from tests.output.test_schemas import schema
from tlsrpt_tui.cli import run
from tlsrpt_tui.index import tallying

COMMANDS = ("incidents", "changes", "digest")


@pytest.fixture
def weeks(tmp_path):
    """A fortnight of one sender and five domains."""
    for day in range(6, 20):
        told = [
            policy(f"d{each}.example.com", successful=90, failed=10, details=[detail(count=10)]) for each in range(5)
        ]
        save(tmp_path / f"{day}.json", report(f"r{day}", f"2026-11-{day:02}", policies=told))
    return str(tmp_path)


@pytest.fixture
def asked(weeks, capsysbinary):
    """Run a command on the fortnight; returns what it wrote."""

    def started(command, form="text"):
        run([command, "--no-cache", "--format", form, weeks])
        return capsysbinary.readouterr().out.decode()

    return started


@pytest.fixture
def few(monkeypatch):
    """Look at no more than 20 days of senders by domain, or at so many."""

    def bound(number=20):
        monkeypatch.setattr(tallying, "MOST_DAYS", number)

    return bound


def test_sums_are_those_of_everything_however_little_is_told_by_domain(asked, few):
    whole = json.loads(asked("digest", "json"))
    few()
    found = json.loads(asked("digest", "json"))
    parts = ("after", "before", "days", "senders", "trend", "note")
    assert [found[part] for part in parts] == [whole[part] for part in parts]
    assert (whole["cut_days"], found["cut_days"]) == (0, 50)


def test_nobody_is_new_or_silent_for_what_was_left_out(asked, few):
    few()
    found = json.loads(asked("changes", "json"))
    assert not {"silent", "new-sender"} & {change["kind"] for change in found["changes"]}


def test_a_sender_of_very_great_numbers_pushes_nobody_else_out(asked, few, weeks, tmp_path):
    few(140)
    many = [policy(f"x{each}.example.net", successful=10**9, failed=0, details=[]) for each in range(100)]
    save(tmp_path / "loud.json", report("loud", "2026-11-07", "Loud Mail", many))
    found = json.loads(asked("digest", "json"))
    assert "Northwind Mail" in {sender["value"] for sender in found["senders"]}
    assert found["cut_days"] == 30
    (first,) = {share["sessions"] for each in found["incidents"] for share in each["incident"]["senders"]}
    assert first == 1400


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_page_says_how_much_was_left_out(command, form, asked, few, monkeypatch):
    few()
    monkeypatch.setattr(tallying, "MOST_FAILURES", 30)
    page = " ".join(asked(command, form).replace("\xa0", " ").split())
    assert "40 groups of failures, those with the fewest sessions; 50 days of senders by domain, the oldest" in page


def test_a_digest_for_a_browser_says_it_too(asked, few):
    few()
    assert "50 days of senders by domain, the oldest" in asked("digest", "html").replace("\xa0", " ")


@pytest.mark.parametrize("command", COMMANDS)
def test_json_tells_both_numbers_by_its_contract(command, asked, few, monkeypatch):
    few()
    monkeypatch.setattr(tallying, "MOST_FAILURES", 30)
    found = json.loads(asked(command, "json"))
    jsonschema.validate(found, schema(command))
    assert (found["cut"], found["cut_days"]) == (40, 50)
