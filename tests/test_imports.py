"""What a command does not need is not imported."""

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


@pytest.mark.parametrize("heavy", ["polars", "orjson", "dns"])
def test_the_first_frame_waits_for_nothing_that_only_loading_needs(heavy):
    assert heavy not in imported_by("import tlsrpt_tui.tui.app")


@pytest.mark.parametrize("heavy", ["textual", "rich"])
def test_the_index_and_the_outputs_know_no_screen(heavy):
    assert heavy not in imported_by("import tlsrpt_tui.index.local, tlsrpt_tui.output.headless")
