"""Incidents: what fails, since when, for whom and who acts; the card, the records behind it, and what leaves it."""

import csv
import datetime as dt
import re

import pytest

from tests.tui.checkers import Recording, pictured
from tests.tui.made_incidents import ALL, NOISE, QUIET, Told, found, made
from tests.tui.seat import NOW, explorer, sample
from tests.tui.states import SIZES
from tlsrpt_tui.index.view import View
from tlsrpt_tui.triage.incidents import IncidentState
from tlsrpt_tui.tui.screens import incidents as screen
from tlsrpt_tui.tui.theme import Look

HEAD = "State        Since Result type            Domain      Failed 12–31 Oct  Acts"


@pytest.fixture
def seen(monkeypatch):
    """Return what runs the explorer over incidents made by hand: ``async with seen(*incidents, size=…) as seat``."""

    def run(*incidents, **named):
        told = Told(sample(), incidents or ALL)
        monkeypatch.setattr(screen, "incidents", lambda _, **_named: found(told))
        return explorer(engine=told, mode="incidents", **named)

    return run


def rows(seat):
    """Return the lines of the list, without its head."""
    return [line.strip() for line in seat.pane("#list").splitlines()[2:] if line.strip()]


async def test_the_list_says_state_since_result_type_domain_failures_days_and_who_acts(seen):
    async with seen() as seat:
        assert HEAD in seat.text
        assert rows(seat) == [
            "▸● ongoing   29 Oct certificate-expired    example.com  1 377 ▁▁▁ ▁▁▁▁▆▇ MX",
            "● ongoing   30 Oct tlsa-invalid           example.com    418 ▁▁▁ ▁▁▁▁▁▇ MX+DNS",
            "◐ quiet     23 Oct sts-policy-fetch-error example.org     96 ▁▁▁ ▁▅▇▁▁▁ web",
            "✓ recovered 14 Oct starttls-not-supported example.com    731 ▁▇▁ ▁▁▁▁▁▁ MX",
        ]
        assert "Incidents  2 ongoing  1 quiet  1 recovered       · noise 1, 3 sessions  a show" in seat.text


async def test_where_it_is_wide_there_are_days_hosts_and_senders_and_one_cell_a_day(seen):
    async with seen(size=(120, 40)) as seat:
        first = rows(seat)[0]
        assert "29–31 Oct certificate-expired    example.com mx2.example.net" in first
        assert "▁▁▁▁▁▁  ▁▁▁▁▁▁▁▁▁▆▇▆ MX" in first
        assert "· noise      1 cluster, 3 sessions: a few sessions in passing; that is a judgement" in seat.text
        await seat.resize(80, 24)
        assert HEAD in seat.text
        await seat.resize(120, 40)
        assert first in rows(seat)


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_whole_lines_and_what_stays(size, seen):
    async with seen(size=size) as seat:
        seat.assert_whole()
        for word in ("State", "Result type", "Failed", "Acts", "certificate-expired", "1 377", "● ongoing", "MX+DNS"):
            assert word in seat.pane("#list")
        for key in ("j", "tab", "G", "escape", "a", "s", "S", "plus", "plus", "plus", "question_mark"):
            await seat.press(key)
            seat.assert_whole()


async def test_noise_is_one_line_until_asked_for_and_is_said_to_be_a_judgement(seen):
    async with seen() as seat:
        assert "validation-failure" not in seat.text
        await seat.press("a")
        assert rows(seat)[-1].startswith("· noise     20 Oct validation-failure")
        assert "noise 1, a judgement  a hide" in seat.text
        await seat.press("G", "a")
        assert "validation-failure" not in seat.pane("#list")


async def test_the_noise_of_a_list_without_any_is_said_not_to_be(seen):
    async with seen(QUIET) as seat:
        await seat.press("a")
        assert "nothing here is judged to be noise" in seat.text


async def test_the_card_follows_the_cursor_and_scrolls_by_itself(seen):
    async with seen() as seat:
        assert "certificate-expired · example.com" in seat.pane("#card")
        assert "● ongoing since Thu 29 Oct" in seat.pane("#card")
        await seat.press("j", "j")
        assert "sts-policy-fetch-error" in seat.pane("#card").splitlines()[0]
        assert "◐ quiet 23–25 Oct" in seat.pane("#card")
        await seat.press("tab")
        assert seat.app.screen.focused.id == "card"
        await seat.press("tab")
        assert seat.app.screen.focused.id == "list"


