"""The MTA-STS record at ``_mta-sts``: read, judged, mended and made to the letter of RFC 8461 §3.1."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.published import Fault, Level, StsRecord
from tlsrpt_tui.live.record_fields import FieldText, Rule, check_extension, opened, several
from tlsrpt_tui.live.record_text import BACKSLASH, QUOTES, Written, capped, quoted

RULE: Final = Rule(
    kind="MTA-STS",
    version="v=STSv1",
    field="id",
    section="8461 §3.1",
    stranger="sts-record-found",
    example="v=STSv1; id=20261105T101500",
    place="_mta-sts",
    advice="write letters, digits and marks of ASCII only.",
)
_MISSING: Final = "senders take the domain as one without a policy"
_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")
_LONGEST: Final = 32
_OF_POLICY: Final = frozenset({"mode", "mx", "max_age", "version"})
_OF_REPORTING: Final = frozenset({"rua", "ruf"})
_SAID_BY_NOT_ASCII: Final = frozenset({"id-characters", "field-value"})


def read_sts_record(text: str) -> tuple[StsRecord | None, tuple[Fault, ...]]:
    """Return the record, ``None`` unless it conforms, and what is to be said of it.

    Args:
        text: the strings of one TXT record joined without blanks; hostile.
    """
    record, faults, _ = _read(text)
    return record, faults


def judge_sts_texts(texts: Sequence[str]) -> tuple[StsRecord | None, tuple[Fault, ...]]:
    """Return the record that senders find among all TXT records of a name, and what is to be said of them.

    What does not begin ``v=STSv1;`` is discarded; unless exactly one is left, the domain has no policy.
    """
    text, faults = several(texts, RULE, _MISSING)
    if text is None:
        return None, tuple(faults)
    record, own = read_sts_record(text)
    return record, (*own, *faults)


@lru_cache(64)  # asked for again with each answer that a checkup tells
def corrected_sts_record(text: str) -> str:
    """Return the record to publish in place of a text; the text itself where nothing is to be mended, "" if unclear."""
    record, faults, meant = _read(text)
    if record and not faults:
        return text
    if not meant:
        return ""
    again, left, _ = _read(meant)
    if again is None:
        return ""
    same = record is not None and sorted(fault.code for fault in left) == sorted(fault.code for fault in faults)
    return text if same else meant


def make_sts_record(id: str) -> str:  # noqa: A002  the field's own name
    """Return the record that announces the policy of an ``id``.

    Raises:
        UsageError: it is not made of 1 to 32 letters and digits.
    """
    if not _ID.fullmatch(id):
        raise UsageError(f"{quoted(id)} cannot be an id; expected 1 to 32 letters and digits, as in 20261105T101500")
    return f"{RULE.version}; id={id}"


def _read(text: str) -> tuple[StsRecord | None, tuple[Fault, ...], str]:
    """Return record, faults, and the record that somebody wanted to write."""
    taken = opened(text, RULE)
    faults = list(taken.faults)
    if taken.fields is None:
        return None, capped(faults), ""
    codes = {fault.code for fault in faults}
    if "version-missing" in codes and not any(one.name.text.lower() == "id" for one in taken.fields):
        return None, capped(faults), ""
    ids = [one for one in taken.fields if one.name.text == "id" and one.value is not None]
    misspelt = [one for one in taken.fields if one.name.text != "id" and one.name.text.lower() == "id" and one.value]
    meant = _check_id(ids, misspelt, taken.fields, faults)
    extensions = _check_others(taken.fields, faults, taken_id=bool(ids), version_later="version-not-first" in codes)
    if "text-not-ascii" in codes:  # has been said
        faults = [fault for fault in faults if fault.code not in _SAID_BY_NOT_ASCII]
    conforms = not any(fault.level is Level.ERROR for fault in faults)
    record = StsRecord(ids[0].value.text, tuple(extensions)) if conforms and ids and ids[0].value else None
    unclear = any(
        fault.code in {"field-no-equals", "field-name", "field-value", "semicolon-missing"} for fault in faults
    )
    more = [f"{name}={value}" for name, value in extensions]
    return record, capped(faults), "" if unclear or not meant else "; ".join([RULE.version, f"id={meant}", *more])


def _check_id(
    ids: Sequence[FieldText], misspelt: Sequence[FieldText], fields: Sequence[FieldText], faults: list[Fault]
) -> str:
    """Add what is wrong with the id, and return what was meant."""
    for one in ids[1:]:
        sentence = "id stands twice, and senders read the first; leave the other out."
        faults.append(RULE.warning("id-repeated", sentence, one.name.column))
    if ids and ids[0].value:
        return _checked(ids[0].value, faults)
    if misspelt and misspelt[0].value:
        sentence = f"{quoted(misspelt[0].name.text)} is not id: in these records names are in lower case; write id="
        faults.append(RULE.fault("id-case", sentence, misspelt[0].name.column))
        return _checked(misspelt[0].value, faults)
    stray = next((one.name for one in fields if one.value is None and _ID.fullmatch(one.name.text)), None)
    hint = f" ({quoted(stray.text)} stands there without its name)" if stray else ""
    sentence = f"id is missing, by which senders see that the policy has changed{hint}; write id=20261105T101500"
    faults.append(RULE.fault("id-missing", sentence))
    return ""


def _checked(value: Written, faults: list[Fault]) -> str:
    text = value.text
    if not text:
        sentence = "Behind id= stands nothing; write letters and digits, as in id=20261105T101500"
        faults.append(RULE.fault("id-empty", sentence, value.column))
        return ""
    wrong = next((index for index, character in enumerate(text) if not _ID.fullmatch(character)), None)
    meant = re.sub(r"[^A-Za-z0-9]", "", text)[:_LONGEST]
    if wrong is None:
        if len(text) > _LONGEST:
            sentence = f"The id has {len(text)} characters; at most 32 letters and digits are allowed."
            faults.append(RULE.fault("id-long", sentence, value.columns[_LONGEST]))
        return meant
    column, character = value.columns[wrong], text[wrong]
    if character in QUOTES:
        faults.append(RULE.fault("text-quotes", "A quotation mark stands here; write the id without.", column))
    elif text.endswith("\\") and wrong == len(text) - 1:
        faults.append(RULE.fault("text-backslash", BACKSLASH, column))
    elif re.match(r"[ \t]+[A-Za-z0-9][\w.\-]*=", text[wrong:]):
        faults.append(RULE.fault("semicolon-missing", "A semicolon is missing here, between two fields.", column))
    else:
        shown = {"-": "A dash", " ": "A blank", "\t": "A blank"}.get(character, quoted(character))
        sentence = f"{shown} stands in the id, which is made of letters and digits only, as in id={meant or '20261105'}"
        faults.append(RULE.fault("id-characters", sentence, column))
    return meant


def _check_others(
    fields: Sequence[FieldText], faults: list[Fault], *, taken_id: bool, version_later: bool
) -> list[tuple[str, str]]:
    """Add what is wrong with all fields but the id, and return those that the RFC does not name."""
    extensions = []
    for one in fields:
        name, value = one.name.text, "" if one.value is None else one.value.text
        if one.value is not None and name == "id":
            continue
        if name.lower() == "id" and not taken_id:
            continue
        if name == "v" and (version_later or value == RULE.word):
            if not version_later:
                faults.append(
                    RULE.warning("version-repeated", "The version stands twice; leave the second out.", one.name.column)
                )
            continue
        wrong = list(check_extension(one, RULE))
        faults += wrong
        if not wrong and (fault := _idle(one)):
            faults.append(fault)
            if fault.level is Level.NOTE:
                extensions.append((name, value))
    return extensions


def _idle(one: FieldText) -> Fault | None:
    """Return what to say of a field that senders pass over."""
    name, column = one.name.text, one.name.column
    if name in _OF_POLICY:
        sentence = f"{quoted(name)} does nothing here; it belongs into the policy file (RFC 8461 §3.2)."
        return RULE.warning("field-of-policy", sentence, column)
    if name in _OF_REPORTING:
        sentence = f"{quoted(name)} does nothing here; it belongs into the TLS-RPT record at _smtp._tls."
        return RULE.warning("field-of-tlsrpt", sentence, column)
    if name.lower() == "id":
        sentence = f"{quoted(name)} is not id, and senders pass over it; leave it out."
        return RULE.warning("id-case", sentence, column)
    sentence = f"{quoted(name)} is not a field of RFC 8461; senders pass over it."
    return RULE.fault("field-unknown", sentence, column, Level.NOTE)
