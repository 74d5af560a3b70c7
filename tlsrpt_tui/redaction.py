"""Stand-ins for addresses, domains and contacts: one value has one stand-in, wherever it appears.

Stand-ins are made from the value and a key, not counted off, so that neither the order in which values appear nor
their number is given away, and so that the same key gives the same stand-ins in every command. Without a keyword the
key is drawn by chance and forgotten when the program ends.

They look like what they stand for, and lie where nothing real can be: IPv4 addresses in 240.0.0.0/4, which is
reserved (RFC 1112 §4), because the documentation ranges are too small to tell hundreds of addresses apart; IPv6
addresses in 2001:db8::/32 (RFC 3849); domains under ``.example`` (RFC 2606). Addresses of one /24 or /64 stay
together, host names keep their depth and the labels that only say a role (``mx1``, ``mail``, ``mta-sts``).
"""

import base64
import hashlib
import ipaddress
import re
import secrets
import threading
from collections.abc import Callable
from itertools import count
from typing import Final

from tlsrpt_tui.known_names import KnownNames
from tlsrpt_tui.name_parts import ENDINGS, LETTER, MARKS, base_size, is_ending

_WIDE_DOTS: Final = "\u3002\uff0e\uff61"
DOTS: Final = frozenset(f".{_WIDE_DOTS}")
"""What separates labels, as RFC 3490 §3.1 has it."""

RUN: Final = re.compile(rf"(?:{LETTER}|[-_.{_WIDE_DOTS}])+")
"""What may be a host name or an IPv4 address, with what is written to it on either side."""

_WIDE_DOT: Final = re.compile(f"[{_WIDE_DOTS}]")
_SEAM: Final = re.compile(r"(?<=[^._])_(?!_)")
"""Where file names and identifiers join one thing to another, and where a label may go on as well."""

_STAMP: Final = re.compile(r"[0-9TZ-]+")

_COLONS: Final = re.compile(r"[0-9A-Fa-f:.]{3,}")
"""What may be an IPv6 address."""

_LOCAL: Final = r"[^\s@<>\"',;:()\[\]\\|=!/]"
_MAIL: Final = re.compile(
    rf"""((?<=//)[^\s/@<>"]{{1,256}}|\\?"[^"]{{1,64}}"|(?<!{_LOCAL}){_LOCAL}+)@((?:{LETTER}|[-_.{_WIDE_DOTS}])+)"""
)
_DOTTED: Final = re.compile(r"(?<!\d)(?<!\d\.)\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)", re.ASCII)
_TOP: Final = re.compile(
    rf"(xn--[a-z0-9-]+|(?:[^\W\d_]|[{MARKS}]|\\u\{{[0-9a-f]{{1,6}}\}}){{2,}})([-_\d].*)?", re.IGNORECASE
)
_STAND_IN: Final = re.compile(r"(?:c-[a-z2-9]{5,}@)?(?:[\w*-]+\.)*d-[a-z2-9]{5,}\.example|c-[a-z2-9]{5,}")
_BASE: Final = re.compile(r"d-[a-z2-9]{5,}\.example")
_NUMBERS: Final = re.compile(r"2(?:4[0-9]|5[0-5])(?:\.[0-9]{1,3}){3}|2001:db8:[0-9a-f:]+")
_ROLE: Final = re.compile(
    r"\*|_(?:[0-9]{1,5}|tcp|udp|smtps?|tls|mta-sts|dmarc|domainkey|report|submissions?|acme-challenge)"
    r"|(?:mx|mail|smtp|mta|mta-sts|aspmx|alt|in|inbound|relay|gw|gateway|www|ns|protection|policy|tcp|tls)-?[0-9]{0,3}"
)
"""Labels that say a role and no name."""

_LETTERS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz234567", "abcdefghijkmnpqrstuvwxyz23456789")
_CODE: Final = 5
_DOT: Final = len(".example")
_LABEL: Final = 4

