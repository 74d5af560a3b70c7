"""Makes docs/keys.md and docs/settings.md from the program's own data."""

import sys
from dataclasses import fields
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tlsrpt_tui.output.key_table import as_markdown  # noqa: E402  the path above has to be known first
from tlsrpt_tui.output.settings_page import example  # noqa: E402  as above
from tlsrpt_tui.remap import KeyMap  # noqa: E402  as above
from tlsrpt_tui.reports.bounds import Bounds  # noqa: E402  as above
from tlsrpt_tui.settings_fields import settings_of  # noqa: E402  as above

_KEYS = """# Keys

What each key does, by where it acts. This page is made by `docs/make_reference.py` from the program's own key map;
`tlsrpt-tui keys` prints the map with your own keys in it, and `?` shows those of the pane that has the focus.

A key is changed in the settings file by its id:

    [keys]
    "facet.exclude" = "X"
    "rows.open" = "enter,o"

Two keys that would meet in one place are refused; the sentence names both, and the letters that are free.

"""

_SETTINGS = """# Settings

The settings file is `config.toml` in the settings folder of your system, or the file that `TLSRPT_TUI_CONFIG` names.
Nothing has to be set. `tlsrpt-tui settings` says where the file is looked for, what each setting is, and who set it:
the default, the file, an environment variable or an option. This page is made by `docs/make_reference.py`.

"""

_FILE = """
A file to start from, as `tlsrpt-tui settings --example` prints it:

```toml
"""


def keys() -> str:
    """Return the page about the keys."""
    return _KEYS + as_markdown(KeyMap())


def settings() -> str:
    """Return the page about the settings."""
    bounds = {field.name: int(str(field.default)) for field in fields(Bounds)}
    rows = ["| setting | may be | default | what it means |", "|---|---|---|---|"]
    for setting in settings_of(bounds):
        meaning = " ".join(setting.meaning.split())
        more = f" Set by `{setting.variable}` too." if setting.variable else ""
        default = setting.written(setting.default)
        rows.append(f"| `{setting.full}` | {setting.expected} | `{default}` | {meaning}{more} |")
    return _SETTINGS + "\n".join(rows) + "\n" + _FILE + example(bounds).rstrip("\n") + "\n```\n"


def main() -> None:
    """Make both pages."""
    (ROOT / "docs" / "keys.md").write_text(keys(), encoding="utf-8")
    (ROOT / "docs" / "settings.md").write_text(settings(), encoding="utf-8")


if __name__ == "__main__":
    main()
