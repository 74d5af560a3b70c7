"""Makes docs/keys.md, docs/settings.md and docs/result-types.md from the program's own data."""

import sys
from dataclasses import fields
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tlsrpt_tui.output import explain_page  # noqa: E402  the path above has to be known first
from tlsrpt_tui.output.explained import explained  # noqa: E402  as above
from tlsrpt_tui.output.key_table import as_markdown  # noqa: E402  as above
from tlsrpt_tui.output.settings_page import example  # noqa: E402  as above
from tlsrpt_tui.remap import KeyMap  # noqa: E402  as above
from tlsrpt_tui.reports.bounds import Bounds  # noqa: E402  as above
from tlsrpt_tui.settings_fields import settings_of  # noqa: E402  as above
from tlsrpt_tui.triage.catalogue import entries  # noqa: E402  as above
from tlsrpt_tui.triage.reason_phrases import EXACT, HTTP, STATUS  # noqa: E402  as above
from tlsrpt_tui.triage.reasons import decoded  # noqa: E402  as above
from tlsrpt_tui.triage.tls_alerts import ALERTS, alert  # noqa: E402  as above
from tlsrpt_tui.triage.x509_reasons import REASONS  # noqa: E402  as above

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

_RESULT_TYPES = """# Result types and reasons

What each result type of a TLS report means (RFC 8460 §4.3), what causes it, who must act, what to look at, what mends
it and what it does not mean; and, under a policy type of its own, what is otherwise there. `tlsrpt-tui explain` prints
the same. A result type that is not listed here is shown as it was sent, and nothing is guessed about it. `DOMAIN` and
`MX-HOST` in a command stand for your own. This page is made by `docs/make_reference.py`.

"""

_REASONS = """
## Reasons

Many senders say why in `failure-reason-code`, each in its own way. The program shows it as sent, and beside it what is
known of it; small and capital letters, blanks, hyphens and underscores do not matter. `tlsrpt-tui explain REASON` says
the same, and for many texts of Postfix, mail.ru, OpenSSL, Go and rustls that are not listed here. What is not known
stays as sent.

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


def result_types() -> str:
    """Return the page about result types and reasons."""
    listed = entries()
    types = explain_page.as_markdown([explained(each.result_type) for each in listed], [])
    return _RESULT_TYPES + explain_page.list_markdown(listed) + "\n" + types + _REASONS + _reasons()


def _reasons() -> str:
    known = {f"`{reason.replace(' ', '-')}`": decoded(reason) for reason in EXACT}
    codes = {f"`4.7.{code}`, `5.7.{code}`": decoded(f"5.7.{code}") for code in STATUS}
    alerts = {f"`tls-remote-alert-{number}`": alert(number) for number in ALERTS}
    status = {f"`{code}`": words for code, words in HTTP.items()}
    names = {f"`X509_V_ERR_{name.upper().replace(' ', '_')}`": decoded(f"x509 v err {name}") for name in REASONS}
    blocks = (
        ("of mox, Microsoft and others", known),
        ("of Exchange Online", codes),
        ("alerts of TLS; of the sender's own stack: `tls-local-alert-…`", alerts),
        ("HTTP status of the policy host", status),
        ("of OpenSSL, by name, by its text, or as `num=…`", names),
    )
    return "\n".join("".join(f"{line}\n" for line in _table(title, rows)) for title, rows in blocks)


def _table(title: str, rows: dict[str, str]) -> list[str]:
    return [f"| {title} | what it comes to |", "|---|---|", *(f"| {name} | {words} |" for name, words in rows.items())]


def main() -> None:
    """Make all of them."""
    (ROOT / "docs" / "result-types.md").write_text(result_types(), encoding="utf-8")
    (ROOT / "docs" / "keys.md").write_text(keys(), encoding="utf-8")
    (ROOT / "docs" / "settings.md").write_text(settings(), encoding="utf-8")


if __name__ == "__main__":
    main()
