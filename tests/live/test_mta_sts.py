import asyncio
import dataclasses
import datetime as dt
import threading

import pytest

from tests.live.fake import FakeResolver, addresses, bogus, failed, mx, txt
from tests.live.world import https
from tlsrpt_tui.live.answers import Kind, Status
from tlsrpt_tui.live.check import State
from tlsrpt_tui.live.means import Means
from tlsrpt_tui.live.mta_sts import look_up_policy, look_up_record, policy_check, policy_host_check, record_check
from tlsrpt_tui.live.policy_host import NO_WAY
from tlsrpt_tui.live.published import Certificate, Fetch, FetchStatus, MxHost, MxState, PolicyState
from tlsrpt_tui.live.sts_policy import read_policy

AT = "_mta-sts.example.com"
HOST = "mta-sts.example.com"
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
RECORD = "v=STSv1; id=20261105T101500"
FOUR, FOUR_B, SIX = "192.0.2.1", "192.0.2.2", "2001:db8::1"
LEAF = Certificate(
    b"", f"CN={HOST}", "CN=Example", (HOST,), NOW - dt.timedelta(days=29), NOW + dt.timedelta(days=61, hours=1)
)


def policy_text(mode="enforce", hosts=("mx1.example.com",), max_age=604800):
    lines = ["version: STSv1", f"mode: {mode}", *(f"mx: {host}" for host in hosts), f"max_age: {max_age}"]
    return "".join(f"{line}\r\n" for line in lines)


def fetched(address=FOUR, text=None, **more):
    body = (policy_text() if text is None else text).encode()
    media = {"media_type": "text/plain; charset=utf-8", "chain": (LEAF,), **more}
    return Fetch(address, FetchStatus.FETCHED, http=200, body=body, **media)


def served(*fetches, differs=()):
    """What the policy host serves, as the look-up puts it together."""
    answers = tuple(addresses(HOST, *(fetch.address for fetch in fetches if fetch.address)))
    good = [fetch for fetch in fetches if fetch.status is FetchStatus.FETCHED]
    policy, faults = read_policy(good[0].body) if good else (None, ())
    return PolicyState(HOST, answers, fetches, policy, good[0].body.decode() if good else "", faults, differs)


def with_policy(**more):
    return served(fetched(text=policy_text(**more)))


def hosts(*names, null=False):
    answer = mx("example.com", (0, "")) if null else mx("example.com", *names)
    return MxState(answer, tuple(MxHost(name, 10) for name in names), null=null)


async def record(*answers):
    return await look_up_record("example.com", FakeResolver(answers))


async def good_record():
    return await record(txt(AT, RECORD))


async def no_sts():
    return await record()


def codes(check):
    return [finding.code for finding in check.findings]


def host_check(state, known=None):
    return policy_host_check(state, domain="example.com", now=NOW, record=known)


# The record


def test_before_the_answers_everything_is_asking():
    lines = (
        record_check(None, domain="example.com", policy=None),
        policy_check(None, None, None, domain="example.com"),
        host_check(None),
    )
    assert [check.state for check in lines] == [State.ASKING] * 3
    assert [check.key for check in lines] == ["sts-record", "sts-policy", "policy-host"]
    assert [check.title for check in lines] == ["MTA-STS record", "MTA-STS policy", "Policy host"]


async def test_a_good_record_is_good():
    check = record_check(await good_record(), domain="example.com", policy=with_policy())
    assert (check.state, check.found, check.findings) == (State.GOOD, "id=20261105T101500", ())
    assert (check.ttl, check.section, check.repeat) == (3600, "8461 §3.1", (f"dig @192.0.2.53 {AT} TXT",))
    assert RECORD in check.sent[0]


async def test_a_faulty_id_says_what_to_publish():
    state = await record(txt(AT, "v=STSv1; id=2026-11-05"))
    check = record_check(state, domain="example.com", policy=None)
    assert (check.state, check.do) == (State.BAD, "publish: v=STSv1; id=20261105")
    assert "id-characters" in codes(check)


async def test_neither_record_nor_policy_is_a_warning_that_says_how_to_begin():
    check = record_check(await no_sts(), domain="example.com", policy=served(fetch_404()))
    assert (check.state, check.found, codes(check)) == (State.WARNING, "none: no MTA-STS", ["no-mta-sts"])
    assert check.do.startswith(
        f"serve a policy in mode testing at https://{HOST}/.well-known/mta-sts.txt, then publish"
    )
    assert "v=STSv1; id=20261122T090000" in check.do


