"""The numbers of a case's clocks and brakes that a tenant may set."""

import msgspec


class CasePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Defaults are our own choice where no source is named; the directory's clocks come before them."""

    act_alone: float = 0.5
    """Probability above which bank and desk lanes go without a person on `suspected`; at it they do not (DESIGN 6)."""
    hop_limit: int = 5
    """Deepest hop that alerts are raised for; below it a person decides."""
    our_minutes: float = 30.0
    """Our own time to act on a question (research/alert-contents.md 3: "ours, minutes")."""
    return_hours: float = 48.0
    """Time for promised money to come before we chase."""
    hold_hours: float = 24.0
    """Expiry assumed for a hold that gives none; below the shortest of research/recall.md 7, which is 48 hours."""
    chases: int = 3
    """Unanswered chases after which a person is called."""
    resends: int = 1
    """How often a message that the network refused is sent again before a person must look at it."""


DEFAULT_POLICY = CasePolicy()
