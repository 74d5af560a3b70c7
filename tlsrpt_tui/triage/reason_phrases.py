"""Reasons that senders are known to write, by what stands in them, in plain words.

They are in lower case, with a single blank for whatever parts words; ``{certificate}`` stands for whose it is.
"""

from typing import Final

NO_HOST_NAMED: Final = "no MX host of the domain is one that the policy names"
"""Said by Microsoft as a name, as a code and as a sentence."""

_NO_STARTTLS: Final = "the server did not offer STARTTLS"
_TIMEOUT: Final = "there was no answer in time"
_UNTRUSTED: Final = "the chain leads to no authority that the sender trusts"
_HANDSHAKE: Final = "the handshake failed; which side ended it is not said"
_NOT_NAMED: Final = "the MX host is not one that the policy names"
_MISNAMED: Final = "{certificate} does not name the host"

EXACT: Final = {
    # mox
    "io timeout during handshake": "the TLS handshake ran out of time",
    "connection closed during handshake": "the connection was closed in the middle of the TLS handshake",
    "tls remote error": "the server's TLS stack ended the handshake, and the sender cannot say with what",
    "tls record header error": "the server's answer to the handshake was not TLS",
    "unknown go certificate verification error": "{certificate} did not verify, without saying why",
    "all unusable records+ignored": "no TLSA record could be used; the mail was delivered all the same",
    "all unusable records": "no TLSA record could be used",
    "no system roots": "the sender has no list of authorities to trust: a fault on its side",
    "not authorized to sign": "an authority in the chain is not allowed to issue",
    "ca not authorized for this name": "an authority in the chain may not issue for this name",
    "ca not authorized for ext key usage": "an authority in the chain may not issue for this use",
    "too many intermediates": "the chain is longer than the sender allows",
    "incompatible key usage": "{certificate} is not meant for this use",
    "parent subject child issuer mismatch": "the certificates sent do not make up a chain",
    "name constraint without sans": "{certificate} has no subject alternative name for a constraint to look at",
    "unconstrained name": "{certificate} has a name that a constraint in the chain cannot look at",
    "too many constraints": "the chain has more name constraints than the sender looks through",
    "no policy served": "the policy host does not exist, or answered 404: there is no such file",
    "cannot fetch policy": "the policy could not be fetched over HTTPS",
    "policy syntax error": "the policy was fetched and breaks the grammar",
    "no mta sts dns txt record": "there is no record _mta-sts",
    "multiple mta sts records": "there is more than one record _mta-sts, which counts as none",
    "mta sts record syntax error": "the record _mta-sts breaks the grammar",
    "dns lookup": "DNS gave the sender no answer",
    "back off after recent fetch error": "fetching the policy failed shortly before, and was not tried again yet",
    "fallback to cached policy": "the policy could not be had; the sender went on with the one it had kept",
    # Microsoft
    "mx hosts mismatch": NO_HOST_NAMED,
    "validation failure": "no more than the result type says",
    # several
    "mx mismatch": _NOT_NAMED,
    "expired": "{certificate} has expired",
}
"""By the whole reason."""