async def test_the_evidence_stands_beside_the_text_where_it_is_wide(seen):
    told = (
        "1 377 of 27 540 sessions of its senders 5.0%",
        "Sender         29     30 31 Oct  failed",
        "Google        415    530    432   1 376  ━━━━━━━━",
        "203.0.113.26                      1 377  ━━━━━━━━",
        "Same failure at the other MX",
        "mail.example.net                      0",
        "“certificate has expired”         1 086",
        "no reason given                     291",
    )
    async with seen(size=(120, 40)) as seat:
        for keys in ((), ("tab",)):
            await seat.press(*keys)
            card = seat.pane("#card")
            for words in told:
                assert words in card, card


async def test_what_is_left_out_is_counted_and_shown_by_the_key_that_is_named(seen):
    for size in ((80, 24), (120, 40)):
        async with seen(size=size) as seat:
            assert re.search(r"… +tab shows the rest: \d+ lines", seat.pane("#card")), seat.text
            await seat.press("tab")
            assert "shows the rest" not in seat.text
            await seat.press("G")
            assert "tlsrpt-tui check example.com" in seat.pane("#card")
    async with seen(size=(200, 55)) as seat:
        assert "shows the rest" not in seat.text
        assert "tlsrpt-tui check example.com" in seat.pane("#card")


async def test_every_label_stands_at_the_same_place_in_every_card_so_that_a_step_is_cheap(seen):
    async with seen(size=(120, 40)) as seat:

        def places():
            lines = seat.pane("#card").splitlines()
            return [(number, line[:10].strip()) for number, line in enumerate(lines) if line[1:2].isalpha() and number]

        first = places()
        assert [label for _, label in first] == ["Means", "Who acts", "Effect", "Next", "Fix"]
        await seat.press("j")
        assert places() == first


async def test_a_command_goes_on_in_the_next_line_as_a_shell_lets_it(seen):
    async with seen(size=(120, 40)) as seat:
        card = seat.pane("#card")
        assert "openssl s_client -starttls smtp -connect \\" in card
        assert "  mx2.example.net:25" in card


async def test_who_acts_and_what_to_do_are_read_at_80x24_without_scrolling(explore):
    async with explore(mode="incidents") as seat:
        for key in ("", "j", "j", "j"):
            await seat.press(*filter(None, [key]))
            card = seat.pane("#card")
            for label in ("Means", "Who acts", "Evidence", "Effect", "Next", "Fix"):
                (line,) = [line for line in card.splitlines() if line.startswith(f" {label} ")]
                assert "…" not in line, line


@pytest.mark.parametrize(
    ("host", "head"),
    [
        ("mx2.example.com", "certificate-expired · example.com · mx2.example.com"),
        ("mail-gateway.example.com", "certificate-expired · example.com · mail-gateway ─"),
    ],
)
async def test_the_head_of_the_card_keeps_the_domain_and_cuts_what_the_host_shares_with_it(host, head, seen):
    incident = made("certificate-expired", "example.com", host, {31: 9}, IncidentState.ONGOING)
    async with seen(incident) as seat:
        assert seat.pane("#card").splitlines()[0].strip().startswith(head)
        assert "● ongoing since Sat 31 Oct" in seat.pane("#card").splitlines()[0]


async def test_where_no_report_has_come_for_long_the_list_says_as_of_when_it_is(explore):
    later = NOW + dt.timedelta(21)
    async with explore(mode="incidents", now=later) as seat:
        assert "2 recovered  as of 31 Oct, 22 days ago" in seat.text
        assert "No report since 31 Oct, 22 days ago: check live what is so now." in seat.text
        await seat.type("/until:2026-10-20")
        await seat.press("enter")
        assert "as of 20 Oct " in seat.text
        assert "days ago" not in seat.text


async def test_the_list_takes_no_more_lines_than_it_has_rows(seen):
    async with seen(size=(200, 55)) as seat:
        assert seat.app.screen.query_one("#list").size.height == len(rows(seat)) + 2
        await seat.press("a")
        assert seat.app.screen.query_one("#list").size.height == len(rows(seat)) + 2


async def test_where_only_the_list_fits_enter_opens_the_card_and_escape_closes_it(seen):
    async with seen(size=(60, 15)) as seat:
        assert "Means" not in seat.text
        await seat.press("enter")
        assert "Means" in seat.text
        assert "State" not in seat.text
        await seat.press("escape")
        assert "State" in seat.text
        await seat.press("enter", "enter")
        assert seat.app.current_mode == "explore"


@pytest.mark.parametrize("back", ["escape", "minus", "left_square_bracket"])
async def test_the_records_behind_it_are_one_key_away_and_so_is_the_way_back(back, seen):
    async with seen() as seat:
        await seat.press("j", "enter")
        assert seat.app.current_mode == "explore"
        wanted = "domain:example.com mx:mail.example.net result:tlsa-invalid since:2026-10-30 until:2026-10-31"
        assert seat.crumbs == wanted
        await seat.press(back)
        assert seat.app.current_mode == "incidents"
        assert seat.crumbs == ""
        assert seat.cursors[0].startswith("▸● ongoing   30 Oct tlsa-invalid")


