"""Makes docs/tour.md and every picture in docs/pictures from the running explorer.

Each story is one that a test presses the keys of: the tour cannot promise what the program does not do.
"""

import asyncio
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.tui.seat import explorer  # noqa: E402  the path above has to be known first
from tests.tui.stories import STORIES, Story  # noqa: E402  as above

PICTURES = ROOT / "docs" / "pictures"
TOUR = ROOT / "docs" / "tour.md"

_SCREENS = (
    ("explore-80x24", (80, 24), ()),
    ("explore-120x40", (120, 40), ()),
    ("explore-60x15", (60, 15), ()),
    ("reports-80x24", (80, 24), ("3",)),
    ("reports-120x40", (120, 40), ("3",)),
    ("files-80x24", (80, 24), ("5",)),
    ("files-120x40", (120, 40), ("5",)),
    ("keys-80x24", (80, 24), ("question_mark",)),
    ("filter-80x24", (80, 24), ("slash", *"domain", "colon", *"example", "full_stop", *"org")),
)
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
_FONTS = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
_TERMINAL = re.compile(r"terminal-\d+")

_HEAD = """# A tour of the sample month

Every story of [sample_reports](../sample_reports/README.md) can be found with keys alone. Start from the top of the
repository, in a terminal of 80x24:

    tlsrpt-tui sample_reports

The keys of each story start there. This page and its pictures are made by `docs/make_tour.py`, from the running
program; a test presses the same keys.

![The first screen](pictures/explore-80x24.svg)

The first line says where you are: the folder, the filter, what failed of all sessions, and how many files have
problems. Below it are the days; then the facets at the left and the rows at the right; then the record under the
cursor. At 120x40 all facets stand open:

![The first screen, larger](pictures/explore-120x40.svg)

"""


def clean(picture: str, name: str) -> str:
    """Return a picture that asks nobody for fonts and is the same every time."""
    return _TERMINAL.sub(name, _FONTS.sub("", picture)).replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")


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


def slug(title: str) -> str:
    """Return a title as part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")


def page() -> str:
    """Return the text of the tour."""
    return _HEAD + "\n".join(_section(number, story) for number, story in enumerate(STORIES, 1))


def _section(number: int, story: Story) -> str:
    return (
        f"## {number}. {story.title}\n\n{story.telling}\n\nKeys: {shown(story.keys)}\n\n"
        f"![{story.title}](pictures/story-{number}-{slug(story.title)}.svg)\n"
    )


async def picture(name: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    """Press keys and keep what is on the screen."""
    async with explorer(size=size) as seat:
        await seat.press(*keys)
        text = clean(seat.app.export_screenshot(title="tlsrpt-tui"), name)
        (PICTURES / f"{name}.svg").write_text(text, encoding="utf-8")


async def main() -> None:
    """Make the page and all pictures."""
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        old.unlink()
    TOUR.write_text(page(), encoding="utf-8")
    for name, size, keys in _SCREENS:
        await picture(name, size, keys)
    for number, story in enumerate(STORIES, 1):
        await picture(f"story-{number}-{slug(story.title)}", (80, 24), story.keys)


if __name__ == "__main__":
    asyncio.run(main())
