"""The shape of what the catalogue says of one result type."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Text:
    """What is said of a result type, or, of one policy type, only what is said otherwise there; "" and () for the rest.

    Sentences end with a full stop; the members of a list are parts of one and do not.

    Attributes:
        gist: what the sender met, in at most 50 characters.
        meaning: the same as sentences.
        causes: the likeliest first.
        who: why it is this one who must act.
        look: what to look at now, the first thing first.
        fix: what mends it, the first thing first.
        not_so: what it does not mean.
        references: where it is ruled, as ``8461 §4.1``; where the result type is defined stands elsewhere.
    """

    gist: str = ""
    meaning: str = ""
    causes: tuple[str, ...] = ()
    who: str = ""
    look: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    not_so: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    def over(self, base: "Text") -> "Text":
        """Return ``base`` with what this one says otherwise."""
        said = {field.name: getattr(self, field.name) or getattr(base, field.name) for field in fields(Text)}
        return Text(**said)


NOT_LOST = "a failed session is not a lost message: senders try again, and try the other MX hosts"
"""Of what it does not mean: sessions are counted, and each attempt is one."""

TESTED = "under a policy in testing mode nothing was refused: the mail was delivered all the same"
"""Of what it does not mean: RFC 8461 §5."""
