"""Precision and recall of incidents on the labelled corpus, by kind, and how long 200,000 failures take.

Found is what has the right domain, host, result type, first and last day, state and owner, and whose mode is told or
not; the owner of noise is not asked for. Precision of a kind: of the incidents about its domains that are not noise,
the part that is found; for noise itself, of its domains those that have nothing but noise. Exits 1 below the floors.
"""

import datetime as dt
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.incident_corpus import KINDS, NOW, Corpus, corpus
from benchmarks.incident_scene import Label
from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.triage.incidents import Incident, Incidents, IncidentState, incidents

AT_RANDOM: Final = "on some days, at random"
FLOORS: Final = {AT_RANDOM: 0.4}
FLOOR: Final = 0.95
"""Below which neither precision nor recall of a kind may be. What comes at random stays away for a working week now
and then, and is then two incidents: its floor is lower."""

FAILURES: Final = 200_000
"""Failures by sender, day, host and type whose incidents are timed."""

_DOMAINS, _HOSTS, _SENDERS, _DAYS = 20, 3, 100, 60
_TYPES: Final = ("certificate-expired", "starttls-not-supported", "validation-failure", "tlsa-invalid")


@dataclass(frozen=True, slots=True)
class Score:
    """How one kind came out."""

    kind: str
    labelled: int
    found: int
    told: int

    @property
    def precision(self) -> float:
        """The part of what is told that is right."""
        return self.found / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        """The part of what is there that is told."""
        return self.found / self.labelled if self.labelled else 1.0


def scores(asked: Corpus, found: Incidents) -> list[Score]:
    """Return a score for each kind."""
    by_domain: dict[str, list[Incident]] = {}
    for incident in found.all:
        by_domain.setdefault(incident.domain, []).append(incident)
    labelled, right, told = Counter[str](), Counter[str](), Counter[str]()
    for label in asked.labels:
        labelled[label.kind] += 1
        right[label.kind] += any(is_right(label, incident) for incident in by_domain.get(label.domain, ()))
    for domain, (label, *_) in _by_domain(asked.labels).items():
        told[label.kind] += _told(label, by_domain.get(domain, ()))
    return [Score(kind, labelled[kind], right[kind], told[kind]) for kind in KINDS]


def _by_domain(labels: Sequence[Label]) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = {}
    for label in labels:
        found.setdefault(label.domain, []).append(label)
    return found


def is_low(score: Score) -> bool:
    """Return whether a kind is below its floor."""
    return min(score.precision, score.recall) < FLOORS.get(score.kind, FLOOR)


def _told(label: Label, there: Sequence[Incident]) -> int:
    loud = sum(incident.state is not IncidentState.NOISE for incident in there)
    return loud + 1 if label.state is IncidentState.NOISE else loud


def is_right(label: Label, incident: Incident) -> bool:
    """Return whether an incident is the one that a label tells of, in every respect."""
    place = incident.domain, incident.host, incident.result_type, incident.first, incident.last, incident.state
    asked = label.domain, label.host, label.result_type, label.first, label.last, label.state
    if place != asked or label.untold != (incident.untold > 0):
        return False
    return label.state is IncidentState.NOISE or incident.owner is label.owner


def many(failures: int = FAILURES) -> Tally:
    """Return so many failures at random, in some 240 places, and all reports of their senders."""
    dice = random.Random(1)  # noqa: S311  invented figures, no secret
    first = dt.date(2026, 1, 1)
    chosen: dict[tuple[int, int, str, int, int], int] = {}
    while len(chosen) < failures:
        domain, host, sender, day = map(dice.randrange, (_DOMAINS, _HOSTS, _SENDERS, _DAYS))
        chosen[domain, host, dice.choice(_TYPES), sender, day] = dice.randrange(1, 50)
    dates = [first + dt.timedelta(days=day) for day in range(_DAYS)]
    return Tally(
        tuple(
            FailureDay(f"Sender {sender}", f"d{domain}.example", f"mx{host}.d{domain}.example", kind, dates[day], n, n)
            for (domain, host, kind, sender, day), n in chosen.items()
        ),
        tuple(
            SenderDay(f"Sender {sender}", f"d{domain}.example", day, 1, 1000, 10)
            for domain in range(_DOMAINS)
            for sender in range(_SENDERS)
            for day in dates
        ),
        dates[0],
        dates[-1],
    )


def table_of(results: Sequence[Score]) -> str:
    """Return the scores as a table, and those of all kinds together."""
    lines = [f"{'kind':<34}{'precision':>10}{'recall':>8}"]
    for score in results:
        low = "  below its floor" if is_low(score) else ""
        lines.append(f"{score.kind:<34}{score.precision:>10.3f}{score.recall:>8.3f}{low}")
    whole = together(results)
    return "\n".join([*lines, f"{whole.kind:<34}{whole.precision:>10.3f}{whole.recall:>8.3f}"])


def together(results: Sequence[Score]) -> Score:
    """Return the score of all kinds together."""
    sums = ((score.labelled, score.found, score.told) for score in results)
    return Score("all", *map(sum, zip(*sums, strict=True)))


def main() -> int:
    """Print the scores and the time; return 1 where a kind is below its floor."""
    asked = corpus()
    results = scores(asked, incidents(asked.tally, now=NOW))
    print(f"{len(asked.labels)} incidents of {len(KINDS)} kinds, {len(asked.tally.failures)} failures")
    print(table_of(results))
    large = many()
    start = time.process_time()
    made = incidents(large, now=NOW)
    spent = time.process_time() - start
    print(
        f"{len(large.failures)} failures, {len(large.days)} days of senders, {len(made.all)} incidents: {spent:.2f} s"
    )
    return int(any(map(is_low, results)))


if __name__ == "__main__":
    raise SystemExit(main())
