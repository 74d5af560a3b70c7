"""Rows about what is made of the counts: how fast incidents, changes and digests come, and how right incidents are."""

from collections.abc import Iterator
from typing import Final

from benchmarks.figures import NO_GOAL, Goal, Of, Pair, Row, grouped
from benchmarks.session import Session

MOST_SECONDS: Final = 2.0
"""For each answer, whatever the size of the folder."""

_BARE: Final = "one polars group-by"


def judging(session: Session) -> Iterator[Row]:
    """Incidents, a card, changes, readiness and a digest, from an index that is ready, beside one bare group-by."""
    for files in session.options.files:
        folder = session.folder(files)
        session.say(f"incidents and digests of {files} files")
        found = session.job("judging", folder, str(session.options.times))
        note = f"{grouped(found['incidents'])} incidents in {grouped(files)} files: failures fall at random there"
        for name, taken in found["taken"].items():
            pair = Pair(tuple(taken["ours"]), tuple(taken["bare"]))
            what = f"{name}, {grouped(files)} files"
            yield Row("judging", what, "s", pair, _BARE, Goal(Of.FIGURE, MOST_SECONDS), note)


def labelled(session: Session) -> Iterator[Row]:
    """Precision and recall of incidents on the labelled corpus; a kind below its floor is a fault."""
    from benchmarks import incident_corpus, incidents  # noqa: PLC0415  only this row needs the program's own rules
    from tlsrpt_tui.triage.incidents import incidents as found_in  # noqa: PLC0415  the same

    session.say("incidents of the labelled corpus")
    asked = incident_corpus.corpus()
    results = incidents.scores(asked, found_in(asked.tally, now=incident_corpus.NOW))
    session.agree("incidents", [f"{score.kind} is below its floor" for score in results if incidents.is_low(score)])
    session.printed.append(incidents.table_of(results))
    whole, note = incidents.together(results), f"each kind has to reach {incidents.FLOOR:g}"
    note += "".join(f", but {kind} {floor:g}" for kind, floor in incidents.FLOORS.items())
    for name, part in (("precision", whole.precision), ("recall", whole.recall)):
        what = f"{name} of {grouped(whole.labelled)} labelled incidents of {len(results)} kinds"
        yield Row("labelled", what, "", Pair((part,)), goal=NO_GOAL, note=note)
