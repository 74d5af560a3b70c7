"""Incidents: what is put together, where it stands, who must act, and that the same comes of the same."""

import datetime as dt
import random

import pytest

from tlsrpt_tui.index.tally import FailureDay, SenderDay, Tally
from tlsrpt_tui.triage.card_words import effect
from tlsrpt_tui.triage.incidents import IncidentState, incidents
from tlsrpt_tui.triage.result_types import Owner

NOW = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
EXPIRED, STRIPPED = "certificate-expired", "starttls-not-supported"
MX1, MX2 = "mx1.example.com", "mx2.example.com"


def day(number):
    return dt.date(2026, 10, number)


def failures(who, days, kind=EXPIRED, *, host=MX1, count=40, domain="example.com", **more):
    return [FailureDay(who, domain, host, kind, day(each), count, count, **more) for each in days]


def reports(who, days, *, sessions=1000, domain="example.com", types=("sts",)):
    return [SenderDay(who, domain, day(each), 1, sessions, 0, types) for each in days]


def found(failed, sent, **more):
    tally = Tally(tuple(failed), tuple(sent), day(1), more.pop("newest", day(31)), **more)
    return incidents(tally, now=NOW).all


MONTH = range(1, 32)
PEERS = [*reports("B", MONTH), *reports("C", MONTH), *reports("D", MONTH)]
ALL = [*reports("A", MONTH), *PEERS]


def test_what_several_senders_meet_on_several_days_is_one_incident_with_all_its_numbers():
    (made,) = found([*failures("A", [4, 5, 6]), *failures("B", [5, 6, 7], count=10)], ALL)
    assert (made.domain, made.host, made.result_type) == ("example.com", MX1, EXPIRED)
    assert (made.first, made.last, made.clean_since) == (day(4), day(7), day(8))
    assert [(share.organization, share.failed, share.sessions) for share in made.senders] == [
        ("A", 120, 4000),
        ("B", 30, 4000),
    ]
    assert (made.failed, made.sessions, made.enforced) == (150, 8000, 150)
    assert made.days == ((day(4), 40), (day(5), 50), (day(6), 50), (day(7), 10))


def test_other_hosts_result_types_and_domains_are_other_incidents():
    failed = [
        failure
        for who in "AB"
        for failure in (
            *failures(who, [4, 5]),
            *failures(who, [4, 5], host=MX2),
            *failures(who, [4, 5], "certificate-not-trusted"),
            *failures(who, [4, 5], domain="example.org"),
        )
    ]
    assert len(found(failed, ALL)) == 4


def test_a_pause_of_less_than_a_working_week_is_bridged_and_a_longer_one_is_not():
    assert len(found([*failures("A", [4, 9]), *failures("B", [4, 9])], ALL)) == 1
    first, second = found([*failures("A", [4, 10]), *failures("B", [4, 10])], ALL)
    assert [first.first, second.first] == [day(10), day(4)]


def test_days_without_reports_are_no_clean_days_but_a_fortnight_of_silence_parts():
    sparse = [*reports("A", [2, 12, 31]), *reports("B", [2, 12, 31])]
    assert len(found([*failures("A", [2, 12]), *failures("B", [2, 12])], sparse)) == 1
    silent = [*reports("A", [2, 20]), *reports("B", [2, 20])]
    assert len(found([*failures("A", [2, 20]), *failures("B", [2, 20])], silent)) == 2


def test_dane_under_the_name_of_an_mx_host_belongs_to_the_domain_whose_host_it_is():
    failed = [*failures("A", [4, 5]), *failures("F", [4, 5], domain=MX1, dane=40)]
    (made,) = found(failed, [*ALL, *reports("F", MONTH, domain=MX1, types=("tlsa",))])
    assert made.domain == "example.com"
    assert made.domains == ("example.com", MX1)
    assert made.senders[1].sessions == 2000


def test_the_tally_can_say_whose_host_it_is_where_no_failure_does():
    failed = failures("F", [4, 5], "tlsa-invalid", domain=MX1, host="", dane=40)
    (made,) = found(failed, reports("F", MONTH, domain=MX1, types=("tlsa",)), hosts=((MX1, "example.com"),))
    assert (made.domain, made.host) == ("example.com", MX1)