async def test_a_domain_that_takes_no_mail_needs_none():
    check = record_check(await no_sts(), domain="example.com", policy=None, mx=hosts(null=True))
    assert (check.state, codes(check)) == (State.GOOD, ["no-mail"])


async def test_a_policy_without_a_record_is_a_warning_of_the_record():
    none = await no_sts()
    check = record_check(none, domain="example.com", policy=with_policy())
    assert (check.state, codes(check)) == (State.WARNING, ["policy-without-record"])
    beside = policy_check(with_policy(), none, hosts("mx1.example.com"), domain="example.com")
    assert (beside.state, codes(beside)) == (State.GOOD, ["policy-without-record"])


async def test_an_unrelated_record_is_none():
    check = record_check(await record(txt(AT, "v=spf1 -all")), domain="example.com", policy=None)
    assert check.state is State.WARNING
    assert set(codes(check)) == {"no-mta-sts", "spf-found"}


@pytest.mark.parametrize("status", [Status.FAILED, Status.TIMED_OUT, Status.UNREACHABLE])
async def test_no_answer_is_no_verdict_on_the_record(status):
    check = record_check(await record(failed(AT, Kind.TXT, status)), domain="example.com", policy=None)
    assert (check.state, check.found) == (State.UNKNOWN, status.value)


async def test_a_record_that_fails_validation_is_bad():
    check = record_check(await record(bogus(AT, Kind.TXT)), domain="example.com", policy=None)
    assert (check.state, codes(check)) == (State.BAD, ["dnssec-bogus"])


# The policy


def fetch_404(address=FOUR):
    return Fetch(address, FetchStatus.WRONG_STATUS, http=404, media_type="text/html", chain=(LEAF,))


async def judged(state, mx_state=None, known=None):
    return policy_check(state, known or await good_record(), mx_state or hosts("mx1.example.com"), domain="example.com")


async def test_a_policy_that_names_every_host_is_good():
    check = await judged(with_policy(hosts=("*.example.com",)), hosts("mx1.example.com", "mx2.example.com"))
    assert (check.state, check.found, check.findings) == (State.GOOD, "enforce, max_age 7 days", ())
    assert (check.ttl, check.section) == (None, "8461 §3.2")
    assert check.repeat == (f"curl -sSi --max-time 60 https://{HOST}/.well-known/mta-sts.txt",)


async def test_the_policy_is_shown_as_sent_with_line_numbers():
    check = await judged(with_policy())
    assert check.sent == (
        "  1 version: STSv1",
        "  2 mode: enforce",
        "  3 mx: mx1.example.com",
        "  4 max_age: 604800",
    )


@pytest.mark.parametrize(("mode", "state"), [("enforce", State.BAD), ("testing", State.WARNING)])
async def test_an_mx_host_outside_the_policy_weighs_as_its_mode_does(mode, state):
    check = await judged(with_policy(mode=mode), hosts("mx1.example.com", "mx2.example.net"))
    assert (check.state, check.found) == (state, f"{mode}, mx2 not in it")
    assert "mx-not-in-policy" in codes(check)
    assert check.do == "add “mx: mx2.example.net” to the policy, and give the record a new id"


async def test_a_pattern_without_a_host_does_no_harm():
    check = await judged(with_policy(hosts=("mx1.example.com", "old.example.com")))
    assert (check.state, codes(check)) == (State.GOOD, ["pattern-without-mx"])
    assert "old.example.com" in check.findings[0].sentence


async def test_mode_none_is_a_warning_and_asks_for_no_more():
    check = await judged(with_policy(mode="none", hosts=(), max_age=60), hosts("mx9.example.com"))
    assert (check.state, codes(check), check.found) == (State.WARNING, ["mode-none"], "mode none: switched off")


async def test_mode_testing_is_remarked_on():
    check = await judged(with_policy(mode="testing"))
    assert (check.state, codes(check)) == (State.GOOD, ["mode-testing"])


async def test_a_short_max_age_is_one_warning():
    check = await judged(with_policy(mode="testing", max_age=86400))
    assert (check.state, check.found) == (State.WARNING, "testing, max_age 1 day is short")
    assert codes(check) == ["max-age-short", "mode-testing"]


async def test_hosts_that_are_not_known_are_not_held_against_the_policy():
    unknown = MxState(failed("example.com", Kind.MX, Status.TIMED_OUT))
    check = await judged(with_policy(), unknown)
    assert (check.state, codes(check)) == (State.GOOD, ["mx-not-known"])


