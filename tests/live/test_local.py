"""An address of this machine is not connected to, and each line that depends on it says so and what allows it."""

import datetime as dt

import pytest

from tests.live.fake import FakeResolver, addresses, mx, txt
from tlsrpt_tui.live.check import State, Topic
from tlsrpt_tui.live.checkup import check_domain
from tlsrpt_tui.live.local_addresses import in_brief, why_not
from tlsrpt_tui.live.means import Means, Wishes

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


async def test_every_line_that_depends_on_it_says_so_and_names_the_setting():
    known = [txt("_mta-sts.example.org", "v=STSv1; id=1"), mx("example.org", "mail.example.org")]
    known += [*addresses("mta-sts.example.org", "127.0.0.4"), *addresses("mail.example.org", "127.0.0.4")]
    wishes = Wishes(frozenset({Topic.STS_POLICY, Topic.POLICY_HOST, Topic.TLS}))
    checkup = await check_domain("example.org", Means(FakeResolver(known), lambda: NOW), wishes)
    for check in checkup.checks:
        assert (check.state, check.found) == (State.UNKNOWN, "not connected to: 127.0.0.4 is this machine")
        assert "live.local_addresses" in check.do
    assert len(checkup.checks) == 3


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("127.0.0.1", "not connected to: 127.0.0.1 is this machine"),
        ("::1", "not connected to: ::1 is this machine"),
        ("169.254.1.1", "not connected to: 169.254.1.1 is for one link only"),
        ("192.0.2.1", ""),
    ],
)
def test_a_narrow_line_says_why(address, told):
    assert in_brief(why_not(address, allow_local=False)) == told
    assert in_brief("timed out") == ""
