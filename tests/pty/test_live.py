"""The Domain screen on a real terminal, with a resolver that nobody answers at: honest, still, and gone when left."""

import socket

import pytest

from tests.pty.terminal import SAMPLE, assert_restored, terminal


@pytest.fixture
def nobody():
    """Give the port of a resolver that takes questions and answers none; nothing else is bound to it meanwhile."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def home(tmp_path, nobody):
    """Make a home folder with settings that ask there, and never connect to port 25."""
    (tmp_path / "tlsrpt-tui").mkdir()
    (tmp_path / "tlsrpt-tui" / "config.toml").write_text(
        f'[live]\nresolver = "127.0.0.1:{nobody}"\nlifetime = 60\nprobe = "no"\n', encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_while_nobody_answers_the_keys_do_and_leaving_leaves_nothing_behind(home, size):
    with terminal(SAMPLE, home=home, size=size) as seat:
        seat.wait_for_text("13 503 failed", "? keys")
        seat.press("4")
        seat.wait_for_text("· not asked yet", "What senders saw", "▸· not asked")
        seat.rest()
        seat.press("c")
        seat.wait_for_text("… asking", "asking 127.0.0.1:")
        seat.rest()
        assert seat.rest(1.0) == b""
        costs = []
        for _ in range(3):
            seat.press("j")
            costs.append(len(seat.rest(1.0)))
        assert min(costs) > 0
        assert max(costs) <= 2048, costs
        seat.press("2")
        seat.wait_for_text("Senders")
        seat.press("4")
        seat.wait_for_text("… asking")
        seat.press("\x1b")
        seat.wait_for_text("stopped before it answered")
        seat.press("c")
        seat.wait_for_text("… asking")
        seat.press("q")
        assert seat.end() == 0
        assert_restored(seat)
