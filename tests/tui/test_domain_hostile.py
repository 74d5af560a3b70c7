"""Domain under quick keys, odd names, strangers' texts and broken networks: nothing is asked, shown or lost unmeant."""

import asyncio
import os
import re
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import AppBlur, AppFocus, Key

from tests.tui.checkers import Recording, Staged, a_check, a_checkup, checks_of, partial
from tests.tui.seat import Handed, explorer, sample, typed
from tests.tui.test_domain import SESSION, answered, checked, with_checker
from tlsrpt_tui.bookmarks import Bookmark, Shelf
from tlsrpt_tui.consents import PROBE, Consent, Consents
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.live.published import MxHost
from tlsrpt_tui.settings import LiveSettings
from tlsrpt_tui.tui import beside
from tlsrpt_tui.tui.checker import Checking
from tlsrpt_tui.tui.messages import CheckFailed
from tlsrpt_tui.tui.theme import Look
from tlsrpt_tui.tui.widgets.consent_bar import ConsentBar

SECONDS = 30
SIZES = [(36, 8), (40, 10), (60, 15), (79, 19), (80, 24), (119, 20), (120, 40), (200, 55)]


async def burst(seat, *keys):
    """Press keys at once, none of which waits for the one before."""
    for key in keys:
        seat.app.post_message(Key(typed(key)[0] if len(key) == 1 else key, key if len(key) == 1 else None))
    await seat.settle()


def asks_first(checker, folder):
    def prepare(app):
        app.take_checker(checker)
        app.consents = Consents(folder)

    return prepare


def bar(seat):
    return seat.app.screen.query_one(ConsentBar)


# Quick keys


async def test_c_three_times_at_once_ends_in_one_answer():
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        await seat.press("4")
        await burst(seat, "c", "c", "c")
        await seat.until(lambda: not seat.app.live.asking)
        assert "expired 28 Oct" in seat.text
    assert 1 <= len(checker.asked) <= 3


@pytest.mark.parametrize("probe", ["yes", "ask"])
async def test_esc_right_behind_c_asks_nothing(tmp_path, probe):
    checker = Staged()

    def prepare(app):
        app.take_checker(checker, probe=probe)
        app.consents = Consents(tmp_path)

    async with explorer(prepare=prepare) as seat:
        await seat.press("2", "4")
        await burst(seat, "c", "escape")
        assert not seat.app.live.asking
        assert seat.app.current_mode == "domain"
        assert not bar(seat).is_open


async def test_another_domain_right_behind_c_is_not_given_the_answers_of_the_one_before(tmp_path):
    checker, gate = Recording(), threading.Event()

    class Slow(Consents):
        def given(self, _what):
            gate.wait(SECONDS)
            return Consent.YES

    def prepare(app):
        app.take_checker(checker)
        app.consents = Slow(tmp_path)

    async with explorer(prepare=prepare) as seat:
        await seat.press("4")
        await seat.pilot.press("c")
        seat.app.look_at("example.org")
        gate.set()
        await seat.settle()
        await seat.until(lambda: not seat.app.live.asking)
        assert seat.app.live.domain == "example.org"
        assert seat.app.live.checkup is None
    assert checker.asked == []


async def test_a_key_right_behind_the_question_is_no_answer_to_it(tmp_path):
    checker = Recording()
    async with explorer(prepare=asks_first(checker, tmp_path)) as seat:
        await seat.press("4")
        page = seat.app.screen
        decide = page._decide

        def decided(consent):
            decide(consent)
            seat.app.post_message(Key("y", "y"))

        page._decide = decided
        await seat.press("c")
        assert Consents(tmp_path).given(PROBE) is Consent.ASK
        assert checker.asked == []
        assert bar(seat).is_open
        await checked(seat, "o")
    assert len(checker.asked) == 1


