"""What becomes of a question, whatever answers it: nobody, a stranger, a liar, or somebody who speaks nonsense."""

import asyncio
import datetime as dt
import gc

import dns.flags
import pytest

from tests.live.fake import txt
from tests.live.world.dns import free_port
from tests.live.world.scripted_dns import (
    Raw,
    ScriptedDns,
    answer,
    failing,
    junk,
    liar,
    listed,
    nothing_exists,
    other_id,
    other_question,
    refusing,
    silent,
)
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.answers import Exchange, Kind, Other, Security, Status, Validation
from tlsrpt_tui.live.dns_memory import Memory
from tlsrpt_tui.live.name_servers import NameServer, Way, read_name_server, system_name_servers
from tlsrpt_tui.live.resolver import make_resolver

SHORT = 0.3
LONG = 30.0
MX = "example.com. 3600 IN MX 10 MX1.Example.com."


class Clock:
    """A time that moves only when it is told to."""

    def __init__(self):
        self.now = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)

    def __call__(self):
        return self.now

    def pass_by(self, seconds):
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ask(clock):
    """Ask one question of a server that behaves as named; what is left open is an error."""

    async def asked(behave, name="example.com", kind=Kind.MX, lifetime=LONG):
        with ScriptedDns(behave) as server:
            resolver = make_resolver(server.address, clock=clock, lifetime=lifetime)
            found = await resolver.ask(name, kind)
            await resolver.close()
            await nothing_is_left()
        return found

    return asked


async def nothing_is_left():
    """Neither a task nor a socket of this loop is left over."""
    for _ in range(3):
        await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert len(loop._selector.get_map()) == 1  # the loop's own pipe
    gc.collect()  # what is not closed warns, and warnings are errors


async def test_an_answer_is_records_names_in_lower_case_and_the_least_ttl(ask):
    found = await ask(listed(MX, "example.com. 60 IN MX 20 mx2.example.com."))
    assert found.status is Status.FOUND
    assert found.exchanges == (Exchange(10, "mx1.example.com"), Exchange(20, "mx2.example.com"))
    assert found.ttl == 60
    assert any(line.endswith("IN MX 10 MX1.example.com.") for line in found.lines)


async def test_null_mx_names_the_root_which_is_shown_as_nothing(ask):
    assert (await ask(listed("example.com. 60 IN MX 0 ."))).exchanges == (Exchange(0, ""),)


async def test_names_are_asked_without_case_and_without_their_last_dot(ask):
    found = await ask(listed(MX), name="EXAMPLE.com.")
    assert (found.name, found.status) == ("example.com", Status.FOUND)


async def test_the_strings_of_a_text_stay_apart_and_its_bytes_stay_as_they_are(ask):
    found = await ask(listed(r'example.com. 60 IN TXT "v=TLSRPTv1; " "rua=\255\027"'), kind=Kind.TXT)
    assert found.records[0].strings == (b"v=TLSRPTv1; ", b"rua=\xff\x1b")
    assert found.texts == ("v=TLSRPTv1; rua=\\xff\x1b",)
    assert "\x1b" not in "".join(found.lines)


async def test_a_tlsa_record_keeps_its_numbers_and_its_bytes(ask):
    name = "_25._tcp.mx1.example.com"
    found = await ask(listed(f"{name}. 60 IN TLSA 3 1 1 {'ab' * 32}"), name=name, kind=Kind.TLSA)
    assert [str(record) for record in found.tlsa] == ["3 1 1 " + "ab" * 32]


async def test_other_types_come_as_a_zone_file_writes_them(ask):
    found = await ask(listed("example.com. 60 IN NS ns1.example.com."), kind=Kind.NS)
    assert found.records == (Other("ns1.example.com."),)


