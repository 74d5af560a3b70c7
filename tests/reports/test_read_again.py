"""A report's document read again from its file: the same document, or word that the file has changed."""

import json

from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine

BODY = {"organization-name": "Example Inc.", "report-id": "1", "policies": []}


def loaded(path, text):
    path.write_text(text)
    return LocalEngine(load([path.parent]))


def test_an_unchanged_document_is_printed(tmp_path):
    found = loaded(tmp_path / "r.json", json.dumps(BODY)).report(0)
    assert found.problem == ""
    assert found.lines


def test_the_same_document_written_otherwise_is_printed(tmp_path):
    path = tmp_path / "r.json"
    engine = loaded(path, json.dumps(BODY))
    path.write_text(json.dumps(dict(reversed(BODY.items())), indent=4))
    assert engine.report(0).problem == ""


def test_another_document_in_its_place_is_not_shown_as_this_one(tmp_path):
    path = tmp_path / "r.json"
    engine = loaded(path, json.dumps(BODY))
    path.write_text(json.dumps(BODY | {"organization-name": "Someone Else"}))
    found = engine.report(0)
    assert found.organization == "Example Inc."
    assert found.lines == ()
    assert found.problem == "r.json has changed since it was loaded: r reads the folder again"


def test_a_document_nested_too_deeply_to_be_compared_is_told(tmp_path):
    path = tmp_path / "r.json"
    engine = loaded(path, json.dumps(BODY))
    path.write_text('{"report-id": ' + "[" * 5_000 + "]" * 5_000 + "}")
    found = engine.report(0)
    assert found.lines == ()
    assert found.problem
