"""What was agreed to is remembered, and a broken file leads to no more than one more question."""

import json
import stat

import pytest

from tlsrpt_tui.consents import PROBE, Consent, Consents
from tlsrpt_tui.errors import ShelfError


def test_nothing_is_agreed_to_and_no_folder_made_until_somebody_says_so(tmp_path):
    assert Consents(tmp_path / "state").given(PROBE) is Consent.ASK
    assert not (tmp_path / "state").exists()


def test_an_answer_is_kept_for_its_owner_alone(tmp_path):
    folder = tmp_path / "home" / "state"
    Consents(folder).keep(PROBE, Consent.YES)
    assert Consents(folder).given(PROBE) is Consent.YES
    path = folder / "consents.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in folder.iterdir()] == ["consents.json"]
    Consents(folder).keep(PROBE, Consent.NO)
    assert Consents(folder).given(PROBE) is Consent.NO


def test_an_answer_can_be_forgotten_and_others_stay(tmp_path):
    consents = Consents(tmp_path)
    consents.keep("other", Consent.YES)
    consents.keep(PROBE, Consent.NO)
    consents.keep(PROBE, Consent.ASK)
    assert (consents.given(PROBE), consents.given("other")) == (Consent.ASK, Consent.YES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[]",
        '{"version": 2, "consents": {"probe": "yes"}}',
        '{"version": 1, "consents": ["probe"]}',
        '{"version": 1, "consents": {"probe": true}}',
        '{"version": 1, "consents": {"probe": "maybe"}}',
        "[" * 100_000,
        "\xff",
    ],
)
def test_a_file_that_cannot_be_understood_says_nothing(tmp_path, text):
    path = tmp_path / "consents.json"
    path.write_text(text, encoding="latin-1")
    assert Consents(tmp_path).given(PROBE) is Consent.ASK
    Consents(tmp_path).keep(PROBE, Consent.YES)
    assert json.loads(path.read_text(encoding="utf-8"))["consents"] == {"probe": "yes"}


def test_a_link_is_not_followed(tmp_path):
    kept = tmp_path / "elsewhere.json"
    kept.write_text('{"version": 1, "consents": {"probe": "yes"}}', encoding="utf-8")
    (tmp_path / "consents.json").symlink_to(kept)
    assert Consents(tmp_path).given(PROBE) is Consent.ASK


def test_what_cannot_be_kept_is_said(tmp_path):
    (tmp_path / "state").write_text("", encoding="utf-8")
    with pytest.raises(ShelfError, match=r"consents\.json cannot be written: "):
        Consents(tmp_path / "state").keep(PROBE, Consent.YES)
