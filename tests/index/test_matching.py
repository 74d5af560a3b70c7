"""What clauses match, value by value."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.index.language import parse
from tlsrpt_tui.index.matching import describe, number_tests, text_matcher, words
from tlsrpt_tui.index.view import IP_FIELDS, TEXT_FIELDS, Clause, Field, Operator, View
from tlsrpt_tui.text import sanitise


def matches(text, value):
    clauses = parse(text)
    matcher = text_matcher(clauses[0].field, clauses)
    assert matcher is not None
    return matcher(value)


MATCHES = [
    ("org:google", "Google Inc.", True),
    ("org:GOOGLE", "google", True),
    ("org:inc", "Google Inc.", True),
    ("org:goo*inc", "The Google Inc.", True),
    ("org:inc*goo", "The Google Inc.", False),
    ("org:google,yahoo", "Yahoo", True),
    ("org:google org:yahoo", "Yahoo", True),
    ("org:google", "Microsoft", False),
    ("org=google", "Google Inc.", False),
    ('org="google inc."', " Google Inc. ", True),
    ("org=g*e", "google", False),
    ("org=g*e", "G*E", True),
    ('org:""', "Google", False),
    ('org:""', "", True),
    ('-org:""', "", False),
    ("-org:microsoft", "Microsoft Corporation", False),
    ("-org:microsoft", "Google", True),
    ("-org:microsoft,google", "Google", False),
    ("org:o -org:microsoft", "Microsoft", False),
    ("org:o -org:microsoft", "Yahoo", True),
    ("org:strasse", "Straße GmbH", True),
    ("domain:example.com", "example.com", True),
    ("domain:Example.COM.", "example.com", True),
    ("domain:example.com", "mail.example.com", False),
    ("domain:*.example.com", "mail.example.com", True),
    ("domain:*.example.com", "example.com", False),
    ("domain:example.*", "example.org", True),
    ("domain:bücher.example", "xn--bcher-kva.example", True),
    ("domain:BÜCHER.example", "bücher.example", True),
    ("domain:*.bücher.example", "a.xn--bcher-kva.example", True),
    ("domain:b*ü.example", "bbü.example", True),
    ("domain=bücher.example", "xn--bcher-kva.example", False),
    ("mx:mail*.example.com", "mail7.example.com", True),
    ("mx:mail*.example.com", "mail.example.com", True),
    ("mx:ab*ba", "aba", False),
    ("mx:a*b*c", "axxbyyc", True),
    ("mx:a*b*c", "acb", False),
    ("mx:a*c*c", "ac", False),
    ("mx:*", "", True),
    ('mx:""', "", True),
    ('mx:""', "a", False),
    ("policy:none", "no-policy-found", True),
    ("policy:sts|tlsa", "tlsa", True),
    ("policy:sts", "sts2", False),
    ("mode:ENFORCE", "enforce", True),
    ("result:certificate-*", "certificate-expired", True),
    ('result:"(no details)"', "(no details)", True),
    ("ip:198.51.100.7", "198.51.100.7", True),
    ("ip:198.51.100.0/24", "198.51.100.255", True),
    ("ip:198.51.100.9/24", "198.51.100.255", True),
    ("ip:198.51.100.0/24", "198.51.101.0", False),
    ("ip:198.51.100.0/24", "::ffff:198.51.100.1", False),
    ("ip:198.51.100.0/24", "not an address", False),
    ("ip:0.0.0.0/0", "2001:db8::1", False),
    ("ip:2001:DB8:0::1", "2001:db8::1", True),
    ("ip:2001:db8::1", "2001:0DB8:0:0:0:0:0:1", True),
    ("ip:2001:db8::/32", "2001:db8:ffff::1", True),
    ("ip:198.51.*", "198.51.7.8", True),
    ("ip:2001:db8:*", "2001:db8::1", True),
    ("ip:unknown", "Unknown", True),
    ("ip=198.51.100.0/24", "198.51.100.7", False),
    ("ip=198.51.100.0/24", "198.51.100.0/24", True),
    ("-to:198.51.100.0/24", "198.51.100.7", False),
    ("-to:198.51.100.0/24", "", True),
]


@pytest.mark.parametrize(
    ("text", "value", "expected"), MATCHES, ids=[f"{text} on {value}" for text, value, _ in MATCHES]
)
def test_a_filter_matches_as_its_field_does(text, value, expected):
    assert matches(text, value) is expected


def test_a_field_without_clauses_has_no_matcher():
    assert text_matcher(Field.MX, parse("org:google expired")) is None


def test_clauses_of_other_fields_play_no_part():
    matcher = text_matcher(Field.MX, parse("org:google mx:a -domain:a"))
    assert matcher is not None
    assert matcher("a")


def test_a_pasted_control_character_finds_the_value_as_it_is_shown():
    matcher = text_matcher(Field.MX, [Clause(Field.MX, ("a\x1bb",))])
    assert matcher is not None
    assert matcher(sanitise("a\x1bb"))


def test_a_network_that_is_none_compares_as_text():
    matcher = text_matcher(Field.SENDING_IP, [Clause(Field.SENDING_IP, ("a/B",))])
    assert matcher is not None
    assert matcher("A/b")


def test_a_name_that_has_no_a_label_compares_as_written():
    label = "ü" * 80
    assert matches(f"mx:{label}", label)


@pytest.mark.parametrize("pattern", ["*a" * 500 + "*b", "*a*a*a*a*b", "a*" * 500 + "b"])
@pytest.mark.parametrize("field", [Field.MX, Field.ORGANIZATION, Field.RESULT])
def test_a_hostile_pattern_on_a_hostile_value_stays_fast(pattern, field):
    matcher = text_matcher(field, [Clause(field, (pattern,))])
    assert matcher is not None
    began = time.process_time()
    assert not any(matcher("a" * 4096) for _ in range(20))
    assert time.process_time() - began < 1


def globbed(pattern, value):
    """The obvious way to match stars, with every combination tried."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return any(globbed(pattern[1:], value[skipped:]) for skipped in range(len(value) + 1))
    return value[:1] == pattern[0] and globbed(pattern[1:], value[1:])


