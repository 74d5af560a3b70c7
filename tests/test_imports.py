"""What a command does not need is not imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def imported_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter holds after running ``code``."""
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


FIRST_FRAME = """
import os, sys
from pathlib import Path
from textual.drivers.headless_driver import HeadlessDriver
from tlsrpt_tui import cli
from tlsrpt_tui.tui import app as shell
from tlsrpt_tui.tui.loader import Loader

def first_frame(loader):
    print("\\n".join(sys.modules), file=sys.stderr)
    os._exit(0)

Loader.start = first_frame
shell.ExplorerApp.get_driver_class = lambda app: HeadlessDriver
cli._on_terminal = lambda stream: True
os.environ.pop("TERM", None)
cli.run(["."])
"""
"""Runs the command until the moment at which it starts to load, which is when the first frame has been painted."""


@pytest.fixture(scope="module")
def before_the_first_frame(tmp_path_factory):
    home = str(tmp_path_factory.mktemp("home"))
    places = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], cwd=ROOT, capture_output=True, text=True, check=False, env=places
    )
    assert "textual.widgets._input" in done.stderr.split(), done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "heavy",
    [
        "polars",
        "orjson",
        "dns",
        "multiprocessing",
        "watchfiles",
        "email",
        "zipfile",
        "tarfile",
        "mailbox",
        "tlsrpt_tui.reports.decode",
        "tlsrpt_tui.index.opening",
        "tlsrpt_tui.tui.screens.reports",
        "tlsrpt_tui.tui.screens.files",
        "tlsrpt_tui.tui.screens.domain",
        "tlsrpt_tui.live.means",
        "httpx2",
        "cryptography",
    ],
)
def test_the_first_frame_waits_for_nothing_that_only_loading_needs(heavy, before_the_first_frame):
    assert heavy not in before_the_first_frame


@pytest.mark.parametrize("heavy", ["textual", "rich"])
def test_the_index_and_the_outputs_know_no_screen(heavy):
    assert heavy not in imported_by("import tlsrpt_tui.index.local, tlsrpt_tui.output.headless")
