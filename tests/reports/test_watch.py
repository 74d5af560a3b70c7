"""Watching folders: what is told, when it is told, and what happens where nothing is announced."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tlsrpt_tui.reports import events
from tlsrpt_tui.reports.events import Announcements, Arrival
from tlsrpt_tui.reports.watch import Change, watch

PATIENCE = 60.0  # seconds after which a test that waits for an event gives up
EVERYTHING = Change(everything=True)
NETWORK = "36 35 98:0 / / rw,noatime - nfs4 server:/export rw\n"
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems announce in another order")


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Watching:
    """A watch in a thread of its own, with what it told and what was announced to it."""

    def __init__(self, *paths: Path, **options: object) -> None:
        self.stop = threading.Event()
        self.told: queue.Queue[Change] = queue.Queue()
        self.heard: queue.Queue[list[Arrival]] = queue.Queue()
        options = {"announce": self._announce, "mounts": str, "quiet": 0.05} | options
        self._changes = watch(paths, stop=self.stop, **options)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        for change in self._changes:
            self.told.put(change)

    def _announce(self, folders: Sequence[str], stop: threading.Event, clock: Callable[[], float]) -> Announcements:
        heard = self.heard

        class Overheard(Announcements):
            def take(self, seconds: float) -> list[Arrival]:
                arrivals = super().take(seconds)
                heard.put(arrivals)
                return arrivals

        return Overheard(folders, stop, clock)

    def until_heard(self, path: Path) -> None:
        while all(
            str(path) != changed for arrival in self.heard.get(timeout=PATIENCE) for _, changed in arrival.changes
        ):
            pass

    def until_looked(self) -> None:
        """Wait until it has asked for more twice, and so dealt with all that was announced."""
        while not self.heard.empty():
            self.heard.get_nowait()
        for _ in range(2):
            self.heard.get(timeout=PATIENCE)

    def until_everything(self) -> None:
        while not self.told.get(timeout=PATIENCE).everything:
            pass

    def until_settled(self, *paths: Path) -> list[str]:
        """Return all paths told until these were, as often as they were."""
        missing = {str(path) for path in paths}
        told: list[str] = []
        while missing:
            settled = self.told.get(timeout=PATIENCE).settled
            told += settled
            missing -= settled
        return told

    def end(self) -> None:
        self.stop.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlsrpt_tui.reports.watch._LOOK", 0.02)


@pytest.fixture
def watching() -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(*paths: Path, **options: object) -> Watching:
        started.append(Watching(*paths, **options))
        return started[-1]

    yield start
    for one in started:
        one.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


@pytest.fixture
def watched(folder: Path, watching: Callable[..., Watching]) -> Watching:
    started = watching(folder)
    started.until_everything()
    return started


# what is told of a folder


def test_it_begins_with_everything(folder: Path, watching: Callable[..., Watching]) -> None:
    assert watching(folder).told.get(timeout=PATIENCE) == EVERYTHING


def test_a_new_file_is_told(folder: Path, watched: Watching) -> None:
    (folder / "new.json").write_text("{}")
    assert watched.until_settled(folder / "new.json") == [str(folder / "new.json")]


def test_a_half_written_file_is_told_once_and_only_when_it_is_finished(
    folder: Path, watching: Callable[..., Watching]
) -> None:
    clock, slow = Clock(), folder / "slow.json"
    watched = watching(folder, clock=clock, quiet=0.4)
    watched.until_looked()
    clock.now += 0.4
    watched.until_everything()
    with slow.open("w", encoding="utf-8") as file:
        for piece in ("{", '"report-id"', ':"1"}'):
            file.write(piece)
            file.flush()
            watched.until_heard(slow)
            clock.now += 0.3
            watched.until_looked()
            assert watched.told.empty()
    clock.now += 0.1
    assert watched.until_settled(slow) == [str(slow)]
    clock.now += 1.0
    watched.until_looked()
    assert watched.told.empty()


@linux
def test_a_file_renamed_into_place_is_told_under_its_new_name(folder: Path, watched: Watching) -> None:
    (folder / ".new.json.tmp").write_text("{}")
    (folder / ".new.json.tmp").rename(folder / "new.json")
    watched.until_settled(folder / "new.json")


def test_mail_delivered_to_a_maildir_is_told(folder: Path, watching: Callable[..., Watching]) -> None:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir()
    watched = watching(folder)
    watched.until_everything()
    (folder / "tmp" / "1.example.com").write_text("Subject: report\n\n")
    (folder / "tmp" / "1.example.com").rename(folder / "new" / "1.example.com")
    watched.until_settled(folder / "new" / "1.example.com")
    (folder / "new" / "1.example.com").rename(folder / "cur" / "1.example.com:2,S")
    watched.until_settled(folder / "new" / "1.example.com", folder / "cur" / "1.example.com:2,S")


def test_a_removed_file_is_told(folder: Path, watched: Watching) -> None:
    gone = folder / "gone.json"
    gone.write_text("{}")
    watched.until_settled(gone)
    gone.unlink()
    watched.until_settled(gone)


def test_every_file_of_a_burst_is_told(folder: Path, watched: Watching) -> None:
    burst = [folder / f"{number}.json" for number in range(300)]
    for path in burst:
        path.write_text("{}")
    watched.until_settled(*burst)


def test_a_folder_moved_in_calls_for_everything_and_is_watched_then(
    tmp_path: Path, folder: Path, watched: Watching
) -> None:
    inner = tmp_path / "elsewhere" / "inner"
    inner.mkdir(parents=True)
    (inner / "1.json").write_text("{}")
    (tmp_path / "elsewhere").rename(folder / "2024")
    watched.until_everything()
    late = folder / "2024" / "inner" / "2.json"
    late.write_text("{}")
    watched.until_settled(late)


def test_a_folder_moved_out_or_removed_calls_for_everything(
    tmp_path: Path, folder: Path, watching: Callable[..., Watching]
) -> None:
    for name in ("2023", "2024"):
        (folder / name).mkdir()
        (folder / name / "1.json").write_text("{}")
    watched = watching(folder)
    watched.until_everything()
    (folder / "2023").rename(tmp_path / "2023")
    watched.until_everything()
    (folder / "2024" / "1.json").unlink()
    (folder / "2024").rmdir()
    watched.until_everything()


def test_a_watched_folder_may_go_and_come_back(folder: Path, watched: Watching) -> None:
    folder.rmdir()
    watched.until_everything()
    folder.mkdir()
    watched.until_everything()
    (folder / "new.json").write_text("{}")
    watched.until_settled(folder / "new.json")


def test_a_folder_above_a_watched_one_may_be_swapped(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    folder = tmp_path / "mail" / "reports"
    folder.mkdir(parents=True)
    watched = watching(folder)
    watched.until_everything()
    (tmp_path / "mail").rename(tmp_path / "mail.old")
    folder.mkdir(parents=True)
    watched.until_everything()
    (folder / "new.json").write_text("{}")
    watched.until_settled(folder / "new.json")


def test_a_path_that_is_not_there_yet_is_waited_for(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    watched = watching(tmp_path / "reports")
    watched.until_everything()
    (tmp_path / "reports").mkdir()
    watched.until_everything()
    (tmp_path / "reports" / "new.json").write_text("{}")
    watched.until_settled(tmp_path / "reports" / "new.json")


def test_a_single_file_is_told_when_it_is_written_replaced_and_removed(
    tmp_path: Path, folder: Path, watching: Callable[..., Watching]
) -> None:
    single, other = folder / "all.mbox", folder / "other.json"
    single.write_text("From a")
    watched = watching(single)
    watched.until_everything()
    other.write_text("{}")
    single.write_text("From a b")
    assert watched.until_settled(single) == [str(single)]
    (tmp_path / "next").write_text("From a b c")
    (tmp_path / "next").replace(single)
    watched.until_settled(single)
    single.unlink()
    watched.until_settled(single)


def test_paths_that_overlap_tell_a_file_once(folder: Path, watching: Callable[..., Watching]) -> None:
    inner = folder / "2024"
    inner.mkdir()
    watched = watching(folder, inner)
    watched.until_everything()
    (inner / "1.json").write_text("{}")
    assert watched.until_settled(inner / "1.json") == [str(inner / "1.json")]


def test_a_folder_given_through_a_link_is_told_by_its_real_path(
    tmp_path: Path, folder: Path, watching: Callable[..., Watching]
) -> None:
    (tmp_path / "link").symlink_to(folder)
    watched = watching(tmp_path / "link")
    watched.until_everything()
    (folder / "new.json").write_text("{}")
    watched.until_settled(folder / "new.json")


def test_links_to_folders_are_not_followed(tmp_path: Path, folder: Path, watching: Callable[..., Watching]) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "link").symlink_to(outside)
    watched = watching(folder)
    watched.until_everything()
    (outside / "secret").write_text("")
    (folder / "new.json").write_text("{}")
    assert watched.until_settled(folder / "new.json") == [str(folder / "new.json")]


def test_it_ends_when_it_is_told_to(watched: Watching) -> None:
    watched.end()
    assert not [thread for thread in threading.enumerate() if thread.name == "folder watch"]


def test_it_ends_when_nobody_listens_any_more(folder: Path) -> None:
    changes = watch([folder], stop=threading.Event(), quiet=0.0)
    next(changes)
    changes.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "folder watch"]


def test_nothing_is_printed(
    folder: Path,
    watching: Callable[..., Watching],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WATCHFILES_DEBUG", "1")
    watched = watching(folder)
    watched.until_everything()
    (folder / "new.json").write_text("{}")
    watched.until_settled(folder / "new.json")
    watched.end()
    assert capfd.readouterr() == ("", "")


def test_the_library_is_only_imported_when_watching_starts() -> None:
    code = "import sys, tlsrpt_tui.reports.watch; sys.exit('watchfiles' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# where events are lost or cannot be had


def test_after_a_rush_that_may_have_cost_events_everything_is_compared(
    folder: Path, watched: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_CROWD", 1)
    (folder / "new.json").write_text("{}")
    watched.until_everything()


def test_after_the_process_was_held_up_everything_is_compared(folder: Path, watching: Callable[..., Watching]) -> None:
    clock = Clock()
    watched = watching(folder, clock=clock)
    watched.until_looked()
    clock.now += 1.0
    watched.until_everything()
    clock.now += 3600.0
    while watched.told.empty():
        watched.until_looked()
        clock.now += 1.0
    assert watched.told.get().everything


def test_where_no_events_can_be_had_everything_is_compared_again_and_again(
    folder: Path, watching: Callable[..., Watching]
) -> None:
    def announce(*_: object) -> Announcements:
        raise OSError(28, "OS file watch limit reached.")

    watched = watching(folder, announce=announce, poll=0.001)
    assert [watched.told.get(timeout=PATIENCE) for _ in range(5)] == [EVERYTHING] * 5


def test_events_that_failed_are_tried_again(folder: Path, watching: Callable[..., Watching]) -> None:
    failures: list[Exception] = [OSError("limit"), RuntimeError("no thread"), ImportError("no library"), ValueError()]

    def announce(*given: object) -> Announcements:
        if failures:
            raise failures.pop()
        return Announcements(*given)

    watched = watching(folder, announce=announce, poll=0.001)
    for _ in range(16):  # 1 + 2 + 4 + 8 polls, then the first change of the stream
        watched.until_everything()
    (folder / "new.json").write_text("{}")
    watched.until_settled(folder / "new.json")


def test_a_stream_that_ends_is_followed_by_polls(folder: Path, watching: Callable[..., Watching]) -> None:
    class Ended:
        def take(self, _: float) -> list[Arrival]:
            return [Arrival(0.0, ended=True)]

        def close(self) -> None:
            pass

    watched = watching(folder, announce=lambda *_: Ended(), poll=0.001)
    for _ in range(5):
        watched.until_everything()


def test_a_wait_between_two_polls_ends_when_it_is_told_to(folder: Path, watching: Callable[..., Watching]) -> None:
    watched = watching(folder, mounts=lambda: NETWORK, poll=3600.0)
    watched.until_everything()
    watched.end()


def test_the_longer_everything_takes_to_compare_the_longer_the_next_poll_waits(folder: Path) -> None:
    clock, waits = Clock(), []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            return False

    changes = watch([folder], stop=Stop(), clock=clock, mounts=lambda: NETWORK)
    next(changes)
    next(changes)
    clock.now += 3.0
    next(changes)
    assert waits == [2.0, 30.0]


@linux
def test_a_name_that_is_no_text_costs_events_but_no_change(folder: Path, watching: Callable[..., Watching]) -> None:
    watched = watching(folder, poll=0.001)
    watched.until_everything()
    try:
        Path(os.fsdecode(bytes(folder) + b"/\xff.json")).write_text("{}")
    except OSError:
        pytest.skip("the file system has no such names")
    watched.until_everything()


def test_a_file_system_without_events_is_not_asked_for_any(folder: Path, watching: Callable[..., Watching]) -> None:
    asked: list[object] = []
    watched = watching(folder, announce=asked.append, mounts=lambda: NETWORK, poll=0.001)
    for _ in range(5):
        assert watched.told.get(timeout=PATIENCE) == EVERYTHING
    assert asked == []
