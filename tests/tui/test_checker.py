"""The thread that asks: it can be cancelled at any time, leaves nothing behind, and old answers are told apart."""

import asyncio
import threading

import pytest

from tests.tui.checkers import Recording, Staged, a_checkup, partial
from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.live.means import Wishes
from tlsrpt_tui.tui.checker import Checking, LiveChecker
from tlsrpt_tui.tui.messages import Checked, CheckFailed

DOMAIN = "example.org"
SECONDS = 30


class Box:
    """Takes messages from any thread."""

    def __init__(self):
        self.messages = []
        self.came = threading.Semaphore(0)

    def post(self, message):
        self.messages.append(message)
        self.came.release()

    def wait(self, number):
        for _ in range(number):
            assert self.came.acquire(timeout=SECONDS)
        return self.messages


def test_answers_come_as_they_are_known_and_the_last_is_told_apart():
    box = Box()
    checking = Checking(Recording(), post=box.post)
    checking.start(DOMAIN, Wishes())
    first, last = box.wait(2)
    assert isinstance(first, Checked)
    assert (first.whole, last.whole, first.run, last.run) == (False, True, checking.number, checking.number)
    assert last.checkup.domain == DOMAIN
    checking.join(SECONDS)


def test_only_the_newest_of_one_check_matters():
    checkup = a_checkup(DOMAIN)
    older = Checked(checkup, 1, whole=False)
    assert older.can_replace(Checked(checkup, 1, whole=True))
    assert not older.can_replace(Checked(checkup, 2, whole=True))
    assert not older.can_replace(CheckFailed("no", 1))


def test_stopping_cancels_the_task_and_ends_the_thread():
    box, staged = Box(), Staged()
    checking = Checking(staged, post=box.post)
    checking.start(DOMAIN, Wishes())
    assert staged.begun.wait(SECONDS)
    checking.stop()
    assert staged.cancelled.wait(SECONDS)
    checking.join(SECONDS)
    assert not any(thread.name == "checker" for thread in threading.enumerate())
    staged.tells[0](partial(DOMAIN, 3))
    assert box.messages == []


def test_what_is_stopped_before_it_began_asks_nothing():
    box, staged = Box(), Staged()
    checking = Checking(staged, post=box.post)
    for _ in range(20):
        checking.start(DOMAIN, Wishes())
        checking.stop()
        checking.join(SECONDS)
    assert not any(thread.name == "checker" for thread in threading.enumerate())
    assert box.messages == []


def test_a_new_check_cancels_the_one_before_whose_answers_are_old():
    box, staged = Box(), Staged()
    checking = Checking(staged, post=box.post)
    checking.start(DOMAIN, Wishes())
    assert staged.begun.wait(SECONDS)
    staged.begun.clear()
    checking.start("example.com", Wishes())
    assert staged.begun.wait(SECONDS)
    assert staged.cancelled.wait(SECONDS)
    staged.tells[0](partial(DOMAIN, 3))
    staged.give(a_checkup("example.com"), last=True)
    (only,) = box.wait(1)
    assert (only.run, only.checkup.domain) == (checking.number, "example.com")
    checking.join(SECONDS)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UsageError("the resolver is none"), "the resolver is none"),
        (ValueError("odd\x1b[31m"), "this check met a bug of the program: ValueError odd␛[31m"),
    ],
)
def test_what_goes_wrong_is_said_and_ends_nothing_else(error, said):
    box = Box()
    checking = Checking(Recording(lambda _: error), post=box.post)
    checking.start(DOMAIN, Wishes())
    (failed,) = box.wait(1)
    assert (failed.sentence, failed.run) == (said, checking.number)
    checking.join(SECONDS)


def test_the_real_checker_closes_its_resolver_whatever_happens(monkeypatch):
    closed = []

    class Resolver:
        async def close(self):
            closed.append(True)

    class Means:
        resolver = Resolver()

    async def hanging(domain, means, wishes, tell):
        tell(domain)
        await asyncio.Event().wait()

    monkeypatch.setattr("tlsrpt_tui.live.checkup.check_domain", hanging)
    box = Box()
    checking = Checking(LiveChecker(Means), post=box.post)
    checking.start(DOMAIN, Wishes())
    box.wait(1)
    checking.stop()
    checking.join(SECONDS)
    assert closed == [True]
