"""A report may bear any date there is: a wrong clock stops no command."""

import pytest

from tests.output.invented import report, save
from tlsrpt_tui.cli import run
from tlsrpt_tui.output.exits import Exit


@pytest.mark.parametrize("command", [["incidents"], ["digest"], ["digest", "--format", "html"], ["changes"]])
@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "0001-01-01", "0001-01-20"])
def test_a_folder_of_one_report_at_an_end_of_the_calendar_is_read(command, day, tmp_path, capsysbinary):
    save(tmp_path / "a.json", report(day=day))
    assert run([*command, "--no-cache", str(tmp_path)]) == Exit.DONE
    assert b"bug in" not in capsysbinary.readouterr().err
