"""The few words of SMTP that it takes to reach STARTTLS: commands, replies, and every bound on them (RFC 5321)."""

import asyncio
import math
import re
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

LINE_BYTES: Final = 2048
"""A longer line of a reply is not read: RFC 5321 §4.5.3.1.5 has 512."""

MOST_LINES: Final = 100
"""Lines of one reply; no server lists so many features."""

_REPLY: Final = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_NAME: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
_LITERAL: Final = re.compile(r"\[[A-Za-z0-9.:]{2,60}\]")
_MASKED_FEATURE: Final = re.compile(r"X{7}[A-Z]")
_MASKED_BANNER: Final = re.compile(r"\*{6,}")


class Ending(StrEnum):
    """How waiting for a reply ended."""

    REPLIED = "replied"
    SILENT = "said nothing in time"
    CLOSED = "closed the connection"
    GARBLED = "said something that is no SMTP reply"
    TOO_LONG = "said more than a reply may hold"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Texts are hostile.

    Attributes:
        code: of the reply; 0 where none came.
        lines: as sent, with their code, as far as they came.
    """

    ending: Ending
    code: int = 0
    lines: tuple[str, ...] = ()

    @property
    def positive(self) -> bool:
        """Whether the server agrees (RFC 5321 §4.2.1)."""
        return self.code // 100 == 2  # noqa: PLR2004 -- the first digit says so

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines without their code."""
        return tuple(line[4:] for line in self.lines)

    @property
    def last(self) -> str:
        """The line that ends it; "" without one."""
        return self.lines[-1] if self.lines else ""


class Listener(Protocol):
    """Where bytes come from."""

    async def read(self, n: int = -1, /) -> bytes:
        """Return some bytes, none at the end."""
        ...


class Conversation:
    """A connection before TLS: what is said and what is heard, line by line."""

    def __init__(self, reader: Listener, writer: asyncio.StreamWriter, seconds: float, end: float = math.inf) -> None:
        """Wait so many seconds for each reply, and for none beyond ``end``, a time of the running loop."""
        self._reader = reader
        self._writer = writer
        self._seconds = seconds
        self._end = end
        self._heard = b""
        self._transcript: list[str] = []

    @property
    def transcript(self) -> tuple[str, ...]:
        """What was said so far, ``>`` by this side and ``<`` by the other, hostile."""
        return tuple(self._transcript)

    def take_rest(self) -> bytes:
        """Return what was heard behind the last reply, and forget it."""
        rest, self._heard = self._heard, b""
        return rest

    def say(self, command: str) -> None:
        """Send a command; what is not ASCII goes out as ``?``."""
        self._transcript.append(f"> {command}")
        self._writer.write(command.encode("ascii", "replace") + b"\r\n")

    async def listen(self) -> Reply:
        """Wait for a whole reply, as long as the connection's patience lasts."""
        lines: list[str] = []
        try:
            async with asyncio.timeout_at(min(asyncio.get_running_loop().time() + self._seconds, self._end)):
                reply = await self._reply(lines)
        except TimeoutError:
            reply = Reply(Ending.SILENT, 0, tuple(lines))
        except OSError:
            reply = Reply(Ending.CLOSED, 0, tuple(lines))
        return reply

    async def ask(self, command: str) -> Reply:
        """Say a command and wait for its reply."""
        self.say(command)
        return await self.listen()

    async def _reply(self, lines: list[str]) -> Reply:
        while len(lines) < MOST_LINES:
            raw = await self._line()
            if isinstance(raw, Ending):
                return Reply(raw, 0, tuple(lines))
            text = raw.decode("utf-8", "backslashreplace")
            self._transcript.append(f"< {text}")
            lines.append(text)
            read = _REPLY.fullmatch(raw)
            if read is None or not text.startswith(lines[0][:3]):
                return Reply(Ending.GARBLED, 0, tuple(lines))
            if read[2] != b"-":
                return Reply(Ending.REPLIED, int(read[1]), tuple(lines))
        return Reply(Ending.TOO_LONG, 0, tuple(lines))

    async def _line(self) -> bytes | Ending:
        while b"\n" not in self._heard:
            if len(self._heard) > LINE_BYTES:
                return Ending.TOO_LONG
            more = await self._reader.read(LINE_BYTES)
            if not more:
                return Ending.CLOSED
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        return Ending.TOO_LONG if len(line) > LINE_BYTES else line.removesuffix(b"\r")


def offers_starttls(features: tuple[str, ...]) -> bool:
    """Return whether EHLO listed STARTTLS (RFC 3207 §2)."""
    return any(feature.split(" ")[0].upper() == "STARTTLS" for feature in features)


def is_masked(banner: str, features: tuple[str, ...]) -> bool:
    """Return whether a firewall rewrote what the server said, as some do to hide STARTTLS: ``250-XXXXXXXA``."""
    return any(map(_MASKED_FEATURE.fullmatch, features)) or bool(_MASKED_BANNER.search(banner))


def greeting_name(wished: str, own_address: str) -> str:
    """Return the name to say EHLO with: a wished one, else this machine's, else its address (RFC 5321 §4.1.3).

    No name is looked up; a machine's name without a domain, or one that would break the line, is not said.
    """
    for name in (wished, socket.gethostname()):
        if _NAME.fullmatch(name) or _LITERAL.fullmatch(name):
            return name
    address = own_address.partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
