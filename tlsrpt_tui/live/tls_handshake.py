"""One TLS handshake that believes everything, to see what a server shows: version, cipher, certificates as sent."""

import asyncio
from dataclasses import dataclass
from typing import Final

from OpenSSL import SSL, crypto

from tlsrpt_tui.live.chain_trust import MOST_CERTIFICATES
from tlsrpt_tui.live.off_loop import off_loop
from tlsrpt_tui.live.smtp_words import Listener

MOST_BYTES: Final = 1 << 19
"""Bytes that a server may send until the handshake is done: many times what a long chain needs."""

_PIECE: Final = 16384
_CIPHERS: Final = b"DEFAULT:@SECLEVEL=0"
_EVERYTHING_OLD: Final = SSL.TLS1_VERSION


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a handshake ended.

    Attributes:
        version: ``TLSv1.3``; "" where it failed.
        cipher: its name.
        chain: DER, leaf first, as sent.
        fault: why it failed, in words; "" where it did not.
    """

    version: str = ""
    cipher: str = ""
    chain: tuple[bytes, ...] = ()
    fault: str = ""


class TlsConversation:
    """TLS over the streams of a connection, without judging certificates: that is done later, at a given time.

    Old versions and weak ciphers are taken too, to be told rather than met as a failure. Nothing but a farewell is
    ever sent inside.
    """

    def __init__(self, reader: Listener, writer: asyncio.StreamWriter, host: str, seconds: float) -> None:
        self._reader = reader
        self._writer = writer
        self._seconds = seconds
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_verify(SSL.VERIFY_NONE)
        context.set_min_proto_version(_EVERYTHING_OLD)
        context.set_cipher_list(_CIPHERS)
        self._tls = SSL.Connection(context)
        self._tls.set_connect_state()
        name = host.encode("ascii", "ignore")
        if name and b"\0" not in name:
            self._tls.set_tlsext_host_name(name[:255])

    async def shake_hands(self) -> Handshake:
        """Begin TLS, as long as the connection's patience lasts; whatever goes wrong is in the answer."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._shake_hands()
        except TimeoutError:
            return Handshake(fault=f"no end of the handshake within {self._seconds:g} s")
        except OSError:
            return Handshake(fault="the connection broke during the handshake")

    async def say_goodbye(self, seconds: float) -> None:
        """Send QUIT, hear the answer out for so many seconds, and end TLS."""
        try:
            self._tls.send(b"QUIT\r\n")
            async with asyncio.timeout(seconds):
                await self._hear_out()
            self._tls.shutdown()
        except (SSL.Error, OSError):
            return
        finally:
            self._flush()

    async def _shake_hands(self) -> Handshake:
        heard = 0
        while True:
            try:
                # Keys can be chosen so that a step of it takes long.
                await off_loop(self._tls.do_handshake)
            except SSL.WantReadError:
                self._flush()
            except SSL.Error as error:
                self._flush()
                return Handshake(fault=_told(error))
            else:
                self._flush()
                return self._seen()
            await self._writer.drain()
            more = await self._reader.read(_PIECE)
            heard += len(more)
            if not more:
                return Handshake(fault="the connection was closed during the handshake")
            if heard > MOST_BYTES:
                return Handshake(fault=f"more than {MOST_BYTES} bytes came before the handshake was done")
            self._tls.bio_write(more)

    def _seen(self) -> Handshake:
        sent = self._tls.get_peer_cert_chain() or []
        chain = tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, each) for each in sent[:MOST_CERTIFICATES])
        return Handshake(self._tls.get_protocol_version_name(), self._tls.get_cipher_name() or "", chain)

    async def _hear_out(self) -> None:
        """Wait for one line, or the end, of what the server says inside TLS."""
        heard = 0
        self._flush()
        while heard <= MOST_BYTES:
            try:
                if b"\n" in self._tls.recv(_PIECE):
                    return
            except SSL.WantReadError:
                more = await self._reader.read(_PIECE)
                if not more:
                    return
                heard += len(more)
                self._tls.bio_write(more)

    def _flush(self) -> None:
        """Hand everything that TLS wants to say to the connection."""
        while True:
            try:
                self._writer.write(self._tls.bio_read(_PIECE))
            except SSL.WantReadError:
                return


def _told(error: SSL.Error) -> str:
    """Name an alert as the server sent it (RFC 8446 §6), or what OpenSSL says in its place."""
    told = error.args[0] if error.args else ()
    reason = str(told[0][2]) if isinstance(told, list) and told else ""
    _, alert, name = reason.partition("alert ")
    if alert:
        return f"TLS alert from the server: {name}"
    if "wrong version number" in reason or "packet length" in reason:
        return "what came back is not TLS"
    return f"OpenSSL: {reason}" if reason else "the connection was closed during the handshake"