async def test_a_domain_without_mail_has_no_use_for_its_policy():
    check = await judged(with_policy(), hosts(null=True))
    assert (check.state, codes(check)) == (State.GOOD, ["no-mail"])


async def test_a_record_without_a_policy_is_bad():
    check = await judged(served(fetch_404()))
    assert (check.state, check.found) == (State.BAD, "none: HTTP 404 Not Found")
    assert codes(check) == ["record-without-policy"]


async def test_without_record_and_policy_there_is_nothing_to_judge():
    check = await judged(served(fetch_404()), known=await no_sts())
    assert (check.state, codes(check)) == (State.UNKNOWN, ["no-mta-sts"])


async def test_a_faulty_policy_is_bad_and_tells_its_lines():
    check = await judged(served(fetched(text=policy_text(mode="Enforce"))))
    assert check.state is State.BAD
    assert check.found == "not valid: mode case"
    assert any(finding.sentence.startswith("line 2: ") for finding in check.findings)


async def test_a_policy_host_that_is_not_reached_is_no_verdict():
    check = await judged(served(Fetch(FOUR, FetchStatus.UNREACHABLE, reason="no connection within 20 s")))
    assert (check.state, codes(check)) == (State.UNKNOWN, ["not-reached"])


async def test_a_policy_host_that_dns_does_not_tell_is_no_verdict():
    answers = (failed(HOST, Kind.A, Status.TIMED_OUT), failed(HOST, Kind.AAAA, Status.TIMED_OUT))
    check = await judged(PolicyState(HOST, answers))
    assert (check.state, check.found) == (State.UNKNOWN, "timed out")
    beside = host_check(PolicyState(HOST, answers), await good_record())
    assert (beside.state, beside.found) == (State.UNKNOWN, "timed out")


# The policy host


async def test_a_good_policy_host_tells_for_how_long_its_certificate_lasts():
    check = host_check(served(fetched()), await good_record())
    assert (check.state, check.found, check.findings) == (State.GOOD, "HTTP 200, certificate 61 days", ())
    assert (check.ttl, check.host, check.section) == (None, HOST, "8461 §3.3")
    assert f"{FOUR}: HTTP 200 OK" in check.sent


@pytest.mark.parametrize(("days", "state"), [(13, State.WARNING), (14, State.GOOD), (-1, State.BAD)])
def test_a_certificate_that_ends_soon_is_told(days, state):
    leaf = dataclasses.replace(LEAF, not_after=NOW + dt.timedelta(days=days, hours=1))
    assert host_check(served(fetched(chain=(leaf,)))).state is state


@pytest.mark.parametrize(
    ("fetch", "found", "word"),
    [
        (
            Fetch(FOUR, FetchStatus.REDIRECTED, http=302, location="https://www.example.com/"),
            "redirects, HTTP 302",
            "302",
        ),
        (fetch_404(), "HTTP 404 Not Found", "only 200"),
        (
            Fetch(FOUR, FetchStatus.TLS_FAILED, tls_fault="the certificate expired 2026-11-19 08:00 UTC"),
            "certificate expired 2026-11-19",
            "authenticate",
        ),
        (Fetch(FOUR, FetchStatus.TLS_FAILED, reason="it does not speak TLS"), "it does not speak TLS", "speak TLS"),
        (Fetch(FOUR, FetchStatus.TOO_LARGE, http=200), "sends more than 64 KiB", "64 KiB"),
        (Fetch(FOUR, FetchStatus.TIMED_OUT, reason="late"), "no policy in time", "too long: late"),
        (Fetch(FOUR, FetchStatus.BROKEN, reason="cut"), "connection broken", "breaks off: cut"),
        (Fetch(FOUR, FetchStatus.REFUSED), "connection refused", "refuses"),
        (Fetch("", FetchStatus.NOT_FOUND), "has no address", "has no address"),
    ],
)
async def test_each_failure_has_its_own_words(fetch, found, word):
    check = host_check(served(fetch), await good_record())
    assert (check.state, check.found) == (State.BAD, found)
    assert word in check.findings[0].sentence
    assert check.do
    idle = host_check(served(fetch), await no_sts())
    assert (idle.state, idle.found) == (State.UNKNOWN, "not in use: no record")


def test_whose_alias_the_policy_host_is_is_a_fact():
    state = dataclasses.replace(
        served(fetched()), answers=tuple(addresses(HOST, FOUR, aliases=("mta-sts.example.net",)))
    )
    assert dict(host_check(state).facts)["Alias of"] == "mta-sts.example.net"


