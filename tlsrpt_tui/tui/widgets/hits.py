"""Text that was looked for, marked where it stands."""

from tlsrpt_tui.tui.paint import Run, Runs
from tlsrpt_tui.tui.theme import Ground, Role


def with_hits(runs: Runs, text: str) -> Runs:
    """Return the runs with every occurrence of ``text`` within one of them marked, whatever its case."""
    if not text:
        return runs
    wanted = text.casefold()
    return [piece for run in runs for piece in _parted(run, wanted)]


def _parted(run: Run, wanted: str) -> list[Run]:
    folded = run.text.casefold()
    # Some characters fold to several; then places in one are not places in the other.
    if wanted not in folded or len(folded) != len(run.text):
        return [run]
    pieces: list[Run] = []
    place = 0
    while (found := folded.find(wanted, place)) >= 0:
        end = found + len(wanted)
        hit = Run(run.text[found:end], Role.ACCENT, bold=True, underline=True, ground=Ground.BRUSH)
        pieces += [run._replace(text=run.text[place:found]), hit]
        place = end
    return [*pieces, run._replace(text=run.text[place:])]
