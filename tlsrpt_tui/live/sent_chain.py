"""The certificates that a TLS server sends, read without judging them, to say why it cannot be trusted."""

from tlsrpt_tui.live.smtp_connection import Unreached, connected
from tlsrpt_tui.live.tls_handshake import TlsConversation


async def sent_chain(address: str, port: int, name: str, seconds: float) -> tuple[bytes, ...]:
    """Return what a server sends for ``name`` as SNI, leaf first, as DER; empty where no handshake came about.

    Nothing is asked of the server but its handshake. ``seconds``: for the connection, and for the handshake.
    """
    async with connected(address, port, seconds) as line:
        if isinstance(line, Unreached):
            return ()
        return (await TlsConversation(line.reader, line.writer, name, seconds).shake_hands()).chain
