"""Ready for enforce? One key says so from any screen; beside the checks it stands in short while a domain is tested."""

import re
from dataclasses import replace

import pytest

from tests.tui.checkers import MAIL, MX2, Recording, a_checkup, checks_of, published_of
from tests.tui.seat import explorer
from tests.tui.test_domain import checked, with_checker
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.tui.widgets.reader import Reader

TESTED = "domain:example.net"


def page(seat):
    return seat.pane("#answer")


def in_order(domain):
    """Return a checkup in which all is well, port 25 included."""
    hosts = (MAIL, MX2)
    checks = tuple(check for check in checks_of(domain) if check.state is State.GOOD and check.topic is not Topic.TLS)
    probed = (replace(checks_of(domain)[5], key=f"tls {host}", host=host) for host in hosts)
    return replace(a_checkup(domain, (*checks, *probed)), published=published_of(domain))


async def test_from_the_first_screen_one_key_says_it_of_the_domain_under_the_cursor_and_asks_nothing():
    checker = Recording()
    async with explorer(mode="incidents", prepare=with_checker(checker)) as seat:
        domain = seat.app.screen.current.domain
        await seat.press("R")
        assert seat.app.current_mode == "domain"
        assert seat.app.live.domain == domain
        assert page(seat).startswith(" Ready for enforce? ─")
        assert " in enforce already, and this was refused: 1 blocker: " in page(seat)
        assert seat.app.live.subject is None
        seat.assert_whole()
        await seat.press("escape")
        assert seat.app.current_mode == "incidents"
        await seat.press("4")
        assert "· not asked yet" in seat.text
    assert checker.asked == []


@pytest.mark.parametrize("came", [("2", "o", "R"), ("3", "R")])
async def test_esc_goes_back_to_where_the_verdict_was_asked_for(came):
    async with explorer(mode="incidents", prepare=with_checker(Recording())) as seat:
        await seat.press(*came[:-1])
        here = seat.app.current_mode
        await seat.press("R", "escape")
        assert seat.app.current_mode == here


async def test_on_domain_itself_esc_closes_the_verdict_and_stays_there():
    async with explorer(mode="incidents", prepare=with_checker(Recording())) as seat:
        await seat.press("4", "R", "escape")
        assert seat.app.current_mode == "domain"
        assert seat.app.screen.query_one("#list").has_focus


async def test_who_opens_something_else_there_is_not_sent_back_at_once():
    async with explorer(mode="incidents", prepare=with_checker(Recording())) as seat:
        await seat.press("R", "4", "R", "escape")
        assert seat.app.current_mode == "domain"


@pytest.mark.parametrize(
    ("keys", "size"),
    [
        (("2", "o"), (80, 24)),
        (("2", "tab"), (120, 40)),
        (("3",), (80, 24)),
        (("4",), (60, 15)),
        (("5",), (80, 24)),
    ],
)
async def test_from_every_screen_at_every_size(keys, size):
    async with explorer(size=size, view=TESTED, prepare=with_checker(Recording())) as seat:
        await seat.press(*keys, "R")
        assert seat.app.live.domain == "example.net"
        assert re.search(r"Ready for enforce\? ─+ \? not enough evidence", page(seat))
        assert "1 sender saw the policy" in page(seat)
        seat.assert_whole()


async def test_it_goes_with_the_domain_when_another_is_chosen():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await seat.press("4", "R")
        assert "in enforce already" in page(seat)
        await seat.press("d")
        await seat.type("example.net")
        await seat.press("enter", "R")
        assert "mode testing" in page(seat)


async def test_enter_on_a_check_opens_the_answer_again_and_not_the_verdict():
    async with explorer(prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        await seat.press("R", "escape", "enter")
        assert "the answer as sent" in seat.text


async def test_the_last_check_of_the_domain_counts_and_its_verdict_stands_above_the_checks():
    checker = Recording()
    async with explorer(view=TESTED, prepare=with_checker(checker)) as seat:
        await checked(seat, "4", "c")
        assert re.search(r" ✗ not ready for enforce  1 blocker: TLS mx2 +2 bad  1 warning  1 unknown", seat.text)
        await seat.press("R")
        assert "certificate of mx2" in page(seat)
        assert "checked 1 Nov 09:12 UTC" in page(seat)
        await seat.press("2", "R")
        assert "certificate of mx2" in page(seat)
    assert len(checker.asked) == 1


async def test_in_enforce_the_worst_checks_stand_above_as_ever():
    def give(domain):
        known = published_of(domain)
        policy = replace(known.sts_policy.policy, mode="enforce")
        return replace(
            a_checkup(domain), published=replace(known, sts_policy=replace(known.sts_policy, policy=policy))
        )  # fmt: skip

    async with explorer(prepare=with_checker(Recording(give))) as seat:
        await checked(seat, "4", "c")
        assert " ✗ TLS mx2, DANE mail" in seat.text


async def test_at_120x40_it_stands_in_short_above_what_is_missing():
    async with explorer(size=(120, 40), view=TESTED, prepare=with_checker(Recording())) as seat:
        await seat.press("4")
        assert re.search(r"Ready for enforce\? ─+ \? not enough evidence", seat.pane("#posture"))
        await checked(seat, "c")
        reader = seat.app.screen.query_one("#posture", Reader)
        told = "\n".join("".join(run.text for run in line.runs) for line in reader._lines)
        assert re.search(r"Ready for enforce\? ─+ ✗ no, 1 blocker", told)
        assert told.index("Ready for enforce?") < told.index("What is missing, in this order")
        assert " ✗ certificate of mx2\n" in told
        assert " Then  first mend what blocks" in told
        assert "c again  R readiness  y copy  ? keys" in seat.text


async def test_what_is_in_order_live_leaves_what_reports_lack():
    async with explorer(view=TESTED, prepare=with_checker(Recording(in_order))) as seat:
        await checked(seat, "4", "c")
        assert " ? not enough evidence for enforce  the policy is newer than the reports" in seat.text


async def test_what_hides_names_hides_them_here_too():
    async with explorer(size=(120, 40), view=TESTED, prepare=with_checker(Recording())) as seat:
        await checked(seat, "4", "c")
        for keys in (("H",), ("R",)):
            await seat.press(*keys)
            for real in ("example.com", "example.net", "203.0.113.26"):
                assert real not in seat.text
        assert "not ready for enforce: 1 blocker: TLS mx2" in page(seat)
        await seat.press("H")
        assert "not ready for enforce: 1 blocker" in page(seat)


async def test_without_a_report_it_says_that_nothing_is_known(tmp_path):
    engine = LocalEngine(load([tmp_path], source="empty/"))
    async with explorer(engine=engine, prepare=with_checker(Recording())) as seat:
        await seat.press("4", "d")
        await seat.press("escape", "colon")
        await seat.type("check example.net")
        await checked(seat, "enter")
        await seat.press("R")
        assert "no sender reported an MTA-STS policy of this domain" in page(seat)