async def test_aliases_are_followed_and_the_least_ttl_of_the_chain_counts(ask):
    chain = ("example.com. 30 IN CNAME b.example.org.", "b.example.org. 90 IN CNAME c.example.net.")
    found = await ask(lambda query: [answer(query, *chain, "c.example.net. 60 IN A 192.0.2.1")], kind=Kind.A)
    assert found.aliases == ("b.example.org", "c.example.net")
    assert found.addresses == ("192.0.2.1",)
    assert found.ttl == 30


async def test_an_alias_to_nothing_says_so_and_still_names_the_alias(ask):
    found = await ask(lambda query: [answer(query, "example.com. 30 IN CNAME gone.example.org.", rcode="NXDOMAIN")])
    assert (found.status, found.aliases) == (Status.NO_NAME, ("gone.example.org",))


async def test_a_record_of_an_unasked_name_is_left_aside(ask):
    found = await ask(lambda query: [answer(query, "elsewhere.example.net. 60 IN MX 10 mx.example.net.")])
    assert (found.status, found.records) == (Status.NO_RECORD, ())


async def test_no_record_of_this_type_is_told_apart_from_no_such_name(ask):
    soa = "example.com. 900 IN SOA ns.example.com. h.example.com. 1 2 3 4 300"
    assert (await ask(lambda query: [answer(query, authority=[soa])])).status is Status.NO_RECORD
    found = await ask(nothing_exists)
    assert (found.status, found.ttl) == (Status.NO_NAME, 300)


async def test_a_refusal_comes_with_its_reason(ask):
    found = await ask(refusing)
    assert (found.status, found.errors) == (Status.REFUSED, ("EDE 18 Prohibited: not for you",))


async def test_a_failure_that_stays_without_validation_is_no_verdict_on_dnssec(ask):
    found = await ask(failing((22, "no \x1bservers"), (4242, "")))
    assert (found.status, found.security) == (Status.FAILED, Security.UNKNOWN)
    assert found.errors == ("EDE 22 No Reachable Authority: no ␛servers", "EDE 4242")


async def test_a_failure_that_goes_away_without_validation_is_bogus(ask):
    def behave(query):
        if query.unchecked:
            return [answer(query, MX)]
        return [answer(query, rcode="SERVFAIL", errors=[(7, "")])]

    found = await ask(behave)
    assert (found.status, found.security, found.records) == (Status.FAILED, Security.BOGUS, ())
    assert found.errors == ("EDE 7 Signature Expired", "without validation: found")
    assert len(found.lines) == 1


async def test_a_failure_of_a_resolver_that_validates_nothing_was_only_a_bad_moment(ask):
    def behave(query):
        if query.name == "":
            return [answer(query, ". 300 IN NS a.example.")]
        return [answer(query, MX) if query.unchecked else answer(query, rcode="SERVFAIL")]

    found = await ask(behave)
    assert (found.status, found.security) == (Status.FOUND, Security.UNKNOWN)


async def test_another_return_code_is_a_failure_that_names_it(ask):
    assert (await ask(lambda query: [answer(query, rcode="NOTIMP")])).errors[0] == "answered NOTIMP"


async def test_silence_is_a_time_out_after_several_tries(clock):
    with ScriptedDns(silent) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=SHORT)
        found = await resolver.ask("example.com", Kind.MX)
    assert found.status is Status.TIMED_OUT
    assert found.errors == (f"{server.address} did not answer in time",)
    assert len(server.asked) > 1
    await nothing_is_left()


async def test_silence_over_tcp_is_a_time_out_too(ask):
    found = await ask(lambda query: [answer(query, truncated=True)] if query.over == "udp" else None, lifetime=SHORT)
    assert found.status is Status.TIMED_OUT


async def test_where_nobody_listens_the_resolver_is_not_reached(clock):
    resolver = make_resolver(f"127.0.0.1:{free_port()}", clock=clock, lifetime=LONG)
    found = await resolver.ask("example.com", Kind.MX)
    assert found.status is Status.UNREACHABLE
    assert "cannot be reached: Connection refused" in found.errors[0]
    assert await resolver.validation() is Validation.UNKNOWN
    await nothing_is_left()


