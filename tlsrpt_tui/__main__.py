"""``python -m tlsrpt_tui`` is ``tlsrpt-tui``."""

import sys

from tlsrpt_tui.cli import run

if __name__ == "__main__":
    sys.exit(run())
