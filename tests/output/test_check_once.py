"""A page tells each thing once, in words that are true of all that it is told of, and ready to be pasted."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from tests.output.invented_check import CHECKED, CHECKUP, POSTURE, line, sender
from tlsrpt_tui.index.redacted import hidden_answer
from tlsrpt_tui.live.answers import Answer, Kind, Status
from tlsrpt_tui.live.check import Finding, State, Topic
from tlsrpt_tui.live.published import MxHost, MxState, Published
from tlsrpt_tui.live.short_names import hidden_short_names
from tlsrpt_tui.output import check_json, check_markdown, check_text
from tlsrpt_tui.output.check_markdown import code
from tlsrpt_tui.output.check_results import Checked, hosts_of
from tlsrpt_tui.output.check_senders import alike_senders, sentence_of
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.triage.drift import Drift


def told(*senders):
    return [sentence_of(alike) for alike in alike_senders(senders)]


def saw(organization, last, words, **more):
    return sender(organization, last, Drift.OTHER, "max_age 7 days, now 1 day", words, **more)


def test_senders_that_differ_alike_are_told_with_the_days_of_all_of_them():
    first = saw("Alpenpost AG", 12, "It saw another policy on 12 Nov, which has run out by now.")
    last = saw("Google Inc.", 20, "It saw another policy on 20 Nov, which has run out by now.")
    assert told(last, first) == ["Each saw another policy between 12 Nov and 20 Nov, which has run out by now."]
    assert told(first) == [first.sentence]
    assert told(first, replace(first, organization="Fjordpost AS")) == [first.sentence.replace("It", "Each", 1)]


def test_what_is_not_true_of_both_is_told_of_each():
    first = saw("Alpenpost AG", 12, "It saw an older policy on 12 Nov: 3 days after it saw the live one.")
    other = saw("Google Inc.", 12, "It saw an older policy on 12 Nov: 5 days after it saw the live one.")
    assert told(first, other) == [first.sentence, other.sentence]


def test_until_when_is_told_for_all():
    made = [
        saw(name, day, f"It saw an older policy on {day} Nov and may hold it until {day + 7} Nov.", until=until)
        for name, day in (("A", 2), ("B", 20))
        for until in [dt.date(2026, 11, day + 7)]
    ]
    assert told(*made) == ["Each saw an older policy between 2 Nov and 20 Nov and may hold it until 9 Nov to 27 Nov."]


def page(*checks, render=check_text.render):
    return render([Checked(replace(CHECKUP, checks=checks), POSTURE)])


def test_a_short_list_keeps_its_head():
    assert "State      Check  Found now" in page(line(Topic.MX, State.GOOD, "10 mail"))


def unanswered(topic, sentence, code="not-answered"):
    finding = Finding(State.UNKNOWN, code, sentence, "", "ask again, or another resolver")
    return line(topic, State.UNKNOWN, "resolver not reached", findings=(finding,), do=finding.do)


WHY = "resolver not reached (192.0.2.53 cannot be reached: Connection refused)"
MUTE = (
    unanswered(Topic.TLSRPT_RECORD, f"the TLS-RPT record is not known: {WHY}"),
    unanswered(Topic.STS_RECORD, f"the MTA-STS record is not known: {WHY}"),
    unanswered(Topic.STS_POLICY, "the policy host has no address to ask: see the line Policy host"),
    unanswered(Topic.DANE, "no MX host is known that could be looked at", "no-hosts"),
)


@pytest.mark.parametrize("render", [check_text.render, check_markdown.render])
def test_one_cause_for_all_is_told_once(render):
    shown = page(*MUTE, render=render)
    assert shown.count("Connection") == 1
    assert shown.count("ask again, or another resolver") == 1
    assert "TLS-RPT record, MTA-STS record, MTA-STS policy, DANE" in " ".join(shown.split())


def test_several_causes_are_told_each_in_its_line():
    other = unanswered(Topic.MX, "the MX records are not known: timed out")
    assert page(*MUTE, other).count("Connection") == 2


HOSTILE = "```\n# run `this` ````x"


def test_code_stays_code_whatever_is_in_it():
    lines = list(code([HOSTILE]))
    fence = lines[1]
    assert set(fence) == {"`"}
    assert len(fence) == 5
    assert lines == ["", fence, lines[2], fence, ""]
    assert list(code([])) == []


def test_what_is_to_be_pasted_stands_in_code_as_it_is():
    record = "v=TLSRPTv1; rua=mailto:a@example.org"
    finding = Finding(State.BAD, "not-valid", "no", "8460 §3", f"publish: {record}")
    add = Finding(State.BAD, "x", "no", "", "add “mx: mx2.example.org” to the policy, and give the record a new id")
    shown = page(
        line(Topic.TLSRPT_RECORD, State.BAD, "x", findings=(finding, add), facts=(("Found", "“v=TLSRPTv1; rua=a@b”"),)),
        render=check_markdown.render,
    )
    assert f"- Do: publish:\n\n  ```\n  {record}\n  ```\n" in shown
    assert "- Found:\n\n  ```\n  v=TLSRPTv1; rua=a@b\n  ```\n" in shown
    assert "\n  ```\n  mx: mx2.example.org\n  ```\n" in shown
    whole = check_markdown.render([CHECKED])
    assert (
        "- Found:\n\n  ```\n  version: STSv1\n  mode: testing\n  mx: *.example.net\n  max_age: 86400\n  ```\n" in whole
    )
    assert "\n\n\n" not in whole


def test_short_names_of_hosts_are_hidden_where_whole_names_are():
    hosts = (MxHost("mx-new.example.org", 10), MxHost("kestrel.example.org", 20))
    published = Published("example.org", mx=MxState(Answer("example.org", Kind.MX, Status.FOUND), hosts))
    found = (
        line(Topic.STS_POLICY, State.WARNING, "testing, mx-new not in it"),
        line(Topic.MX, State.GOOD, "10 mx-new, 20 Kestrel: not in policy"),
        line(Topic.TLS, State.GOOD, "names match", host="mx-new.example.org"),
    )
    named = (sender("Kestrel Mail", 3, Drift.OTHER, "mx-old is gone", "x"),)
    named = (replace(named[0], organization="A", mx=("mx-old.example.org",)),)
    result = Checked(replace(CHECKUP, checks=found, published=published), POSTURE, named)
    redactor = Redactor("key")
    shown = hidden_answer(hidden_short_names(result, hosts_of(result), redactor), redactor)
    text = check_text.render([shown]) + check_json.render([shown])
    assert not any(name in text.casefold() for name in ("mx-new", "kestrel", "mx-old"))
    stand_in = json.loads(check_json.render([shown]))["domains"][0]["checks"][2]["host"].partition(".")[0]
    assert f"testing, {stand_in} not in it" in text
    assert f"10 {stand_in}, 20 n-" in text
