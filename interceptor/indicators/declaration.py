"""How an indicator is declared: one struct, made by a decorator on the function that computes its value."""

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from interceptor.indicators.subject import Subject

TYPOLOGIES: Final = frozenset({"VEC", "CEO", "ATT", "PAY", "ACC", "MNA", "REF", "ALL"})
"""research/indicators.md 1.1."""

ALWAYS: Final = "always"
UNSETTLED: Final = "unsettled"
REDIRECTED: Final = "redirected"
MET: Final = "met"
HISTORY: Final = "history"
CONTEXT: Final = "context"

Gate = Literal["always", "unsettled", "redirected", "met", "history", "context"]
"""When the function is called at all: most transfers shut most gates, which is what makes weighing them cheap.

- `unsettled`: only when the account is not known for the payee, else the value is 0.0. BEC needs an account that the
  payer has not used (research/indicators-summary.md 1), so on a known one it has nothing to say.
- `redirected`: `unsettled`, and the payee was paid on other accounts before. Else 0.0, or None for a new payee of a
  debtor without history: it may be an old one.
- `met`: `unsettled`, and the payee was paid or tried before. Else as `redirected`.
- `history`: `unsettled`, and the debtor has history. Else 0.0 on a known account, None without history.
- `context`: only when the bank gave a context, else None (unknown)."""

Value = Callable[[Subject], float | None]
Evidence = Callable[[Subject, float], str]


class Indicator(msgspec.Struct, frozen=True):
    """One BEC red flag. Its value is in natural units: None is unknown, 0.0 is known and absent."""

    number: int
    """Row of research/indicators.md section 1 (1 to 60), or 61 and up for our own."""
    id: str
    typologies: tuple[str, ...]
    data: str
    """Which of P (message), X (context), H (history), N (network) it needs."""
    strength: str
    """`S` can carry an alert with one corroborator, `M` moves the score, `W` is context only."""
    lowers: bool
    """Evidence that lowers the score."""
    source: str
    fires_at: float
    """Value from which it counts as fired."""
    steps: tuple[tuple[float, float], ...]
    """(value, share of the full weight), rising values."""
    value: Value
    evidence: Evidence
    """One sentence with the numbers in it; an account is shown by its last three characters only."""
    gate: Gate = ALWAYS

    def fired(self, value: float | None) -> bool:
        """True when `value` is known and reaches `fires_at`."""
        return value is not None and value >= self.fires_at


def indicator(
    *,
    number: int,
    id: str,  # noqa: A002 - the contract's word
    typologies: str,
    data: str,
    strength: str,
    source: str,
    evidence: Evidence,
    lowers: bool = False,
    fires_at: float = 1.0,
    steps: tuple[tuple[float, float], ...] = (),
    gate: Gate = ALWAYS,
) -> Callable[[Value], Indicator]:
    """Declare the decorated value function as an indicator. `typologies` is words parted by spaces.

    ```python
    def _evidence(subject: Subject, value: float) -> str: ...

    @indicator(number=5, id="new_creditor_no_history", typologies="CEO MNA ATT", data="P+H", strength="M",
               source="indicators.md 1.2 #5; F16 F19", evidence=_evidence, gate=UNSETTLED)
    def new_creditor_no_history(subject: Subject) -> float | None: ...
    ```
    """

    def declare(value: Value) -> Indicator:
        return Indicator(
            number=number,
            id=id,
            typologies=tuple(typologies.split()),
            data=data,
            strength=strength,
            lowers=lowers,
            source=source,
            fires_at=fires_at,
            steps=steps or ((fires_at, 1.0),),
            value=value,
            evidence=evidence,
            gate=gate,
        )

    return declare