async def test_the_question_opens_on_no_screen_that_was_left_meanwhile(tmp_path):
    checker = Recording()
    async with explorer(prepare=asks_first(checker, tmp_path)) as seat:
        await seat.press("4")
        await burst(seat, "c", "2")
        assert seat.app.current_mode == "explore"
        await seat.press("j", "4")
        assert not bar(seat).is_open
        await seat.press("j", "c")
        assert bar(seat).is_open
    assert checker.asked == []


async def test_a_screen_that_was_chosen_right_behind_c_on_a_row_stays():
    checker = Recording()
    async with explorer(view="result:certificate-expired", prepare=with_checker(checker)) as seat:
        await seat.press("tab")
        await burst(seat, "c", "3")
        assert seat.app.current_mode == "reports"
        assert checker.asked == []
        await seat.press("2", "tab")
        await burst(seat, "D", "3")
        assert seat.app.current_mode == "reports"


async def test_c_then_q_leaves_at_once():
    staged = Staged()
    async with explorer(prepare=with_checker(staged)) as seat:
        await seat.press("4")
        seat.app.post_message(Key("c", "c"))
        seat.app.post_message(Key("q", "q"))
        await seat.until(lambda: seat.app._exit)
    seat.app.end_checks(SECONDS)
    assert not [thread for thread in threading.enumerate() if thread.name == "checker"]


async def test_c_before_anything_is_read_asks_nothing_and_a_typed_domain_can_be_checked():
    checker = Recording()

    def prepare(app):
        app.take_checker(checker, probe="yes")
        app.loader = Handed(app, None)

    async with explorer(prepare=prepare, settle=False) as seat:
        await seat.press_once("c", "D", "4", "c", "j", "e", "y", "d", "enter", "tab", "c")
        assert checker.asked == []
        seat.app.look_at("example.net", wanted=True)
        await seat.until(lambda: seat.app.live.checkup is not None and not seat.app.live.asking)
        await seat.given(sample())
        await seat.settle()
        assert "expired 28 Oct" in seat.text
        assert seat.app.live.domain == "example.net"


async def test_files_that_arrive_reloads_and_filters_leave_a_check_alone():
    staged = Staged()
    async with explorer(prepare=with_checker(staged)) as seat:
        await seat.press("4", "c")
        staged.give(partial("example.com", 3))
        await answered(seat, 3)
        await seat.given(LocalEngine(load([], source="x/")))
        await seat.press("r")
        seat.app.set_view(seat.app.state.view.parse("org:google"))
        await seat.settle()
        await seat.given(sample())
        staged.give(partial("example.com", 9))
        await answered(seat, 9)
        await seat.press("2", "minus", "left_square_bracket", "right_square_bracket", "4")
        staged.give(a_checkup("example.com"), last=True)
        await seat.until(lambda: not seat.app.live.asking)
        await seat.settle()
        assert "expired 28 Oct" in seat.text
    assert len(staged.asked) == 1


KEYS = "e E n N F s S w f x t z Z { } v b B u m o p i a R ! C P T , . <"
"""Keys of other screens, and those that say why they cannot act here."""


@pytest.mark.parametrize("pane", [(), ("tab", "tab")], ids=["checks", "senders"])
async def test_no_key_of_other_screens_asks_or_breaks_anything(tmp_path, monkeypatch, pane):
    monkeypatch.chdir(tmp_path)
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        for key in KEYS.split():
            await seat.press(
                "4", *pane, {"{": "left_curly_bracket", "}": "right_curly_bracket"}.get(key) or typed(key)[0]
            )
            seat.assert_whole()
            await seat.press("escape")
    assert checker.asked == []


# Port 25


async def test_a_terminal_that_loses_and_gains_its_focus_keeps_keys(tmp_path):
    async with explorer(prepare=asks_first(Recording(), tmp_path)) as seat:
        await seat.press("4", "c")
        seat.app.post_message(AppBlur())
        await seat.settle()
        seat.app.post_message(AppFocus())
        await seat.settle()
        await seat.press("escape" if bar(seat).is_open else "j")
        await seat.press("j")
        assert seat.app.focused is not None
        await seat.press("c")
        assert bar(seat).is_open


