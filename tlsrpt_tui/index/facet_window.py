"""Which values of a facet are at hand: those that are listed, in the order that is wished, around one place of it."""

from dataclasses import dataclass

import polars as pl

from tlsrpt_tui.index.dictionary import Dictionary
from tlsrpt_tui.index.facet_answers import FacetOrder, FacetSort, FacetWish

_TIES = ("failed", "successful")
_PLAIN = FacetWish()


@dataclass(frozen=True, slots=True)
class Window:
    """Values at hand.

    Attributes:
        shown: their rows, in order; those from ``offset`` on.
        listed: how many there are in that order.
        top: the row of the one with most failed sessions; ``None`` where that is the first of those shown.
    """

    shown: pl.DataFrame
    offset: int
    listed: int
    top: pl.DataFrame | None = None


def window_of(values: pl.DataFrame, dictionary: Dictionary, most: int | None, wish: FacetWish) -> Window:
    """Return at most ``most`` values, where and as they are wished.

    Args:
        values: ``code``, ``failed``, ``successful`` where that is attributed, and ``last`` for an order by it.
        dictionary: what the codes stand for.
        most: all of them, where it is ``None``.
        wish: as in :class:`FacetWish`; addresses are grouped already where networks are wished.
    """
    if most is None or wish.listing == _PLAIN:
        leading = _leading(values, dictionary, most)
        if most is None or _holds(leading, dictionary, wish, most):
            return Window(leading, 0, len(values))
    listed = _listed(values, dictionary, wish)
    ranked = _ranked(listed, dictionary, wish.order)
    place = _place(ranked, dictionary, wish)
    offset = max(0, min(place - most // 2, len(ranked) - most))
    return Window(ranked.slice(offset, most), offset, len(ranked), _leading(listed, dictionary, 1))


def _leading(values: pl.DataFrame, dictionary: Dictionary, most: int | None) -> pl.DataFrame:
    """Return the values with most failed sessions, in order."""
    best = values
    if most and len(values) > most:
        best = values.filter(pl.col("failed") >= values["failed"].top_k(most).min())
    ranked = _ranked(best, dictionary, FacetOrder())
    return ranked if most is None else ranked.head(most)


def _holds(leading: pl.DataFrame, dictionary: Dictionary, wish: FacetWish, most: int) -> bool:
    """Whether what is to be at hand is among the first, with others after it."""
    if wish.around is None:
        return wish.place < most // 2
    places = (dictionary.values.gather(leading["code"]) == wish.around).arg_true()
    return len(places) > 0 and (int(places[0]) < most * 3 // 4 or len(leading) < most)


def _listed(values: pl.DataFrame, dictionary: Dictionary, wish: FacetWish) -> pl.DataFrame:
    if wish.failing:
        values = values.filter(pl.col("failed") > 0)
    if wish.find:
        values = values.filter(dictionary.showing(wish.find.casefold()).gather(values["code"]))
    return values


def _ranked(values: pl.DataFrame, dictionary: Dictionary, order: FacetOrder) -> pl.DataFrame:
    """Return the values in order; ties fall to the sums, greatest first, and then to the text."""
    if order.sort is FacetSort.NAME:
        return values.with_columns(key=dictionary.rank.gather(values["code"])).sort("key", descending=order.turned)
    ties = [name for name in _TIES if name in values.columns]
    ranked = values.with_columns(text=dictionary.text_rank.gather(values["code"]))
    descending = [*(True for _ in ties), False]
    if order == FacetOrder():
        return ranked.sort(*ties, "text", descending=descending)
    if order.sort is FacetSort.RATE and "successful" in ties:
        sessions = pl.col("failed") + pl.col("successful")
        ranked = ranked.with_columns(key=pl.when(sessions > 0).then(pl.col("failed") / sessions))
    else:
        ranked = ranked.with_columns(key=pl.col("last" if order.sort is FacetSort.LAST else "failed"))
    return ranked.sort("key", *ties, "text", descending=[not order.turned, *descending], nulls_last=True)


def _place(ranked: pl.DataFrame, dictionary: Dictionary, wish: FacetWish) -> int:
    if wish.around is not None:
        codes = (dictionary.values == wish.around).arg_true()
        places = ranked["code"].is_in(codes.implode()).arg_true()
        if len(places):
            return int(places[0])
    return wish.place