async def test_a_host_that_is_not_reached_from_here_is_no_verdict():
    check = host_check(served(Fetch(FOUR, FetchStatus.UNREACHABLE, reason=NO_WAY)), await good_record())
    assert (check.state, check.found) == (State.UNKNOWN, "not reached from here")


@pytest.mark.parametrize(
    ("fetches", "state", "found"),
    [
        ((fetched(), fetch_404(SIX)), State.WARNING, "IPv6: HTTP 404 Not Found"),
        ((fetch_404(), fetched(SIX)), State.BAD, "IPv4: HTTP 404 Not Found"),
        ((fetched(), fetch_404(FOUR_B)), State.WARNING, "IPv4: HTTP 404 Not Found"),
        ((fetched(), Fetch(SIX, FetchStatus.UNREACHABLE, reason="late")), State.UNKNOWN, "IPv6: not reached from here"),
        ((fetched(), Fetch(SIX, FetchStatus.UNREACHABLE, reason=NO_WAY)), State.GOOD, "HTTP 200, certificate 61 days"),
    ],
)
async def test_what_works_beside_a_failure_decides_its_weight(fetches, state, found):
    check = host_check(served(*fetches), await good_record())
    assert (check.state, check.found) == (state, found)


def test_addresses_that_fail_alike_are_told_once():
    check = host_check(served(fetch_404(FOUR), fetch_404(FOUR_B)))
    assert len(check.findings) == 1
    assert f"{HOST} at {FOUR} and {FOUR_B} answers HTTP 404" in check.findings[0].sentence


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("the chain is incomplete: CN=A signed the certificate and was not sent", "chain is incomplete"),
        ("the certificate is signed by itself, not by an authority", "certificate is signed by itself"),
        ("the certificate expired 2026-11-19 08:00 UTC; and more", "certificate expired 2026-11-19"),
    ],
)
def test_a_narrow_line_says_what_is_wrong_with_a_certificate_in_few_words(fault, found):
    assert host_check(served(Fetch(FOUR, FetchStatus.TLS_FAILED, tls_fault=fault))).found == found


def test_the_certificate_that_is_shown_is_that_of_the_address_that_fails():
    other = dataclasses.replace(LEAF, subject="CN=www.example.com")
    failing = Fetch(SIX, FetchStatus.TLS_FAILED, tls_fault="the certificate expired", chain=(other,))
    assert "CN=www.example.com" in dict(host_check(served(fetched(), failing)).facts)["Leaf"]


def test_addresses_that_serve_different_policies_are_told():
    check = host_check(served(fetched(), fetched(SIX, policy_text(mode="testing")), differs=(SIX,)))
    assert (check.state, check.found, codes(check)) == (
        State.WARNING,
        "HTTP 200, addresses differ",
        ["policies-differ"],
    )
    assert SIX in check.findings[0].sentence


@pytest.mark.parametrize(
    ("media_type", "state"),
    [
        ("text/plain", State.GOOD),
        ("Text/Plain; charset=koi8-r", State.GOOD),
        ("text/html", State.WARNING),
        ("", State.WARNING),
    ],
)
def test_another_media_type_is_a_warning_and_the_charset_does_not_count(media_type, state):
    assert host_check(served(fetched(media_type=media_type))).state is state


def test_hostile_answers_are_shown_harmlessly():
    evil = "\x1b]0;own\x07\u202e" + "x" * 9000
    leaf = dataclasses.replace(LEAF, subject=evil, names=(evil,))
    fetches = (
        fetched(text=evil, media_type=evil, chain=(leaf,)),
        Fetch(FOUR_B, FetchStatus.REDIRECTED, http=301, location=evil, chain=(leaf,)),
        Fetch(SIX, FetchStatus.TLS_FAILED, tls_fault=evil, reason=evil, chain=(leaf,)),
        Fetch("2001:db8::2", FetchStatus.BROKEN, reason=evil),
    )
    state = served(*fetches)
    for check in (host_check(state), policy_check(state, None, None, domain="example.com")):
        facts = [value for _, value in check.facts]
        told = [check.found, check.do, *facts, *check.sent, *check.repeat, *(each.sentence for each in check.findings)]
        assert all(text.isprintable() and len(text) < 1000 for text in told)
        assert len(check.found) <= 40


# The look-up


def means(ca, resolver, port, *, seconds=20.0):
    return Means(
        resolver,
        lambda: dt.datetime.now(dt.UTC),
        https_port=port,
        ca_file=str(ca.file),
        policy_seconds=seconds,
        allow_local=True,
    )


