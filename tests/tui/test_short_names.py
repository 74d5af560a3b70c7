"""Hosts that narrow lines name by their first label alone are hidden with everything else."""

from tlsrpt_tui.live.check import Check, State, Topic
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.tui.beside import HiddenChecks
from tlsrpt_tui.tui.veil import Veil

HOST = "mx-new.example.org"
LINE = Check("mx", Topic.MX, "MX", State.GOOD, "10 mx-new: not in policy")


def veil():
    made = Veil(Redactor("keyword"))
    made.turn()
    return made


def test_a_line_names_the_stand_in_of_a_host_by_its_first_label():
    down = veil()
    (shown,) = HiddenChecks().of((LINE,), down, (HOST,))
    label = down.redactor.name(HOST).partition(".")[0]
    assert shown.found == f"10 {label}: not in policy"


def test_a_host_that_becomes_known_later_is_hidden_from_then_on():
    hidden, down = HiddenChecks(), veil()
    hidden.of((LINE,), down, ())
    (shown,) = hidden.of((LINE,), down, (HOST,))
    assert "mx-new" not in shown.found


def test_what_need_not_be_hidden_is_shown_as_it_is():
    assert HiddenChecks().of((LINE,), Veil(Redactor("keyword")), (HOST,)) == (LINE,)
