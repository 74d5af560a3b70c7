"""Domain, as somebody met it who had never seen it: what was wished in haste, said for good, or copied for others."""

import asyncio
import datetime as dt
import threading
from dataclasses import replace

import pytest

from tests.tui.checkers import MAIL, MX2, Recording, a_checkup, checks_of, published_of
from tests.tui.seat import explorer
from tests.tui.test_domain import checked, with_checker
from tlsrpt_tui.consents import PROBE, Consent, Consents
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.live.check import Topic
from tlsrpt_tui.live.published import StsPolicy
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.triage.drift import Drift, SenderDrift
from tlsrpt_tui.triage.verdict import Judgement, Verdict
from tlsrpt_tui.tui.acts.check_copies import corrected_record
from tlsrpt_tui.tui.beside import Beside
from tlsrpt_tui.tui.widgets.check_lines import CheckTable
from tlsrpt_tui.tui.widgets.consent_bar import ConsentBar
from tlsrpt_tui.tui.widgets.sender_lines import SenderTable

SECONDS = 10


def asks_first(checker, folder, **more):
    def prepare(app):
        app.take_checker(checker, **more)
        app.consents = Consents(folder)

    return prepare


async def seeking(seat):
    """Wait until it is being looked up which domain this is about; the seat would wait for the answer."""
    async with asyncio.timeout(SECONDS):
        while not getattr(seat.app.screen, "is_seeking", False):  # noqa: ASYNC110  nothing tells
            await asyncio.sleep(0.01)


def without_tls(domain):
    return a_checkup(domain, tuple(check for check in checks_of(domain) if check.topic is not Topic.TLS))


@pytest.fixture
def slow(monkeypatch):
    """Return a function that has which domains there are be told only once it is called again."""
    let, real = threading.Event(), LocalEngine.facet

    def facet(self, *given, **named):
        assert let.wait(SECONDS)
        return real(self, *given, **named)

    def begin():
        monkeypatch.setattr(LocalEngine, "facet", facet)
        return let

    return begin


# In haste


async def test_c_waits_for_the_domain_that_is_being_looked_up(slow):
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        let = slow()
        seat.app.switch_mode("domain")
        await seeking(seat)
        seat.app.screen.action_check()
        assert checker.asked == []
        let.set()
        await seat.until(lambda: checker.asked and not seat.app.live.asking)
        await seat.settle()
        assert "there is no domain to check" not in seat.text
    assert [domain for domain, _ in checker.asked] == ["example.com"]


async def test_c_before_the_folder_is_known_to_hold_none_says_so_then(slow, tmp_path):
    checker = Recording()
    engine = LocalEngine(load([tmp_path], source="empty/"))
    async with explorer(engine=engine, prepare=with_checker(checker)) as seat:
        let = slow()
        seat.app.switch_mode("domain")
        await seeking(seat)
        seat.app.screen.action_check()
        let.set()
        await seat.until(lambda: not seat.app.screen.is_seeking)
        await seat.settle()
        assert "there is no domain to check" in seat.text
        assert "No check ─" in seat.text
    assert checker.asked == []


async def test_esc_takes_the_wish_back(slow):
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        let = slow()
        seat.app.switch_mode("domain")
        await seeking(seat)
        seat.app.screen.action_check()
        seat.app.screen.action_widen()
        let.set()
        await seat.until(lambda: seat.app.live.domain)
        await seat.settle()
    assert checker.asked == []


# Port 25


async def test_never_says_how_to_be_asked_again_and_consent_brings_the_question_back(tmp_path):
    async with explorer(prepare=asks_first(Recording(without_tls), tmp_path)) as seat:
        await seat.press("4", "c")
        await checked(seat, "N")
        table = seat.app.screen.query_one(CheckTable)
        table.go([line.check.key for line in seat.app.screen._lines].index("tls"))
        await seat.settle()
        assert " Do        :consent ask, then c, to be asked again" in seat.text
        await seat.press("colon")
        await seat.type("cons")
        await seat.press("tab")
        await seat.type("a")
        await seat.press("tab", "enter")
        assert "c asks about port 25 first" in seat.text
        assert Consents(tmp_path).given(PROBE) is Consent.ASK
        await seat.press("c")
        assert seat.app.screen.query_one(ConsentBar).is_open


@pytest.mark.parametrize(("typed", "kept"), [("yes", Consent.YES), ("no", Consent.NO), ("maybe", Consent.ASK)])
async def test_consent_is_kept_from_any_screen_as_it_is_said(tmp_path, typed, kept):
    async with explorer(prepare=asks_first(Recording(), tmp_path)) as seat:
        await seat.press("3", "colon")
        await seat.type(f"consent {typed}")
        await seat.press("enter")
        assert ("is no answer; expected ask, yes or no" in seat.text) is (kept is Consent.ASK)
    assert Consents(tmp_path).given(PROBE) is kept


@pytest.mark.parametrize("is_set", [True, False])
async def test_to_ask_comes_before_what_was_said_only_where_somebody_set_it(tmp_path, is_set):
    Consents(tmp_path).keep(PROBE, Consent.NO)
    async with explorer(prepare=asks_first(Recording(), tmp_path, probe_is_set=is_set)) as seat:
        await seat.press("4", "c")
        assert seat.app.screen.query_one(ConsentBar).is_open is is_set


