"""Where mail goes, and what is wrong with it: a line for each way to write MX records."""

import asyncio
import dataclasses

import pytest

from tests.live import fake
from tests.live.fake import FakeResolver, addresses, mx, no_name, no_record
from tlsrpt_tui.live.answers import Kind, Security, Status
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.means import MOST_HOSTS, Wishes
from tlsrpt_tui.live.mx import look_up_mx, mx_check
from tlsrpt_tui.live.published import PolicyState, StsPolicy

DOMAIN = "example.org"
MAIL, MX2 = addresses("mail.example.net", "192.0.2.1", "2001:db8::1"), addresses("mx2.example.net", "192.0.2.2")
BOTH = [mx(DOMAIN, "mail.example.net", "mx2.example.net"), *MAIL, *MX2]


def policy(mode, *patterns):
    return PolicyState(host=f"mta-sts.{DOMAIN}", policy=StsPolicy(mode, patterns, 604800))


async def looked_up(answers, wishes=None):
    return await look_up_mx(DOMAIN, FakeResolver(answers), wishes or Wishes())


async def checked(answers, sts=None):
    return mx_check(await looked_up(answers), sts, domain=DOMAIN)


A, AAAA = Kind.A, Kind.AAAA
CASES = {
    "two-hosts": (BOTH, State.GOOD, "10 mail, 20 mx2", []),
    "same-first-label": (
        [
            mx(DOMAIN, "mx.example.net", "mx.example.com"),
            *addresses("mx.example.net", "192.0.2.1"),
            *addresses("mx.example.com", "192.0.2.2"),
        ],
        State.GOOD,
        "10 mx.example.net, 20 mx.example.com",
        [],
    ),
    "null": ([mx(DOMAIN, (0, ""))], State.GOOD, "null MX: takes no mail", ["mx-null"]),
    "null-beside": (
        [mx(DOMAIN, (0, ""), (10, "mail.example.net")), *MAIL],
        State.BAD,
        "null MX beside 10 mail",
        ["mx-null-beside"],
    ),
    "implicit": (
        [no_record(DOMAIN, Kind.MX), *addresses(DOMAIN, "192.0.2.1")],
        State.WARNING,
        "none: mail goes to the domain itself",
        ["mx-implicit"],
    ),
    "implicit-without-address": (
        [no_record(DOMAIN, Kind.MX), no_record(DOMAIN, A), no_record(DOMAIN, AAAA)],
        State.BAD,
        "none, and no address",
        ["mx-none"],
    ),
    "implicit-not-known": (
        [no_record(DOMAIN, Kind.MX), fake.failed(DOMAIN, A, Status.TIMED_OUT), no_record(DOMAIN, AAAA)],
        State.UNKNOWN,
        "none, and addresses are not known",
        ["mx-implicit-unknown"],
    ),
    "no-domain": ([no_name(DOMAIN, Kind.MX)], State.BAD, "no such name", ["mx-no-domain"]),
    "timed-out": (
        [fake.failed(DOMAIN, Kind.MX, Status.TIMED_OUT)],
        State.UNKNOWN,
        "timed out",
        ["mx-not-answered"],
    ),
    "server-failure": ([fake.failed(DOMAIN, Kind.MX)], State.UNKNOWN, "server failure", ["mx-not-answered"]),
    "bogus": ([fake.bogus(DOMAIN, Kind.MX)], State.BAD, "MX records fail DNSSEC validation", ["mx-bogus"]),
    "alias": (
        [
            mx(DOMAIN, "mail.example.net"),
            *addresses("mail.example.net", "192.0.2.1", "2001:db8::1", aliases=("real.example.com",)),
        ],
        State.WARNING,
        "mail is an alias",
        ["mx-alias"],
    ),
    "literal": ([mx(DOMAIN, "192.0.2.1")], State.BAD, "address 192.0.2.1", ["mx-literal"]),
    "literal-in-brackets": ([mx(DOMAIN, "[192.0.2.1]")], State.BAD, "address [192.0.2.1]", ["mx-literal"]),
    "literal-beside": (
        [mx(DOMAIN, "mail.example.net", "192.0.2.1"), *MAIL],
        State.BAD,
        "10 mail, address 192.0.2.1",
        ["mx-literal"],
    ),
    "no-address": (
        [mx(DOMAIN, "mail.example.net"), no_record("mail.example.net", A), no_record("mail.example.net", AAAA)],
        State.BAD,
        "mail has no address",
        ["mx-no-address"],
    ),
    "host-missing": ([mx(DOMAIN, "mail.example.net")], State.BAD, "mail has no address", ["mx-no-address"]),
    "address-timed-out": (
        [mx(DOMAIN, "mail.example.net"), MAIL[0], fake.failed("mail.example.net", AAAA, Status.TIMED_OUT)],
        State.UNKNOWN,
        "not all addresses of mail are known",
        ["mx-address-unknown"],
    ),
    "address-bogus": (
        [mx(DOMAIN, "mail.example.net"), fake.bogus("mail.example.net", A), fake.bogus("mail.example.net", AAAA)],
        State.BAD,
        "addresses of mail fail validation",
        ["mx-address-bogus"],
    ),
    "duplicate": (
        [mx(DOMAIN, (10, "mail.example.net"), (10, "mail.example.net")), *MAIL],
        State.WARNING,
        "10 mail",
        ["mx-duplicate"],
    ),
    "two-preferences": (
        [mx(DOMAIN, (10, "mail.example.net"), (20, "mail.example.net")), *MAIL],
        State.WARNING,
        "10 mail",
        ["mx-two-preferences"],
    ),
    "no-host-name": (
        [mx(DOMAIN, "mail server.example.net"), *addresses("mail server.example.net", "192.0.2.1")],
        State.WARNING,
        "10 mail server",
        ["mx-no-host-name"],
    ),
    "nothing-usable": (
        [dataclasses.replace(mx(DOMAIN, "x"), records=())],
        State.UNKNOWN,
        "no usable MX record",
        ["mx-unreadable"],
    ),
}