@pytest.mark.parametrize("pairs", [(), ((MX1, "example.com"), (MX1, "example.org"))])
def test_a_name_that_is_nobodys_or_several_domains_host_stays_as_it_is(pairs):
    failed = failures("F", [4, 5], "tlsa-invalid", domain=MX1, host="")
    (made,) = found(failed, reports("F", MONTH, domain=MX1), hosts=pairs)
    assert made.domain == MX1


def test_a_mail_domain_that_is_an_mx_host_of_another_stays_a_domain():
    failed = [*failures("A", [4], domain="example.com"), *failures("A", [4], domain="example.org", host="example.com")]
    assert {made.domain for made in found(failed, ALL)} == {"example.com", "example.org"}


@pytest.mark.parametrize("kind", ["sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid"])
def test_what_is_about_the_policy_is_at_the_policy_host(kind):
    failed = [*failures("A", [4, 5], kind, host=""), *failures("B", [4, 5], kind, host=MX1)]
    (made,) = found(failed, ALL)
    assert (made.host, made.owner) == ("mta-sts.example.com", Owner.POLICY_HOST)


def test_failures_in_the_newest_reports_are_ongoing():
    (made,) = found([*failures("A", range(20, 31)), *failures("B", range(20, 31))], ALL)
    assert made.state is IncidentState.ONGOING
    assert "need not all be here yet" in made.why


def test_enough_successes_of_the_same_senders_are_a_recovery():
    (made,) = found([*failures("A", [10, 11]), *failures("B", [10, 11])], ALL)
    assert (made.state, made.clean_since) == (IncidentState.RECOVERED, day(12))
    assert made.why == (
        "Since 12 Oct, 40\u00a0000 sessions of all 2 of its senders succeeded on 20 days, and none failed so."
    )


def test_successes_of_others_are_no_recovery():
    (made,) = found([*failures("A", [10, 11]), *failures("B", [10, 11])], [
        *reports("A", range(1, 12)), *reports("B", range(1, 12)), *reports("C", MONTH),
    ])  # fmt: skip
    assert (made.state, made.clean_since) == (IncidentState.QUIET, None)
    assert "None of its senders has reported since 11 Oct" in made.why


def test_too_few_sessions_to_tell_leave_it_quiet():
    sent = [*reports("A", [10, 11]), *reports("B", [10, 11]), *reports("A", [28], sessions=20)]
    (made,) = found([*failures("A", [10, 11], count=20), *failures("B", [10, 11], count=20)], sent)
    assert made.state is IncidentState.QUIET
    assert made.clean_since == day(28)


def test_the_return_of_a_small_part_of_its_senders_is_no_recovery():
    sent = [*reports("A", [10, 11]), *reports("B", MONTH)]
    (made,) = found([*failures("A", [10, 11], count=900), *failures("B", [10, 11], count=50)], sent)
    assert made.state is IncidentState.QUIET
    assert made.why.endswith("those that met it last have not reported again.")


def test_what_has_paused_before_has_to_stay_away_longer():
    failed = [*failures("A", [20, 24]), *failures("B", [20, 24])]
    assert found(failed, ALL, newest=day(31))[0].state is IncidentState.RECOVERED
    sent = [each for each in ALL if each.day <= day(27)]
    (made,) = found(failed, sent, newest=day(27))
    assert made.state is IncidentState.QUIET
    assert "has paused for 3 days before" in made.why


def test_the_newest_day_is_not_all_here_and_no_clean_day_after_a_pause():
    failed = [*failures("A", [20, 24]), *failures("B", [20, 24])]
    sent = [each for each in ALL if each.day <= day(28)]
    assert found(failed, sent, newest=day(28))[0].state is IncidentState.QUIET
    assert found(failed, ALL, newest=day(29))[0].state is IncidentState.RECOVERED


def test_a_sender_that_it_left_early_proves_nothing_for_one_that_still_had_it():
    sent = [*reports("A", MONTH), *reports("B", range(1, 16), sessions=100)]
    failed = [*failures("A", range(5, 11), count=400), *failures("B", range(5, 16), count=90)]
    (made,) = found(failed, sent)
    assert made.state is IncidentState.QUIET
    assert "those that met it last have not reported again" in made.why


