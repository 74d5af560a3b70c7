"""Facets: order, search, several values, networks, what did not fail, and long tails."""

import pytest

from tests.index.factories import detail, engine_of, policy, report
from tlsrpt_tui.tui.widgets.facets import FacetPanel


def values(seat):
    """Return the lines of the open facet below its head, at 80x24 or 60x15."""
    lines = seat.pane("#facets").replace("│", "").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(("▸", "◆", "–")))
    return [line.rstrip() for line in lines[place:]]


def head(seat, key):
    lines = seat.pane("#facets").replace("│", "").splitlines()
    return next(line.rstrip() for line in lines if line.startswith(f" {key} "))


def cursor(seat):
    """Return the line that the cursor of the facets is on."""
    panel = seat.app.screen.query_one(FacetPanel)
    value = panel._value(panel.focused)
    return value.value if value else None


def many(count):
    """Return an engine of ``count`` IPs, of which each fails once more than the next."""
    failing = [detail(count - place, ip=f"198.51.{place // 256}.{place % 256}") for place in range(count)]
    return engine_of(report(policy(0, sum(made.failed_session_count for made in failing), *failing)))


async def test_s_sorts_by_failed_rate_name_and_last_seen_and_the_head_says_which(explore):
    async with explore() as seat:
        heads = []
        for _ in range(4):
            await seat.press("s")
            heads.append(head(seat, "o"))
        rate, name, last, failed = heads
        assert "failed  rate↓" in rate
        assert "Senders A–Z" in name
        assert "failed  last↓" in last
        assert "failed share" in failed
        assert "A–Z" not in failed


async def test_capital_s_turns_the_order_of_values_round(explore):
    async with explore() as seat:
        await seat.press("S")
        assert "failed↑" in head(seat, "o")
        await seat.press("g")
        assert cursor(seat) == "Harbour Lane Logistics"
        await seat.press("s", "s", "S", "g")
        assert "Z–A" in head(seat, "o")
        assert cursor(seat).startswith("Universität")


async def test_the_cursor_stays_on_its_value_whatever_the_order(explore):
    async with explore() as seat:
        await seat.press("j", "j")
        before = cursor(seat)
        for key in "ssSsS":
            await seat.press(key)
            assert cursor(seat) == before
            assert before in seat.pane("#facets")


async def test_there_is_no_order_by_rate_where_no_successes_are_told(explore):
    async with explore() as seat:
        await seat.press("u", "s")
        assert "Result types A–Z" in head(seat, "u")


async def test_an_order_by_rate_is_one_by_failed_where_the_view_leaves_no_rate(explore):
    async with explore() as seat:
        await seat.press("s")
        assert "rate↓" in head(seat, "o")
        await seat.press("m", "enter", "o")
        assert "rate" not in head(seat, "o")
        await seat.press("s")
        assert "A–Z" in head(seat, "o")


async def test_orders_of_facets_are_apart_and_rows_keep_theirs(explore):
    async with explore() as seat:
        await seat.press("s", "u", "s")
        assert "Day ↓" in seat.pane("#rows")
        await seat.press("o")
        assert "rate↓" in head(seat, "o")


async def test_capital_f_finds_values_while_one_types(explore):
    async with explore() as seat:
        await seat.press("F")
        await seat.type("mAi")
        assert head(seat, "o").startswith(" o Senders /mAi")
        assert head(seat, "o").endswith("2 of 12")
        assert [line[1:15].rstrip() for line in values(seat)[:2]] == ["Kiosk Mail", "Northwind Mail"]
        assert "Microsoft" not in seat.pane("#facets")


async def test_enter_keeps_what_was_found_and_esc_shows_all_again_before_it_widens(explore):
    async with explore(view="domain:example.com") as seat:
        await seat.press("F")
        await seat.type("north")
        await seat.press("enter")
        assert seat.app.focused.id == "facets"
        assert head(seat, "o").endswith("1 of 10")
        await seat.press("escape")
        assert "/north" not in head(seat, "o")
        assert cursor(seat) == "Northwind Mail"
        assert seat.crumbs == "domain:example.com"
        await seat.press("escape")
        assert seat.crumbs == ""


