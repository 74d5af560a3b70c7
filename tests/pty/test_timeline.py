"""The timeline on a real terminal: what its keys cost a line far away."""

import pytest

from tests.pty.terminal import SAMPLE, terminal

TO_TIMELINE = "\x1b[Z"
"""Shift and Tab: the pane before the facets."""


@pytest.mark.parametrize("look", ["", "v", "vL"], ids=["failed", "stacked", "logarithm"])
def test_a_step_of_its_cursor_costs_at_most_two_kilobytes(look, tmp_path):
    with terminal(SAMPLE, home=tmp_path, size=(120, 40)) as seat:
        seat.wait_for_text("13 503 failed", "i Sending IPs", '"result-type": "validation-failure"')
        seat.press(TO_TIMELINE)
        seat.wait_for_text("Sat 31 Oct  68 failed")
        for key in look:
            seat.press(key)
        seat.rest()
        costs = {}
        for key in ("h", "h", "h", " ", "h", "l", "g", "G"):
            seat.press(key)
            costs[key] = max(costs.get(key, 0), len(seat.rest(1.0)))
        assert min(costs.values()) > 0
        assert max(costs.values()) <= 2048, costs


def test_the_prompt_for_a_time_range_rests(tmp_path):
    with terminal(SAMPLE, home=tmp_path) as seat:
        seat.wait_for_text("13 503 failed", "▸Google", "Record ─")
        seat.press("t")
        seat.wait_for_text("or type one")
        seat.press("1")
        seat.rest()
        assert seat.rest(1.0) == b""
