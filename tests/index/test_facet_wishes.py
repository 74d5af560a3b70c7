"""What may be wished of a facet: an order, only some values, networks, and values around one of them."""

import datetime as dt
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.index.factories import NOW, detail, engine_of, on, policy, report
from tests.index.reference import FACETS, Reference
from tests.index.test_against_reference import reports, wishes
from tlsrpt_tui.index import facet_keys
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import FacetOrder, FacetSort, FacetWish, Prefixes
from tlsrpt_tui.index.view import View

NETWORKS = Prefixes(24, 48)


def wished(engine, dimension, wish=None, text="", *, values=200, spark=6, **parts):
    """Return the facet as an overview holds it under a wish."""
    wish = wish or FacetWish(**parts)
    view = View.parse(text)
    found = engine.overview(view, now=NOW, bars=72, values=values, spark=spark, wishes={dimension: wish})
    return found.facets[dimension]


def names(facet):
    return [value.value for value in facet.values]


def order(sort, *, turned=False):
    return FacetOrder(FacetSort(sort), turned)


def of_ips(*ips):
    """Return an engine in which the first IP fails most."""
    failing = [detail(len(ips) - place, ip=ip) for place, ip in enumerate(ips)]
    return engine_of(report(policy(0, sum(made.failed_session_count for made in failing), *failing)))


def many(count):
    """Return an engine of ``count`` IPs, of which each fails once more than the next."""
    return of_ips(*(f"198.51.{place // 256}.{place % 256}" for place in range(count)))


@settings(deadline=None, max_examples=100)
@given(
    st.lists(reports(), max_size=5), wishes, st.sampled_from(list(FacetSort)), st.booleans(), st.sampled_from((0, 9))
)
def test_every_order_is_that_of_the_rules(made, wanted, sort, turned, few_groups):
    reference = Reference(made)
    text = " ".join(wish.text for wish in wanted)
    with patch.object(facet_keys, "_FEW_GROUPS", few_groups):
        engine = engine_of(*made)
        for name in FACETS:
            found = wished(engine, Dimension(name), text=text, order=order(sort, turned=turned))
            assert names(found) == reference.ranked(wanted, name, sort, turned=turned)
            if sort is FacetSort.LAST:
                days = reference.last_days(wanted, name)
                assert {value.value: value.last for value in found.values} == days


@settings(deadline=None, max_examples=50)
@given(st.lists(reports(), max_size=5), wishes, st.sampled_from(list(FacetSort)), st.integers(1, 3), st.integers(0, 5))
def test_values_at_hand_are_a_stretch_of_the_whole_order(made, wanted, sort, most, place):
    engine = engine_of(*made)
    text = " ".join(wish.text for wish in wanted)
    for dimension in Dimension:
        whole = wished(engine, dimension, text=text, order=order(sort))
        some = wished(engine, dimension, text=text, order=order(sort), place=place, values=most)
        assert some.values == whole.values[some.offset : some.offset + most]
        assert (some.distinct, some.failed, some.listed) == (whole.distinct, whole.failed, whole.listed)
        if place < whole.listed:
            assert some.offset <= place < some.offset + most
        for value in whole.values:
            near = wished(engine, dimension, text=text, order=order(sort), around=value.value, values=most)
            assert value in near.values


def test_the_worst_rate_comes_first_and_what_has_none_last():
    made = [
        report(policy(0, 0), org="Nothing"),
        report(policy(999, 1), org="Much"),
        report(policy(1, 1), org="Half"),
        report(policy(9, 0), org="Clean"),
    ]
    found = wished(engine_of(*made), Dimension.ORGANIZATIONS, order=order("rate"))
    assert names(found) == ["Half", "Much", "Clean", "Nothing"]
    found = wished(engine_of(*made), Dimension.ORGANIZATIONS, order=order("rate", turned=True))
    assert names(found) == ["Clean", "Much", "Half", "Nothing"]


def test_last_seen_is_the_last_day_with_a_failure_under_the_view():
    failing = policy(0, 1, detail(1, ip="192.0.2.1"))
    clean = policy(5, 0)
    engine = engine_of(
        report(failing, org="Early", start=on(11, 1)),
        report(clean, org="Early", start=on(11, 9)),
        report(failing, org="Late", start=on(11, 5)),
        report(clean, org="Never", start=on(11, 10)),
    )
    found = wished(engine, Dimension.ORGANIZATIONS, order=order("last"))
    assert [(value.value, value.last) for value in found.values] == [
        ("Late", dt.date(2026, 11, 5)),
        ("Early", dt.date(2026, 11, 1)),
        ("Never", None),
    ]
    found = wished(engine, Dimension.SENDING_IPS, order=order("last"), text="until:2026-11-03")
    assert [(value.value, value.last) for value in found.values] == [("192.0.2.1", dt.date(2026, 11, 1))]


def test_the_last_day_is_counted_only_where_it_orders():
    engine = many(3)
    assert all(value.last is None for value in wished(engine, Dimension.SENDING_IPS).values)


def test_names_go_without_regard_to_case_and_addresses_by_number():
    engine = engine_of(*(report(policy(0, 1, domain=domain)) for domain in "bAc"))
    assert names(wished(engine, Dimension.DOMAINS, order=order("name"))) == ["A", "b", "c"]
    engine = of_ips("odd", "2001:db8::1", "198.51.100.10", "198.51.100.9")
    expected = ["198.51.100.9", "198.51.100.10", "2001:db8::1", "odd"]
    assert names(wished(engine, Dimension.SENDING_IPS, order=order("name"))) == expected


