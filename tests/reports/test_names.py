"""What a file name says of the report in it."""

import datetime as dt

import pytest

from tlsrpt_tui.reports.names import NamedPeriod, named_period


@pytest.mark.parametrize(
    "name",
    [
        "sender.example!example.com!1791158400!1791244799.json.gz",
        "2026/10/sender.example!example.com!1791158400!1791244799!001.json.gz",
    ],
)
def test_a_name_as_the_rfc_wants_it_tells_sender_domain_and_day(name):
    assert named_period(name) == NamedPeriod("sender.example", "example.com", dt.date(2026, 10, 5))


@pytest.mark.parametrize(
    "name",
    ["report.json", "a!b!c!d.json", "!example.com!1!2.json", "a!b!99999999999999999999!2.json", "a!b!3.json", ""],
)
def test_any_other_name_tells_nothing(name):
    assert named_period(name) is None