async def test_no_click_and_no_wheel_is_consent(tmp_path):
    checker = Recording()
    async with explorer(prepare=asks_first(checker, tmp_path)) as seat:
        await seat.press("4", "c")
        for x in range(0, 78, 7):
            if not bar(seat).is_open:
                await seat.press("c")
            await seat.click("#consent", x, 4)
            await seat.wheel("#consent")
        await seat.click("#list", 3, 3)
        assert not seat.app.live.asking
        seat.assert_whole()
    assert checker.asked == []
    assert Consents(tmp_path).given(PROBE) is Consent.ASK


@pytest.mark.parametrize("size", [(36, 8), (120, 40)])
async def test_the_question_holds_at_every_size_and_while_it_changes(tmp_path, size):
    async with explorer(size=size, prepare=asks_first(Recording(), tmp_path)) as seat:
        await seat.press("4", "c")
        seat.assert_whole()
        for other in SIZES:
            await seat.resize(*other)
            seat.assert_whole()
        await seat.press("escape", "escape", "j")
        seat.assert_whole()


def test_a_consent_that_is_a_pipe_a_folder_or_in_no_order_says_nothing(tmp_path):
    path = tmp_path / "consents.json"
    os.mkfifo(path)
    assert Consents(tmp_path).given(PROBE) is Consent.ASK
    writing = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # so that there is somebody who may write
    assert Consents(tmp_path).given(PROBE) is Consent.ASK
    os.close(writing)
    path.unlink()
    path.mkdir()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        assert Consents(tmp_path).given(PROBE) is Consent.ASK
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    path.rmdir()
    path.write_text('{"version": 1, "consents": {"probe": "yes"}}' + " " * 70_000, encoding="utf-8")
    Consents(tmp_path).given(PROBE)
    path.write_text("[" * 60_000, encoding="utf-8")
    assert Consents(tmp_path).given(PROBE) is Consent.ASK
    path.write_text('{"version": 1, "consents": {"probe": "y', encoding="utf-8")
    assert Consents(tmp_path).given(PROBE) is Consent.ASK


# The thread that asks


class Panic(BaseException):
    """What libraries written in other languages raise when they give up."""


@pytest.mark.parametrize("error", [asyncio.CancelledError(), Panic("odd"), BaseExceptionGroup("g", [Panic("odd")])])
async def test_whatever_is_raised_the_screen_stops_asking(error):
    async with explorer(prepare=with_checker(Recording(lambda _: error))) as seat:
        await checked(seat, "4", "c")
        assert "? cannot be checked" in seat.text


async def test_without_a_thread_to_spare_it_says_so(monkeypatch):
    def full(_):
        raise RuntimeError("can't start new thread")

    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("4")
        with monkeypatch.context() as patched:
            patched.setattr("tlsrpt_tui.tui.checker.threading.Thread.start", full)
            seat.app.begin_check("example.com", Wishes(), probed=True)
        await seat.until(lambda: not seat.app.live.asking)
        await seat.settle()
        assert "? cannot be checked" in seat.text


def test_a_thread_that_cannot_begin_is_told_and_waited_for_by_nobody(monkeypatch):
    def full(_):
        raise RuntimeError("can't start new thread")

    told = []
    checking = Checking(Recording(), post=told.append)
    monkeypatch.setattr("tlsrpt_tui.tui.checker.threading.Thread.start", full)
    checking.start("example.com", Wishes())
    checking.stop()
    checking.join(SECONDS)
    assert [type(each) for each in told] == [CheckFailed]


# Names


@pytest.mark.parametrize("written", ["EXAMPLE.com", "example.com.", "Example.COM."])
async def test_a_domain_is_itself_however_it_is_written_before_and_after_asking(written):
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("4")
        before = seat.pane("#senders").splitlines()[1:]
        await checked(seat, "c")
        after = seat.pane("#senders").splitlines()[1:]
        seat.app.look_at(written)
        await seat.settle()
        assert seat.pane("#senders").splitlines()[1:] == before
        await checked(seat, "c")
        assert seat.pane("#senders").splitlines()[1:] == after


