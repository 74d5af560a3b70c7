"""The line on a redacted page that says so: what looks like a name, even in a command, is none."""

from typing import Final

STAND_INS: Final = "Names and addresses are stand-ins: commands need the real ones."


def noted(page: str, form: str) -> str:
    """Return a redacted page, in the form ``text`` or ``markdown``, with that line below its head; others as is."""
    if form not in ("text", "markdown"):
        return page
    head, blank, rest = page.partition("\n\n")
    between = "\n" if form == "text" else "\n\n"
    return f"{head}{between}{STAND_INS}\n\n{rest}" if blank else f"{head.rstrip()}{between}{STAND_INS}\n"
