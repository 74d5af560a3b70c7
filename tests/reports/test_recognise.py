"""What a run of bytes is taken for: mail opens with header fields, however its lines end."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlsrpt_tui.reports.recognise import Kind, recognise

PIECES = [
    b"Subject: x",
    b"Name :",
    b"nothing",
    b"X-Name:",
    b" folded",
    b"\t",
    b" ",
    b"",
    b"\r",
    b"\n",
    b"\r\n",
    b"\x0b",
    b":",
]
PIECES += [b"x" * 81 + b":", b"Example: y"]


def is_mail(text):
    """Tell it from the lines, all of which are split first."""
    for number, line in enumerate(text.lstrip(b" \t\r\n").splitlines()):
        if number and line[:1] in {b" ", b"\t"}:
            continue
        field = re.match(rb"([!-9;-~]{1,80})[ \t]*:", line)
        if field is None:
            return False
        if field[1].lower() == b"subject" or field[1].lower().startswith(b"x-"):
            return True
    return False


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_mail_is_known_by_the_lines_it_opens_with(text):
    assert recognise(text) is (Kind.MAIL if is_mail(text) else Kind.OTHER)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_fields_of_other_names_and_folded_lines_may_come_first(line_end):
    lines = [b"Example: a", b"  folded", b"\tfolded", b"Other: b", b"Subject: c"]
    assert recognise(line_end.join(lines)) is Kind.MAIL
    assert recognise(line_end.join([*lines[:-1], b"", lines[-1]])) is Kind.OTHER
    assert recognise(line_end.join(lines[:-1])) is Kind.OTHER
    assert recognise(line_end.join(lines[:-1]) + line_end) is Kind.OTHER