async def test_the_records_of_another_incident_begin_at_the_top_of_every_facet():
    async with explorer(mode="incidents") as seat:
        await seat.press("enter", "o")
        assert seat.app.screen.query_one("#facets").current.value == "Kiosk Mail"
        await seat.press("escape", "j", "j", "enter")
        wanted = "domain:example.com,mx1.example.com mx:mx1.example.com result:certificate-expired"
        assert seat.app.state.view.text.startswith(wanted)
        assert seat.app.screen.query_one("#facets").current.value == "Google Inc."
        assert seat.pane("#facets").splitlines()[1].startswith("▸Google")


async def test_the_card_of_a_senders_fault_names_its_contact_unless_names_are_hidden():
    async with explorer(mode="incidents", size=(120, 40)) as seat:
        assert "Contact of Kiosk Mail: tlsrpt@kioskmail.example." in seat.text
        await seat.press("H")
        assert "Contact of Kiosk Mail: " in seat.text
        assert "kioskmail" not in seat.text
        await seat.press("y")
        await seat.press("t")
        assert "kioskmail" not in seat.app.clipboard


async def test_the_records_of_a_policy_host_are_not_narrowed_to_it_as_no_row_names_it(seen):
    async with seen(QUIET) as seat:
        await seat.press("l")
        assert seat.crumbs == "domain:example.org result:sts-policy-fetch-error since:2026-10-23 until:2026-10-25"


async def test_elsewhere_on_the_way_escape_widens_as_ever(seen):
    async with seen() as seat:
        await seat.press("enter", "escape", "2", "escape")
        assert seat.app.current_mode == "explore"
        assert "nothing is filtered" in seat.text


async def test_e_goes_to_the_next_that_is_ongoing_and_round(seen):
    async with seen() as seat:
        await seat.press("G", "e")
        assert "29 Oct certificate-expired" in seat.cursors[0]
        await seat.press("e")
        assert "tlsa-invalid" in seat.cursors[0]
        await seat.press("E")
        assert "certificate-expired" in seat.cursors[0]


async def test_sorting_goes_column_by_column_and_back_to_what_needs_somebody_first(seen):
    async with seen() as seat:
        await seat.press("s")
        assert "Since ↓" in seat.text
        await seat.type(":sort failed")
        await seat.press("enter")
        assert [re.search(r"[\d ]+(?= [▁▅])", row)[0].strip() for row in rows(seat)] == ["1 377", "731", "418", "96"]
        await seat.press("S")
        assert "Failed ↑" in seat.text
        await seat.type(":sort state")
        await seat.press("enter")
        assert "↑" not in seat.pane("#list")
        assert "● ongoing" in rows(seat)[0]


async def test_find_marks_and_counts_hits_in_what_incidents_are_about(seen):
    async with seen() as seat:
        await seat.press("F")
        await seat.type("mail.example")
        await seat.press("enter")
        assert "hit 1 of 2" in seat.text
        await seat.press("n")
        assert "starttls-not-supported" in seat.cursors[0]


async def test_a_filter_asks_again_and_stands_in_the_context_line(seen):
    async with seen() as seat:
        asked = seat.app.state.engine.asked.count("tally")
        await seat.type("/domain:example.com")
        await seat.press("enter")
        assert "› example.com" in seat.place
        assert seat.app.state.engine.asked.count("tally") == asked + 1
        await seat.press("escape")
        assert "› all" in seat.place


async def test_c_checks_what_the_incident_is_about_and_nothing_is_asked_before(seen):
    checker = Recording(pictured)
    async with seen(prepare=lambda app: app.take_checker(checker)) as seat:
        assert not checker.asked
        await seat.press("c")
        assert seat.app.current_mode == "domain"
        assert seat.app.live.domain == "example.com"
        assert seat.app.live.subject.result_type == "certificate-expired"
        assert (seat.app.live.subject.mx_host, seat.app.live.subject.receiving_ip) == ("mx2.example.net", "")
        await seat.press("escape", "escape")
        assert seat.app.current_mode == "incidents"


