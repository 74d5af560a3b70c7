"""An engine that answers in stand-ins: what leaves it holds no address, domain or contact."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, BinaryIO, Final, TypeVar, cast

from tlsrpt_tui.index.engine import Dimension, Engine
from tlsrpt_tui.index.facet_answers import Facet, FacetValue
from tlsrpt_tui.index.redacted_tally import hidden_evidence, hidden_tally, learn_tally
from tlsrpt_tui.index.states import PartRow
from tlsrpt_tui.index.tally import Evidence, Tally
from tlsrpt_tui.index.view import IP_FIELDS, NAME_FIELDS, Field, View
from tlsrpt_tui.redaction import Redactor
from tlsrpt_tui.reports.model import Note
from tlsrpt_tui.reports.raw import RawLine

_NAMES: Final = frozenset(
    {"domain", "domains", "mx_host", "mx_helo", "sending_ip", "receiving_ip", "receiving_ips", "mx_patterns"}
)
"""Fields and columns of which each value is a name or an address, however odd it is."""

_CONTACT: Final = "contact"
_NAMED: Final = frozenset({Dimension.DOMAINS, Dimension.MX_HOSTS, Dimension.SENDING_IPS})
_KEYS: Final = {
    "policy-domain": "name",
    "policy-string": "policy",
    "mx-host": "name",
    "mx-host-pattern": "name",
    "receiving-mx-hostname": "name",
    "receiving-mx-helo": "name",
    "sending-mta-ip": "name",
    "receiving-ip": "name",
    "contact-info": "contact",
}
"""Members of a report whose values are names, addresses, contacts, or lines of a policy (RFC 8460 §4.4)."""

_Answer = TypeVar("_Answer")
_NAME_FIELDS: Final = IP_FIELDS | NAME_FIELDS
_POLICY: Final = frozenset({"text", "policy_text"})
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PATTERN: Final = re.compile(r"(\bmx\s*:\s*)((?:(?!\\[nrt])[^\s\",;␊␍])+)", re.IGNORECASE)
_WHOLE: Final = re.compile(r"""(\s*mx\s*:\s*)([^",;:\\␊␍\r\n]+?)(\s*)""", re.IGNORECASE)
"""A line with nothing but one pattern, be it with blanks in it."""

_FOUND: Final = re.compile(r'(\S+) (".*"|\[.*\]|\{.*[\]}]|\S+) (.*)', re.DOTALL)
"""A note as a sentence: where, what was found, what was done."""

_VERBS: Final = frozenset({"is", "has", "holds", "names", "ends", "starts", "disagrees"})
_BRACKETS: Final = frozenset({"{", "}", "[", "]", "{}", "[]", '""', "null", "true", "false"})


def redacted(engine: Engine, redactor: Redactor) -> Engine:
    """Return an engine that takes real values and stand-ins, and answers in stand-ins only."""
    return cast("Engine", _Redacted(engine, redactor))


def hidden_answer(found: _Answer, redactor: Redactor) -> _Answer:
    """Return an answer of any kind with stand-ins for the names, addresses and contacts in it."""
    wrapped = _Redacted(cast("Engine", None), redactor)
    wrapped._learn(found)  # noqa: SLF001  its own module
    return cast("_Answer", wrapped._hidden(found))  # noqa: SLF001  the same


def real_answer(found: _Answer, redactor: Redactor) -> _Answer:
    """Return an answer of any kind with its stand-ins taken back, to hold it against what is real."""
    return cast("_Answer", _Redacted(cast("Engine", None), redactor)._real(found))  # noqa: SLF001  the same


def hidden_view(view: View, redactor: Redactor) -> View:
    """Return a view with stand-ins for the values in it."""
    return _mapped(view, lambda field: redactor.name if field in _NAME_FIELDS else redactor.text)


def real_view(view: View, redactor: Redactor) -> View:
    """Return a view with the real values of the stand-ins in it."""
    return _mapped(view, lambda _: redactor.real)


def _mapped(view: View, change_of: Callable[[Field], Callable[[str], str]]) -> View:
    clauses = tuple(
        clause if values == clause.values else replace(clause, values=values)
        for clause in view.clauses
        for values in (tuple(map(change_of(clause.field), clause.values)),)
    )
    return view if clauses == view.clauses else replace(view, clauses=clauses)


class _Redacted:
    """Passes every question on, and changes what is in it and in its answer; no question has to be known here."""

    def __init__(self, engine: Engine, redactor: Redactor) -> None:
        self._engine = engine
        self._redactor = redactor

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the engine has
        found = getattr(self._engine, name)
        if not callable(found):
            return self._hidden(found)

        def ask(*args: object, **named: object) -> object:
            asked = [self._real(given) for given in args]
            answer = found(*asked, **{key: self._real(given) for key, given in named.items()})
            self._learn(answer)
            return self._hidden(answer)

        return ask

    def write_parquet(self, view: View, target: BinaryIO, **named: Any) -> None:  # noqa: ANN401  as the engine has it
        """Write the rows with stand-ins in every column of text."""
        import polars as pl  # noqa: PLC0415  only this question needs it

        written = io.BytesIO()
        self._engine.write_parquet(real_view(view, self._redactor), written, **named)
        written.seek(0)
        frame = pl.read_parquet(written)
        for column, kind in sorted(frame.schema.items(), key=lambda item: item[0] not in _NAMES):
            if kind == pl.String:
                change = self._change(column)
                values = frame[column].unique().drop_nulls().to_list()
                frame = frame.with_columns(pl.col(column).replace(values, [change(value) for value in values]))
        frame.write_parquet(target)

    def _change(self, name: str) -> Callable[[str], str]:
        if name in _NAMES:
            return self._redactor.name
        if name in _POLICY:
            return self._policy_line
        return self._redactor.contact if name == _CONTACT else self._redactor.text

    def _member(self, path: str) -> Callable[[str], str] | None:
        """Return what hides the value at a path of a report; ``None`` for what is no name, contact or policy."""
        steps = re.sub(r"\[[0-9]+\]", "", path).split(".")
        kind = next((_KEYS[step] for step in reversed(steps) if step in _KEYS), "")
        kinds = {"name": self._redactor.name, "contact": self._redactor.contact, "policy": self._policy_line}
        return kinds.get(kind)

    def _policy_line(self, line: str) -> str:
        whole = _WHOLE.fullmatch(line)
        if whole is not None:
            return f"{whole[1]}{self._redactor.name(whole[2])}{whole[3]}"
        hidden = _PATTERN.sub(lambda found: f"{found[1]}{self._redactor.name(found[2])}", line)
        return self._redactor.text(hidden)

    def _learn(self, found: Any) -> None:  # noqa: ANN401  answers of any kind
        """Take note of the names in an answer, so that they are hidden in what is said about them too."""
        if isinstance(found, RawLine):
            self._hidden_line(found)
        elif isinstance(found, Tally):
            learn_tally(found, self._redactor)
        elif isinstance(found, Evidence):
            self._hidden_sums(found)
        elif isinstance(found, tuple | list):
            for value in found:
                self._learn(value)
        elif is_dataclass(found) and not isinstance(found, View):
            for name in _fields(found.__class__):
                value = getattr(found, name)
                if name in _NAMES or name == _CONTACT:
                    self._hidden(value, self._change(name))
                elif not isinstance(value, str):
                    self._learn(value)

    def _real(self, given: Any) -> Any:  # noqa: ANN401  arguments of any kind
        if type(given) is str:
            return self._redactor.real(given)
        if isinstance(given, View):
            return real_view(given, self._redactor)
        if isinstance(given, tuple | list | frozenset):
            real = map(self._real, given)
            return type(given)(*real) if hasattr(given, "_fields") else type(given)(real)
        if isinstance(given, Mapping):
            return {key: self._real(value) for key, value in given.items()}
        return self._walked(given, lambda _: self._real) if is_dataclass(given) else given

    def _hidden(self, found: Any, change: Callable[[str], str] | None = None) -> Any:  # noqa: ANN401  answers of any kind
        # The exact type: members of enums are strings too, and no values.
        if type(found) is str:
            return (change or self._redactor.text)(found)
        if isinstance(found, dict):
            return {self._hidden(key): self._hidden(value, change) for key, value in found.items()}
        if isinstance(found, tuple | list | set | frozenset | Iterator):
            return self._hidden_many(found, change)
        return self._hidden_object(found) if is_dataclass(found) else found

    def _hidden_many(self, found: Any, change: Callable[[str], str] | None) -> Any:  # noqa: ANN401  as above
        hidden = (self._hidden(value, change) for value in found)
        if isinstance(found, Iterator):
            return hidden
        return type(found)(*hidden) if hasattr(found, "_fields") else type(found)(hidden)

    def _hidden_object(self, found: Any) -> Any:  # noqa: ANN401  as above
        if isinstance(found, View):
            return hidden_view(found, self._redactor)
        if isinstance(found, RawLine):
            return self._hidden_line(found)
        if isinstance(found, Note):
            hidden = self._found(found.field, found.found)
            return replace(found, field=self._redactor.text(found.field), found=hidden)
        if isinstance(found, Tally | Evidence):
            return self._hidden_sums(found)
        if isinstance(found, PartRow):
            found = replace(found, notes=tuple(map(self._sentence, found.notes)))
        if isinstance(found, Facet) and found.dimension in _NAMED:
            return self._walked(found, lambda _: self._value_of_names)
        return self._walked(found, lambda name: lambda value: self._hidden(value, self._change(name)))

    def _hidden_sums(self, found: Tally | Evidence) -> Tally | Evidence:
        if isinstance(found, Tally):
            return hidden_tally(found, self._redactor)
        return hidden_evidence(found, self._redactor, self._policy_line)

    def _value_of_names(self, found: Any) -> Any:  # noqa: ANN401  a field of a facet
        if isinstance(found, FacetValue):
            return self._hidden_values((found,))[0]
        return self._hidden_values(found) if isinstance(found, tuple) else self._hidden(found)

    def _hidden_values(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            replace(value, value=self._redactor.name(value.value)) if hasattr(value, "value") else self._hidden(value)
            for value in values
        )

    def _hidden_line(self, line: RawLine) -> RawLine:
        """Return a printed line of a report; its path stays, by which a field is found."""
        change = self._member(line.path)
        value = self._redactor.text(line.value) if change is None else self._strings(line.value, change)
        return replace(line, key=self._redactor.text(line.key), value=value)

    def _strings(self, value: str, change: Callable[[str], str]) -> str:
        """Return printed JSON with each string of it changed; what is no whole string counts as one."""
        if value in _BRACKETS:
            return value
        hidden, count = _STRING.subn(lambda found: f'"{change(found[1])}"', value)
        return hidden if count and value[-1] in '"]' and value[0] in '"[' else change(value)

    def _found(self, field: str, found: str) -> str:
        """Return what was found in a field of a report, as a note tells it."""
        change = self._member(field)
        if change is None or not found:
            return self._redactor.text(found)
        return f'"{change(found[1:-1])}"' if found[0] == found[-1] == '"' else change(found)

    def _sentence(self, sentence: str) -> str:
        found = _FOUND.fullmatch(sentence)
        if found is None or self._member(found[1]) is None or found[2] in _VERBS:
            return sentence
        return f"{found[1]} {self._found(found[1], found[2])} {found[3]}"

    @staticmethod
    def _walked(found: Any, change_of: Callable[[str], Callable[[Any], Any]]) -> Any:  # noqa: ANN401  any dataclass
        changed = {}
        for name in _fields(found.__class__):
            before = getattr(found, name)
            after = change_of(name)(before)
            if after is not before:
                changed[name] = after
        return replace(found, **changed) if changed else found


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)
