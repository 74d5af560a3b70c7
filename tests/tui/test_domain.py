"""Domain: nothing is asked before a key asks; then answers come one by one, beside what senders saw."""

import re
from dataclasses import replace

import pytest

from tests.tui.checkers import Recording, Staged, a_check, a_checkup, checks_of, partial
from tests.tui.seat import explorer
from tlsrpt_tui.consents import PROBE, Consent, Consents
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.triage.verdict import Judgement, Verdict
from tlsrpt_tui.tui.widgets.check_lines import CheckTable, shared_suffix
from tlsrpt_tui.tui.widgets.consent_bar import ConsentBar
from tlsrpt_tui.tui.widgets.sender_lines import SenderTable

SECONDS = 30
SIZES = [(60, 15), (80, 24), (100, 30), (120, 40), (200, 55), (120, 15)]


SESSION = """
2 o j k d j m u j i enter escape tab j j e E n f s S z Z y escape x escape w escape t escape
3 f j enter tab escape y escape 5 j f enter escape 4 j G g d escape D escape tab j enter escape
y escape x w s S f e t n h question_mark escape 4 H j H minus left_square_bracket right_square_bracket
r 2 D j tab enter l escape h 3 D escape escape 5 D escape 4 plus plus plus b escape C escape
"""
"""Keys on all screens, none of which asks."""


def with_checker(checker, probe="yes"):
    return lambda app: app.take_checker(checker, probe=probe)


async def checked(seat, *keys):
    """Press keys, the last of which asks, and wait for the answers."""
    await seat.press(*keys)
    await seat.until(lambda: not seat.app.live.asking and not seat.app.live.wanted)
    await seat.settle()


async def answered(seat, number):
    """Wait until so many checks are answered on the screen."""
    await seat.until(lambda: f"{number} of 11 answered" in seat.text)


def lines(seat):
    return [line for line in seat.pane("#list").splitlines()[1:] if line.strip()]


# Before anything is asked


async def test_screen_4_says_what_senders_saw_and_what_would_be_sent_where():
    checker = Recording()
    async with explorer(prepare=with_checker(checker, "ask")) as seat:
        await seat.press("4")
        assert "› example.com" in seat.place
        assert "not asked" in seat.place
        assert "· not asked yet  c asks your resolver, and fetches from mta-sts.example.com" in seat.text
        assert "TXT of _smtp._tls.example.com" in seat.text
        assert "port 25 of each host, if you agree" in seat.text
        assert "Where     your resolver" in seat.text
        assert "What senders saw" in seat.text
        assert re.search(r"Alpenpost +22 Oct +enforce +7 days +mx1, mx2 +· not asked", seat.text)
        seat.assert_whole()
    assert checker.asked == []


async def test_nothing_is_asked_in_a_session_of_many_keys_on_all_screens():
    checker = Recording()
    async with explorer(prepare=with_checker(checker, "yes")) as seat:
        for key in SESSION.split():
            await seat.press(key)
        assert seat.app.checking.number <= 4
    assert checker.asked == []


async def test_without_anything_that_asks_it_says_so():
    async with explorer() as seat:
        await seat.press("4", "c")
        assert "? cannot be checked  live checks are switched off here" in seat.text


async def test_an_empty_folder_has_no_domain_until_one_is_typed(tmp_path):
    checker = Recording()
    engine = LocalEngine(load([tmp_path], source="empty/"))
    async with explorer(engine=engine, prepare=with_checker(checker)) as seat:
        await seat.press("4")
        assert "· no domain yet  d chooses one, :check DOMAIN asks" in seat.text
        await seat.press("c")
        assert "there is no domain to check" in seat.text
        await seat.press("colon")
        await seat.type("check Example.NET")
        await checked(seat, "enter")
        assert "TLS-RPT record rua=mailto:tlsrpt@example.net" in seat.text
    assert [domain for domain, _ in checker.asked] == ["example.net"]


# Which domain


