"""From a file to the JSON documents in it, through gzip, zip, tar, mail and mbox, whatever they are called."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, cast

from tlsrpt_tui.errors import NotAReport, OverBound, Unreadable
from tlsrpt_tui.reports import mail, mailbox
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.reports.compression import (
    Inflated,
    Member,
    grouped,
    mebibytes,
    quick_json,
    read_up_to,
    tar_members,
    zip_members,
)
from tlsrpt_tui.reports.mail_cost import Allowance, check_size
from tlsrpt_tui.reports.model import Document, Fate, Hints, Refused
from tlsrpt_tui.reports.opener import Opened, Opener, reason
from tlsrpt_tui.reports.recognise import HEAD_BYTES, Kind, describe, recognise
from tlsrpt_tui.reports.several import reports_in
from tlsrpt_tui.text import sanitise

Outcome = Document | Refused

_QUICK_BYTES: Final = 65_536
_GZIP_LAYERS: Final = 2


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file; it is closed when its documents have been read.

    Attributes:
        name: its name without folders, as found.
        stream: at its start, in binary, seekable.
    """

    name: str
    stream: BinaryIO


def documents(source: Source | str, bounds: Bounds = DEFAULT_BOUNDS) -> Iterator[Outcome]:
    """Yield every candidate for a report in a file, in the order of the file, and refusals for the parts without one.

    A path is a real one, as those of :func:`tlsrpt_tui.reports.folder.find`. Messages of a mailbox that are no reports
    share a refusal, which comes behind the reports of the mailbox. A file that cannot be opened or read yields a
    refusal too; nothing is raised.
    """
    if isinstance(source, Source):
        yield from _from_stream(source, bounds)
        return
    try:
        with Opener() as opener:
            opened = opener.open(source)
    except Unreadable as error:
        yield Refused("", Fate.UNREADABLE, str(error))
        return
    yield from outcomes(opened, bounds)


def outcomes(opened: Opened, bounds: Bounds = DEFAULT_BOUNDS) -> Iterator[Outcome]:
    """Yield what :func:`documents` yields for a file that was opened, and close it."""
    if opened.stream is None:
        yield from documents_from_bytes(opened.name, opened.data, bounds)
    else:
        yield from _from_stream(Source(opened.name, opened.stream), bounds)