async def test_what_the_settings_refuse_names_them(tmp_path):
    async with explorer(prepare=asks_first(Recording(without_tls), tmp_path, probe="no")) as seat:
        await checked(seat, "4", "c")
        table = seat.app.screen.query_one(CheckTable)
        table.go([line.check.key for line in seat.app.screen._lines].index("tls"))
        await seat.settle()
        assert " Do        set live.probe in the settings to yes or ask" in seat.text
        await seat.press("colon")
        await seat.type("consent yes")
        await seat.press("enter")
        assert "live.probe in the settings comes first: it says no" in seat.text


async def test_no_key_acts_on_the_page_behind_the_question(tmp_path):
    async with explorer(prepare=asks_first(Recording(), tmp_path)) as seat:
        await checked(seat, "4", "c", "o")
        await seat.press("c")
        before = seat.app.screen.query_one(CheckTable).cursor
        for key in ("e", "E", "s", "F", "d", "C", "x", "w", "f"):
            await seat.press(key)
            assert seat.app.screen.query_one(ConsentBar).is_open
            assert seat.app.screen.query_one(CheckTable).cursor == before
        await checked(seat, "o")


async def test_e_with_nothing_asked_says_so():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("4", "e")
        assert "nothing was asked yet: c checks" in seat.text


# Copies


def lacking(domain, text, mode="enforce", mx=(MAIL,)):
    published = published_of(domain)
    state = replace(published.sts_policy, policy=StsPolicy(mode, mx, 604800), text=text)
    return replace(a_checkup(domain), published=replace(published, sts_policy=state))


TEXT = f"version: STSv1\r\nmode: enforce\r\nmx: {MAIL}\r\nmax_age: 604800\r\nextra: kept\r\n"


@pytest.mark.parametrize("topic", [Topic.STS_POLICY, Topic.MX])
def test_a_policy_that_lacks_an_mx_is_copied_with_it(topic):
    checkup = lacking("example.com", TEXT)
    check = next(each for each in checkup.checks if each.topic is topic)
    lines = ["version: STSv1", "mode: enforce", f"mx: {MAIL}", f"mx: {MX2}", "max_age: 604800", "extra: kept", ""]
    assert corrected_record(check, checkup).split("\n") == lines


def test_no_policy_is_made_up_where_something_else_is_wrong_or_nothing():
    check = next(each for each in checks_of("example.com") if each.topic is Topic.STS_POLICY)
    assert corrected_record(check, lacking("example.com", TEXT, mx=(MAIL, MX2))) == ""
    assert corrected_record(check, lacking("example.com", TEXT, mode="none")) == ""
    assert corrected_record(check, lacking("example.com", "nonsense")) == ""
    blind = replace(published_of("example.com"), mx=None)
    assert corrected_record(check, replace(a_checkup("example.com"), published=blind)) == ""


async def test_a_check_copied_for_a_ticket_says_of_what_it_is_a_part():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("y", "t")
        head, verdict, blank, first, *_ = seat.app.clipboard.splitlines()
        assert head == "example.com, checked 1 Nov 2026 09:12 UTC with resolver 192.0.2.53, which validates"
        assert verdict.startswith("not ready for enforce: 2 blockers")
        assert (blank, first) == ("", "TLS mx2.example.net: bad, expired 28 Oct on 203.0.113.26")


# The verdict


async def test_recovered_says_since_when_even_where_its_sentence_does_not(monkeypatch):
    found = Judgement(Verdict.RECOVERED, "recovered: names match", since=dt.date(2026, 10, 30))
    monkeypatch.setattr("tlsrpt_tui.tui.beside.judged", lambda *_, **__: found)
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("tab")
        await checked(seat, "c")
        assert "✓ recovered since 30 Oct  names match" in seat.text


# Senders


def a_drift(organization, domain="example.com", policy_type=PolicyType.TLSA, drift=Drift.SAME):
    return SenderDrift(organization, policy_type, dt.date(2026, 10, 31), "", None, (), drift, "", "", domain=domain)


HOSTS = tuple(a_drift("Alpenpost", f"mx{number}.example.com") for number in (1, 2))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_lines_of_one_sender_name_their_host_and_are_counted_once(size):
    async with explorer(size=size, prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        seat.app.screen._show_beside(Beside(drifts=HOSTS))
        table = seat.app.screen.query_one(SenderTable)
        table.focus()
        await seat.settle()
        assert "DANE mx1" in seat.text
        assert "DANE mx2" in seat.text
        assert table.counted == 1
        await seat.press("j", "enter")
        assert "Alpenpost, 31 Oct, mx2.example.com" in seat.text


async def test_the_cursor_stays_on_its_sender_when_the_order_changes():
    async with explorer(size=(120, 40), prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        table = seat.app.screen.query_one(SenderTable)
        table.focus()
        one, two = a_drift("One", policy_type=PolicyType.STS), a_drift("Two", policy_type=PolicyType.STS)
        seat.app.screen._show_beside(Beside(drifts=(one, two)))
        await seat.settle()
        table.go(0)
        seat.app.screen._show_beside(Beside(drifts=(two, one)))
        await seat.settle()
        assert table.current.organization == "One"


async def test_esc_goes_back_to_the_sender_that_was_opened():
    async with explorer(size=(120, 40), prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        seat.app.screen.query_one(SenderTable).focus()
        await seat.press("enter", "escape")
        assert seat.app.focused.id == "senders"
        await seat.press("escape")
        assert seat.app.focused.id == "list"
