"""What each sender saw, held against what is published: every way to differ, and what is said of it."""

import pytest

from tests.triage.worlds import (
    DOMAIN,
    HOSTS,
    KEY,
    NEXT_KEY,
    NOW,
    OLD_KEY,
    dane,
    failed,
    mx,
    on,
    published,
    saw,
    seen,
    sts_policy,
    sts_record,
    text,
    unfetched,
)
from tlsrpt_tui.live.answers import Security, Status
from tlsrpt_tui.live.published import DaneOutcome, Published
from tlsrpt_tui.triage.differences import BRIEF
from tlsrpt_tui.triage.drift import Difference, Drift, drifts
from tlsrpt_tui.triage.policy_history import policy_history

MAIL, MX2 = HOSTS
OLD = text(patterns=(MAIL,))
GOOGLE = saw(first=15, last=20, org="Google")
DANE = (dane(MAIL, KEY, NEXT_KEY), dane(MX2, KEY))


def tlsa(*lines, domain=DOMAIN, last=20, org="Mail.ru"):
    return saw(lines, kind="tlsa", domain=domain, last=last, org=org)


def nothing(last=20, first=1, org="Mail.ru"):
    return saw((), first, last, kind="no-policy-found", org=org)


CASES = [
    # As published
    ("same", [saw()], {}, Drift.SAME, "same as live"),
    (
        "same-in-another-order-and-case",
        [saw((*reversed(text()[:4]), "MAX_AGE:604800"))],
        {},
        Drift.SAME,
        "same as live",
    ),
    (
        "same-with-last-dots-and-capitals",
        [saw(text(patterns=("MAIL.example.net.", MX2)))],
        {},
        Drift.SAME,
        "same as live",
    ),
    ("same-with-mx-written-twice", [saw(text(patterns=("mx: mail.example.net", MX2)))], {}, Drift.SAME, "same as live"),
    ("same-again-after-the-change", [saw(OLD, 1, 16), saw(first=16)], {}, Drift.SAME, "same as live"),
    ("same-tlsa-of-one-host", [tlsa(KEY, domain=MX2)], {"dane": DANE}, Drift.SAME, "same as live"),
    (
        "same-tlsa-in-capitals-and-blanks",
        [tlsa(f"3 1 1 {'AB ' * 32}", domain=MX2)],
        {"dane": DANE},
        Drift.SAME,
        "same as live",
    ),
    (
        "same-tlsa-as-an-array-in-one-line",
        [tlsa(f'["{KEY}","{NEXT_KEY}"]')],
        {"dane": DANE},
        Drift.SAME,
        "same as live",
    ),
    ("same-tlsa-of-all-hosts-under-the-domain", [tlsa(KEY, NEXT_KEY)], {"dane": DANE}, Drift.SAME, "same as live"),
    (
        "nothing-where-nothing-is",
        [nothing()],
        {"sts_record": sts_record(None), "sts_policy": sts_policy(None, ()), "dane": (dane(MAIL),)},
        Drift.SAME,
        "same as live",
    ),
    ("nothing-under-mode-none", [nothing()], {"sts_policy": sts_policy("none")}, Drift.SAME, "same as live"),
    # A cache that has not run out
    ("stale-mx", [saw(OLD, last=16), GOOGLE], {}, Drift.STALE, "mx2 missing"),
    ("stale-two-mx", [saw(text(patterns=("a.example",)), last=16), GOOGLE], {}, Drift.STALE, "2 MX missing"),
    ("stale-mode", [saw(text("enforce"), last=16), GOOGLE], {}, Drift.STALE, "saw enforce, not testing"),
    ("stale-age", [saw(text(max_age=8640000), last=16), GOOGLE], {}, Drift.STALE, "max_age 100 days, now 7 days"),
    (
        "stale-withdrawn",
        [saw(last=20)],
        {"sts_record": sts_record(None), "sts_policy": sts_policy(None, ())},
        Drift.STALE,
        "policy withdrawn",
    ),
    # Run out
    ("old-and-run-out", [saw(OLD, 1, 2), GOOGLE], {}, Drift.OTHER, "mx2 missing"),
    ("without-a-day", [saw(OLD, None, None), GOOGLE], {}, Drift.OTHER, "mx2 missing"),
    (
        "withdrawn-and-run-out",
        [saw(text(max_age=86400), last=16)],
        {"sts_record": sts_record(None), "sts_policy": sts_policy(None, ())},
        Drift.OTHER,
        "policy withdrawn",
    ),
    # The id
    ("behind-another-sender", [saw(OLD, last=20), GOOGLE], {}, Drift.ID_NOT_BUMPED, "mx2 missing"),
    (
        "behind-for-longer-than-its-cache",
        [saw(text(patterns=(MAIL,), max_age=86400), 14, 20), GOOGLE],
        {},
        Drift.ID_NOT_BUMPED,
        "mx2 missing",
    ),
    ("nobody-saw-it-though-the-id-is-old", [saw(OLD, 1, 20)], {}, Drift.ID_NOT_BUMPED, "mx2 missing"),
    # Two at once
    (
        "addresses-differ",
        [saw(OLD, last=16)],
        {"sts_policy": sts_policy(differs=("2001:db8::80",))},
        Drift.SPLIT,
        "mx2 missing",
    ),
    (
        "in-turns-though-the-cache-is-short",
        [saw(text(patterns=(MAIL,), max_age=86400), 2, 19), saw(text(), 1, 20)],
        {"sts_policy": sts_policy(max_age=604800)},
        Drift.SPLIT,
        "two policies in turns",
    ),
    ("another-one-after-the-live-one", [saw(OLD, 12, 20), saw(first=5, last=11)], {}, Drift.SPLIT, "mx2 missing"),
    # MX
    (
        "retired-mx-in-a-cache",
        [saw(text(patterns=(*HOSTS, "mx9.example.net")), last=16), GOOGLE],
        {},
        Drift.RETIRED_MX,
        "mx9 is gone",
    ),
    (
        "retired-mx-in-the-live-policy",
        [saw(text(patterns=(*HOSTS, "mx9.example.net")))],
        {"sts_policy": sts_policy(patterns=(*HOSTS, "mx9.example.net"))},
        Drift.RETIRED_MX,
        "mx9 is no MX",
    ),
    ("retired-mx-with-tlsa", [tlsa(KEY, domain="mx9.example.net")], {"dane": DANE}, Drift.RETIRED_MX, "no MX host now"),
    # TLSA
    ("old-tlsa", [tlsa(KEY, OLD_KEY, domain=MX2)], {"dane": DANE}, Drift.OLD_TLSA, "1 of 2 withdrawn"),
    ("all-tlsa-old", [tlsa(OLD_KEY, domain=MX2)], {"dane": DANE}, Drift.OLD_TLSA, "1 of 1 withdrawn"),
    ("newer-tlsa-not-seen", [tlsa(KEY, domain=MAIL)], {"dane": DANE}, Drift.OLD_TLSA, "1 of 2 not yet seen"),
    ("tlsa-withdrawn", [tlsa(KEY, domain=MX2)], {"dane": (dane(MX2),)}, Drift.OLD_TLSA, "TLSA withdrawn"),
    # Nothing found
    ("no-policy", [nothing()], {}, Drift.NO_POLICY, "no policy found"),
    (
        "no-policy-with-dane",
        [nothing()],
        {"sts_policy": sts_policy(None, ()), "sts_record": sts_record(None), "dane": DANE},
        Drift.NO_POLICY,
        "no policy found",
    ),
    ("no-policy-any-more", [saw(last=10), nothing(20)], {}, Drift.NO_POLICY, "no policy found"),
    # Not known
    ("not-asked", [saw()], {"sts_policy": None, "sts_record": None}, Drift.UNKNOWN, "live not asked"),
    ("nothing-and-not-asked", [nothing()], {"sts_policy": None, "sts_record": None}, Drift.UNKNOWN, "live not asked"),
    ("not-fetched", [saw()], {"sts_policy": unfetched()}, Drift.UNKNOWN, "live cannot be read"),
    ("nothing-and-not-fetched", [nothing()], {"sts_policy": unfetched()}, Drift.UNKNOWN, "live cannot be read"),
    ("no-text", [saw(())], {}, Drift.UNKNOWN, "no text in report"),
    ("dane-not-asked", [tlsa(KEY, domain=MX2)], {}, Drift.UNKNOWN, "live not asked"),
    ("no-record-in-report", [tlsa(domain=MX2)], {"dane": DANE}, Drift.UNKNOWN, "no record in report"),
    (
        "tlsa-not-looked-up",
        [tlsa(KEY, domain=MX2)],
        {"dane": (dane(MX2, outcome=DaneOutcome.SKIP, security=Security.BOGUS),)},
        Drift.UNKNOWN,
        "live cannot be read",
    ),
    ("another-type", [saw(kind="odd")], {}, Drift.UNKNOWN, "type not known"),
]


