"""What a report names is a preference: where DNS gives it no longer, what is there is looked at, and that is said."""

import pytest

from tests.live.fake import FakeResolver, addresses, failed, mx
from tests.live.test_tls_lines import HOST, NOW, OTHER_V4, V4, V6, mx_of, policy, tls
from tlsrpt_tui.live import starttls
from tlsrpt_tui.live.answers import Kind
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import check_domain
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.live.mx import look_up_mx
from tlsrpt_tui.live.published import Probe, ProbeStatus
from tlsrpt_tui.live.tls_lines import tls_checks
from tlsrpt_tui.live.wished import gone_address, gone_hosts, wished_addresses

GONE = "198.51.100.7"


def wish(address="", *hosts):
    return Wishes(frozenset({Topic.TLS, Topic.DANE}), frozenset(hosts or {HOST}), address)


@pytest.mark.parametrize(
    ("address", "tried", "gone"),
    [
        ("", (V4, V6), ""),
        (V4, (V4,), ""),
        (V6.upper(), (V6,), ""),
        (GONE, (V4, V6), GONE),
        ("no address", (V4, V6), ""),
    ],
)
def test_an_address_that_the_host_has_no_more_leaves_all_that_it_has(address, tried, gone):
    state = mx_of(V4, V6)
    wishes = wish(address)
    assert wished_addresses(state.hosts[0], state, wishes) == tried
    assert gone_address(state.hosts[0], wishes) == gone


async def test_what_dns_does_not_say_is_not_said_to_be_gone():
    resolver = FakeResolver([mx("example.org", HOST), failed(HOST, Kind.A), *addresses(HOST, V6)[1:]])
    state = await look_up_mx("example.org", resolver, wish(GONE))
    assert gone_address(state.hosts[0], wish(GONE)) == ""
    broken = await look_up_mx("example.org", FakeResolver([failed("example.org", Kind.MX)]), wish(GONE))
    assert gone_hosts(broken, wish(GONE)) == ()


def test_the_line_says_that_the_address_is_gone():
    (check,) = tls_checks(
        (tls(V4), tls(OTHER_V4)),
        mx_of(V4, OTHER_V4),
        policy("enforce"),
        domain="example.org",
        now=NOW,
        pending=False,
        wishes=wish(GONE),
    )
    assert check.state is State.GOOD
    assert (check.findings[-1].code, check.findings[-1].state) == ("address-gone", State.GOOD)
    assert GONE in check.findings[-1].sentence
    assert ("Asked for", f"{GONE}, no address of the host now") in check.facts


async def test_a_checkup_for_a_failure_of_a_gone_address_probes_what_is_there(monkeypatch):
    probed = []

    async def probe_address(host, address, means, end):
        probed.append(address)
        return Probe(host, address, ProbeStatus.NO_STARTTLS, asked=NOW)

    monkeypatch.setattr(starttls, "probe_address", probe_address)
    resolver = FakeResolver([mx("example.org", HOST), *addresses(HOST, V4, OTHER_V4)])
    checkup = await check_domain("example.org", Means(resolver, lambda: NOW), wish(GONE))
    (line,) = [check for check in checkup.checks if check.topic is Topic.TLS]
    assert sorted(probed) == [V4, OTHER_V4]
    assert line.state is State.BAD


async def test_a_host_that_is_no_mx_host_any_more_has_a_line_that_says_so():
    resolver = FakeResolver([mx("example.org", HOST), *addresses(HOST, V4)])
    checkup = await check_domain("example.org", Means(resolver, lambda: NOW), wish("", "mx9.example.net"))
    assert [(check.key, check.state, check.found) for check in checkup.checks] == [
        ("tls mx9.example.net", State.GOOD, "no MX host now"),
        ("dane mx9.example.net", State.GOOD, "no MX host now"),
    ]
    assert checkup.checks[0].findings[0].sentence.startswith("mx9.example.net is no MX host of example.org now")


EXPIRED = {"trust_code": "expired", "trust_fault": "it expired", "days": -3.0}


@pytest.mark.parametrize("unknown", ["was not asked", "is not known"])
def test_without_knowing_the_policy_a_certificate_that_fails_is_bad_and_the_line_says_why(unknown):
    def check(why):
        probes = (tls(**EXPIRED),)
        (line,) = tls_checks(probes, mx_of(V4), None, domain="example.org", now=NOW, pending=False, unknown=why)
        return line

    line = check(unknown)
    assert line.state is State.BAD
    assert line.findings[0].sentence.endswith(f"whether an MTA-STS policy asks for that {unknown}")
    assert ("", f"whether an MTA-STS policy of example.org asks for that {unknown}") in line.facts
    assert check("").state is State.WARNING


async def test_a_domain_that_does_not_exist_is_bad_once_and_nothing_about_it_is_good():
    nothing = Means(FakeResolver(), lambda: NOW)
    checkup = await check_domain("example.com", nothing, Wishes())
    states = {check.topic: check.state for check in checkup.checks}
    assert states.pop(Topic.MX) is State.BAD
    assert set(states.values()) == {State.UNKNOWN}
    assert {check.found for check in checkup.checks if check.topic is not Topic.MX} == {"no such domain"}
    alone = await check_domain("example.com", nothing, Wishes(frozenset({Topic.TLSRPT_RECORD, Topic.DNSSEC})))
    assert [check.state for check in alone.checks] == [State.BAD, State.UNKNOWN]
