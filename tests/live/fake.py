"""A resolver that answers from a list and writes down what it was asked, for tests without any socket."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from tlsrpt_tui.live.answers import (
    Address,
    Answer,
    Exchange,
    Kind,
    Record,
    Security,
    Status,
    Text,
    Tlsa,
    Validation,
)

ASKED = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
"""When every invented answer was asked for."""

SHOWN = "192.0.2.53"
"""How the invented resolver is shown."""

Answers = Mapping[tuple[str, Kind], Answer] | Iterable[Answer]


class FakeResolver:
    """Implements ``Resolver`` from invented answers.

    What is not among them has ``Status.NO_NAME`` where no answer is for that name and ``Status.NO_RECORD`` where one is
    for another type, both with ``unknown`` as what is known of DNSSEC.

    Attributes:
        asked: every question, in order.
        closed: whether ``close`` was called.
        answers: may be changed between two checkups: ``resolver.answers[name, kind] = answer``.
    """

    def __init__(
        self,
        answers: Answers = (),
        validation: Validation = Validation.VALIDATES,
        *,
        unknown: Security = Security.INSECURE,
        name: str = SHOWN,
    ) -> None:
        listed = answers.values() if isinstance(answers, Mapping) else answers
        self.answers = {(answer.name, answer.kind): answer for answer in listed}
        self.asked: list[tuple[str, Kind]] = []
        self.closed = False
        self.forgotten = 0
        self._validation = validation
        self._unknown = unknown
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    async def ask(self, name: str, kind: Kind) -> Answer:
        plain = name.rstrip(".").lower()
        self.asked.append((plain, kind))
        answer = self.answers.get((plain, kind))
        if answer is None:
            known = any(plain == there for there, _ in self.answers)
            status = Status.NO_RECORD if known else Status.NO_NAME
            answer = Answer(plain, kind, status, ttl=900, security=self._unknown, asked=ASKED)
        return dataclasses.replace(answer, resolver=self._name)

    async def validation(self) -> Validation:
        return self._validation

    def forget(self) -> None:
        self.forgotten += 1

    async def close(self) -> None:
        self.closed = True

    def put(self, *answers: Answer) -> None:
        """Answer so from now on."""
        self.answers.update({(answer.name, answer.kind): answer for answer in answers})


def found(
    name: str,
    kind: Kind,
    records: Iterable[Record],
    *,
    ttl: int = 3600,
    security: Security = Security.INSECURE,
    aliases: tuple[str, ...] = (),
) -> Answer:
    """Records of one type."""
    kept = tuple(records)
    lines = tuple(f"{(aliases or (name,))[-1]}. {ttl} IN {kind} {_written(record)}" for record in kept)
    return Answer(name, kind, Status.FOUND, kept, ttl, aliases, security, resolver=SHOWN, asked=ASKED, lines=lines)


def txt(
    name: str, *texts: str | tuple[str, ...], ttl: int = 3600, security: Security = Security.INSECURE, **more
) -> Answer:
    """TXT records; a tuple is one record of several strings."""
    strings = [(text,) if isinstance(text, str) else text for text in texts]
    records = [Text(tuple(part.encode() for part in parts)) for parts in strings]
    return found(name, Kind.TXT, records, ttl=ttl, security=security, **more)


def mx(
    name: str, *pairs: tuple[int, str] | str, ttl: int = 3600, security: Security = Security.INSECURE, **more
) -> Answer:
    """MX records: ``(10, "mx1.example.com")``, or hosts alone with preferences 10, 20, …; ``(0, "")`` is null MX."""
    records = [
        Exchange(10 * place, pair) if isinstance(pair, str) else Exchange(*pair)
        for place, pair in enumerate(pairs, start=1)
    ]
    return found(name, Kind.MX, records, ttl=ttl, security=security, **more)


def addresses(name: str, *addrs: str, ttl: int = 3600, security: Security = Security.INSECURE, **more) -> list[Answer]:
    """The A answer and the AAAA answer of a host, in this order; one without an address is ``NO_RECORD``."""
    four = [Address(address) for address in addrs if ":" not in address]
    six = [Address(address) for address in addrs if ":" in address]
    return [
        found(name, kind, records, ttl=ttl, security=security, **more)
        if records
        else no_record(name, kind, ttl=ttl, security=security)
        for kind, records in ((Kind.A, four), (Kind.AAAA, six))
    ]


def tlsa(name: str, *records: Tlsa, ttl: int = 3600, security: Security = Security.SECURE, **more) -> Answer:
    """TLSA records at a name that begins with ``_25._tcp.``."""
    return found(name, Kind.TLSA, records, ttl=ttl, security=security, **more)


def no_record(name: str, kind: Kind, *, ttl: int = 900, security: Security = Security.INSECURE) -> Answer:
    """Say that the name holds nothing of this type."""
    return Answer(name, kind, Status.NO_RECORD, ttl=ttl, security=security, resolver=SHOWN, asked=ASKED)


def no_name(name: str, kind: Kind, *, ttl: int = 900, security: Security = Security.INSECURE) -> Answer:
    """Say that there is no such name."""
    return Answer(name, kind, Status.NO_NAME, ttl=ttl, security=security, resolver=SHOWN, asked=ASKED)


def failed(
    name: str,
    kind: Kind,
    status: Status = Status.FAILED,
    errors: tuple[str, ...] = (),
    *,
    security: Security = Security.UNKNOWN,
) -> Answer:
    """Give no answer, for whatever reason."""
    return Answer(name, kind, status, security=security, errors=errors, resolver=SHOWN, asked=ASKED)


def bogus(
    name: str, kind: Kind, errors: tuple[str, ...] = ("EDE 7 Signature Expired",), lines: tuple[str, ...] = ()
) -> Answer:
    """Fail validation as the real resolver tells it: ``FAILED`` and ``BOGUS``, without records.

    ``lines`` hold what came when validation was switched off; none is a broken denial of existence.
    """
    return dataclasses.replace(failed(name, kind, Status.FAILED, errors, security=Security.BOGUS), lines=lines)


def _written(record: Record) -> str:
    match record:
        case Text():
            return " ".join('"' + part.decode("ascii", "backslashreplace") + '"' for part in record.strings)
        case Exchange():
            return f"{record.preference} {record.host}."
        case Address():
            return record.address
        case Tlsa():
            return str(record)
    return record.text
