"""How much of a stranger's file this program is willing to hold: every bound, once."""

from dataclasses import dataclass

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest things that are read; beyond them a file is over a bound, never half read in silence.

    Attributes:
        document_bytes: one JSON document, decompressed.
        document_values: values in one JSON document, counted before it is parsed.
        message_bytes: one mail message.
        message_lines: lines of one mail message.
        mime_depth: parts within parts.
        mime_parts: parts of one message.
        mbox_messages: messages of all mboxes in one file.
        archive_bytes: all that one archive or compressed file unpacks to.
        archive_members: members of one archive, gzip members of one file, reports of its texts that hold several.
        archive_depth: archives within archives.
        policies: entries of ``policies`` in one report.
        details: entries of ``failure-details`` in one policy.
    """

    document_bytes: int = 20 * _MEBIBYTE
    document_values: int = 1_000_000
    message_bytes: int = 50 * _MEBIBYTE
    message_lines: int = 1_000_000
    mime_depth: int = 10
    mime_parts: int = 1_000
    mbox_messages: int = 100_000
    archive_bytes: int = 256 * _MEBIBYTE
    archive_members: int = 10_000
    archive_depth: int = 2
    policies: int = 10_000
    details: int = 100_000


DEFAULT_BOUNDS = Bounds()
