"""What each result type means and who must act."""

import pytest

from tlsrpt_tui.reports.model import NO_DETAILS, ResultType
from tlsrpt_tui.triage.result_types import Owner, advice, names_host

POLICY = ("version: STSv1", "mode: enforce", "mx: mx1.example.com", "mx: *.example.net", "max_age: 604800")


@pytest.mark.parametrize("known", list(ResultType))
def test_every_result_type_of_the_rfc_has_an_owner_an_act_and_a_section(known):
    found = advice(known.value)
    assert found.owner is not Owner.UNKNOWN
    assert found.act
    assert found.meaning.endswith(".")
    assert found.section.startswith("8460 §4.3")


@pytest.mark.parametrize("known", list(ResultType))
def test_what_to_do_fits_a_line_of_the_record(known):
    found = advice(known.value)
    assert len(f"{found.owner}: {found.act}") <= 69


@pytest.mark.parametrize("other", ["quantum-handshake-flux", "", NO_DETAILS])
def test_what_the_rfc_does_not_know_is_not_guessed(other):
    assert advice(other).owner is Owner.UNKNOWN


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("mx1.example.com", True),
        ("mx2.example.com", False),
        ("mail.example.net", True),
        ("a.mail.example.net", False),
        ("example.net", False),
        ("", None),
    ],
)
def test_a_wildcard_stands_for_one_label(host, named):
    assert names_host(POLICY, host) is named


def test_a_policy_without_mx_lines_names_nobody():
    assert names_host(("version: STSv1", "mode: none"), "mx1.example.com") is None


def test_a_policy_that_does_not_name_the_failing_host_is_its_web_hosts_to_mend():
    found = advice("validation-failure", "sts", policy_text=POLICY, host="mx9.example.com")
    assert found.owner is Owner.POLICY_HOST
    assert "mx9.example.com" in found.act


def test_a_policy_that_names_the_failing_host_leaves_the_matter_with_the_mx_operator():
    assert advice("validation-failure", "sts", policy_text=POLICY, host="mx1.example.com").owner is Owner.RECEIVER


def test_an_expired_certificate_is_no_matter_of_names():
    assert advice("certificate-expired", "sts", policy_text=POLICY, host="mx9.example.com").owner is Owner.RECEIVER
