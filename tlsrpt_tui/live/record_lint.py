"""One text held against the grammar of its kind, whichever that is."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tlsrpt_tui.live.policy_correction import corrected_policy
from tlsrpt_tui.live.published import Fault, Level, ReportingRecord, StsPolicy, StsRecord
from tlsrpt_tui.live.sts_policy import read_policy
from tlsrpt_tui.live.sts_record import corrected_sts_record, read_sts_record
from tlsrpt_tui.live.tlsrpt_record import corrected_reporting_record, read_reporting_record


class RecordKind(StrEnum):
    """What a text is meant to be."""

    TLSRPT = "tlsrpt"
    MTA_STS = "mta-sts"
    POLICY = "policy"


TITLES: Final = {
    RecordKind.TLSRPT: "TLS-RPT record",
    RecordKind.MTA_STS: "MTA-STS record",
    RecordKind.POLICY: "MTA-STS policy",
}
"""How people call them."""

RULES: Final = {
    RecordKind.TLSRPT: "RFC 8460 §3",
    RecordKind.MTA_STS: "RFC 8461 §3.1",
    RecordKind.POLICY: "RFC 8461 §3.2",
}
"""Where their grammars stand."""

_POLICY: Final = re.compile(r"^[ \t\ufeff]*(?:version|mode|mx|max_age)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_STS: Final = re.compile(r"v[ \t]*=[ \t]*S[ST]{1,3}v?[0-9]|(?:^|[;\"'\s])id[ \t]*=", re.IGNORECASE)
_TLSRPT: Final = re.compile(r"v[ \t]*=[ \t]*T[A-Z-]{3,7}v?[0-9]?|rua[ \t]*[=:]|mailto:", re.IGNORECASE)
_LOOKED_AT: Final = 4096


@dataclass(frozen=True, slots=True)
class Lint:
    """What a text is worth.

    Attributes:
        kind: what it was held to be.
        guessed: whether that was guessed from the text.
        text: as given, hostile.
        found: what it says; ``None`` unless it conforms.
        faults: in the order of the text.
        corrected: what to publish or serve in its place; "" where nothing is to be mended, or the meaning is not clear.
    """

    kind: RecordKind
    guessed: bool
    text: str
    found: ReportingRecord | StsRecord | StsPolicy | None
    faults: tuple[Fault, ...]
    corrected: str = ""

    @property
    def conforms(self) -> bool:
        """Whether the grammar is kept; warnings leave that so."""
        return self.found is not None

    def count(self, level: Level) -> int:
        """Return how many faults weigh so."""
        return sum(fault.level is level for fault in self.faults)


def guess(text: str) -> RecordKind:
    """Return the kind that a text looks most like: a TLS-RPT record where nothing shows."""
    start = text[:_LOOKED_AT]
    if _POLICY.search(start):
        return RecordKind.POLICY
    sts, tlsrpt = _STS.search(start), _TLSRPT.search(start)
    if sts and (tlsrpt is None or sts.start() < tlsrpt.start()):
        return RecordKind.MTA_STS
    return RecordKind.TLSRPT


def lint(data: bytes | str, kind: RecordKind | None = None) -> Lint:
    """Return what a text is worth.

    Args:
        data: the record or the file; a line end behind a record that came as bytes does not count.
        kind: what it is meant to be; ``None`` to guess.
    """
    text = data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")
    judged = guess(text) if kind is None else kind
    guessed = kind is None
    if judged is RecordKind.POLICY:
        policy, faults = read_policy(data)
        return Lint(judged, guessed, text, policy, faults, corrected_policy(data))
    if isinstance(data, bytes):
        text = text.removesuffix("\n").removesuffix("\r")
    if judged is RecordKind.MTA_STS:
        record, faults = read_sts_record(text)
        return Lint(judged, guessed, text, record, faults, _other(corrected_sts_record(text), text))
    reporting, faults = read_reporting_record(text)
    return Lint(judged, guessed, text, reporting, faults, _other(corrected_reporting_record(text), text))


def _other(corrected: str, text: str) -> str:
    return "" if corrected == text else corrected
