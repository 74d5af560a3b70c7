"""The benchmarks' own parts: what they generate, what they print, and the line they fit."""

import json
from pathlib import Path

import pytest

from benchmarks import floors, peers, run
from benchmarks.corpus import LIVED_IN, Mix, write
from benchmarks.facts import Facts
from benchmarks.figures import NO_GOAL, Goal, Of, Pair, Row, in_turns
from benchmarks.growth import fit, plot, svg
from benchmarks.ours import facts_of, first_load
from benchmarks.reports import generate, mail_of
from benchmarks.session import Session
from benchmarks.table import json_of, table_of


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes_whatever_the_number_of_processes(tmp_path):
    for name, processes in (("one", 1), ("two", 2)):
        write(tmp_path / name, 1050, mix=LIVED_IN, processes=processes)
    written = contents(tmp_path / "one")
    assert len(written) == 1050
    assert written == contents(tmp_path / "two")


def test_another_seed_gives_other_reports(tmp_path):
    write(tmp_path / "one", 10)
    write(tmp_path / "other", 10, seed=1)
    assert not set(contents(tmp_path / "one").values()) & set(contents(tmp_path / "other").values())


def test_a_smaller_folder_is_the_beginning_of_a_larger_one(tmp_path):
    write(tmp_path / "small", 30)
    write(tmp_path / "large", 50)
    assert contents(tmp_path / "small").items() <= contents(tmp_path / "large").items()


def test_new_files_go_on_where_the_folder_ends(tmp_path):
    write(tmp_path / "whole", 1010)
    write(tmp_path / "parts", 990)
    write(tmp_path / "parts", 20, first=990)
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_the_program_and_a_plain_reader_find_the_same_in_a_folder(tmp_path):
    write(tmp_path, 300)
    found = facts_of(first_load(tmp_path).tables)
    assert found == floors.facts_of(tmp_path)
    assert found.reports == 300
    assert floors.read_reports(tmp_path) == 300


def test_reports_are_of_the_size_and_kind_that_the_figures_are_stated_for():
    made = [generate(number) for number in range(2000)]
    policies = [policy for report in made for policy in json.loads(report.data)["policies"]]
    rows = sum(
        len(policy.get("failure-details") or []) or (policy["summary"]["total-failure-session-count"] > 0)
        for policy in policies
    )
    assert 2.6 < rows / len(made) < 3.2
    assert 900 < sum(len(report.data) for report in made) / len(made) < 1200
    assert {policy["policy"]["policy-type"] for policy in policies} == {"sts", "tlsa"}


def test_a_folder_that_was_lived_in_has_mails_copies_and_broken_files(tmp_path):
    write(tmp_path, 400, mix=Mix(mails=0.3, copies=0.1, broken=0.05))
    loaded = first_load(tmp_path)
    names = [path.name for path in tmp_path.rglob("*.*")]
    assert any(name.endswith(".eml") for name in names)
    copies = sum(name.startswith("copy-") for name in names)
    counts = loaded.engine.file_counts()
    assert copies > 0
    assert counts.unreadable > 0
    assert loaded.reports + copies + counts.unreadable >= 400


def test_a_generated_mail_holds_the_report(tmp_path):
    reports = [generate(number) for number in range(20)]
    for number, report in enumerate(reports):
        (tmp_path / f"{number}.eml").write_bytes(mail_of(report))
    tables = first_load(tmp_path).tables
    assert sorted(tables.reports["report_id"]) == sorted(report.report_id for report in reports)


SLOW = Row(
    "first-load", "first load", "s", Pair((3.0, 2.0, 4.0), (1.0, 1.0, 1.0)), "floor", Goal(Of.SHARE, 1.0), "cold"
)
AHEAD = Row("jq", "against jq", "s", Pair((1.0,), (20.0,)), "jq", Goal(Of.LEAD, 15.0))


@pytest.mark.parametrize(
    ("goal", "ratio", "met"),
    [
        (Goal(Of.SHARE, 3.0), 3.0, True),
        (Goal(Of.SHARE, 2.9), 3.0, False),
        (Goal(Of.LEAD, 0.3), 1 / 3, True),
        (Goal(Of.LEAD, 0.4), 1 / 3, False),
        (Goal(Of.FIGURE, 3.0), 3.0, True),
        (Goal(Of.FIGURE, 2.0), 3.0, False),
        (Goal(Of.EVERY, 3.0), 3.0, False),
        (NO_GOAL, 3.0, None),
    ],
)
def test_a_goal_is_met_by_the_median_or_by_every_run(goal, ratio, met):
    row = Row("key", "what", "s", SLOW.pair, "floor", goal)
    assert row.ratio == pytest.approx(ratio)
    assert row.met is met


def test_nothing_measured_meets_no_goal():
    row = Row("key", "what", goal=Goal(Of.SHARE, 1.0), skipped="not installed")
    assert row.met is None
    assert row.ratio is None


