"""The ``failure-reason-code`` of the large senders in plain words (RFC 8460 §4.4); what nobody knows stays as sent."""

import re
from functools import lru_cache
from typing import Final

from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage import tls_alerts, x509_reasons
from tlsrpt_tui.triage.extended_errors import extended_error
from tlsrpt_tui.triage.reason_phrases import EXACT, HTTP, NO_HOST_NAMED, STATUS, STS_STATUS, WITHIN

LONGEST: Final = 1024
"""Characters of a reason that are looked at; known ones have at most some hundreds."""

_PARTING: Final = re.compile(r"[\s_\-]+")
_CACHED: Final = "fallback to cached policy"
_X509: Final = "x509 v err "
_ALERT: Final = re.compile(r"\btls (remote|local) alert ([0-9]{1,3})\b")
_NUMBERED_ALERT: Final = re.compile(r"\bssl alert number ([0-9]{1,3})\b")
_NAMED_ALERT: Final = re.compile(r"\b(?:sslv3|tlsv1|tlsv13|remote error: tls:) (?:alert )?([a-z ]{3,40})")
_FATAL_ALERT: Final = re.compile(r"\breceived fatal alert: ([a-z ]{3,40})")
_VERIFY_NUMBER: Final = re.compile(r"\bnum ?= ?([0-9]{1,3})\b")
_REPLY: Final = re.compile(r"\bsmtp starttls reply code ([0-9]{3})\b")
_EXTENDED: Final = re.compile(r"\b(?:extended dns error|dns extended error|ede) ([0-9]{1,3})\b")
_STATUS: Final = re.compile(r"(?<![0-9.])[45]\.7\.(32[1-4])(?![0-9])")
_STS_STATUS: Final = re.compile(r"(?:[45][0-9]{2} )?[45]\.(4\.8|7\.5)")
_MX_HOSTS: Final = re.compile(r"\bmx hosts of [^ ]{1,255} failed mta sts validation\b")
_STATUS_CODE: Final = r"(?:response|status)(?: status)?(?: code)?:? ?([1-5][0-9]{2})\b"
_HTTP: Final = re.compile(rf"\bhttps? {_STATUS_CODE}")
_FETCHED: Final = re.compile(rf"\b(?:https? )?{_STATUS_CODE}")
"""SMTP has such codes as well, so that one without the word counts only where a policy was fetched."""


def decoded(reason: str, result_type: str = "") -> str:
    """Return what a reason comes to, as part of a sentence: ``the server's TLS stack said: bad certificate``.

    Nothing of ``reason`` but numbers gets into it. "" where the reason is not known.

    Args:
        reason: as in the report, of any length and content.
        result_type: as in the report; it says whose certificate is meant.
    """
    folded = _PARTING.sub(" ", reason[:LONGEST].casefold().replace("’", "'")).strip(" .+")
    if not folded:
        return ""
    words = _words(folded) or (_of_http(folded, _FETCHED) if _is_of_policy(result_type) else "")
    return words.replace("{certificate}", _whose(result_type))


def _whose(result_type: str) -> str:
    return "the policy host's certificate" if _is_of_policy(result_type) else "the certificate"


def _is_of_policy(result_type: str) -> bool:
    return result_type.casefold().startswith("sts-")


@lru_cache(maxsize=512)  # a screen asks for the same ones each time it is painted
def _words(folded: str) -> str:
    """Return what a reason comes to; what mox has put together with a plus is taken apart."""
    head, plus, tail = folded.rpartition("+")
    if plus and tail.strip() == _CACHED:
        words = _simple(head.strip())
        return f"{words}; the sender went on with the policy it had kept" if words else ""
    return _simple(folded)


def _simple(folded: str) -> str:
    if words := EXACT.get(folded):
        return words
    head, plus, tail = folded.partition("+")
    kind = head.strip().replace(" ", "-")
    if plus and kind in ResultType.__members__.values():
        return EXACT.get(tail.strip()) or _of(tail.strip()) or _of_type(kind)
    return _of(folded)


def _of(folded: str) -> str:
    """Return what a reason comes to, by the patterns, then by what stands in it."""
    kind = folded.replace(" ", "-")
    if kind in ResultType.__members__.values():
        return _of_type(kind)
    return (
        _of_alert(folded)
        or _of_code(folded)
        or _of_certificate(folded)
        or next((words for part, words in WITHIN if part in folded), "")
        or x509_reasons.worded(folded)
        or _of_http(folded)
    )


def _of_type(result_type: str) -> str:
    """Return what the name of a result type comes to, where a sender gives that as the reason."""
    known = {
        ResultType.CERTIFICATE_EXPIRED: "{certificate} has expired",
        ResultType.CERTIFICATE_HOST_MISMATCH: "{certificate} does not name the host",
        ResultType.CERTIFICATE_NOT_TRUSTED: "the chain leads to no authority that the sender trusts",
        ResultType.STARTTLS_NOT_SUPPORTED: "the server did not offer STARTTLS",
    }
    return known.get(ResultType(result_type), "no more than a result type says")


def _of_alert(folded: str) -> str:
    if found := _ALERT.search(folded):
        whose = "server" if found[1] == "remote" else "sender"
        return f"the {whose}'s TLS stack said: {tls_alerts.alert(int(found[2]))}"
    number = int(found[1]) if (found := _NUMBERED_ALERT.search(folded)) else None
    for pattern in (_NAMED_ALERT, _FATAL_ALERT):
        if number is None and (found := pattern.search(folded)):
            number = tls_alerts.numbered(found[1].removeprefix("alert "))
    return "" if number is None else f"the server's TLS stack said: {tls_alerts.alert(number)}"


def _of_code(folded: str) -> str:
    if found := _REPLY.search(folded):
        return f"the server answered STARTTLS with {found[1]} and not with 220"
    if found := _EXTENDED.search(folded):
        return f"the sender's resolver says: {extended_error(int(found[1]))}"
    if found := _STATUS.search(folded):
        return STATUS[found[1]]
    if found := _STS_STATUS.fullmatch(folded):
        return STS_STATUS[found[1]]
    return NO_HOST_NAMED if _MX_HOSTS.search(folded) else ""


def _of_certificate(folded: str) -> str:
    at = folded.find(_X509)
    if at >= 0:
        name = re.match(r"[a-z0-9 ]{1,60}", folded[at + len(_X509) :])
        return x509_reasons.named(name[0].strip()) if name else ""
    if not (found := _VERIFY_NUMBER.search(folded)):
        return ""
    # The text behind it is plainer: some numbers were given anew.
    return x509_reasons.worded(folded[found.end() :]) or x509_reasons.numbered(int(found[1]))


def _of_http(folded: str, pattern: re.Pattern[str] = _HTTP) -> str:
    if not (found := pattern.search(folded)) or found[1] == "200":
        return ""
    said = HTTP.get(found[1], "a redirect, which senders do not follow" if found[1][0] == "3" else "")
    return f"the policy host answered {found[1]}{': ' if said else ''}{said}"
