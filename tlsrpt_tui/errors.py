"""Every error this program raises on purpose, as one tree; each message says what happened, where, and what to do."""


class TlsrptError(Exception):
    """Something the user can act on; its text is a whole sentence."""


class NotAReport(TlsrptError):
    """The bytes are something else: a DMARC report, a bounce, plain text."""


class Unreadable(TlsrptError):
    """The bytes claim or look to be a report, and no report could be read from them."""


class OverBound(TlsrptError):
    """The bytes would cost more memory, time or depth than a report may."""


class FilterError(TlsrptError):
    """A filter that cannot be understood.

    Attributes:
        text: the filter as given.
        position: index of the first character that is wrong, from 0; may equal ``len(text)``.
        expected: what could stand there.
    """

    def __init__(self, message: str, *, text: str, position: int, expected: str) -> None:
        super().__init__(message)
        self.text = text
        self.position = position
        self.expected = expected


class UsageError(TlsrptError):
    """The command line asks for something that cannot be done as written."""


class SettingsError(TlsrptError):
    """The settings file holds something that is not a setting."""


class ShelfError(TlsrptError):
    """What is kept between runs cannot be read or written."""


class LoadCancelled(TlsrptError):
    """Loading was stopped before its end because nobody waits for it any more."""


class DomainError(TlsrptError):
    """What is to be checked is no domain."""
