"""What the user agreed to for good, kept between runs: whether connections to port 25 may be made."""

import json
import os
import secrets
import stat
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

from tlsrpt_tui.errors import ShelfError
from tlsrpt_tui.text import sanitise

PROBE: Final = "probe"
"""What is agreed to: connections to port 25 of MX hosts."""

_VERSION: Final = 1
_LARGEST: Final = 65536
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_NAME: Final = "consents.json"


class Consent(StrEnum):
    """What was said; ``ASK`` while nothing was."""

    ASK = "ask"
    YES = "yes"
    NO = "no"


class Consents:
    """The folder in which answers are kept; it is made when the first one is."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def given(self, what: str) -> Consent:
        """Return what was said to something.

        A file that cannot be read or understood says nothing, so that the worst it leads to is one more question.
        """
        try:
            return Consent(self._read().get(what, Consent.ASK))
        except ValueError:
            return Consent.ASK

    def keep(self, what: str, consent: Consent) -> None:
        """Keep an answer; one that says to ask is forgotten.

        Raises:
            ShelfError: it cannot be kept.
        """
        kept = {**self._read(), what: consent.value}
        if consent is Consent.ASK:
            del kept[what]
        part = self._path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            self._path.parent.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                self._path.parent.mkdir(mode=_FOLDER_MODE)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(part, flags, _FILE_MODE), "w", encoding="utf-8") as stream:
                json.dump({"version": _VERSION, "consents": kept}, stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(self._path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            reason = error.strerror or type(error).__name__
            raise ShelfError(f"{sanitise(str(self._path), 200)} cannot be written: {reason}") from error

    def _read(self) -> dict[str, str]:
        """Return what the file holds; nothing where it cannot be told."""
        try:
            # Without O_NONBLOCK, a FIFO would wait for somebody to write to it.
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                return {}
            with os.fdopen(descriptor, "rb") as stream:
                parsed = json.loads(stream.read(_LARGEST + 1).decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        held = parsed.get("consents") if isinstance(parsed, dict) and parsed.get("version") == _VERSION else None
        if not isinstance(held, dict):
            return {}
        return {what: said for what, said in held.items() if isinstance(said, str)}
