"""The lines about DANE, DNSSEC and TLS, as they are read at night: true, short, and no alarm without a fire."""

import dataclasses
import datetime as dt

import pytest

from tests.live import fake
from tests.live.fake import FakeResolver, addresses, mx, tlsa
from tests.live.world.pki import LocalCa
from tlsrpt_tui.live.answers import Kind, Security, Status, Tlsa, Validation
from tlsrpt_tui.live.certificates import read_certificate
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.dane import dane_checks, look_up_dane
from tlsrpt_tui.live.dnssec import dnssec_check, look_up_dnssec
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.mx import look_up_mx
from tlsrpt_tui.live.published import Certificate, Probe, ProbeStatus, StsPolicy
from tlsrpt_tui.live.tls_lines import tls_checks

DOMAIN, HOST, SECOND = "example.org", "mail.example.net", "mx2.example.net"
NAME = f"_25._tcp.{HOST}"
FOUR, SIX = "203.0.113.25", "2001:db8::25"
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
S, C, U = Security.SECURE, Security.CLAIMED, Security.UNKNOWN
KEY, OTHER = Tlsa(3, 1, 1, b"k" * 32), Tlsa(2, 0, 1, b"o" * 32)


def world(*more, security=S, hosts=(HOST,)):
    named = mx(DOMAIN, *hosts, security=security)
    return [named, *[each for host in hosts for each in addresses(host, FOUR, SIX, security=security)], *more]


class Told:
    """What was looked up of a domain, and its lines."""

    async def look(self, answers, validation=Validation.VALIDATES, unknown=S):
        """Look everything up that DNS knows."""
        resolver = FakeResolver(answers, validation, unknown=unknown)
        self.mx = await look_up_mx(DOMAIN, resolver, Wishes())
        self.states = await look_up_dane(DOMAIN, self.mx, resolver, Wishes())
        self.asked = await look_up_dnssec(DOMAIN, self.mx, self.states, resolver)
        self.validation = validation
        return self

    def dane(self, *probes):
        """The line about the first host."""
        return dane_checks(self.states, probes, domain=DOMAIN)[0]

    def dnssec(self):
        """The line about DNSSEC."""
        return dnssec_check(self.asked, self.mx, self.states, self.validation, domain=DOMAIN)

    def tls(self, *probes, policy=None):
        """The lines about TLS."""
        return tls_checks(probes, self.mx, policy, domain=DOMAIN, now=NOW, pending=False, dane=self.states)


async def looked_up(*args, **more):
    return await Told().look(*args, **more)


def certificate(days=74, names=(HOST,)):
    begin, end = NOW - dt.timedelta(days=30), NOW + dt.timedelta(days=days)
    return Certificate(b"der", f"CN={HOST}", f"CN={HOST}", names, begin, end, "ECDSA P-256", (("1 1", b"k" * 32),))


def probe(address=FOUR, **changes):
    seen = Probe(HOST, address, ProbeStatus.TLS, "220 ESMTP", version="TLSv1.3", cipher="TLS_AES", asked=NOW)
    return dataclasses.replace(seen, **{"chain": (certificate(),), "names_host": True, **changes})


SELF_SIGNED = {"trust_code": "self-signed", "trust_fault": "the certificate is signed by itself, not by an authority"}
BY_DANE = {
    "self-signed": (probe(**SELF_SIGNED), "self-signed, and DANE vouches for it"),
    "expired": (
        probe(chain=(certificate(-5),), trust_code="expired", trust_fault="it expired"),
        "expired 17 Nov, and DANE vouches for it",
    ),
    "wrong-name": (probe(names_host=False), "names another host, DANE vouches for it"),
}


@pytest.mark.parametrize(("seen", "found"), BY_DANE.values(), ids=BY_DANE)
async def test_a_certificate_that_dane_vouches_for_is_no_alarm_where_no_policy_asks_for_more(seen, found):
    (check,) = (await looked_up(world(tlsa(NAME, KEY)))).tls(seen)
    assert (check.state, check.do, check.found) == (State.GOOD, "", found)
    assert check.findings
    assert {each.state for each in check.findings} == {State.GOOD}


async def test_what_an_authority_of_dane_vouches_for_has_to_be_renewed_all_the_same(tmp_path):
    ca = LocalCa(tmp_path, now=NOW)
    chain = tuple(map(read_certificate, ca.issue([HOST], not_after=NOW + dt.timedelta(days=3, hours=1)).chain))
    record = Tlsa(2, 0, 1, dict(chain[-1].digests)["0 1"])
    (check,) = (await looked_up(world(tlsa(NAME, record)))).tls(probe(chain=chain, trust_code="untrusted"))
    assert (check.state, check.found) == (State.WARNING, "3 days left")
    assert [each.state for each in check.findings] == [State.WARNING, State.GOOD]


async def test_an_old_version_stays_a_warning_beside_a_certificate_that_dane_vouches_for():
    (check,) = (await looked_up(world(tlsa(NAME, KEY)))).tls(probe(version="TLSv1.1", **SELF_SIGNED))
    assert (check.state, check.found, check.section) == (State.WARNING, "TLSv1.1 is too old", "8996 §5")


