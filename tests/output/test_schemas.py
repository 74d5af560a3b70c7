"""Every JSON that the program writes is described by a schema that ships with it."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.output.invented import folder, hostile, report, save
from tlsrpt_tui.cli import run
from tlsrpt_tui.output.export import COLUMNS


def schema(name):
    loaded = json.loads(files("tlsrpt_tui.output").joinpath("schemas", f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


def valid(document, against):
    jsonschema.Draft202012Validator(against).validate(document)


@pytest.fixture(params=["folder", "hostile", "filtered", "empty"])
def words(request, tmp_path):
    if request.param == "folder":
        return [str(folder(tmp_path))]
    if request.param == "hostile":
        return [str(hostile(tmp_path))]
    if request.param == "filtered":
        return [str(folder(tmp_path)), "--filter", "result:certificate-expired since:2026-11-05"]
    return [str(tmp_path)]


def test_the_summary_obeys_its_schema(words, capsysbinary):
    run(["summary", "--format", "json", *words])
    document = json.loads(capsysbinary.readouterr().out)
    valid(document, schema("summary"))
    assert list(document) == schema("summary")["required"]


def test_the_rows_obey_their_schema(words, capsysbinary):
    run(["export", "--format", "json", *words])
    document = json.loads(capsysbinary.readouterr().out)
    valid(document, schema("rows"))
    run(["export", "--format", "ndjson", *words])
    lines = [json.loads(line) for line in capsysbinary.readouterr().out.decode().splitlines()]
    assert lines == document["rows"]
    assert all(tuple(line) == COLUMNS for line in lines)


def test_sums_beyond_64_bits_are_exact(tmp_path, capsysbinary):
    largest = 2**63 - 1
    for number in range(3):
        made = report(f"r{number}")
        made["policies"][0]["summary"]["total-failure-session-count"] = largest
        save(tmp_path / f"{number}.json", made)
    assert run(["summary", "--format", "json", str(tmp_path)]) == 0
    assert json.loads(capsysbinary.readouterr().out)["sessions"]["failed"] == 3 * largest


def test_an_export_of_chosen_columns_obeys_the_schema_of_rows(tmp_path, capsysbinary):
    run(["export", "--format", "json", "--columns", "sessions,day", str(folder(tmp_path))])
    document = json.loads(capsysbinary.readouterr().out)
    valid(document, schema("rows"))
    assert document["rows"]
