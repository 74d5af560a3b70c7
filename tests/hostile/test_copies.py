"""Whatever strangers write, what is copied is text, and its commands do nothing but check."""

import re
import shlex

import pytest

from tests.hostile.corpus import write_corpus
from tests.hostile.test_screens import ACTING, assert_harmless
from tests.tui.seat import NOW, explorer
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.redacted import redacted
from tlsrpt_tui.index.view import View
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.tui.acts.copies import Cursor, copies_of

WORD = re.compile(
    r"[+-]?[\w.-]+|\[?[0-9A-Fa-f:.]+\]?:25|[\w.-]+:(?:25|443)|(?:\d+ ){3}[0-9A-Fa-f]+"
    r"|https://mta-sts\.[\w.-]+/\.well-known/mta-sts\.txt|</dev/null",
    re.ASCII,
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return LocalEngine(load([write_corpus(tmp_path_factory.mktemp("hostile") / "reports")], source="reports/"))


@pytest.mark.parametrize("hides", [False, True])
def test_every_row_is_copied_as_harmless_text(engine, hides):
    asked = redacted(engine, Redactor()) if hides else engine
    total = engine.rows(View(), now=NOW, offset=0, limit=1).total
    assert total > 20
    for number in range(total):
        for copy in copies_of(asked, number, Cursor("value", "x"), View(), NOW):
            assert bool(copy.text) is not bool(copy.refusal)
            assert not ACTING.search((copy.text + copy.refusal).replace("\n", ""))
            if copy.what in ("dig", "tls") and copy.text:
                words = shlex.split(copy.text)
                assert words[0] in ("dig", "openssl", "curl")
                assert all(WORD.fullmatch(word) for word in words), words
            if copy.what == "json":
                assert copy.text.count("\n") == 1


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_the_menu_and_the_copied_text_can_be_shown(size, engine):
    async with explorer(size=size, engine=engine) as seat:
        for keys in (("tab", "y"), ("t",), ("Y",), ("G",), ("escape", "H"), ("y",), ("j",), ("Y",)):
            await seat.press(*keys)
            assert_harmless(seat)
