"""Whether names are signed: each by itself, with the reason where validation fails, and what the resolver is worth."""

import dataclasses

import pytest

from tests.live import fake
from tests.live.fake import FakeResolver, addresses, found, mx, no_record, tlsa
from tlsrpt_tui.live.answers import Kind, Other, Security, Status, Tlsa, Validation
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.dane import look_up_dane
from tlsrpt_tui.live.dnssec import dnssec_check, look_up_dnssec
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.mx import look_up_mx

DOMAIN, HOST = "example.org", "mail.example.net"
NAME = f"_25._tcp.{HOST}"
S, N, C, U = Security.SECURE, Security.INSECURE, Security.CLAIMED, Security.UNKNOWN


def world(*more, mx_is=S, host_is=S, tlsa_is=S):
    host = addresses(HOST, "192.0.2.1", security=host_is)
    there = [mx(DOMAIN, HOST, security=mx_is, ttl=14400), *host, no_record(NAME, Kind.TLSA, security=tlsa_is)]
    return [*there, *more]


async def checked(answers, validation=Validation.VALIDATES):
    resolver = FakeResolver(answers, validation)
    state = await look_up_mx(DOMAIN, resolver, Wishes())
    dane = await look_up_dane(DOMAIN, state, resolver, Wishes())
    asked = await look_up_dnssec(DOMAIN, state, dane, resolver)
    return dnssec_check(asked, state, dane, validation, domain=DOMAIN)


KEYS = found(DOMAIN, Kind.DNSKEY, [Other("257 3 13 AA==")])
DS = found(DOMAIN, Kind.DS, [Other("1 13 2 AA")])


def bogus_mx(*errors):
    return [fake.bogus(DOMAIN, Kind.MX, errors)]


CASES = {
    "signed": (world(), State.GOOD, "example.org, example.net signed", []),
    "nothing-signed": (
        world(mx_is=N, host_is=N, tlsa_is=N),
        State.GOOD,
        "not signed, no DANE: example.org, 1 more",
        ["dnssec-none", "dnssec-none"],
    ),
    "host-not-signed": (
        world(host_is=N, tlsa_is=N),
        State.GOOD,
        "example.org signed, example.net not",
        ["dnssec-none"],
    ),
    "domain-not-signed": (world(mx_is=N), State.GOOD, "example.net signed, example.org not", ["dnssec-none"]),
    "tlsa-not-signed": (world(tlsa_is=N), State.GOOD, "example.org signed, example.net not", ["dnssec-none"]),
    "no-ds": (world(KEYS, mx_is=N), State.WARNING, "example.net signed, example.org not", ["ds-missing"]),
    "expired": (
        bogus_mx("EDE 7 Signature Expired"),
        State.BAD,
        "bogus: example.org (Signature Expired)",
        ["dnssec-bogus"],
    ),
    "bare-servfail": (bogus_mx(), State.BAD, "bogus: example.org", ["dnssec-bogus"]),
    "host-bogus": (
        [
            mx(DOMAIN, HOST, security=S),
            *(fake.bogus(HOST, kind, ("EDE 10 RRSIGs Missing",)) for kind in (Kind.A, Kind.AAAA)),
        ],
        State.BAD,
        "bogus: example.net (RRSIGs Missing)",
        ["dnssec-bogus"],
    ),
    "tlsa-bogus": (
        world(fake.bogus(NAME, Kind.TLSA, ("EDE 12 NSEC Missing",))),
        State.BAD,
        "bogus: example.net (NSEC Missing)",
        ["dnssec-bogus"],
    ),
    "timed-out": (
        [mx(DOMAIN, HOST, security=S), *(fake.failed(HOST, kind, Status.TIMED_OUT) for kind in (Kind.A, Kind.AAAA))],
        State.UNKNOWN,
        "example.org signed, example.net unknown",
        ["dnssec-unknown"],
    ),
    "mx-timed-out": ([fake.failed(DOMAIN, Kind.MX, Status.TIMED_OUT)], State.UNKNOWN, "not known", ["dnssec-unknown"]),
}


@pytest.mark.parametrize(("answers", "state", "shown", "codes"), CASES.values(), ids=CASES.keys())
async def test_each_name_is_told_by_itself(answers, state, shown, codes):
    check = await checked(answers)
    assert (check.state, check.found, [finding.code for finding in check.findings]) == (state, shown, codes)


ADVICE = {
    "expired": (("EDE 7 Signature Expired",), "sign the zone again, and see"),
    "early": (("EDE 8 Signature Not Yet Valid",), "set the clock"),
    "dnskey": (("EDE 9 DNSKEY Missing",), "make the DS records"),
    "rrsigs": (("EDE 10 RRSIGs Missing",), "sign the zone again, and see that every"),
    "zone-key": (("EDE 11 No Zone Key Bit Set",), "publish a DNSKEY"),
    "denial": (("EDE 12 NSEC Missing",), "have the name servers prove"),
    "algorithm": (("EDE 1 Unsupported DNSKEY Algorithm",), "sign with an algorithm"),
    "most-telling": (("EDE 6 DNSSEC Bogus", "EDE 7 Signature Expired: 2026"), "sign the zone again, and see"),
    "bogus": (("EDE 6 DNSSEC Bogus",), "compare DS"),
    "other": (("EDE 22 No Reachable Authority",), "compare DS"),
    "none": ((), "compare DS"),
}


