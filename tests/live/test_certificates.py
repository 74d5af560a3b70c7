"""Certificates are read as they come, judged at a given time, and never trusted for what they say of themselves."""

import datetime as dt
import hashlib

import pytest

from tests.live.world.pki import LocalCa, with_root
from tlsrpt_tui.live.certificates import names_host, read_certificate, verify_chain
from tlsrpt_tui.live.published import Certificate

HOST = "mx1.example.net"
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def fault(ca, issued, *, now=None, ca_file=None):
    return verify_chain(issued.chain, ca_file=str(ca.file) if ca_file is None else ca_file, now=now or ca.now)


def naming(*names):
    return Certificate(b"", "", "", names, NOW, NOW)


def test_a_certificate_says_whom_it_names_until_when_and_who_signed_it(ca):
    read = read_certificate(ca.issue([HOST, "*.example.org", "192.0.2.7"]).der)
    assert read.subject == f"CN={HOST}"
    assert read.issuer == "CN=Example Intermediate"
    assert read.names == (HOST, "*.example.org")
    assert (read.not_before, read.not_after) == (ca.now - DAY, ca.now + 74 * DAY + dt.timedelta(hours=1))
    assert not read.unreadable


@pytest.mark.parametrize(("kind", "key"), [("ec", "ECDSA P-256"), ("rsa", "RSA 2048")])
def test_the_kind_of_its_key_is_told(ca, kind, key):
    assert read_certificate(ca.issue([HOST], key=kind, key_name=f"of {kind}").der).key == key


def test_its_digests_are_those_of_every_selector_and_matching_type_of_dane(ca):
    issued = ca.issue([HOST], key="rsa", key_name="of rsa")
    assert dict(read_certificate(issued.der).digests) == {
        "0 0": issued.der,
        "0 1": hashlib.sha256(issued.der).digest(),
        "0 2": hashlib.sha512(issued.der).digest(),
        "1 0": issued.spki,
        "1 1": hashlib.sha256(issued.spki).digest(),
        "1 2": hashlib.sha512(issued.spki).digest(),
    }


def test_a_renewed_certificate_with_the_same_key_keeps_the_digest_of_the_key(ca):
    first, second = (dict(read_certificate(ca.issue([HOST], not_after=ca.now + n * DAY).der).digests) for n in (5, 90))
    assert first["1 1"] == second["1 1"]
    assert first["0 1"] != second["0 1"]