async def test_d_takes_the_domain_of_the_facet_the_row_the_report_or_the_filter_else_the_last():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("d", "j")
        value = seat.app.focused.current.value
        await seat.press("D")
        assert seat.app.live.domain == value
        await seat.press("2", "tab", "D")
        assert seat.app.live.domain == "example.org"
        assert seat.app.live.subject.mx_host == "mx-new.example.org"
        await seat.press("escape")
        assert seat.app.current_mode == "explore"
        await seat.press("o", "D")
        assert seat.app.live.domain == "example.org"
        await seat.press("3")
        domains = seat.app.screen.query_one("#list").current.domains
        await seat.press("D")
        assert seat.app.live.domain in domains
    async with explorer(view="domain:example.net", prepare=with_checker(Recording())) as seat:
        await seat.press("o", "4")
        assert seat.app.live.domain == "example.net"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_the_list_of_domains_leaves_nothing_of_the_page_to_be_read_beside_it(size):
    async with explorer(size=size, prepare=with_checker(Recording())) as seat:
        await seat.press("4", "d")
        assert seat.lines[1].rstrip().endswith("type to search")
        assert [line.split() for line in seat.lines[5:7]] == [["mx2.example.com", "0"], ["example.net", "0"]]
        seat.assert_whole()
        await seat.press("escape")
        assert "MTA-STS" in seat.text


async def test_d_on_the_screen_lists_the_domains_to_type_ahead_in():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("4", "d")
        assert "Domains" in seat.text
        await seat.type("example.org")
        await seat.press("enter")
        assert "› example.org" in seat.place
        assert "TXT of _smtp._tls.example.org" in seat.text


async def test_what_is_no_domain_is_refused_with_its_reason():
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        await seat.press("colon")
        await seat.type("check user@example.com")
        await seat.press("enter")
        assert "is an address; name what stands behind its @" in seat.text
    assert checker.asked == []


async def test_check_is_completed_with_domains_of_the_reports():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("colon")
        await seat.type("check example.n")
        await seat.press("tab")
        assert ": check example.net" in seat.text


# Asking


async def test_c_asks_for_everything_and_goes_to_the_first_bad_line():
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        await checked(seat, "4", "c")
        assert "live, 09:12 UTC" in seat.place
        assert re.search(r"✗ not ready for enforce  2 blockers: .* 2 bad  1 warning  1 unknown", seat.text)
        assert seat.cursors[0].startswith("▸✗ bad     TLS mx2        expired 28 Oct on 203.0.113.26")
        assert re.search(r"✓ good    DNSSEC         example\.com, example\.net signed +4 h 7672 §2\.1", seat.text)
        assert "TLS mx2.example.net ─" in seat.text
        assert " Do        renew, reload on 203.0.113.26, then c again" in seat.text
        assert re.search(r"▸\w.* Oct enforce .*≠ ", seat.pane("#senders"))
    ((domain, wishes),) = checker.asked
    assert (domain, wishes.topics, wishes.hosts) == ("example.com", frozenset(Topic), frozenset())


async def test_partial_answers_appear_as_they_come_and_the_cursor_stays_where_it_was_put():
    staged = Staged()
    async with explorer(prepare=with_checker(staged)) as seat:
        await seat.press("4", "c")
        assert "… asking" in seat.text
        staged.give(partial("example.com", 3))
        await answered(seat, 3)
        assert "▲ warning MTA-STS policy testing, max_age 1 day is short" in seat.text
        assert "… asking  MX " in seat.text
        assert "esc stop" in seat.text
        await seat.press("j", "j", "j")
        assert "MTA-STS policy" in seat.cursors[0] or "Policy host" in seat.cursors[0]
        here = seat.app.screen.query_one(CheckTable).current.check.key
        staged.give(partial("example.com", 9))
        await answered(seat, 9)
        assert seat.app.screen.query_one(CheckTable).current.check.key == here
        staged.give(a_checkup("example.com"), last=True)
        await seat.until(lambda: not seat.app.live.asking)
        await seat.settle()
        assert seat.app.screen.query_one(CheckTable).current.check.key == here
        assert "asking" not in seat.text


async def test_esc_stops_and_what_was_answered_stays():
    staged = Staged()
    async with explorer(prepare=with_checker(staged)) as seat:
        await seat.press("4", "c")
        staged.give(partial("example.com", 3))
        await answered(seat, 3)
        await seat.press("escape")
        assert staged.cancelled.wait(SECONDS)
        assert "✓ good    TLS-RPT record rua=mailto:tlsrpt@example.com" in seat.text
        assert "? unknown MX             stopped before it answered" in seat.text
        staged.tells[0](a_checkup("example.com"))
        await seat.drawn()
        assert "? unknown MX             stopped before it answered" in seat.text
        assert seat.app.current_mode == "domain"


