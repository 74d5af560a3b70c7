"""Each story of the sample reports is found with keys alone, on the smallest usual terminal."""

import pytest

from tests.tui.stories import STORIES


@pytest.mark.parametrize("story", STORIES, ids=[story.title for story in STORIES])
async def test_a_few_keys_find_the_story(story, explore):
    async with explore(mode="incidents") as seat:
        await seat.press(*story.keys)
        shown = " ".join(seat.text.split())
        missing = [words for words in story.expected if words not in shown]
        assert not missing, seat.text
        seat.assert_whole()
