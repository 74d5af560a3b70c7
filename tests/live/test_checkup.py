"""A checkup asks for what is wished and no more, in its order, tells what it knows, and stands a mistake of a part."""

import asyncio
import datetime as dt

import pytest

from tests.live.fake import FakeResolver, addresses, mx, txt
from tlsrpt_tui.live import check_list, dane, dnssec, mta_sts, order, starttls, tlsrpt
from tlsrpt_tui.live import mx as mail_hosts
from tlsrpt_tui.live.answers import Kind, Security, Validation
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import check_domain
from tlsrpt_tui.live.means import Means, Wishes
from tlsrpt_tui.live.published import Fetch, FetchStatus, PolicyState, Probe, ProbeStatus, StsPolicy

NOW = dt.datetime(2026, 11, 21, 9, 12, tzinfo=dt.UTC)
EVERYTHING = Wishes(frozenset(Topic))
POLICY = PolicyState(
    "mta-sts.example.org",
    fetches=(Fetch("192.0.2.80", FetchStatus.FETCHED, http=200, media_type="text/plain"),),
    policy=StsPolicy("testing", ("*.example.net",), 604800),
    text="version: STSv1\nmode: testing\nmx: *.example.net\nmax_age: 604800\n",
)


def domain():
    """Answers for a domain with two MX hosts, the second of which has two addresses."""
    return [
        txt("_smtp._tls.example.org", "v=TLSRPTv1; rua=mailto:tlsrpt@example.org"),
        txt("_mta-sts.example.org", "v=STSv1; id=20261105"),
        mx("example.org", (20, "mx2.example.net"), (10, "mail.example.net")),
        *addresses("mail.example.net", "192.0.2.25"),
        *addresses("mx2.example.net", "192.0.2.26", "2001:db8::26"),
    ]


@pytest.fixture
def resolver():
    """A resolver that knows the domain and writes down what it is asked."""
    return FakeResolver(domain())


@pytest.fixture
def means(resolver):
    """Means with that resolver, and a clock that stands."""
    return Means(resolver, lambda: NOW)


@pytest.fixture
def sent(monkeypatch):
    """What is sent elsewhere than to the resolver: policy hosts and MX hosts, in order; nothing really is."""
    written = []

    async def look_up_policy(domain, means):
        written.append(f"https {domain}")
        return POLICY

    async def probe_hosts(mx, means, wishes, tell):
        made = []
        for host in mx.hosts:
            for address in host.addresses:
                written.append(f"smtp {address}")
                made.append(Probe(host.name, address, ProbeStatus.NO_STARTTLS, asked=NOW))
                tell(made[-1])
                await asyncio.sleep(0)
        return tuple(made)

    monkeypatch.setattr(mta_sts, "look_up_policy", look_up_policy)
    monkeypatch.setattr(starttls, "probe_hosts", probe_hosts)
    return written


async def told(means, wishes=EVERYTHING, name="example.org"):
    snapshots = []
    checkup = await check_domain(name, means, wishes, snapshots.append)
    assert snapshots[-1] is checkup
    return snapshots


async def test_everything_that_is_wished_for_has_a_line_at_the_end_and_none_is_still_out(means, sent):
    checkup = (await told(means))[-1]
    assert {check.topic for check in checkup.checks} == set(Topic)
    assert checkup.count(State.ASKING) == 0
    assert (checkup.domain, checkup.started, checkup.finished) == ("example.org", NOW, NOW)
    assert (checkup.resolver, checkup.validation) == (means.resolver.name, Validation.VALIDATES)
    assert checkup.published.reporting.record.addresses == ("mailto:tlsrpt@example.org",)
    assert checkup.published.sts_policy is POLICY
    assert [host.name for host in checkup.published.mx.hosts] == ["mail.example.net", "mx2.example.net"]


async def test_lines_stand_in_their_order_from_the_start_and_hosts_in_that_of_their_preference(means, sent):
    snapshots = await told(means)
    first = snapshots[0]
    assert [check.topic for check in first.checks] == list(Topic)
    assert {check.state for check in first.checks} == {State.ASKING}
    assert [snapshot.finished for snapshot in snapshots[:-1]] == [None] * (len(snapshots) - 1)
    for snapshot in snapshots:
        ranks = [check.topic.rank for check in snapshot.checks]
        assert ranks == sorted(ranks)
        assert set(ranks) == set(range(len(Topic)))
        keys = [check.key for check in snapshot.checks]
        assert len(set(keys)) == len(keys)
    for topic in (Topic.TLS, Topic.DANE):
        hosts = [check.host for check in snapshots[-1].checks if check.topic is topic]
        assert [host for host in dict.fromkeys(hosts) if host] in ([], ["mail.example.net", "mx2.example.net"])


