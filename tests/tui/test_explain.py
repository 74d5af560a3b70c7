"""Reasons in plain words beside the reasons, and ``:explain``."""

import json

import pytest

from tests.output.invented import report


async def given(seat, text):
    await seat.press("colon")
    await seat.type(text)
    await seat.press("enter")


@pytest.fixture
def alerting(tmp_path):
    """Write a report whose reason is known; return its folder."""
    made = report("r1")
    detail = made["policies"][0]["failure-details"][0]
    made["policies"][0]["failure-details"] = [detail | {"failure-reason-code": "tls-remote-alert-42"}]
    (tmp_path / "r1.json").write_text(json.dumps(made))
    return tmp_path


async def test_a_type_is_explained_over_the_screen_and_closed_again(explore):
    async with explore() as seat:
        await given(seat, "explain certificate-expired")
        assert "certificate-expired  comes under sts, tlsa and no-policy-found" in seat.text
        assert "renewal failed, and nobody was told" in seat.text
        assert "Under tlsa it is otherwise" not in seat.text
        await seat.press("end")
        assert "nothing was refused" in seat.text
        await seat.press("escape")
        assert "comes under sts" not in seat.text


@pytest.mark.parametrize("size", [(36, 10), (60, 15), (200, 55)])
async def test_it_fits_into_any_room(size, explore):
    async with explore(size=size) as seat:
        await given(seat, "explain tlsa-invalid")
        assert "Means" in seat.text
        await seat.press("escape")
        await given(seat, "explain")
        assert "starttls-not-supported" in seat.text


async def test_a_reason_is_explained_and_what_is_neither_is_refused(explore):
    async with explore() as seat:
        await given(seat, "explain tls-remote-alert-48")
        assert "unknown CA" in seat.text
        await seat.press("escape")
        await given(seat, "explain foo")
        assert '"foo" is no result type' in seat.text


@pytest.mark.parametrize("size", [(36, 10), (60, 15), (80, 24)])
async def test_what_is_neither_is_said_whole_with_what_there_is_below(size, explore):
    async with explore(size=size) as seat:
        await given(seat, "explain foo-unknown")
        told = " ".join(seat.text.split())
        assert '"foo-unknown" is no result type of RFC 8460 and no reason that is known' in told
        assert "…" not in told.partition("STARTTLS and certificates")[0]
        await seat.press("escape")
        await given(seat, "explain certificate-expird")
        assert "did you mean certificate-expired" in " ".join(seat.text.split())


async def test_types_are_completed(explore):
    async with explore() as seat:
        await seat.press("colon")
        await seat.type("explain tlsa-")
        await seat.press("tab")
        await seat.press("enter")
        assert "tlsa-invalid  comes under tlsa" in seat.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_record_says_beside_the_reason_what_it_comes_to(size, alerting, explore):
    async with explore(alerting, size=size) as seat:
        said = seat.pane("#record")
        assert "“tls-remote-alert-42”" in said
        assert ("bad certificate" in said) is (size[0] > 80)


async def test_the_report_says_it_below_the_reason(alerting, explore):
    async with explore(alerting, size=(120, 40)) as seat:
        await seat.press("tab", "enter")
        assert "the server's TLS stack said" in seat.text
