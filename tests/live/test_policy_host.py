import asyncio
import datetime as dt
import os

import pytest

from tests.live.fake import FakeResolver
from tests.live.world import https
from tlsrpt_tui.live.authorities import trust
from tlsrpt_tui.live.means import POLICY_BYTES, Means
from tlsrpt_tui.live.policy_host import fetch_policy
from tlsrpt_tui.live.published import FetchStatus
from tlsrpt_tui.live.sent_chain import sent_chain

HOST = "mta-sts.example.com"
HERE = "127.0.0.1"
DAY = dt.timedelta(days=1)


def now():
    return dt.datetime.now(dt.UTC)


def means(ca, port=443, *, seconds=20.0):
    return Means(FakeResolver(), now, https_port=port, ca_file=str(ca.file), policy_seconds=seconds, allow_local=True)


def context(ca, *names, **more):
    return ca.issue(names or (HOST,), **more).context()


async def fetched(ca, behaviour, *, tls=True, seconds=20.0, host=HOST, **more):
    """The fetch of the policy of one server."""
    certificate = context(ca, **more) if tls is True else tls
    async with https.policy_host((HERE, certificate, behaviour)) as server:
        fetch = await fetch_policy(host, HERE, means(ca, server.port, seconds=seconds), trust(str(ca.file)))
    return fetch, server


@pytest.fixture(autouse=True)
async def nothing_is_left():
    """Neither a task nor a socket outlives its test."""
    tasks, sockets = asyncio.all_tasks(), open_sockets()
    yield
    assert asyncio.all_tasks() <= tasks | {asyncio.current_task()}
    assert open_sockets() == sockets


def open_sockets():
    folder = "/proc/self/fd"
    if not os.path.isdir(folder):  # noqa: PTH112 -- a look at the system, not at files
        return 0
    return sum(_is_socket(f"{folder}/{name}") for name in os.listdir(folder))  # noqa: PTH208 -- the same


def _is_socket(path):
    try:
        return os.readlink(path).startswith("socket:")  # noqa: PTH115 -- the same
    except OSError:
        return False


async def test_a_policy_is_fetched_with_what_came_beside_it(ca):
    fetch, _ = await fetched(ca, https.answer())
    assert (fetch.status, fetch.http, fetch.media_type) == (FetchStatus.FETCHED, 200, "text/plain")
    assert fetch.body == https.POLICY
    assert fetch.chain[0].names == (HOST,)
    assert (fetch.tls_fault, fetch.reason, fetch.location) == ("", "", "")


async def test_the_request_says_no_more_than_it_must(ca):
    _, server = await fetched(ca, https.answer())
    (request,) = server.requests
    lines = request.decode().lower().split("\r\n")
    assert lines[0] == "get /.well-known/mta-sts.txt http/1.1"
    assert f"host: {HOST}:{server.port}" in lines
    assert "accept-encoding: identity" in lines
    assert "user-agent: tlsrpt-tui" in lines
    assert not any(line.startswith("cookie") for line in lines)
    assert server.names == [HOST]


async def test_no_proxy_of_the_environment_is_used(ca, monkeypatch):
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    fetch, _ = await fetched(ca, https.answer())
    assert fetch.status is FetchStatus.FETCHED


async def test_a_redirect_is_told_and_not_followed(ca):
    fetch, server = await fetched(ca, https.redirect("https://www.example.com/policy"))
    assert (fetch.status, fetch.http) == (FetchStatus.REDIRECTED, 301)
    assert fetch.location == "https://www.example.com/policy"
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["404 Not Found", "204 No Content", "304 Not Modified", "500 Oh", "203 Other"])
async def test_only_200_is_a_policy(ca, status):
    fetch, _ = await fetched(ca, https.answer(status=status))
    assert (fetch.status, fetch.http) == (FetchStatus.WRONG_STATUS, int(status[:3]))
    assert fetch.body == b""


async def test_a_certificate_of_another_name_says_which_names_it_has(ca):
    fetch, _ = await fetched(ca, https.answer(), tls=context(ca, "www.example.com", "example.com"))
    assert fetch.status is FetchStatus.TLS_FAILED
    assert fetch.tls_fault == f"the certificate names www.example.com, example.com, not {HOST}"
    assert fetch.chain[0].names == ("www.example.com", "example.com")
    assert len(fetch.chain) == 2


async def test_a_certificate_for_the_address_is_not_one_for_the_name(ca):
    fetch, _ = await fetched(ca, https.answer(), tls=context(ca, HERE, common_name=HOST))
    assert fetch.status is FetchStatus.TLS_FAILED
    assert "names no host in its SAN" in fetch.tls_fault


async def test_a_wildcard_names_the_policy_host(ca):
    fetch, _ = await fetched(ca, https.answer(), tls=context(ca, "*.example.com"))
    assert fetch.status is FetchStatus.FETCHED


async def test_an_expired_certificate_says_when(ca):
    end = ca.now - 3 * DAY
    fetch, _ = await fetched(ca, https.answer(), not_before=ca.now - 90 * DAY, not_after=end)
    assert fetch.status is FetchStatus.TLS_FAILED
    assert fetch.tls_fault == f"the certificate expired {end:%Y-%m-%d %H:%M} UTC"
    assert fetch.chain[0].not_after == end


async def test_a_certificate_signed_by_itself_is_told(ca):
    fetch, _ = await fetched(ca, https.answer(), self_signed=True)
    assert fetch.status is FetchStatus.TLS_FAILED
    assert "signed by itself" in fetch.tls_fault