async def test_the_next_name_server_is_asked_when_the_first_is_not_there(clock, tmp_path, monkeypatch):
    with ScriptedDns(listed(MX)) as server:
        port = int(server.address.rpartition(":")[2])
        hosts = [
            NameServer(Way.PLAIN, host, host, where, host)
            for host, where in (("127.0.0.1", free_port()), ("127.0.0.1", port))
        ]
        monkeypatch.setattr("tlsrpt_tui.live.resolver.system_name_servers", lambda _: tuple(hosts))
        found = await make_resolver("", clock=clock, lifetime=LONG).ask("example.com", Kind.MX)
    assert found.status is Status.FOUND


async def test_a_truncated_answer_is_asked_for_again_over_tcp(clock):
    with ScriptedDns(lambda query: [answer(query, MX, truncated=query.over == "udp")]) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        found = await resolver.ask("example.com", Kind.MX)
        assert found.status is Status.FOUND
        assert [query.over for query in server.asked if query.name] == ["udp", "tcp"]
    await nothing_is_left()


async def test_every_question_wants_dnssec_and_small_packets(clock):
    with ScriptedDns(listed(MX)) as server:
        await make_resolver(server.address, clock=clock, lifetime=LONG).ask("example.com", Kind.MX)
    for query in server.asked:
        assert query.message.payload == 1232
        assert query.message.ednsflags & dns.flags.DO
        assert query.message.flags & dns.flags.AD


@pytest.mark.parametrize("behave", [other_id, other_question], ids=["another id", "another question"])
async def test_what_answers_something_else_is_not_believed(ask, behave):
    found = await ask(behave, kind=Kind.A, lifetime=SHORT)
    assert (found.status, found.records) == (Status.GARBLED, ())
    assert "answers another question" in found.errors[0]


async def test_a_forged_answer_does_not_keep_the_good_one_out(ask):
    def behave(query):
        return [*other_id(query), b"\x00", *other_question(query), answer(query, "example.com. 60 IN A 192.0.2.1")]

    assert (await ask(behave, kind=Kind.A)).addresses == ("192.0.2.1",)


async def test_nothing_is_made_of_64_kib_of_junk(ask):
    assert (await ask(junk)).status is Status.GARBLED


@pytest.mark.parametrize(
    "sent",
    [b"\x00", b"\xff" * 12, b"\xc0\x0c" * 300, bytes(range(256)) * 5, b"\x00" * 12],
    ids=["one byte", "ones", "pointers", "everything", "zeros"],
)
async def test_garbage_over_udp_is_told_as_such(ask, sent):
    found = await ask(lambda query: [query.message.id.to_bytes(2, "big") + sent[2:]], lifetime=SHORT)
    assert found.status is Status.GARBLED


async def test_an_answer_that_ends_in_the_middle_is_told_as_such(ask):
    found = await ask(lambda query: [answer(query, MX)[:-20]], lifetime=SHORT)
    assert found.status is Status.GARBLED
    assert "ends in the middle" in found.errors[0]


async def test_a_connection_that_ends_in_the_middle_is_told_as_such(ask):
    def behave(query):
        return [answer(query, truncated=True)] if query.over == "udp" else [Raw(b"\x01\x00only this")]

    found = await ask(behave)
    assert found.status is Status.GARBLED
    assert "ended the connection" in found.errors[0]


async def test_a_record_that_cannot_be_read_is_left_out_and_told(ask):
    good = ("example.com. 60 IN A 192.0.2.1", "example.com. 60 IN A 192.0.2.2")

    def behave(query):
        wire = answer(query, *good)
        return [wire.replace(b"\x00\x04\xc0\x00\x02\x02", b"\x00\x03\xc0\x00\x02")] if query.name else [wire]

    found = await ask(behave, kind=Kind.A)
    assert found.addresses == ("192.0.2.1",)
    assert found.errors == ("1 of its records cannot be read",)


