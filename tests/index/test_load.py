"""Loading a folder: in this process or in several, the index is the same, and nothing is left behind."""

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.index.folders import body, fill, meaning, write
from tlsrpt_tui.errors import LoadCancelled
from tlsrpt_tui.index import load as loading
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.pool import Pool
from tlsrpt_tui.index.worker import Chunk
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS

ROOT = Path(__file__).parents[2]
PATIENCE = 60


@pytest.fixture
def pooled(monkeypatch):
    """Have processes started for any folder, and remember them."""
    started = []
    start = Pool.__init__

    def remembering(self, workers, bounds):
        start(self, workers, bounds)
        started.extend(worker.process for worker in self._workers)

    monkeypatch.setattr(Pool, "__init__", remembering)
    monkeypatch.setattr(loading, "POOL_FILES", 1)
    monkeypatch.setattr(loading, "_LISTED_AT_ONCE", 16)
    monkeypatch.setattr(loading, "_FIRST_CHUNK", 8)
    return started


def ended(processes):
    return bool(processes) and all(process.returncode is not None for process in processes)


def test_processes_read_what_one_process_reads(tmp_path, pooled):
    fill(tmp_path, 300)
    alone, together = load([tmp_path], workers=1), load([tmp_path], workers=2)
    assert ended(pooled)
    assert meaning(together) == meaning(alone)
    assert together.files["name"].to_list() == alone.files["name"].to_list()
    assert together.reports["report_id"].to_list() == alone.reports["report_id"].to_list()


def test_a_few_files_start_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(Pool, "__init__", lambda *_: pytest.fail("a process was started"))
    fill(tmp_path, 20)
    assert len(load([tmp_path], workers=2).reports) == 21


def test_files_that_turn_out_to_be_slow_are_read_by_processes(tmp_path, pooled, monkeypatch):
    monkeypatch.setattr(loading, "POOL_FILES", 10**9)
    monkeypatch.setattr(loading, "_TRIAL_SECONDS", 0)
    monkeypatch.setattr(loading, "_PAYS_SECONDS", 0)
    fill(tmp_path, 60)
    found = load([tmp_path], workers=2)
    assert ended(pooled)
    assert meaning(found) == meaning(load([tmp_path], workers=1))


def test_where_no_process_can_be_started_this_one_reads(tmp_path, pooled, monkeypatch):
    fill(tmp_path, 60)
    expected = meaning(load([tmp_path], workers=1))

    def refusing(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refusing)
    assert meaning(load([tmp_path], workers=2)) == expected


@pytest.mark.parametrize("killed", [1, 2])
def test_a_process_that_dies_costs_a_sentence_and_no_file(tmp_path, pooled, monkeypatch, killed):
    fill(tmp_path, 200)
    send = Pool.send
    left = [killed]

    def send_and_kill(self, chunk):
        send(self, chunk)
        if left[0]:
            left[0] -= 1
            os.kill(self._workers[left[0]].process.pid, signal.SIGKILL)

    monkeypatch.setattr(Pool, "send", send_and_kill)
    said = []
    found = load([tmp_path], workers=2, tell=lambda progress: said.append(progress.said))
    assert meaning(found) == meaning(load([tmp_path], workers=1))
    sentences = [sentence for sentence in said if sentence]
    assert len(sentences) == killed
    assert all("ended early (SIGKILL)" in sentence for sentence in sentences)
    assert ended(pooled)


def test_a_load_that_is_stopped_leaves_no_process(tmp_path, pooled):
    fill(tmp_path, 100)
    with pytest.raises(LoadCancelled):
        load([tmp_path], workers=2, cancelled=lambda: bool(pooled))
    assert ended(pooled)


def test_an_exception_while_processes_read_leaves_none(tmp_path, pooled, monkeypatch):
    fill(tmp_path, 100)

    def failing(*_):
        raise SystemExit(143)

    monkeypatch.setattr(loading.Loading, "_take", failing)
    with pytest.raises(SystemExit):
        load([tmp_path], workers=2)
    assert ended(pooled)