ODD = "quietbox"


async def test_odd_names_are_hidden_everywhere_before_during_and_after():
    def give(_):
        mail, mx2 = f"alpha.{ODD}", ODD
        made = a_checkup(ODD, checks_of(ODD, mail, mx2))
        return replace(made, published=replace(made.published, mx=replace(made.published.mx, hosts=(MxHost(ODD, 1),))))

    staged = Staged()
    async with explorer(size=(120, 40), prepare=with_checker(staged)) as seat:
        await seat.press("colon")
        await seat.type(f"check {ODD}")
        await seat.press("enter")
        assert staged.begun.wait(SECONDS)
        await seat.press("H")
        seat.assert_whole()
        assert ODD not in seat.text
        staged.give(replace(give(""), finished=None))
        await seat.until(lambda: seat.app.live.checkup is not None)
        await seat.settle()
        assert ODD not in seat.text
        staged.give(give(""), last=True)
        await seat.until(lambda: not seat.app.live.asking)
        await seat.settle()
        for key in ("g", "j", "j", "j", "j", "j", "j", "enter", "escape", "y"):
            await seat.press(key)
            assert ODD not in seat.text
        await seat.press("t")
        assert ODD not in seat.app.clipboard
        assert ODD not in seat.app.export_screenshot()
        await seat.press("H")
        assert ODD in seat.text


async def test_a_host_that_looks_like_no_name_is_hidden_too():
    checker = Recording(lambda domain: a_checkup(domain, checks_of(domain, mx2=ODD)))
    async with explorer(size=(120, 40), prepare=with_checker(checker)) as seat:
        await checked(seat, "4", "c")
        assert ODD in seat.text
        await seat.press("H")
        for key in ("g", "j", "j", "j", "j", "j", "j", "enter", "escape", "y"):
            await seat.press(key)
            assert ODD not in seat.text


async def test_what_was_hidden_once_is_not_looked_through_again(monkeypatch):
    staged, seen = Staged(), []
    async with explorer(prepare=with_checker(staged)) as seat:
        await seat.press("H", "4", "c")
        hide = beside.hidden
        monkeypatch.setattr(beside, "hidden", lambda value, *more: seen.append(value) or hide(value, *more))
        for number in (5, 6, 7):
            staged.give(partial("example.com", number))
            await answered(seat, number)
    checks = [each.key for each in seen if isinstance(each, Check) and each.state is not State.ASKING]
    assert len(checks) == len(set(checks)) == 7


async def test_a_hidden_domain_is_hidden_where_it_cannot_be_asked_about():
    odd = "so odd a domain"
    async with explorer(size=(120, 40), prepare=with_checker(Recording())) as seat:
        await seat.press("4")
        seat.app.look_at(odd)
        await seat.press("c")
        assert odd in seat.text
        await seat.press("H")
        assert odd not in seat.text
        assert "cannot be checked" in seat.text
    error = UsageError("resolver dns.secret.example.net of box quietbox is odd")
    async with explorer(size=(120, 40), prepare=with_checker(Recording(lambda _: error))) as seat:
        await checked(seat, "H", "4", "c")
        seat.app.veil.doors = ()
        for widget in seat.app.screen.query("*"):
            widget.refresh()
        await seat.settle()
        assert "secret" not in seat.text


async def test_hiding_names_while_the_question_is_open_hides_the_one_in_it(tmp_path):
    async with explorer(prepare=asks_first(Recording(), tmp_path)) as seat:
        await seat.press("4", "c")
        assert "of example.com" in seat.text
        await seat.press("H")
        seat.app.veil.doors = ()
        for widget in seat.app.screen.query("*"):
            widget.refresh()
        await seat.settle()
        assert "example.com" not in seat.text


