"""Why a certificate did not verify: the reasons of OpenSSL by name, number and text, in plain words (RFC 5280 §6)."""

from typing import Final

_CRL: Final = "a fault in a list of revoked certificates"
_FORMAT: Final = "{certificate} is not well formed"
_USE: Final = "{certificate} is not meant for this use"
_POLICY: Final = "a certificate policy in the chain cannot be met"
_NAMES: Final = "an authority in the chain may not issue for this name"
_CHAIN: Final = "an authority in the chain is not allowed to issue"
_KEY: Final = "a key or signature in the chain is too weak for the sender"
_OCSP: Final = "the answer about revocation (OCSP) could not be used"

REASONS: Final[dict[str, tuple[int, str, str]]] = {
    "unspecified": (
        1,
        "unspecified certificate verification error",
        "{certificate} did not verify, without saying why",
    ),
    "unable to get issuer cert": (
        2,
        "unable to get issuer certificate",
        "an issuer's certificate is missing: an intermediate is not sent, or a root not trusted",
    ),
    "unable to get crl": (3, "unable to get certificate crl", "the list of revoked certificates is not to be had"),
    "unable to decrypt cert signature": (4, "unable to decrypt certificate's signature", _FORMAT),
    "unable to decrypt crl signature": (5, "unable to decrypt crl's signature", _CRL),
    "unable to decode issuer public key": (6, "unable to decode issuer public key", _FORMAT),
    "cert signature failure": (7, "certificate signature failure", "a signature in the chain does not fit"),
    "crl signature failure": (8, "crl signature failure", _CRL),
    "cert not yet valid": (
        9,
        "certificate is not yet valid",
        "{certificate} is not valid yet, or the sender's clock is slow",
    ),
    "cert has expired": (10, "certificate has expired", "{certificate} has expired"),
    "crl not yet valid": (11, "crl is not yet valid", _CRL),
    "crl has expired": (12, "crl has expired", _CRL),
    "error in cert not before field": (13, "format error in certificate's notbefore field", _FORMAT),
    "error in cert not after field": (14, "format error in certificate's notafter field", _FORMAT),
    "error in crl last update field": (15, "format error in crl's lastupdate field", _CRL),
    "error in crl next update field": (16, "format error in crl's nextupdate field", _CRL),
    "out of mem": (17, "out of memory", "the sender was out of memory"),
    "depth zero self signed cert": (18, "self signed certificate", "{certificate} is self-signed"),
    "self signed cert in chain": (
        19,
        "self signed certificate in certificate chain",
        "the chain ends in a root that the sender does not trust",
    ),
    "unable to get issuer cert locally": (
        20,
        "unable to get local issuer certificate",
        "an issuer's certificate is missing: an intermediate is not sent, or a root not trusted",
    ),
    "unable to verify leaf signature": (
        21,
        "unable to verify the first certificate",
        "{certificate} came alone: the intermediate is not sent",
    ),
    "cert chain too long": (22, "certificate chain too long", "the chain is longer than the sender allows"),
    "cert revoked": (23, "certificate revoked", "{certificate} has been revoked"),
    "no issuer public key": (24, "issuer certificate doesn't have a public key", _FORMAT),
    "invalid ca": (79, "invalid ca certificate", _CHAIN),
    "path length exceeded": (25, "path length constraint exceeded", _CHAIN),
    "invalid purpose": (26, "unsuitable certificate purpose", _USE),
    "cert untrusted": (27, "certificate not trusted", "the chain ends in nothing that the sender trusts"),
    "cert rejected": (28, "certificate rejected", "the sender's own list rejects the authority"),
    "subject issuer mismatch": (29, "subject issuer mismatch", "the certificates sent do not make up a chain"),
    "akid skid mismatch": (
        30,
        "authority and subject key identifier mismatch",
        "the certificates sent do not make up a chain",
    ),
    "akid issuer serial mismatch": (
        31,
        "authority and issuer serial number mismatch",
        "the certificates sent do not make up a chain",
    ),
    "keyusage no certsign": (32, "key usage does not include certificate signing", _CHAIN),
    "unable to get crl issuer": (33, "unable to get crl issuer certificate", _CRL),
    "unhandled critical extension": (
        34,
        "unhandled critical extension",
        "{certificate} demands something that the sender does not know",
    ),
    "keyusage no crl sign": (35, "key usage does not include crl signing", _CRL),
    "unhandled critical crl extension": (36, "unhandled critical crl extension", _CRL),
    "invalid non ca": (37, "invalid non ca certificate", _CHAIN),
    "proxy path length exceeded": (38, "proxy path length constraint exceeded", _CHAIN),
    "keyusage no digital signature": (39, "key usage does not include digital signature", _USE),
    "proxy certificates not allowed": (40, "proxy certificates not allowed", _CHAIN),
    "invalid extension": (41, "invalid or inconsistent certificate extension", _FORMAT),
    "invalid policy extension": (42, "invalid or inconsistent certificate policy extension", _FORMAT),
    "no explicit policy": (43, "no explicit policy", _POLICY),
    "different crl scope": (44, "different crl scope", _CRL),
    "unsupported extension feature": (45, "unsupported extension feature", _FORMAT),
    "unnested resource": (46, "rfc 3779 resource not subset of parent's resources", _NAMES),
    "permitted violation": (47, "permitted subtree violation", _NAMES),
    "excluded violation": (48, "excluded subtree violation", _NAMES),
    "subtree minmax": (49, "name constraints minimum and maximum not supported", _NAMES),
    "application verification": (50, "application verification failure", "the sender's own check said no"),
    "unsupported constraint type": (51, "unsupported name constraint type", _NAMES),
    "unsupported constraint syntax": (52, "unsupported or invalid name constraint syntax", _NAMES),
    "unsupported name syntax": (53, "unsupported or invalid name syntax", _NAMES),
    "crl path validation error": (54, "crl path validation error", _CRL),
    "path loop": (55, "path loop", "the chain leads back to itself"),
    "hostname mismatch": (62, "hostname mismatch", "{certificate} does not name the host"),
    "email mismatch": (63, "email address mismatch", "{certificate} does not name the address"),
    "ip address mismatch": (64, "ip address mismatch", "{certificate} does not name the IP address"),
    "dane no match": (65, "no matching dane tlsa records", "no TLSA record matches {certificate}"),
    "ee key too small": (66, "ee certificate key too weak", _KEY),
    "ca key too small": (67, "ca certificate key too weak", _KEY),
    "ca md too weak": (68, "ca signature digest algorithm too weak", _KEY),
    "store lookup": (70, "issuer certificate lookup error", "the sender could not look the issuer up"),
    "no valid scts": (
        71,
        "certificate transparency required, but no valid scts found",
        "{certificate} is in no public log",
    ),
    "ocsp verify needed": (73, "ocsp verification needed", _OCSP),
    "ocsp verify failed": (74, "ocsp verification failed", _OCSP),
    "ocsp cert unknown": (75, "ocsp unknown cert", _OCSP),
    "signature algorithm mismatch": (
        77,
        "subject signature algorithm and issuer public key algorithm mismatch",
        "a signature in the chain does not fit",
    ),
    "ca bcons not critical": (89, "basic constraints of ca cert not marked critical", _CHAIN),
    "missing authority key identifier": (85, "missing authority key identifier", _FORMAT),
    "empty subject alt name": (87, "empty subject alternative name extension", "{certificate} names no host"),
}
"""By the name after ``X509_V_ERR_``: OpenSSL's number, the beginning of its text, and what it comes to.

Names and texts are in lower case with single blanks for anything that parts words; ``{certificate}`` stands for whose.
"""

GIVEN_ANEW: Final = {24: "an authority in the chain is not allowed to issue, or has no key that can be read"}
"""Numbers that OpenSSL 1 and 3 use for different reasons: 24 was an invalid CA before it was a missing key."""

_BY_NUMBER: Final = {number: words for number, _, words in REASONS.values()} | GIVEN_ANEW
_BY_TEXT: Final = sorted(
    ((text, words) for _, text, words in REASONS.values()), key=lambda pair: len(pair[0]), reverse=True
)


def named(name: str) -> str:
    """Return what a name of OpenSSL comes to, as ``cert has expired``; "" for one that is not known."""
    return REASONS[name][2] if name in REASONS else ""


def numbered(number: int) -> str:
    """Return what a number of OpenSSL comes to, as of ``verify error:num=20``; "" for one that is not known."""
    return _BY_NUMBER.get(number, "")


def worded(text: str) -> str:
    """Return what a text of OpenSSL comes to, wherever it stands in ``text``; "" where none does."""
    return next((words for known, words in _BY_TEXT if known in text), "")
