"""Whatever strangers write, every screen shows text that can do nothing."""

import re

import pytest

from tests.hostile.corpus import TEXTS, write_corpus
from tests.tui.seat import NOW, explorer
from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.view import Field, View
from tlsrpt_tui.text import sanitise
from tlsrpt_tui.tui.backstop import Backstop

SIZES = [(80, 24), (120, 40)]
ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff]"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return LocalEngine(load([write_corpus(tmp_path_factory.mktemp("hostile") / "reports")], source="reports/"))


@pytest.fixture
def stopped(monkeypatch):
    """Take the last door away, and return what it would have had to stop."""
    seen = []

    def apply(self, segments, background):
        seen.extend(segment.text for segment in segments if not segment.control and ACTING.search(segment.text))
        return segments

    monkeypatch.setattr(Backstop, "apply", apply)
    return seen


def assert_harmless(seat):
    for strip in seat.strips:
        for segment in strip:
            assert not segment.control
            assert not ACTING.search(segment.text), ascii(segment.text)
            if segment.style is not None:
                assert segment.style.link is None
                assert "@click" not in segment.style.meta, segment.text
    seat.assert_whole()


async def look(seat, *keys):
    await seat.press(*keys)
    assert_harmless(seat)


@pytest.mark.parametrize("size", SIZES)
async def test_every_facet_can_be_opened_and_walked_through(size, engine, stopped):
    async with explorer(size=size, engine=engine) as seat:
        assert_harmless(seat)
        for facet in "odpmui":
            await look(seat, facet)
            for key in ("ctrl+d", "G", "enter", "escape", "exclamation_mark", "escape"):
                await look(seat, key)
    assert not stopped


@pytest.mark.parametrize(
    ("size", "dimension"), [*zip(SIZES, (Dimension.ORGANIZATIONS, Dimension.MX_HOSTS), strict=True)]
)
async def test_every_value_can_be_narrowed_to_and_left_out(size, dimension, engine, stopped):
    async with explorer(size=size, engine=engine) as seat:
        for value in engine.facet(View(), dimension, now=NOW).values:
            view = View().narrowed(dimension.field, value.value)
            seat.app.set_view(view.excluded(Field.RESULT, value.value))
            await seat.settle()
            assert_harmless(seat)
            assert value.value in {only for clause in View.parse(view.text).clauses for only in clause.values}
    assert not stopped


async def test_a_hostile_filter_can_be_pasted_taken_and_left(engine, stopped):
    async with explorer(engine=engine) as seat:
        for text in TEXTS.values():
            await look(seat, "slash")
            await seat.paste(f'org:"{text[:200]}"')
            assert_harmless(seat)
            await look(seat, "enter")
            await look(seat, "escape", "question_mark")
            await look(seat, "escape")
    assert not stopped


@pytest.mark.parametrize("size", SIZES)
async def test_the_rows_and_their_records_can_be_walked_through(size, engine, stopped):
    async with explorer(size=size, engine=engine) as seat:
        await look(seat, "tab")
        for _ in range(6):
            await look(seat, "ctrl+d")
            await look(seat, "s")
            await look(seat, "j")
    assert not stopped


@pytest.mark.parametrize("size", SIZES)
async def test_every_report_can_be_read_to_its_end(size, engine, stopped):
    async with explorer(size=size, engine=engine) as seat:
        await look(seat, "3")
        table = seat.app.screen.query_one("#list")
        for number in range(size[0] % 4, table.total, 4):
            table.go(number)
            await seat.settle()
            assert_harmless(seat)
            for pane in ("#policy", "#document"):
                reader = seat.app.screen.query_one(pane)
                for _ in range(4):
                    reader.action_page(1)
                reader.action_edge(True)  # noqa: FBT003  an action's argument
            await seat.pilot.pause()
            assert_harmless(seat)
    assert not stopped


@pytest.mark.parametrize("size", SIZES)
async def test_every_file_can_be_asked_about(size, engine, stopped):
    async with explorer(size=size, engine=engine) as seat:
        await look(seat, "5")
        table = seat.app.screen.query_one("#list")
        for number in range(size[0] % 3, table.total, 3):
            table.go(number)
            await seat.pilot.pause()
            assert_harmless(seat)
            seat.app.screen.query_one("#detail").action_edge(True)  # noqa: FBT003  an action's argument
        await look(seat, "enter")
    assert not stopped


async def test_notifications_and_the_title_take_no_markup(engine, stopped):
    async with explorer(engine=engine) as seat:
        await look(seat, "escape")
        assert "nothing is filtered" in seat.text
        for text in TEXTS.values():
            seat.app.screen.notify(sanitise(text, 200), markup=False)
        await seat.settle()
        assert_harmless(seat)
        assert not ACTING.search(seat.app.title)
    assert not stopped


async def test_the_name_of_the_folder_can_be_hostile_too(tmp_path, stopped):
    for number, text in enumerate(TEXTS[kind] for kind in ("escape", "c1", "lines", "bidi", "markup", "surrogate")):
        name = "".join(mark for mark in text if mark not in "/\x00")[:40].encode("utf-8", "surrogatepass")
        folder = tmp_path / f"{number}{name.decode('utf-8', 'surrogateescape')}"
        folder.mkdir()
        async with explorer(folder) as seat:
            assert_harmless(seat)
            assert "is empty" in " ".join(seat.text.split())
    assert not stopped


@pytest.mark.parametrize("size", [*SIZES, (60, 15)])
async def test_every_incident_can_be_read_and_handed_over(size, engine, stopped):
    async with explorer(size=size, engine=engine, mode="incidents") as seat:
        assert_harmless(seat)
        await look(seat, "a")
        for _ in range(12):
            for key in ("j", "tab", "G", "escape"):
                await look(seat, key)
        await look(seat, "y")
        await look(seat, "t")
        assert not ACTING.search(seat.app.clipboard.replace("\n", ""))
        await look(seat, "enter")
    assert not stopped