async def test_an_incomplete_chain_names_what_was_not_sent(ca):
    fetch, _ = await fetched(ca, https.answer(), whole=False)
    assert fetch.status is FetchStatus.TLS_FAILED
    assert "was not sent" in fetch.tls_fault
    assert len(fetch.chain) == 1


async def test_two_faults_of_a_certificate_are_both_told(ca):
    both = context(ca, "www.example.com", self_signed=True)
    fetch, _ = await fetched(ca, https.answer(), tls=both)
    assert "signed by itself" in fetch.tls_fault
    assert "names www.example.com" in fetch.tls_fault


async def test_a_server_without_tls_is_told(ca):
    fetch, _ = await fetched(ca, https.plain_text, tls=None)
    assert (fetch.status, fetch.reason) == (FetchStatus.TLS_FAILED, "what answers does not speak TLS")
    assert fetch.tls_fault == ""


async def test_an_older_tls_than_1_2_is_refused(ca):
    old = context(ca)
    with pytest.warns(DeprecationWarning, match="TLS"):
        old.maximum_version = old.minimum_version = 0x0302
    old.set_ciphers("ALL:@SECLEVEL=0")
    fetch, _ = await fetched(ca, https.answer(), tls=old)
    assert fetch.status is FetchStatus.TLS_FAILED
    assert fetch.reason


async def test_nobody_listening_is_refused(ca):
    async with https.policy_host((HERE, None, https.cut)) as server:
        port = server.port
    fetch = await fetch_policy(HOST, HERE, means(ca, port), trust(str(ca.file)))
    assert (fetch.status, fetch.reason) == (FetchStatus.REFUSED, "the connection was refused")


async def test_a_network_without_a_way_to_it_is_no_fault_of_the_host(ca):
    fetch = await fetch_policy(HOST, "::ffff:255.255.255.255", means(ca, 9, seconds=5), trust(str(ca.file)))
    assert fetch.status is FetchStatus.UNREACHABLE
    assert fetch.reason


@pytest.mark.parametrize(
    ("behaviour", "tls", "reason"),
    [
        (https.hang, True, "connected, and no answer came within 0.8 s"),
        (https.drip, True, "the policy did not come to its end within 0.8 s"),
        (https.hang_at_once, None, "TLS did not come about within 0.8 s"),
    ],
)
async def test_patience_ends_wherever_it_is_tried(ca, behaviour, tls, reason):
    fetch, _ = await fetched(ca, behaviour, tls=tls, seconds=0.8)
    assert (fetch.status, fetch.reason) == (FetchStatus.TIMED_OUT, reason)


async def test_a_body_without_end_is_left_at_64_kib(ca):
    fetch, _ = await fetched(ca, https.endless)
    assert fetch.status is FetchStatus.TOO_LARGE
    assert len(fetch.body) == POLICY_BYTES


@pytest.mark.parametrize(
    ("size", "status"), [(POLICY_BYTES, FetchStatus.FETCHED), (POLICY_BYTES + 1, FetchStatus.TOO_LARGE)]
)
async def test_64_kib_are_read_and_not_a_byte_more(ca, size, status):
    fetch, _ = await fetched(ca, https.answer(b"x" * size))
    assert (fetch.status, len(fetch.body)) == (status, POLICY_BYTES)


async def test_what_is_compressed_is_not_opened(ca):
    fetch, _ = await fetched(ca, https.gzip_bomb())
    assert fetch.status is FetchStatus.BROKEN
    assert fetch.reason == "the policy is encoded as gzip, which was not asked for"
    assert fetch.body == b""


@pytest.mark.parametrize("behaviour", [https.cut, https.cut_in_body])
async def test_a_connection_that_ends_early_is_broken(ca, behaviour):
    fetch, _ = await fetched(ca, behaviour)
    assert fetch.status is FetchStatus.BROKEN
    assert fetch.reason


@pytest.mark.parametrize("behaviour", [https.hang, https.drip])
async def test_a_fetch_that_is_cancelled_leaves_nothing_open(ca, behaviour):
    async with https.policy_host((HERE, context(ca), behaviour)) as server:
        task = asyncio.create_task(fetch_policy(HOST, HERE, means(ca, server.port), trust(str(ca.file))))
        await server.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.ended.wait()


async def test_a_handshake_that_is_cancelled_leaves_nothing_open(ca):
    async with https.policy_host((HERE, None, https.hang_at_once)) as server:
        task = asyncio.create_task(fetch_policy(HOST, HERE, means(ca, server.port), trust(str(ca.file))))
        await server.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.ended.wait()


async def test_reading_a_chain_that_is_cancelled_leaves_nothing_open():
    async with https.policy_host((HERE, None, https.hang_at_once)) as server:
        task = asyncio.create_task(sent_chain(HERE, server.port, HOST, 20.0))
        await server.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.ended.wait()


async def test_a_chain_is_read_as_sent_whoever_signed_it(ca):
    issued = ca.issue(("www.example.com",), not_before=ca.now - 90 * DAY, not_after=ca.now - DAY)
    async with https.policy_host((HERE, issued.context(), https.hang)) as server:
        assert await sent_chain(HERE, server.port, HOST, 20.0) == issued.chain
        await server.ended.wait()
        assert server.names == [HOST]


async def test_what_does_not_speak_tls_sends_no_chain():
    async with https.policy_host((HERE, None, https.plain_text)) as server:
        assert await sent_chain(HERE, server.port, HOST, 20.0) == ()