async def test_d_looks_at_its_domain_and_asks_nothing(seen):
    checker = Recording(pictured)
    async with seen(prepare=lambda app: app.take_checker(checker)) as seat:
        await seat.press("j", "j", "D")
        assert (seat.app.current_mode, seat.app.live.domain) == ("domain", "example.org")
        assert not checker.asked


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("t", "certificate-expired"),
        ("l", "ongoing: certificate-expired of example.com at mx2.example.net, 2026-10-29 to 2026-10-31"),
        ("f", "domain:example.com mx:mx2.example.net result:certificate-expired since:2026-10-29"),
        ("d", "dig example.com MX mx2.example.net A"),
        ("s", "openssl s_client -starttls smtp -connect mx2.example.net:25"),
    ],
)
async def test_two_keys_copy_what_is_handed_over(key, words, seen):
    async with seen() as seat:
        await seat.press("y", key)
        assert words in seat.app.clipboard
        assert "copied" in seat.text


@pytest.mark.parametrize("ending", ["csv", "json", "ndjson", "md"])
async def test_x_writes_the_incidents_that_are_listed(ending, seen, tmp_path):
    async with seen() as seat:
        path = tmp_path / f"incidents.{ending}"
        await seat.type(f":export {path}")
        await seat.press("enter")
        await seat.until(path.exists)
        written = path.read_text(encoding="utf-8")
        assert written.count("tlsa-invalid") == 1
        assert "validation-failure" not in written
        if ending == "csv":
            first = next(csv.DictReader(written.splitlines()))
            assert (first["first"], first["last"], first["failed"]) == ("2026-10-29", "2026-10-31", "1377")
            assert first["senders"] == "Google Inc.; Microsoft Corporation"


async def test_parquet_is_refused_with_the_reason(seen, tmp_path):
    async with seen() as seat:
        await seat.type(f":export {tmp_path / 'incidents.parquet'}")
        await seat.press("enter")
        assert "parquet is for failure rows" in seat.text


async def test_where_nothing_failed_it_says_so_and_where_to_go(explore):
    async with explore(view="domain:example.net", mode="incidents") as seat:
        assert "nothing failed in 231 sessions of 2–30 Oct 2026" in seat.text
        assert "2 Explore: who reported" in seat.text
        await seat.press("enter")
        assert "there is no incident" in seat.text
        await seat.press("y")
        assert "there is no incident to copy" in seat.text


async def test_where_nothing_matches_it_says_how_to_widen(explore):
    async with explore(view="domain:example.invalid", mode="incidents") as seat:
        assert "nothing matches: esc widens" in seat.text


async def test_where_all_is_noise_it_says_how_to_see_it(seen):
    async with seen(NOISE) as seat:
        assert "nothing but what is judged to be noise: a shows it" in seat.text
        await seat.press("a")
        assert "▸· noise" in seat.cursors[0]


async def test_plain_glyphs_say_the_same(seen):
    async with seen(look=Look("dark", "ascii")) as seat:
        await seat.press("a")
        for words in ("* ongoing", "~ quiet", "+ recovered", ". noise", "___ ____##"):
            assert words in seat.text, seat.text


async def test_stand_ins_hide_every_name_and_the_cursor_stays(explore):
    async with explore(mode="incidents", size=(120, 40)) as seat:
        await seat.press("j", "H")
        for hidden in ("example.com", "example.org", "mx-new", "mx-old", "192.0.2.35"):
            assert hidden not in seat.text, seat.text
        assert "validation-failure" in seat.cursors[0]
        await seat.press("y", "t")
        assert "example.org" not in seat.app.clipboard
        await seat.press("enter")
        assert "example.org" in seat.app.state.view.text
        assert "example.org" not in seat.text


async def test_a_bookmark_and_a_command_lead_here(explore):
    async with explore() as seat:
        await seat.type(":incidents")
        await seat.press("enter")
        assert seat.app.current_mode == "incidents"
        await seat.press("2", "1")
        assert seat.app.current_mode == "incidents"


async def test_names_of_strangers_are_cut_and_never_a_count_or_a_result_type(seen):
    long = made(
        "certificate-host-mismatch",
        "a-very-long-label.subdomain-of-it.example.com",
        "a-very-long-host-of-a-very-long-label.example.com",
        {31: 4_123_456},
        IncidentState.ONGOING,
        senders=("[@click=app.bell]x[/] " * 30, "Ünïcode 日本語 " * 20),
    )
    for size in SIZES:
        async with seen(long, size=size) as seat:
            seat.assert_whole()
            assert "certificate-host-mismatch" in rows(seat)[0]
            assert "4 123 456" in rows(seat)[0]


async def test_the_days_of_another_view_are_not_shown_with_this_one(explore):
    async with explore(mode="incidents", view="since:2026-10-10 until:2026-10-20") as seat:
        assert "10–20 Oct" in seat.pane("#list")
        assert View.parse(seat.crumbs) == View.parse("since:2026-10-10 until:2026-10-20")