async def test_esc_while_one_types_closes_and_shows_all(explore):
    async with explore() as seat:
        await seat.press("F")
        await seat.type("north")
        await seat.press("escape")
        assert "Microsoft" in seat.pane("#facets")
        assert seat.app.focused.id == "facets"


async def test_what_is_typed_is_text_even_where_it_is_a_key_elsewhere(explore):
    async with explore() as seat:
        await seat.press("i", "F")
        await seat.type("q/o:5?1")
        assert "/q/o:5?1" in head(seat, "i")
        assert "no match" in seat.pane("#facets")
        assert seat.app.is_running
        await seat.press("enter", "enter")
        assert "there is no value" in seat.text


async def test_arrows_choose_among_what_was_found_and_n_goes_round(explore):
    async with explore() as seat:
        await seat.press("n")
        assert "nothing is looked for" in seat.text
        await seat.press("F")
        await seat.type("mail")
        await seat.press("down")
        assert cursor(seat) == "Northwind Mail"
        await seat.press("enter", "n")
        assert cursor(seat) == "Kiosk Mail"
        await seat.press("N")
        assert cursor(seat) == "Northwind Mail"


async def test_the_search_goes_with_its_field_when_another_pane_takes_over(explore):
    async with explore() as seat:
        await seat.press("F")
        await seat.type("north")
        await seat.press("tab")
        assert seat.app.focused.id != "facets"
        assert head(seat, "o").startswith(" o Senders /north")
        seat.assert_whole()


async def test_a_pasted_search_can_do_nothing_but_be_read(explore):
    async with explore() as seat:
        await seat.press("F")
        await seat.paste("\x1b[31m[b]\u202e")
        assert "\x1b" not in seat.text
        assert "\u202e" not in seat.text
        assert "no match" in seat.pane("#facets")


async def test_space_adds_a_value_and_takes_it_out_again(explore):
    async with explore() as seat:
        await seat.press("d", "space", "j", "space")
        assert seat.crumbs == "domain:example.com,example.org"
        assert sum(line.startswith("◆") for line in values(seat)) == 2
        await seat.press("k", "space")
        assert seat.crumbs == "domain:example.org"
        await seat.press("j", "space")
        assert seat.crumbs == ""


async def test_exclamation_marks_leave_several_out_and_let_each_in_again(explore):
    async with explore() as seat:
        await seat.press("d", "exclamation_mark", "j", "exclamation_mark")
        assert seat.crumbs == "-domain:example.com -domain:example.org"
        assert sum(line.startswith("–") for line in values(seat)) == 2
        await seat.press("exclamation_mark")
        assert seat.crumbs == "-domain:example.com"


async def test_a_value_is_never_asked_for_and_left_out_at_once(explore):
    async with explore() as seat:
        await seat.press("d", "exclamation_mark", "space")
        assert seat.crumbs == "domain:example.com"
        await seat.press("exclamation_mark")
        assert seat.crumbs == "-domain:example.com"
        await seat.press("enter")
        assert seat.crumbs == "domain:example.com"


async def test_what_a_wider_step_means_is_not_taken_out_value_by_value(explore):
    async with explore(view="org:goog -domain:*.net") as seat:
        await seat.press("space")
        assert "it is chosen by a wider step of the filter: / edits that" in seat.text
        await seat.press("d", "F")
        await seat.type("net")
        await seat.press("enter", "exclamation_mark")
        assert "it is left out by a wider step" in seat.text
        assert seat.crumbs == "org:goog -domain:*.net"


