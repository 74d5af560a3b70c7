"""Hosts by their first label alone, as narrow lines have them: found and hidden where whole names are hidden."""

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from itertools import islice
from typing import Any, Final, TypeVar, cast

from tlsrpt_tui.redaction import Redactor

_SAID: Final = frozenset({"found", "brief", "evidence", "title"})
"""Fields that name hosts shortly."""

MOST_HOSTS: Final = 200
"""Hosts that are looked for by their first label; lines name few of them shortly."""

_T = TypeVar("_T")


def hidden_short_names(value: _T, hosts: Iterable[str], redactor: Redactor) -> _T:
    """Return an answer in whose narrow lines the first label of each host is that of its stand-in.

    To be done before whole names are hidden, which leaves these labels alone.

    Args:
        value: an answer of any kind, with real names.
        hosts: whole names, real ones.
        redactor: gives the stand-ins.
    """
    return cast("_T", short_names_hider(hosts, redactor)(value))


def short_names_hider(hosts: Iterable[str], redactor: Redactor) -> Callable[[Any], Any]:
    """Return what :func:`hidden_short_names` does to an answer, for many answers with the same hosts."""
    stand_ins: dict[str, str] = {}
    for host in sorted({host.lower().removeprefix("*.") for host in islice(hosts, MOST_HOSTS)}):
        label = host.partition(".")[0]
        hidden = redactor.name(host).partition(".")[0]
        if "." in host and label and hidden != label:
            stand_ins.setdefault(label, hidden)
    if not stand_ins:
        return lambda value: value
    one_of = "|".join(re.escape(label) for label in sorted(stand_ins, key=len, reverse=True))
    alone = re.compile(rf"(?<![\w.@-])(?:{one_of})(?![\w@-]|\.\w)", re.IGNORECASE)

    def change(text: str) -> str:
        return alone.sub(lambda found: stand_ins[found[0].lower()], text)

    return lambda value: _walked(value, change)


def _walked(value: Any, change: Any, *, says: bool = False) -> Any:  # noqa: ANN401  answers of any kind
    # The exact type: members of enums are strings too, and no sentences.
    if type(value) is str:
        return change(value) if says else value
    if isinstance(value, tuple):
        return tuple(_walked(each, change, says=says) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for field in fields(value):
        before = getattr(value, field.name)
        after = _walked(before, change, says=field.name in _SAID) if field.init else before
        if after is not before and after != before:
            changed[field.name] = after
    return replace(value, **changed) if changed else value
