"""When a path has been left alone for long enough."""

import pytest

from tlsrpt_tui.reports.settling import Change, Settling


def test_a_path_is_told_once_it_was_left_alone_and_only_once() -> None:
    settling = Settling(0.4)
    settling.touch("/r/a", 10.0)
    settling.touch("/r/a", 10.3)
    assert settling.take(10.5) is None
    assert settling.next() == pytest.approx(10.7)
    assert settling.take(10.8) == Change(frozenset({"/r/a"}))
    assert settling.take(99.0) is None
    assert settling.next() is None


def test_in_a_steady_stream_each_path_has_a_time_of_its_own() -> None:
    settling = Settling(0.4)
    late: list[float] = []
    for tick in range(6000):
        settling.touch(f"/r/{tick}", tick / 100)
        change = settling.take(tick / 100)
        late += [tick / 100 - int(path[3:]) / 100 for path in (change.settled if change else ())]
    assert len(late) == pytest.approx(6000, abs=50)
    assert max(late) < 0.5


def test_everything_names_what_is_still_being_written() -> None:
    settling = Settling(0.4)
    settling.doubt(10.0)
    settling.touch("/r/done", 10.0)
    settling.touch("/r/slow", 10.3)
    assert settling.take(10.4) == Change(frozenset({"/r/done"}), everything=True, unsettled=frozenset({"/r/slow"}))


def test_a_later_doubt_neither_puts_off_the_first_nor_is_forgotten() -> None:
    settling = Settling(0.5)
    settling.doubt(10.0)
    settling.doubt(10.25)
    assert settling.take(10.5) == Change(everything=True)
    assert settling.take(10.625) is None
    assert settling.take(10.75) == Change(everything=True)
    assert settling.next() is None
