"""Everything that may be set, as data: its name, what it means, what it may be, and who else may set it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Scalar: TypeAlias = int | str

LARGEST: Final = 10**15
"""Largest number that a setting may hold; beyond it the system's own calls give up."""

CACHE_BYTES: Final = 1024**3
"""How much the cache may take on disk where nothing else is set."""

THEME_VARIABLE: Final = "TLSRPT_TUI_THEME"
"""Environment variable that says the theme."""

GLYPHS_VARIABLE: Final = "TLSRPT_TUI_GLYPHS"
"""Environment variable that says the glyphs."""

RESOLVER_VARIABLE: Final = "TLSRPT_TUI_RESOLVER"
"""Environment variable that says who is asked by live checks."""

LIVE: Final = "live"
BOUNDS: Final = "bounds"
KEYS: Final = "keys"

_HOST: Final = r"|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?"
_PORT: Final = 65535
_PATIENCE: Final = 120


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that may be set.

    Attributes:
        section: the table of the settings file in which it stands.
        name: its name there.
        default: what it is where nobody sets it.
        meaning: a sentence.
        choices: what it may be, for a text of which there are few.
        least: the smallest that it may be, for a number.
        most: the largest that it may be, for a number.
        pattern: what a free text has to match as a whole; "" for what is no free text.
        wanted: the same in words.
        variable: the environment variable that sets it too; "" for none.
    """

    section: str
    name: str
    default: Scalar
    meaning: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = LARGEST
    pattern: str = ""
    wanted: str = ""
    variable: str = ""

    @property
    def full(self) -> str:
        """Its name with its section: ``look.theme``."""
        return f"{self.section}.{self.name}"

    @property
    def expected(self) -> str:
        """What it may be, in words."""
        if self.choices:
            return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"
        return self.wanted if self.pattern else f"a whole number from {self.least} to {self.most}"

    def admits(self, value: object) -> bool:
        """Return whether it may be ``value``."""
        if self.choices:
            return value in self.choices
        if self.pattern:
            return isinstance(value, str) and re.fullmatch(self.pattern, value) is not None
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most

    def written(self, value: Scalar) -> str:
        """Return a value as pages show it: a free text in quotes, so that an empty one is seen too. Not sanitised."""
        return json.dumps(value, ensure_ascii=False) if self.pattern else str(value)


_OWN: Final = (
    Setting(
        "look",
        "theme",
        "dark",
        "The colours: dark and light are safe for colour-blind eyes, ansi takes the terminal's own, "
        "contrast has the highest contrast.",
        choices=("dark", "light", "ansi", "contrast"),
        variable=THEME_VARIABLE,
    ),
    Setting(
        "look",
        "glyphs",
        "unicode",
        "The signs and bars: ascii where the font or the terminal lacks them or takes them for two cells wide.",
        choices=("unicode", "ascii"),
        variable=GLYPHS_VARIABLE,
    ),
    Setting(
        "cache",
        "bytes",
        CACHE_BYTES,
        "How much the cache may take on disk; what was not used for the longest time goes first, 0 keeps nothing.",
    ),
    Setting(
        LIVE,
        "resolver",
        "",
        "Who is asked by live checks: an address for DNS, tls://ADDRESS for DNS over TLS, https://HOST/PATH for DNS "
        "over HTTPS; empty for the system's.",
        pattern=r"[!-~]{0,300}",
        wanted="an address, tls://… or https://… without blanks, or an empty text",
        variable=RESOLVER_VARIABLE,
    ),
    Setting(
        LIVE,
        "lifetime",
        8,
        "How long an answer of the resolver is waited for, in seconds.",
        least=1,
        most=_PATIENCE,
    ),
    Setting(
        LIVE,
        "probe",
        "ask",
        "Whether the explorer may connect to port 25 of MX hosts: ask once, yes, or no. The check command does so "
        "with --probe only.",
        choices=("ask", "yes", "no"),
    ),
    Setting(
        LIVE,
        "ehlo",
        "",
        "The name that MX hosts are greeted with; empty for this machine's own.",
        pattern=_HOST,
        wanted="a host name, or an empty text",
    ),
    Setting(
        LIVE,
        "ca_file",
        "",
        "Certification authorities to trust in place of the system's, a file in PEM; empty for the system's.",
        pattern=r"[^\x00]{0,4096}",
        wanted="the path of a file, or an empty text",
    ),
    Setting(
        LIVE,
        "egress_host",
        "",
        "A host that answers on port 25; when no MX host does, it tells whether the port is blocked from here. "
        "Empty for none.",
        pattern=_HOST,
        wanted="a host name, or an empty text",
    ),
    Setting(LIVE, "smtp_port", 25, "The port of MX hosts; another one where there is a tunnel.", least=1, most=_PORT),
    Setting(LIVE, "https_port", 443, "The port of policy hosts, as above.", least=1, most=_PORT),
    Setting(
        LIVE,
        "local_addresses",
        "no",
        "Whether hosts may be connected to whose addresses in DNS mean this machine or its own link (loopback, "
        "link-local, multicast); for tunnels. Private networks always may.",
        choices=("no", "yes"),
    ),
)

_OF_BOUNDS: Final = {
    "document_bytes": "The largest JSON document that is read, in bytes, decompressed.",
    "document_values": "The most values in one JSON document, counted before it is parsed.",
    "message_bytes": "The largest mail message that is read, in bytes.",
    "message_lines": "The most lines of one mail message.",
    "mime_depth": "How deep parts of a message may lie within parts.",
    "mime_parts": "The most parts of one message.",
    "mbox_messages": "The most messages of all mboxes in one file.",
    "archive_bytes": "The most that one archive or compressed file may unpack to, in bytes.",
    "archive_members": "The most members of one archive, gzip members of one file, and reports in one text.",
    "archive_depth": "How deep archives may lie within archives.",
    "policies": "The most policies in one report.",
    "details": "The most failure details of one policy.",
}


def settings_of(bounds: Mapping[str, int]) -> tuple[Setting, ...]:
    """Return everything that may be set but the keys, section by section.

    Args:
        bounds: names and defaults of the largest things that are read.
    """
    return (*_OWN, *(Setting(BOUNDS, name, most, _OF_BOUNDS[name], least=1) for name, most in bounds.items()))