async def test_what_is_known_is_told_as_it_comes_and_is_not_taken_back(means, sent):
    snapshots = await told(means)
    asking = [snapshot.count(State.ASKING) for snapshot in snapshots]
    assert len(set(asking)) > 3
    answered = set()
    for snapshot in snapshots:
        now = {check.key for check in snapshot.checks if check.state is not State.ASKING}
        present = {check.key for check in snapshot.checks}
        assert answered & present <= now
        answered |= now


async def test_hosts_have_lines_of_their_own_as_soon_as_they_are_known(means, sent, monkeypatch):
    held = asyncio.Event()

    async def look_up_dane(*_):
        await held.wait()
        return ()

    monkeypatch.setattr(dane, "look_up_dane", look_up_dane)
    seen = []

    def tell(checkup):
        seen.append([(check.key, check.state) for check in checkup.checks if check.topic is Topic.DANE])
        if checkup.published.mx and checkup.published.sts_policy:
            held.set()

    await check_domain("example.org", means, EVERYTHING, tell)
    waiting = [("dane mail.example.net", State.ASKING), ("dane mx2.example.net", State.ASKING)]
    assert seen[0] == [("dane", State.ASKING)]
    assert waiting in seen
    assert State.ASKING not in {state for _, state in seen[-1]}


NEEDED = {
    Topic.TLSRPT_RECORD: {"_smtp._tls.example.org", "example.org", "_smtp._tls.mail.example.net"},
    Topic.STS_RECORD: {"_mta-sts.example.org"},
    Topic.STS_POLICY: {"_mta-sts.example.org", "example.org"},
    Topic.POLICY_HOST: set(),
    Topic.MX: {"example.org", "mail.example.net"},
    Topic.TLS: {"example.org", "mail.example.net"},
    Topic.DANE: {"example.org", "mail.example.net"},
    Topic.DNSSEC: {"example.org", "mail.example.net"},
}


@pytest.mark.parametrize("topic", Topic)
async def test_only_what_is_wished_for_and_what_it_needs_is_asked(topic, means, resolver, sent):
    checkup = (await told(means, Wishes(frozenset({topic}))))[-1]
    asked = {name for name, _ in resolver.asked}
    assert {check.topic for check in checkup.checks} == {topic}
    assert asked >= NEEDED[topic]
    of_policy = topic in (Topic.STS_POLICY, Topic.POLICY_HOST)
    assert [line for line in sent if line.startswith("https")] == (["https example.org"] if of_policy else [])
    assert bool([line for line in sent if line.startswith("smtp")]) is (topic is Topic.TLS)
    assert any(name.startswith("_smtp._tls") for name in asked) is (topic is Topic.TLSRPT_RECORD)
    assert ("_mta-sts.example.org" in asked) is (topic in (Topic.STS_RECORD, Topic.STS_POLICY))
    assert ("example.org", Kind.MX) in resolver.asked or topic in (Topic.STS_RECORD, Topic.POLICY_HOST)


async def test_port_25_is_left_alone_unless_it_is_asked_for(means, sent):
    await told(means, Wishes())
    assert sent == ["https example.org"]
    await told(means)
    assert sorted(sent[2:]) == ["smtp 192.0.2.25", "smtp 192.0.2.26", "smtp 2001:db8::26"]


async def test_each_connection_is_told_when_it_ends(means, sent):
    probes = [len(snapshot.published.probes) for snapshot in await told(means)]
    assert {0, 1, 2, 3} <= set(probes)
    assert probes == sorted(probes)


async def test_nothing_is_asked_without_a_wish(means, resolver, sent):
    checkup = (await told(means, Wishes(frozenset())))[-1]
    assert (checkup.checks, resolver.asked, sent) == ((), [], [])


LOOK_UPS = [
    (tlsrpt, "look_up_reporting", {Topic.TLSRPT_RECORD}),
    (mta_sts, "look_up_record", {Topic.STS_RECORD}),
    (mta_sts, "look_up_policy", {Topic.STS_POLICY, Topic.POLICY_HOST}),
    (mail_hosts, "look_up_mx", {Topic.MX, Topic.TLS, Topic.DANE}),
    (dane, "look_up_dane", {Topic.DANE}),
    (dnssec, "look_up_dnssec", {Topic.DNSSEC}),
    (starttls, "probe_hosts", {Topic.TLS}),
]


