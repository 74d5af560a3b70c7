"""The evidence beside an incident's text: failures by sender and day, by address, by host, and as senders wrote it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.cells import cell_len

from tlsrpt_tui import numbers
from tlsrpt_tui.index.tally import Count, Evidence
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.tui import glyphs
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.names import brief
from tlsrpt_tui.tui.paint import Run, cut, cut_middle, padded, wrapped
from tlsrpt_tui.tui.theme import Role

_MOST: Final = 8
"""Values of each list, where all of it is shown."""

_TRIED: Final = ((8, 4), (6, 4), (5, 4), (4, 4), (3, 4), (4, 3), (3, 3), (2, 3), (2, 2), (2, 1), (2, 0))
"""Values of each list, and how many lists: what is tried where there is little room."""

_SLOTS: Final = (2, 3, 2)
"""Lines of the reason for the state, senders, and values of each list, where each has its place."""

_SLOTTED: Final = 3
"""Lists that have a place."""

_MOST_DAYS: Final = 3
_BAR: Final = 8
_DAY: Final = 7
_TOTAL: Final = 8
_GAP: Final = 2
_LEAST_NAME: Final = 9
_NONE: Final = "no reason given"


def evidence_lines(incident: Incident, evidence: Evidence | None, width: int, *, rows: int = 0) -> list[list[Run]]:
    """Return the lines of the evidence in ``width`` cells; those of the failure rows once they are known.

    With ``rows``, only as much of it as fits into so many lines: fewer values of each list, then fewer lists.
    """
    lists = _lists(evidence)
    lines: list[list[Run]] = []
    for most, several in _TRIED if rows else ((_MOST, len(lists)),):
        lines = [*_shares(incident, width), [], *_senders(incident, width, most + 1)]
        for title, counts, bars in lists[:several]:
            lines += _counted(title, counts, width, most, bars=bars)
        if not rows or len(lines) <= rows:
            break
    return lines


def evidence_slots(incident: Incident, evidence: Evidence | None, width: int) -> list[list[Run]]:
    """Return some lines of each part of the evidence, each part at the same place in every card."""
    why, senders, values = _SLOTS
    lines = _shares(incident, width)[: why + 1]
    if len(lines) == why + 1 and lines[-1]:
        lines[-1] = [Run(cut(lines[-1][0].text, width), Role.MUTED)]
    lines += [[] for _ in range(why + 1 - len(lines))]
    told = list(_senders(incident, width, senders - (len(incident.senders) > senders)))
    lines += [[], *told, *([] for _ in range(senders + 1 - len(told)))]
    for title, counts, bars in _lists(evidence)[:_SLOTTED]:
        part = list(_counted(title, counts, width, values, bars=bars))[: values + 2]
        part = part or [[], [Run(title, Role.MUTED)], [Run("none named", Role.MUTED)]]
        lines += [*part, *([] for _ in range(values + 2 - len(part)))]
    return lines


def _shares(incident: Incident, width: int) -> list[list[Run]]:
    return [_share(incident), *([Run(piece, Role.MUTED)] for piece in wrapped(incident.why, width))]


def _lists(evidence: Evidence | None) -> list[tuple[str, list[Count], bool]]:
    """Return what is counted beside senders, each with its title and whether it has bars; the weightiest first."""
    if evidence is None:
        return []
    wrote = [Count(f"“{quoted(each.value)}”" if each.value else _NONE, each.sessions) for each in evidence.reasons]
    wrote += [Count(f"“{quoted(each.value)}”", each.sessions) for each in evidence.infos if each.value]
    others = [Count(quoted(each.value), each.sessions) for each in evidence.other_hosts]
    title = "Same failure at the other MX hosts" if len(others) > 1 else "Same failure at the other MX"
    return [
        ("Received at", _addresses(evidence.receiving_ips), True),
        (title, others, False),
        ("As the senders wrote it", wrote, False),
        ("Sent from", _addresses(evidence.sending_ips), True),
    ]


def _addresses(counts: Sequence[Count]) -> list[Count]:
    return [Count(quoted(each.value) or "no address given", each.sessions) for each in counts]


def _share(incident: Incident) -> list[Run]:
    """Return how many of the senders' sessions failed: there is no rate of an MX host (RFC 8460 §4.4)."""
    runs = [Run(numbers.count(incident.failed), Role.FAILED, bold=True)]
    if incident.sessions <= 0:
        return [*runs, Run(" sessions failed")]
    part = numbers.rate(incident.failed, max(0, incident.sessions - incident.failed), decimals=1)
    told = f" of {numbers.count(incident.sessions)} sessions of its senders "
    return [*runs, Run(told), Run(part, Role.FAILED, bold=True)]


