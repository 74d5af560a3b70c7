"""Whatever bytes come, laborious or nonsense: nothing is raised, and nothing is kept waiting."""

import asyncio
import contextlib
import datetime as dt
import ssl
import threading
from dataclasses import replace

import dns.message
import pytest

from tests.live.fake import FakeResolver
from tests.live.world import https
from tests.live.world.scripted_dns import ScriptedDns, answer
from tests.live.world.smtp import good, mail_hosts, scripted
from tests.live.world.strangers import (
    FIRST,
    HERE,
    HOST,
    PATIENT,
    POLICY_HOST,
    means_for,
    mx_of,
    nothing_is_left,
    probing,
    seeded,
)
from tlsrpt_tui.live.answers import Address, Answer, Kind, Status
from tlsrpt_tui.live.authorities import trust
from tlsrpt_tui.live.certificates import read_certificate, verify_chain
from tlsrpt_tui.live.chain_trust import MOST_CERTIFICATES
from tlsrpt_tui.live.dns_reading import MOST_RECORDS, MOST_TEXT, Failure, read_message, read_reply
from tlsrpt_tui.live.mta_sts import look_up_policy
from tlsrpt_tui.live.off_loop import off_loop
from tlsrpt_tui.live.policy_host import fetch_policy
from tlsrpt_tui.live.published import FetchStatus, ProbeStatus
from tlsrpt_tui.live.resolver import make_resolver
from tlsrpt_tui.live.sts_policy import read_policy


def wire(question, records, *, authority=b"", count=0):
    head = question.id.to_bytes(2, "big") + b"\x81\x80\x00\x01" + len(records).to_bytes(2, "big")
    return head + count.to_bytes(2, "big") + bytes(2) + question.to_wire()[12:] + b"".join(records) + authority


def record(kind, data, name=b"\xc0\x0c"):
    return name + kind.to_bytes(2, "big") + b"\x00\x01\x00\x00\x01\x2c" + len(data).to_bytes(2, "big") + data


def laborious(question, records=500):
    """Few bytes, many names of very many labels."""
    labels = b"".join(b"\x01" + bytes([97 + number % 26]) for number in range(120)) + b"\x00"
    at = len(question.to_wire()) + 12 + 2
    first = record(15, b"\x00\x01" + labels)
    pointer = bytes([0xC0 | at >> 8, at & 255])
    names = (b"\x01" + bytes([1 + number % 250]) + pointer for number in range(records))
    return wire(question, [first, *(record(15, number.to_bytes(2, "big") + name) for number, name in enumerate(names))])


async def test_an_answer_that_is_laborious_to_read_keeps_nothing_waiting(ca):
    def behave(query):
        if query.over == "udp":
            return [answer(query, truncated=True)]
        asked = dns.message.make_query(query.name, query.kind, id=query.message.id)
        return [laborious(asked, 60)]

    with ScriptedDns(behave) as server:
        read_in = []
        resolver = make_resolver(server.address, clock=lambda: dt.datetime.now(dt.UTC), lifetime=PATIENT)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tlsrpt_tui.live.dns_exchange.read_message", _noting(read_message, read_in))
            patch.setattr("tlsrpt_tui.live.resolver.read_reply", _noting(read_reply, read_in))
            found = await resolver.ask("example.com", Kind.MX)
        await resolver.close()
    assert len(found.exchanges) == 61
    large = [thread for size, thread in read_in if size > 1000]
    assert large
    assert threading.main_thread() not in large
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("off the loop")]
    await nothing_is_left()


def _noting(read, where):
    def noted(thing, *more):
        size = len(thing if isinstance(thing, bytes) else thing.message.wire or b"")
        where.append((size, threading.current_thread()))
        return read(thing, *more)

    return noted


@pytest.mark.parametrize("count", [300, 3000])
def test_records_beside_the_answer_are_read_only_where_there_are_few(count):
    question = dns.message.make_query("example.com.", "A")
    beside = record(2, b"\x01a\xc0\x0c") * count
    reply = read_message(wire(question, [record(1, b"\xc0\x00\x02\x01")], authority=beside, count=count), question)
    assert sum(len(rrset) for rrset in reply.message.authority) <= 300
    assert read_reply(reply, Kind.A).records == (Address("192.0.2.1"),)


def test_one_record_that_cannot_be_read_does_not_cost_a_giant_answer():
    question = dns.message.make_query("example.com.", "A")
    records = [record(1, number.to_bytes(4, "big")) for number in range(400)]
    records[3] = record(1, b"\x01\x02\x03")
    reading = read_reply(read_message(wire(question, records), question), Kind.A)
    assert len(reading.records) == MOST_RECORDS