def quick_text(data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> bytes:
    """Return the JSON text that a small file is, or is once unpacked; b"" where it is not as simple.

    Only a text that is one JSON object as a whole is a document of its own; others may hold several.
    """
    limit = min(_QUICK_BYTES, bounds.document_bytes)
    if data.startswith(b"\x1f\x8b"):
        return quick_json(data, limit)
    return data if data.startswith(b"{") and len(data) <= limit else b""


def document(path: str, ordinal: int, bounds: Bounds = DEFAULT_BOUNDS) -> Document:
    """Read one document of a file again.

    Raises:
        Unreadable: the file or the document is no longer there, or cannot be read any more.
    """
    name = sanitise(path.rpartition("/")[2])
    for found in documents(path, bounds):
        if isinstance(found, Document) and found.ordinal == ordinal:
            return found
        if isinstance(found, Refused) and not Path(path).is_file():
            raise Unreadable(f"{name} is no longer there: r reads the folder again")
    raise Unreadable(f"{name} has changed since it was loaded: r reads the folder again")


def documents_from_bytes(name: str, data: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> Iterator[Outcome]:
    """Yield what :func:`documents` yields for a file of this name and content."""
    text = quick_json(data, min(_QUICK_BYTES, bounds.document_bytes)) if data[:2] == b"\x1f\x8b" else b""
    if text and not reports_in(text, bounds):
        yield Document(0, "", text, Hints(filename=name))
    else:
        yield from _Walk(bounds).run(_buffered(data), name)


def _from_stream(source: Source, bounds: Bounds) -> Iterator[Outcome]:
    with source.stream as stream:
        buffered = stream if isinstance(stream, io.BufferedReader) else _over(stream)
        yield from _Walk(bounds).run(buffered, source.name)


def _over(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(cast("io.RawIOBase", stream), HEAD_BYTES)


def _buffered(data: bytes) -> io.BufferedReader:
    return _over(io.BytesIO(data))


class _Exhausted(OverBound):
    """One file has unpacked to all that one file may; nothing more of it is read."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a file something was found, and what is around it."""

    member: str = ""
    hints: Hints = field(default_factory=Hints)
    archives: int = 0
    gzips: int = 0
    mails: int = 0

    def within(self, label: str, filename: str) -> "_Place":
        """Return the place of a member of what is here."""
        member = f"{self.member} › {label}" if self.member else label
        return replace(self, member=member, hints=replace(self.hints, filename=filename), gzips=0)

    @property
    def packed(self) -> bool:
        """Whether the bytes here came out of something."""
        return bool(self.member or self.gzips)

    def refused(self, fate: Fate, sentence: str) -> Refused:
        """Refuse what is here."""
        return Refused(self.member, fate, sentence)


class _Walk:
    """One passage through one file: counts its documents and all that it unpacks to."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._ordinal = 0
        self._unpacked = 0
        self._split = 0
        self._messages = 0
        self._allowance = Allowance()

    def run(self, stream: io.BufferedReader, name: str) -> Iterator[Outcome]:
        """Yield all that is in the file."""
        try:
            place = _Place(hints=Hints(filename=name))
            yield from self._guarded(place, lambda: self._opened(stream, place))
        except _Exhausted as error:
            yield Refused("", Fate.OVER_BOUND, str(error))

    def _spend(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > self._bounds.archive_bytes:
            raise _Exhausted(f"unpacks to more than {mebibytes(self._bounds.archive_bytes)}, the bound for a file")

    def _guarded(self, place: _Place, outcomes: Callable[[], Iterator[Outcome]]) -> Iterator[Outcome]:
        """Yield what is in one member; whatever is wrong with it is told as a refusal and costs no other."""
        try:
            yield from outcomes()
        except _Exhausted:
            raise
        except Unreadable as error:
            yield place.refused(Fate.UNREADABLE, str(error))
        except NotAReport as error:
            yield place.refused(Fate.NOT_A_REPORT, str(error))
        except OverBound as error:
            yield place.refused(Fate.OVER_BOUND, str(error))
        except OSError as error:
            yield place.refused(Fate.UNREADABLE, f"cannot be read: {reason(error)}")
        except (RecursionError, MemoryError):
            yield place.refused(Fate.OVER_BOUND, "nests deeper or needs more memory than a report may")

    def _opened(self, stream: io.BufferedReader, place: _Place) -> Iterator[Outcome]:
        kind = recognise(stream.peek())
        if kind is Kind.JSON:
            yield from self._json(stream, place)
        elif kind is Kind.GZIP:
            yield from self._gzip(stream, place)
        elif kind is Kind.ZIP:
            members = zip_members(self._seekable(stream), self._spend, self._bounds.archive_members)
            yield from self._archive(members, place)
        elif kind is Kind.TAR:
            members = tar_members(stream, self._tar_spend(place), self._bounds.archive_members)
            yield from self._archive(members, place)
        elif kind is Kind.MBOX:
            yield from self._mbox(stream, place)
        elif kind is Kind.MAIL:
            yield from self._mail(read_up_to(stream, self._bounds.message_bytes), place)
        else:
            yield place.refused(Fate.NOT_A_REPORT, describe(stream.peek(), packed=place.packed))

    def _json(self, stream: io.BufferedReader, place: _Place) -> Iterator[Document]:
        limit = self._bounds.document_bytes
        data = read_up_to(stream, limit)
        if len(data) > limit:
            verb = "unpacks to more" if place.packed else "more"
            raise OverBound(f"{verb} than {mebibytes(limit)}, the bound for a report")
        yield from self._documents(data, place)

    def _documents(self, data: bytes, place: _Place) -> Iterator[Document]:
        """Yield the document that a JSON text is, or each of those in it."""
        texts = reports_in(data, self._bounds)
        self._split += len(texts)
        if self._split > self._bounds.archive_members:
            raise _Exhausted(
                f"more than {grouped(self._bounds.archive_members)} reports in one text, the bound for a file"
            )
        for number, text in enumerate(texts or (data,), 1):
            label = f"report {number}"
            member = f"{place.member} › {label}" if place.member else label
            yield Document(self._ordinal, member if texts else place.member, text, place.hints)
            self._ordinal += 1

    def _gzip(self, stream: io.BufferedReader, place: _Place) -> Iterator[Outcome]:
        if place.gzips >= _GZIP_LAYERS:
            raise OverBound(f"gzip within gzip more than {_GZIP_LAYERS} deep")
        inflated = Inflated(stream, self._spend, self._bounds.archive_members)
        inner = _over(cast("BinaryIO", inflated))
        place = replace(place, gzips=place.gzips + 1)
        kind = recognise(inner.peek())
        if kind is Kind.JSON:
            yield from self._inflated_json(inner, inflated, place)
            return
        if kind is not Kind.OTHER or not inflated.fault:
            outcomes = self._guarded(place, lambda: self._opened(inner, place))
            yield from (found for found in outcomes if not (inflated.fault and _refuses(found, place)))
        if inflated.fault:
            yield place.refused(Fate.UNREADABLE, inflated.fault)

    def _inflated_json(self, inner: io.BufferedReader, inflated: Inflated, place: _Place) -> Iterator[Outcome]:
        limit = self._bounds.document_bytes
        data = read_up_to(inner, limit)
        if len(data) > limit:
            raise OverBound(f"unpacks to more than {mebibytes(limit)}, the bound for a report")
        if inflated.fault and not _looks_complete(data):
            yield place.refused(Fate.UNREADABLE, inflated.fault)
        else:
            yield from self._documents(data, place)

    def _seekable(self, stream: io.BufferedReader) -> io.BufferedReader:
        if stream.seekable():
            return stream
        limit = self._bounds.message_bytes
        data = read_up_to(stream, limit)
        if len(data) > limit:
            raise OverBound(f"more than {mebibytes(limit)}, the bound for an archive within another")
        return _buffered(data)

    def _tar_spend(self, place: _Place) -> Callable[[int], None]:
        """Count a tar's content, unless it came out of something that counts already."""
        return (lambda _size: None) if place.packed else self._spend

    def _archive(self, members: Iterator[Member], place: _Place) -> Iterator[Outcome]:
        if place.archives >= self._bounds.archive_depth:
            raise OverBound(f"archives nest deeper than {self._bounds.archive_depth}")
        place = replace(place, archives=place.archives + 1)
        number = 0
        for number, (path, opened) in enumerate(members, 1):
            name = path.replace("\\", "/").rpartition("/")[2]
            label = sanitise(path, mail.NAME_CHARACTERS).strip() or f"part {number}"
            inner = place.within(label, name)
            yield from self._guarded(inner, partial(self._member, opened, inner))
        if not number:
            yield place.refused(Fate.NOT_A_REPORT, "an archive without files")

    def _member(self, opened: Callable[[], io.BufferedReader], place: _Place) -> Iterator[Outcome]:
        return self._opened(opened(), place)

    def _mbox(self, stream: io.BufferedReader, place: _Place) -> Iterator[Outcome]:
        noise = mailbox.Noise()
        try:
            yield from self._guarded(place, lambda: self._mbox_messages(stream, place, noise))
        except _Exhausted:
            yield from noise.told()
            raise
        yield from noise.told()

    def _mbox_messages(self, stream: io.BufferedReader, place: _Place, noise: mailbox.Noise) -> Iterator[Outcome]:
        limit = self._bounds.mbox_messages
        for number, message in enumerate(mailbox.messages(stream, self._bounds), 1):
            self._messages += 1
            if self._messages > limit:
                raise _Exhausted(f"more than {grouped(limit)} messages, the bound for a mailbox")
            inner = place.within(f"message {number}", "")
            for outcome in self._guarded(inner, partial(self._mbox_message, message, inner)):
                told = noise.take(outcome) if isinstance(outcome, Refused) else outcome
                if told is not None:
                    yield told

    def _mbox_message(self, message: bytes | None, place: _Place) -> Iterator[Outcome]:
        if message is None:
            raise OverBound(f"more than {mebibytes(self._bounds.message_bytes)}, the bound for a message")
        yield from self._mail(message, place)

    def _mail(self, data: bytes, place: _Place) -> Iterator[Outcome]:
        """Yield the documents of a message; its other parts are noise, unless they say they are a report."""
        if place.mails >= self._bounds.mime_depth:
            raise OverBound(f"messages nest deeper than {self._bounds.mime_depth}")
        check_size(data, self._bounds)
        if not mail.may_hold_a_report(data):
            yield place.refused(Fate.NOT_A_REPORT, mail.NO_REPORT)
            return
        self._allowance.spend(data, self._bounds)
        message = mail.parse(data, self._bounds)
        refused: list[Refused] = []
        found = dmarc = False
        for leaf in mail.leaves(message, place.hints, self._bounds):
            for outcome in self._leaf(leaf, place):
                if isinstance(outcome, Document):
                    found = True
                    yield outcome
                elif outcome.fate is Fate.NOT_A_REPORT:
                    dmarc = dmarc or "a DMARC report" in outcome.sentence
                else:
                    refused.append(outcome)
        if not found and not refused:
            refused.append(mail.without_report(message, place.member, dmarc=dmarc))
        yield from refused

    def _leaf(self, leaf: mail.Leaf, around: _Place) -> Iterator[Outcome]:
        member = f"{around.member} › {leaf.label}" if around.member else leaf.label
        place = _Place(member, leaf.hints, around.archives, 0, around.mails + 1)
        head = leaf.data[:HEAD_BYTES]
        kind = recognise(head)
        if leaf.prose and kind not in {Kind.GZIP, Kind.ZIP} and not (kind is Kind.JSON and leaf.mentions_a_report):
            return
        if kind is Kind.GZIP and (text := quick_json(leaf.data, min(_QUICK_BYTES, self._bounds.document_bytes))):
            self._spend(len(text))
            yield from self._documents(text, place)
            return
        sentence = describe(head, packed=True) if kind is Kind.OTHER else ""
        if sentence and leaf.claims and "DMARC" not in sentence:
            what = "nothing" if not leaf.data.strip() else sentence
            yield place.refused(Fate.UNREADABLE, f"labelled as a report, but holds {what}")
            return
        yield from self._guarded(place, lambda: self._opened(_buffered(leaf.data), place))


def _refuses(found: Outcome, place: _Place) -> bool:
    return isinstance(found, Refused) and found.member == place.member


def _looks_complete(text: bytes) -> bool:
    """Tell whether a JSON object cut off by damage behind it is itself whole, as far as its braces tell."""
    return text.rstrip(b" \t\r\n\0").endswith(b"}") and text.count(b"{") == text.count(b"}")
