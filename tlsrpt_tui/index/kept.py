"""Answers kept for the next time: the most recent ones, whatever thread asks."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most ``most`` values by key, of which the longest unused goes first.

    Values are made outside the lock: two threads may make the same one, and both get the one that came first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """Return what is kept under ``key``."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: Key, value: Value) -> Value:
        """Keep ``value``, unless another came first; return the one that is kept."""
        with self._lock:
            value = self._values.setdefault(key, value)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
            return value

    def get_or_make(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return what is kept under ``key``, made now where nothing is."""
        value = self.get(key)
        return self.keep(key, make()) if value is None else value