def test_junk_with_another_id_is_not_even_read(monkeypatch):
    question = dns.message.make_query("example.com.", "MX", id=1)
    other = dns.message.make_query("example.com.", "MX", id=2)
    monkeypatch.setattr("dns.message.from_wire", lambda *_args, **_options: pytest.fail("it was read"))
    assert isinstance(read_message(laborious(other), question), Failure)


@pytest.mark.parametrize("seed", range(8))
def test_no_answer_of_random_bytes_raises_anything(seed):
    some = seeded(seed)
    question = dns.message.make_query("example.com.", "MX", want_dnssec=True)
    good_one = laborious(question, 5)
    for _ in range(100):
        bad = bytearray(good_one[: some.randrange(2, len(good_one) + 1)])
        for _ in range(some.randrange(6)):
            bad[some.randrange(2, len(bad)) if len(bad) > 2 else 0] = some.randrange(256)
        reply = read_message(bytes(bad), question)
        if not isinstance(reply, Failure):
            read_reply(reply, some.choice(list(Kind)))


async def test_work_beside_the_loop_that_is_cancelled_leaves_the_loop_alone_meanwhile():
    begun, release, turns = threading.Event(), threading.Event(), []

    def work():
        begun.set()
        release.wait(20)

    task = asyncio.create_task(off_loop(work))
    await asyncio.to_thread(begun.wait, 20)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
        turns.append(task.done())
    assert turns == [False] * 3
    release.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("off the loop")]


def test_a_giant_text_is_cut_and_told():
    question = dns.message.make_query("example.com.", "TXT")
    giant = record(16, (b"\xff" + b";" * 255) * 200)
    empty = record(16, bytes(60_000 - 52_000))
    reading = read_reply(read_message(wire(question, [giant, empty]), question), Kind.TXT)
    texts = sorted(len(each.text) for each in reading.records)
    assert texts == [0, MOST_TEXT]
    assert max(len(each.strings) for each in reading.records) <= MOST_TEXT
    assert "a TXT record is cut after 4096 bytes" in reading.errors


# Certificates


@pytest.mark.parametrize("seed", range(8))
def test_no_certificate_however_broken_raises_anything(ca, seed):
    some = seeded(seed)
    issued = ca.issue([HOST, "*.example.org"])
    for _ in range(250):
        broken = bytearray(some.choice(issued.chain))
        for _ in range(some.choice((1, 1, 2, 4))):
            at = some.randrange(len(broken))
            match some.randrange(3):
                case 0:
                    broken[at] = some.randrange(256)
                case 1:
                    del broken[at : at + some.randrange(1, 4)]
                case _:
                    broken[at:at] = some.randbytes(some.randrange(1, 4))
        read_certificate(bytes(broken))
        verify_chain((bytes(broken), *issued.chain[1:]), ca_file=str(ca.file), now=ca.now)