def test_a_word_is_found_anywhere_in_a_value_whatever_its_case():
    engine = engine_of(*(report(policy(0, 1), org=org) for org in ("Google Inc.", "GMX", "agoogler")))
    found = wished(engine, Dimension.ORGANIZATIONS, find="GooG")
    assert names(found) == ["Google Inc.", "agoogler"]
    assert (found.listed, found.distinct, found.failed) == (2, 3, 3)
    assert wished(engine, Dimension.ORGANIZATIONS, find="nobody").values == ()


def test_a_domain_is_found_by_its_u_labels_too():
    engine = engine_of(*(report(policy(0, 1, domain=domain)) for domain in ("xn--mnchen-3ya.example", "example.org")))
    for word in ("münch", "MÜNCHEN.EX", "xn--"):
        assert names(wished(engine, Dimension.DOMAINS, find=word)) == ["xn--mnchen-3ya.example"]
    assert wished(engine, Dimension.DOMAINS, find="köln").values == ()


def test_only_what_failed_is_listed_where_that_is_wished():
    engine = engine_of(report(policy(3, 0), org="Clean"), report(policy(3, 1), org="Failing"))
    found = wished(engine, Dimension.ORGANIZATIONS, failing=True)
    assert names(found) == ["Failing"]
    assert (found.listed, found.distinct) == (1, 2)


def test_the_values_around_one_are_at_hand_wherever_it_is():
    engine = many(50)
    found = wished(engine, Dimension.SENDING_IPS, around="198.51.0.30", values=10)
    assert names(found) == [f"198.51.0.{place}" for place in range(25, 35)]
    assert found.offset == 25
    assert found.top.value == "198.51.0.0"
    assert found.listed == 50


def test_the_last_place_has_the_very_last_values_at_hand():
    found = wished(many(50), Dimension.SENDING_IPS, place=49, values=10)
    assert (found.offset, found.values[-1].value) == (40, "198.51.0.49")


def test_a_value_that_is_not_there_leaves_the_place():
    found = wished(many(50), Dimension.SENDING_IPS, around="192.0.2.1", place=30, values=10)
    assert found.offset == 25


def test_sparks_of_values_far_down_are_counted():
    found = wished(many(50), Dimension.SENDING_IPS, place=49, values=2)
    assert [sum(cell or 0 for cell in value.spark) for value in found.values] == [2, 1]


def test_what_is_kept_for_one_wish_does_not_answer_another():
    engine = many(40)
    dimension = Dimension.SENDING_IPS
    wishes_in_turn = [
        FacetWish(),
        FacetWish(around="198.51.0.39"),
        FacetWish(order=order("name", turned=True)),
        FacetWish(find="198.51.0.1"),
        FacetWish(networks=NETWORKS),
        FacetWish(around="198.51.0.2"),
        FacetWish(place=39),
        FacetWish(),
    ]
    fresh = [wished(many(40), dimension, wish, values=10) for wish in wishes_in_turn]
    assert [wished(engine, dimension, wish, values=10) for wish in wishes_in_turn] == fresh
    assert [wished(engine, dimension, wish, values=10) for wish in wishes_in_turn] == fresh


@pytest.mark.parametrize("few_groups", [0, 8192])
def test_addresses_are_counted_by_network_and_what_is_none_stays_as_it_is(few_groups):
    with patch.object(facet_keys, "_FEW_GROUPS", few_groups):
        engine = of_ips(
            "198.51.100.7", "odd", "198.51.100.200", "2001:db8:0:1::1", "2001:DB8:0:2::1", "198.51.100.0/24"
        )
        found = wished(engine, Dimension.SENDING_IPS, networks=NETWORKS)
    assert [(value.value, value.failed, value.is_network) for value in found.values] == [
        ("198.51.100.0/24", 10, True),
        ("2001:db8::/48", 5, True),
        ("odd", 5, False),
        ("198.51.100.0/24", 1, False),
    ]
    assert [sum(cell or 0 for cell in value.spark) for value in found.values] == [10, 5, 5, 1]
    assert (found.distinct, found.failed) == (4, 21)


def test_networks_are_as_wide_as_wished_and_go_by_number():
    engine = of_ips("203.0.113.1", "198.51.100.1", "198.51.7.1", "9.0.0.1", "2001:db8:1::1", "2001:db8:2::1")
    wide = wished(engine, Dimension.SENDING_IPS, networks=Prefixes(16, 32), order=order("name"))
    assert names(wide) == ["9.0.0.0/16", "198.51.0.0/16", "203.0.0.0/16", "2001:db8::/32"]


def test_a_network_is_last_seen_when_any_of_its_addresses_is():
    engine = engine_of(
        report(policy(0, 1, detail(1, ip="192.0.2.1")), start=on(11, 1)),
        report(policy(0, 1, detail(1, ip="192.0.2.2")), start=on(11, 4)),
    )
    (value,) = wished(engine, Dimension.SENDING_IPS, networks=NETWORKS, order=order("last")).values
    assert value.last == dt.date(2026, 11, 4)


def test_what_a_network_row_counts_is_what_narrowing_to_it_counts():
    engine = of_ips("198.51.100.7", "198.51.100.9", "192.0.2.1", "fe80::1%eth0", "fe80::2")
    for value in wished(engine, Dimension.SENDING_IPS, networks=NETWORKS).values:
        assert engine.totals(View.parse(f"ip:{value.value}"), now=NOW).failed == value.failed


def test_networks_are_wished_of_addresses_alone():
    engine = engine_of(report(policy(0, 1, domain="198.51.100.7")))
    assert names(wished(engine, Dimension.DOMAINS, networks=NETWORKS)) == ["198.51.100.7"]


def test_an_answer_says_what_was_wished_wherever_one_looked():
    wish = FacetWish(order=order("name"), find="198", failing=True, networks=NETWORKS, around="x", place=3)
    found = wished(many(3), Dimension.SENDING_IPS, wish)
    assert found.wish == replace(wish, around=None, place=0)
