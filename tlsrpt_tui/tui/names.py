"""Names as the screen shows them, and only the screen: every export keeps what the report says."""

from tlsrpt_tui.tui.glyphs import quoted

_LEGAL_FORMS = frozenset(
    "inc incorporated corp corporation ltd limited llc llp plc gmbh ag kg se sa srl bv nv as ab oy spa pty co company".split()  # noqa: E501, SIM905  # a list of words reads best as words
)
NONE = "(none)"
"""Stands for an empty value, so that it can be seen and chosen."""


def said(value: str) -> str:
    """Return the value, or words for its absence."""
    return quoted(value) or NONE


def brief(organization: str) -> str:
    """Return an organization without its legal form: Google, Microsoft."""
    name, _, last = organization.strip().rpartition(" ")
    if name and last.replace(".", "").replace("/", "").casefold() in _LEGAL_FORMS:
        return quoted(name.rstrip(" ,"))
    return said(organization.strip())