def _senders(incident: Incident, width: int, most: int) -> Iterator[list[Run]]:
    """Yield the senders, with their last days where there is room."""
    days = [day for day, _ in incident.days][-_MOST_DAYS:]
    shown = incident.senders[:most]
    known = [dict(sender.days) for sender in shown]
    several = bool(days) and days[0].month != days[-1].month
    heads = [numbers.day(day) if several or day == days[-1] else str(day.day) for day in days]
    cells = [[numbers.count(each.get(day, 0)) for day in days] for each in known]
    sizes = [max(_DAY, *(len(text) + 1 for text in column)) for column in zip(heads, *cells, strict=True)]
    total = _room_for(sender.failed for sender in shown)
    name = width - sum(sizes) - total - _BAR - _GAP
    if name < _LEAST_NAME:
        heads, sizes, cells, name = [], [], [[] for _ in shown], max(_LEAST_NAME, width - total - _BAR - _GAP)
    yield [Run(f"{padded('Sender', name)}{_aligned(heads, sizes)}{'failed':>{total}}", Role.MUTED)]
    largest = max((each.failed for each in incident.senders), default=0)
    for sender, texts in zip(shown, cells, strict=True):
        yield [
            Run(padded(brief(sender.organization), name)),
            Run(_aligned(texts, sizes), Role.MUTED),
            Run(f"{numbers.count(sender.failed):>{total}}"),
            Run(f"  {glyphs.share_bar(sender.failed, largest, _BAR)}", Role.FAILED),
        ]
    if len(incident.senders) > most:
        yield [Run(f"and {numbers.plural(len(incident.senders) - most, 'sender')} more", Role.MUTED)]


def _room_for(counts: Iterable[int]) -> int:
    """Return the cells of a column of counts."""
    return max((_TOTAL, *(len(numbers.count(each)) + 1 for each in counts)))


def _aligned(texts: Sequence[str], sizes: Sequence[int]) -> str:
    return "".join(f"{text:>{size}}" for text, size in zip(texts, sizes, strict=True))


def _counted(title: str, counts: Sequence[Count], width: int, most: int, *, bars: bool) -> Iterator[list[Run]]:
    if not counts:
        return
    yield []
    yield [Run(title, Role.MUTED)]
    total = _room_for(each.sessions for each in counts[:most])
    name = max(_LEAST_NAME, width - total - _BAR - _GAP)
    largest = max(each.sessions for each in counts)
    for each in counts[:most]:
        shown = cut(each.value, name) if each.value.startswith("“") else cut_middle(each.value, name)
        bar = glyphs.share_bar(each.sessions, largest, _BAR) if bars else ""
        number = f"{numbers.count(each.sessions):>{total}}"
        yield [
            Run(shown + " " * (name - cell_len(shown)), Role.MUTED if each.value.startswith("no ") else Role.TEXT),
            Run(number, Role.TEXT if each.sessions else Role.OK),
            Run(f"  {bar}" if bar else "", Role.FAILED),
        ]
    if len(counts) > most:
        yield [Run(f"and {numbers.count(len(counts) - most)} more", Role.MUTED)]