@pytest.mark.parametrize(("answers", "state", "found", "codes"), CASES.values(), ids=CASES.keys())
async def test_mx_records_are_told_for_what_they_are(answers, state, found, codes):
    check = await checked(answers)
    assert (check.state, check.found, [finding.code for finding in check.findings]) == (state, found, codes)
    assert bool(check.do) is (state is not State.GOOD)


POLICIES = {
    "both": (policy("enforce", "mail.example.net", "*.example.net"), State.GOOD, "10 mail, 20 mx2: both in policy"),
    "one-enforce": (policy("enforce", "mail.example.net"), State.BAD, "10 mail, 20 mx2: 1 not in policy"),
    "one-testing": (policy("testing", "mail.example.net"), State.WARNING, "10 mail, 20 mx2: 1 not in policy"),
    "none-covered": (policy("enforce", "other.example.net"), State.BAD, "10 mail, 20 mx2: not in policy"),
    "mode-none": (policy("none"), State.GOOD, "10 mail, 20 mx2"),
    "no-policy": (PolicyState(host=f"mta-sts.{DOMAIN}"), State.GOOD, "10 mail, 20 mx2"),
}


@pytest.mark.parametrize(("sts", "state", "found"), POLICIES.values(), ids=POLICIES.keys())
async def test_hosts_are_held_against_the_mta_sts_policy(sts, state, found):
    check = await checked(BOTH, sts)
    assert (check.state, check.found) == (state, found)


async def test_the_name_of_the_mx_record_counts_for_the_policy_and_not_where_its_alias_leads():
    alias = addresses("mail.example.net", "192.0.2.1", aliases=("real.example.com",))
    check = await checked([mx(DOMAIN, "mail.example.net"), *alias], policy("enforce", "real.example.com"))
    assert "mx-not-in-policy" in [finding.code for finding in check.findings]


async def test_each_host_is_kept_once_the_most_preferred_first():
    answers = [mx(DOMAIN, (20, "mx2.example.net"), (10, "mail.example.net"), (30, "mail.example.net")), *MAIL, *MX2]
    state = await looked_up(answers)
    assert [(host.preference, host.name) for host in state.hosts] == [(10, "mail.example.net"), (20, "mx2.example.net")]
    assert state.hosts[0].addresses == ("192.0.2.1", "2001:db8::1")