def test_what_has_faded_needs_more_sessions_than_what_it_was_at_its_worst():
    faded = [*failures("A", [10], count=500), *failures("A", range(12, 26, 2), count=1)]
    (made,) = found(faded, reports("A", range(1, 30)), newest=day(29))
    assert made.state is IncidentState.QUIET
    assert "too few to tell" in made.why


def test_a_pause_of_too_few_sessions_parts_nothing():
    thin = [each for each in ALL if each.day <= day(10) or each.day >= day(18)]
    few = [*reports("A", range(11, 18), sessions=2), *reports("B", range(11, 18), sessions=2)]
    failed = [*failures("A", [9, 10, 18]), *failures("B", [9, 10, 18])]
    assert len(found(failed, [*thin, *few])) == 1
    assert len(found(failed, ALL)) == 2


def test_what_comes_a_third_time_within_a_fortnight_each_is_one_that_comes_and_goes():
    weekly = [*failures("A", [3, 10, 17, 24]), *failures("B", [3, 10, 17, 24])]
    (made,) = found(weekly, ALL)
    assert (made.first, made.last, made.state) == (day(3), day(24), IncidentState.QUIET)
    assert made.why.endswith("but it has paused for 6 days before.")
    assert len(found([each for each in weekly if each.day in {day(3), day(10)}], ALL)) == 2


def test_noise_at_the_same_host_does_not_lengthen_an_incident():
    passing = [*failures("A", [2], count=1), *failures("A", [25], count=1)]
    made = found([*passing, *failures("A", [10, 11]), *failures("B", [10, 11])], ALL)
    assert [each.state for each in made] == [IncidentState.RECOVERED, IncidentState.NOISE, IncidentState.NOISE]
    assert (made[0].first, made[0].last) == (day(10), day(11))


def test_background_of_several_senders_is_noise_and_what_comes_every_day_is_not():
    background = [failure for place, who in enumerate("ABCD") for failure in failures(who, [3 + 3 * place], count=1)]
    (made,) = found(background, ALL)
    assert made.state is IncidentState.NOISE
    assert made.why.startswith("A judgement: 4 senders, 4 days, 4 of their 40\u00a0000 sessions.")
    (made,) = found(failures("A", MONTH, count=1), [*reports("A", MONTH, sessions=4000), *PEERS])
    assert made.state is IncidentState.ONGOING


def test_one_sender_one_day_and_few_sessions_are_noise_said_to_be_a_judgement():
    (made,) = found(failures("A", [9], count=3), ALL)
    assert made.state is IncidentState.NOISE
    assert made.why.startswith("A judgement: one sender, one day, 3 of its 1\u00a0000 sessions.")


@pytest.mark.parametrize(
    ("failed", "sessions"),
    [
        (failures("A", [9], count=4), 1000),
        (failures("A", [9, 10], count=1), 1000),
        ([*failures("A", [9], count=1), *failures("B", [9], count=1)], 1000),
        (failures("A", [9], count=3), 20),
    ],
)
def test_more_sessions_days_senders_or_a_larger_share_are_no_noise(failed, sessions):
    (made,) = found(failed, [*reports("A", MONTH, sessions=sessions), *PEERS])
    assert made.state is not IncidentState.NOISE


def test_senders_that_agree_make_it_the_receivers():
    (made,) = found([*failures("A", [4, 5]), *failures("B", [4, 5])], ALL)
    assert made.owner is Owner.RECEIVER
    assert made.because.startswith("2 senders agree: A and B;")


def test_one_sender_alone_while_others_are_well_served_is_its_own_or_the_paths():
    here = {"networks": 1, "network": 7}
    failed = [failure for host in (MX1, MX2) for failure in failures("A", range(20, 32), STRIPPED, host=host, **here)]
    (made,) = found(failed, ALL)
    assert made.owner is Owner.SENDER
    assert (made.host, made.hosts, made.place) == ("", (MX1, MX2), "mx1.example.com and 1 more")
    assert "3 others had 36\u00a0000 sessions without it" in made.because
    assert "A suspicion, no proof: something on that path may strip STARTTLS" in made.because
    assert "From one network: look at that sender and its path first" in made.because


def test_a_passing_failure_of_a_second_sender_does_not_make_two_agree():
    failed = [*failures("A", range(20, 32), STRIPPED), *failures("B", [25], STRIPPED, count=1)]
    (made,) = found(failed, ALL)
    assert made.owner is Owner.SENDER


