"""What changed between two periods, by the sums and the policies that reports give."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.tui.seat import NOW, sample
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.seen import PolicyDay, PolicySeen
from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.index.view import View
from tlsrpt_tui.triage.changes import Kind, changes
from tlsrpt_tui.triage.comparison import Asked, compared, newest_day, periods_of
from tlsrpt_tui.triage.periods import Period, Periods, beside, ending, length_of
from tlsrpt_tui.triage.policy_stories import policy_stories

FIRST = dt.date(2026, 10, 1)
WEEKS = Periods(Period(FIRST, dt.date(2026, 10, 7)), Period(dt.date(2026, 10, 8), dt.date(2026, 10, 14)))
LATER = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
STS = ("version: STSv1", "mode: testing", "mx: mx1.example.com", "max_age: 86400")


def day(number):
    return FIRST + dt.timedelta(days=number - 1)


def failure(number, sessions, *, result="certificate-expired", host="mx1.example.com", sender="Alpenpost AG"):
    return FailureDay(sender, "example.com", host, result, day(number), sessions, 0)


def traffic(numbers, successful=1000, failed=0, sender="Alpenpost AG", domain="example.com"):
    return [SenderDay(sender, domain, day(number), 1, successful, failed) for number in numbers]


def held(failures, days, *, seen=(), past=(), now=LATER, periods=WEEKS):
    """Hold the second week against the first."""
    parts = [
        Tally(
            tuple(one for one in failures if period.holds(one.day)),
            tuple(one for one in days if period.holds(one.day)),
            first=FIRST,
        )
        for period in (periods.before, periods.after)
    ]
    return changes(*parts, seen, now=now, past=Tally(days=tuple(past or days)), periods=periods)


def only(found, kind):
    (change,) = found.all
    assert change.kind is kind
    return change


BOTH = [*traffic(range(1, 15))]


# Failures


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (0, 50, Kind.NEW),
        (50, 0, Kind.GONE),
        (50, 75, Kind.GROWN),
        (50, 74, None),
        (75, 50, Kind.SHRUNK),
        (74, 50, None),
        (5, 14, None),
        (5, 15, Kind.GROWN),
        (15, 5, Kind.SHRUNK),
        (50, 50, None),
    ],
)
def test_a_failure_is_new_gone_grown_or_shrunk_by_stated_thresholds(before, after, kind):
    failures = [one for one in (failure(3, before), failure(10, after)) if one.sessions]
    found = held(failures, BOTH).all
    assert [change.kind for change in found] == ([kind] if kind else [])
    if kind:
        assert (found[0].before, found[0].after, found[0].sessions_before) == (before, after, 7000)


def test_twice_the_failures_of_twice_the_sessions_are_no_change():
    days = [*traffic(range(1, 8), 1000), *traffic(range(8, 15), 2000)]
    assert not held([failure(3, 100), failure(10, 200)], days).all


def test_as_many_failures_of_half_the_sessions_have_grown():
    days = [*traffic(range(1, 8), 1000), *traffic(range(8, 15), 501)]
    change = only(held([failure(3, 100), failure(10, 100)], days), Kind.GROWN)
    assert "1.4% to 2.9% of these senders' sessions" in change.sentence


def test_the_sessions_of_senders_that_never_met_it_do_not_count():
    days = [*BOTH, *traffic(range(8, 15), 9000, sender="Kiosk Mail"), *traffic(range(1, 8), 9, sender="Kiosk Mail")]
    assert only(held([failure(3, 100), failure(10, 200)], days), Kind.GROWN).sessions_after == 7000


def test_a_few_failures_of_one_sender_on_one_day_may_be_chance_and_come_last():
    few = failure(9, 3, host="mx2.example.com")
    found = held([few, failure(9, 4), failure(10, 4)], BOTH).all
    assert [(change.mx_host, change.minor) for change in found] == [
        ("mx1.example.com", False),
        ("mx2.example.com", True),
    ]
    assert "so few that it may be chance" in found[1].sentence


def test_what_nobody_could_have_seen_since_is_not_said_to_be_over():
    days = [*BOTH, *traffic(range(1, 5), sender="Kiosk Mail")]
    (change,) = held([failure(3, 80, sender="Kiosk Mail")], days).of(Kind.GONE)
    assert change.minor
    assert "not known since, for Kiosk Mail sent no report on the domain" in change.sentence


def test_failing_to_fetch_the_policy_is_one_failure_whatever_the_mx_host():
    failures = [failure(9, 20, result="sts-policy-fetch-error", host=host) for host in ("mx1.example.com", "")]
    change = only(held(failures, BOTH), Kind.NEW)
    assert change.after == 40
    assert change.sentence.startswith("sts-policy-fetch-error at mta-sts.example.com: 40 sessions failed on 9 Oct")


def test_a_failure_without_a_date_is_in_no_period():
    undated = replace(held([], BOTH), all=()).all
    assert not undated
    lost = FailureDay("Alpenpost AG", "example.com", "", "tlsa-invalid", None, 50, 0)
    assert not changes(Tally((lost,), tuple(BOTH[:7])), Tally((lost,), tuple(BOTH[7:])), now=LATER, periods=WEEKS).all


def test_dane_under_the_name_of_an_mx_host_belongs_to_its_domain():
    days = [*BOTH, *traffic(range(1, 15), sender="Fjordpost AS", domain="mx1.example.com")]
    dane = FailureDay("Fjordpost AS", "mx1.example.com", "", "certificate-expired", day(9), 30, 30)
    change = only(held([failure(9, 10), dane], days), Kind.NEW)
    assert (change.domain, change.mx_host, change.after) == ("example.com", "mx1.example.com", 40)


# Senders


def test_a_daily_sender_is_silent_beyond_the_lag_of_reports():
    for last, silent in ((14, False), (12, False), (11, True), (8, True), (2, False)):
        days = [*BOTH, *traffic(range(1, last + 1), sender="Northwind Mail")]
        found = held([], days).of(Kind.SILENT)
        assert bool(found) is silent, last
        for change in found:
            assert change.days == 14 - last
            assert f"no report for {14 - last} days, since {last} Oct".replace("\u00a0", " ") in change.sentence


def test_a_sender_with_pauses_is_given_twice_its_longest():
    past = [*traffic(range(-29, 15)), *traffic((-20, -16, -12, -8, -4, 0, 4, 6), sender="Kiosk Mail")]
    assert not held([], BOTH, past=past).of(Kind.SILENT)
    past = [*traffic(range(-29, 15)), *traffic((-20, -18, -16, -14, -12, -10, -8, 2, 4), sender="Kiosk Mail")]
    assert not held([], BOTH, past=past).of(Kind.SILENT)
    past = [*traffic(range(-29, 15)), *traffic(range(-20, 6, 2), sender="Kiosk Mail")]
    assert [change.days for change in held([], BOTH, past=past).of(Kind.SILENT)] == [10]


def test_days_on_which_nobody_reported_are_no_silence():
    days = [*traffic(range(1, 12)), *traffic(range(1, 12), sender="Northwind Mail")]
    assert not held([], days).of(Kind.SILENT)


def test_who_fell_silent_long_ago_is_not_told_again():
    past = [*traffic(range(-29, 15)), *traffic(range(-29, -5), sender="Northwind Mail")]
    assert not held([], BOTH, past=past).of(Kind.SILENT)


def test_who_reports_for_the_first_time_is_new():
    days = [*BOTH, *traffic((9, 10), 50, sender="Bramble Hosting")]
    change = only(held([], days), Kind.NEW_SENDER)
    assert (change.organizations, change.after, change.first) == (("Bramble Hosting",), 100, day(9))


def test_nobody_is_new_where_reports_do_not_reach_back():
    days = [*traffic(range(3, 15)), *traffic((9, 10), sender="Bramble Hosting")]
    assert not held([], days).of(Kind.NEW_SENDER)


def test_successes_that_fall_to_half_are_told_by_week_and_not_by_day():
    days = [*traffic(range(1, 8), 1000), *traffic(range(8, 15), 400, 10)]
    change = only(held([], days), Kind.DROP)
    assert (change.before, change.after, change.domain) == (7000, 2800, "example.com")
    assert not held([], days, periods=beside(Period(day(8), day(8)))).of(Kind.DROP)


def test_fewer_days_with_reports_are_no_drop():
    assert not held([], [*traffic(range(1, 8)), *traffic((8, 9))]).of(Kind.DROP)


def test_a_sender_may_fall_silent_on_one_domain_and_go_on_with_others():
    past = [*traffic(range(-29, 15)), *traffic(range(-29, 15), domain="example.net")]
    steady = [*past, *traffic(range(-29, 9), 400, sender="Kiosk Mail")]
    (change,) = held([], BOTH, past=[*steady, *traffic(range(-29, 15), sender="Kiosk Mail", domain="example.net")]).of(
        Kind.SILENT
    )
    assert (change.organizations, change.domain, change.days) == (("Kiosk Mail",), "example.com", 6)
    assert change.sentence.startswith("Kiosk Mail fell silent on example.com: no report for 6")
    assert "though it reports on other domains" in change.sentence
    # Without the others it is silent altogether, and told once.
    assert [change.domain for change in held([], BOTH, past=steady).of(Kind.SILENT)] == [""]


@pytest.mark.parametrize(("last", "seldom"), [(12, 1), (8, 4)])
def test_a_day_without_mail_for_one_domain_is_no_silence(last, seldom):
    past = [*BOTH, *traffic(range(-29, last + 1, seldom), sender="Kiosk Mail")]
    past += traffic(range(-29, 15), sender="Kiosk Mail", domain="example.net")
    assert not held([], BOTH, past=past).of(Kind.SILENT)


def test_senders_that_are_not_in_yet_are_counted():
    past = [*traffic(range(-6, 15)), *traffic(range(-6, 14), sender="Kiosk Mail"), *traffic((1, 2), sender="Seldom")]
    soon = dt.datetime(2026, 10, 15, 1, tzinfo=dt.UTC)
    yesterday = beside(Period(day(14), day(14)))
    found = held([], past, past=past, now=soon, periods=yesterday)
    assert found.awaited == 1
    assert "1 of 2" in found.uncertain
    assert held([], past, past=past, now=soon + dt.timedelta(days=3), periods=yesterday).awaited == 0
    assert held([], past, past=past, now=soon).awaited == 0


# Policies


def seen(  # noqa: PLR0913  a test says only what it is about
    text, first, last, *, sender="Google Inc.", kind="sts", mode="testing", domain="example.com", without=()
):
    days = tuple(PolicyDay(day(number), 1, 10, 1) for number in range(first, last + 1) if number not in without)
    return PolicySeen(
        sender, domain, kind, mode, tuple(text), day(first), day(last), len(days), 10 * len(days), len(days), days
    )


def test_a_new_mode_is_told_once_for_all_who_saw_it():
    enforce = [line.replace("testing", "enforce") for line in STS]
    policies = [
        one
        for sender in ("Google Inc.", "Kiosk Mail")
        for one in (seen(STS, 1, 9, sender=sender), seen(enforce, 10, 14, sender=sender, mode="enforce"))
    ]
    change = only(held([], BOTH, seen=policies), Kind.POLICY)
    assert change.organizations == ("Google Inc.", "Kiosk Mail")
    assert "mode testing → enforce; seen since 10" in change.sentence
    assert [(line.mark, line.text) for line in change.lines if line.mark] == [
        ("-", "mode: testing"),
        ("+", "mode: enforce"),
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([*STS[:3], "mx: mx2.example.com", STS[3]], "+ mx mx2.example.com"),
        ([STS[0], STS[1], "mx: mx2.example.com", STS[3]], "+ mx mx2.example.com, - mx mx1.example.com"),
        ([*STS[:3], "max_age: 604800"], "max_age 1 day → 7 days"),
        ([*STS, "nmx: oops"], "other lines: nmx: oops"),
        ([STS[3], STS[2].upper(), *STS[:2]], ""),
    ],
)
def test_what_differs_is_said_and_the_order_of_lines_is_nothing(lines, words):
    found = held([], BOTH, seen=[seen(STS, 1, 9), seen(lines, 10, 14)]).of(Kind.POLICY)
    assert [words in change.sentence.replace("\u00a0", " ") for change in found] == ([True] if words else [])


def test_new_tlsa_records_are_counted():
    old, new = "3 1 1 " + "ab" * 32, "3 1 1 " + "cd" * 32
    policies = [seen([old], 1, 9, kind="tlsa", mode=""), seen([old.upper(), new], 10, 14, kind="tlsa", mode="")]
    assert "1 TLSA record new" in only(held([], BOTH, seen=policies), Kind.POLICY).sentence.replace("\u00a0", " ")


def test_a_policy_that_is_no_longer_found_is_a_change():
    policies = [seen(STS, 1, 9), seen((), 10, 14, kind="no-policy-found", mode="")]
    assert "sts policy no longer found" in only(held([], BOTH, seen=policies), Kind.POLICY).sentence


ENFORCE = [line.replace("testing", "enforce") for line in STS]


def test_a_policy_that_came_back_is_told_in_the_period_in_which_it_did():
    policies = [seen(STS, 1, 14, without=range(5, 10)), seen(ENFORCE, 5, 9, mode="enforce")]
    change = only(held([], BOTH, seen=policies), Kind.POLICY)
    assert "mode enforce → testing; seen since 10" in change.sentence
    assert (change.first, change.last, change.sessions_before, change.sessions_after) == (day(10), day(14), 55, 55)


def test_an_old_policy_that_is_still_seen_beside_the_new_one_did_not_come_back():
    policies = [seen(STS, 1, 11, without=(10,)), seen(ENFORCE, 9, 14, mode="enforce")]
    assert "mode testing → enforce" in only(held([], BOTH, seen=policies), Kind.POLICY).sentence


def test_a_policy_that_is_found_again_is_a_change():
    policies = [seen(STS, 1, 14, without=range(5, 10)), seen((), 5, 9, kind="no-policy-found", mode="")]
    assert "sts policy found, none before" in only(held([], BOTH, seen=policies), Kind.POLICY).sentence


def test_a_policy_that_came_back_has_a_chapter_for_each_time_with_its_own_numbers():
    (story,) = policy_stories([seen(STS, 1, 14, without=range(5, 10)), seen(ENFORCE, 5, 9, mode="enforce")])
    told = [(chapter.stretch.first, chapter.stretch.last, chapter.stretch.reports) for chapter in story.chapters]
    assert told == [(day(1), day(4), 4), (day(5), day(9), 5), (day(10), day(14), 5)]
    assert [chapter.difference for chapter in story.chapters] == [
        "",
        "mode testing → enforce",
        "mode enforce → testing",
    ]


def test_a_day_without_a_report_parts_nothing():
    (story,) = policy_stories([seen(STS, 1, 14, without=range(3, 10))])
    assert len(story.chapters) == 1


def test_days_that_are_too_many_to_be_told_belong_to_the_first_time():
    long = replace(seen(STS, 6, 14, without=(8,)), first=day(1), reports=100, successful=1000)
    (story,) = policy_stories([long, seen(ENFORCE, 3, 8, mode="enforce")])
    told = [(chapter.stretch.first, chapter.stretch.last, chapter.stretch.reports) for chapter in story.chapters]
    assert told == [(day(1), day(7), 94), (day(3), day(8), 6), (day(9), day(14), 6)]


def test_what_changed_in_another_period_is_not_told():
    enforce = [line.replace("testing", "enforce") for line in STS]
    assert not held([], BOTH, seen=[seen(STS, 1, 2), seen(enforce, 3, 14, mode="enforce")]).all


# The whole


def test_the_order_is_that_of_importance_whatever_the_order_of_the_sums():
    failures = [failure(9, 30, host=f"mx{number}.example.com") for number in range(5)]
    failures += [failure(3, 50, result="tlsa-invalid"), failure(10, 900, result="dnssec-invalid")]
    days = [*BOTH, *traffic(range(1, 9), sender="Northwind Mail")]
    found = held(failures, days)
    assert found == held(failures[::-1], days[::-1])
    assert [change.kind for change in found.all] == [*[Kind.NEW] * 6, Kind.SILENT, Kind.GONE]
    assert found.all[0].result_type == "dnssec-invalid"


def test_it_says_what_it_cannot_know():
    assert "no report of the period before" in held([failure(9, 30)], BOTH[7:]).uncertain
    assert not held([failure(9, 30)], BOTH[7:]).of(Kind.NEW)
    assert "no report of this period" in held([failure(3, 30)], BOTH[:7]).uncertain
    soon = dt.datetime(2026, 10, 15, 1, tzinfo=dt.UTC)
    assert "a day or two late" in held([], BOTH, now=soon).uncertain
    assert not held([], BOTH).uncertain


# Which days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("day", 1),
        ("week", 7),
        ("month", 30),
        ("30d", 30),
        ("2w", 14),
        ("", None),
        ("0d", None),
        ("9999w", None),
        ("x", None),
    ],
)
def test_lengths(text, days):
    assert length_of(text) == days


def test_periods_end_with_the_newest_day_and_the_filter_comes_first():
    def picked(text, **asked):
        return periods_of(View.parse(text), Asked(**asked), day(14), LATER)

    assert picked("") == WEEKS
    assert picked("", steps=-1).after == WEEKS.before
    assert picked("since:2026-10-10").after == Period(day(10), day(14))
    assert picked("until:2026-10-12").after == Period(day(6), day(12))
    assert picked("on:2026-10-10").before == Period(day(9), day(9))
    assert picked("", against=Period(day(1), day(2))).before == Period(day(1), day(2))
    with pytest.raises(UsageError):
        picked("since:2026-10-10 until:2026-10-01")
    with pytest.raises(UsageError):
        picked("until:0001-01-03")
    assert ending(dt.date(1, 1, 3), 7).first == dt.date.min


# The sample reports


def test_the_silent_sender_of_the_sample_reports_is_found():
    found = compared(sample(), View(), Asked(), now=NOW)
    assert found.periods == Periods(Period(day(18), day(24)), Period(day(25), day(31)))
    (silent,) = found.of(Kind.SILENT)
    assert (silent.organizations, silent.days, silent.last) == (("Northwind Mail",), 13, day(18))
    assert not found.of(Kind.NEW, Kind.GROWN, Kind.DROP, Kind.POLICY)


def test_each_story_of_the_sample_reports_is_one_change_in_its_week():
    engine = sample()

    def of(text):
        found = compared(engine, View.parse(text), Asked(), now=NOW)
        return {(change.result_type, change.mx_host): change for change in found.of(Kind.NEW) if not change.minor}

    expired = of("since:2026-10-13 until:2026-10-16")["certificate-expired", "mx1.example.com"]
    assert (expired.domain, len(expired.organizations), expired.first) == ("example.com", 11, day(13))
    retired = of("since:2026-10-05 until:2026-10-08")["validation-failure", "mx-new.example.org"]
    assert (retired.domain, retired.first) == ("example.org", day(6))
    kiosk = of("since:2026-10-08 until:2026-10-14")
    assert kiosk["starttls-not-supported", "mx2.example.com"].organizations == ("Kiosk Mail",)


def test_a_day_that_is_not_over_is_not_the_newest():
    engine = sample()
    assert newest_day(engine, dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC)) == day(30)
    assert newest_day(engine, dt.datetime(2025, 1, 1, tzinfo=dt.UTC)) == day(31)
