"""Our names of topics and the cluster's, which have the prefix before them."""


class Names:
    """Both ways, for one prefix."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def there(self, topic: str) -> str:
        """As the cluster has it."""
        return self._prefix + topic

    def here(self, topic: str) -> str:
        """As we call it."""
        return topic.removeprefix(self._prefix)
