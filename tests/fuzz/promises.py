"""How a target says that a parser broke its promise."""


class Broken(AssertionError):  # noqa: N818  the word says it
    """A parser did not keep its promise."""


def expect(kept: bool, promise: str) -> None:
    """Raises `Broken`, naming the promise, unless it was kept."""
    if not kept:
        raise Broken(promise)
