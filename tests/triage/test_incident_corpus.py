"""The labelled corpus: it is the same each time, and the rules find what is in it."""

import pytest

from benchmarks.incident_corpus import EACH, KINDS, NOW, corpus
from benchmarks.incidents import AT_RANDOM, is_low, scores
from tlsrpt_tui.triage import clusters, incident_owners, incident_states, pauses
from tlsrpt_tui.triage.incidents import incidents

SMALL = 2


@pytest.fixture(scope="module")
def asked():
    return corpus(1)


def lost(asked):
    """Return the kinds that are not found whole."""
    found = scores(asked, incidents(asked.tally, now=NOW))
    return {score.kind for score in found if min(score.precision, score.recall) < 1}


def test_the_corpus_is_the_same_each_time_and_large_enough(asked):
    assert corpus(1) == asked
    assert corpus(1, seed=1) != asked
    assert EACH * len(KINDS) >= 400
    assert len({label.kind for label in asked.labels}) == len(KINDS) >= 50


@pytest.mark.parametrize("seed", [20261101, 7])
def test_no_kind_is_below_its_floor(seed):
    asked = corpus(SMALL, seed=seed)
    low = [score.kind for score in scores(asked, incidents(asked.tally, now=NOW)) if is_low(score)]
    # Two of what comes at random say nothing about its floor, which the benchmark holds.
    assert set(low) <= {AT_RANDOM}


@pytest.mark.parametrize(
    ("module", "name", "values"),
    [
        (incident_states, "NOISE_SESSIONS", (2, 4)),
        (incident_states, "NOISE_SHARE", (0.019, 0.022)),
        (incident_states, "BACKGROUND", (0.0001, 0.05)),
        (incident_states, "LAG", (0, 2)),
        (incident_states, "STALE", (6, 8)),
        (incident_states, "MISSED", (2.5, 4.5)),
        (incident_states, "RETURNED", (0.4, 0.6)),
        (pauses, "RATE_DAYS", (1, 60)),
        (clusters, "CLEAN_DAYS", (4, 6)),
        (clusters, "SILENT_DAYS", (13, 16)),
        (incident_owners, "LAG", (0, 2)),
        (incident_owners, "MISSED", (2.5, 50.0)),
        (incident_owners, "ENOUGH_PEERS", (1, 3)),
        (incident_owners, "MANY_PEERS", (3, 8)),
    ],
)
def test_the_corpus_holds_both_sides_of_each_limit(asked, monkeypatch, module, name, values):
    before = lost(asked)
    for value in values:
        monkeypatch.setattr(module, name, value)
        assert lost(asked) - before, f"{name} of {value} loses nothing"
