"""What became of the mail: refused, delivered, or not to be told; the card, the digest and readiness say the same."""

import pytest

from tests.triage.test_card import said
from tests.triage.test_incidents import ALL, NOW, failures, found
from tlsrpt_tui.output.digest_words import numbers_of
from tlsrpt_tui.reports.model import NO_DETAILS, ResultType
from tlsrpt_tui.triage.card import card_of
from tlsrpt_tui.triage.digest import Case
from tlsrpt_tui.triage.readiness_failures import effect_of
from tlsrpt_tui.triage.readiness_parts import Effect
from tlsrpt_tui.triage.refusals import NO_POLICY, Refusals, is_defined, refusals_of


def made(kind, *, enforced=40, untold=0):
    """Make an incident of 6 times 40 failures, with so many of each 40 under enforce, and of untold mode."""
    failed = [
        each._replace(enforced=enforced, untold=untold) for who in "AB" for each in failures(who, (29, 30, 31), kind)
    ]
    return found(failed, ALL)[0]


@pytest.mark.parametrize(
    ("kind", "enforced", "untold", "came"),
    [
        ("certificate-expired", 40, 0, Refusals(240, 0, 0)),
        ("certificate-expired", 10, 20, Refusals(60, 60, 120)),
        ("starttls-not-supported", 0, 0, Refusals(0, 240, 0)),
        ("tlsa-invalid", 40, 0, Refusals(240, 0, 0)),
        ("sts-policy-fetch-error", 40, 0, Refusals(0, 240, 0)),
        ("sts-webpki-invalid", 40, 0, Refusals(0, 240, 0)),
        ("tls-on-fire", 40, 0, Refusals(0, 0, 240)),
        ("tls-on-fire", 10, 0, Refusals(0, 180, 60)),
        (NO_DETAILS, 40, 0, Refusals(0, 0, 240)),
        (NO_DETAILS, 0, 0, Refusals(0, 240, 0)),
    ],
)
def test_the_type_decides_as_well_as_the_mode(kind, enforced, untold, came):
    assert refusals_of(made(kind, enforced=enforced, untold=untold)) == came


def effect_said(incident):
    return said(card_of(incident, None, now=NOW), "Effect")


def digest_said(incident):
    return numbers_of(Case(incident, 1, None, ()))


@pytest.mark.parametrize("kind", ["sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid"])
def test_without_a_policy_nothing_is_refused(kind):
    assert "Nothing is refused for this alone" in effect_said(made(kind))
    assert ", none refused;" in digest_said(made(kind))


@pytest.mark.parametrize("kind", ["tls-on-fire", NO_DETAILS])
def test_of_what_nobody_has_defined_it_cannot_be_told(kind):
    assert effect_said(made(kind)).startswith("Not certain:")
    assert "refused or not: not told" in digest_said(made(kind))


def test_readiness_takes_the_same_types_for_refused():
    for kind in (*ResultType, "tls-on-fire", NO_DETAILS):
        effect = effect_of(kind)
        assert (effect is Effect.UNKNOWN) is not is_defined(kind)
        assert (effect is Effect.NO_POLICY) is (kind in NO_POLICY)
        if effect is Effect.REFUSED:
            assert refusals_of(made(kind)).refused == 240
