"""With names hidden, the screens Changes and Domain name no policy host, whatever top it has."""

import datetime as dt

import pytest

from tests.output.invented import detail, policy, report, save
from tests.tui.seat import explorer
from tlsrpt_tui.output.stand_ins import STAND_INS

NOW = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)


def fill(folder):
    """Write 20 days of one sender that from the 13th on could not fetch the policy."""
    for day in range(1, 21):
        failed = [detail("sts-policy-fetch-error", 20)] if day > 12 else []
        told = policy("a.secretbank1.b2", successful=500, failed=20, details=failed)
        save(folder / f"{day}.json", report(f"r{day}", f"2026-11-{day:02}", policies=[told]))
    return folder


@pytest.mark.parametrize("keys", [["V"], ["D", "R"]])
async def test_a_policy_host_is_hidden_in_sentences(keys, tmp_path):
    async with explorer(fill(tmp_path / "reports"), mode="incidents", now=NOW) as seat:
        await seat.press("H", *keys)
        assert "secretbank" not in seat.text


async def test_a_ticket_says_that_its_names_are_stand_ins_where_they_are(tmp_path):
    async with explorer(fill(tmp_path / "reports"), mode="incidents", now=NOW) as seat:
        await seat.press("y", "t")
        assert "mta-sts.a.secretbank1.b2" in seat.app.clipboard
        assert STAND_INS not in seat.app.clipboard
        await seat.press("H", "y", "t")
        assert "secretbank" not in seat.app.clipboard
        assert seat.app.clipboard.split("\n")[2] == STAND_INS
