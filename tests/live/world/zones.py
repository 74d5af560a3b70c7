"""Zones for a loopback world: written as text, signed well or badly, delegated from a signed root."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec

DAY = dt.timedelta(days=1)
KEY = 257  # flags of a key that signs both keys and records
ALGORITHM = dns.dnssec.Algorithm.ECDSAP256SHA256
_HEAD = "@ 300 IN SOA ns hostmaster 1 7200 3600 1209600 60\n@ 300 IN NS ns\nns 300 IN A 127.0.0.1\n"


class Signing(StrEnum):
    """What is right or wrong with the signatures of a zone."""

    SECURE = "secure"
    UNSIGNED = "unsigned: insecure"
    NO_DS = "signed, but its parent says nothing of it: insecure"
    EXPIRED = "signatures that ended days ago: bogus"
    EARLY = "signatures that begin in some days: bogus"
    WRONG_DS = "a key of which its parent knows nothing: bogus"


@dataclasses.dataclass(frozen=True)
class Zone:
    r"""A zone and its records as a zone file writes them, relative to its name: ``"mx1 3600 IN A 127.0.0.1\n"``.

    SOA, NS and the records of signing are added. ``broken_denial``: names below which the zone's "there is nothing"
    carries a wrong signature, for what is asked of exactly these names; relative or with a last dot.
    ``broken_signatures``: names all of whose records carry a wrong signature.
    """

    name: str
    records: str = ""
    signing: Signing = Signing.SECURE
    broken_denial: tuple[str, ...] = ()
    broken_signatures: tuple[str, ...] = ()

    def with_records(self, records: str, **other) -> "Zone":
        """Return it with other records, and mended or broken otherwise as named."""
        return dataclasses.replace(self, records=records, **other)


class Signer:
    """Signs zones, each with a key that stays the same as long as this object lives."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[ec.EllipticCurvePrivateKey, object]] = {}

    def zone_files(self, zones: Sequence[Zone]) -> dict[str, str]:
        """Return the text of each zone's file by the zone's name, the root's under ``"."``."""
        named = {zone.name: zone for zone in zones} | {".": Zone(".")}
        delegations: dict[str, str] = dict.fromkeys(named, "")
        for zone in zones:
            delegations[_parent(zone.name, named)] += self._delegation(zone)
        return {zone.name: self._file(zone, delegations[zone.name]) for zone in named.values()}

    def anchor(self) -> str:
        """Return what a validating resolver has to trust: the DS of the root."""
        return f". IN DS {self._ds(Zone('.'))}"

    def _key(self, name: str):
        if name not in self._keys:
            private = ec.generate_private_key(ec.SECP256R1())
            self._keys[name] = (private, dns.dnssec.make_dnskey(private.public_key(), ALGORITHM, KEY))
        return self._keys[name]

    def _ds(self, zone: Zone) -> str:
        known = zone.name + " unknown" if zone.signing is Signing.WRONG_DS else zone.name
        return dns.dnssec.make_ds(dns.name.from_text(zone.name), self._key(known)[1], "SHA256").to_text()

    def _delegation(self, zone: Zone) -> str:
        told = f"{zone.name}. 300 IN NS ns.{zone.name}.\nns.{zone.name}. 300 IN A 127.0.0.1\n"
        if zone.signing in (Signing.UNSIGNED, Signing.NO_DS):
            return told
        return f"{told}{zone.name}. 300 IN DS {self._ds(zone)}\n"

    def _file(self, zone: Zone, delegations: str) -> str:
        origin = dns.name.from_text(zone.name)
        made = dns.zone.from_text(_HEAD + zone.records + "\n" + delegations, origin=origin, relativize=False)
        if zone.signing is not Signing.UNSIGNED:
            self._sign(made, zone)
            _break(made, zone, origin)
        return made.to_text(relativize=False)

    def _sign(self, made: dns.zone.Zone, zone: Zone) -> None:
        now = dt.datetime.now(dt.UTC)
        begin, end = {
            Signing.EXPIRED: (now - 30 * DAY, now - 5 * DAY),
            Signing.EARLY: (now + 5 * DAY, now + 30 * DAY),
        }.get(zone.signing, (now - DAY, now + 30 * DAY))
        dns.dnssec.sign_zone(made, keys=[self._key(zone.name)], inception=begin, expiration=end)


def _parent(name: str, named: Mapping[str, Zone]) -> str:
    above = name.split(".")[1:]
    return next((".".join(above[at:]) for at in range(len(above)) if ".".join(above[at:]) in named), ".")


def _break(made: dns.zone.Zone, zone: Zone, origin: dns.name.Name) -> None:
    for text in zone.broken_signatures:
        _spoil(made, dns.name.from_text(text, origin), None)
    for text in zone.broken_denial:
        gone = dns.name.from_text(text, origin)
        owners = [name for name in made if made.get_rdataset(name, dns.rdatatype.NSEC)]
        _spoil(made, max(name for name in owners if name <= gone), dns.rdatatype.NSEC)


def _spoil(made: dns.zone.Zone, name: dns.name.Name, covered: dns.rdatatype.RdataType | None) -> None:
    """Turn the last bit of each signature over; of one type only where one is named."""
    for rdataset in made.find_node(name).rdatasets:
        if rdataset.rdtype is not dns.rdatatype.RRSIG or covered not in (None, rdataset.covers):
            continue
        for rdata in list(rdataset):
            wrong = rdata.signature[:-1] + bytes([rdata.signature[-1] ^ 1])
            rdataset.discard(rdata)
            rdataset.add(rdata.replace(signature=wrong))