async def test_where_no_record_can_be_read_there_is_no_answer(ask):
    def behave(query):
        return [answer(query, "example.com. 60 IN A 192.0.2.2").replace(b"\x00\x04\xc0\x00\x02", b"\x00\x03\xc0\x00")]

    assert (await ask(behave, kind=Kind.A)).status is Status.GARBLED


async def test_aliases_in_a_circle_end(ask):
    def behave(query):
        return [answer(query, "example.com. 60 IN CNAME b.example.com.", "b.example.com. 60 IN CNAME example.com.")]

    found = await ask(behave)
    assert found.status is Status.GARBLED
    assert "circle" in found.errors[0]


async def test_of_a_gigantic_answer_200_records_are_looked_at(ask):
    many = [f"example.com. 60 IN A 192.0.{number // 250}.{number % 250}" for number in range(1500)]
    found = await ask(
        lambda query: [answer(query, *many) if query.over == "tcp" else answer(query, truncated=True)], kind=Kind.A
    )
    assert len(found.records) == len(found.lines) == 200
    assert found.errors == ("1300 more records are left out, after 200",)


async def test_a_name_that_cannot_exist_is_not_asked_for(clock):
    with ScriptedDns(silent) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        for name in ("a" * 64 + ".example.com", ".".join(["abcdefgh"] * 40), "a..example.com"):
            assert (await resolver.ask(name, Kind.A)).status is Status.NO_NAME
    assert server.asked == []


# DNSSEC: whose word counts


async def test_the_word_of_a_validating_resolver_on_this_machine_counts(ask):
    assert (await ask(listed(MX, validates=True))).security is Security.SECURE


async def test_without_validation_nothing_is_known(ask):
    assert (await ask(listed(MX))).security is Security.UNKNOWN


async def test_the_word_of_a_resolver_over_an_open_path_is_a_claim(clock, monkeypatch):
    monkeypatch.setattr(NameServer, "trusted", property(lambda _: False))
    with ScriptedDns(liar("x 60 IN MX 10 mx.example.net.")) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        assert await resolver.validation() is Validation.CLAIMS
        assert (await resolver.ask("example.com", Kind.MX)).security is Security.CLAIMED


def test_only_loopback_and_encrypted_paths_are_trusted():
    trusted = ("127.0.0.53", "[::1]:53", "tls://192.0.2.53", "https://dns.example")
    assert all(read_name_server(text).trusted for text in trusted)
    assert not any(read_name_server(text).trusted for text in ("192.0.2.53", "2001:db8::53", "198.51.100.1:5353"))


async def test_whether_it_validates_is_asked_once_and_only_after_a_question(clock):
    with ScriptedDns(listed(MX, validates=True)) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        assert server.asked == []
        await asyncio.gather(*(resolver.ask(f"a{number}.example.com", Kind.A) for number in range(20)))
        assert await resolver.validation() is Validation.VALIDATES
        assert sum(query.name == "" for query in server.asked) == 1


# Memory


async def test_an_answer_is_remembered_for_its_ttl_and_says_what_is_left_of_it(clock):
    with ScriptedDns(listed(MX)) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        first = await resolver.ask("example.com", Kind.MX)
        clock.pass_by(100)
        again = await resolver.ask("Example.com.", Kind.MX)
        assert (first.cached, again.cached, again.ttl) == (False, True, 3500)
        assert again.asked == first.asked
        clock.pass_by(3500)
        assert not (await resolver.ask("example.com", Kind.MX)).cached


async def test_what_is_forgotten_is_asked_afresh(clock):
    with ScriptedDns(listed(MX)) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        await resolver.ask("example.com", Kind.MX)
        resolver.forget()
        server.behave = nothing_exists
        assert (await resolver.ask("example.com", Kind.MX)).status is Status.NO_NAME


