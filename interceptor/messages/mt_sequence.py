"""Tags of one sequence of an MT message, found by tag, by number with any option, or all of a kind."""

from interceptor.messages import mt_fields, mt_parties
from interceptor.messages.mt_codes import coded
from interceptor.messages.walk import MAX_ID, shortened
from interceptor.transfers.transfer import Account, Agent, Charge, Party


class Sequence:
    """Tags in order, and the warnings noted while they are read."""

    __slots__ = ("_first", "_options", "tags", "warnings")

    def __init__(self, tags: list[tuple[str, str]], warnings: list[str]) -> None:
        self.tags = tags
        self.warnings = warnings
        self._first = dict(reversed(tags))
        self._options = {tag[:2]: (tag[2:], value) for tag, value in reversed(tags)}

    def one(self, tag: str) -> str | None:
        """Whole value of the first `tag`."""
        return self._first.get(tag)

    def code(self, tag: str) -> str | None:
        """Value of the first `tag` as one identifier; None when it is blank."""
        value = self._first.get(tag)
        if value is None or not (value := " ".join(value.split())):
            return None
        return value if len(value) <= MAX_ID else shortened(value, MAX_ID, self.warnings)

    def all(self, tag: str) -> list[str]:
        """Values of every `tag`, in order."""
        return [value for name, value in self.tags if name == tag] if tag in self._first else []

    def agent(self, number: str) -> Agent | None:
        """Institution of field `number` with any option."""
        found = self._options.get(number)
        return mt_fields.agent(found[0], found[1], self.warnings) if found else None

    def party(self, number: str) -> tuple[Party | None, Account | None]:
        """Party and account of field `number` with any option."""
        found = self._options.get(number)
        return mt_parties.party(found[0], found[1], self.warnings) if found else (None, None)

    def option(self, number: str) -> str | None:
        """Option letter of the first field `number`, empty for none; None when the field is absent."""
        found = self._options.get(number)
        return found[0] if found else None

    def lines(self, tag: str) -> list[str]:
        """Lines of the first `tag`."""
        value = self._first.get(tag)
        return mt_fields.lines(value, self.warnings) if value else []

    def codes(self, tag: str) -> list[tuple[str, str]]:
        """Code words and their texts in the first `tag`."""
        return coded(self.lines(tag))

    def charges(self) -> tuple[Charge, ...]:
        """Charges of 71F and 71G."""
        values = self.all("71F") + self.all("71G")
        return tuple(charge for value in values if (charge := mt_fields.charge(value)) is not None)
