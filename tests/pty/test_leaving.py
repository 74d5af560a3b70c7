"""Leaving while a large folder is read: the program ends at once, and so does every process that reads for it."""

import os
import select
import signal
from pathlib import Path

import pytest

from tests.index.folders import body, write
from tests.pty.terminal import assert_restored, terminal

FILES = 40_000
PATIENCE = 30_000

pytestmark = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="processes are waited for with pidfd_open (Linux)"
)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Return a folder of one report under many names: enough for processes to be started."""
    folder = tmp_path_factory.mktemp("large")
    report = write(folder / "0.json.gz", body(1))
    for number in range(1, FILES):
        os.link(report, folder / f"{number}.json.gz")
    return folder


def children_of(pid):
    """Return the processes that a process has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def watched(pids):
    """Return descriptors that tell when processes end; one that has ended already has none."""
    descriptors = []
    for pid in pids:
        try:
            descriptors.append(os.pidfd_open(pid))
        except ProcessLookupError:
            continue
    return descriptors


def assert_ended(descriptors):
    for descriptor in descriptors:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        assert poll.poll(PATIENCE), "a process that read for the explorer is left"
        os.close(descriptor)


WAYS = {
    "q": (lambda seat: seat.press("q"), 0),
    "ctrl+c": (lambda seat: seat.press("\x03"), 130),
    "SIGTERM": (lambda seat: seat.process.send_signal(signal.SIGTERM), 143),
    "SIGHUP": (lambda seat: seat.process.send_signal(signal.SIGHUP), 129),
    "SIGKILL": (lambda seat: seat.process.kill(), -9),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_process_is_left_however_one_leaves(large, tmp_path, way):
    leave, code = WAYS[way]
    with terminal("--no-cache", large, home=tmp_path) as seat:
        readers = []
        seat.wait_for(lambda: readers or readers.extend(watched(children_of(seat.process.pid))))
        leave(seat)
        assert seat.end() == code
        if way != "SIGKILL":
            assert_restored(seat)
        assert_ended(readers)