async def test_leaving_the_program_stops_asking():
    staged = Staged()
    async with explorer(prepare=with_checker(staged)) as seat:
        await seat.press("4", "c")
        assert staged.begun.wait(SECONDS)
    assert staged.cancelled.wait(SECONDS)
    seat.app.checking.join(SECONDS)


async def test_c_again_asks_anew_and_drops_what_the_older_run_still_says():
    staged = Staged()
    async with explorer(prepare=with_checker(staged)) as seat:
        await seat.press("4", "c")
        staged.give(partial("example.com", 3))
        await answered(seat, 3)
        staged.begun.clear()
        await seat.press("c")
        assert staged.begun.wait(SECONDS)
        assert staged.cancelled.wait(SECONDS)
        staged.tells[0](partial("example.com", 9))
        await seat.drawn()
        assert "3 of 11 answered" not in seat.text
        assert "9 of 11 answered" not in seat.text
        staged.give(partial("example.com", 2))
        await answered(seat, 2)
    assert len(staged.asked) == 2


async def test_another_domain_stops_asking_about_the_one_before_and_coming_back_shows_what_was_found():
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        await checked(seat, "4", "c")
        await seat.press("d")
        await seat.type("example.org")
        await seat.press("enter")
        assert "not asked yet" in seat.text
        await seat.press("d")
        await seat.type("example.com")
        await seat.press("enter")
        assert "expired 28 Oct on 203.0.113.26" in seat.text
    assert len(checker.asked) == 1


async def test_an_error_is_said_and_the_program_goes_on():
    async with explorer(prepare=with_checker(Recording(lambda _: ValueError("odd")))) as seat:
        await checked(seat, "4", "c")
        assert "? cannot be checked  this check met a bug of the program: ValueError odd" in seat.text
        await seat.press("2")
        assert "Senders" in seat.text


# From a failure


async def test_c_on_a_row_asks_exactly_what_its_result_type_calls_for_and_judges():
    checker = Recording()
    async with explorer(view="result:certificate-expired", prepare=with_checker(checker)) as seat:
        await seat.press("tab")
        await checked(seat, "c")
        assert seat.app.current_mode == "domain"
        assert "? cannot be seen from here  mx1.example.com is no MX host now" in seat.text
        await seat.press("escape")
        assert seat.app.current_mode == "explore"
    ((domain, wishes),) = checker.asked
    assert domain == "example.com"
    assert wishes.topics == {Topic.MX, Topic.TLS}
    assert wishes.hosts == {"mx1.example.com"}
    assert wishes.address


async def test_c_on_a_report_asks_for_its_failure():
    checker = Recording()
    async with explorer(view="result:certificate-expired", prepare=with_checker(checker)) as seat:
        await seat.press("3", "f")
        await checked(seat, "c")
        assert seat.app.live.subject is not None
    assert len(checker.asked) == 1


async def test_c_where_the_cursor_is_on_no_domain_goes_to_the_screen_and_asks_nothing():
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        await seat.press("c")
        assert seat.app.current_mode == "domain"
        assert "not asked yet" in seat.text
    assert checker.asked == []


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("STILL", "✗ still so  expired 28 Oct"),
        ("RECOVERED", "✓ recovered since 30 Oct  names match"),
        ("UNSEEN", "? cannot be seen from here  port 25 is blocked"),
    ],
)
async def test_the_verdict_stands_above_the_checks(monkeypatch, verdict, words):
    sentence = words[2:].replace("  ", ": ")
    found = Judgement(
        Verdict[verdict], sentence, evidence=("212 failed", "none since"), checks=("sts-policy",), do="wait"
    )
    monkeypatch.setattr("tlsrpt_tui.tui.beside.judged", lambda *_, **__: found)
    async with explorer(size=(120, 40), prepare=with_checker(Recording())) as seat:
        await seat.press("tab")
        await checked(seat, "c")
        assert words in seat.text
        assert "212 failed" in seat.text
        assert seat.app.screen.query_one(CheckTable).current.check.key == "sts-policy"


# Port 25