def drift_of(policies, facts, org="Mail.ru"):
    found = drifts(seen(*policies), published(**facts), now=NOW)
    return next(each for each in found if each.organization == org)


@pytest.mark.parametrize(
    ("policies", "facts", "drift", "brief"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_a_sender_saw_is_held_against_what_is_published(policies, facts, drift, brief):
    found = drift_of(policies, facts)
    assert (found.drift, found.brief) == (drift, brief)
    assert found.sentence.endswith(".")
    assert len(found.brief) <= BRIEF


def test_every_kind_of_difference_has_a_case():
    assert {case[3] for case in CASES} == set(Drift)


def test_a_cache_is_held_until_its_max_age_after_the_last_report():
    found = drift_of([saw(OLD, last=16)], {"sts_record": sts_record("aaa")})
    assert (found.drift, found.until) == (Drift.STALE, on(23))
    assert "until 23 Nov" in found.sentence


def test_what_was_fetched_after_the_change_is_the_newer_one_so_a_cache_ends_that_much_earlier():
    found = drift_of([saw(OLD, last=16), saw(org="Google", first=15)], {})
    assert found.until == on(22)


def test_who_enforces_an_older_policy_sends_nothing_to_the_host_that_it_lacks():
    found = drift_of(
        [saw(text("enforce", (MAIL,)), last=16), saw(text("enforce"), org="Google")],
        {"sts_policy": sts_policy("enforce")},
    )
    assert f"does not take {MX2} for yours, and sends nothing there" in found.sentence


def test_the_sentence_about_an_id_says_who_saw_the_newer_text():
    found = drift_of([saw(OLD, last=20), GOOGLE], {})
    assert "5 days after Google saw the live one" in found.sentence
    assert "id was perhaps not changed" in found.sentence


def test_both_policies_stand_side_by_side():
    found = drift_of([saw((*OLD[:3], "max_age: 86400", "nmx: mx2.example.net"), last=16), GOOGLE], {})
    assert found.lines == (
        Difference("mode: testing", "mode: testing"),
        Difference(f"mx: {MAIL}", f"mx: {MAIL}"),
        Difference("", f"mx: {MX2}"),
        Difference("max_age: 86400", "max_age: 604800"),
        Difference("nmx: mx2.example.net", ""),
    )
    assert [line.same for line in found.lines] == [True, True, False, False, False]


def test_tlsa_records_stand_side_by_side():
    found = drift_of([tlsa(KEY, OLD_KEY, domain=MAIL)], {"dane": DANE})
    assert found.lines == (Difference(KEY, KEY), Difference("", NEXT_KEY), Difference(OLD_KEY, ""))


def test_without_anything_live_what_was_seen_is_told_all_the_same():
    found = drifts(seen(saw(), tlsa(KEY, org="Microsoft"), nothing(org="Yahoo")), Published(DOMAIN), now=NOW)
    assert {each.drift for each in found} == {Drift.UNKNOWN}
    assert [each.organization for each in found] == ["Mail.ru", "Microsoft", "Yahoo"]
    assert found[0].lines[0] == Difference("mode: testing", "")
    assert found[1].lines == (Difference(KEY, ""),)
    assert (found[0].mode, found[0].max_age, found[0].mx) == ("testing", 604800, HOSTS)


def test_those_that_differ_come_first():
    found = drifts(seen(saw(org="A"), saw(OLD, last=20, org="B"), nothing(org="C"), saw(org="D")), published(), now=NOW)
    assert [(each.organization, each.differs) for each in found] == [
        ("B", True),
        ("C", True),
        ("A", False),
        ("D", False),
    ]


def test_each_mx_host_under_whose_name_dane_is_reported_is_told():
    found = drifts(seen(tlsa(KEY, domain=MX2), tlsa(OLD_KEY, domain=MAIL)), published(dane=DANE), now=NOW)
    assert {(each.domain, each.drift) for each in found} == {(MAIL, Drift.OLD_TLSA), (MX2, Drift.SAME)}


def test_a_policy_of_another_domain_is_none_of_this_one():
    assert drifts(seen(saw(domain=MAIL)), published(), now=NOW) == ()


def test_a_domain_in_u_labels_is_the_same_domain():
    facts = Published("xn--bcher-kva.example", sts_policy=sts_policy(), sts_record=sts_record(), mx=mx(*HOSTS))
    (found,) = drifts(seen(saw(domain="bücher.example")), facts, now=NOW)
    assert found.drift is Drift.SAME


def test_a_sender_that_could_not_fetch_the_policy_is_said_to():
    reported = seen(nothing(), failures=[failed("sts-policy-fetch-error", host="")])
    (found,) = drifts(reported, published(), now=NOW)
    assert "reports sts-policy-fetch-error as well" in found.sentence


def test_mx_records_that_are_not_known_retire_nothing():
    found = drift_of(
        [saw(text(patterns=("mx9.example.net",)), last=20)],
        {"mx": mx(status=Status.TIMED_OUT), "sts_policy": sts_policy(patterns=("mx9.example.net",))},
    )
    assert found.drift is Drift.SAME


def test_what_strangers_wrote_is_shown_as_one_harmless_line():
    nasty = ("mode: \x1b[31m", f"mx: {'x' * 5000}", "max_age: 9" * 40, *(f"mx: host{n}.example" for n in range(500)))
    found = drift_of([saw(nasty, last=20)], {})
    assert "\x1b" not in repr(found).replace("\\x1b", "\x1b")
    assert len(found.lines) <= 101
    assert all(len(line.seen) <= 300 for line in found.lines)


def test_the_history_of_a_sender_is_told_in_stretches_of_days():
    found = policy_history(seen(saw(first=16), saw(OLD, 1, 16), GOOGLE, tlsa(KEY, domain=MX2)), "Mail.ru")
    assert [(each.domain, each.first, each.last, each.mode, each.max_age) for each in found] == [
        (DOMAIN, on(1), on(16), "testing", 604800),
        (DOMAIN, on(16), on(20), "testing", 604800),
        (MX2, on(15), on(20), "", None),
    ]
    assert found[-1].text == (KEY,)


def test_a_sender_nobody_heard_of_has_no_history():
    assert policy_history(seen(GOOGLE), "Mail.ru") == ()
