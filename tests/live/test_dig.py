"""The ``dig`` line names the same question and the same resolver, and never takes a hostile name for an option."""

import pytest

from tests.live import fake
from tlsrpt_tui.live.answers import Kind
from tlsrpt_tui.live.dig import dig_line, dig_question

RESOLVERS = {
    "system": ("", ""),
    "ipv4": ("192.0.2.53", "@192.0.2.53 "),
    "ipv6": ("2001:db8::53", "@2001:db8::53 "),
    "port": ("192.0.2.53:5353", "@192.0.2.53 -p 5353 "),
    "ipv6-port": ("[2001:db8::53]:5353", "@2001:db8::53 -p 5353 "),
    "tls": ("tls://192.0.2.53", "@192.0.2.53 +tls "),
    "tls-name": ("tls://dns.example.net:8853", "@dns.example.net -p 8853 +tls "),
    "https": ("https://dns.example.net/dns-query", "@dns.example.net +https=/dns-query "),
    "several": ("192.0.2.53, 192.0.2.54", ""),
    "bad-port": ("192.0.2.53:99999", ""),
    "words": ("the system's resolver", ""),
    "hostile-path": ("https://dns.example.net/$(id)", ""),
}


@pytest.mark.parametrize(("resolver", "words"), RESOLVERS.values(), ids=RESOLVERS.keys())
def test_the_resolver_that_answered_is_named_where_dig_can_ask_it(resolver, words):
    assert dig_question("example.org", Kind.MX, resolver=resolver) == f"dig {words}example.org MX"


def test_an_answer_is_asked_for_again_with_the_options_given():
    line = dig_line(fake.mx("example.org", "mail.example.net"), "+dnssec", "+cd")
    assert line == "dig @192.0.2.53 +dnssec +cd example.org MX"


@pytest.mark.parametrize("name", ["-f/etc/passwd", "@192.0.2.1", "+cd", "a b", "a;id", "", ".", "x" * 64, "a." * 130])
def test_a_name_that_dig_would_take_for_something_else_has_no_line(name):
    assert dig_question(name, Kind.A) == ""


def test_a_tlsa_name_has_a_line():
    assert dig_question("_25._tcp.mail.example.net", Kind.TLSA) == "dig _25._tcp.mail.example.net TLSA"