@pytest.mark.parametrize(("networks", "owner"), [(1, Owner.SENDER), (0, Owner.RECEIVER), (2, Owner.RECEIVER)])
def test_two_senders_of_one_network_are_one_witness(networks, owner):
    failed = [failure for who in "AE" for failure in failures(who, range(20, 30), networks=networks, network=7)]
    (made,) = found(failed, [*ALL, *reports("E", MONTH)])
    assert made.owner is owner


def test_two_networks_are_two_witnesses_and_the_others_are_told_of():
    failed = [*failures("A", [4, 5], networks=1, network=7), *failures("E", [4, 5], networks=1, network=8)]
    (made,) = found(failed, [*ALL, *reports("E", MONTH)])
    assert made.owner is Owner.RECEIVER
    assert made.because == (
        "2 senders agree: A and E; what several meet lies on your side. 3 others had 6\u00a0000 sessions without it."
    )


def test_one_sender_in_several_spellings_agrees_with_nobody():
    names = ("Example Inc.", "EXAMPLE, inc", "Example LLC")
    failed = [failure for place, name in enumerate(names) for failure in failures(name, [4 + place])]
    sent = [report for place, name in enumerate(names) for report in reports(name, [4 + place, 20])]
    (made,) = found(failed, [*PEERS, *sent])
    assert made.owner is Owner.SENDER


def test_two_senders_against_ten_are_looked_at_first_and_against_nine_they_agree():
    failed = [*failures("Old", [4, 5]), *failures("Older", [4, 5])]
    sent = [*reports("Old", MONTH), *reports("Older", MONTH)]
    nine = [each for number in range(9) for each in reports(f"Peer {number}", MONTH)]
    assert found(failed, [*sent, *nine])[0].owner is Owner.RECEIVER
    assert found(failed, [*sent, *nine, *reports("Peer 9", MONTH)])[0].owner is Owner.SENDER


def test_the_first_night_is_not_blamed_on_who_reports_first():
    (made,) = found(failures("A", [31]), ALL)
    assert made.owner is Owner.RECEIVER
    assert "it began on 31 Oct, and the others' reports need not all be here yet" in made.because
    assert "not certain" in made.because
    assert found(failures("A", [29, 30, 31]), ALL)[0].owner is Owner.SENDER


def test_an_expired_certificate_that_one_sender_meets_is_not_certain():
    (made,) = found(failures("A", [10, 11, 12]), ALL)
    assert made.because.endswith("nobody else meets: not certain, as a certificate ends for all.")


@pytest.mark.parametrize(("kind", "host"), [("validation-failure", MX1), (EXPIRED, MX2)])
def test_who_fails_beside_it_in_another_way_or_place_clears_nobody(kind, host):
    made = found([*failures("A", range(4, 9)), *failures("B", range(4, 9), kind, host=host)], ALL)
    assert {each.owner for each in made} == {Owner.RECEIVER}
    assert "B fails at the same time" in next(each for each in made if each.senders[0].organization == "A").because


def test_trouble_of_others_on_few_of_its_days_is_not_beside_it():
    beside = [failure for who in "BCD" for failure in failures(who, range(4, 7))]
    made = found([*failures("A", range(4, 28), STRIPPED), *beside], ALL)
    assert {each.result_type: each.owner for each in made} == {STRIPPED: Owner.SENDER, EXPIRED: Owner.RECEIVER}


def test_the_first_night_at_several_hosts_is_one_incident():
    (made,) = found([*failures("A", [31]), *failures("A", [31], host=MX2)], ALL)
    assert (made.owner, made.hosts) == (Owner.RECEIVER, (MX1, MX2))


