"""TLSA records against chains, as RFC 7672 §3.1 and RFC 7671 have them; certificates are made here."""

import datetime as dt
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.live.world.pki import Authority, LocalCa, key_named, with_root
from tlsrpt_tui.live.answers import Tlsa
from tlsrpt_tui.live.certificates import read_certificate
from tlsrpt_tui.live.published import Certificate
from tlsrpt_tui.live.tlsa_match import match_set, matches
from tlsrpt_tui.live.tlsa_records import strongest, unusable

HOST = "mail.example.net"
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """An authority whose servers send its root as well."""
    return LocalCa(tmp_path_factory.mktemp("tlsa"), now=NOW)


@pytest.fixture(scope="module")
def above(own):
    return with_root(own.intermediate, own.root)


def chain_of(issued) -> list[Certificate]:
    return [read_certificate(der) for der in issued.chain]


def tlsa(usage, selector, matching, certificate: Certificate) -> Tlsa:
    return Tlsa(usage, selector, matching, dict(certificate.digests)[f"{selector} {matching}"])


@pytest.fixture(scope="module")
def chain(own, above):
    return chain_of(own.issue([HOST], ca=above))


@pytest.mark.parametrize("matching", [0, 1, 2])
@pytest.mark.parametrize("selector", [0, 1])
@pytest.mark.parametrize(("usage", "depth"), [(3, 0), (2, 1), (2, 2)])
def test_a_record_made_from_the_chain_matches_it(chain, usage, selector, matching, depth):
    record = tlsa(usage, selector, matching, chain[depth])
    match = matches(record, chain, names=[HOST], now=NOW)
    assert unusable(record) == ""
    assert (match.authenticates, match.depth) == (True, depth)


def test_the_digests_are_those_of_the_records_definition(own):
    issued = own.issue([HOST])
    leaf = read_certificate(issued.chain[0])
    assert tlsa(3, 1, 1, leaf).data == hashlib.sha256(issued.spki).digest()
    assert tlsa(3, 0, 2, leaf).data == hashlib.sha512(issued.der).digest()


def test_usage_3_ignores_name_and_expiry(own):
    chain = chain_of(own.issue(["elsewhere.example"], not_before=NOW - 90 * DAY, not_after=NOW - DAY))
    assert matches(tlsa(3, 1, 1, chain[0]), chain, names=[HOST], now=NOW).authenticates


def test_usage_3_matches_a_renewed_certificate_by_its_key_and_not_by_its_digest(own):
    old, new = chain_of(own.issue([HOST], key_name="same")), chain_of(own.issue([HOST], key_name="same"))
    assert matches(tlsa(3, 1, 1, old[0]), new).authenticates
    assert matches(tlsa(3, 0, 1, old[0]), new).fault == "the server has another certificate"


def test_an_rsa_key_matches_its_own_record_only(own):
    rsa, ec = chain_of(own.issue([HOST], key="rsa", key_name="rsa")), chain_of(own.issue([HOST]))
    assert matches(tlsa(3, 1, 1, rsa[0]), rsa).authenticates
    assert not matches(tlsa(3, 1, 1, rsa[0]), ec).authenticates


def renewed(own):
    return chain_of(own.issue([HOST], key_name="next"))


def expired_leaf(own, above):
    return chain_of(own.issue([HOST], ca=above, not_before=NOW - 90 * DAY, not_after=NOW - DAY))


def early_leaf(own, above):
    return chain_of(own.issue([HOST], ca=above, not_before=NOW + DAY))


def expired_authority(own, above):
    """The one that the record names stands above it."""
    leaf, old, root = old_authority(own, above)
    return [leaf, root, old]


def old_authority(own, above):
    old = own.authority("Old", ca=own.root, not_before=NOW - 90 * DAY, not_after=NOW - DAY)
    return chain_of(own.issue([HOST], ca=with_root(old, own.root)))