async def test_more_hosts_than_anybody_needs_are_counted_and_not_asked_for():
    resolver = FakeResolver([mx(DOMAIN, *(f"mx{number}.example.net" for number in range(43)))])
    state = await look_up_mx(DOMAIN, resolver, Wishes())
    check = mx_check(state, None, domain=DOMAIN)
    assert len(state.hosts) == MOST_HOSTS
    assert len(resolver.asked) == 1 + 2 * MOST_HOSTS
    assert "43 MX hosts are named, and 20 of them were looked at" in [finding.sentence for finding in check.findings]
    assert check.found == "10 mx0, 20 mx1, 30 mx2, 40 mx3, 39 more" or len(check.found) <= 40


async def test_only_hosts_that_are_wished_for_are_resolved_and_the_others_stay_named():
    resolver = FakeResolver(BOTH)
    state = await look_up_mx(DOMAIN, resolver, Wishes(hosts=frozenset({"mx2.example.net"})))
    assert [host.name for host in state.hosts] == ["mail.example.net", "mx2.example.net"]
    assert {name for name, _ in resolver.asked} == {DOMAIN, "mx2.example.net"}
    assert mx_check(state, None, domain=DOMAIN).state is State.GOOD


async def test_a_host_that_is_wished_for_is_among_those_that_are_looked_at():
    many = mx(DOMAIN, *(f"mx{number}.example.net" for number in range(43)))
    state = await looked_up([many], Wishes(hosts=frozenset({"mx42.example.net"})))
    assert [host.name for host in state.hosts if host.answers] == ["mx42.example.net"]
    assert len(state.hosts) == MOST_HOSTS


async def test_null_mx_asks_for_no_address():
    resolver = FakeResolver([mx(DOMAIN, (0, ""))])
    state = await look_up_mx(DOMAIN, resolver, Wishes())
    assert state.null
    assert resolver.asked == [(DOMAIN, Kind.MX)]


async def test_all_addresses_are_asked_for_at_once_and_cancelling_leaves_no_task():
    resolver = _Stuck(BOTH)
    task = asyncio.create_task(look_up_mx(DOMAIN, resolver, Wishes()))
    await resolver.all_asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == {asyncio.current_task()}


class _Stuck(FakeResolver):
    """Answers for MX, and never for an address; tells when all four are asked for."""

    def __init__(self, answers):
        super().__init__(answers)
        self.all_asked = asyncio.Event()

    async def ask(self, name, kind):
        answer = await super().ask(name, kind)
        if kind is not Kind.MX:
            if len(self.asked) == 5:
                self.all_asked.set()
            await asyncio.Event().wait()
        return answer


async def test_the_line_says_who_answered_how_long_it_holds_and_how_to_ask_again():
    check = await checked(BOTH, policy("enforce", "*.example.net"))
    assert (check.key, check.title, check.ttl, check.section) == ("mx", "MX", 3600, "8461 §4.1")
    assert (check.resolver, check.asked) == (fake.SHOWN, fake.ASKED)
    assert check.repeat[0] == "dig @192.0.2.53 example.org MX"
    assert "dig @192.0.2.53 mx2.example.net AAAA" in check.repeat
    assert check.sent[0] == "example.org. 3600 IN MX 10 mail.example.net."
    assert check.facts[0] == ("Found", "10 mail.example.net: 192.0.2.1, 2001:db8::1")
    assert ("Policy", "mode enforce, mx: *.example.net") in check.facts


async def test_hostile_names_are_shown_as_what_they_are():
    name = "\x1b[31m\u202egreen.example.net"
    check = await checked([mx(DOMAIN, name), *addresses(name, "192.0.2.1")], policy("enforce", "\x07bell"))
    said = repr(check.facts) + check.found + "".join(finding.sentence + finding.do for finding in check.findings)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "␛[31m" in said
    assert not any("green" in line for line in check.repeat)


async def test_a_failed_validation_of_an_address_is_bad_even_beside_an_address():
    answers = [mx(DOMAIN, "mail.example.net"), MAIL[0], fake.bogus("mail.example.net", AAAA)]
    check = await checked(answers)
    assert check.state is State.BAD
    assert "EDE 7 Signature Expired" in check.findings[0].sentence
    assert Security.BOGUS is (await looked_up(answers)).hosts[0].answers[1].security
