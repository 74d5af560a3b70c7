"""Values of the filter that come and go one by one."""

import pytest

from tlsrpt_tui.index.view import Field, Operator, View

ADDITIONS = [
    ("", Field.DOMAIN, "a.example", "domain:a.example"),
    ("domain:a.example mx:x", Field.DOMAIN, "b.example", "mx:x domain:a.example,b.example"),
    ("-domain:a.example", Field.DOMAIN, "b.example", "-domain:a.example domain:b.example"),
    ("org=GMX", Field.ORGANIZATION, "Google, Inc.", 'org=GMX,"Google, Inc."'),
    ("org:goo", Field.ORGANIZATION, "GMX", "org:goo org=GMX"),
]


@pytest.mark.parametrize(("before", "field", "value", "after"), ADDITIONS)
def test_a_value_joins_what_is_chosen_as_the_last_step(before, field, value, after):
    assert View.parse(before).added(field, value).text == after


def test_a_network_joins_as_what_it_is():
    view = View.parse("ip:192.0.2.1").added(Field.SENDING_IP, "198.51.100.0/24", Operator.MATCHES)
    assert view.text == "ip:192.0.2.1,198.51.100.0/24"
    assert View().narrowed(Field.SENDING_IP, "198.51.100.0/24").text == "ip=198.51.100.0/24"
    assert View().narrowed(Field.SENDING_IP, "198.51.100.0/24", Operator.MATCHES).text == "ip:198.51.100.0/24"
    assert View().excluded(Field.SENDING_IP, "198.51.100.0/24", Operator.MATCHES).text == "-ip:198.51.100.0/24"


REMOVALS = [
    ("domain:a.example,B.example mx:x", "b.example", "domain:a.example mx:x"),
    ("domain:a.example mx:x", "a.example", "mx:x"),
    ("domain:a.example -domain:b.example", "b.example", "domain:a.example -domain:b.example"),
    ("domain:*.example", "a.example", "domain:*.example"),
]


@pytest.mark.parametrize(("before", "value", "after"), REMOVALS)
def test_a_value_leaves_what_is_chosen_and_an_empty_step_goes(before, value, after):
    assert View.parse(before).without_value(Field.DOMAIN, value).text == after


def test_one_of_several_excluded_values_is_let_in_again():
    view = View.parse("-domain:a.example,b.example domain:a.example")
    assert view.readmitted(Field.DOMAIN, "A.example").text == "-domain:b.example domain:a.example"