def stranger(own, above):
    """The right authority stands in the chain, and has not signed the leaf."""
    return [*chain_of(own.issue([HOST], ca=own.authority("Other")))[:1], *chain_of(own.issue([HOST], ca=above))[1:]]


def not_an_authority(own, above):
    """A leaf that signed another leaf."""
    server = own.issue(["signer.example"], key_name="signer")
    signer = x509.load_der_x509_certificate(server.der)
    return chain_of(own.issue([HOST], ca=Authority(signer, key_named("signer"), (signer,))))


PATHS = {
    "expired leaf": (expired_leaf, "the certificate of CN=mail.example.net expired 2026-11-21"),
    "early leaf": (early_leaf, "the certificate of CN=mail.example.net is not valid before 2026-11-23"),
    "expired authority": (expired_authority, "the certificate of CN=Old expired 2026-11-21"),
    "stranger": (stranger, "the server's certificate is not signed by the authority that it names"),
    "no authority": (not_an_authority, "the server's certificate is not signed by the authority that it names"),
}


@pytest.mark.parametrize(("make", "fault"), PATHS.values(), ids=PATHS.keys())
def test_usage_2_wants_a_valid_way_to_the_authority(own, above, make, fault):
    chain = make(own, above)
    match = matches(tlsa(2, 1, 1, chain[1]), chain, names=[HOST], now=NOW)
    assert (match.authenticates, match.fault) == (False, fault)


def test_the_authority_that_is_named_may_be_expired_itself(own, above):
    chain = old_authority(own, above)
    assert matches(tlsa(2, 1, 1, chain[1]), chain, names=[HOST], now=NOW).authenticates


NAMES = {
    "base": ([HOST], [HOST], True),
    "next-hop": (["example.org"], [HOST, "example.org"], True),
    "wildcard": (["*.example.net"], [HOST, "example.org"], True),
    "other": (["www.example.com"], [HOST, "example.org"], False),
}


@pytest.mark.parametrize(("certified", "names", "good"), NAMES.values(), ids=NAMES.keys())
def test_usage_2_wants_a_name(own, above, certified, names, good):
    chain = chain_of(own.issue(certified, ca=above))
    match = matches(tlsa(2, 0, 1, chain[2]), chain, names=names, now=NOW)
    assert match.authenticates is good
    assert good or "does not name the host" in match.fault


def test_usage_2_wants_the_authority_to_be_sent_even_a_root(own):
    chain = chain_of(own.issue([HOST]))
    root = read_certificate(own.root.certificate.public_bytes(Encoding.DER))
    match = matches(tlsa(2, 1, 1, root), chain, names=[HOST], now=NOW)
    assert match.fault == "no certificate above the server's own is the one it names"


def test_usage_2_takes_a_chain_out_of_order_with_something_unreadable_in_it(own, above):
    leaf, first, root = chain_of(own.issue([HOST], ca=above))
    junk = Certificate(b"junk", "", "", (), NOW, NOW)
    chain = [leaf, root, junk, first]
    assert matches(tlsa(2, 1, 1, root), chain, names=[HOST], now=NOW).depth == 1


NEAR = {
    "certificate-as-key": (3, 1, 0, 0, "it holds the certificate of the server: write 3 0 1"),
    "key-as-certificate": (3, 0, 1, 0, "it holds the key of the server: write 3 1 1"),
    "authority-as-server": (3, 1, 1, 1, "it holds the key of an authority above it: write 2 1 1"),
    "server-as-authority": (2, 1, 1, 0, "it holds the key of the server: write 3 1 1"),
}


@pytest.mark.parametrize(("usage", "selector", "held", "depth", "fault"), NEAR.values(), ids=NEAR.keys())
def test_a_record_made_a_little_wrong_is_told_how(chain, usage, selector, held, depth, fault):
    record = Tlsa(usage, selector, 1, dict(chain[depth].digests)[f"{held} 1"])
    assert matches(record, chain, names=[HOST], now=NOW).fault == fault


