"""Which values of a facet the filter asks for, and which it leaves out."""

import ipaddress
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from tlsrpt_tui.index.engine import Dimension
from tlsrpt_tui.index.facet_answers import FacetValue
from tlsrpt_tui.index.matching import Network, text_matcher
from tlsrpt_tui.index.view import Clause, Operator, View


class Marks:
    """What one view says of the values of one dimension."""

    def __init__(self, dimension: Dimension, view: View) -> None:
        self._field = dimension.field
        self._wanted = [clause for clause in view.clauses if clause.field is self._field and not clause.negated]
        refused = [clause for clause in view.clauses if clause.field is self._field and clause.negated]
        self._refused = [replace(clause, negated=False) for clause in refused]

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return bool(self._wanted)

    @cached_property
    def _chooses(self) -> "_Test":
        return _Test(self._wanted)

    @cached_property
    def _excludes(self) -> "_Test":
        return _Test(self._refused)

    def chosen(self, value: FacetValue) -> bool:
        """Whether the filter asks for a value."""
        return self._chooses.holds(value)

    def excluded(self, value: FacetValue) -> bool:
        """Whether the filter leaves a value out."""
        return self._excludes.holds(value)


class _Test:
    """Whether any of the clauses of one field means a value."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._matches = text_matcher(clauses[0].field, clauses) if clauses else None
        self._names = {value for clause in clauses if clause.operator is Operator.MATCHES for value in clause.values}
        self._networks = [network for network in map(_network, self._names) if network is not None]

    def holds(self, value: FacetValue) -> bool:
        if self._matches is None:
            return False
        if not value.is_network:
            return self._matches(value.value)
        # A stand-in for a network is a name like any other.
        network = _network(value.value)
        inside = network is not None and any(
            network.prefixlen >= wider.prefixlen and network.network_address in wider for wider in self._networks
        )
        return inside or value.value in self._names


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None