@pytest.mark.parametrize(
    ("untold", "words"),
    [
        (0, ["No policy was enforced: these senders delivered all the same."]),
        (
            80,
            ["Not certain: no report tells the mode of the policy.", "Refused under enforce, delivered under testing."],
        ),
        (30, ["Not certain: of 30 of 80 no report tells the mode.", "The others were delivered all the same."]),
    ],
)
def test_a_mode_that_nobody_tells_is_not_called_delivered(untold, words):
    failed = [FailureDay("A", "example.com", MX1, EXPIRED, day(each), 40, 0, untold=untold // 2) for each in (30, 31)]
    (made,) = found(failed, ALL)
    assert made.untold == untold
    assert list(effect(made)) == words


def test_failures_without_a_host_are_of_the_only_host_that_is_named():
    failed = [*failures("A", [4, 5]), *failures("B", [4, 5], host="")]
    (made,) = found(failed, ALL)
    assert (made.host, made.hosts, made.owner) == (MX1, ("", MX1), Owner.RECEIVER)
    assert len(found([*failed, *failures("C", [4, 5], host=MX2)], ALL)) == 3


def test_failures_without_a_host_at_another_time_are_of_no_host():
    made = found([*failures("A", [4, 5]), *failures("B", [24, 25], host="")], ALL)
    assert [each.host for each in made] == ["", MX1]


def test_a_sender_that_reports_alone_does_not_clear_the_receiver():
    (made,) = found(failures("A", [4, 5, 6]), reports("A", MONTH))
    assert made.owner is Owner.RECEIVER
    assert "not certain" in made.because


def test_senders_without_dane_say_nothing_about_dane():
    failed = failures("A", [4, 5, 6], "tlsa-invalid", dane=40)
    (made,) = found(failed, [*reports("A", MONTH, types=("sts", "tlsa")), *PEERS])
    assert made.owner is Owner.RECEIVER_AND_DNS
    dane = [*reports("E", MONTH, types=("tlsa",)), *reports("F", MONTH, types=("tlsa",))]
    (made,) = found(failed, [*reports("A", MONTH, types=("sts", "tlsa")), *PEERS, *dane])
    assert made.owner is Owner.SENDER


def test_a_policy_that_does_not_name_the_host_is_the_policy_hosts():
    failed = [*failures("A", [4, 5], "validation-failure", unnamed=40), *failures("B", [4], "validation-failure")]
    (made,) = found(failed, ALL)
    assert made.owner is Owner.POLICY_HOST
    assert "80 of 120 failures" in made.because


def test_a_single_sender_that_says_so_may_hold_an_old_policy():
    (made,) = found(failures("A", [4, 5], "validation-failure", host="", unnamed=40), ALL)
    assert made.owner is Owner.POLICY_HOST
    assert made.because.endswith("a policy that does not name the MX host. Met by A. It may hold an old policy.")


@pytest.mark.parametrize("kind", ["(no details)", "quantum-flux"])
def test_of_what_nobody_knows_nobody_is_named(kind):
    (made,) = found(failures("A", [4, 5, 6], kind, host=""), ALL)
    assert made.owner is Owner.UNKNOWN


def test_what_needs_somebody_comes_first_and_noise_last():
    failed = [
        *failures("A", [2], "validation-failure", count=2),
        *failures("A", [4, 5]),
        *failures("B", [4, 5]),
        *failures("A", [30, 31], host=MX2),
        *failures("B", [30, 31], host=MX2),
    ]
    states = [made.state for made in found(failed, ALL)]
    assert states == [IncidentState.ONGOING, IncidentState.RECOVERED, IncidentState.NOISE]


def test_a_failure_without_a_readable_date_is_kept_and_said_to_have_none():
    failed = [FailureDay("A", "example.com", MX1, EXPIRED, None, 7, 0)]
    (made,) = found(failed, [])
    assert (made.first, made.last, made.failed, made.days) == (None, None, 7, ())
    assert made.state is IncidentState.QUIET
    assert made.why == "No report about it has a readable date, so nobody can tell."


def test_without_failures_there_is_nothing():
    assert found([], ALL) == ()
    assert incidents(Tally(), now=NOW).all == ()


def test_the_order_in_which_failures_come_decides_nothing():
    failed = [
        *failures("A", range(5, 12)),
        *failures("B", range(5, 30, 7), count=5),
        *failures("C", [20, 21, 22], STRIPPED),
        *failures("C", [21, 25], STRIPPED, host=MX2),
        *failures("D", [9], count=1),
        FailureDay("A", "example.com", MX1, EXPIRED, None, 7, 0),
    ]
    first = found(failed, ALL)
    for seed in range(5):
        dice = random.Random(seed)  # noqa: S311  not a secret
        mixed, sent = dice.sample(failed, len(failed)), dice.sample(ALL, len(ALL))
        assert found(mixed, sent) == first