async def looked_up(ca, *listeners, more=(), seconds=20.0):
    """The policy state of a host with a listener at each of its addresses; ``more`` are addresses without one."""
    context = ca.issue((HOST,)).context()
    resolver = FakeResolver(addresses(HOST, *(address for address, _ in listeners), *more))
    async with https.policy_host(*((address, context, behaviour) for address, behaviour in listeners)) as server:
        return await look_up_policy("example.com", means(ca, resolver, server.port, seconds=seconds)), resolver


async def test_a_policy_is_looked_up_with_our_resolver_alone(ca):
    state, resolver = await looked_up(ca, ("127.0.0.1", https.answer()))
    assert state.policy.mode == "enforce"
    assert (state.host, state.text, state.differs) == (HOST, https.POLICY.decode(), ())
    assert sorted(resolver.asked) == [(HOST, Kind.A), (HOST, Kind.AAAA)]


@pytest.mark.skipif(not https.has_ipv6(), reason="there is no ::1 here")
async def test_another_text_over_ipv6_is_told(ca):
    other = policy_text(mode="testing", hosts=("mx1.example.com",)).encode()
    state, _ = await looked_up(ca, ("127.0.0.1", https.answer()), ("::1", https.answer(other)))
    assert [fetch.status for fetch in state.fetches] == [FetchStatus.FETCHED] * 2
    assert (state.policy.mode, state.differs) == ("enforce", ("::1",))


@pytest.mark.skipif(not https.has_ipv6(), reason="there is no ::1 here")
async def test_ipv6_that_refuses_beside_ipv4_that_works_is_a_warning(ca):
    state, _ = await looked_up(ca, ("127.0.0.1", https.answer()), more=("::1",))
    check = policy_host_check(state, domain="example.com", now=dt.datetime.now(dt.UTC))
    assert (check.state, check.found) == (State.WARNING, "IPv6: connection refused")


async def test_lines_that_end_in_lf_are_read_as_well(ca):
    state, _ = await looked_up(ca, ("127.0.0.1", https.answer(https.POLICY.replace(b"\r\n", b"\n"))))
    assert state.policy is not None
    assert [fault.code for fault in state.faults] == ["line-lf"]


@pytest.mark.skipif(not https.has_ipv6(), reason="there is no ::1 here")
async def test_other_ends_of_lines_are_no_other_policy(ca):
    plain = https.answer(https.POLICY.replace(b"\r\n", b"\n"))
    state, _ = await looked_up(ca, ("127.0.0.1", https.answer()), ("::1", plain))
    assert state.differs == ()


async def test_only_so_many_addresses_are_asked(ca):
    addrs = [*(f"127.0.0.{number}" for number in range(1, 9)), *(f"::ffff:127.0.0.{number}" for number in range(1, 9))]
    resolver = FakeResolver(addresses(HOST, *addrs))
    async with https.policy_host(("127.0.0.1", None, https.cut)) as server:
        port = server.port
    state = await look_up_policy("example.com", means(ca, resolver, port))
    assert [fetch.address for fetch in state.fetches] == [*addrs[:2], *addrs[8:10]]


async def test_a_host_without_an_address_is_not_found(ca):
    state = await look_up_policy("example.com", means(ca, FakeResolver(), 9))
    assert [fetch.status for fetch in state.fetches] == [FetchStatus.NOT_FOUND]


async def test_dns_that_does_not_answer_leads_to_no_fetch(ca):
    resolver = FakeResolver([failed(HOST, Kind.A), failed(HOST, Kind.AAAA, Status.TIMED_OUT)])
    state = await look_up_policy("example.com", means(ca, resolver, 9))
    assert (state.fetches, state.policy) == ((), None)


async def test_authorities_that_cannot_be_read_are_no_fault_of_the_host(tmp_path):
    resolver = FakeResolver(addresses(HOST, FOUR))
    given = Means(resolver, lambda: NOW, ca_file=str(tmp_path / "none.pem"))
    state = await look_up_policy("example.com", given)
    assert state.fetches[0].status is FetchStatus.UNREACHABLE
    assert host_check(state).state is State.UNKNOWN


async def test_a_look_up_that_is_cancelled_leaves_neither_task_nor_thread(ca):
    threads = threading.active_count()
    context = ca.issue((HOST,)).context()
    resolver = FakeResolver(addresses(HOST, "127.0.0.1"))
    async with https.policy_host(("127.0.0.1", context, https.hang)) as server:
        task = asyncio.create_task(look_up_policy("example.com", means(ca, resolver, server.port)))
        await server.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.ended.wait()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert threading.active_count() == threads