def test_a_certificate_whose_key_cannot_be_read_is_not_trusted(ca):
    issued = ca.issue([HOST])
    leaf = issued.chain[0]
    # Another curve than the key is on: OpenSSL can neither use it nor write the certificate again.
    broken = leaf.replace(bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d030102"))
    assert broken != leaf
    fault, code = verify_chain((broken, *issued.chain[1:]), ca_file=str(ca.file), now=ca.now)
    assert code == "untrusted"
    assert fault


async def test_a_chain_of_a_thousand_certificates_is_cut(ca):
    issued = ca.issue([HOST])
    few = issued.chain[0:1] + issued.chain[1:2] * 100
    fault, _code = verify_chain(few, ca_file=str(ca.file), now=ca.now)
    assert fault == ""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    file = ca.folder / "long-chain.pem"
    file.write_bytes(issued.cert_pem + ssl.DER_cert_to_PEM_cert(issued.chain[1]).encode() * 1000)
    context.load_cert_chain(file, issued.key_file)
    async with mail_hosts({FIRST: scripted(context=context)}) as world:
        (probe,) = await probing(mx_of(FIRST), means_for(ca, port=world.port))
        await world.idle()
    assert probe.status is ProbeStatus.HANDSHAKE_FAILED
    assert "excessive message size" in probe.reason
    assert len(probe.chain) <= MOST_CERTIFICATES


async def test_a_chain_is_judged_beside_the_loop(ca, monkeypatch):
    threads = []

    def judged(chain, **how):
        threads.append(threading.current_thread())
        return verify_chain(chain, **how)

    monkeypatch.setattr("tlsrpt_tui.live.certificates.verify_chain", judged)
    issued = ca.issue([HOST])
    async with mail_hosts({FIRST: good(issued)}) as world:
        (probe,) = await probing(mx_of(FIRST), means_for(ca, port=world.port))
        await world.idle()
    assert probe.status is ProbeStatus.TLS
    assert threads
    assert threading.main_thread() not in threads


# TLS and HTTP that are none


def garbage(some, size):
    async def behave(host, reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError):
            host.requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(some(size))
        await writer.drain()

    return behave


HTTP_JUNK = {
    "random": lambda: seeded(5).randbytes(3000),
    "endless header": lambda: b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000,
    "very many headers": lambda: b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 60_000 + b"\r\n",
    "length that is none": lambda: b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nversion: STSv1",
    "two lengths": lambda: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nversion",
    "giant length": lambda: b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 19 + b"\r\n\r\nversion",
    "endless digits of a length": lambda: b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nversion",
    "chunk of nonsense": lambda: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "giant chunk": lambda: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 15 + b"\r\nversion",
    "odd status": lambda: b"HTTP/1.1 999 \xff\xfe\r\n\r\n",
    "switching protocols": lambda: b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nabc",
    "interim answers": lambda: b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000,
    "odd bytes in headers": lambda: (
        b"HTTP/1.1 301 x\r\nLocation: \xff\x80\xc3(\x7f\r\nContent-Type: \xe2\x80\xae\r\n\r\n"
    ),
    "encoding of nonsense": lambda: b"HTTP/1.1 200 OK\r\nContent-Encoding: br, gzip\r\n\r\nabc",
    "http/0.9": lambda: b"version: STSv1\r\nmode: none\r\n",
}


@pytest.mark.parametrize("kind", HTTP_JUNK)
async def test_an_answer_that_is_no_http_is_told_and_raises_nothing(ca, kind):
    behave = garbage(lambda _size: HTTP_JUNK[kind](), 0)
    context = ca.issue([POLICY_HOST]).context()
    async with https.policy_host((HERE, context, behave)) as server:
        fetch = await fetch_policy(POLICY_HOST, HERE, means_for(ca, port=server.port), trust(str(ca.file)))
    assert fetch.status in (FetchStatus.BROKEN, FetchStatus.WRONG_STATUS, FetchStatus.REDIRECTED)
    await nothing_is_left()


FRAMES = {
    "random": lambda: seeded(7).randbytes(4000),
    "settings without end": lambda: bytes.fromhex("000000040000000000") * 3000,
    "header of nonsense": lambda: (
        bytes.fromhex("000000040000000000") + b"\x00\x00\x08\x01\x04\x00\x00\x00\x01" + b"\xff" * 8
    ),
    "bomb of headers": lambda: (
        bytes.fromhex("000000040000000000")
        + (b"\x00\x40\x00\x01\x00\x00\x00\x00\x01" + b"\x40\x01a\x7f\xff\xff\x3f" + b"b" * 16377)
    ),
    "wrong stream": lambda: bytes.fromhex("000000040000000000") + b"\x00\x00\x01\x00\x00\x00\x00\x00\x09a",
    "goodbye": lambda: bytes.fromhex("000000040000000000") + b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + bytes(8),
    "reset": lambda: bytes.fromhex("000000040000000000") + b"\x00\x00\x04\x03\x00\x00\x00\x00\x01" + bytes(4),
    "too large a window": lambda: (
        bytes.fromhex("000000040000000000") + b"\x00\x00\x04\x08\x00\x00\x00\x00\x01\x7f\xff\xff\xff"
    ),
    "setting that none can have": lambda: b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\xff\xff\xff\xff",
    "no room for streams": lambda: b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00",
}


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize("ends", [True, False])
async def test_dns_over_https_that_is_no_http_2_is_told_and_raises_nothing(ca, kind, ends):
    context = ca.issue(["dns.example", HERE]).context()
    context.set_alpn_protocols(["h2"])
    over = asyncio.Event()

    async def talk(reader, writer):
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            await reader.read(100)
            writer.write(FRAMES[kind]())
            await writer.drain()
            if not ends:
                await reader.read(-1)
        writer.transport.abort()
        over.set()

    server = await asyncio.start_server(talk, HERE, 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    resolver = make_resolver(
        f"https://{HERE}:{port}", clock=lambda: dt.datetime.now(dt.UTC), lifetime=0.4, ca_file=str(ca.file)
    )
    found = await resolver.ask("example.com", Kind.A)
    assert not found.status.answered
    assert found.errors
    await resolver.close()
    await over.wait()
    server.close()
    await server.wait_closed()
    await nothing_is_left()


async def test_a_policy_is_judged_beside_the_loop(ca, monkeypatch):
    threads = []

    def noted(body):
        threads.append(threading.current_thread())
        return read_policy(body)

    monkeypatch.setattr("tlsrpt_tui.live.mta_sts.read_policy", noted)
    behave = https.answer(b"mx: a\n" * 10_000)
    async with https.policy_host((HERE, ca.issue([POLICY_HOST]).context(), behave)) as server:
        answers = [Answer(POLICY_HOST, Kind.A, Status.FOUND, (Address(HERE),))]
        means = replace(means_for(ca, port=server.port), resolver=FakeResolver(answers))
        state = await look_up_policy("example.com", means)
    assert state.faults
    assert threading.main_thread() not in threads
