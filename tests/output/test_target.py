"""Output files are whole or not there."""

import os
import signal
import stat

import pytest

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.output import target
from tlsrpt_tui.output.exits import undisturbed


def failing(stream):
    stream.write(b"half")
    raise OSError(28, "No space left on device")


def test_a_file_holds_all_of_the_data(tmp_path):
    output = tmp_path / "out.txt"
    target.write(target.text_fill(["one ", "é"]), output)
    assert output.read_text() == "one é"


def test_a_failure_leaves_the_older_file_and_nothing_else(tmp_path):
    output = tmp_path / "out.txt"
    output.write_text("older")
    with pytest.raises(UsageError, match="cannot be written: No space left on device"):
        target.write(failing, output)
    assert output.read_text() == "older"
    assert list(tmp_path.iterdir()) == [output]


def test_an_interruption_leaves_nothing(tmp_path):
    def interrupted(stream):
        stream.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        target.write(interrupted, tmp_path / "out.txt")
    assert list(tmp_path.iterdir()) == []


def test_permissions_of_a_replaced_file_stay(tmp_path):
    output = tmp_path / "out.txt"
    output.write_text("older")
    output.chmod(0o640)
    target.write(target.text_fill(["newer"]), output)
    assert stat.S_IMODE(output.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("older")
    link.symlink_to(real)
    target.write(target.text_fill(["newer"]), link)
    assert link.is_symlink()
    assert real.read_text() == "newer"


def test_a_device_is_written_to_and_stays_one(tmp_path):
    target.write(target.text_fill(["gone"]), target.Path("/dev/null"))
    assert target.Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("name", "why"), [("", "it is a folder"), ("missing/out.txt", "there is no folder"), ("file/out.txt", "no folder")]
)
def test_what_could_not_be_written_is_found_out_before(name, why, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=why):
        target.check(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_link_to_itself_is_refused(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(UsageError, match="cannot be written: Too many levels of symbolic links"):
        target.check(loop)
    assert loop.is_symlink()


def test_a_name_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be written: File name too long"):
        target.check(tmp_path / ("x" * 300))


def test_a_link_to_a_file_that_is_not_there_yet_may_be_written_to(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    target.check(link)
    target.write(target.text_fill(["new"]), link)
    assert (tmp_path / "real").read_text() == "new"


def test_signals_wait_outside_while_files_are_removed_and_find_their_handlers_again():
    before = signal.getsignal(signal.SIGTERM)
    with undisturbed():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
