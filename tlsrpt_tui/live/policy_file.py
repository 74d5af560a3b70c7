"""The bytes of an MTA-STS policy file: whether they are text at all, and not something else (RFC 8461 §3.2, §3.3)."""

from typing import Final

from tlsrpt_tui.live.published import Fault, Level
from tlsrpt_tui.live.record_kind import stranger

SECTION: Final = "8461 §3.2"
MOST_BYTES: Final = 65_536
"""A longer file is not read (RFC 8461 §3.3)."""

_STRANGE: Final = {
    "web-page-found": "This is a web page; serve the policy as a plain text file.",
    "sts-record-found": "This is the DNS record, not the policy file; the file begins version: STSv1",
}


def policy_text(data: bytes | str) -> str | Fault:
    """Return the text of a policy file, or the fault for which there is none."""
    octets = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    bad = _no_text(octets)
    if bad:
        return Fault(Level.ERROR, *bad, SECTION)
    try:
        text = octets.decode()
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        sentence = f"Line {line} holds bytes that are not UTF-8; save the file as plain ASCII."
        return Fault(Level.ERROR, "policy-not-utf-8", sentence, SECTION, line)
    bad = _other_text(text)
    return Fault(Level.ERROR, *bad, SECTION) if bad else text


def _no_text(octets: bytes) -> tuple[str, str] | None:
    """Return code and sentence for what cannot be a text."""
    if len(octets) > MOST_BYTES:
        return "policy-too-large", "The file is larger than 64 KiB; senders stop reading there (RFC 8461 §3.3)."
    if not octets.strip():
        return "policy-empty", "The file is empty; it begins version: STSv1"
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "policy-utf-16", "The file is in UTF-16; save it as plain ASCII or UTF-8."
    if b"\x00" in octets:
        return "policy-binary", "The file holds NUL bytes and is no text; serve the policy as plain text."
    return None


def _other_text(text: str) -> tuple[str, str] | None:
    """Return code and sentence for a text of another kind."""
    kind = stranger(text)
    if kind and kind.code != "policy-found":
        sentence = f"This is {kind.name}, not a policy file; the file begins version: STSv1"
        return kind.code, _STRANGE.get(kind.code, sentence)
    if text.lstrip()[:1] == "{":
        return "policy-json", "This is JSON; a policy is lines of “key: value”, as in version: STSv1"
    return None
