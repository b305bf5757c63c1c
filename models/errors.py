"""What can be wrong with a model. This package knows nothing of the program that uses it, so the error is its own."""


class ModelError(ValueError):
    """A model file or declaration is not usable: damaged, altered, of an unknown version, or against the rules."""
