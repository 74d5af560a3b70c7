"""What a check looks like: on a terminal, to a program, in a ticket."""

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from tests.output.invented import HOSTILE
from tests.output.invented_check import CHECKED, CHECKUP, POSTURE, hostile
from tests.output.test_golden import compare
from tests.output.test_schemas import schema
from tlsrpt_tui.live.answers import Validation
from tlsrpt_tui.output import check_json, check_markdown, check_text
from tlsrpt_tui.output.check_results import Checked, asked_whom, headline
from tlsrpt_tui.output.columns import cells


@pytest.mark.parametrize(
    ("render", "name"),
    [(check_text.render, "check.txt"), (check_json.render, "check.json"), (check_markdown.render, "check.md")],
)
def test_the_page_is_byte_for_byte_what_it_was(render, name):
    compare(name, render([CHECKED]).encode())


@pytest.mark.parametrize("result", [CHECKED, hostile()])
@pytest.mark.parametrize("width", [10, 80, 100, 120, 300])
def test_the_page_fits_its_columns(result, width):
    widest = max(cells(line) for line in check_text.render([result], width=width).splitlines())
    assert widest <= min(max(width, 80), 120)


@pytest.mark.parametrize("result", [CHECKED, hostile(), Checked(CHECKUP, POSTURE), Checked(CHECKUP, POSTURE, ())])
def test_the_json_obeys_its_schema(result):
    document = json.loads(check_json.render([result, result]))
    jsonschema.Draft202012Validator(schema("check")).validate(document)
    assert [held["domain"] for held in document["domains"]] == ["example.org", "example.org"]


def test_the_counts_are_those_of_the_lines():
    document = json.loads(check_json.render([CHECKED]))["domains"][0]
    states = [check["state"] for check in document["checks"]]
    assert document["counts"] == {state: states.count(state) for state in ("bad", "warning", "unknown", "good")}
    assert headline(CHECKED) == "example.org: 2 bad, 1 warning, 1 unknown, 6 good"


def test_a_domain_of_other_letters_is_shown_in_them_as_well():
    page = check_text.render([Checked(replace(CHECKUP, domain="xn--bcher-kva.example"), POSTURE)])
    assert page.startswith("xn--bcher-kva.example (bücher.example): 2 bad")


@pytest.mark.parametrize("render", [check_text.render, check_json.render, check_markdown.render])
def test_what_strangers_wrote_can_do_nothing(render):
    raw = replace(CHECKUP, checks=tuple(replace(check, found=HOSTILE) for check in CHECKUP.checks))
    for result in (hostile(), Checked(raw, POSTURE)):
        page = render([result])
        assert not any(character in page for character in "\x1b\x9b\u202e\u2066\u200b\x00\r")
        assert all(line == line.strip("\x0b\x0c\x85") for line in page.split("\n"))


def test_a_ticket_gets_no_structure_from_strangers():
    page = check_markdown.render([hostile()])
    assert "<b>" not in page
    assert not re.search(r"(?<!\\)\](?=\(http)", page)
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in lines} <= {5, 6, 8}


def test_a_command_is_broken_so_that_a_shell_joins_it_again_and_never_inside_quotes():
    lines = check_text.render([CHECKED]).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("Repeat    openssl"))
    joined = " ".join(line.removesuffix("\\").replace("Repeat", "").strip() for line in lines[start : start + 2])
    assert lines[start].endswith(" \\")
    assert joined == "openssl s_client -starttls smtp -connect 203.0.113.26:25 -servername mx2.example.net </dev/null"
    quoted = replace(CHECKUP.checks[-1], repeat=(f"dig '{'a ' * 60}'",))
    page = check_text.render([Checked(replace(CHECKUP, checks=(quoted,)), POSTURE)])
    assert f"Repeat    dig '{'a ' * 60}'\n" in page


def test_without_reports_nothing_is_said_of_senders_and_without_their_reports_that():
    assert "What senders saw" not in check_text.render([Checked(CHECKUP, POSTURE)])
    assert "no report about example.org among those" in check_text.render([Checked(CHECKUP, POSTURE, ())])


@pytest.mark.parametrize("validation", Validation)
def test_what_a_resolver_is_worth_is_said(validation):
    told = asked_whom(replace(CHECKUP, validation=validation))
    assert told.startswith("21 Nov 2026 09:12 UTC with resolver 192.0.2.53, ")
    assert ("valid" in told) is True


def test_two_domains_are_two_pages():
    page = check_text.render([CHECKED, CHECKED])
    assert page.count("example.org: 2 bad") == 2
    assert "\n\nexample.org: 2 bad" in page
