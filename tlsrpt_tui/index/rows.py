"""Documents into rows of plain numbers, one report at a time, and the rows into batches."""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from itertools import count
from struct import Struct
from typing import Final

from tlsrpt_tui.errors import NotAReport, OverBound, TlsrptError, Unreadable
from tlsrpt_tui.index.batch import COLUMNS, NULL, PACKED, Batch, Strings
from tlsrpt_tui.index.counting import Side, Tally, tally
from tlsrpt_tui.index.states import STATES, PartState
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.decode import decode
from tlsrpt_tui.reports.model import (
    NO_DETAILS,
    Document,
    FailureDetail,
    Fate,
    Note,
    Policy,
    PolicyType,
    Refused,
    Report,
)

_PLACES: Final = {state: place for place, state in enumerate(STATES)}
_READ: Final = _PLACES[PartState.READ]
_NOTED: Final = _PLACES[PartState.NOTES]
FATES: Final = {
    Fate.NOT_A_REPORT: PartState.NOT_A_REPORT,
    Fate.UNREADABLE: PartState.UNREADABLE,
    Fate.OVER_BOUND: PartState.OVER_BOUND,
}
_REFUSALS: Final[dict[type[TlsrptError], PartState]] = {
    NotAReport: PartState.NOT_A_REPORT,
    Unreadable: PartState.UNREADABLE,
    OverBound: PartState.OVER_BOUND,
}
_NO_POLICY: Final = Policy("", "", (), (), "", None, None, (), 0)
"""Stands for the policies of a report that has none, so that the report stays in every list."""

ALONE: Final = (Tally(counts=True, rivalry=None),)
"""How the only policy of a report counts."""

_SECOND: Final = dt.timedelta(seconds=1)
_START: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Row = tuple[int, ...]

_SESSIONS: Final = count()
_SESSION_STRINGS: Final = 1_000_000
_SESSION_CHARACTERS: Final = 64_000_000
"""A session holds about so many strings, of about so many characters in all, before it ends with a batch."""

_REPORT: Final = PACKED["reports"]
_POLICY: Final = PACKED["policies"]
_FAILURE: Final = PACKED["failures"]
_PART: Final = PACKED["parts"]
_NOTE: Final = PACKED["notes"]
_FILE: Final = PACKED["files"]
_POLICY_TAIL: Final = Struct("=2q")  # the last two of its columns: rival and counts


def seconds_of(moment: dt.datetime | None) -> int:
    """Return the seconds since 1970, UTC, or what stands for nothing."""
    return NULL if moment is None else (moment - _START) // _SECOND


class Places(dict[str, int]):
    """Distinct strings, each with its place in the order of their first appearance; "" has the first."""

    def __init__(self) -> None:
        super().__init__({"": 0})
        self.new = [""]
        self.characters = 0

    def __missing__(self, value: str) -> int:
        place = self[value] = len(self)
        self.new.append(value)
        self.characters += len(value)
        return place

    def take_new(self) -> list[str]:
        """Return what has joined since this was asked before."""
        new, self.new = self.new, []
        return new


