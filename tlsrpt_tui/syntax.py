"""How the command line of a command is described: its words and its options, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command.

    Attributes:
        name: with its dashes.
        says: what it does, for the help.
        value: what stands behind it, in capitals; "" for a switch.
        choices: what may stand behind it, where that is known.
        default: its value where it is left out; a switch is off.
        short: one dash and a letter that do the same.
        several: whether it may be given several times, which makes a list of it.
    """

    name: str
    says: str
    value: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    short: str = ""
    several: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """How it can be written."""
        return (self.short, self.name) if self.short else (self.name,)


@dataclass(frozen=True, slots=True)
class Syntax:
    """What may stand on the command line of a command.

    Attributes:
        purpose: what the command is for, in a sentence.
        short: the same in the list of commands.
        word: the word or words that are no options, in capitals; "" for none.
        many: how many of them there may be, as argparse has it.
        choices: of them, where they are known; of the first, where there may be many.
        word_says: what they are.
        options: in the order of the help.
        ends: paragraphs at the end of the help.
    """

    purpose: str
    short: str
    word: str = ""
    many: str | None = None
    choices: tuple[str, ...] = ()
    word_says: str = ""
    options: tuple[Option, ...] = ()
    ends: tuple[str, ...] = ()