def test_progress_counts_up_and_says_how_fast(tmp_path, monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.index.progress._TELL_SECONDS", 0)
    monkeypatch.setattr(loading, "_WAIT_SECONDS", -1)
    monkeypatch.setattr("tlsrpt_tui.index.progress._SETTLED_SECONDS", 0)
    fill(tmp_path, 50)
    told = []
    load([tmp_path], workers=1, tell=told.append)
    counts = [progress.files for progress in told]
    assert counts == sorted(counts)
    assert told[-1].files == told[-1].found == 55
    assert all(progress.left is not None for progress in told[:-1] if progress.listed and progress.files)


def test_looks_are_tables_of_what_was_read_so_far(tmp_path, monkeypatch):
    monkeypatch.setattr("tlsrpt_tui.index.progress._TELL_SECONDS", 0)
    monkeypatch.setattr(loading, "_WAIT_SECONDS", -1)
    monkeypatch.setattr("tlsrpt_tui.index.progress._FIRST_LOOK_SECONDS", 0)
    fill(tmp_path, 50)
    looks = []
    load([tmp_path], workers=1, looks=True, tell=lambda progress: looks.append(progress.tables))
    sizes = [len(look.reports) for look in looks if look is not None]
    assert sizes
    assert sizes == sorted(sizes)


def _gone(pids):
    """Wait until processes that are not our children have ended; return those that have not."""
    left = dict.fromkeys(pids)
    for pid in pids:
        try:
            left[pid] = os.pidfd_open(pid)
        except ProcessLookupError:
            del left[pid]
    poll = select.poll()
    for descriptor in left.values():
        poll.register(descriptor, select.POLLIN)
    while left and (events := poll.poll(PATIENCE * 1000)):
        for descriptor, _ in events:
            poll.unregister(descriptor)
            left = {pid: held for pid, held in left.items() if held != descriptor}
            os.close(descriptor)
    return set(left)


_OWNER = """
import sys
from tlsrpt_tui.index.pool import Pool
from tlsrpt_tui.index.worker import Chunk
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
pool = Pool(2, DEFAULT_BOUNDS)
for number in range(2):
    pool.send(Chunk(number, tuple(sys.argv[1:]) * 200_000))
pool.receive(60)
print(*(worker.process.pid for worker in pool._workers), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waiting for another's child needs pidfd_open (Linux)")
def test_processes_at_work_end_when_their_owner_is_killed(tmp_path):
    report = write(tmp_path / "r.json", body(1))
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(report)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as owner:
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()
    assert len(pids) == 2
    assert not _gone(pids)


def test_modules_that_lie_in_the_current_folder_are_not_run(tmp_path):
    trap = "import pathlib; pathlib.Path({marker!r}).touch()\n".format(marker=str(tmp_path / "sprung"))
    here = tmp_path / "here"
    for name in ("pickle.py", "threading.py", "orjson.py", "tlsrpt_tui/__init__.py", "queue.py", "sitecustomize.py"):
        write(here / name, trap.encode())
    fill(tmp_path / "reports", 40)
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\n"
        "from tlsrpt_tui.index import load as loading\n"
        "loading.POOL_FILES = 1; loading._LISTED_AT_ONCE = 8\n"
        f"print(len(loading.load([Path({str(tmp_path / 'reports')!r})], workers=2).reports))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=here, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("41", "")
    assert not (tmp_path / "sprung").exists()


def test_a_pool_gives_what_it_was_given_back_when_a_process_ends(tmp_path):
    report = str(write(tmp_path / "r.json", body(1)))
    pool = Pool(1, DEFAULT_BOUNDS)
    try:
        pool.send(Chunk(7, (report,) * 200_000))
        os.kill(pool._workers[0].process.pid, signal.SIGTERM)
        while (event := pool.receive(PATIENCE)) is None or hasattr(event, "batch"):
            assert event is not None
        assert [chunk.number for chunk in event.chunks] == [7]
        assert event.how == "SIGTERM"
        assert pool.is_empty
    finally:
        pool.close()


def test_no_thread_is_left_after_a_load(tmp_path, pooled):
    fill(tmp_path, 50)
    before = set(threading.enumerate())
    load([tmp_path], workers=2)
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive()