@given(st.text("ab*", max_size=7), st.text("ab", max_size=8))
def test_stars_match_as_if_every_combination_were_tried(pattern, value):
    matcher = text_matcher(Field.MX, [Clause(Field.MX, (pattern,))])
    assert matcher is not None
    assert matcher(value) is globbed(pattern, value)


VALUES = st.one_of(
    st.text(max_size=8),
    st.text("ab*,|/.ü-% ", max_size=6),
    st.ip_addresses().map(str),
    st.sampled_from(
        ["none", "no-policy-found", "198.51.100.0/24", "999.1.1.1", "bücher.example", "xn--bcher-kva.example"]
    ),
).map(sanitise)


@given(st.sampled_from(sorted(TEXT_FIELDS)), VALUES, VALUES)
def test_narrowing_and_excluding_are_exact(field, value, other):
    narrowed = text_matcher(field, View.parse(View().narrowed(field, value).text).clauses)
    excluded = text_matcher(field, View.parse(View().excluded(field, value).text).clauses)
    assert narrowed is not None
    assert excluded is not None
    assert narrowed(value)
    assert not excluded(value)
    same = (
        value.strip().casefold() == other.strip().casefold()
        if field is Field.ORGANIZATION
        else (value.casefold() == other.casefold())
    )
    if not same:
        assert not narrowed(other)
        assert excluded(other)


def test_words_are_folded_and_keep_their_sign():
    assert words(parse('Expired org:google -"Not After" a*b')) == (
        ("expired", False),
        ("not after", True),
        ("a*b", False),
    )


NUMBERS = [
    ("failed>100", 100, False),
    ("failed>100", 101, True),
    ("failed>=100", 100, True),
    ("failed<100", 99, True),
    ("failed<=100", 101, False),
    ("failed=0", 0, True),
    ("rate>1%", 0.01, False),
    ("rate>1%", 0.0101, True),
    ("rate=0.7%", 7 / 1000, True),
    ("rate<=33.3%", 333 / 1000, True),
]


@pytest.mark.parametrize(("text", "number", "expected"), NUMBERS)
def test_a_comparison_holds_exactly(text, number, expected):
    (test,) = number_tests(parse(text))
    assert test.holds(number) is expected


def test_each_comparison_is_a_test_of_its_own():
    tests = number_tests(parse("failed>5 org:google failed<10 rate>=50%"))
    assert [(test.field, test.operator, test.limit) for test in tests] == [
        (Field.FAILED, Operator.MORE, 5),
        (Field.FAILED, Operator.LESS, 10),
        (Field.RATE, Operator.AT_LEAST, 0.5),
    ]


CRUMBS = [
    ("domain:example.com", "example.com"),
    ("-org:Microsoft", "not Microsoft"),
    ('org="Google Inc."', "Google Inc."),
    ("policy:sts|tlsa|none", "sts, tlsa, no-policy-found"),
    ("mx:a,b,c,d,e", "a, b, c +2"),
    ('mx:""', 'mx ""'),
    ("since:7d", "since 7d"),
    ("until:2026-11-01", "until 2026-11-01"),
    ("on:2026-11-01..2026-11-05", "on 2026-11-01..2026-11-05"),
    ("-on:today", "not on today"),
    ("failed>=100", "failed>=100"),
    ("rate>1%", "rate>1%"),
    ("expired", "expired"),
    (r'mx:"\u{1b}[0m"', "␛[0m"),
]


@pytest.mark.parametrize(("text", "crumb"), CRUMBS)
def test_a_clause_is_described_shortly(text, crumb):
    (clause,) = parse(text)
    assert describe(clause) == crumb


@given(st.sampled_from(sorted(TEXT_FIELDS - IP_FIELDS)), st.text(max_size=200))
def test_a_crumb_is_one_short_clean_line_whatever_the_value(field, value):
    crumb = describe(Clause(field, (value,)))
    assert sanitise(crumb) == crumb
    assert len(crumb) <= 40 + len("domain ")