def test_the_table_shows_figure_floor_ratio_goal_and_whether_it_is_met():
    lines = table_of([SLOW, AHEAD, Row("duckdb", "against DuckDB", skipped="not installed")]).splitlines()
    found = [" ".join(line.split()) for line in lines]
    assert found[0] == "what ours ± floor or peer theirs ± ratio goal"
    assert found[2:5] == [
        "first load 1) 3 s 33% floor 1 s 0% 3 x ≤ 1 x ✗",
        "against jq 1 s jq 20 s 20 x ≥ 15 x ✓",
        "against DuckDB skipped: not installed",
    ]
    assert found[-1] == "1) cold"


def test_json_has_every_run():
    found = json.loads(json.dumps(json_of(SLOW)))
    assert found["ours"] == [3.0, 2.0, 4.0]
    assert (found["ratio"], found["met"]) == (3.0, False)


def test_both_sides_run_in_turns_and_take_turns_at_being_first():
    order = []
    in_turns(lambda: order.append("ours") or 1.0, lambda: order.append("other") or 1.0, 3)
    assert order == ["ours", "other", "other", "ours", "ours", "other"]


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.3])
def test_the_fit_finds_the_exponent_of_a_power_law(exponent):
    found = fit([(size, 2e-5 * size**exponent) for size in (1000, 3000, 10_000, 100_000)])
    assert found.exponent == pytest.approx(exponent)
    assert found.scale == pytest.approx(2e-5)


def test_the_fit_is_near_under_noise():
    points = [(10**power, 10**power * (1 + power % 2 / 10)) for power in range(1, 6)]
    assert fit(points).exponent == pytest.approx(1.0, abs=0.05)


def test_one_size_makes_no_line():
    with pytest.raises(ValueError, match="two sizes"):
        fit([(10, 1.0), (10, 2.0)])


def test_the_plot_has_each_series_its_decades_and_a_legend():
    series = {"first load": [(1000, 0.05), (10_000, 0.5)], "floor": [(1000, 0.02), (10_000, 0.2)]}
    drawn = plot(series)
    assert drawn.count("o") >= 2
    assert drawn.count("·") == 3
    for word in ("0.01 s", "1 s", "1\N{NO-BREAK SPACE}000", "10\N{NO-BREAK SPACE}000 files", "o first load", "· floor"):
        assert word in drawn
    assert svg(series).count("<circle") == 4
    assert "first load: files^1.00" in svg(series)


def test_facts_that_differ_are_named():
    ours = Facts(10, 5, 2, "abc")
    assert ours.disagreements(ours) == []
    assert ours.disagreements(Facts(9, 5, 3, "abc")) == ["reports 9, ours 10", "failed 3, ours 2"]


@pytest.fixture
def session(tmp_path):
    words = run.parser().parse_args(["--files", "20,40", "--peers", str(tmp_path / "peers")])
    return Session(run.options_of(words), tmp_path)


def test_a_peer_that_is_not_installed_is_a_row_that_says_so(session):
    (row,) = peers.duckdb(session)
    assert "duckdb is not installed" in table_of([row])
    assert session.absent == [row.skipped]
    assert not session.faults


def options(*words, monkeypatch, ci=""):
    monkeypatch.setenv("CI", ci)
    return run.options_of(run.parser().parse_args(words))


def test_small_measures_every_row_at_one_small_size(monkeypatch):
    found = options("--small", monkeypatch=monkeypatch)
    assert found.files == (run.SMALL,)
    assert max(found.growth) == run.SMALL
    assert len(found.growth) > 1


def test_continuous_integration_requires_the_peers(monkeypatch):
    assert options("--small", monkeypatch=monkeypatch, ci="true").require_peers
    assert not options("--small", monkeypatch=monkeypatch).require_peers


def reported(session, tmp_path, capsys):
    words = run.parser().parse_args(["--json", str(tmp_path / "figures.json")])
    code = run.report(session, [SLOW], words)
    return code, capsys.readouterr(), json.loads(Path(tmp_path / "figures.json").read_text(encoding="utf-8"))


def test_slowness_is_printed_and_is_no_failure(session, tmp_path, capsys):
    code, printed, figures = reported(session, tmp_path, capsys)
    assert code == 0
    assert "✗" in printed.out
    assert figures["rows"][0]["row"] == "first-load"


def test_results_that_are_not_equal_are_a_failure(session, tmp_path, capsys):
    session.agree("DuckDB", ["reports 9, ours 10"])
    code, printed, figures = reported(session, tmp_path, capsys)
    assert code == 1
    assert "DuckDB: reports 9, ours 10" in printed.err
    assert figures["faults"] == ["DuckDB: reports 9, ours 10"]


def test_the_page_about_the_benchmarks_names_every_row_and_option():
    page = (Path(__file__).parents[1] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert [key for key in run.ROWS if f"| `{key}` |" not in page] == []
    options = [action.option_strings[-1] for action in run.parser()._actions]
    assert [option for option in options if option != "--help" and f"| `{option}" not in page] == []