@pytest.mark.parametrize(("key", "probed"), [("y", True), ("o", True), ("n", False), ("N", False)])
async def test_port_25_is_asked_for_first_and_said_what_is_sent(tmp_path, key, probed):
    checker = Recording(
        lambda domain: a_checkup(domain, tuple(c for c in checks_of(domain) if c.topic is not Topic.TLS))
    )

    def prepare(app):
        app.take_checker(checker)
        app.consents = Consents(tmp_path)

    async with explorer(prepare=prepare) as seat:
        await seat.press("4", "c")
        assert "May this connect to port 25?" in seat.text
        assert "EHLO, STARTTLS" in seat.text
        assert "y yes, always   o only now   n not now   N never" in seat.text
        assert checker.asked == []
        await checked(seat, key)
        assert "May this connect" not in seat.text
        assert (Topic.TLS in checker.asked[0][1].topics) is probed
        assert ("? unknown TLS            not asked: port 25 was left out" in seat.text) is not probed
        await seat.press("c")
        assert seat.app.screen.query_one(ConsentBar).is_open is (key in "on")
    kept = {"y": Consent.YES, "N": Consent.NO}.get(key, Consent.ASK)
    assert Consents(tmp_path).given(PROBE) is kept


async def test_what_the_settings_say_comes_before_what_was_agreed(tmp_path):
    Consents(tmp_path).keep(PROBE, Consent.YES)
    checker = Recording()

    def prepare(app):
        app.take_checker(checker, probe="no")
        app.consents = Consents(tmp_path)

    async with explorer(prepare=prepare) as seat:
        await seat.press("4")
        assert "nothing, as your settings say" in seat.text
        await checked(seat, "c")
    assert Topic.TLS not in checker.asked[0][1].topics


@pytest.mark.parametrize("key", ["escape", "2", "tab"])
async def test_leaving_the_question_asks_nothing(tmp_path, key):
    checker = Recording()

    def prepare(app):
        app.take_checker(checker)
        app.consents = Consents(tmp_path)

    async with explorer(prepare=prepare) as seat:
        await seat.press("4", "c", key)
        assert "May this connect" not in seat.text
        assert not seat.app.live.asking
    assert checker.asked == []


async def test_what_needs_no_port_25_is_asked_without_a_question():
    checker = Recording()
    async with explorer(view="result:sts-policy-fetch-error", prepare=with_checker(checker, "ask")) as seat:
        await seat.press("tab")
        await checked(seat, "c")
    assert len(checker.asked) == 1


# Panes


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_holds_before_and_after_asking(size):
    async with explorer(size=size, prepare=with_checker(Recording())) as seat:
        await seat.press("4")
        seat.assert_whole()
        await checked(seat, "c")
        seat.assert_whole()
        assert "TLS mx2" in seat.text
        for key in ("tab", "tab", "tab", "tab", "enter", "escape", "enter", "enter", "escape", "escape"):
            await seat.press(key)
            seat.assert_whole()
        for other in SIZES:
            await seat.resize(*other)
            seat.assert_whole()


async def test_at_80x24_stand_verdict_checks_detail_and_senders():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        text = seat.text.splitlines()
        assert text[2].startswith(" State     Check          Found now")
        assert len(lines(seat)) == 11
        assert text[14].startswith(" TLS mx2.example.net ─")
        assert text[15].startswith(" Found ")
        assert text[16].startswith(" Do ")
        assert text[17].startswith(" What senders saw ─")
        assert text[18].startswith(" Sender ")
        assert [line[50:].strip()[:1] for line in text[19:23]] != ["", "", "", ""]


