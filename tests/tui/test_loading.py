"""What is said of loading, what it leaves free, and how it ends."""

import threading

import pytest

from tests.index.factories import engine_of
from tests.output.invented import report, save
from tests.tui.engines import Held, Vast
from tests.tui.seat import explorer, typed
from tests.tui.test_updates import NEWER, OLD, hold_back
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.tui.messages import Broken, Reading, Said

SIZES = [(60, 15), (80, 24), (120, 40)]


def progress(files, found, *, listed=True, rate=21_034.7, left=4.2):
    return Progress(files, found, listed=listed, reports=files, rate=rate, left=left)


async def test_it_says_count_rate_and_time_left_with_as_many_words_as_fit():
    said = {}
    for size in SIZES:
        async with explorer(engine=Vast(0), size=size) as seat:
            await seat.told(Reading, progress(12_000, 100_000))
            said[size[0]] = seat.place.rpartition("reading ")[2].strip()
            seat.assert_whole()
    assert said[120] == "12 000 of 100 000 · 21 000/s · 5 s"
    assert said[80] == "12 000 of 100 000 · 21 000/s · 5 s"
    assert said[60] == "12 000 of 100 000 · 5 s"


async def test_among_facts_and_problems_it_gives_way_and_never_cuts_a_number():
    for width in range(40, 130, 3):
        async with explorer(size=(width, 24)) as seat:
            await seat.told(Reading, progress(12_000, 100_000))
            assert "reading 12 000" in seat.place
            seat.assert_whole()


async def test_minutes_are_said_where_it_takes_minutes_and_nothing_where_nothing_can_be_told():
    async with explorer(engine=Vast(0), size=(120, 40)) as seat:
        await seat.told(Reading, progress(1_000, 1_000_000, rate=950.0, left=1051.5))
        assert "reading 1 000 of 1 000 000 · 950/s · 18 min" in seat.place
        await seat.told(Reading, progress(1_000, 2_000, rate=0.0, left=None))
        assert seat.place.rstrip().endswith("reading 1 000 of 2 000")
        await seat.told(Reading, progress(1_000, 2_000, listed=False, rate=0.0, left=None))
        assert seat.place.rstrip().endswith("reading 1 000")


async def test_before_there_is_anything_it_lists_and_behind_what_is_known_it_checks():
    async with explorer(engine=engine_of(*OLD), settle=False, prepare=hold_back) as seat:
        await seat.drawn()
        await seat.told(Reading, progress(0, 4_096, listed=False, rate=0.0, left=None))
        assert "listing 4 096 files" in seat.place
        await seat.given(engine_of(*OLD), Progress(0, 0, listed=False, reports=80))
        assert "checking" in seat.place
        assert "failed" in seat.place
        await seat.told(Reading, progress(0, 8_192, listed=False, rate=0.0, left=None))
        assert "checking 8 192 files" in seat.place
        await seat.press_once("tab", "j")
        await seat.given(engine_of(*OLD))
        assert "checking" not in seat.place


@pytest.mark.parametrize("size", SIZES)
async def test_a_sentence_is_kept_until_a_key_is_pressed(size):
    sentence = "the cached index is of another version: everything"
    async with explorer(engine=engine_of(*OLD), size=size) as seat:
        await seat.told(Said, sentence)
        await seat.given(engine_of(*NEWER, *OLD))
        assert sentence in seat.text
        seat.assert_whole()
        await seat.press("j")
        assert sentence not in seat.text
        assert "? keys" in seat.text


async def test_two_sentences_are_both_said_and_no_markup_is_read_in_them():
    async with explorer(engine=Vast(1), size=(120, 40)) as seat:
        await seat.told(Said, "the cache [b]cannot[/] be read")
        await seat.told(Said, "a process ended\x1b[2J")
        assert "the cache [b]cannot[/] be read; a process ended" in seat.text
        assert "\x1b" not in seat.text


async def test_files_that_join_or_leave_are_counted_until_a_key_is_pressed():
    async with explorer(engine=engine_of(*OLD), size=(120, 40)) as seat:
        assert "files" not in seat.place
        await seat.given(engine_of(*NEWER[:3], *OLD))
        assert "+3 files" in seat.place
        await seat.given(engine_of(*NEWER[:2], *OLD))
        assert "−1 file " in seat.place
        await seat.press("j")
        assert "file" not in seat.place


async def test_a_burst_of_keys_in_the_prompt_asks_one_question_at_a_time_and_skips_what_is_old():
    engine = Held(engine_of(*OLD))
    engine.gate.set()
    async with explorer(engine=engine) as seat:
        await seat.press("slash")
        engine.gate.clear()
        engine.totals_asked.clear()
        text = "organization is not one of the"
        await seat.pilot.press(*typed(text))
        await seat.pilot.pause()
        try:
            assert seat.app.focused.value == text
            assert len(engine.totals_asked) == 1
        finally:
            engine.gate.set()
        await seat.settle()
        assert [text for text in engine.totals_asked if text] == ["o", text]
        assert engine.most_at_once == 1
        assert "0 rows of 160" in seat.text


async def test_an_error_in_the_loader_ends_the_program_with_that_error():
    error = ZeroDivisionError("nobody foresaw this")
    with pytest.raises(ZeroDivisionError, match="nobody foresaw this"):
        async with explorer(engine=Vast(1)) as seat:
            await seat.told(Broken, error)


async def test_what_an_earlier_start_says_is_not_heard():
    async with explorer(engine=Vast(1)) as seat:
        seat.app.loader.number += 1
        old = Said("stale", seat.app.loader.number - 1)
        seat.app.post_message(old)
        await seat.drawn()
        assert "stale" not in seat.text


async def test_files_that_appear_are_shown_without_a_key(tmp_path):
    save(tmp_path / "one.json", report())
    async with explorer(tmp_path) as seat:
        assert "3 failed" in seat.place
        save(tmp_path / "two.json", report("r2", organization="Kiosk Mail"))
        await seat.until(lambda: "6 failed" in seat.place)
        assert "+1 file" in seat.place
        assert "Kiosk Mail" in seat.text
        (tmp_path / "two.json").unlink()
        await seat.until(lambda: "3 failed" in seat.place)


async def test_an_empty_folder_fills_by_itself(tmp_path):
    async with explorer(tmp_path) as seat:
        assert "is empty" in seat.text
        save(tmp_path / "one.json", report())
        await seat.until(lambda: "▸Northwind" in seat.text)
        assert "is empty" not in seat.text


@pytest.mark.parametrize("times", [1, 4])
async def test_leaving_and_starting_anew_leave_one_thread_and_then_none(times, tmp_path):
    save(tmp_path / "one.json", report())
    async with explorer(tmp_path) as seat:
        await seat.press(*["r"] * times)
        thread = seat.app.loader._thread
        await seat.press("q")
    thread.join(30)
    assert "loader" not in [one.name for one in threading.enumerate()]
