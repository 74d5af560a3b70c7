"""A failure that nobody reported on since has no tick: it is not known to be gone."""

from tlsrpt_tui.triage.change import Change, Kind
from tlsrpt_tui.tui.widgets.change_columns import kind_words


def test_only_what_its_senders_would_have_reported_is_ticked_off():
    assert kind_words(Change(Kind.GONE, "", sessions_after=10)) == "✓ gone"
    assert kind_words(Change(Kind.GONE, "", sessions_after=0)) == "? gone"
    assert kind_words(Change(Kind.NEW, "", sessions_after=0)) == "✗ new"
