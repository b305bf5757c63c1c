"""Whether this engine is compiled or plain Python: one code, two speeds (docs/decisions/compiled.md)."""

from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec


def compiled() -> bool:
    """Whether `interceptor.engine`, and so all that is compiled with it, is machine code; it decides the same."""
    found = find_spec("interceptor.engine")
    return found is not None and found.origin is not None and found.origin.endswith(tuple(EXTENSION_SUFFIXES))
