"""No bytes from outside raise anything, and none become a text that can do anything but be read."""

import dns.flags
import dns.message
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.live.world.scripted_dns import Query, answer
from tlsrpt_tui.live.answers import Kind, Status
from tlsrpt_tui.live.dns_reading import Failure, Reply, read_message, read_reply

QUESTION = dns.message.make_query("example.com.", "MX", want_dnssec=True, id=4711)
GOOD = answer(
    Query(QUESTION, "udp"),
    "example.com. 60 IN CNAME www.example.net.",
    "www.example.net. 60 IN MX 10 mx.example.com.",
    "www.example.net. 60 IN MX 20 mx2.example.com.",
    authority=["example.net. 60 IN NS ns.example.net."],
    errors=[(7, "too old")],
)


def read(wire, kind=Kind.MX):
    reply = read_message(wire, QUESTION)
    return reply if isinstance(reply, Failure) else read_reply(reply, kind)


def test_the_good_answer_can_be_read():
    assert read(GOOD).status is Status.FOUND


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_a_status(wire):
    assert read(wire).status is Status.GARBLED


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(st.integers(2, len(GOOD) - 1), st.integers(0, 255)), max_size=6), st.integers(0, 40))
@example([], 1)
def test_a_spoiled_answer_is_a_status_and_its_texts_stay_harmless(spoiled, cut):
    wire = bytearray(GOOD)
    for place, value in spoiled:
        wire[place] = value
    found = read(bytes(wire[: len(wire) - cut]))
    assert found.status in Status
    if not isinstance(found, Failure):
        shown = [*found.lines, *found.errors, *found.aliases, *(record.host for record in found.records)]
        assert all(text.isprintable() for text in shown)
        assert found.ttl is None or found.ttl >= 0


@pytest.mark.parametrize("kind", list(Kind))
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80))
def test_any_data_of_a_record_is_read_or_left_out(kind, data):
    question = dns.message.make_query("example.com.", kind.value, id=4711)
    reply = dns.message.make_response(question)
    head = bytearray(reply.to_wire())
    head[7] = 1
    rdtype = head[-4:-2]
    wire = bytes(head) + b"\xc0\x0c" + bytes(rdtype) + b"\x00\x01\x00\x00\x00\x3c" + len(data).to_bytes(2, "big") + data
    message = read_message(wire, question)
    assert isinstance(message, Reply)
    found = read_reply(message, kind)
    assert found.status in (Status.FOUND, Status.GARBLED)
    assert all(line.isprintable() for line in found.lines)


def test_a_ttl_beyond_all_bounds_is_none_at_all():
    wire = GOOD.replace(b"\x00\x00\x00<", b"\xff\xff\xff\xff")
    assert read(wire).ttl == 0


def test_a_truncated_answer_says_so_even_when_it_is_cut_within_a_record():
    wire = bytearray(GOOD[:60])
    wire[2] |= dns.flags.TC >> 8
    reply = read_message(bytes(wire), QUESTION)
    assert reply.truncated