class Rows:
    """Collects rows of consecutive files until they are taken as a batch."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._renew()
        self._clear()

    def _renew(self) -> None:
        """Begin new dictionaries."""
        self.session = (os.getpid(), next(_SESSIONS))
        self.strings = {name: Places() for name in Strings}
        self.reports = self.files = self._policies_before = 0
        self.sts = self.strings[Strings.POLICY_TYPE][PolicyType.STS]
        self.tlsa = self.strings[Strings.POLICY_TYPE][PolicyType.TLSA]

    def _clear(self) -> None:
        """Begin a new batch."""
        self.report_ids: list[str] = []
        self.digests = bytearray()
        self.packed = {name: bytearray() for name in COLUMNS}

    def __len__(self) -> int:
        """Return the bytes that the rows take."""
        return sum(map(len, self.packed.values()))

    def begin_file(self, size: int, mtime_ns: int) -> None:
        """Take a file; what is taken from now on is of this one."""
        self.packed["files"] += _FILE.pack(size, mtime_ns)
        self.files += 1

    def refuse(self, member: str, state: PartState, sentence: str) -> None:
        """Take a part of the file in which there is no report that can be read."""
        places = self.strings
        place, why = places[Strings.MEMBER][member], places[Strings.SENTENCE][sentence]
        self.packed["parts"] += _PART.pack(self.files - 1, place, _PLACES[state], why, NULL)

    def take(self, outcome: Document | Refused) -> None:
        """Take what was found in the file: a document, which is decoded, or a refusal."""
        if isinstance(outcome, Refused):
            self.refuse(outcome.member, FATES[outcome.fate], outcome.sentence)
            return
        try:
            report = decode(outcome.data, outcome.hints, self.bounds)
        except (NotAReport, Unreadable, OverBound) as error:
            self.refuse(outcome.member, _REFUSALS[type(error)], str(error))
        else:
            self.add(report, outcome.member, outcome.ordinal)

    def add(self, report: Report, member: str, ordinal: int) -> None:
        """Take a report that was decoded."""
        number = self.reports
        named = (
            self.strings[Strings.SENT_ORGANIZATION][report.organization_name],
            self.strings[Strings.CONTACT][report.contact_info],
            seconds_of(report.start),
            seconds_of(report.end),
        )
        policies = report.policies or (_NO_POLICY,)
        first = self.policies
        for policy, counting in zip(policies, self._tally(policies), strict=True):
            self._add_policy(policy, number, first, counting)
        self.close(named, report.report_id, report.digest, self.places_of(report.notes), (member, ordinal))

    def places_of(self, notes: Sequence[Note]) -> Row:
        """Return the places of notes in their dictionary."""
        places = self.strings[Strings.NOTE]
        return tuple([places[f"{note.field}\n{note.found}\n{note.done}"] for note in notes])

    def close(
        self,
        named: tuple[int, int, int, int],
        report_id: str,
        digest: bytes,
        notes: Row,
        where: tuple[str, int],
    ) -> None:
        """Take the report itself: last, so that what goes wrong within it leaves no half of one."""
        number, file = self.reports, self.files - 1
        member, ordinal = where
        self.reports += 1
        self.packed["reports"] += _REPORT.pack(*named, file, ordinal, len(notes))
        self.report_ids.append(report_id)
        self.digests += digest
        place = self.strings[Strings.MEMBER][member]
        self.packed["parts"] += _PART.pack(file, place, _NOTED if notes else _READ, 0, number)
        for note in notes:
            self.packed["notes"] += _NOTE.pack(number, note)

    def _tally(self, policies: Sequence[Policy]) -> Iterable[Tally]:
        if len(policies) == 1:
            return ALONE
        types, domains = self.strings[Strings.POLICY_TYPE], self.strings[Strings.DOMAIN]
        sides: list[Side] = [
            (types[policy.policy_type], domains[policy.policy_domain], (policy.successful or 0) + (policy.failed or 0))
            for policy in policies
        ]
        return tally(sides, sts=self.sts, tlsa=self.tlsa)

    def settle(self, policy: int, counting: Tally, first: int) -> None:
        """Set how a policy that was taken enters the sums; ``first`` is the first policy of its report."""
        rival = NULL if counting.rivalry is None else first + counting.rivalry
        _POLICY_TAIL.pack_into(
            self.packed["policies"],
            (policy - self._policies_before + 1) * _POLICY.size - _POLICY_TAIL.size,
            rival,
            counting.counts,
        )

    def _add_policy(self, policy: Policy, report: int, first: int, counting: Tally) -> None:
        places = self.strings
        number = self.policies
        named = (
            report,
            places[Strings.DOMAIN][policy.policy_domain],
            places[Strings.POLICY_TYPE][policy.policy_type],
            places[Strings.MODE][policy.mode],
            places[Strings.POLICY_TEXT]["\n".join(policy.policy_string)],
            places[Strings.MX_PATTERNS]["\n".join(policy.mx_host)],
        )
        failed = policy.failed or 0
        position = NULL if policy is _NO_POLICY else policy.position
        self.packed["policies"] += _POLICY.pack(*named, position, policy.successful or 0, failed, NULL, 1)
        self.settle(number, counting, first)
        for detail in policy.failure_details:
            self._add_failure(detail, number, detail.position)
        if failed and not policy.failure_details:
            self.add_unnamed(failed, number)

    def add_unnamed(self, failed: int, policy: int) -> None:
        """Take the row that stands for failures without details, so that none is invisible."""
        self._add_failure(FailureDetail(NO_DETAILS, "", "", "", "", failed, "", "", 0), policy, NULL)

    def _add_failure(self, detail: FailureDetail, policy: int, position: int) -> None:
        places = self.strings
        addresses = places[Strings.IP]
        self.packed["failures"] += _FAILURE.pack(
            policy,
            places[Strings.RESULT_TYPE][detail.result_type],
            places[Strings.MX_HOST][detail.receiving_mx_hostname],
            places[Strings.MX_HELO][detail.receiving_mx_helo],
            addresses[detail.sending_mta_ip],
            addresses[detail.receiving_ip],
            detail.failed_session_count,
            places[Strings.REASON][detail.failure_reason_code],
            places[Strings.INFO][detail.additional_information],
            position,
        )

    def batch(self) -> Batch:
        """Return what was taken, and begin anew."""
        made = Batch(
            session=self.session,
            strings={name: places.take_new() for name, places in self.strings.items()},
            report_ids=self.report_ids,
            digests=bytes(self.digests),
            rows={name: bytes(packed) for name, packed in self.packed.items()},
        )
        self._policies_before = self.policies
        held = self.strings.values()
        if sum(map(len, held)) > _SESSION_STRINGS or sum(known.characters for known in held) > _SESSION_CHARACTERS:
            self._renew()
        self._clear()
        return made

    @property
    def policies(self) -> int:
        """Policies so far."""
        return self._policies_before + len(self.packed["policies"]) // _POLICY.size

    @property
    def reports_in_batch(self) -> int:
        """Reports since the last batch."""
        return len(self.report_ids)

    def sides(self, first: int) -> list[Side]:
        """Return policy types, domains and sessions of the policies that were taken last, from number ``first`` on."""
        start = (first - self._policies_before) * _POLICY.size
        with memoryview(self.packed["policies"]) as packed, packed[start:] as last:
            return [(row[2], row[1], row[7] + row[8]) for row in _POLICY.iter_unpack(last)]