async def test_a_policy_asks_for_a_public_certificate_whatever_dane_says():
    (check,) = (await looked_up(world(tlsa(NAME, KEY)))).tls(
        probe(**SELF_SIGNED), policy=StsPolicy("enforce", (HOST,), 604800)
    )
    assert (check.state, check.found) == (State.BAD, "self-signed")


@pytest.mark.parametrize("records", [(), (Tlsa(3, 1, 1, b"x" * 32),)], ids=["none", "of-another-key"])
async def test_dane_vouches_for_nothing_that_its_records_do_not_match(records):
    (check,) = (await looked_up(world(*([tlsa(NAME, *records)] if records else [])))).tls(probe(**SELF_SIGNED))
    assert (check.state, check.found) == (State.WARNING, "self-signed")


async def test_what_fails_alike_at_two_addresses_is_to_be_mended_at_both():
    told = await looked_up(world())
    gone = {"status": ProbeStatus.NO_STARTTLS, "chain": (), "version": "", "reason": "EHLO lists SIZE"}
    (check,) = told.tls(probe(**gone), probe(SIX, **gone))
    assert check.do == f"turn on TLS in the mail server on {FOUR} and {SIX}"
    assert f"{HOST} at {FOUR} and {SIX} offers no STARTTLS" in check.findings[0].sentence


async def test_the_port_of_a_tunnel_stands_in_the_commands():
    told = await looked_up(world(tlsa(NAME, KEY)))
    seen = (probe(port=2525), probe(SIX, port=2525))
    (tls,) = told.tls(*seen)
    openssl = [each for each in (*tls.repeat, *told.dane(*seen).repeat) if each.startswith("openssl")]
    assert len(openssl) == 4
    assert all(f"-connect {FOUR}:2525 " in each or f"-connect '[{SIX}]:2525' " in each for each in openssl)


async def test_a_host_with_a_very_long_name_keeps_it_so_that_its_lines_find_each_other():
    host = ".".join(["a" * 60] * 3 + ["example.net"])
    answers = [mx(DOMAIN, host, security=S), *addresses(host, FOUR, security=S), tlsa(f"_25._tcp.{host}", KEY)]
    told = await looked_up(answers)
    (tls,) = told.tls(dataclasses.replace(probe(), host=host))
    assert tls.host == told.dane().host == host


async def test_records_that_match_are_unknown_only_for_want_of_dnssec_and_the_line_says_so():
    told = await looked_up(world(tlsa(NAME, KEY, security=U), security=U), Validation.DOES_NOT, U)
    check = told.dane(probe())
    assert (check.state, check.found) == (State.UNKNOWN, "3 1 1 matches the key, DNSSEC unknown")


async def test_a_record_that_cannot_be_used_is_counted_beside_one_that_matches():
    check = (await looked_up(world(tlsa(NAME, KEY, Tlsa(3, 1, 1, b"k" * 20))))).dane(probe())
    assert (check.state, check.found) == (State.WARNING, "3 1 1 matches the key, 1 unusable")


async def test_several_combinations_that_were_not_compared_fit_into_the_line():
    check = (await looked_up(world(tlsa(NAME, KEY, OTHER)))).dane()
    assert check.found == "3 1 1, 2 0 1, not compared with the server"


async def test_records_that_nobody_can_use_are_compared_with_nothing():
    check = (await looked_up(world(tlsa(NAME, Tlsa(1, 1, 1, b"k" * 32))))).dane(probe())
    assert dict(check.facts)["Where"] == "not compared: no record can be used"


async def test_a_question_that_was_not_answered_is_to_be_asked_again():
    check = (await looked_up(world(fake.failed(NAME, Kind.TLSA, Status.REFUSED)))).dane()
    assert (check.state, check.do) == (State.UNKNOWN, "ask again, or another resolver")


async def test_a_certificate_of_an_authority_may_name_what_the_next_hop_is_an_alias_of(tmp_path):
    ca = LocalCa(tmp_path, now=NOW)
    chain = tuple(map(read_certificate, ca.issue(["shop.example.com"]).chain))
    record = Tlsa(2, 0, 1, dict(chain[-1].digests)["0 1"])
    named = mx(DOMAIN, HOST, security=S, aliases=("shop.example.com",))
    told = await looked_up([named, *addresses(HOST, FOUR, security=S), tlsa(NAME, record)])
    assert told.dane(probe(chain=chain)).state is State.GOOD


async def test_a_zone_of_which_a_name_is_not_known_is_not_called_signed():
    check = (await looked_up(world(fake.failed(NAME, Kind.TLSA)))).dnssec()
    assert (check.state, check.found) == (State.UNKNOWN, "example.org signed, example.net unknown")
    assert check.do == "ask again, or another resolver"


async def test_names_that_a_resolver_only_claims_are_many_in_the_sentence_too():
    check = (await looked_up(world(security=C), Validation.CLAIMS, C)).dnssec()
    assert "are signed, over a path" in check.findings[0].sentence
