"""What is said of TLSA records is what OpenSSL's own DANE verification says, which most mail servers send with."""

import contextlib
import datetime as dt
import subprocess

import pytest

from tests.live.world.dns import require
from tests.live.world.pki import LocalCa, with_root
from tlsrpt_tui.live.answers import Tlsa
from tlsrpt_tui.live.certificates import read_certificate
from tlsrpt_tui.live.tlsa_match import match_set

HOST = "mail.example.net"
DAY = dt.timedelta(days=1)


@contextlib.contextmanager
def serving(issued, folder):
    """An OpenSSL server with this chain; gives its address, on a port that the kernel chose."""
    leaf, above = folder / "leaf.pem", folder / "above.pem"
    leaf.write_bytes(issued.cert_pem)
    above.write_bytes(issued.chain_pem.removeprefix(issued.cert_pem))
    words = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", leaf, "-key", issued.key_file]
    words += ["-cert_chain", above] if above.stat().st_size else []
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            line = next(line for line in server.stdout if line.startswith("ACCEPT"))
            yield line.split()[1]
        finally:
            server.kill()


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Chains by name, each with the address of a server that sends it."""
    require("openssl")
    own = LocalCa(tmp_path_factory.mktemp("openssl"))
    above = with_root(own.intermediate, own.root)
    old = own.authority("Old", ca=own.root, not_before=own.now - 90 * DAY, not_after=own.now - DAY)
    made = {
        "good": own.issue([HOST], ca=above, key_name="one"),
        "expired": own.issue([HOST], ca=above, not_before=own.now - 90 * DAY, not_after=own.now - DAY, key_name="one"),
        "other name": own.issue(["www.example.com"], ca=above, key_name="one"),
        "old authority": own.issue([HOST], ca=with_root(old, own.root), key_name="one"),
        "self-signed": own.issue([HOST], self_signed=True, key_name="one"),
    }
    with contextlib.ExitStack() as stack:
        yield {
            name: (
                [read_certificate(der) for der in issued.chain],
                stack.enter_context(serving(issued, tmp_path_factory.mktemp("chain"))),
                own.now,
            )
            for name, issued in made.items()
        }


# A record is written "3 1 1 @0": of the certificate at that place in the chain; without a place it is of another key.
SETS = {
    "good": [
        *["3 1 1 @0", "3 0 2 @0", "3 1 0 @0", "3 0 0 @0", "2 1 1 @1", "2 0 1 @2", "2 1 1 @0", "3 1 1 @1", "3 1 1"],
        *["3 1 1 @0, 3 1 2", "3 1 1, 3 1 2 @0", "3 1 0 @0, 3 1 2", "3 1 1 @0, 3 0 2", "3 1 1, 2 1 1 @1"],
    ],
    "expired": ["3 1 1 @0", "2 1 1 @1", "2 0 2 @2"],
    "other name": ["3 1 1 @0", "2 1 1 @1", "2 0 2 @2"],
    "old authority": ["2 1 1 @1", "2 1 1 @2", "3 0 1 @0"],
    "self-signed": ["3 1 1 @0", "2 1 1 @0", "2 0 1 @0"],
}
CASES = [(chain, written) for chain, sets in SETS.items() for written in sets]


def read(written, chain):
    usage, selector, matching, *place = written.split()
    if not place:
        return Tlsa(int(usage), int(selector), int(matching), b"w" * (64 if matching == "2" else 32))
    data = dict(chain[int(place[0][1:])].digests)[f"{selector} {matching}"]
    return Tlsa(int(usage), int(selector), int(matching), data)


@pytest.mark.parametrize(("name", "written"), CASES, ids=[f"{name}: {written}" for name, written in CASES])
def test_openssl_and_we_agree(servers, name, written):
    chain, address, now = servers[name]
    records = [read(each.strip(), chain) for each in written.split(",")]
    words = ["openssl", "s_client", "-connect", address, "-servername", HOST, "-brief", "-verify_return_error"]
    words += ["-dane_tlsa_domain", HOST, "-dane_ee_no_namechecks"]
    words += [word for record in records for word in ("-dane_tlsa_rrdata", str(record))]
    said = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    ours = match_set(records, chain, names=[HOST], now=now)
    assert ours.authenticates is ("Verification: OK" in said.stdout + said.stderr), ours.matches
