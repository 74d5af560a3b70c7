"""What is kept: the most recent answers, the first of two that were made at once."""

from tlsrpt_tui.index.kept import Kept


def test_an_answer_is_made_once():
    kept, made = Kept(2), []
    for _ in range(3):
        assert kept.get_or_make("a", lambda: made.append(1) or "answer") == "answer"
    assert made == [1]


def test_the_longest_unused_goes_first():
    kept = Kept(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    kept.get("a")
    kept.keep("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_of_two_answers_made_at_once_both_get_the_first():
    kept = Kept(2)

    def late():
        kept.keep("a", "early")
        return "late"

    assert kept.get_or_make("a", late) == "early"
    assert kept.get("a") == "early"
