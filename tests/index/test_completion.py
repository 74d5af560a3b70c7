"""What could stand at a place in a filter: names of fields, values of the index, words for days."""

import pytest

from tests.index.factories import NOW, detail, engine_of, policy, report
from tlsrpt_tui.index.completion import MOST, offer, slot_at
from tlsrpt_tui.index.view import Field, View
from tlsrpt_tui.text import sanitise


@pytest.fixture(scope="module")
def engine():
    return engine_of(
        report(policy(9, 5, detail(5, mx="mx1.example.com")), org="Google Inc."),
        report(policy(9, 7, detail(7, "validation-failure", mx="mx2.example.com")), org="Kiosk, Mail"),
        report(policy(9, 1, detail(1, mx="*.example.com"), domain="mail.example.com"), org=sanitise("Post\u202eal")),
    )


def offered(engine, text, cursor=None):
    return offer(text, len(text) if cursor is None else cursor, engine, now=NOW)


def completed(engine, text):
    """Return the whole text with each completion in it."""
    found = offered(engine, text)
    return [f"{text[: found.start]}{choice}{text[found.end :]}" for choice in found.choices]


def test_names_of_fields_are_completed_with_their_operator(engine):
    assert completed(engine, "do") == ["domain:"]
    assert completed(engine, "org:google  f") == ["org:google  failed>"]
    assert completed(engine, "-m") == ["-mode:", "-mx:"]
    assert "-since:" not in completed(engine, "-"), "since takes no minus"
    assert len(offered(engine, "").choices) == len(Field) - 1


def test_values_come_from_the_index_those_that_failed_most_first(engine):
    assert completed(engine, "org:") == ['org:"Kiosk, Mail"', 'org:"Google Inc."', 'org:"Post\\\\u{202e}al"']
    assert completed(engine, "result:val") == ["result:validation-failure"]
    assert completed(engine, "mx:EXAMPLE") == ["mx:mx2.example.com", "mx:mx1.example.com", "mx=*.example.com"]


def test_what_begins_so_comes_before_what_holds_it(engine):
    assert completed(engine, "domain:mail")[0] == "domain:mail.example.com"


def test_values_are_those_under_the_other_filters(engine):
    assert completed(engine, "org:kiosk mx:") == ["org:kiosk mx:mx2.example.com"]
    assert completed(engine, "foo:bar mx:")[0] == "foo:bar mx:mx2.example.com", (
        "what is wrong elsewhere is no hindrance"
    )
    found = offer("mx:", 3, engine, now=NOW, beside="org:google")
    assert found.choices == ("mx:mx1.example.com",)


def test_each_alternative_is_completed_by_itself(engine):
    assert completed(engine, "mx:mx1.example.com,mx2") == ["mx:mx1.example.com,mx2.example.com"]
    assert completed(engine, 'org:"Kiosk, Mail",goo') == ['org:"Kiosk, Mail","Google Inc."']
    assert completed(engine, 'org:"Google I') == ['org:"Google Inc."']


def test_only_the_term_at_the_cursor_is_completed(engine):
    text = "do org:google"
    found = offered(engine, text, 2)
    assert (found.start, found.end, found.choices) == (0, 2, ("domain:",))


def test_days_and_modes_have_words_of_their_own(engine):
    assert completed(engine, "since:to") == ["since:today"]
    assert completed(engine, "mode:") == ["mode:enforce", "mode:testing", "mode:none"]
    assert completed(engine, "failed>") == []


def test_a_word_that_names_no_field_is_looked_for_among_all_values(engine):
    assert completed(engine, "kios") == ['org="Kiosk, Mail"']
    assert completed(engine, "org:google -expired") == ["org:google -result:certificate-expired"]
    assert completed(engine, "nothing-like-it") == []


@pytest.mark.parametrize(
    "text", ["org:", "mx:", "result:", "domain:", "policy:", "ip:", "since:", "on:", "mode:", "-org:"]
)
def test_every_completion_is_a_filter_that_shows_something_or_means_days(engine, text):
    for whole in completed(engine, text):
        view = View.parse(whole)
        assert view.text
        if not whole.startswith(("since", "on", "mode", "-")):
            assert engine.totals(view, now=NOW).rows, whole


def test_ten_thousand_values_are_counted_and_few_are_offered():
    details = [detail(1, ip=f"2001:db8::{number:x}") for number in range(10_000)]
    found = offered(engine_of(report(policy(0, 10_000, *details))), "ip:2001:")
    assert found.all == 10_000
    assert len(found.choices) == MOST


@pytest.mark.parametrize("text", ['"', 'org:"', '-"', ",", "org:,", '\\"', "org:\\", "a" * 4000, '"\\', "-", "=:", ":"])
def test_no_text_is_too_odd_to_look_at(engine, text):
    for cursor in range(0, len(text) + 1, max(1, len(text) // 7)):
        assert slot_at(text, cursor).end == cursor
        offered(engine, text, cursor)