WITHIN: Final = (
    # Microsoft
    ("remote certificate failed mta sts validation", "{certificate} did not pass the MTA-STS check"),
    # Postfix and what stands behind it
    ("not trusted by local or tlsa policy", "the chain leads to nothing that a TLSA record or the sender's list names"),
    ("no matching dane tlsa records", "no TLSA record matches {certificate}"),
    ("untrusted issuer", _UNTRUSTED),
    ("certificate has expired or is not yet valid", "{certificate} has expired, or is not valid yet"),
    ("certificate not yet valid", "{certificate} is not valid yet, or the sender's clock is slow"),
    ("not designated for use as a", "{certificate} is not meant for this use"),
    ("certificate chain longer than limit", "the chain is longer than the sender allows"),
    ("server certificate not verified", "{certificate} did not verify: its name, or its chain"),
    ("server certificate not trusted", _UNTRUSTED),
    ("was not offered by host", _NO_STARTTLS),
    ("refused to start tls", "the server offers STARTTLS and refused it when asked"),
    ("starttls was not advertised", _NO_STARTTLS),
    ("starttls not offered", _NO_STARTTLS),
    ("offers no starttls", _NO_STARTTLS),
    ("no starttls", _NO_STARTTLS),
    ("starttls is not supported", _NO_STARTTLS),
    ("starttls not supported", _NO_STARTTLS),
    ("does not support starttls", _NO_STARTTLS),
    ("cannot start tls: handshake failure", _HANDSHAKE),
    ("tlsa lookup error", "the TLSA records could not be looked up"),
    ("no tlsa records found", "there is no TLSA record"),
    ("non dnssec destination", "the MX host's zone is not signed"),
    ("does not match policy", _NOT_NAMED),
    ("does not match sts policy", _NOT_NAMED),
    ("does not match the policy", _NOT_NAMED),
    # Go: mail.ru, mox and others
    ("context deadline exceeded", _TIMEOUT),
    ("i/o timeout", _TIMEOUT),
    ("tls handshake timeout", "the TLS handshake ran out of time"),
    ("no such host", "the name that was looked up has no address"),
    ("connection refused", "the connection was refused: nobody listens there"),
    ("connection reset", "the connection was cut off"),
    ("no route to host", "no way leads there from the sender"),
    ("network is unreachable", "no way leads there from the sender, as where IPv6 is announced and does not work"),
    ("redirect not allowed", "the policy host answered with a redirect, which senders do not follow"),
    ("certificate signed by unknown authority", _UNTRUSTED),
    ("certificate is not trusted", _UNTRUSTED),
    ("certificate is valid for", _MISNAMED),
    ("certificate is not valid for any names", _MISNAMED),
    ("doesn't contain any ip sans", _MISNAMED),
    ("certificate relies on legacy common name", "{certificate} has its name in the subject only, where nobody looks"),
    ("server misbehaving", "DNS gave the sender no answer"),
    ("unexpected eof", "the connection was closed too early"),
    # OpenSSL
    ("unsupported protocol", "no TLS version in common"),
    ("wrong version number", "the server's answer to the handshake was not TLS, or of a version too old"),
    ("no shared cipher", "no cipher in common"),
    ("dh key too small", "the server's Diffie-Hellman key is too small for the sender"),
    ("subject does not match host", _MISNAMED),
    ("name does not match", _MISNAMED),
    # rustls, as in Stalwart
    ("notvalidforname", _MISNAMED),
    ("unknownissuer", _UNTRUSTED),
    ("invalid peer certificate: expired", "{certificate} has expired"),
    ("tls handshake eof", "the connection was closed in the middle of the TLS handshake"),
)
"""By a part of the reason: the first one that is found counts."""

STATUS: Final = {
    "321": "the server did not offer STARTTLS, or its handshake failed",
    "322": "{certificate} has expired",
    "323": "the certificate does not fit the TLSA records: Microsoft says so of any failure of DANE",
    "324": "DNSSEC is broken for a name on the way, or the question for TLSA failed",
}
"""Exchange Online's codes ``4.7.321`` and ``5.7.321``, by their last number."""

STS_STATUS: Final = {
    "4.8": NO_HOST_NAMED,
    "7.5": "{certificate} did not pass the MTA-STS check",
}
"""Exchange Online's codes ``4.4.8`` and ``5.4.8``, ``4.7.5`` and ``5.7.5``, without their first number; others use
them as well, so they mean this only where nothing else is said."""

HTTP: Final = {
    "401": "it wants a password",
    "403": "it forbids the file, as a bot filter does",
    "404": "there is no such file",
    "406": "it cannot answer as it was asked",
    "410": "the file was taken away for good",
    "429": "too many questions for it",
    "500": "a fault of its own",
    "502": "the server behind it did not answer well",
    "503": "it is out of service",
    "504": "the server behind it did not answer in time",
}
"""What a status of HTTP comes to."""
