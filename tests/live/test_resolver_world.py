"""What a real validating resolver says of signed, unsigned and broken zones, over every way that there is."""

import asyncio
import contextlib
import datetime as dt
import gc

import pytest

from tests.live.world.dns import DnsWorld, Signing, Zone
from tlsrpt_tui.live.answers import Kind, Security, Status, Validation
from tlsrpt_tui.live.resolver import make_resolver

LONG = 30.0
RECORDS = """\
@ 3600 IN MX 10 mx1
mx1 3600 IN A 127.0.0.1
mx2 300 IN A 127.0.0.2
_25._tcp.mx1 300 IN TLSA 3 1 1 abababababababababababababababababababababababababababababababab
_smtp._tls 60 IN TXT "v=TLSRPTv1; " "rua=mailto:tlsrpt@example.com"
alias 30 IN CNAME mx1
many 300 IN TXT "{}"
""".format('" "'.join(["x" * 200] * 20))
ZONES = (
    Zone("example.com", RECORDS, broken_denial=("_25._tcp.mx2",)),
    Zone("unsigned.example.com", RECORDS, Signing.UNSIGNED),
    Zone("island.example.com", RECORDS, Signing.NO_DS),
    Zone("expired.example.com", RECORDS, Signing.EXPIRED),
    Zone("early.example.com", RECORDS, Signing.EARLY),
    Zone("other-key.example.com", RECORDS, Signing.WRONG_DS),
    Zone("example.net", RECORDS, broken_signatures=("_25._tcp.mx1",)),
)


@pytest.fixture(scope="module")
def world(ca):
    """All zones, good and bad, behind a resolver that validates and speaks DoT and DoH, too."""
    issued = ca.issue(["localhost", "dns.example", "127.0.0.1"])
    with DnsWorld(*ZONES, certificate=issued.chain_file, key=issued.key_file) as running:
        yield running


@pytest.fixture
async def resolver(world):
    """The validating resolver, asked plainly."""
    made = _make(world.resolver_address)
    yield made
    await made.close()


def _make(text, **more):
    return make_resolver(text, clock=lambda: dt.datetime.now(dt.UTC), lifetime=LONG, **more)


async def test_a_signed_zone_is_secure_all_the_way(resolver):
    assert await resolver.validation() is Validation.VALIDATES
    for name, kind in (
        ("example.com", Kind.MX),
        ("mx1.example.com", Kind.A),
        ("_25._tcp.mx1.example.com", Kind.TLSA),
        ("_smtp._tls.example.com", Kind.TXT),
        ("alias.example.com", Kind.A),
        ("example.com", Kind.DNSKEY),
        ("example.net", Kind.DS),
    ):
        found = await resolver.ask(name, kind)
        assert (found.status, found.security) == (Status.FOUND, Security.SECURE), name


async def test_that_there_is_nothing_is_secure_too(resolver):
    nothing = await resolver.ask("nothing.example.net", Kind.A)
    assert (nothing.status, nothing.security) == (Status.NO_NAME, Security.SECURE)
    no_record = await resolver.ask("mx1.example.net", Kind.AAAA)
    assert (no_record.status, no_record.security) == (Status.NO_RECORD, Security.SECURE)
    assert no_record.ttl == 60


async def test_an_alias_names_its_chain_and_holds_as_long_as_its_shortest_link(resolver):
    found = await resolver.ask("alias.example.com", Kind.A)
    assert found.aliases == ("mx1.example.com",)
    assert found.addresses == ("127.0.0.1",)
    assert found.ttl <= 30


@pytest.mark.parametrize("zone", ["unsigned.example.com", "island.example.com"])
async def test_a_zone_without_a_chain_of_trust_is_insecure(resolver, zone):
    found = await resolver.ask(zone, Kind.MX)
    assert (found.status, found.security) == (Status.FOUND, Security.INSECURE)
    assert (await resolver.ask(zone, Kind.DS)).status is Status.NO_RECORD


@pytest.mark.parametrize(
    ("zone", "error"),
    [
        ("expired.example.com", "EDE 7 Signature Expired"),
        ("early.example.com", "EDE 8 Signature Not Yet Valid"),
        ("other-key.example.com", "EDE 9 DNSKEY Missing"),
    ],
)
async def test_a_zone_whose_signatures_do_not_hold_is_bogus_and_says_why(world, zone, error):
    # The reason is told in full to the first who asks, so that each case asks a name of its own, only here.
    found = await _make(world.resolver_address).ask(zone, Kind.MX)
    assert (found.status, found.security, found.records) == (Status.FAILED, Security.BOGUS, ())
    assert found.errors[0].startswith(error)
    assert found.errors[-1] == "without validation: found"
    assert found.lines == (f"{zone}. 3600 IN MX 10 mx1.{zone}.",)


async def test_one_record_can_be_bogus_in_a_zone_that_is_not(resolver):
    assert (await resolver.ask("mx1.example.net", Kind.A)).security is Security.SECURE
    found = await resolver.ask("_25._tcp.mx1.example.net", Kind.TLSA)
    assert (found.status, found.security) == (Status.FAILED, Security.BOGUS)


