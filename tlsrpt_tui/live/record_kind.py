"""What kind of text this is, when it is not what it should be: another record, a policy file, a web page."""

import re
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.live.record_text import BLANKS, QUOTES


@dataclass(frozen=True, slots=True)
class Stranger:
    """A text of another kind.

    Attributes:
        code: names it for programs.
        name: what it is called.
        place: below which name it belongs, or where else; "" where that is not for us to say.
    """

    code: str
    name: str
    place: str = ""


_BEGINNINGS: Final = {
    r"v[ \t]*=[ \t]*spf1?\b": Stranger("spf-found", "an SPF record", "at the domain itself"),
    r"v[ \t]*=[ \t]*DMARC": Stranger("dmarc-found", "a DMARC record", "at _dmarc"),
    r"(?:v[ \t]*=[ \t]*DKIM|k[ \t]*=[ \t]*(?:rsa|ed25519)[ \t]*;)": Stranger(
        "dkim-found", "a DKIM key", "below _domainkey"
    ),
    r"v[ \t]*=[ \t]*BIMI": Stranger("bimi-found", "a BIMI record", "below _bimi"),
    r"v[ \t]*=[ \t]*STSv": Stranger("sts-record-found", "an MTA-STS record", "at _mta-sts"),
    r"v[ \t]*=[ \t]*TLS-?RPT": Stranger("tlsrpt-found", "a TLS-RPT record", "at _smtp._tls"),
    r"(?:version|mode|mx|max_age)[ \t]*:": Stranger(
        "policy-found", "an MTA-STS policy", "at https://mta-sts.DOMAIN/.well-known/mta-sts.txt"
    ),
    r"<(?:!doctype|html|head|body|\?xml|script)\b": Stranger("web-page-found", "a web page"),
}
"""What each kind begins with, in any case."""

_KINDS: Final = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _BEGINNINGS.items())


def stranger(text: str) -> Stranger | None:
    """Return what a text is by how it begins; ``None`` where that does not show."""
    start = text[:400].lstrip(f"{BLANKS}\r\n\ufeff'{QUOTES}")
    return next((kind for pattern, kind in _KINDS if pattern.match(start)), None)
