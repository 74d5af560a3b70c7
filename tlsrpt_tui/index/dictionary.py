"""The distinct strings of one kind, and what is asked of all of them at once: folded, matched, ranked."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from threading import RLock
from typing import Final, Literal

import polars as pl

from tlsrpt_tui.index.addresses import equal, numbered, within
from tlsrpt_tui.index.matching import Glob, Member, Same, Test, TextTests
from tlsrpt_tui.index.schema import Strings
from tlsrpt_tui.text import unicode_domain

_MANY_STRINGS: Final = 50_000
_ENCODED: Final = "xn--"


def folded(values: pl.Series) -> pl.Series:
    """Return the strings casefolded as Python does it."""
    lower = values.str.to_lowercase()
    # Of ASCII, lower case is all there is to it.
    other = (values.str.len_bytes() != values.str.len_chars()).arg_true()
    if len(other):
        lower = lower.scatter(other, [value.casefold() for value in values.gather(other)])
    return lower


class Dictionary:
    """The strings of one kind; what is made of all of them is made once, when it is first asked for."""

    def __init__(self, values: pl.Series, *, of_addresses: bool = False) -> None:
        self.values = values
        self._of_addresses = of_addresses
        self._made: dict[str, pl.Series] = {}
        self._addresses: pl.DataFrame | None = None
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self.values)

    @property
    def folded(self) -> pl.Series:
        """Each string casefolded."""
        return self._series("folded", lambda: folded(self.values))

    @property
    def text_rank(self) -> pl.Series:
        """The place of each string among all, by its text."""
        return self._series("text_rank", lambda: _places(self.values.arg_sort()))

    @property
    def rank(self) -> pl.Series:
        """The place of each string in a sorted table.

        Names go without regard to case; IPv4 comes before IPv6, each by number, and then what is no address. What is
        equal by that goes by its text.
        """
        return self._series("rank", self._ranked)

    @property
    def addresses(self) -> pl.DataFrame:
        """The strings as :func:`numbered` reads them."""
        with self._lock:
            if self._addresses is None:
                self._addresses = numbered(self.folded)
            return self._addresses

    def _series(self, name: str, make: Callable[[], pl.Series]) -> pl.Series:
        with self._lock:
            if name not in self._made:
                self._made[name] = make()
            return self._made[name]

    def _ranked(self) -> pl.Series:
        frame = pl.DataFrame({"folded": self.folded, "text": self.text_rank})
        by = ["folded", "text"]
        if self._of_addresses:
            numbers = self.addresses.select("version", "high", "low")
            known = numbers["version"] <= 6  # noqa: PLR2004  the versions there are
            frame = frame.hstack(numbers).with_columns(folded=pl.when(~known).then("folded").otherwise(pl.lit("")))
            by = ["version", "high", "low", *by]
        return _places(frame.select(pl.arg_sort_by(by)).to_series())

    def holding(self, word: str) -> pl.Series:
        """Return which strings hold a casefolded word."""
        found = pl.col("text").str.contains(word, literal=True)
        # The streaming engine looks through many strings on all cores, and takes longer to begin.
        engine: Literal["streaming", "in-memory"] = "streaming" if len(self) > _MANY_STRINGS else "in-memory"
        return self.folded.to_frame("text").lazy().select(found).collect(engine=engine).to_series()

    def showing(self, word: str) -> pl.Series:
        """Return which strings hold a casefolded word, in U-labels too where they are domains (RFC 5890 §2.3.2.1)."""
        found = self.holding(word)
        places = self._series("encoded", lambda: self.folded.str.contains(_ENCODED, literal=True).arg_true())
        if word.isascii() or not len(places):
            return found
        names = self._series("decoded", lambda: _decoded(self.folded.gather(places)))
        return found.scatter(places.filter(names.str.contains(word, literal=True)), True)  # noqa: FBT003  a value

    def passing(self, tests: TextTests) -> pl.Series:
        """Return which strings pass."""
        passing = self._any(tests.refused).not_()
        return passing if tests.wanted is None else passing & self._any(tests.wanted)

    def _any(self, tests: Iterable[Test]) -> pl.Series:
        none = pl.repeat(value=False, n=len(self), dtype=pl.Boolean, eager=True)
        return reduce(or_, map(self._holds, tests), none)

    def _holds(self, test: Test) -> pl.Series:
        if isinstance(test, Same):
            return self.folded == test.pattern
        if isinstance(test, Member):
            if test.network is not None:
                return within(self.addresses, test.network)
            if test.address is not None:
                return equal(self.addresses, test.address)
        if isinstance(test, Glob):
            return self._globbed(test)
        return pl.Series([test.holds(value) for value in self.folded.to_list()], dtype=pl.Boolean)

    def _globbed(self, test: Glob) -> pl.Series:
        text = self.folded.str
        found = text.starts_with(test.head) & text.ends_with(test.tail)
        if test.head and test.tail:
            found &= text.len_bytes() >= len((test.head + test.tail).encode())
        for piece in test.middle:
            found &= text.contains(piece, literal=True)
        if not test.middle or (len(test.middle) == 1 and not (test.head or test.tail)):
            return found
        # Each piece is there; whether in order and apart is asked of those few alone.
        places = found.arg_true()
        return found.scatter(places, [test.holds(value) for value in self.folded.gather(places).to_list()])


def among(size: int, *codes: pl.Series) -> pl.Series:
    """Return for each number below ``size`` whether it is among ``codes``."""
    found = pl.repeat(value=False, n=size, dtype=pl.Boolean, eager=True)
    for some in codes:
        found = found.scatter(some, True)  # noqa: FBT003  a value, not a switch
    return found


def _decoded(domains: pl.Series) -> pl.Series:
    return pl.Series([unicode_domain(domain).casefold() for domain in domains.to_list()], dtype=pl.String)


def _places(order: pl.Series) -> pl.Series:
    """Turn an order of numbers into the place of each number."""
    places = pl.repeat(0, len(order), dtype=pl.UInt32, eager=True)
    return places.scatter(order, pl.int_range(len(order), dtype=pl.UInt32, eager=True))


def dictionaries(strings: Mapping[Strings, pl.Series]) -> dict[Strings, Dictionary]:
    """Return the dictionaries of a set of tables."""
    return {name: Dictionary(values, of_addresses=name is Strings.IP) for name, values in strings.items()}
