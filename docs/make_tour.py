"""Makes docs/tour.md: each story is one that a test presses the keys of, so that it promises what the program does.

The pictures are drawn by tests/tui/test_snapshots.py with ``TLSRPT_UPDATE_GOLDEN=1``; without it, it compares them.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.tui.stories import STORIES, Story  # noqa: E402  the path above has to be known first

TOUR = ROOT / "docs" / "tour.md"

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "colon": ":",
    "full_stop": ".",
    "down": "↓",
    "up": "↑",
    "escape": "esc",
}
_HEAD = """# A tour of the sample month

Every story of [sample_reports](../sample_reports/README.md) can be found with keys alone. Start from the top of the
repository, in a terminal of 80x24:

    tlsrpt-tui sample_reports

The keys of each story start there. This page is made by `docs/make_tour.py` and its pictures by the running program; a
test presses the same keys and compares the pictures.

![The first screen](pictures/incidents-80x24.svg)

The first line says where you are: the folder, the filter, what failed of all sessions, and how many files have
problems. Below it are the incidents, those that need somebody first; what is judged to be noise is one line until `a`
lists it too. Then the card of the one under the cursor: what it means, who acts, the evidence, and what to do. At
120x40 the evidence stands beside the text:

![The first screen, larger](pictures/incidents-120x40.svg)

`enter` shows the records behind an incident, on Explore, and `esc` goes back. `2` opens Explore by itself: the days;
then the facets at the left and the rows at the right; then the record under the cursor.

![Explore](pictures/explore-80x24.svg)

At 120x40 all facets stand open:

![Explore, larger](pictures/explore-120x40.svg)

"""


def shown(keys: tuple[str, ...]) -> str:
    """Return keys as a reader presses them, with repeats counted."""
    words: list[str] = []
    for key in keys:
        name = _NAMES.get(key, key)
        if words and words[-1].split(" ×")[0] == name:
            times = int(words[-1].partition(" ×")[2] or 1) + 1
            words[-1] = f"{name} ×{times}"
        else:
            words.append(name)
    return " ".join(f"`{word}`" for word in words) or "none: it is on the first screen"


def page() -> str:
    """Return the text of the tour."""
    return _HEAD + "\n".join(_section(number, story) for number, story in enumerate(STORIES, 1))


def _section(number: int, story: Story) -> str:
    return (
        f"## {number}. {story.title}\n\n{story.telling}\n\nKeys: {shown(story.keys)}\n\n"
        f"![{story.title}](pictures/{story.slug}.svg)\n"
    )


if __name__ == "__main__":
    TOUR.write_text(page(), encoding="utf-8")