@pytest.mark.parametrize(("module", "name", "lost"), LOOK_UPS, ids=[name for _, name, _ in LOOK_UPS])
async def test_a_mistake_in_asking_costs_only_what_stands_on_it(module, name, lost, means, sent, monkeypatch):
    async def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(module, name, broken)
    checkup = (await told(means))[-1]
    by_bug = {check.topic for check in checkup.checks for found in check.findings if found.code == "bug"}
    assert by_bug == lost
    for check in checkup.checks:
        assert check.state is not State.ASKING
        assert check.topic not in lost or check.state is State.UNKNOWN
        assert check.topic not in lost or "bug in tlsrpt-tui" in check.findings[0].sentence
        assert check.topic not in lost or "ZeroDivisionError" in check.findings[0].sentence


JUDGES = [
    (tlsrpt, "reporting_check", Topic.TLSRPT_RECORD),
    (mta_sts, "record_check", Topic.STS_RECORD),
    (mta_sts, "policy_check", Topic.STS_POLICY),
    (mta_sts, "policy_host_check", Topic.POLICY_HOST),
    (mail_hosts, "mx_check", Topic.MX),
    (check_list, "tls_checks", Topic.TLS),
    (dane, "dane_checks", Topic.DANE),
    (dnssec, "dnssec_check", Topic.DNSSEC),
]


@pytest.mark.parametrize(("module", "name", "lost"), JUDGES, ids=[name for _, name, _ in JUDGES])
async def test_a_mistake_in_judging_costs_only_its_own_line(module, name, lost, means, sent, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(module, name, broken)
    checkup = (await told(means))[-1]
    assert {check.topic for check in checkup.checks for found in check.findings if found.code == "bug"} == {lost}
    assert {check.topic for check in checkup.checks} == set(Topic)


@pytest.mark.parametrize(("module", "name"), [(tlsrpt, "look_up_reporting"), (tlsrpt, "reporting_check")])
async def test_who_looks_for_a_mistake_gets_it(module, name, means, sent, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(module, name, broken)
    monkeypatch.setenv(order.DEBUG_VARIABLE, "1")
    with pytest.raises(ZeroDivisionError):
        await told(means)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_resolver_that_breaks_leaves_every_line_unknown(means, sent, monkeypatch):
    async def broken(*_):
        raise OSError

    monkeypatch.setattr(means.resolver, "ask", broken)
    monkeypatch.setattr(means.resolver, "validation", broken)
    checkup = (await told(means))[-1]
    states = {check.topic: check.state for check in checkup.checks}
    assert {states.pop(Topic.POLICY_HOST), states.pop(Topic.STS_POLICY)} == {State.GOOD}  # neither is really asked
    assert set(states.values()) == {State.UNKNOWN}


async def test_a_cancelled_checkup_leaves_nothing_behind(means, sent, monkeypatch):
    asked = asyncio.Event()

    async def hang(*_):
        asked.set()
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(means.resolver, "ask", hang)
    snapshots = []
    running = asyncio.create_task(check_domain("example.org", means, EVERYTHING, snapshots.append))
    await asked.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert all(snapshot.finished is None for snapshot in snapshots)
    assert not means.resolver.closed


async def test_who_is_told_may_fail_and_then_everything_ends(means, sent):
    def tell(checkup):
        if checkup.published.mx:
            raise LookupError

    with pytest.raises(LookupError):
        await check_domain("example.org", means, EVERYTHING, tell)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_resolver_stays_open_for_the_next_checkup(means, resolver, sent):
    await told(means)
    assert not resolver.closed


async def test_a_domain_without_anything_is_told_as_that(sent):
    nothing = Means(FakeResolver(unknown=Security.INSECURE), lambda: NOW)
    checkup = (await told(nothing, Wishes(), "example.com"))[-1]
    assert checkup.count(State.ASKING) == 0
    assert {check.topic for check in checkup.checks} == set(Topic) - {Topic.TLS}


async def test_answers_may_come_in_any_order_and_none_is_lost(means, sent, monkeypatch):
    everything = (await told(means))[-1]
    ask, validation = means.resolver.ask, means.resolver.validation

    async def late(steps):
        for _ in range(steps):
            await asyncio.sleep(0)

    async def ask_late(name, kind):
        await late(len(name) % 7 * 5)
        return await ask(name, kind)

    async def validate_late():
        await late(200)
        return await validation()

    monkeypatch.setattr(means.resolver, "ask", ask_late)
    monkeypatch.setattr(means.resolver, "validation", validate_late)
    assert (await told(means))[-1] == everything