@pytest.mark.parametrize(("errors", "do"), ADVICE.values(), ids=ADVICE.keys())
async def test_each_way_to_fail_has_its_advice(errors, do):
    assert (await checked(bogus_mx(*errors))).do.startswith(do)


async def test_a_ds_record_without_a_key_is_told_though_the_resolver_gives_no_reason():
    check = await checked([*bogus_mx("EDE 6 DNSSEC Bogus"), DS])
    assert check.do.startswith("make the DS records in the parent zone agree")


RESOLVERS = {
    "does-not": (Validation.DOES_NOT, U, "resolver does not validate", "resolver-not-validating"),
    "unknown": (Validation.UNKNOWN, U, "resolver may or may not validate", "resolver-unknown"),
    "claims": (Validation.CLAIMS, C, "example.org, example.net said to be signed", "dnssec-claimed"),
}


@pytest.mark.parametrize(("validation", "security", "shown", "code"), RESOLVERS.values(), ids=RESOLVERS.keys())
async def test_what_a_resolver_cannot_vouch_for_is_unknown(validation, security, shown, code):
    check = await checked(world(mx_is=security, host_is=security, tlsa_is=security), validation)
    assert (check.state, check.found, check.findings[0].code) == (State.UNKNOWN, shown, code)
    assert "ask a resolver that validates" in check.do


async def test_a_zone_that_fails_validation_is_bad_also_where_a_resolver_only_claims():
    assert (await checked(bogus_mx("EDE 7 Signature Expired"), Validation.CLAIMS)).state is State.BAD


async def test_where_all_is_signed_nothing_more_is_asked():
    resolver = FakeResolver(world())
    state = await look_up_mx(DOMAIN, resolver, Wishes())
    assert await look_up_dnssec(DOMAIN, state, (), resolver) == ()


async def test_without_an_answer_for_mx_it_is_asked_for():
    resolver = FakeResolver(world(mx_is=N))
    answers = await look_up_dnssec(DOMAIN, None, (), resolver)
    assert [(answer.name, answer.kind) for answer in answers] == [
        (DOMAIN, Kind.MX),
        (DOMAIN, Kind.DS),
        (DOMAIN, Kind.DNSKEY),
    ]
    check = dnssec_check(answers, None, (), Validation.VALIDATES, domain=DOMAIN)
    assert check.found == "not signed, so no DANE"


async def test_many_unsigned_zones_are_not_all_asked_about():
    hosts = [f"mail.example{number}.net" for number in range(20)]
    there = [mx(DOMAIN, *hosts)] + [answer for host in hosts for answer in addresses(host, "192.0.2.1")]
    resolver = FakeResolver(there)
    state = await look_up_mx(DOMAIN, resolver, Wishes())
    assert len(await look_up_dnssec(DOMAIN, state, (), resolver)) == 8


async def test_the_line_shows_every_name_and_both_ways_to_ask_again():
    answers = [fake.bogus(HOST, Kind.A), fake.bogus(HOST, Kind.AAAA), mx(DOMAIN, HOST, security=S, ttl=14400)]
    check = await checked(answers)
    assert (check.key, check.title, check.ttl, check.section) == ("dnssec", "DNSSEC", 14400, "7672 §2.1")
    assert check.facts[:2] == (
        ("Found", "example.org MX: signed"),
        ("", "mail.example.net A AAAA: bogus (EDE 7 Signature Expired)"),
    )
    assert ("Resolver", "192.0.2.53 validates") in check.facts
    assert check.repeat[:2] == (
        "dig @192.0.2.53 +dnssec mail.example.net A",
        "dig @192.0.2.53 +dnssec +cd mail.example.net A",
    )


async def test_tlsa_records_behind_a_signed_host_are_told_by_their_own_name():
    signed = tlsa(NAME, Tlsa(3, 1, 1, b"k" * 32), security=S)
    check = await checked(world(signed))
    assert ("", f"{NAME} TLSA: signed") in check.facts


async def test_hostile_names_are_bounded_and_harmless():
    names = [f"\x1b{number}.example.net" for number in range(20)]
    there = [mx(DOMAIN, *names, security=S)] + [a for name in names for a in addresses(name, "192.0.2.1", security=S)]
    check = await checked([dataclasses.replace(answer, errors=("EDE 6",)) for answer in there])
    assert "\\x1b" not in repr((check.found, check.facts, check.findings, check.repeat))
    assert len(check.facts) < 30
