"""The card of an incident: what it says in which state, and what it does not claim."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from tests.triage.test_incidents import ALL, MX1, MX2, NOW, STRIPPED, failures, found
from tlsrpt_tui.index.tally import Contact, Count, Evidence, FailureDay
from tlsrpt_tui.output.handover import handover_of
from tlsrpt_tui.reports.model import ResultType
from tlsrpt_tui.triage.card import card_of, commands_of
from tlsrpt_tui.triage.result_types import Owner

NEWEST = dt.date(2026, 10, 31)
POLICY = "version: STSv1\nmode: enforce\nmx: mx-old.example.com\nmax_age: 604800"


def incident(days=(29, 30, 31), kind="certificate-expired", **more):
    return found([*failures("A", days, kind, **more), *failures("B", days, kind, **more)], ALL)[0]


def said(card, label):
    texts, head = [], ""
    for each, text in card.lines:
        head = each or head
        texts += [text] if head == label else []
    return " ".join(texts)


def test_the_lines_come_in_their_order_and_each_label_once():
    card = card_of(incident(), None, now=NOW)
    labels = [label for label, _ in card.lines if label]
    assert labels == ["Means", "Who acts", "Evidence", "Effect", "Next", "Fix"]
    assert card.title == f"certificate-expired · example.com · {MX1}"
    assert card.since == "since Thu 29 Oct"


def test_the_share_is_of_the_senders_sessions_to_the_domain():
    card = card_of(incident(), None, now=NOW)
    assert "240 of 6\u00a0000 sessions of its senders to example.com (4.0%)." in said(card, "Evidence")


def test_overlapping_details_have_no_share():
    failed = [*failures("A", [30, 31], count=1500), *failures("B", [30, 31], count=1500)]
    card = card_of(found(failed, ALL)[0], None, now=NOW)
    assert "6\u00a0000 reported failures in 4\u00a0000 sessions" in said(card, "Evidence")
    assert "%" not in said(card, "Evidence")


def test_a_host_that_did_not_fail_so_is_named_and_in_a_table():
    evidence = Evidence(other_hosts=(Count(MX2, 0),), receiving_ips=(Count("192.0.2.10", 240),))
    card = card_of(incident(), evidence, now=NOW)
    assert f"At {MX2} nothing failed so." in said(card, "Evidence")
    assert [table.title for table in card.tables] == ["Senders", "Received at", "Same failure at the other MX hosts"]


def test_senders_are_told_by_their_last_three_days():
    table = card_of(incident(range(20, 32)), None, now=NOW).tables[0]
    assert table.heads == ("Sender", "29 Oct", "30 Oct", "31 Oct", "failed")
    assert table.rows[0] == ("A", "40", "40", "40", "480")


def test_a_known_reason_is_told_in_plain_words_beside_what_was_sent():
    evidence = Evidence(reasons=(Count("X509_V_ERR_CERT_HAS_EXPIRED", 5), Count("so it is", 2), Count("", 1)))
    (table,) = (each for each in card_of(incident(), evidence, now=NOW).tables if each.title.startswith("As the"))
    assert [row[0] for row in table.rows] == [
        "“X509_V_ERR_CERT_HAS_EXPIRED”: the certificate has expired",
        "“so it is”",
        "no reason given",
    ]


def test_under_testing_the_mail_was_delivered():
    failed = [FailureDay(who, "example.com", MX1, "certificate-expired", dt.date(2026, 10, 31), 40, 0) for who in "AB"]
    assert "delivered all the same" in said(card_of(found(failed, ALL)[0], None, now=NOW), "Effect")
    assert "these senders refuse" in said(card_of(incident(), None, now=NOW), "Effect")


def test_a_policy_that_does_not_name_the_host_is_what_has_to_be_mended():
    made = incident(kind="validation-failure", unnamed=40)
    evidence = Evidence(policies=(Count(POLICY, 240),))
    card = card_of(made, evidence, now=NOW)
    assert said(card, "Means").startswith(f"Senders hold a policy without {MX1} (RFC 8461 §4.1).")
    assert said(card, "Fix").startswith(f"Name {MX1} in the policy, then change the id")
    assert any(command.startswith("curl ") for command in commands_of(made, evidence))
    page = handover_of(made, card, evidence)
    assert "    mx: mx-old.example.com\n" in page
    assert "- RFC 8461 §8.1" in page


def test_one_senders_incident_has_commands_for_each_host_and_nothing_to_mend():
    failed = [*failures("A", range(20, 32), STRIPPED), *failures("A", range(20, 32), STRIPPED, host=MX2)]
    (made,) = found(failed, ALL)
    card = card_of(made, None, now=NOW)
    assert said(card, "Who acts").startswith("A, or whoever runs the path from there.")
    assert said(card, "Fix").startswith("Nothing of yours while others are served well")
    assert sum("-starttls smtp" in command for command in commands_of(made, None)) == 2


def one_senders(evidence):
    failed = [*failures("A", range(20, 32), STRIPPED), *failures("A", range(20, 32), STRIPPED, host=MX2)]
    (made,) = found(failed, ALL)
    return made, card_of(made, evidence, now=NOW)


def test_who_has_to_be_asked_is_told_with_its_contact():
    evidence = Evidence(contacts=(Contact("A", "tls@a.example"), Contact("B", "tls@b.example")))
    made, card = one_senders(evidence)
    told = said(card, "Next")
    assert told.startswith("Ask A what it meets")
    assert told.index("Contact of A: tls@a.example. ") < told.index("Look at ")
    assert "b.example" not in told
    assert "Contact of A: tls`@`a.example." in handover_of(made, card, evidence)


def test_where_reports_name_no_contact_that_is_said_once_it_is_known():
    assert "Contact of A: its reports name none." in said(one_senders(Evidence())[1], "Next")
    assert "Contact" not in said(one_senders(None)[1], "Next")


def test_a_contact_can_do_nothing_and_takes_no_more_than_a_line():
    evidence = Evidence(contacts=(Contact("A", "\x1b[2J\n" + "x" * 5000),))
    (line,) = (text for _, text in one_senders(evidence)[1].lines if text.startswith("Contact of"))
    assert line.isprintable()
    assert len(line) < 200


def test_where_the_receiver_acts_no_sender_is_asked():
    evidence = Evidence(contacts=(Contact("A", "tls@a.example"),))
    assert "Contact" not in said(card_of(incident(), evidence, now=NOW), "Next")


def test_where_nobody_knows_what_failed_up_to_three_senders_are_asked():
    failed = [row for who in "ABCD" for row in failures(who, [29, 30, 31], "(no details)", host="")]
    (made,) = found(failed, ALL)
    evidence = Evidence(contacts=tuple(Contact(who, f"tls@{who}.example") for who in "ABCD"))
    assert said(card_of(made, evidence, now=NOW), "Next").count("Contact of") == 3


@pytest.mark.parametrize("domain", ["$(reboot).example", "-x", "a b.example", ""])
def test_no_name_that_a_stranger_made_up_gets_into_a_command(domain):
    failed = [*failures("A", [30, 31], domain=domain, host=""), *failures("B", [30, 31], domain=domain, host="")]
    (made,) = found(failed, [])
    assert not any("reboot" in command or " -x" in command for command in commands_of(made, None))


def test_what_belongs_together_is_seen_also():
    failed = [
        *failures("A", [29, 30]), *failures("B", [29, 30]),
        *failures("A", [30, 31], host=MX2), *failures("B", [30, 31], host=MX2),
        *failures("A", [30], domain="example.org"), *failures("B", [30], domain="example.org"),
        *failures("A", [2], domain="example.net", host="mx.example.net"),
    ]  # fmt: skip
    made = found(failed, ALL)
    mine = next(each for each in made if each.host == MX1 and each.domain == "example.com")
    also = said(card_of(mine, None, now=NOW, others=made), "See also")
    assert MX2 in also
    assert "example.org" in also
    assert "example.net" not in also


def test_it_says_when_to_look_again_and_for_what_is_over_it_does_not():
    assert "Reports lag 1–2 days: look again on 4 Nov." in said(card_of(incident(), None, now=NOW), "Fix")
    over = card_of(incident((10, 11)), None, now=NOW)
    assert over.since == "since Mon 12 Oct"
    assert "look again" not in said(over, "Fix")


def test_where_no_report_has_come_for_longer_than_they_lag_it_says_so_and_promises_no_day():
    made, later = incident(), NOW + dt.timedelta(21)
    assert "Reports lag" in said(card_of(made, None, now=NOW, newest=NEWEST), "Fix")
    assert "Reports lag" in said(card_of(made, None, now=NOW + dt.timedelta(1), newest=NEWEST), "Fix")
    told = said(card_of(made, None, now=later, newest=NEWEST), "Fix")
    assert "No report since 31 Oct, 23 days ago: check live what is so now." in told
    assert "look again" not in told
    assert "No report since" not in said(card_of(incident((10, 11)), None, now=later, newest=NEWEST), "Fix")


@pytest.mark.parametrize("kind", [known.value for known in ResultType])
@pytest.mark.parametrize("enforced", [0, 10, 40])
def test_the_first_words_of_each_label_fit_beside_it_in_80_columns(kind, enforced):
    senders = ("Google Inc.", "Microsoft Corporation")
    failed = [each._replace(enforced=enforced) for who in senders for each in failures(who, (29, 30, 31), kind)]
    for made in (found(failed, ALL)[0], found(failures("A", (29, 30, 31), kind), ALL)[0]):
        card = card_of(made, None, now=NOW)
        for label, text in card.lines:
            assert not label or label == "Next" or len(text) <= 69, text


def test_failures_without_details_say_what_they_are():
    card = card_of(incident(kind="(no details)"), None, now=NOW)
    assert said(card, "Means").startswith("Failures are counted, and not said which (RFC 8460 §4.3).")
    assert said(card, "Who acts").startswith("Not known from the reports.")


def test_a_handover_is_text_tables_and_code_whatever_stands_in_it():
    evil = "<b>|`x` [a](http://b)\n# head"
    failed = [*failures(evil, [30, 31], host=evil), *failures("B", [30, 31], host=evil)]
    (made,) = found(failed, ALL)
    evidence = Evidence(reasons=(Count(evil, 1),), policies=(Count(evil, 1),))
    page = handover_of(made, card_of(made, evidence, now=NOW), evidence)
    text = [line for line in page.splitlines() if not line.startswith("    ")]
    assert not any("<b>" in line or re.search(r"(?<!\\)\]\(", line) or line.startswith("# head") for line in text)


def test_who_acts_on_dnssec_is_who_runs_the_zone_of_the_host():
    own = replace(incident(kind="dnssec-invalid"), owner=Owner.DNS)
    assert said(card_of(own, None, now=NOW), "Who acts").startswith("You, as operator of the DNS of example.com.")
    there = replace(own, host="mx.example.net", hosts=("mx.example.net",))
    card = card_of(there, None, now=NOW)
    assert said(card, "Who acts").startswith("Whoever runs the DNS of mx.example.net: its provider, if not you.")
    assert "dig +cd +dnssec example.com MX mx.example.net A" in said(card, "Next")


def test_a_broken_mx_answer_is_no_matter_of_another_mx_host():
    refused = replace(incident(kind="dnssec-invalid"), enforced=40, failed=40)
    assert "The MX answer: all their mail waits." in said(card_of(refused, None, now=NOW), "Effect")


def test_a_policy_host_is_named_as_the_one_of_the_domain():
    card = card_of(incident(kind="sts-webpki-invalid"), None, now=NOW)
    told = said(card, "Next") + said(card, "Fix")
    assert "mta-sts.example.com" in told
    assert "DOMAIN" not in told
