"""The HTML digest in a browser: it runs nothing, asks for nothing, and is light or dark as the reader's system is."""

import os
import shutil
import struct
import subprocess
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from tests.output.test_digest import CERTIFICATE, ELEMENTS, Reader, made, nasty
from tlsrpt_tui.output import digest_html

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--disable-extensions", "--no-first-run", "--hide-scrollbars",
    "--disable-features=HttpsUpgrades,OptimizationHints,MediaRouter,Translate", "--disable-dev-shm-usage",
)  # fmt: skip
PATIENCE = 60
"""Seconds after which a browser is taken to hang."""

LIGHT, DARK = 1, 0

OWN = ("google.com", "googleapis.com", "gvt1.com")
"""Where a browser asks for the time and for updates of its own, whatever it shows."""


@pytest.fixture(scope="module")
def browser():
    """The path of a browser; without one the tests are skipped, but in CI they fail."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs chromium to look at the HTML digest")
        pytest.skip("chromium is not installed, so no browser looks at the HTML digest")
    return found


@pytest.fixture
def asked():
    """A proxy on loopback through which all of a browser goes; it serves ``pages`` and notes what is asked of it."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            page = server.pages.get(self.path, "").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def do_CONNECT(self):
            server.asked.append(self.path)
            self.send_error(502)

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        server.asked, server.pages = [], {}
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def look(browser, proxy, home, *words):
    """Run a browser over a page and return what it writes; whatever it asks goes to the proxy."""
    through = (f"--proxy-server=http://127.0.0.1:{proxy.server_port}", "--proxy-bypass-list=<-loopback>")
    done = subprocess.run(
        [browser, *QUIET, *through, f"--user-data-dir={home}", *words],
        capture_output=True, check=True, timeout=PATIENCE, env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    return done.stdout.decode()


def corner(path):
    """Return the first pixel of a PNG: red, green, blue."""
    data = path.read_bytes()
    at, packed, depth = 8, b"", 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        packed += body if kind == b"IDAT" else b""
        depth = {2: 3, 6: 4}[body[9]] if kind == b"IHDR" else depth
        at += length + 12
    assert depth
    return tuple(zlib.decompressobj().decompress(packed, 4)[1:4])


@pytest.mark.parametrize("make", [lambda: made("html", CERTIFICATE), lambda: digest_html.render(nasty())])
def test_a_browser_asks_for_the_page_and_for_nothing_else(make, browser, asked, tmp_path):
    address = "http://digest.example.com/digest.html"
    asked.pages[address] = make()
    seen = Reader(look(browser, asked, tmp_path, "--dump-dom", address))
    hosts = {each: urlsplit(each if "//" in each else f"//{each}").hostname or "" for each in asked.asked}
    assert [each for each, host in hosts.items() if not host.endswith(OWN)] == [address]
    assert set(seen.elements) <= ELEMENTS
    assert seen.text == Reader(make()).text


def test_it_is_light_or_dark_as_the_readers_system_is(browser, asked, tmp_path):
    page = tmp_path / "digest.html"
    page.write_text(made("html", CERTIFICATE))
    corners = []
    for scheme in (LIGHT, DARK):
        picture = tmp_path / f"{scheme}.png"
        blink = f"--blink-settings=preferredColorScheme={scheme}"
        look(browser, asked, tmp_path, blink, "--window-size=900,600", f"--screenshot={picture}", page.as_uri())
        corners.append(corner(picture))
    assert corners == [(255, 255, 255), (20, 23, 26)]