async def test_a_failure_is_not_remembered(clock):
    with ScriptedDns(refusing) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        assert (await resolver.ask("example.com", Kind.MX)).status is Status.REFUSED
        server.behave = listed(MX)
        assert (await resolver.ask("example.com", Kind.MX)).status is Status.FOUND


async def test_equal_questions_at_the_same_time_are_asked_once(clock):
    with ScriptedDns(listed(MX)) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        found = await asyncio.gather(*(resolver.ask("example.com", Kind.MX) for _ in range(10)))
        assert len(set(found)) == 1
        assert sum(query.name != "" for query in server.asked) == 1


async def test_who_waits_for_a_cancelled_question_asks_for_himself(clock):
    came = asyncio.Event()
    loop = asyncio.get_running_loop()

    def behave(query):
        loop.call_soon_threadsafe(came.set)

    with ScriptedDns(behave) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        first = asyncio.create_task(resolver.ask("example.com", Kind.MX))
        await came.wait()
        second = asyncio.create_task(resolver.ask("example.com", Kind.MX))
        await asyncio.sleep(0)
        server.behave = listed(MX)
        first.cancel()
        assert (await second).status is Status.FOUND
        with pytest.raises(asyncio.CancelledError):
            await first
    await nothing_is_left()


def test_memory_is_bounded_and_the_least_used_goes_first(clock):
    memory = Memory(most=2)
    for name in ("a.example.com", "b.example.com"):
        memory.keep(txt(name, "x"))
    now = txt("x", "x").asked
    assert memory.recall("a.example.com", Kind.TXT, now)
    memory.keep(txt("c.example.com", "x"))
    assert len(memory) == 2
    assert memory.recall("b.example.com", Kind.TXT, now) is None


# Cancelling


@pytest.mark.parametrize("over", ["udp", "tcp"])
async def test_a_cancelled_question_closes_its_socket(clock, over):
    came = asyncio.Event()
    loop = asyncio.get_running_loop()

    def behave(query):
        if query.over == over:
            loop.call_soon_threadsafe(came.set)
            return None
        return [answer(query, truncated=True)]

    with ScriptedDns(behave) as server:
        resolver = make_resolver(server.address, clock=clock, lifetime=LONG)
        asked = asyncio.create_task(resolver.ask("example.com", Kind.MX))
        await came.wait()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await nothing_is_left()


@pytest.mark.parametrize("scheme", ["tls", "https"])
async def test_a_cancelled_handshake_closes_its_socket(clock, scheme):
    came, over = asyncio.Event(), asyncio.Event()

    async def hold(reader, writer):
        came.set()
        await reader.read()
        writer.close()
        over.set()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    resolver = make_resolver(f"{scheme}://127.0.0.1:{port}", clock=clock, lifetime=LONG)
    asked = asyncio.create_task(resolver.ask("example.com", Kind.MX))
    await came.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await resolver.close()
    await over.wait()
    server.close()
    await nothing_is_left()


@pytest.mark.parametrize("scheme", ["tls", "https"])
async def test_a_server_without_tls_is_not_reached(clock, scheme):
    with ScriptedDns(silent) as server:
        resolver = make_resolver(f"{scheme}://{server.address}", clock=clock, lifetime=SHORT)
        found = await resolver.ask("example.com", Kind.MX)
        await resolver.close()
    assert found.status in (Status.UNREACHABLE, Status.TIMED_OUT)
    await nothing_is_left()


# Who is asked