async def test_at_120x40_stand_the_difference_and_what_is_missing_beside():
    async with explorer(size=(120, 40), prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        assert "checked 1 Nov 2026 09:12 UTC with resolver 192.0.2.53, which validates" in seat.place
        assert "mode: enforce        ≠ mode: testing" in seat.text
        assert "Ready for enforce? ─" in seat.text
        assert "Repeat    openssl s_client -starttls smtp -connect 203.0.113.26:25 \\" in seat.text
        assert "            -servername mx2.example.net </dev/null" in seat.text
        await seat.press("tab", "tab")
        assert isinstance(seat.app.focused, SenderTable)
        first = seat.pane("#posture").splitlines()[0]
        await seat.press("j")
        assert seat.pane("#posture").splitlines()[0] != first


async def test_on_a_small_screen_one_pane_is_seen_and_enter_opens_the_next():
    async with explorer(size=(60, 15), prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        assert len(lines(seat)) == 11
        assert "What senders saw" not in seat.text
        await seat.press("enter")
        assert "Do        renew" in seat.text
        await seat.press("enter")
        assert "TLS mx2.example.net: the answer as sent" in seat.text
        await seat.press("escape", "tab", "tab")
        assert "What senders saw" in seat.text
        await seat.press("tab")
        assert "≠ mode: testing" in seat.text
        await seat.press("G")
        assert "DNSSEC" in seat.pane("#posture")
        await seat.press("tab")
        assert len(lines(seat)) == 11


async def test_enter_shows_the_answer_as_sent_in_which_one_can_find():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("enter")
        assert "220 mx2.example.net ESMTP" in seat.text
        assert "What senders saw" not in seat.text
        await seat.press("F")
        await seat.type("starttls")
        await seat.press("enter")
        assert "hit 1 of 1" in seat.text
        await seat.press("escape")
        assert "What senders saw" in seat.text
        assert seat.app.focused.id == "list"


async def test_enter_on_a_sender_shows_all_about_it():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("tab", "tab", "enter")
        assert "What is missing, in this order" in seat.text
        assert "≠ mode: testing" in seat.text


async def test_e_goes_to_the_next_check_that_is_not_good():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("e")
        assert "DANE mail" in seat.cursors[0]
        await seat.press("e")
        assert "MTA-STS policy" in seat.cursors[0]
        await seat.press("E")
        assert "DANE mail" in seat.cursors[0]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("x", "checks are not exported: y copies, tlsrpt-tui check DOMAIN writes JSON"),
        ("s", "checks stand in a fixed order"),
        ("S", "checks stand in a fixed order"),
        ("w", "the columns of checks are always the same"),
        ("slash", "the filter picks reports, not checks"),
        ("t", "checks are listed whatever their time"),
        ("f", "all checks are listed"),
    ],
)
async def test_a_key_that_cannot_act_says_why(key, words):
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("4", key)
        assert words in seat.text


# Copying


@pytest.mark.parametrize(
    ("key", "copied"),
    [
        ("v", "expired 28 Oct on 203.0.113.26"),
        ("l", "bad  TLS mx2.example.net  expired 28 Oct on 203.0.113.26  RFC 8461 §4.2"),
        ("c", "openssl s_client -starttls smtp -connect 203.0.113.26:25 -servername mx2.example.net </dev/null"),
    ],
)
async def test_a_check_is_copied(key, copied):
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("y")
        assert "commands that ask again" in seat.text
        await seat.press(key)
        assert seat.app.clipboard == copied
        assert "copied" in seat.text


async def test_all_of_a_check_is_copied_for_a_ticket():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("y", "t")
        text = seat.app.clipboard.splitlines()
        assert text[0].startswith("example.com, checked 1 Nov 2026 09:12 UTC")
        assert "TLS mx2.example.net: bad, expired 28 Oct on 203.0.113.26" in text
        assert "Where     203.0.113.26 (1 of 2 addresses)" in text
        assert "Do        renew, reload on 203.0.113.26, then c again" in text
        assert text[-1] == "Asked     answered 09:12 UTC"
        await seat.press("y", "r")
        assert "this line holds no record to correct" in seat.text


async def test_before_anything_was_asked_nothing_is_copied():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("4", "y", "t")
        assert "nothing was asked yet" in seat.text
        assert not seat.app.clipboard


# Bounds and strangers

HOSTILE = "[@click=app.bell()]x[/] a[/b] \u202eevil"


async def test_what_strangers_wrote_does_nothing_but_be_read():
    def give(domain):
        check = a_check(
            "mx", Topic.MX, f"MX {HOSTILE}", State.BAD, HOSTILE, facts=(("Found", HOSTILE),), do=HOSTILE,
            repeat=(HOSTILE,), sent=(HOSTILE, "\x1b]0;x\x07"), section=HOSTILE, resolver=HOSTILE,
        )  # fmt: skip
        return replace(a_checkup(domain, (check,)), resolver=HOSTILE)

    for size in ((80, 24), (120, 40)):
        async with explorer(size=size, prepare=with_checker(Recording(give))) as seat:
            await checked(seat, "4", "c")
            assert "[@click=app.bell()]x[/] a[/b]" in seat.text
            await seat.press("enter")
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", seat.text)
            await seat.press("escape", "y", "t", "Y")
            seat.assert_whole()
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", seat.text)


async def test_ten_thousand_hosts_are_bounded():
    def give(domain):
        checks = tuple(
            a_check(
                f"tls mx{n}.example.net",
                Topic.TLS,
                f"TLS mx{n}.example.net",
                State.GOOD,
                "names match",
                host=f"mx{n}.example.net",
            )
            for n in range(10_000)
        )
        return a_checkup(domain, checks)

    async with explorer(prepare=with_checker(Recording(give))) as seat:
        await checked(seat, "4", "c")
        await seat.press("G")
        assert "and 9 600 more, which are not listed" in seat.text
        await seat.press("H", "k")
        seat.assert_whole()