def test_nothing_matches_no_chain(chain):
    assert matches(tlsa(3, 1, 1, chain[0]), []).fault == "no certificate was sent"


DIGEST_1, DIGEST_2 = b"a" * 32, b"b" * 64
UNUSABLE = {
    "pkix-ta": (Tlsa(0, 0, 1, DIGEST_1), "usage 0 needs a public authority, on which mail servers do not agree"),
    "pkix-ee": (Tlsa(1, 1, 1, DIGEST_1), "usage 1 needs a public authority, on which mail servers do not agree"),
    "usage": (Tlsa(4, 1, 1, DIGEST_1), "usage 4 is not defined"),
    "selector": (Tlsa(3, 2, 1, DIGEST_1), "selector 2 is not defined"),
    "matching": (Tlsa(3, 1, 3, DIGEST_1), "matching type 3 is not defined"),
    "short-256": (Tlsa(3, 1, 1, DIGEST_1[:31]), "it holds 31 bytes, and SHA-256 has 32"),
    "long-256": (Tlsa(3, 1, 1, DIGEST_2), "it holds 64 bytes, and SHA-256 has 32"),
    "short-512": (Tlsa(2, 0, 2, DIGEST_1), "it holds 32 bytes, and SHA-512 has 64"),
    "empty": (Tlsa(3, 1, 1, b""), "it holds 0 bytes, and SHA-256 has 32"),
    "no-certificate": (Tlsa(3, 0, 0, DIGEST_1), "it holds no certificate in DER"),
    "no-key": (Tlsa(3, 1, 0, DIGEST_1), "it holds no key in DER"),
    "nothing": (Tlsa(2, 0, 0, b""), "it holds no certificate in DER"),
    "good-256": (Tlsa(3, 1, 1, DIGEST_1), ""),
    "good-512": (Tlsa(2, 0, 2, DIGEST_2), ""),
}


@pytest.mark.parametrize(("record", "why"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_a_sender_cannot_use_is_told_with_its_reason(record, why):
    assert unusable(record) == why


def test_a_weaker_digest_does_not_count_beside_a_stronger_of_the_same_usage_and_selector():
    one, two, other = Tlsa(3, 1, 1, DIGEST_1), Tlsa(3, 1, 2, DIGEST_2), Tlsa(2, 1, 1, DIGEST_1)
    full = Tlsa(3, 1, 0, b"key")
    assert strongest([one, two, other, full]) == (two, other, full)


def test_a_set_authenticates_by_its_strongest_digests(chain):
    right, wrong = tlsa(3, 1, 1, chain[0]), Tlsa(3, 1, 2, DIGEST_2)
    found = match_set([right, wrong], chain, names=[HOST], now=NOW)
    assert (found.authenticates, found.good, found.failing) == (False, ((3, 1, 1),), ((3, 1, 2),))
    found = match_set([Tlsa(3, 1, 1, DIGEST_1), tlsa(3, 1, 2, chain[0])], chain, names=[HOST], now=NOW)
    assert (found.authenticates, found.good, found.failing) == (True, ((3, 1, 2),), ((3, 1, 1),))


def test_the_next_key_beside_the_current_one_is_one_combination_that_matches(own, chain):
    found = match_set([tlsa(3, 1, 1, chain[0]), tlsa(3, 1, 1, renewed(own)[0])], chain, names=[HOST], now=NOW)
    assert (found.authenticates, found.good, found.failing) == (True, ((3, 1, 1),), ())
    assert [match.authenticates for match in found.matches] == [True, False]


def test_two_combinations_are_told_apart(own, chain):
    found = match_set([tlsa(3, 1, 1, renewed(own)[0]), tlsa(2, 1, 1, chain[1])], chain, names=[HOST], now=NOW)
    assert (found.authenticates, found.good, found.failing) == (True, ((2, 1, 1),), ((3, 1, 1),))