@pytest.mark.parametrize(
    ("text", "way", "host", "port", "shown"),
    [
        ("192.0.2.53", Way.PLAIN, "192.0.2.53", 53, "192.0.2.53"),
        (" 192.0.2.53:5353 ", Way.PLAIN, "192.0.2.53", 5353, "192.0.2.53:5353"),
        ("2001:db8::53", Way.PLAIN, "2001:db8::53", 53, "2001:db8::53"),
        ("[2001:db8::53]", Way.PLAIN, "2001:db8::53", 53, "2001:db8::53"),
        ("[2001:db8::53]:5353", Way.PLAIN, "2001:db8::53", 5353, "[2001:db8::53]:5353"),
        ("tls://192.0.2.53", Way.TLS, "192.0.2.53", 853, "tls://192.0.2.53"),
        ("TLS://Dns.Example:8853", Way.TLS, "dns.example", 8853, "tls://dns.example:8853"),
        ("tls://dns.example@192.0.2.53", Way.TLS, "dns.example", 853, "tls://dns.example@192.0.2.53"),
        ("tls://dns.example@[2001:db8::53]:1", Way.TLS, "dns.example", 1, "tls://dns.example@[2001:db8::53]:1"),
        ("https://dns.example", Way.HTTPS, "dns.example", 443, "https://dns.example/dns-query"),
        ("https://192.0.2.53:8443/q", Way.HTTPS, "192.0.2.53", 8443, "https://192.0.2.53:8443/q"),
        ("https://[2001:db8::53]/", Way.HTTPS, "2001:db8::53", 443, "https://[2001:db8::53]/dns-query"),
    ],
)  # fmt: skip
def test_a_name_server_is_read_from_text(text, way, host, port, shown):
    server = read_name_server(text)
    assert (server.way, server.host, server.port, server.shown) == (way, host, port, shown)


@pytest.mark.parametrize(
    "text",
    [
        "dns.example",
        "192.0.2",
        "192.0.2.53:0",
        "192.0.2.53:65536",
        "192.0.2.53:x",
        "[192.0.2.53",
        "[dns.example]:53",
        "tls://",
        "tls://name@other.example",
        "tls://a b",
        "https://",
        "https://user:secret@dns.example",
        "https://dns.example/a b",
        "https://dns.example/?dns={}",
        "https://dns.example:99999/",
        "https://[::1/",
        "udp://192.0.2.53",
        "\x1b[2J",
    ],
)
def test_nonsense_is_told_with_what_is_expected(clock, text):
    with pytest.raises(UsageError, match=r"is no name server; expected 192\.0\.2\.53") as told:
        make_resolver(text, clock=clock)
    assert "\x1b" not in str(told.value)


def test_the_first_three_name_servers_of_the_system_are_taken(tmp_path):
    file = tmp_path / "resolv.conf"
    lines = (
        "# nameserver 192.0.2.9",
        "search example.com",
        "nameserver 192.0.2.1",
        "nameserver junk",
        "",
        "nameserver",
    )
    more = ("nameserver ::1", "nameserver 192.0.2.3", "nameserver 192.0.2.4")
    file.write_text("\n".join((*lines, *more)))
    assert [server.address for server in system_name_servers(file)] == ["192.0.2.1", "::1", "192.0.2.3"]


@pytest.mark.parametrize("content", [None, "search example.com\n"], ids=["missing", "without a name server"])
async def test_a_system_without_name_servers_is_a_sentence_not_an_error(clock, tmp_path, content):
    file = tmp_path / "resolv.conf"
    if content is not None:
        file.write_text(content)
    resolver = make_resolver("", clock=clock, resolv_conf=file)
    found = await resolver.ask("example.com", Kind.MX)
    assert found.status is Status.UNREACHABLE
    assert "name one yourself" in found.errors[0]
    assert await resolver.validation() is Validation.UNKNOWN
    assert resolver.name == "the system's resolver"


async def test_an_encrypted_server_known_by_name_is_looked_up_with_the_system_s_resolver(clock, tmp_path, monkeypatch):
    with ScriptedDns(nothing_exists) as server:
        here = read_name_server(server.address)
        monkeypatch.setattr("tlsrpt_tui.live.resolver.system_name_servers", lambda _: (here,))
        resolver = make_resolver("tls://dns.example", clock=clock, lifetime=LONG)
        found = await resolver.ask("example.com", Kind.MX)
    assert found.errors == ("the system's resolver knows no address of dns.example",)
    assert [query.name for query in server.asked] == ["dns.example", "dns.example"]