async def test_capital_i_counts_sending_ips_by_network_wider_networks_and_singly_again(explore):
    async with explore() as seat:
        await seat.press("I")
        assert "i Networks /24 /48" in head(seat, "i")
        assert cursor(seat) == "198.51.100.0/24"
        await seat.press("I")
        assert "i Networks /16 /32" in head(seat, "i")
        assert cursor(seat) == "198.51.0.0/16"
        await seat.press("I")
        assert cursor(seat) == "198.51.100.40"


async def test_enter_on_a_network_narrows_to_it_and_lets_it_go(explore):
    async with explore() as seat:
        await seat.press("I", "enter")
        assert seat.crumbs == "ip:198.51.100.0/24"
        assert values(seat)[0].startswith("◆198.51.100.0/24")
        await seat.press("enter")
        assert seat.crumbs == ""
        await seat.press("space", "j", "space")
        assert seat.crumbs == "ip:198.51.100.0/24,203.0.113.0/24"
        await seat.press("exclamation_mark")
        assert seat.crumbs == "ip:198.51.100.0/24 -ip:203.0.113.0/24"


async def test_a_report_that_names_a_network_as_its_ip_is_narrowed_to_as_text(explore):
    engine = engine_of(report(policy(0, 3, detail(2, ip="198.51.100.0/24"), detail(1, ip="198.51.100.7"))))
    async with explore(engine=engine) as seat:
        await seat.press("i", "enter")
        assert seat.crumbs == "ip=198.51.100.0/24"
        assert "2 failed" in seat.place


async def test_f_hides_what_did_not_fail_and_the_head_says_so(explore):
    async with explore() as seat:
        await seat.press("d")
        assert "example.net" in seat.pane("#facets")
        await seat.press("f")
        assert "d Domains 3 of 5 failed" in head(seat, "d")
        assert "example.net" not in seat.pane("#facets")
        await seat.press("f")
        assert "example.net" in seat.pane("#facets")


async def test_capital_g_goes_to_the_very_last_of_many_values(explore):
    async with explore(engine=many(3000)) as seat:
        await seat.press("i", "G")
        assert cursor(seat) == "198.51.11.183"
        assert "…" not in "".join(values(seat))
        for _ in range(4):
            await seat.press("pageup")
        assert cursor(seat) == "198.51.11.159"
        await seat.press("g")
        assert cursor(seat) == "198.51.0.0"


async def test_a_long_way_down_no_value_is_missed(explore):
    async with explore(engine=many(700)) as seat:
        await seat.press("i")
        places = []
        for _ in range(60):
            await seat.press("pagedown")
            places.append(cursor(seat))
        expected = [f"198.51.{place // 256}.{place % 256}" for place in range(6, 366, 6)]
        assert places == expected


async def test_what_is_found_and_sorted_is_found_and_sorted_among_all_values(explore):
    async with explore(engine=many(3000)) as seat:
        await seat.press("i", "F")
        await seat.type("11.183")
        assert head(seat, "i").endswith("1 of 3 000")
        await seat.press("escape")
        assert cursor(seat) == "198.51.11.183"
        await seat.press("s", "S", "g")
        assert cursor(seat) == "198.51.11.183"


async def test_a_folded_facet_shows_its_top_value_wherever_its_cursor_is(explore):
    async with explore(engine=many(3000)) as seat:
        await seat.press("i", "G", "o")
        assert " 198.51.0.0 " in head(seat, "i")


async def test_a_second_click_on_a_head_sorts(explore):
    async with explore() as seat:
        await seat.click("#facets", 5, 7)
        assert "rate" not in head(seat, "d")
        assert cursor(seat) == "example.com"
        await seat.click("#facets", 5, 1)
        assert "rate↓" in head(seat, "d")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 55)])
async def test_every_order_and_search_keeps_the_frame_whole(size, explore):
    async with explore(size=size) as seat:
        for key in "odpmui":
            await seat.press(key)
            for order in "sSsSsS":
                await seat.press(order)
                seat.assert_whole()
        await seat.press("I", "f", "F")
        await seat.type("198")
        seat.assert_whole()
        assert "▸198.51.100.0/24" in seat.pane("#facets")