_GROUPS: Final = 8
_OCTETS: Final = 4
_FIRST_NETWORK: Final = 240 << 16
_NETWORKS: Final = 1 << 20
_DOCUMENTATION: Final = 0x20010DB8
_LOW: Final = (1 << 64) - 1
_MOST_REMEMBERED: Final = 200_000
"""Texts that are remembered whole; single values are remembered for ever."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Redactor:
    """Gives stand-ins for values and finds values for stand-ins; may be asked from any thread."""

    def __init__(self, keyword: str | None = None) -> None:
        """Draw a key by chance, or make it of ``keyword``, which is then as secret as the values are hidden."""
        if keyword is None:
            self._key = secrets.token_bytes(32)
        else:
            # Slow on purpose: who guesses keywords pays for each.
            self._key = hashlib.scrypt(keyword.encode(), salt=b"tlsrpt-tui redaction", n=1 << 14, r=8, p=1, dklen=32)
        self._lock = threading.Lock()
        self._given: dict[tuple[str, str], str] = {}
        self._real: dict[str, str] = {}
        self._texts: dict[str, tuple[str, int]] = {}
        self._originals: dict[str, str] = {}
        self._whole = KnownNames()
        self._pieces: set[str] = set()
        self._orders: dict[int, tuple[int, ...]] = {}

    @property
    def learned(self) -> int:
        """How many odd names are known by now, which are looked for in every text from then on."""
        return len(self._whole)

    def text(self, value: str) -> str:
        """Return ``value`` with all addresses, domains and mail addresses in it replaced, and what is known as one."""
        if not self._whole and DOTS.isdisjoint(value) and ":" not in value and "@" not in value:
            return value
        known, learned = self._texts.get(value, ("", -1))
        if learned != len(self._whole):
            learned = len(self._whole)
            known = self._whole.get(value) or self._replaced(self._whole.replaced(value))
            known = RUN.sub(self._word, known) if learned else known
            self._remember(value, known, learned)
        return known

    def name(self, value: str) -> str:
        """Return the stand-in for a value that is a host name or an address as a whole, however odd it is."""
        if value in self._real or value in self._originals or not re.search(r"\w", value):
            return value
        known = self._whole.get(value) or self._exact(value) or self._odd_host(value)
        if known is None:
            return self._odd("d", value, ".example")
        self._remember(value, known, len(self._whole))
        return known

    def contact(self, value: str) -> str:
        """Return the stand-in for what a report gives as its contact, be it a mail address or anything else."""
        if not value or value in self._real:
            return value
        plain = _MAIL.fullmatch(value)
        return self._mail(plain) if plain else self._odd("c", value, "")

    def real(self, value: str) -> str:
        """Return ``value`` with the stand-ins in it taken back."""
        original = self._originals.get(value)
        if original is not None:
            return original
        return _NUMBERS.sub(self._real_number, _STAND_IN.sub(self._real_name, value))

    def is_piece(self, value: str, *, cut: bool) -> bool:
        """Return whether ``value`` is a stand-in that was broken in two, or with ``cut`` the visible part of one."""
        folded = value.casefold().strip(".")
        if cut and folded.startswith("2001:db8:"):
            return True
        labels = folded.split(".")
        return any(".".join(labels[place:]) in self._pieces for place in range(len(labels)))

    def _remember(self, value: str, shown: str, learned: int) -> None:
        if len(self._texts) >= _MOST_REMEMBERED:
            self._texts.clear()
            self._originals.clear()
        self._texts[value] = shown, learned
        if shown != value:
            self._originals[shown] = value

    def _odd(self, kind: str, value: str, end: str) -> str:
        shown = self._issue(kind, value.casefold(), lambda code: f"{kind}-{code}{end}")
        self._whole.add(value, shown, is_word=_is_word(value))
        self._remember(value, shown, len(self._whole))
        return shown

    def _odd_host(self, value: str) -> str | None:
        """Return what stands for labels under a top that no host has; they keep their places, as those of hosts do."""
        host = value.removeprefix("*.").removesuffix(".")
        labels = host.split(".")
        base = ".".join(labels[-base_size(labels) :]) if len(labels) > 1 else ""
        is_host = all(labels) and RUN.fullmatch(host) and not _WIDE_DOT.search(host) and not _TOP.fullmatch(labels[-1])
        if not is_host or not _is_word(base) or not re.search(r"[^\W\d_]", base):
            return None
        shown = self._host(labels)
        self._whole.add(base, self._host(base.split(".")), is_word=True)
        return f"{value[: value.startswith('*.') * 2]}{shown}{value[len(value) - value.endswith('.') :]}"

    def _exact(self, value: str) -> str | None:
        """Return what stands for a value that is one address, network or host name and nothing else."""
        address, slash, length = value.partition("/")
        found = _address(address)
        if found is not None and "%" not in address and (not slash or (length.isascii() and length.isdigit())):
            return f"{self._number(found)}{slash}{length}"
        host = value.removeprefix("*.").removesuffix(".")
        labels = host.split(".")
        top = _TOP.fullmatch(labels[-1]) if all(labels) and len(labels) > 1 else None
        if top is None or top[1] != labels[-1] or not RUN.fullmatch(host) or _WIDE_DOT.search(host):
            return None
        start, end = value[: value.startswith("*.") * 2], value[len(value) - value.endswith(".") :]
        return f"{start}{self._host(labels)}{end}"

    def _word(self, found: re.Match[str]) -> str:
        """Return a run, or what stands for it where it is known as a name or a contact by itself."""
        run = found[0]
        body = run.strip(".-_")
        shown = self._whole.word(body)
        return self._under_known(run) if shown is None else run.replace(body, shown, 1)

    def _under_known(self, run: str) -> str:
        """Return a run with a known name of several labels replaced below which it is, and the labels before that."""
        labels = run.strip(".-").split(".")
        if self._stands_in(run):
            return run
        for place in range(1, len(labels) - 1):
            shown = self._whole.word(".".join(labels[place:]).rstrip("_"))
            if shown is not None:
                before = (self._label(label.casefold(), shown) for label in labels[:place])
                return run.replace(".".join(labels), ".".join([*before, shown]), 1)
        return run

    def _replaced(self, value: str) -> str:
        if "@" in value:
            value = _MAIL.sub(self._mail, value)
        if value.count(":") > 1:
            value = _COLONS.sub(self._colons, value)
        return value if DOTS.isdisjoint(value) else RUN.sub(self._run, value)

    def _mail(self, found: re.Match[str]) -> str:
        local, host = found[1], found[2]
        if local in self._real:
            return found[0]
        end = host[len(host.rstrip(".-")) :]
        host = host[: len(host) - len(end)]
        shown = self.name(host)
        box = self._issue("c", f"{local}@{host}".casefold(), lambda code: f"c-{code}")
        self._real[box] = local
        return f"{box}@{shown}{end}"

    def _colons(self, found: re.Match[str]) -> str:
        whole, text = found[0], found.string
        start, end = 0, len(whole)
        if found.start() and text[found.start() - 1].isalnum():
            start = whole.find(":") + 1 or end
        if found.end() < len(text) and text[found.end()].isalnum():
            end = max(whole.rfind(":"), start)
        body = whole[start:end]
        stripped = body.rstrip(".")
        for piece in (stripped, stripped.removeprefix(":"), stripped.removesuffix(":"), stripped.strip(":")):
            address = _address(piece)
            if address is not None and piece.count(":") > 1:
                at = start + body.find(piece)
                return f"{whole[:at]}{self._number(address)}{whole[at + len(piece) :]}"
        return whole

    def _run(self, found: re.Match[str]) -> str:
        text, start = found[0], found.start()
        escape = text[:1] if found.string[start - 1 : start] == "\\" else ""  # the letter of an escape in JSON
        return escape + "..".join(self._run_text(piece) for piece in text[len(escape) :].split(".."))

    def _run_text(self, run: str) -> str:
        """Return what stands for a run without two dots in a row; what is joined to a host by ``_`` may be its name."""
        body = run.strip(".-_")
        if _WIDE_DOT.search(body):
            return run.replace(body, self._odd("d", body, ".example"), 1)
        made: list[str] = []
        waiting: list[str] = []
        for piece in _SEAM.split(run):
            if not waiting and _STAMP.fullmatch(piece):
                made.append(piece)
                continue
            shown = self._piece(piece) if "." in piece else piece
            waiting.append(piece)
            if shown == piece and not self._stands_in(piece):
                continue
            if shown != piece and waiting[1:] and not _DOTTED.search(piece):
                shown = self._piece("_".join(waiting))
                waiting = [shown]
            made += [*waiting[:-1], shown]
            waiting = []
        return "_".join([*made, *waiting])

    def _stands_in(self, piece: str) -> bool:
        return any(found in self._real for found in _BASE.findall(piece))

    def _piece(self, run: str) -> str:
        """Return what stands for a run of letters, digits, hyphens and single dots."""
        body = run.strip(".-")
        head, tail = run.partition(body)[::2] if body else (run, "")
        labels = body.split(".")
        address = _address(".".join(labels[:_OCTETS])) if len(labels) >= _OCTETS else None
        rest = labels[_OCTETS:]
        if address is not None and (not rest or is_ending(rest)):
            return ".".join([head + self._number(address), *rest]) + tail
        ends = len(labels)
        while ends and labels[ends - 1].casefold() in ENDINGS:
            ends -= 1
        host, endings = labels[:ends], labels[ends:]
        top = _TOP.fullmatch(host[-1]) if len(host) > 1 else None
        if top is None:
            return _DOTTED.sub(self._dotted, run)
        more = "" if top[1] == host[-1] else host[-1][len(top[1]) :]
        host[-1] = top[1]
        return head + ".".join([self._host(host) + more, *endings]) + tail

    def _dotted(self, found: re.Match[str]) -> str:
        address = _address(found[0])
        return found[0] if address is None else self._number(address)

    def _host(self, labels: list[str]) -> str:
        labels = [label.casefold() for label in labels]
        size = min(len(labels), base_size(labels))
        base = ".".join(labels[-size:])
        if base not in self._real:
            base = self._issue("d", base, lambda code: f"d-{code}.example")
        return ".".join([*(self._label(label, base) for label in labels[:-size]), base])

    def _label(self, label: str, base: str) -> str:
        if label in self._real or _ROLE.fullmatch(label):
            return label
        return self._issue("n", label, lambda code: f"n-{code}", salt=base)

    def _number(self, address: Address) -> str:
        if str(address) in self._real or address.is_loopback or address.is_unspecified:
            return str(address)
        if isinstance(address, ipaddress.IPv4Address):
            return self._version_4(int(address))
        if address.ipv4_mapped is not None:
            return f"::ffff:{self._number(address.ipv4_mapped)}"
        return self._version_6(int(address))

    def _version_4(self, number: int) -> str:
        network = number >> 8
        first = self._digest("4", str(network))
        stand = self._first("4", str(network), lambda attempt: f"/{_FIRST_NETWORK + (first + attempt) % _NETWORKS}")
        shown = str(ipaddress.IPv4Address((int(stand[1:]) << 8) + self._order(network)[number & 0xFF]))
        self._real[shown] = str(ipaddress.IPv4Address(number))
        return shown

    def _order(self, network: int) -> tuple[int, ...]:
        """Return the last octets of a network in an order of its own; the first and the last keep their places."""
        order = self._orders.get(network)
        if order is None:
            size = 64
            stream = b"".join(
                self._digest(f"order{block}", str(network), size).to_bytes(size, "big") for block in range(8)
            )
            middle = sorted(range(1, 255), key=lambda place: stream[2 * place : 2 * place + 2])
            order = self._orders[network] = (0, *middle, 255)
        return order

    def _version_6(self, number: int) -> str:
        network, host = number >> 64, number & _LOW

        def made(attempt: int) -> str:
            middle = self._digest("6", str(network)) & 0xFFFFFFFF
            last = self._digest("host", f"{number} {attempt}") & 0xFFFFFFFF if host else 0
            return str(ipaddress.IPv6Address((_DOCUMENTATION << 96) | (middle << 64) | last))

        return self._first("6", str(ipaddress.IPv6Address(number)), made)

    def _issue(self, kind: str, value: str, make: Callable[[str], str], salt: str = "") -> str:
        """Return the stand-in of a value; a code that is another's already is made longer."""
        size = _LABEL if kind == "n" else _CODE
        code = _letters(self._digest(kind, f"{value} {salt}" if salt else value))
        return self._first(kind, f"{value} {salt}" if salt else value, lambda attempt: make(code[: size + attempt]))

    def _first(self, kind: str, value: str, made: Callable[[int], str]) -> str:
        given = self._given.get((kind, value))
        if given is not None:
            return given
        with self._lock:
            given = self._given.get((kind, value))
            if given is None:
                given = next(stand for attempt in count() if (stand := made(attempt)) not in self._real)
                self._real[given] = value.partition(" ")[0] if kind == "n" else value
                self._given[kind, value] = given
                if kind == "d":
                    self._pieces.update(given[place:] for place in range(1, len(given) - _DOT))
                    self._pieces.update(given[:place] for place in range(_CODE, len(given)))
        return given

    def _digest(self, kind: str, value: str, size: int = 16) -> int:
        hashed = hashlib.blake2b(f"{kind} {value}".encode(errors="replace"), key=self._key, digest_size=size)
        return int.from_bytes(hashed.digest(), "big")

    def _real_name(self, found: re.Match[str]) -> str:
        text = found[0]
        original = self._originals.get(text) or self._real.get(text)
        if original is not None:
            return original
        box, at, host = text.rpartition("@")
        head, _, base = host.rpartition("d-")
        base = self._real.get(f"d-{base}", f"d-{base}") if host else ""
        labels = [self._real.get(label, label) for label in head.split(".")]
        return f"{self._real.get(box, box)}{at}{'.'.join(labels)}{base}"

    def _real_number(self, found: re.Match[str]) -> str:
        return self._real.get(found[0], found[0])


def _address(text: str) -> Address | None:
    """Return the address that ``text`` is; noughts in front of octets change nothing."""
    octets = text.split(".")
    if len(octets) == _OCTETS and all(octet.isascii() and octet.isdigit() for octet in octets):
        text = ".".join(str(int(octet[:4])) for octet in octets)
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_word(value: str) -> bool:
    """Return whether a name is found in sentences by what stands between their other signs."""
    return bool(RUN.fullmatch(value)) and value == value.strip(".-_")


def _letters(number: int) -> str:
    return base64.b32encode(number.to_bytes(16, "big")).decode().rstrip("=").lower().translate(_LETTERS)
