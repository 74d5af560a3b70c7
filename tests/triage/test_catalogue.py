"""The catalogue: every result type, under every policy type, has all that somebody needs who has to act."""

import re

import pytest

from tlsrpt_tui.reports.model import NO_DETAILS, PolicyType, ResultType
from tlsrpt_tui.triage.catalogue import entries, entry, policies_of, variants
from tlsrpt_tui.triage.catalogue_checks import DOMAIN, MX_HOST, commands, placeholders
from tlsrpt_tui.triage.check_lines import Subject
from tlsrpt_tui.triage.result_types import Owner, advice

EVERY = [(known.value, policy) for known in ResultType for policy in ("", *policies_of(known.value))]


@pytest.mark.parametrize(("result_type", "policy"), EVERY)
def test_every_type_says_all_of_it_under_every_policy(result_type, policy):
    known = entry(result_type, policy)
    text = known.text
    assert known.known
    assert known.owner is not Owner.UNKNOWN
    assert 10 < len(text.gist) <= 50
    assert text.meaning.endswith(".")
    assert text.who.endswith(".")
    assert 2 <= len(text.causes) <= 7
    assert text.look
    assert text.fix
    assert text.not_so
    assert known.references[0].startswith("8460 §4.3")


@pytest.mark.parametrize(("result_type", "policy"), EVERY)
def test_members_of_lists_are_fragments_that_mean_nothing_to_a_terminal_or_to_markdown(result_type, policy):
    text = entry(result_type, policy).text
    for members in (text.causes, text.look, text.fix, text.not_so):
        assert len(set(members)) == len(members)
        for member in members:
            assert not member.endswith(".")
            assert 10 < len(member) <= 140
    for words in (text.gist, text.meaning, text.who, *text.causes, *text.look, *text.fix, *text.not_so):
        assert words.isprintable()
        assert not re.search(r"[*`|<>\[\]]|_\w+_\B", words)


@pytest.mark.parametrize(("result_type", "policy"), EVERY)
def test_every_reference_is_a_section_and_every_policy_type_its_own_rules(result_type, policy):
    known = entry(result_type, policy)
    assert all(re.fullmatch(r"[0-9]{4} §[0-9]+(\.[0-9]+)*", reference) for reference in known.references)
    if policy == PolicyType.TLSA:
        assert any(reference.startswith(("7672", "7671")) for reference in known.references)
    if policy == PolicyType.STS:
        assert any(reference.startswith("8461") for reference in known.references)


def test_owner_and_act_are_those_of_the_advice():
    for result_type, policy in EVERY:
        told = advice(result_type, policy)
        known = entry(result_type, policy)
        assert (known.owner, known.act, known.section) == (told.owner, told.act, told.section)


@pytest.mark.parametrize(
    ("result_type", "policies"),
    [
        ("certificate-expired", ("sts", "tlsa", "no-policy-found")),
        ("dnssec-invalid", ("tlsa",)),
        ("sts-webpki-invalid", ("sts",)),
        ("quantum-handshake-flux", ()),
    ],
)
def test_a_type_comes_under_the_policies_that_can_cause_it(result_type, policies):
    assert policies_of(result_type) == policies
    assert entry(result_type, "tlsa").policy_type == ("tlsa" if "tlsa" in policies else "")


def test_what_differs_under_a_policy_type_is_told_apart():
    assert [each.policy_type for each in variants("certificate-expired")] == ["tlsa", "no-policy-found"]
    assert not variants("tlsa-invalid")
    under = entry("certificate-expired", "TLSA")
    assert under.text.meaning != entry("certificate-expired").text.meaning
    assert under.text.gist == entry("certificate-expired").text.gist
    assert "7672 §3.1.1" in under.references


def test_nothing_is_refused_without_a_policy_and_that_is_said():
    for each in entries(PolicyType.NO_POLICY_FOUND):
        assert "without a policy" in " ".join(each.text.not_so)


def test_the_list_is_in_the_order_of_the_rfc_and_knows_policy_types():
    assert [each.result_type for each in entries()] == [known.value for known in ResultType]
    assert {each.result_type for each in entries("sts")}.isdisjoint({"tlsa-invalid", "dnssec-invalid", "dane-required"})


@pytest.mark.parametrize("other", ["quantum-handshake-flux", "", "\x1b[31m", "x" * 4096, NO_DETAILS])
def test_what_the_rfc_does_not_know_is_not_guessed(other):
    for policy in ("", "sts", "tlsa", "\x00"):
        known = entry(other, policy)
        assert known.result_type == other.strip()
        assert not known.known
        assert known.owner is Owner.UNKNOWN
        assert not known.text.causes
        assert not known.text.fix


@pytest.mark.parametrize("known", list(ResultType))
def test_the_first_command_is_this_programs_own_check_of_what_the_type_is_about(known):
    asked = commands(placeholders(known.value))
    assert asked[0].startswith(f"tlsrpt-tui check {DOMAIN} --only ")
    assert len(asked) >= 2
    about_host = not known.value.startswith("sts-")
    assert any(MX_HOST in command for command in asked) is about_host
    assert asked[0].endswith(" --probe") is ("tls" in asked[0].split()[4].split(","))


def test_commands_for_a_failure_name_its_domain_and_host():
    asked = commands(Subject("tlsa-invalid", "tlsa", "example.com", "mx1.example.com"))
    assert asked[0] == "tlsrpt-tui check example.com --only mx,tls,dane,dnssec --probe"
    assert asked[1] == "dig +dnssec _25._tcp.mx1.example.com TLSA"


@pytest.mark.parametrize("hostile", ["$(touch x)", "--help", "example.com; reboot", "`id`", "a b", "\u202ea.example"])
def test_what_is_no_host_name_gets_into_no_command(hostile):
    for known in ("certificate-expired", "sts-policy-invalid", "quantum-handshake-flux"):
        for command in commands(Subject(known, "sts", hostile, hostile)):
            assert hostile not in command
