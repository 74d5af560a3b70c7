"""``tlsrpt-tui incidents``: the stories of sample_reports, all three forms, and how it ends."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from tests.output.invented import detail, folder, hostile, policy, report, save
from tests.output.test_schemas import schema
from tlsrpt_tui.cli import run

SAMPLES = str(Path(__file__).parent.parent / "sample_reports")
EVERYTHING_LOUD = "ongoing,quiet,recovered"


@pytest.fixture
def asked(capsysbinary):
    """Run the command; returns exit code, output and what was told."""

    def started(*words):
        code = run(["incidents", "--no-cache", *map(str, words)])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return started


@pytest.fixture
def listed(asked):
    """Run the command for JSON; returns the incidents."""
    return lambda *words: json.loads(asked("--format", "json", *words)[1])["incidents"]


def brief(incident):
    return tuple(incident[key] for key in ("result_type", "domain", "mx_hosts", "state", "owner", "first", "last"))


def test_each_story_of_the_samples_is_exactly_one_incident_and_nothing_else_is_ongoing(listed):
    expired = ("certificate-expired", "example.com", ["mx1.example.com"], "recovered", "receiver")
    retired = ("validation-failure", "example.org", ["mx-new.example.org"], "ongoing", "policy-host")
    masked = ("starttls-not-supported", "example.com", ["mx1.example.com", "mx2.example.com"], "ongoing", "sender")
    found = listed(SAMPLES, "--state", EVERYTHING_LOUD)
    assert [brief(each) for each in found] == [
        (*masked, "2026-10-08", "2026-10-31"),
        (*retired, "2026-10-06", "2026-10-31"),
        (*expired, "2026-10-13", "2026-10-16"),
        ("(no details)", "example.com", [], "recovered", "unknown", "2026-10-14", "2026-10-14"),
    ]
    assert [each["organization"] for each in found[0]["senders"]] == ["Kiosk Mail"]
    assert len(found[1]["senders"]) == 5
    assert (len(found[2]["senders"]), found[2]["clean_since"]) == (11, "2026-10-17")


@pytest.mark.parametrize("words", [["--until", "2026-10-15"], ["--filter", "on:2026-10-13,2026-10-14,2026-10-15"]])
def test_a_view_that_ends_earlier_is_judged_as_of_its_end(words, listed):
    states = {each["result_type"]: each["state"] for each in listed(SAMPLES, *words, "--state", EVERYTHING_LOUD)}
    assert states["certificate-expired"] == "ongoing"
    assert states["starttls-not-supported"] == "ongoing"


def test_what_is_no_story_is_noise(listed):
    noise = listed(SAMPLES, "--state", "noise")
    assert [(each["first"], each["senders"][0]["organization"]) for each in noise] == [
        ("2026-10-22", "Alpenpost AG"),
        ("2026-10-21", "Postal Cooperative"),
        ("2026-10-09", "Google Inc."),
    ]


@pytest.mark.parametrize("kind", ["folder", "hostile", "empty"])
def test_the_json_obeys_its_schema(kind, asked, tmp_path):
    made = {"folder": folder, "hostile": hostile, "empty": lambda path: path}[kind](tmp_path)
    document = json.loads(asked("--format", "json", made)[1])
    jsonschema.Draft202012Validator(schema("incidents")).validate(document)
    assert kind == "empty" or document["incidents"]
    required = schema("incidents")["$defs"]["incident"]["required"]
    assert all(list(incident) == required for incident in document["incidents"])
    assert required[:9] == [
        "domain", "mx_host", "result_type", "state", "owner", "first", "last", "senders", "failed"
    ]  # fmt: skip


def test_the_page_has_the_list_and_a_card_for_what_lasts(asked):
    code, page, told = asked(SAMPLES)
    assert code == 0
    assert told == "tlsrpt-tui: 1 of 201 files could not be read whole\n"
    assert page.startswith("Incidents: 2 ongoing, 2 recovered, 3 noise, reports of 1–31 Oct 2026\n")
    assert "✓ recovered 13 Oct  certificate-expired       example.com          9 909 MX\n" in page
    assert page.count("Who acts") == 2
    assert "Name mx-new.example.org in the policy, then change the id" in page
    assert "A suspicion, no proof:" in " ".join(page.split())
    assert all(len(line) <= 80 for line in page.splitlines())


def test_evidence_is_labelled_and_whole_and_commands_can_be_pasted(asked):
    lines = asked(SAMPLES)[1].splitlines()
    assert len([line for line in lines if line.startswith("Counted   Senders ")]) == 2
    reason = next(number for number, line in enumerate(lines) if "“EHLO reply offers no STARTTLS”:" in line)
    assert lines[reason].endswith(" 1 930")
    assert lines[reason + 1].strip() == "STARTTLS"
    command = next(number for number, line in enumerate(lines) if "openssl" in line)
    assert lines[command].endswith(" \\")
    assert lines[command + 1].strip() == "-servername mx1.example.com </dev/null"


def test_what_a_sender_wrote_takes_a_few_lines_at_most(asked, tmp_path):
    made = [policy(failed=20, details=[detail(count=20, **{"failure-reason-code": "so it went and " * 500})])]
    save(tmp_path / "a.json", report("r", "2026-11-20", policies=made))
    lines = asked(tmp_path)[1].splitlines()
    assert len([line for line in lines if "so it went" in line]) in range(3, 7)
    assert all(len(line) <= 80 for line in lines)


def test_details_that_overlap_are_said_to(asked):
    page = " ".join(asked(SAMPLES, "--state", "noise")[1].split())
    assert "148 061 in 216 reports, 13 503 failed (9.12%); details add up to 13 504, as they may overlap." in page
    assert "3 of its 284 sessions (4 by details, which overlap)" in page


def test_more_cards_than_a_page_holds_are_counted(asked, tmp_path):
    for number in range(14):
        told = [
            policy(f"d{number}.example.com", failed=20, details=[detail(count=20, **{"receiving-mx-hostname": "mx"})])
        ]
        save(tmp_path / f"{number}.json", report(f"r{number}", "2026-11-20", policies=told))
    page = asked(tmp_path)[1]
    assert page.count("Who acts") == 10
    assert "\nand 4 more without a card: --state or --filter for fewer, --format json for all\n" in page
    more = "And 4 more without a card: `--state`, `--filter` or `--format json`.\n"
    assert more in asked(tmp_path, "--format", "markdown")[1]


def test_days_of_another_year_have_it(asked, tmp_path):
    for year, domain in ((2016, "old.example.com"), (2024, "example.com")):
        for day in (20, 21, 22):
            told = [policy(domain, failed=20, details=[detail(count=20)])]
            save(tmp_path / f"{year}-{day}.json", report(f"r{year}{day}", f"{year}-02-{day}", policies=told))
    page = asked(tmp_path)[1]
    assert " 20 Feb 2024  certificate-expired" in page
    assert " 20 Feb 2016  certificate-expired" in page
    assert "since Tue 20 Feb 2024\n" in page


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--fail-on", "ongoing"], 1),
        (["--fail-on", "Quiet,ongoing"], 1),
        (["--fail-on", "quiet"], 0),
        (["--state", "recovered", "--fail-on", "ongoing"], 1),
        (["--fail-on", "any"], 1),
        (["--state", "quiet", "--fail-on", "any"], 0),
        (["--fail-on", "ongoing,quit"], 2),
        (["--fail-on", "result:dane-required"], 0),
    ],
)
def test_what_it_fails_on_can_be_states_as_well_as_a_filter(words, code, asked):
    assert asked(SAMPLES, *words)[0] == code


def test_an_incident_at_no_single_host_has_none(listed):
    hosts = {each["result_type"]: each["mx_host"] for each in listed(SAMPLES, "--state", EVERYTHING_LOUD)}
    assert hosts["starttls-not-supported"] is hosts["(no details)"] is None
    assert hosts["certificate-expired"] == "mx1.example.com"


def test_lines_of_json_are_the_objects_of_the_document(asked, listed):
    lines = asked(SAMPLES, "--format", "ndjson")[1].splitlines()
    assert [json.loads(line) for line in lines] == listed(SAMPLES)


def test_csv_has_a_row_for_each_incident(asked, tmp_path):
    page = asked(SAMPLES, "--format", "csv", "--state", "ongoing")[1]
    head, first, _ = page.splitlines()
    assert head == "state,first,last,result_type,domain,mx_host,senders,failed,sessions,owner"
    assert first.startswith("ongoing,2026-10-08,2026-10-31,starttls-not-supported,example.com,mx1.example.com mx2.")
    rows = list(csv.reader(io.StringIO(asked(hostile(tmp_path), "--format", "csv")[1])))
    assert {len(row) for row in rows} == {10}
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t") or not cell.isprintable()]


def test_a_state_that_is_asked_for_is_told_in_full(asked):
    page = asked(SAMPLES, "--state", "recovered")[1]
    assert "certificate-expired · example.com · mx1.example.com" in page
    assert "● ongoing" not in page.split("\n\n")[1]
    assert "noise     " not in page


def test_the_handover_has_evidence_policy_commands_and_rules(asked):
    page = asked(SAMPLES, "--format", "markdown", "--filter", "domain:example.org")[1]
    assert page.startswith("# Incidents, reports of 1–31 Oct 2026\n")
    assert "## validation-failure · example.org · mx-new.example.org\n" in page
    assert "- State: ● ongoing since Tue 6 Oct. " in page
    assert "| Google Inc. | 51 | 59 | 24 | 1 046 |" in page
    assert "    mx: mx-old.example.org\n" in page
    assert "    curl -sSi --max-time 60 https://mta-sts.example.org/.well-known/mta-sts.txt\n" in page
    assert "- RFC 8461 §4.1\n" in page


def test_json_has_the_contacts_of_senders_that_act_or_are_asked_and_of_no_others(listed):
    for incident in listed(SAMPLES):
        asked = incident["owner"] in ("sender", "unknown")
        assert all(("contact" in sender) is asked for sender in incident["senders"])
    stripped = next(each for each in listed(SAMPLES) if each["owner"] == "sender" and each["state"] == "ongoing")
    assert [sender["contact"] for sender in stripped["senders"]] == ["tlsrpt@kioskmail.example"]
    (sender,) = next(each for each in listed(SAMPLES) if each["result_type"] == "(no details)")["senders"]
    assert sender["contact"] is None


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_redacted_it_names_no_contact(form, asked):
    page = asked(SAMPLES, "--format", form, "--redact-key", "a secret of the test")[1]
    assert "kioskmail" not in page
    assert "postalcoop" not in page


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_redacted_it_names_no_domain_and_no_address(form, asked):
    page = asked(SAMPLES, "--format", form, "--redact-key", "a secret of the test")[1]
    for real in ("example.com", "example.org", "mx1.", "192.0.2.", "198.51.100.", "203.0.113."):
        assert real not in page.replace("mx1.d-", "")
    assert "starttls-not-supported" in page


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_what_strangers_wrote_can_do_nothing(form, asked, tmp_path):
    code, page, _ = asked(hostile(tmp_path), "--format", form, "--state", "ongoing,quiet,recovered,noise")
    assert code == 0
    assert all(character.isprintable() or character == "\n" for character in page)
    assert form != "markdown" or "\n<" not in page


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--fail-on", ""], 1),
        (["--fail-on", "result:certificate-expired"], 1),
        (["--fail-on", "result:certificate-expired", "--state", "ongoing"], 0),
        (["--fail-on", "result:starttls-not-supported", "--state", "ongoing"], 1),
        (["--fail-on", "domain:example.net"], 0),
        (["--strict"], 4),
        (["--state", "burning"], 2),
        (["--state", ""], 2),
    ],
)
def test_how_it_ends(words, code, asked):
    assert asked(SAMPLES, *words)[0] == code


def test_an_unknown_state_is_named(asked):
    assert (
        "--state: burning is no state; expected ongoing, quiet, recovered, noise"
        in asked(SAMPLES, "--state", "burning")[2]
    )


def test_without_a_report_it_ends_in_3(asked, tmp_path):
    code, page, told = asked(tmp_path)
    assert (code, page) == (3, "Incidents: not known, no report can be read\n")
    assert "no report that can be read" in told


def test_a_page_goes_into_a_file(asked, tmp_path):
    target = tmp_path / "page.md"
    assert asked(SAMPLES, "--format", "markdown", "--output", target)[:2] == (0, "")
    assert target.read_text().startswith("# Incidents")