@pytest.mark.parametrize("junk", [b"", b"0", b"junk", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80\x30\x80", bytes(2000)])
def test_what_is_no_certificate_still_has_digests_and_says_so(junk):
    read = read_certificate(junk)
    assert read.unreadable
    assert dict(read.digests).get("0 1", hashlib.sha256(junk).digest()) == hashlib.sha256(junk).digest()
    assert "1 1" not in dict(read.digests)
    assert not names_host(read, HOST)


def test_a_certificate_cut_anywhere_is_read_without_an_accident(ca):
    der = ca.issue([HOST]).der
    assert all(read_certificate(der[:end]).unreadable for end in range(0, len(der), 7))


def test_a_certificate_with_any_byte_changed_is_read_without_an_accident(ca):
    der = ca.issue([HOST]).der
    for at in range(0, len(der), 2):
        read = read_certificate(der[:at] + bytes([der[at] ^ 0xFF]) + der[at + 1 :])
        assert read.der[:at] == der[:at]
        names_host(read, HOST)


@pytest.mark.parametrize(
    ("name", "host", "named"),
    [
        ("mx1.example.net", "mx1.example.net", True),
        ("mx1.example.net", "MX1.Example.NET.", True),
        ("mx1.example.net", "mx2.example.net", False),
        ("example.net", "mx1.example.net", False),
        ("*.example.net", "mx1.example.net", True),
        ("*.example.net", "a.mx1.example.net", False),
        ("*.example.net", "example.net", False),
        ("*.example.net", ".example.net", False),
        ("mx*.example.net", "mx1.example.net", False),
        ("mx1.*.net", "mx1.example.net", False),
        ("*.*.net", "mx1.example.net", False),
        ("*.net", "example.net", False),
        ("*", "net", False),
        ("*.example.net", "*.example.net", True),
        ("192.0.2.7", "192.0.2.7", False),
        ("mx1.example.net", "", False),
        ("", "", False),
    ],
)
def test_a_host_is_named_by_its_whole_name_or_one_label_of_a_wildcard(name, host, named):
    assert names_host(naming(name), host) is named


def test_the_common_name_names_nobody(ca):
    assert not names_host(read_certificate(ca.issue([], common_name=HOST).der), HOST)


def test_a_chain_to_an_authority_that_is_trusted_has_no_fault(ca):
    assert fault(ca, ca.issue([HOST])) == ("", "")


def test_a_root_that_is_sent_as_well_does_no_harm(ca):
    assert fault(ca, ca.issue([HOST], ca=with_root(ca.intermediate, ca.root))) == ("", "")


def test_time_is_what_the_caller_says_it_is(ca):
    issued = ca.issue([HOST], not_before=ca.now - 10 * DAY, not_after=ca.now - 3 * DAY)
    assert fault(ca, issued, now=ca.now - 5 * DAY) == ("", "")
    sentence, code = fault(ca, issued)
    assert code == "expired"
    assert sentence == f"the certificate expired {ca.now - 3 * DAY:%Y-%m-%d %H:%M} UTC"
    assert fault(ca, issued, now=ca.now - 20 * DAY)[1] == "not-yet-valid"


def test_time_may_come_in_any_zone(ca):
    issued = ca.issue([HOST], not_after=ca.now + dt.timedelta(hours=1))
    elsewhere = ca.now.astimezone(dt.timezone(dt.timedelta(hours=11)))
    assert fault(ca, issued, now=elsewhere) == ("", "")


def test_an_expired_intermediate_is_named(ca):
    old = ca.authority("Example Old Intermediate", ca=ca.root, not_after=ca.now - 3 * DAY)
    sentence, code = fault(ca, ca.issue([HOST], ca=old))
    assert code == "expired"
    assert sentence.startswith("CN=Example Old Intermediate above the certificate expired ")


def test_a_certificate_that_signed_itself_is_told_from_one_of_an_unknown_authority(ca, tmp_path):
    assert fault(ca, ca.issue([HOST], self_signed=True))[1] == "self-signed"
    sentence, code = fault(ca, LocalCa(tmp_path, now=ca.now, name="Other").issue([HOST]))
    assert code == "untrusted"
    assert sentence == "the chain ends at CN=Other Intermediate, signed by CN=Other Root, which is not trusted here"


def test_an_unknown_root_that_is_sent_is_named(ca, tmp_path):
    other = LocalCa(tmp_path, now=ca.now, name="Other")
    sentence, code = fault(ca, other.issue([HOST], ca=with_root(other.intermediate, other.root)))
    assert (sentence, code) == ("the chain ends at CN=Other Root, which is not trusted here", "untrusted")


def test_a_chain_without_its_intermediate_is_incomplete(ca):
    sentence, code = fault(ca, ca.issue([HOST], whole=False))
    assert code == "incomplete-chain"
    assert "CN=Example Intermediate" in sentence


def test_a_leaf_cannot_sign_for_others(ca):
    leaf = ca.issue([HOST])
    forged = read_certificate(leaf.der)
    assert verify_chain((b"junk", forged.der), ca_file=str(ca.file), now=ca.now)[1] == "untrusted"
    assert verify_chain((), ca_file=str(ca.file), now=ca.now)[1] == "untrusted"


def test_the_name_of_an_issuer_cannot_write_on_the_screen(ca, tmp_path):
    hostile = LocalCa(tmp_path, now=ca.now, name="\x1b[31mEvil\u202e")
    sentence, _code = fault(ca, hostile.issue([HOST]))
    assert sentence.isprintable()


def test_without_authorities_nothing_is_said_of_the_chain(ca, tmp_path, monkeypatch):
    sentence, code = fault(ca, ca.issue([HOST]), ca_file=str(tmp_path / "none.pem"))
    assert code == "other"
    assert "holds no certification authority" in sentence
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    sentence, code = fault(ca, ca.issue([HOST]), ca_file="")
    assert code == "other"
    assert "this system has no certification authorities" in sentence


def test_the_authorities_of_the_system_can_be_named_in_the_environment(ca, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert fault(ca, ca.issue([HOST]), ca_file="") == ("", "")