CUT = re.compile(r"[0-9.]+…")
"""A stand-in that was cut short, which the last door gives another stand-in."""


async def test_the_last_door_has_nothing_to_cover_before_during_and_after_a_check():
    staged = Staged()
    async with explorer(size=(120, 40), prepare=with_checker(staged)) as seat:
        await seat.press("H", "4")

        async def is_clean():
            await seat.settle()
            shown = seat.text
            doors, seat.app.veil.doors = seat.app.veil.doors, ()
            for widget in seat.app.screen.query("*"):
                widget.refresh()
            await seat.settle()
            assert CUT.sub("…", seat.text) == CUT.sub("…", shown)
            seat.app.veil.doors = doors

        await is_clean()
        await seat.press("c")
        await is_clean()
        staged.give(partial("example.com", 7))
        await answered(seat, 7)
        await is_clean()
        staged.give(a_checkup("example.com"), last=True)
        await seat.until(lambda: not seat.app.live.asking)
        await seat.settle()
        for keys in ((), ("tab",), ("tab",), ("enter",), ("escape", "y"), ("escape", "F"), ("escape", "d")):
            await seat.press(*keys)
            await is_clean()


LONG = ".".join(("a" * 63, "b" * 63, "c" * 63, "d" * 57, "com"))


@pytest.mark.parametrize("size", [(36, 8), (120, 40)])
@pytest.mark.parametrize("domain", [LONG, "bücher.example", "münchen\u202e.example"])
async def test_long_and_foreign_domains_hold(size, domain):
    async with explorer(size=size, prepare=with_checker(Recording())) as seat:
        await seat.press("4")
        seat.app.look_at(domain)
        await seat.settle()
        seat.assert_whole()
        await checked(seat, "c")
        seat.assert_whole()
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", seat.text)
        await seat.press("H", "tab", "tab", "enter", "escape", "H")
        seat.assert_whole()


@pytest.mark.parametrize("look", [Look(glyphs="ascii"), Look(theme="ansi"), Look(theme="ansi", glyphs="ascii")])
async def test_other_looks_hold(look):
    async with explorer(size=(120, 40), look=look, prepare=with_checker(Recording())) as seat:
        await seat.press("4")
        seat.assert_whole()
        await checked(seat, "c")
        seat.assert_whole()
        if look.glyphs == "ascii":
            assert not set("✓▲✗…●·—≠▸") & set(seat.text)


# Strangers' texts

BAD = "[/b][@click=app.quit]\x1b[31m\u202e" + "x" * 4096


@pytest.mark.parametrize("size", [(36, 8), (80, 24), (200, 55)])
async def test_long_and_hostile_texts_hold(size):
    def give(domain):
        bad = a_check(
            f"tls {BAD}", Topic.TLS, BAD, State.BAD, BAD, host=BAD, address=BAD, ttl=2**40, section=BAD,
            facts=((BAD, BAD), ("", BAD)) * 10, repeat=(BAD, f"'{BAD}"), sent=(BAD,) * 30, do=BAD, resolver=BAD,
        )  # fmt: skip
        return replace(a_checkup(domain, (bad, replace(bad, key="b", ttl=0, asked=None))), resolver=BAD)

    async with explorer(size=size, prepare=with_checker(Recording(give))) as seat:
        await checked(seat, "4", "c")
        for key in ("G", "tab", "G", "tab", "tab", "G", "tab", "enter", "G", "escape", "y", "t", "H", "enter"):
            await seat.press(key)
            seat.assert_whole()
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", seat.text)
        assert seat.app.is_running


async def test_a_check_that_found_nothing_at_all_holds():
    async with explorer(prepare=with_checker(Recording(lambda domain: a_checkup(domain, ())))) as seat:
        await checked(seat, "4", "c")
        for key in ("j", "G", "enter", "escape", "y", "t", "escape", "tab", "enter", "escape", "e", "H"):
            await seat.press(key)
            seat.assert_whole()


# The way


