"""A certification authority of the tests' own: certificates as good or as bad as a test wants them."""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


@cache
def key_named(name, kind="ec"):
    """A key for each name, made once a session: making RSA keys is slow."""
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs. ``sent`` is what a server sends above a leaf of its, itself first; a root is not sent."""

    certificate: x509.Certificate
    key: object
    sent: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Issued:
    """A leaf with its key, and the files that servers take.

    ``chain`` is DER as a server sends it, leaf first, and ``chain_pem``/``chain_file`` the same as PEM;
    ``cert_pem`` is the leaf alone, ``spki`` its public key as TLSA selector 1 sees it.
    """

    cert_pem: bytes
    key_pem: bytes
    chain_pem: bytes
    der: bytes
    spki: bytes
    chain: tuple[bytes, ...]
    chain_file: Path
    key_file: Path

    def context(self):
        """A server's context that sends the chain."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain_file, self.key_file)
        return context


class LocalCa:
    """A root to trust (``file``, PEM) and an intermediate that signs what is not asked for otherwise."""

    def __init__(self, folder, *, now=None, name="Example"):
        self.folder = Path(folder)
        self.now = now or dt.datetime.now(dt.UTC).replace(microsecond=0)
        self._name = name
        self._numbers = count(1)
        self.root = self.authority(f"{name} Root")
        self.intermediate = self.authority(f"{name} Intermediate", ca=self.root)
        self.file = self.folder / "ca.pem"
        self.file.write_bytes(self.root.certificate.public_bytes(PEM))

    def authority(self, common_name, *, ca=None, not_before=None, not_after=None):
        """A new authority, signed by ``ca`` or, without one, by itself; ten years around now."""
        key = key_named(common_name)
        begin = not_before or self.now - dt.timedelta(days=1825)
        end = not_after or self.now + dt.timedelta(days=1825)
        builder = self._builder(common_name, key, ca, (begin, end), authority=True)
        certificate = builder.sign(ca.key if ca else key, hashes.SHA256())
        return Authority(certificate, key, (certificate, *ca.sent) if ca else ())

    def issue(  # noqa: PLR0913 -- each says one thing that can be wrong with a certificate
        self,
        names,
        *,
        not_before=None,
        not_after=None,
        ca=None,
        key="ec",
        self_signed=False,
        common_name=None,
        whole=True,
        key_name=None,
    ):
        """A leaf for names and IP addresses, by default of the intermediate, from yesterday and for 74 days.

        Without ``whole`` the intermediate is left out of what is sent. The same ``key_name`` gives the same key, for
        renewals; by default the names decide. ``common_name`` "" leaves the subject empty.
        """
        key_object = key_named(key_name or " ".join(names), key)
        signer = None if self_signed else (ca or self.intermediate)
        days = (not_before or self.now - dt.timedelta(days=1), not_after or self.now + dt.timedelta(days=74, hours=1))
        subject = (names[0] if names else "") if common_name is None else common_name
        builder = self._builder(subject, key_object, signer, days, authority=False)
        if names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_general(name) for name in names]), critical=False
            )
        certificate = builder.sign(signer.key if signer else key_object, hashes.SHA256())
        above = signer.sent if signer and whole else ()
        return self._issued(certificate, key_object, above)

    def _builder(self, common_name, key, signer, days, *, authority):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else [])
        signing_key = signer.key if signer else key
        usage = {
            "key_agreement": False,
            "content_commitment": False,
            "data_encipherment": False,
            "encipher_only": False,
            "decipher_only": False,
        }
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(signer.certificate.subject if signer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(days[0])
            .not_valid_after(days[1])
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not authority,
                    key_encipherment=not authority,
                    key_cert_sign=authority,
                    crl_sign=authority,
                    **usage,
                ),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
        )
        if not authority:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
            builder = builder.add_extension(purpose, critical=False)
        return builder

    def _issued(self, certificate, key, above):
        number = next(self._numbers)
        chain = (certificate, *above)
        issued = Issued(
            cert_pem=certificate.public_bytes(PEM),
            key_pem=key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
            chain_pem=b"".join(each.public_bytes(PEM) for each in chain),
            der=certificate.public_bytes(DER),
            spki=key.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo),
            chain=tuple(each.public_bytes(DER) for each in chain),
            chain_file=self.folder / f"{number}-chain.pem",
            key_file=self.folder / f"{number}-key.pem",
        )
        issued.chain_file.write_bytes(issued.chain_pem)
        issued.key_file.write_bytes(issued.key_pem)
        return issued


def with_root(authority, root):
    """The same authority, whose servers send the root as well (a 2 x x TLSA record may name it, RFC 7672 §3.1.2)."""
    return replace(authority, sent=(*authority.sent, root.certificate))


def _general(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