async def test_a_broken_denial_of_existence_is_bogus_and_hides_nothing(resolver):
    found = await resolver.ask("_25._tcp.mx2.example.com", Kind.TLSA)
    assert (found.status, found.security, found.lines) == (Status.FAILED, Security.BOGUS, ())
    assert found.errors[0].startswith("EDE 6 DNSSEC Bogus")
    assert found.errors[-1] == "without validation: no such name"
    assert (await resolver.ask("mx2.example.com", Kind.A)).security is Security.SECURE


async def test_an_answer_too_large_for_udp_comes_whole(resolver):
    found = await resolver.ask("many.example.com", Kind.TXT)
    assert found.status is Status.FOUND
    assert found.texts == ("x" * 4000,)


async def test_a_server_that_does_not_validate_leaves_dnssec_unknown(world):
    plain = _make(world.authority_address)
    assert await plain.validation() is Validation.DOES_NOT
    for zone in ("example.com", "expired.example.com"):
        found = await plain.ask(zone, Kind.MX)
        assert (found.status, found.security) == (Status.FOUND, Security.UNKNOWN)


async def test_a_resolver_without_validation_leaves_dnssec_unknown():
    with DnsWorld(*ZONES, validates=False) as simple:
        resolver = _make(simple.resolver_address)
        assert await resolver.validation() is Validation.DOES_NOT
        found = await resolver.ask("expired.example.com", Kind.MX)
        assert (found.status, found.security) == (Status.FOUND, Security.UNKNOWN)


async def test_a_mended_zone_is_seen_as_soon_as_it_is_asked_for_afresh():
    with DnsWorld(Zone("example.org", RECORDS, Signing.EXPIRED)) as changing:
        resolver = _make(changing.resolver_address)
        assert (await resolver.ask("example.org", Kind.MX)).security is Security.BOGUS
        changing.change(Zone("example.org", "@ 60 IN MX 5 mx9\n"))
        resolver.forget()
        found = await resolver.ask("example.org", Kind.MX)
        assert (found.security, found.exchanges[0].host) == (Security.SECURE, "mx9.example.org")


@pytest.mark.parametrize(
    "written",
    [
        "tls://127.0.0.1:{tls}",
        "tls://localhost:{tls}",
        "tls://dns.example@127.0.0.1:{tls}",
        "https://127.0.0.1:{https}",
        "https://localhost:{https}/dns-query",
    ],
)
async def test_an_encrypted_resolver_with_a_good_certificate_is_believed(world, ca, written):
    text = written.format(tls=world.tls_port, https=world.https_port)
    resolver = _make(text, ca_file=str(ca.file))
    found = await asyncio.gather(*(resolver.ask("example.com", kind) for kind in (Kind.MX, Kind.NS, Kind.SOA)))
    assert {(one.status, one.security) for one in found} == {(Status.FOUND, Security.SECURE)}
    bogus = await resolver.ask("_25._tcp.mx1.example.net", Kind.TLSA)
    assert bogus.security is Security.BOGUS
    await resolver.close()
    await _nothing_is_left()


@pytest.mark.parametrize(
    ("written", "trusted", "reason"),
    [
        ("tls://other.example@127.0.0.1:{tls}", True, "Hostname mismatch"),
        ("tls://127.0.0.1:{tls}", False, "unable to get local issuer certificate"),
        ("https://127.0.0.1:{https}", False, "unable to get local issuer certificate"),
    ],
)
async def test_an_encrypted_resolver_with_a_bad_certificate_is_not_asked(world, ca, written, trusted, reason):
    text = written.format(tls=world.tls_port, https=world.https_port)
    resolver = _make(text, ca_file=str(ca.file) if trusted else "")
    found = await resolver.ask("example.com", Kind.MX)
    assert (found.status, found.records) == (Status.UNREACHABLE, ())
    assert reason in found.errors[0]
    await resolver.close()
    await _nothing_is_left()


@pytest.mark.parametrize("scheme", ["tls", "https"])
async def test_a_question_cancelled_after_the_handshake_closes_its_socket(ca, scheme):
    came, gone = asyncio.Event(), asyncio.Event()

    async def hold(reader, writer):
        await reader.read(1)
        came.set()
        with contextlib.suppress(OSError):
            await reader.read()
        writer.transport.abort()
        gone.set()

    context = ca.issue(["127.0.0.1"]).context()
    server = await asyncio.start_server(hold, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    resolver = _make(f"{scheme}://127.0.0.1:{port}", ca_file=str(ca.file))
    asked = asyncio.create_task(resolver.ask("example.com", Kind.MX))
    await came.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await resolver.close()
    await gone.wait()
    server.close()
    await _nothing_is_left()


async def test_a_web_server_that_knows_no_dns_is_told_as_such(world, ca):
    resolver = _make(f"https://localhost:{world.https_port}/elsewhere", ca_file=str(ca.file))
    found = await resolver.ask("example.com", Kind.MX)
    await resolver.close()
    assert found.status is Status.REFUSED
    assert "answered with HTTP status 404" in found.errors[0]


async def _nothing_is_left():
    for _ in range(3):
        await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert len(loop._selector.get_map()) == 1  # the loop's own pipe
    gc.collect()  # what is not closed warns, and warnings are errors