async def test_a_bookmark_reaches_the_domain_of_its_filter_and_asks_nothing(tmp_path):
    checker, shelf = Recording(), Shelf(tmp_path)
    shelf.keep(Bookmark("one", "domain:example.net", "day desc", "domain"))

    def prepare(app):
        with_checker(checker)(app)
        app.shelf, app.folder = shelf, "folder"

    async with explorer(prepare=prepare) as seat:
        await seat.press("4", "2", "b", "enter")
        assert seat.app.current_mode == "domain"
        assert seat.app.live.domain == "example.net"
        assert "not asked yet" in seat.text
        await seat.press("left_square_bracket", "right_square_bracket", "minus", "minus")
    assert checker.asked == []


@pytest.mark.parametrize(
    ("view", "domain"),
    [
        ("domain:example.net", "example.net"),
        ("-domain:example.com", "example.com"),
        ("domain:example.net,example.org", "example.com"),
        ("domain:*.net", "example.com"),
    ],
)
async def test_a_session_that_starts_on_the_screen_asks_nothing(view, domain):
    checker = Recording()
    async with explorer(view=view, prepare=with_checker(checker), mode="domain") as seat:
        assert seat.app.current_mode == "domain"
        assert seat.app.live.domain == domain
        assert "not asked yet" in seat.text
    assert checker.asked == []


# Nothing is sent


@pytest.fixture
def wire(monkeypatch):
    """Return a list of everything that would leave this machine; nothing does."""
    sent = []

    def recorder(name, real):
        def record(*given, **named):
            where = next((each for each in given if isinstance(each, (tuple, str, bytes))), given)
            here = isinstance(where, tuple) and where and where[0] in ("127.0.0.1", "::1")
            if here or isinstance(where, bytes) or (isinstance(where, str) and where.startswith("/")):
                return real(*given, **named)
            sent.append((name, where, named))
            raise OSError("the network is cut")

        return record

    for name in ("connect", "connect_ex", "sendto", "sendmsg"):
        monkeypatch.setattr(socket.socket, name, recorder(name, getattr(socket.socket, name)), raising=False)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo", "create_connection"):
        monkeypatch.setattr(socket, name, recorder(name, getattr(socket, name)))
    for name in ("create_connection", "create_datagram_endpoint", "sock_connect", "getaddrinfo", "sock_sendto"):

        async def refuse(_self, *given, _name=name, **named):
            sent.append((_name, given, named))
            raise OSError("the network is cut")

        monkeypatch.setattr(asyncio.BaseEventLoop, name, refuse)
        monkeypatch.setattr(asyncio.SelectorEventLoop, name, refuse, raising=False)
    return sent


async def test_no_byte_is_sent_in_a_session_of_many_keys_and_the_recorders_see_what_c_sends(
    wire, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    settings = LiveSettings(resolver="192.0.2.53", probe="yes", lifetime=1)
    async with explorer(size=(120, 40), prepare=lambda app: app.take_live(settings)) as seat:
        for key in SESSION.split():
            await seat.press(key)
        assert wire == []
        await checked(seat, "escape", "4", "c")
        assert wire != []
        assert "cannot be" in seat.text or "unknown" in seat.text
    seat.app.end_checks(SECONDS)
    assert not [thread for thread in threading.enumerate() if thread.name == "checker"]


async def test_no_byte_is_sent_by_bookmarks_last_sessions_and_hidden_names(wire, tmp_path):
    shelf = Shelf(tmp_path)
    shelf.leave("folder", Bookmark("x", "domain:example.net", "day desc", "domain"))

    def prepare(app):
        app.take_live(LiveSettings(resolver="192.0.2.53", probe="yes"))
        app.shelf, app.folder = shelf, "folder"

    async with explorer(prepare=prepare) as seat:
        await seat.press("minus")
        assert seat.app.current_mode == "domain"
        await seat.press("H", "j", "D", "escape", "d", "escape", "minus", "4", "enter", "tab", "r", "H")
        assert seat.app.live.checkup is None
    assert wire == []