async def test_what_hides_names_hides_them_here_too():
    async with explorer(size=(120, 40), prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("H")
        for real in ("example.com", "example.net", "203.0.113.26", "192.0.2.53", "2001:db8::26"):
            assert real not in seat.text
        assert "openssl s_client -starttls smtp -connect 2" in seat.text
        assert re.search(r"TLS mx2\.d-\w+\.example ─", seat.text)
        await seat.press("y", "t")
        assert "example.net" not in seat.app.clipboard
        assert "openssl s_client -starttls smtp -connect 2" in seat.app.clipboard
        await seat.press("enter")
        assert "mx2.example.net" not in seat.text
        await seat.press("escape", "H")
        assert "TLS mx2.example.net ─" in seat.text


async def test_c_behind_the_veil_asks_for_what_is_meant():
    checker = Recording()
    async with explorer(view="result:certificate-expired", prepare=with_checker(checker)) as seat:
        await seat.press("H", "tab")
        await checked(seat, "c")
        assert "example.com" not in seat.text
    ((domain, wishes),) = checker.asked
    assert (domain, wishes.hosts) == ("example.com", {"mx1.example.com"})


async def test_another_engine_lets_go_of_the_old_one_and_asks_nothing():
    checker = Recording()
    async with explorer(prepare=with_checker(checker)) as seat:
        await checked(seat, "4", "c")
        page = seat.app.screen
        await seat.press("2", "r")
        await seat.press("4")
        assert "expired 28 Oct" in seat.text
        assert page.answering is not None
    assert len(checker.asked) == 1


# Words


@pytest.mark.parametrize(
    ("hosts", "suffix"),
    [
        ((), ""),
        (("mail.example.net", "mx2.example.net"), "example.net"),
        (("mail.example.net", "mx.example.org"), ""),
        (("example.net", "mx.example.net"), "net"),
        (("mx1.a.example.net", "mx2.b.example.net"), "example.net"),
        (("mail.example.net",), "example.net"),
        (("localhost",), ""),
    ],
)
def test_hosts_share_what_they_end_in(hosts, suffix):
    assert shared_suffix(hosts) == suffix


def room(seat, pane):
    return seat.app.screen.query_one(f"#{pane}").size


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        ((80, 24), ("list", "detail", "senders")),
        ((120, 40), ("list", "detail", "senders", "posture")),
        ((200, 55), ("list", "detail", "senders", "posture")),
    ],
)
async def test_every_pane_can_be_larger_and_alone(size, panes):
    async with explorer(size=size, prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        drawn = {pane: room(seat, pane).area for pane in panes}
        await seat.press("plus")
        for pane in panes:
            assert seat.app.focused.id == pane
            assert room(seat, pane).area > drawn[pane]
            assert all(room(seat, other).area > 0 for other in panes)
            seat.assert_whole()
            await seat.press("tab")
        await seat.press("plus")
        for pane in panes:
            assert seat.app.focused.id == pane
            assert room(seat, pane) == (size[0], size[1] - 2)
            seat.assert_whole()
            await seat.press("tab")


async def test_hiding_names_changes_the_open_answer_too():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("enter")
        assert "mx2.example.net" in seat.pane("#answer")
        await seat.press("H")
        assert re.search(r"220 mx2\.d-\w+\.example ESMTP", seat.pane("#answer"))


async def test_leaving_the_question_keeps_what_was_found_before(tmp_path):
    def prepare(app):
        app.take_checker(Recording())
        app.consents = Consents(tmp_path)

    async with explorer(prepare=prepare) as seat:
        await seat.press("4", "c")
        await checked(seat, "o")
        await seat.press("c", "escape")
        assert "expired 28 Oct on 203.0.113.26" in seat.text


async def test_the_page_of_keys_says_which_cannot_act():
    async with explorer(size=(120, 40)) as seat:
        await seat.press("4", "question_mark")
        for words in (
            "check it live: live checks are switched off here",
            "sort by the next column: checks stand in a fixed order",
            "export what is shown: checks are not exported",
        ):
            assert words in seat.text
        assert "the answer as sent" in seat.text
