"""A labelled corpus of incidents: domains of an invented operator, each with a story and with noise around it."""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.incident_kinds import COMMON
from benchmarks.incident_limits import LIMITS
from benchmarks.incident_scene import DAYS, LARGE, How, Label, Scene
from benchmarks.incident_traps import TRAPS
from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.schema import FileEntry
from tlsrpt_tui.index.tally import Tally
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.model import Report

KINDS: Final[Mapping[str, Callable[[Scene], Label | tuple[Label, ...]]]] = {**COMMON, **LIMITS, **TRAPS}
"""What makes an incident of each kind, or two; the owner of noise is not asked for."""

EACH: Final = 8
"""Scenes of each kind, so that there are more than 400 incidents of more than 50 kinds."""

SEED: Final = 20261101
NOISY: Final = 0.5
"""The part of the domains that have a passing failure besides, at the host of the story or at another."""

NOW: Final = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
"""The time it is: the day after the newest report that is not of the future."""

_NOISE_TYPES: Final = ("validation-failure", "certificate-not-trusted", "starttls-not-supported")
_LEAST: Final = 500


@dataclass(frozen=True, slots=True)
class Corpus:
    """A tally, made by the index from reports, and what is to be found in it; noise beside stories has no label."""

    tally: Tally
    labels: tuple[Label, ...]


def corpus(each: int = EACH, seed: int = SEED) -> Corpus:
    """Return ``each`` scenes of every kind, the same ones for the same seed."""
    reports: list[Report] = []
    labels: list[Label] = []
    for place, (kind, make) in enumerate(KINDS.items()):
        for number in range(each):
            dice = random.Random(f"{seed}/{kind}/{number}")  # noqa: S311  invented figures, no secret
            scene = Scene(kind, f"d{place * each + number}.example", dice)
            made = make(scene)
            labels += made if isinstance(made, tuple) else (made,)
            if dice.random() < NOISY:
                _noise(scene, dice)
            reports += scene.reports()
    random.Random(seed).shuffle(reports)  # noqa: S311  as above
    return Corpus(_tally(reports), tuple(labels))


def _noise(scene: Scene, dice: random.Random) -> None:
    """Let very few sessions of one sender fail once, in a way that is not the story's where it is at its host."""
    sender, day = dice.choice(LARGE), dice.randrange(DAYS)
    at_host = dice.random() < NOISY
    told = {each.result_type for each in scene.failures} if at_host else set()
    kinds = [kind for kind in _NOISE_TYPES if kind not in told]
    if scene.sessions.get((sender, day), 0) >= _LEAST:
        host = scene.host if at_host else f"mx9.{scene.domain}"
        scene.put(sender, day, dice.choice(kinds), dice.randrange(1, 4), How(host=host))


def _tally(reports: list[Report]) -> Tally:
    builder = TableBuilder("corpus")
    for number, report in enumerate(reports):
        builder.add_file(FileEntry(f"{number}.json", "", 1), [("", 0, report)])
    return LocalEngine(builder.freeze()).tally(View(), now=NOW)
