"""The filter language: what it means, what it refuses and where, and that it survives a round trip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.language import FIELD_NAMES, parse, point, write
from tlsrpt_tui.index.view import IP_FIELDS, TEXT_FIELDS, Clause, Field, Operator, View, is_address
from tlsrpt_tui.text import sanitise

ORG, DOMAIN, POLICY, MODE, MX = Field.ORGANIZATION, Field.DOMAIN, Field.POLICY, Field.MODE, Field.MX
RESULT, IP, TO, WORDS = Field.RESULT, Field.SENDING_IP, Field.RECEIVING_IP, Field.WORDS
SINCE, UNTIL, ON, FAILED, RATE = Field.SINCE, Field.UNTIL, Field.ON, Field.FAILED, Field.RATE


def clause(field, *values, op=":", no=False):
    return Clause(field, values, Operator(op), no)


ONE_TERM = [
    ("org:google", clause(ORG, "google")),
    ("domain:example.com", clause(DOMAIN, "example.com")),
    ("policy:sts|tlsa|none", clause(POLICY, "sts", "tlsa", "no-policy-found")),
    ("policy:sts,tlsa,none", clause(POLICY, "sts", "tlsa", "no-policy-found")),
    ("policy:None", clause(POLICY, "no-policy-found")),
    ("policy=none", clause(POLICY, "no-policy-found", op="=")),
    ("policy:no-policy-found", clause(POLICY, "no-policy-found")),
    ('policy:"none"', clause(POLICY, "none")),
    ("mode:enforce", clause(MODE, "enforce")),
    ("mode:none", clause(MODE, "none")),
    ("mx:mail*.example.com", clause(MX, "mail*.example.com")),
    ("result:certificate-expired", clause(RESULT, "certificate-expired")),
    ('result:"(no details)"', clause(RESULT, "(no details)")),
    ("result:(no*", clause(RESULT, "(no*")),
    ("ip:198.51.100.0/24", clause(IP, "198.51.100.0/24")),
    ("ip:198.51.100.7/24", clause(IP, "198.51.100.7/24")),
    ("ip:2001:DB8:0::1", clause(IP, "2001:DB8:0::1")),
    ("ip:2001:db8::/32,198.51.100.7", clause(IP, "2001:db8::/32", "198.51.100.7")),
    ("ip:198.51.*", clause(IP, "198.51.*")),
    ("ip:unknown", clause(IP, "unknown")),
    ("ip=999.1.1.1", clause(IP, "999.1.1.1", op="=")),
    ("to:203.0.113.10", clause(TO, "203.0.113.10")),
    ("since:7d", clause(SINCE, "7d")),
    ("since:24h", clause(SINCE, "24h")),
    ("since:3M", clause(SINCE, "3M")),
    ("since:Yesterday", clause(SINCE, "Yesterday")),
    ("until:2026-11-01", clause(UNTIL, "2026-11-01")),
    ("until:today", clause(UNTIL, "today")),
    ("on:2026-11-10", clause(ON, "2026-11-10")),
    ("on:2026-11-01..2026-11-05,yesterday", clause(ON, "2026-11-01..2026-11-05", "yesterday")),
    ("on:7d..today", clause(ON, "7d..today")),
    ("-on:2026-11-10", clause(ON, "2026-11-10", no=True)),
    ("failed>100", clause(FAILED, "100", op=">")),
    ("failed>=100", clause(FAILED, "100", op=">=")),
    ("failed<100", clause(FAILED, "100", op="<")),
    ("failed<=100", clause(FAILED, "100", op="<=")),
    ("failed=0", clause(FAILED, "0", op="=")),
    ("rate>1%", clause(RATE, "1%", op=">")),
    ("rate<=0.25%", clause(RATE, "0.25%", op="<=")),
    ('"quoted words"', clause(WORDS, "quoted words")),
    ('-"quoted words"', clause(WORDS, "quoted words", no=True)),
    ("-org:microsoft", clause(ORG, "microsoft", no=True)),
    ("-microsoft", clause(WORDS, "microsoft", no=True)),
    ("ORG:Google", clause(ORG, "Google")),
    ("org=Google", clause(ORG, "Google", op="=")),
    ('org="Google Inc."', clause(ORG, "Google Inc.", op="=")),
    ('org:"Example, Inc.",google', clause(ORG, "Example, Inc.", "google")),
    ('org="a|b"|c', clause(ORG, "a|b", "c", op="=")),
    (r'org:"say \"hi\" \\o/"', clause(ORG, r'say "hi" \o/')),
    (r'org:"\u{1b}[0m"', clause(ORG, "\x1b[0m")),
    ('mx:""', clause(MX, "")),
    ('mx:"",a', clause(MX, "", "a")),
    ("mx:-dash", clause(MX, "-dash")),
    ("mx:a:b=c", clause(MX, "a:b=c")),
    ("http://example.com/x", clause(WORDS, "http://example.com/x")),
    ("2001:db8::1", clause(WORDS, "2001:db8::1")),
    ("fe:ed::1", clause(WORDS, "fe:ed::1")),
    ("fe::/16", clause(WORDS, "fe::/16")),
    ("550:rejected", clause(WORDS, "550:rejected")),
    ("averyveryverylongname:x", clause(WORDS, "averyveryverylongname:x")),
    ('"foo:bar"', clause(WORDS, "foo:bar")),
    ("a,b", clause(WORDS, "a,b")),
    ("bücher", clause(WORDS, "bücher")),
    ('"-"', clause(WORDS, "-")),
]


@pytest.mark.parametrize(("text", "expected"), ONE_TERM, ids=[text for text, _ in ONE_TERM])
def test_a_term_means_one_clause_and_survives_the_round_trip(text, expected):
    assert parse(text) == (expected,)
    assert parse(write([expected])) == (expected,)


def test_terms_keep_their_order_whatever_space_stands_between_them():
    text = "  -org:microsoft\tdomain:example.com \n failed>100 expired  org:google "
    assert parse(text) == (
        clause(ORG, "microsoft", no=True),
        clause(DOMAIN, "example.com"),
        clause(FAILED, "100", op=">"),
        clause(WORDS, "expired"),
        clause(ORG, "google"),
    )


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_an_empty_text_is_no_filter(text):
    assert parse(text) == ()
    assert write(()) == ""


def test_the_examples_of_the_interface_stay_as_people_would_type_them():
    text = (
        "org:google domain:example.com policy:sts,tlsa,none mode:enforce mx:mail*.example.com "
        "result:certificate-expired ip:198.51.100.0/24 to:203.0.113.10 since:7d until:2026-11-01 on:2026-11-10 "
        'failed>100 rate>1% "quoted words" -org:microsoft'
    )
    assert write(parse(text)) == text


DAY = "a date as 2026-11-01, today, or 7d"
MISTAKES = [
    ("org:", 4, "org has no value"),
    ("org: google", 4, "org has no value"),
    ("failed>", 7, "failed has no value"),
    ("failed> 5", 7, "failed has no value"),
    ('google "quoted', 7, "never closed"),
    ('org:a,"b', 6, "never closed"),
    ('mx:"a\\', 5, "unknown escape"),
    (r'mx:"a\d"', 5, "unknown escape"),
    (r'mx:"\u{110000}"', 4, "unknown escape"),
    ('mx:"a"b', 6, "goes on after its closing quote"),
    ('"a"b', 3, "goes on after its closing quote"),
    ('mx:a"b', 4, "a quote stands inside"),
    ('a"b"', 1, "a quote stands inside"),
    ('x ""', 2, "the word is empty"),
    ("since:2026-13-01", 6, f'since: "2026-13-01" is not a day; expected {DAY}'),
    ("until:2026-02-30", 6, f'until: "2026-02-30" is not a day; expected {DAY}'),
    ("on:today,2026-2-3", 9, 'on: "2026-2-3" is not a day'),
    ("on:2026-11-01..", 3, "is not a day"),
    ("since:2026-11-01..2026-11-02", 6, "is not a day"),
    ("since:7x", 6, "is not a day"),
    ("since:٧d", 6, "is not a day"),
    ("since:7d,8d", 8, "since takes one value"),
    ("since:7d x since:8d", 11, "since is given twice"),
    ("until:7d until:7d", 9, "until is given twice"),
    ("ip:198.51.100.0/33", 3, "is not an address or network"),
    ("ip:198.51.100", 3, "is not an address or network"),
    ("ip:198.51.100.256", 3, "is not an address or network"),
    ("ip:198.51.*/24", 3, "is not an address or network"),
    ("to:198.51.100.1,2001:db8::g/64", 16, "is not an address or network"),
    ("to:2001:db8", 3, "is not an address or network"),
    ("failed>ten", 7, 'failed: "ten" is not a whole number'),
    ("failed>-1", 7, "is not a whole number"),
    ("failed>1.5", 7, "is not a whole number"),
    ("failed>" + "9" * 5000, 7, "is not a whole number"),
    ("failed>1,2", 8, "failed takes one value"),
    ("failed:5", 6, 'failed is not compared with ":"'),
    ("rate>1", 5, "rate is a percentage, as rate>1%"),
    ("rate>1.%", 5, "rate is a percentage, as rate>1%"),
    ("org>5", 3, 'org is not compared with ">"'),
    ("since=7d", 5, 'since is not compared with "="'),
    ("-", 0, 'stray "-"'),
    ("org:a - b", 6, 'stray "-"'),
    ("--org:a", 1, 'stray "-"'),
    ("-since:7d", 0, '"-" cannot stand before since'),
    ("x -rate>1%", 2, '"-" cannot stand before rate'),
    ("mx:a,", 4, 'stray ","'),
    ("mx:a, b", 4, 'stray ","'),
    ("mx:,a", 3, 'stray ","'),
    ("mx:a,,b", 4, 'stray ","'),
    ("mx:a||b", 4, 'stray "|"'),
    (",a", 0, 'stray ","'),
    ("a,", 1, 'stray ","'),
    ("sts | tlsa", 4, 'stray "|"'),
    ("foo:bar", 0, '"foo" is not a field'),
    ("a -domian:x", 3, "did you mean domain?"),
    ("organization:x", 0, "did you mean org?"),
    ("fails>3", 0, "did you mean failed?"),
]


@pytest.mark.parametrize(("text", "position", "sentence"), MISTAKES, ids=[text[:40] for text, _, _ in MISTAKES])
def test_a_mistake_is_named_at_its_place_with_what_was_expected(text, position, sentence):
    with pytest.raises(FilterError) as caught:
        parse(text)
    error = caught.value
    assert error.text == text
    assert error.position == position
    assert sentence in str(error)
    assert str(error).endswith(f"; expected {error.expected}")
    assert sanitise(str(error)) == str(error)


def test_an_unknown_field_is_answered_with_all_fields():
    with pytest.raises(FilterError) as caught:
        parse("zzz:1")
    assert " ".join(FIELD_NAMES) in caught.value.expected


def pointed(text):
    with pytest.raises(FilterError) as caught:
        parse(text)
    return point(caught.value)


def test_the_caret_stands_under_the_place():
    assert pointed("org:a since:8x") == "org:a since:8x\n            ^"
    assert pointed("org:") == "org:\n    ^"


def test_the_caret_counts_columns_where_characters_are_wide_or_combine():
    assert pointed("日本 mx:") == "日本 mx:\n        ^"
    assert pointed("e\u0301 mx:") == "e\u0301 mx:\n     ^"


def test_the_pointed_text_is_two_clean_lines_whatever_was_typed():
    shown = pointed("\x1b[31m\nred\u202e failed>x")
    first, second = shown.split("\n")
    assert sanitise(first) == first
    assert first[second.index("^")] == "x"


def test_a_long_text_is_cut_around_the_place():
    first, second = pointed("a " * 90 + "failed>x" + " b" * 90).split("\n")
    assert len(first) <= 112
    assert first.startswith("…")
    assert first.endswith("…")
    assert first[second.index("^")] == "x"


NASTY = st.text(
    st.one_of(
        st.sampled_from('"\\,|-:=<>*% \t\n\x00\x1b\x7f\u0301\u200b\u202e\ud800u{}aZß日./'),
        st.characters(),
    ),
    max_size=12,
)
SIGNS = st.booleans()
DAYS = st.one_of(
    st.dates().map(str),
    st.sampled_from(["today", "YESTERDAY", "7d", "24h", "2W", "3m", "1y", "999999y"]),
)
TEXT_CLAUSES = st.builds(
    Clause,
    st.sampled_from(sorted(TEXT_FIELDS - IP_FIELDS)),
    st.lists(NASTY, min_size=1, max_size=4).map(tuple),
    st.sampled_from([Operator.MATCHES, Operator.IS]),
    SIGNS,
)
IP_CLAUSES = st.one_of(
    st.builds(Clause, st.sampled_from(sorted(IP_FIELDS)), st.tuples(NASTY), st.just(Operator.IS), SIGNS),
    st.builds(
        Clause,
        st.sampled_from(sorted(IP_FIELDS)),
        st.lists(
            st.one_of(st.ip_addresses().map(str), st.sampled_from(["198.51.*", "2001:db8::/32", "", "a b"])), min_size=1
        ).map(tuple),
        st.just(Operator.MATCHES),
        SIGNS,
    ),
)
WORD_CLAUSES = st.builds(Clause, st.just(WORDS), st.tuples(NASTY.filter(bool)), st.just(Operator.MATCHES), SIGNS)
OTHER_CLAUSES = st.one_of(
    st.builds(
        Clause,
        st.just(ON),
        st.lists(st.one_of(DAYS, st.tuples(DAYS, DAYS).map("..".join)), min_size=1, max_size=3).map(tuple),
        st.just(Operator.MATCHES),
        SIGNS,
    ),
    st.builds(
        Clause,
        st.just(FAILED),
        st.tuples(st.integers(0, 10**18 - 1).map(str)),
        st.sampled_from([operator for operator in Operator if operator is not Operator.MATCHES]),
    ),
    st.builds(
        Clause,
        st.just(RATE),
        st.tuples(st.decimals(0, 100, places=2).map(lambda number: f"{number}%")),
        st.sampled_from([operator for operator in Operator if operator is not Operator.MATCHES]),
    ),
)
ENDS = st.lists(
    st.builds(Clause, st.sampled_from([SINCE, UNTIL]), st.tuples(DAYS)), max_size=2, unique_by=lambda end: end.field
)
CLAUSES = st.tuples(st.lists(st.one_of(TEXT_CLAUSES, IP_CLAUSES, WORD_CLAUSES, OTHER_CLAUSES), max_size=6), ENDS).map(
    lambda parts: (*parts[0], *parts[1])
)


@given(CLAUSES)
def test_whatever_can_be_said_survives_the_round_trip_as_one_clean_line(clauses):
    text = write(clauses)
    assert parse(text) == clauses
    assert write(parse(text)) == text
    assert sanitise(text, limit=10**9) == text


NEAR = st.text(st.sampled_from('orgfailedmxip:=><",|\\-*. 17%u{}'), max_size=24)


def mistake_in(text):
    try:
        parse(text)
    except FilterError as error:
        return error
    return None


@given(st.one_of(NASTY, NEAR))
def test_any_text_is_understood_or_refused_at_a_place_within_it(text):
    error = mistake_in(text)
    if error is None:
        assert parse(write(parse(text))) == parse(text)
    else:
        assert 0 <= error.position <= len(text)
        assert len(point(error).split("\n")) == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["narrowed", "excluded", "without"]), st.sampled_from([*sorted(TEXT_FIELDS), ON]), NASTY
        ),
        max_size=6,
    )
)
def test_what_the_screen_builds_survives_the_round_trip(steps):
    view = View()
    for step, field, value in steps:
        if step == "without":
            view = view.without(field)
        else:
            view = getattr(view, step)(field, "2026-11-10" if field is ON else value)
    assert View.parse(view.text) == view


def test_addresses_that_are_none_are_kept_by_the_screen_nevertheless():
    assert not is_address("999.1.1.1")
    assert View().narrowed(IP, "999.1.1.1").text == "ip=999.1.1.1"


def test_alternatives_among_bare_words_become_words_of_their_own():
    assert write([clause(WORDS, "a", "b", no=True)]) == "-a -b"


def test_what_shows_nothing_is_written_by_number():
    assert write([clause(MX, "a\x1b\u202e\u00a0b")]) == r'mx:"a\u{1b}\u{202e}\u{a0}b"'


def test_a_pasted_page_is_no_filter():
    with pytest.raises(FilterError, match="more than 200 terms") as caught:
        parse("word " * 201)
    assert caught.value.position == 5 * 200
    assert len(parse("word " * 200)) == 200
