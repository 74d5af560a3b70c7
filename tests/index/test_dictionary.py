"""Questions about all strings of a dictionary at once: each answer is the one that each string gives alone."""

import ipaddress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.index.test_matching import MATCHES
from tlsrpt_tui.index.addresses import NOT_AN_ADDRESS, numbered
from tlsrpt_tui.index.dictionary import Dictionary, folded
from tlsrpt_tui.index.language import parse
from tlsrpt_tui.index.matching import text_tests
from tlsrpt_tui.index.view import IP_FIELDS, TEXT_FIELDS, Clause, Field, Operator


def dictionary_of(*values, of_addresses=False):
    return Dictionary(pl.Series(values, dtype=pl.String), of_addresses=of_addresses)


def ranked(*values, of_addresses=False):
    held = dictionary_of(*values, of_addresses=of_addresses)
    return [values[place] for place in held.rank.arg_sort()]


ADDRESSES = st.one_of(
    st.ip_addresses().map(str),
    st.ip_addresses(v=6).map(lambda address: address.exploded.upper()),
    st.ip_addresses(v=4).map(lambda address: f"::ffff:{address}"),
    st.ip_addresses(v=6).map(lambda address: f"{address}%eth0"),
    st.text("0123456789.", max_size=15),
    st.text("0123456789abcdefABCDEF:.%", max_size=40),
    st.text("0:", max_size=18),
    st.from_regex(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True),
    st.sampled_from(["", "unknown", "192.0.2.01", "2001:db8::192.0.2.1", "::%", "1::2::3", "\ufb00::1", "１.1.1.1"]),
    st.text(max_size=6),
)
TEXTS = st.one_of(ADDRESSES, st.text("ab*ß ", max_size=6), st.text(max_size=6), st.sampled_from(["Straße", "STRASSE"]))
PATTERNS = st.one_of(TEXTS, st.ip_addresses().map(lambda address: f"{address}/{20 if address.version == 4 else 70}"))
clauses = st.lists(
    st.builds(
        Clause,
        st.sampled_from(sorted(TEXT_FIELDS)),
        st.lists(PATTERNS, min_size=1, max_size=2).map(tuple),
        st.sampled_from((Operator.MATCHES, Operator.IS)),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


@given(clauses, st.lists(TEXTS, max_size=12))
def test_a_filter_takes_of_many_values_those_that_it_takes_alone(wanted, values):
    tests = text_tests(wanted[0].field, wanted)
    assert dictionary_of(*values).passing(tests).to_list() == [tests.hold(value) for value in values]


@pytest.mark.parametrize(("text", "value", "expected"), MATCHES)
def test_every_way_to_match_is_the_same_for_many_values(text, value, expected):
    wanted = parse(text)
    tests = text_tests(wanted[0].field, wanted)
    assert dictionary_of("another", value).passing(tests).to_list()[1] is expected


@given(st.lists(ADDRESSES, max_size=30))
def test_an_address_is_what_the_standard_library_takes_for_one(values):
    found = numbered(folded(pl.Series(values, dtype=pl.String)))
    for value, (version, high, low, scope) in zip(values, found.iter_rows(), strict=True):
        try:
            address = ipaddress.ip_address(value.casefold())
        except ValueError:
            assert version == NOT_AN_ADDRESS
            continue
        assert (version, (high << 64) + low, scope) == (
            address.version,
            int(address),
            getattr(address, "scope_id", None),
        )


@given(st.lists(st.text(max_size=8), max_size=10), st.text(max_size=2))
def test_a_word_is_found_wherever_case_is_set_aside(values, word):
    held = dictionary_of(*values)
    assert held.folded.to_list() == [value.casefold() for value in values]
    assert held.holding(word.casefold()).to_list() == [word.casefold() in value.casefold() for value in values]


def test_addresses_rank_by_number_ipv4_first_and_text_last():
    assert ranked("b", "2001:db8::1", "198.51.100.9", "A", "192.0.2.10", "192.0.2.9", of_addresses=True) == [
        "192.0.2.9",
        "192.0.2.10",
        "198.51.100.9",
        "2001:db8::1",
        "A",
        "b",
    ]


@given(st.permutations(["b", "B", "a", "192.0.2.1", "2001:db8::1", "2001:DB8::1", "2001:db8:0::1"]), st.booleans())
def test_ranks_depend_on_text_alone(values, of_addresses):
    assert ranked(*values, of_addresses=of_addresses) == ranked(*sorted(values), of_addresses=of_addresses)


def test_an_address_with_a_scope_is_a_member_whatever_its_scope_but_equal_only_with_it():
    held = dictionary_of("fe80::1%eth0", "fe80::1", "fe80::1%eth1")
    network = text_tests(Field.SENDING_IP, [Clause(Field.SENDING_IP, ("fe80::/10",))])
    alone = text_tests(Field.SENDING_IP, [Clause(Field.SENDING_IP, ("fe80::1%eth0",))])
    assert held.passing(network).to_list() == [True, True, True]
    assert held.passing(alone).to_list() == [True, False, False]
    assert Field.SENDING_IP in IP_FIELDS
